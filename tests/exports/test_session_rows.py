import datetime as dt
import re

import pytest
from msgspec.structs import replace

from outreach_bot.content.catalog import find_campaign, load_rules
from outreach_bot.example_sessions import example_sessions
from outreach_bot.exports.session_rows import read_sessions
from outreach_bot.exports.sessions import COLUMNS, session_row
from outreach_bot.exports.spreadsheets import Profile, to_csv
from outreach_bot.exports.table_files import BadFile
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.sessions import Comfort, Mode, Seat, SessionStatus

NOW = dt.datetime(2027, 2, 1, tzinfo=dt.UTC)
HEADER = "id,kind,starts,place"
GROUP = {
    "id": "joint1", "kind": "joint_event", "starts": "2027-04-10 13:00", "mode": "hybrid", "dial_in": "603 555 0100",
    "cochair_lived": "Adam", "cochair_staff": "Beth", "cochair_alternate_lived": "Cy", "admin_support": "Dee",
    "brief_slot": "2027-04-08 10:00", "debrief_slot": "2027-04-10 16:30", "quiet_space": "Room 3", "food": "Lunch",
    "travel_help": "Bus pass", "pay_text": "$60", "why_text": "To choose together", "place": "Town hall",
}  # fmt: skip


@pytest.fixture(scope="module")
def rules():
    return load_rules(find_campaign(None))


@pytest.fixture
def read(rules):
    def reading(content, *, known=(), now=NOW):
        data = content if isinstance(content, bytes) else content.encode()
        return read_sessions(data, rules=rules, known={session.id: session for session in known}, now=now)

    return reading


def a_file(**cells):
    row = GROUP | cells
    return ",".join(row) + "\n" + ",".join(f'"{cell}"' for cell in row.values()) + "\n"


def findings(read, content, **more):
    with pytest.raises(BadFile) as told:
        read(content, **more)
    return str(told.value)


def test_four_columns_are_enough_for_a_one_to_one_talk(read):
    (session,) = read(f"{HEADER}\ns1,lived_interview,2027-03-08 14:00,Room 2\n")

    assert (session.id, session.minutes, session.capacity, session.status) == (
        "s1", 90, 1, SessionStatus.PUBLISHED,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "hour"), [("2027-03-08 14:00", 19), ("2027-03-15 14:00", 18)], ids=["winter", "summer"]
)
def test_times_are_local_to_the_campaign(read, typed, hour):
    (session,) = read(f"{HEADER}\ns1,lived_interview,{typed},Room 2\n")

    assert session.starts.astimezone(dt.UTC).hour == hour


def test_a_full_group_session_is_published(read):
    (session,) = read(a_file())

    assert (session.status, session.mode, session.cochair_lived) == (
        SessionStatus.PUBLISHED,
        Mode.HYBRID,
        "Adam",
    )


@pytest.mark.parametrize(
    "column",
    [
        "cochair_lived", "cochair_staff", "cochair_alternate_lived", "admin_support", "brief_slot", "debrief_slot",
        "quiet_space", "food", "travel_help", "pay_text", "why_text", "dial_in", "place",
    ],
)  # fmt: skip
def test_a_group_session_without_what_it_must_have_cannot_be_published(read, column):
    told = findings(read, a_file(**{column: ""}))

    assert told.startswith(f"line 2, {column}: a joint_event session cannot be published without it.")


def test_a_meeting_in_one_place_needs_no_dial_in(read):
    assert read(a_file(mode="in_person", dial_in=""))


@pytest.mark.parametrize(
    ("mode", "column"), [("in_person", "place"), ("video", "link_type"), ("phone", "dial_in"), ("", "place")]
)
def test_a_talk_without_what_its_mode_needs_is_kept_out_with_the_cell_to_fill_in(read, mode, column):
    told = findings(read, f"id,kind,starts,mode\ns1,lived_interview,2027-03-08 14:00,{mode}\n")

    assert told == (
        f"line 2, {column}: a lived_interview session cannot be published without it."
        " Fill it in, or set status to draft."
    )


def test_one_that_was_open_without_a_place_can_still_come_in_a_file(read):
    (made,) = read(f"{HEADER}\ns1,lived_interview,2027-03-08 14:00,Room 2\n")
    nowhere = replace(made, place="", food="Tea")

    (again,) = read(f"{HEADER}\ns1,lived_interview,2027-03-08 15:00,\n", known=[nowhere])

    assert (again.place, again.status) == ("", SessionStatus.PUBLISHED)


def test_a_draft_may_lack_things(read):
    (session,) = read(a_file(status="draft", cochair_lived=""))

    assert session.status is SessionStatus.DRAFT


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"id": "has blank"}, "line 2, id: 'has blank' cannot be an id."),
        ({"id": "x" * 25}, "line 2, id:"),
        ({"kind": "party"}, "line 2, kind: 'party' is no kind of session. Use one of lived_interview,"),
        ({"starts": "8 March"}, "line 2, starts: '8 March' is no time. Write it as 2027-03-08 14:00."),
        ({"starts": ""}, "line 2, starts: '' is no time."),
        ({"starts": "2027-03-14 02:30"}, "clocks go forward"),
        ({"starts": "2027-01-08 14:00"}, "line 2, starts: 2027-01-08 14:00 is in the past."),
        ({"minutes": "long"}, "line 2, minutes: 'long' is no whole number from 5 to 480."),
        ({"minutes": "4"}, "no whole number from 5 to 480"),
        ({"capacity": "0"}, "line 2, capacity: '0' is no whole number from 1 to 1000."),
        ({"capacity": "²"}, "line 2, capacity:"),
        ({"status": "open"}, "line 2, status: 'open' is none of the choices. Use one of draft,"),
        ({"mode": "teams"}, "line 2, mode: 'teams' is none of the choices."),
        ({"hospital": "h5"}, "line 2, hospital: 'h5' is no hospital."),
        ({"brief_slot": "2027-04-10 13:00"}, "line 2, brief_slot: 2027-04-10 13:00 is not before"),
        ({"debrief_slot": "2027-04-10 15:59"}, "line 2, debrief_slot: 2027-04-10 15:59 is not after"),
    ],
)
def test_each_bad_cell_is_named_with_its_fault_and_remedy(read, cells, says):
    told = findings(read, a_file(**cells))

    assert says in told
    assert told.count("\n") == 0


def test_one_bad_line_keeps_the_whole_file_out_and_all_faults_are_told(read):
    told = findings(
        read,
        f"{HEADER}\ns1,lived_interview,2027-03-08 14:00,Room\ns2,party,2027-03-08 14:00,\ns3,lived_interview,noon,\n",
    )

    assert [line.partition(":")[0] for line in told.splitlines()] == ["line 3, kind", "line 4, starts"]


def test_an_id_that_is_there_twice_is_pointed_out(read):
    line = "s1,lived_interview,2027-03-08 14:00,Room 2\n"

    assert "line 3, id: s1 is on line 2 too." in findings(read, f"{HEADER}\n{line}{line}")


def test_a_line_with_a_line_break_in_a_cell_does_not_shift_later_line_numbers(read):
    told = findings(
        read,
        f'{HEADER},run_notes\ns1,lived_interview,2027-03-08 14:00,Room,"Bring\ncups"\ns2,lived_interview,noon,\n',
    )

    assert told.startswith("line 4, starts")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "line 1, id: this column is missing. Add a column with the header id."),
        ("id,kind\ns1,lived_interview\n", "line 1, starts: this column is missing."),
        (f"{HEADER},capasity\n", "line 1, capasity: there is no such column. Did you mean capacity?"),
        (f"{HEADER},weather\n", "line 1, weather: there is no such column. Take it out;"),
        (f"{HEADER},id\n", "line 1, id: this column is there twice."),
        (f"{HEADER}\n", "there is no session in this file"),
        (
            f"{HEADER}\ns1,lived_interview,2027-03-08 14:00,Room 2,more\n",
            "line 2: this line has 5 cells, the header 4.",
        ),
        (f"{HEADER}\ns1,caf\xe9,\n".encode("latin-1"), "line 2: this is not UTF-8 text."),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(read, content, says):
    assert says in findings(read, content)


def test_what_a_spreadsheet_saves_can_be_read(read):
    text = "\ufeffID;Kind;Starts;Place\r\ns1;lived_interview;2027-03-08 14:00;Room 2, left\r\n;;;\r\n"

    (session,) = read(text.encode())

    assert session.place == "Room 2, left"


def test_a_known_session_keeps_its_seats(read):
    (known,) = read(a_file())
    seat = Seat(role=Role.LIVED, booked_at=NOW)
    (changed,) = read(a_file(starts="2027-04-10 13:10"), known=[replace(known, seats={"p1": seat})])

    assert changed.seats == {"p1": seat}
    assert changed.starts == known.starts + dt.timedelta(minutes=10)


def test_a_capacity_below_the_seats_taken_is_refused(read):
    (known,) = read(a_file())
    seats = {name: Seat(role=Role.LIVED, booked_at=NOW) for name in ("p1", "p2", "p3")}

    told = findings(read, a_file(capacity="2"), known=[replace(known, seats=seats)])

    assert "line 2, capacity: 3 seats are taken already. Set it to 3 or more." in told


def test_a_known_session_may_lie_in_the_past(read):
    (known,) = read(a_file())

    assert read(a_file(), known=[known], now=dt.datetime(2028, 1, 1, tzinfo=dt.UTC))


def test_what_is_exported_can_be_imported_again(read, rules):
    sessions = read(a_file(minutes="170", capacity="20", hospital="h2"))

    rows = [session_row(session, rules.campaign.zone) for session in sessions]
    again = read(to_csv(COLUMNS, rows, profile=Profile.EXACT))

    assert again == sessions


def test_what_is_there_for_comfort_comes_and_goes_with_the_file(read, rules):
    (session,) = read(a_file(comforts="Captions therapy_dog", run_notes="Ring twice."))

    row = session_row(session, rules.campaign.zone)

    assert session.comforts == (Comfort.THERAPY_DOG, Comfort.CAPTIONS)
    assert (row["comforts"], row["run_notes"]) == ("therapy_dog captions", "Ring twice.")
    assert "'cake' is none of the choices" in findings(read, a_file(comforts="captions cake"))


# -- an example is no beginning --------------------------------------------------------------------------------


@pytest.fixture
def real(rules):
    return rules.model_copy(update={"campaign": rules.campaign.model_copy(update={"example": False})})


def test_no_example_meeting_comes_into_a_real_campaign(rules, real):
    """Export and import lose the mark: nothing told them from meetings that take place."""
    made = example_sessions(rules, NOW)
    text = to_csv(COLUMNS, [session_row(each, rules.campaign.zone) for each in made]).encode()

    assert len(read_sessions(text, rules=rules, known={}, now=NOW)) == len(made)
    with pytest.raises(BadFile) as told:
        read_sessions(text, rules=real, known={}, now=NOW)
    assert str(told.value).count("this is a meeting of the example") > 3


@pytest.mark.parametrize(
    ("column", "cell", "found"),
    [
        ("pay_text", "a gift card (this is an example)", "(this is an example)"),
        ("dial_in", "603-555-0100", "555-0100"),
        ("why_text", "write to maya@example.org", "maya@example.org"),
    ],
)
def test_what_is_made_up_comes_into_no_real_session(rules, real, column, cell, found):
    content = a_file(**{"dial_in": "603 271 9999", column: cell}).encode()

    assert read_sessions(content, rules=rules, known={}, now=NOW)
    with pytest.raises(BadFile, match=re.escape(f"{column}: this is made up (found {found})")):
        read_sessions(content, rules=real, known={}, now=NOW)
