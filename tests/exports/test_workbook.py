"""A workbook is opened again, by another program than the one that wrote it."""

import datetime as dt
import io
import tempfile
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach_bot.exports import workbook
from outreach_bot.exports.spreadsheets import Profile
from outreach_bot.exports.table import Table
from outreach_bot.exports.workbook import LONGEST_TEXT, TooLarge, to_xlsx

RUNS = ("=1+1", "+1 603 555 0101", "-2", "@SUM(A1)", "\tx", " =1", "＝1", '=HYPERLINK("http://x.example")')
TRICKY = (*RUNS, "#N/A", "http://x.example", "0042", "1e5", "2027-03-01", "{=1}", "ünïcode 🙂", "a\nb")


def table(column, *cells):
    return Table(columns=(column,), rows=[{column: cell} for cell in cells])


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def read(made, **options):
    """The cells below the header, as openpyxl reads them."""
    sheet = opened(to_xlsx(made, name="signups", **options))["signups"]
    return [row[0] for row in sheet.iter_rows(min_row=2)]


@pytest.mark.parametrize("profile", list(Profile))
def test_text_stays_the_very_text_it_was(profile):
    cells = read(table("source", *TRICKY), profile=profile)

    assert [cell.value for cell in cells] == list(TRICKY)
    assert {cell.data_type for cell in cells} == {"s"}


@pytest.mark.parametrize("profile", list(Profile))
def test_there_is_no_formula_and_no_link_in_the_file(profile):
    content = zipfile.ZipFile(io.BytesIO(to_xlsx(table("source", *TRICKY), name="x", profile=profile)))

    for name in content.namelist():
        text = content.read(name).decode()
        assert "<f>" not in text
        assert "<f " not in text
        assert "hyperlink" not in text.replace("HYPERLINK", "")


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40))
def test_any_text_comes_back_as_text(text):
    (cell,) = read(table("source", text))

    assert (cell.value, cell.data_type) == (text, "s")


def test_text_that_could_run_is_marked_so_that_pressing_enter_in_it_does_nothing():
    cells = read(table("source", *RUNS, "harmless"))

    assert [bool(cell.quotePrefix) for cell in cells] == [True] * len(RUNS) + [False]


def test_for_a_program_nothing_is_marked():
    assert not any(cell.quotePrefix for cell in read(table("source", *RUNS), profile=Profile.EXACT))


def test_counts_are_numbers_and_hidden_counts_text():
    assert [cell.value for cell in read(table("booked", "12", "0", "<5", "5–9", "10+"))] == [
        12, 0, "<5", "5–9", "10+",
    ]  # fmt: skip


def test_times_are_times():
    moment = read(table("booked_at", "2027-03-01T15:00:00Z"))[0]
    local = read(table("starts", "2027-03-08 14:00"))[0]
    day = read(table("begins", "2027-03-08"))[0]

    assert (moment.value, moment.number_format) == (dt.datetime(2027, 3, 1, 15), "yyyy-mm-dd hh:mm:ss")
    assert (local.value, local.number_format) == (dt.datetime(2027, 3, 8, 14), "yyyy-mm-dd hh:mm")
    assert (day.value, day.is_date) == (dt.datetime(2027, 3, 8), True)


def test_an_empty_cell_is_empty_whatever_its_column():
    for column in ("booked", "booked_at", "starts", "source"):
        assert [cell.value for cell in read(table(column, "", "x"))] == [None, "x"]


def test_a_number_to_call_stays_text_with_its_plus():
    (cell,) = read(table("phone_e164", "+16035550142"), profile=Profile.EXACT)

    assert (cell.value, cell.data_type, cell.number_format) == ("+16035550142", "s", "@")


def test_the_header_stays_in_sight_and_columns_can_be_narrowed():
    sheet = opened(to_xlsx(table("source", "x", "y"), name="signups"))["signups"]

    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:A3")


def test_what_the_table_holds_is_said_on_a_second_sheet_for_people_only():
    lines = ("One row a person.", "=not a formula")

    people = opened(to_xlsx(table("source", "x"), name="signups", about=lines))
    programs = opened(to_xlsx(table("source", "x"), name="signups", about=lines, profile=Profile.EXACT))

    assert [row[0].value for row in people["About"].iter_rows()] == list(lines)
    assert programs.sheetnames == ["signups"]


def test_text_longer_than_a_cell_is_cut_and_shows_it():
    (cell,) = read(table("source", "x" * (LONGEST_TEXT + 5)))

    assert (len(cell.value), cell.value[-1]) == (LONGEST_TEXT, "…")


def test_more_rows_than_a_sheet_holds_are_refused_with_a_way_out(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)

    with pytest.raises(TooLarge, match=r"holds 1 rows, and this has 2\. Use the form csv"):
        to_xlsx(table("source", "x", "y"), name="signups")


def test_a_table_without_rows_opens():
    sheet = opened(to_xlsx(table("source"), name="signups"))["signups"]

    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["source"]]


def test_nothing_is_written_to_the_disk_on_the_way(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a temporary file")

    for name in ("mkstemp", "TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkdtemp"):
        monkeypatch.setattr(tempfile, name, refuse)

    assert to_xlsx(table("source", "x"), name="signups")
