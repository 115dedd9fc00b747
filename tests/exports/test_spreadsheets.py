import csv
import io

import pytest

from outreach_bot.exports.spreadsheets import Profile, harmless, joined, to_csv, to_json


@pytest.mark.parametrize(
    "cell", ["=1+1", "+15551234", "-2", "@SUM(A1)", "\t=1", "\r\n=1", "\n=1", "  =1", "＝1+1", "＠x"]
)
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell):
    assert harmless(cell) == f"'{cell}"


def test_what_steers_a_terminal_is_in_no_cell_that_a_person_reads():
    assert to_csv(("name",), [{"name": "Lee\x1b[2J\u202e\r=1"}]) == "name\nLee [2J =1\n"
    assert harmless("\r=1") == "' =1"


@pytest.mark.parametrize("cell", ["", "K7MQ2XZB", "2027-03-01", "it's", "a=b", "h1;h2"])
def test_any_other_cell_stays_as_it_is(cell):
    assert harmless(cell) == cell


def test_a_machine_gets_every_cell_exactly():
    text = to_csv(("number",), [{"number": "+15551234567"}], profile=Profile.EXACT)

    assert text == "number\n+15551234567\n"


def test_a_spreadsheet_gets_the_safe_profile_unless_asked_otherwise():
    assert to_csv(("number",), [{"number": "+15551234567"}]) == "number\n'+15551234567\n"


def test_commas_quotes_and_lines_in_a_cell_survive():
    cell = 'Room "2", second\nfloor'

    read = list(csv.reader(io.StringIO(to_csv(("place",), [{"place": cell}]))))

    assert read == [["place"], [cell]]


def test_columns_keep_their_order_and_nothing_else_is_written():
    assert to_csv(("b", "a"), [{"a": "1", "b": "2", "c": "3"}]) == "b,a\n2,1\n"


def test_json_is_exact_and_keeps_every_alphabet():
    assert to_json(("name",), [{"name": "=Zoë"}]) == '[\n  {\n    "name": "=Zoë"\n  }\n]\n'


def test_a_list_becomes_one_cell():
    assert joined(("h1", "h2")) == "h1;h2"
