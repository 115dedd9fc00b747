"""One session: seats by code, who waits and why, what puts it at risk, who came, and what is printed."""

import datetime as dt
import re

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.inputs import Exported
from outreach_bot.dialogue.session_inputs import (
    AlternateTakesOver,
    AttendanceNoted,
    Attended,
    BriefDone,
    Cochair,
    CochairCannotCome,
    DebriefDone,
    GoesAheadAnyway,
    PollClosed,
    PollOpened,
)
from outreach_bot.dialogue.state import Person
from outreach_bot.office.merged_forms import base_of
from outreach_bot.office.session_notes import attendance_values, debrief_values
from outreach_bot.office.session_prints import steps
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.reasons import AheadReason, ExportReason
from outreach_bot.recruitment.sessions import Lead, SessionStatus
from tests.helpers.meetings import (
    ASKED,
    AT_RISK,
    EVERYBODY,
    TIMES,
    YESTERDAY,
    a_meeting,
    a_seat,
    seats,
    with_meetings,
)
from tests.helpers.web_stage import NOW, Stage
from tests.office.test_access import let_in
from tests.office.test_sessions import page, post

pytestmark = pytest.mark.asyncio


@pytest.fixture
def stage():
    made = Stage()
    with_meetings(made)
    return made


def card(text, name):
    """The part of a page under one heading."""
    return text.partition(f'aria-labelledby="{name}-title"')[2].partition("</section>")[0]


# -- seats and list ------------------------------------------------------------------------------------------


async def test_seats_are_codes_with_role_table_and_companions(stage):
    shown = card(await page(stage, "/s-all"), "seats")

    first = next(iter(EVERYBODY.seats))
    assert f'href="/office/people/{first}"' in shown
    assert "brings 1" in shown
    assert "Table 3" in shown
    assert "24 of 32 seats" in shown


async def test_the_list_says_why_each_comes_before_the_next(stage):
    shown = card(await page(stage, "/s-all"), "waiting")

    reasons = re.findall(r"\d\. <code>(p-\w+)</code>.*?\n\s*<span class=\"meta\">([^·<]+?) ·", shown)
    assert reasons == [
        ("p-wait2", "Theirs moved to a time when they could not come"),
        ("p-wait1", "New to this kind of session"),
        ("p-wait3", "Last on the list"),
    ]
    assert "can say yes until" in shown


async def test_tables_have_everybody_once(stage):
    shown = card(await page(stage, "/s-all"), "tables")

    assert sorted(re.findall(r"<code[^>]*>(p-\w+)</code>", shown)) == sorted(EVERYBODY.seats)
    assert "4 of them with lived experience or family" in shown


async def test_what_would_help_those_who_come_is_counted_and_nobody_named(stage):
    for person, needs in zip(AT_RISK.seats, (("quiet", "travel"), ("quiet",), ("none",)), strict=False):
        stage.put("person", person, Person(id=person, made_at=NOW, seen_at=NOW, needs=needs))

    shown = card(await page(stage, "/s-risk"), "seats")

    assert "A quiet space to go to (2)" in shown
    assert "Help to get there (1)" in shown
    assert "Nothing (" not in shown


async def test_what_is_missing_is_named(stage):
    stage.put("session", "s-lack", a_meeting("s-lack", cochair_alternate_lived="", seats=seats(12)))

    shown = card(await page(stage, "/s-lack"), "lacks")

    assert "1 thing is missing: Alternate with lived experience" in re.sub(r"\s+", " ", shown)


# -- at risk ---------------------------------------------------------------------------------------------------


async def test_at_risk_it_offers_the_alternate_other_times_and_going_ahead(stage):
    shown = card(await page(stage, "/s-risk"), "risk")

    assert "Robin takes over" in shown
    assert "Which of these times could you come?" in shown
    assert "goes ahead. One of the people who lead it cannot come." in shown


async def test_without_an_alternate_that_way_is_not_offered(stage):
    stage.put("session", "s-risk", replace(AT_RISK, cochair_alternate_lived=""))

    shown = card(await page(stage, "/s-risk"), "risk")

    assert "takes-over" not in shown
    assert "No alternate can take over" in shown


@pytest.mark.parametrize(
    ("path", "fields", "body"),
    [
        ("/s-all/cannot-come", {"who": "lived"}, CochairCannotCome(who=Cochair.LIVED)),
        ("/s-all/cannot-come", {"who": "alternate"}, CochairCannotCome(who=Cochair.ALTERNATE)),
        ("/s-risk/takes-over", {}, AlternateTakesOver()),
        (
            "/s-risk/goes-ahead",
            {"reason": "people_asked"},
            GoesAheadAnyway(reason=AheadReason.PEOPLE_ASKED),
        ),
        ("/s-asked/poll-close", {"time": str(int(TIMES[1].timestamp()))}, PollClosed(time=TIMES[1])),
        ("/s-asked/poll-close", {"time": "stays"}, PollClosed()),
        ("/s-all/brief", {"done": "yes"}, BriefDone(done=True)),
        ("/s-all/brief", {"done": "no"}, BriefDone(done=False)),
        (
            "/s-past/debrief",
            {
                "done": "yes",
                "well": "warm",
                "change": "more breaks",
                "follows": "",
                "base": base_of(debrief_values(YESTERDAY)),
            },
            DebriefDone(done=True, notes=("warm", "more breaks", ""), was=("", "", "")),
        ),
    ],
    ids=[
        "cochair",
        "alternate",
        "takes over",
        "ahead",
        "moved",
        "stays",
        "briefed",
        "not briefed",
        "debriefed",
    ],
)
async def test_each_deed_is_one_input_to_the_session(stage, path, fields, body):
    answer, received = await post(stage, path, fields)

    assert received == [(path.split("/")[1], body)]
    assert answer.status == 303


@pytest.mark.parametrize("reason", ["", "  ", "Rosalind was ill"])
async def test_nothing_goes_ahead_without_a_reason_of_the_list(stage, reason):
    answer, received = await post(stage, "/s-risk/goes-ahead", {"reason": reason})

    assert (answer.status, received) == (422, [])
    assert "Please choose why it goes ahead" in answer.text
    assert "Rosalind" not in answer.text


async def test_who_leads_after_all_is_said(stage):
    stage.put("session", "s-all", replace(EVERYBODY, led_by=Lead.ALTERNATE))

    shown = card(await page(stage, "/s-all"), "lead")

    assert re.search(r"Robin\s*<span class=\"tag open\">Leads", shown)
    assert re.search(r"Sam\s*<span class=\"tag few\">Cannot come", shown)


# -- other times -------------------------------------------------------------------------------------------------

WRITTEN = [f"2027-03-{day}T14:00" for day in (16, 17, 18)]


async def test_three_times_are_asked_for(stage):
    answer, [(_, body)] = await post(stage, "/s-risk/poll", {"time": [*WRITTEN, "", ""]})

    assert isinstance(body, PollOpened)
    assert [time.strftime("%d %H:%M") for time in body.times] == ["16 18:00", "17 18:00", "18 18:00"]
    assert answer.headers["location"] == "/office/sessions/s-risk?done=asked#risk"


@pytest.mark.parametrize(
    ("times", "words"),
    [
        (WRITTEN[:2], "at least 3 times"),
        ([], "at least 3 times"),
        ([*WRITTEN, WRITTEN[0]], "One time is there twice"),
        ([*WRITTEN, "2027-03-01T18:00"], "a day away or more"),
        ([*WRITTEN, "tomorrow"], "One of these is no time"),
        ([*WRITTEN, "2027-03-06T10:00"], "the time it has now"),
        ([*WRITTEN, *(f"2027-04-0{n}T10:00" for n in range(1, 5))], "at most 6 times"),
    ],
    ids=["two", "none", "one twice", "too soon", "a word", "the same", "seven"],
)
async def test_times_that_cannot_be_asked_for_are_said_to_be_wrong_and_kept(stage, times, words):
    answer, received = await post(stage, "/s-risk/poll", {"time": times})

    assert (answer.status, received) == (422, [])
    assert words in answer.text
    assert all(f'value="{time}"' in answer.text for time in times[:2])


async def test_answers_are_counted_for_each_time(stage):
    shown = card(await page(stage, "/s-asked"), "poll")

    assert "4 of 5 have answered" in shown
    assert re.findall(r"fits (\d) of 5</span>", shown) == ["3", "3", "0"]


async def test_a_made_up_time_is_not_chosen(stage):
    answer, received = await post(stage, "/s-asked/poll-close", {"time": "12"})

    assert (answer.status, received) == (422, [])


@pytest.mark.parametrize(("asking", "opens"), [(1, False), (2, True)])
async def test_three_in_ten_who_ask_open_the_question_on_the_page(stage, asking, opens):
    seated = {f"p-{n}": a_seat(asked_move=n < asking) for n in range(5)}
    stage.put("session", "s-wish", a_meeting("s-wish", seats=seated))

    shown = card(await page(stage, "/s-wish"), "asking")

    assert f"{asking} of 5 ask to move it" in shown
    assert ('<details class="ask-times" open>' in shown) is opens


# -- on the day --------------------------------------------------------------------------------------------------


async def test_who_came_is_asked_once_it_has_begun(stage):
    assert 'id="attendance"' in await page(stage, "/s-past")
    assert 'id="attendance"' not in await page(stage, "/s-all")


async def test_marks_are_sent_for_those_who_were_marked(stage):
    ana, ben, cy, *_ = YESTERDAY.seats

    answer, [(_, body)] = await post(
        stage,
        "/s-past/attendance",
        {
            f"came-{ana}": "yes",
            f"came-{ben}": "no",
            f"came-{cy}": "maybe",
            "came-p-other": "yes",
            f"with-{ana}": "0",
            "base": base_of(attendance_values(YESTERDAY)),
        },
    )

    nothing = Attended()
    assert body == AttendanceNoted(came={ana: True, ben: False}, was={ana: nothing, ben: nothing})
    assert answer.headers["location"].endswith("?done=marked#attendance")


async def test_a_mark_can_be_seen_and_put_right(stage):
    ana = next(iter(YESTERDAY.seats))
    seated = {**YESTERDAY.seats, ana: replace(YESTERDAY.seats[ana], attended=False)}
    stage.put("session", "s-past", replace(YESTERDAY, seats=seated))

    text = await page(stage, "/s-past")

    assert f'name="came-{ana}" value="no" checked' in text
    assert "Did not come" in card(text, "seats")


# -- who may do what ---------------------------------------------------------------------------------------------


async def test_who_may_only_look_finds_nothing_to_press(stage):
    browser = await let_in(stage, OfficeRole.SAFETY_LEAD)

    texts = [(await browser.get(f"/office/sessions/{name}")).text for name in ("s-risk", "s-asked", "s-past")]

    assert not [form for text in texts for form in re.findall(r'action="(/office/sessions/[^"]+)"', text)]


async def test_a_session_that_was_called_off_has_nothing_to_decide(stage):
    text = await page(stage, "/s-off")

    assert "Cancelled" in text
    assert 'action="/office/sessions/s-off' not in text.replace("/s-off/brief", "")


# -- printed -------------------------------------------------------------------------------------------------------


@pytest.fixture
def named(stage):
    ana = next(iter(EVERYBODY.seats))
    stage.put("person", ana, Person(id=ana, made_at=NOW, seen_at=NOW, name="Ana"))
    return stage


@pytest.mark.parametrize("kind", ["sheet", "badges"])
async def test_only_first_names_that_were_given_are_printed_and_that_is_audited(named, kind):
    text = await page(named, f"/s-all/{kind}")

    [body] = [one.body for one in named.runner.received if isinstance(one.body, Exported)]
    assert text.count("Ana") == 1
    assert (body.identified, body.about, body.reason) == (True, "s-all", ExportReason.THE_DAY)


@pytest.mark.parametrize("kind", ["sheet", "badges"])
async def test_a_sheet_without_names_is_printed_as_one_without_names(stage, kind):
    await page(stage, f"/s-all/{kind}")

    [body] = [one.body for one in stage.runner.received if isinstance(one.body, Exported)]
    assert (body.identified, body.reason) == (False, None)


@pytest.mark.parametrize("kind", ["sheet", "badges"])
async def test_nobodys_role_is_printed(named, kind):
    text = (await page(named, f"/s-all/{kind}")).lower()

    assert not [
        word
        for word in ("staff", "lived", "family", "patient", "everyone together", "hospital")
        if word in text
    ]


async def test_there_is_a_badge_for_each_person_and_whom_they_bring(stage):
    text = await page(stage, "/s-all/badges")

    heads = sum(1 + seat.companions for seat in EVERYBODY.seats.values())
    assert text.count("Hello, I am") == heads + 4 + 6
    assert text.count("<b>") == 4


async def test_the_sheet_has_lines_to_spare(stage):
    text = await page(stage, "/s-all/sheet")

    assert text.count("<tr>") == 1 + len(EVERYBODY.seats) + 6


async def test_the_run_sheet_says_who_does_what_and_names_no_participant(stage):
    text = await page(stage, "/s-asked/run-sheet")

    assert "Sam, Alex" in text
    assert "Kim" in text
    assert "The chat: read out what is asked there" in text
    assert not [person for person in ASKED.seats if person in text]


async def test_a_meeting_in_a_room_needs_no_help_with_a_call(stage):
    assert "The chat: read out" not in await page(stage, "/s-all/run-sheet")


async def test_the_day_is_laid_out_in_order():
    day = steps(EVERYBODY)

    assert [step.what for step in day] == [
        "brief",
        "set-up",
        "let-in",
        "begin",
        "break",
        "close",
        "end",
        "debrief",
    ]
    assert day[3].at == EVERYBODY.starts
    assert [step.at for step in day] == sorted(step.at for step in day)


async def test_a_short_call_has_a_test_call_and_no_break():
    short = replace(ASKED, minutes=60, brief_slot=None, debrief_slot=None)

    assert [step.what for step in steps(short)] == ["set-up", "test-call", "let-in", "begin", "close", "end"]


async def test_it_stays_at_risk_on_the_page_only_until_it_begins(stage):
    stage.put(
        "session",
        "s-late",
        a_meeting("s-late", at=NOW - dt.timedelta(hours=3), status=SessionStatus.AT_RISK, seats=seats(2)),
    )

    text = await page(stage, "/s-late")

    assert 'id="risk"' not in text
    assert 'id="attendance"' in text
