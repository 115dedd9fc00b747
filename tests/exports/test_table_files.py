"""Splitting a file into cells."""

import pytest

from outreach_bot.exports.table_files import Finding, split_rows


def split(content):
    return split_rows(content, columns=("a", "b"), named=("a", "b"), needed=("a",))


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
