"""Splitting a file into cells."""

import pytest

from outreach_bot.exports.table_files import Finding, split_rows


def split(content):
    return split_rows(content, columns=("a", "b", "n"), named=("a", "b"), needed=("a",), long=("n",))


@pytest.mark.parametrize(
    "content",
    [b"a,b\n1,2\n", b"\xef\xbb\xbfa,b\r\n1,2\r\n", b"A; B\n 1 ;2\n\n ; \n"],
    ids=["plain", "BOM", "semicolons"],
)
def test_files_of_every_spreadsheet_are_read(content):
    assert split(content) == ([(2, {"a": "1", "b": "2"})], [])


def test_a_file_in_another_encoding_is_named_with_its_line():
    rows, (finding,) = split("a,b\n1,é\n".encode("cp1252"))

    assert (rows, str(finding)) == (
        [],
        'line 2: this is not UTF-8 text. Save the file as "CSV UTF-8" and import it again.',
    )


def test_a_quote_that_never_ends_is_named_where_it_begins():
    rows, findings = split(b'a,b\n1,2\n3,"4\n' + b"5,6\n" * 60_000)

    assert rows == []
    assert findings == [
        Finding(3, "", "a cell that begins here does not end", 'Look for a lone " and take it out')
    ]


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ('a,b\n1,"Room 5\n2,Room 6\n3,Room 7\n', "line 2: a cell that begins here does not end"),
        ('a,b\n1,"Room 5\n2,"Room 6"\n3,Room 7\n', "line 2: a cell in the row that begins here goes on"),
        ('a,b\n1,"Room 5\n2,Room 6"\n3,Room 7\n', "line 2, b: there is a line break in the cell"),
        ('a,n,b\n1,"one\ntwo","Room 5\n2,,Room 6\n', "line 3: a cell that begins here does not end"),
        ('a,n,b\n1,"one\ntwo","Room 5\n2,,Room 6"\n', "line 3, b: there is a line break in the cell"),
        ('a;b\n1;"Room 5\n2;Room 6\n', "line 2: a cell that begins here does not end"),
        ('"a,b\n1,Room 5\n', "line 1: a cell that begins here does not end"),
    ],
)
def test_a_quote_that_is_not_closed_takes_no_row_with_it(content, place):
    rows, findings = split(content.encode())

    assert rows == []
    assert str(findings[0]).startswith(place)
    assert 'Look for a lone " and take it out' in str(findings[0])


def test_a_long_text_has_lines_and_a_quote_within_a_cell_is_one():
    rows, findings = split(b'a,b,n\n1,Room "5","one\ntwo"\n')

    assert (rows, findings) == ([(3, {"a": "1", "b": 'Room "5"', "n": "one\ntwo"})], [])


def test_what_steers_a_terminal_or_turns_text_around_comes_into_no_cell():
    rows, _ = split("a,b\n1,Room \x1b[2J\x07\u202e5\n".encode())

    assert rows == [(2, {"a": "1", "b": "Room  [2J 5"})]
