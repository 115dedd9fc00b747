"""The pages of sessions: list and month, making and changing one, and a calendar of one's own."""

import re
from urllib.parse import urlencode

import pytest
from icalendar import Calendar
from msgspec.structs import replace

from outreach_bot.dialogue.inputs import SessionChanged, SessionsImported
from outreach_bot.dialogue.session_inputs import CalendarLinkEnded, CalendarLinkMade
from outreach_bot.inbound.web_guard import token_hash
from outreach_bot.office.session_list import Filter, line, month_of, one_page, standing
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.sessions import SessionStatus
from tests.helpers.asgi import Browser
from tests.helpers.libical import complaints
from tests.helpers.meetings import (
    ALL,
    AT_RISK,
    CANCELLED,
    DAY,
    DRAFT,
    EVERYBODY,
    TALK,
    YESTERDAY,
    a_meeting,
    seats,
    with_meetings,
)
from tests.helpers.web_stage import NOW, Stage, campaign_rules
from tests.office.test_access import let_in
from tests.office.test_office import FORM, signed_in
from tests.office.test_session_forms import GOOD

HERE = "/office/sessions"


@pytest.fixture
def stage():
    made = Stage()
    with_meetings(made)
    return made


async def page(stage, path=""):
    answer = await (await signed_in(stage)).get(HERE + path)
    assert answer.status == 200
    return answer.text


async def post(stage, path, fields=(), *, browser=None):
    """What a form brought about: the answer, and each input by whom it is to."""
    browser = browser or await signed_in(stage)
    stage.runner.received.clear()
    answer = await browser.post(HERE + path, urlencode(fields, doseq=True).encode(), **FORM)
    return answer, [(received.id, received.body) for received in stage.runner.received]


def shown(text):
    """Ids of the sessions in the list, in order."""
    return re.findall(r'<h3><a href="/office/sessions/([^"]+)"', text)


# -- the list ------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_what_is_to_come_is_listed_soonest_first(stage):
    assert shown(await page(stage)) == ["s-talk", "s-risk", "s-asked", "s-off", "s-all", "s-draft"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("?hospital=h1", ["s-risk"]),
        ("?kind=joint_event", ["s-all"]),
        ("?status=at_risk", ["s-risk"]),
        ("?status=draft", ["s-draft"]),
        ("?status=over", ["s-past"]),
        ("?span=past", ["s-past"]),
        ("?span=all&kind=celebration", ["s-past", "s-risk", "s-off", "s-draft"]),
        ("?search=everyone", ["s-all"]),
        ("?search=harbor+thank", ["s-risk"]),
        ("?sort=latest&kind=celebration", ["s-draft", "s-off", "s-risk"]),
        ("?sort=emptiest&hospital=nonsense&page=99&month=x", ["s-off", "s-draft", "s-asked", "s-risk", "s-all", "s-talk"]),
    ],
)  # fmt: skip
async def test_the_address_says_what_is_listed(stage, query, ids):
    assert shown(await page(stage, query)) == ids


@pytest.mark.asyncio
async def test_each_line_says_what_is_still_to_be_seen_to(stage):
    text = await page(stage, "?span=all")

    assert "6 of at least 10 people" in text
    assert "Waiting for answers about times" in text
    assert "5 people not marked yet" in text
    assert "No talk after it noted yet" in text


@pytest.mark.asyncio
async def test_nobody_is_named_in_the_list_by_code_or_otherwise(stage):
    text = await page(stage, "?span=all")

    assert not [person for session in ALL for person in session.seats if person in text]


@pytest.mark.asyncio
async def test_without_sessions_it_says_how_to_begin():
    assert "Make the first one" in await page(Stage())


@pytest.mark.parametrize(
    ("session", "stands"),
    [(AT_RISK, "at_risk"), (DRAFT, "draft"), (CANCELLED, "cancelled"), (YESTERDAY, "over"), (TALK, "full"),
     (EVERYBODY, "open"), (a_meeting("s1", capacity=5, seats=seats(3)), "open"),
     (a_meeting("s2", capacity=4, seats=seats(3)), "few")],
    ids=lambda value: getattr(value, "id", value),
)  # fmt: skip
def test_how_a_session_stands(session, stands):
    kind = campaign_rules().sessions.kind(session.kind)
    taken = sum(1 + (seat.companions if kind.companion_takes_seat else 0) for seat in session.seats.values())

    assert standing(session, taken, NOW) == stands


def test_people_are_missed_only_when_it_is_near():
    far = replace(AT_RISK, starts=NOW + 30 * DAY)

    assert [lack.what.value for lack in line(AT_RISK, campaign_rules(), NOW).lacks] == ["people"]
    assert line(far, campaign_rules(), NOW).lacks == ()


def test_a_long_list_comes_in_pages():
    lines = [line(a_meeting(f"s{n:03}"), campaign_rules(), NOW) for n in range(65)]

    pages = [one_page(lines, Filter(page=number), NOW) for number in (1, 3, 9)]

    assert [(len(each.lines), each.page, each.pages) for each in pages] == [(30, 1, 3), (5, 3, 3), (5, 3, 3)]


# -- the month -----------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_the_month_has_each_session_on_its_day(stage):
    text = await page(stage, "?view=calendar&month=2027-03")

    day = text.partition('href="/office/sessions/s-risk"')[0].rpartition('<span class="number">')[2]
    assert day.startswith("6<")
    assert "March 2027" in text


@pytest.mark.parametrize(
    ("month", "first", "before", "after"),
    [("2027-03", (2027, 3), "2027-02", "2027-04"), ("2027-12", (2027, 12), "2027-11", "2028-01"),
     ("", (2027, 3), "2027-02", "2027-04")],
)  # fmt: skip
def test_months_lead_to_each_other(month, first, before, after):
    laid = month_of([], Filter(view="calendar", month=month), campaign_rules(), NOW)

    assert ((laid.first.year, laid.first.month), laid.before, laid.after) == (first, before, after)
    assert {len(week) for week in laid.weeks} == {7}
    assert laid.weeks[0][0].date.strftime("%A") == "Sunday"


def test_a_late_session_is_on_the_day_it_is_there():
    evening = a_meeting("s1", at=NOW.replace(day=6, hour=1))
    laid = month_of([line(evening, campaign_rules(), NOW)], Filter(view="calendar"), campaign_rules(), NOW)

    [day] = [day for week in laid.weeks for day in week if day.lines]
    assert day.date.day == 5


# -- making one ----------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_new_session_is_made_once_however_often_the_button_is_pressed(stage):
    fields = GOOD | {"then": "publish", "key": "office:0123456789abcdef01234567"}

    answer, received = await post(stage, "/new", fields)
    again, more = await post(stage, "/new", fields)

    [(_, body)] = received
    assert isinstance(body, SessionsImported)
    assert [(each.id, each.status) for each in body.sessions] == [("s-0123456789", SessionStatus.PUBLISHED)]
    assert answer.headers["location"] == again.headers["location"] == f"{HERE}/s-0123456789?done=made"
    assert more == []


@pytest.mark.asyncio
async def test_a_draft_may_be_kept_with_little_in_it(stage):
    answer, [(_, body)] = await post(
        stage, "/new", {"kind": "celebration", "starts": "2027-04-08T14:00", "mode": "phone", "then": "draft"}
    )

    assert body.sessions[0].status is SessionStatus.DRAFT
    assert answer.headers["location"].endswith("?done=drafted")


@pytest.mark.asyncio
async def test_what_is_missing_is_marked_in_the_form_and_nothing_is_made(stage):
    answer, received = await post(stage, "/new", GOOD | {"then": "publish", "food": "", "why_text": ""})

    assert (answer.status, received) == (422, [])
    assert 'id="food-fault"' in answer.text
    assert 'aria-describedby="why_text-hint why_text-fault"' in answer.text
    assert 'value="2027-04-08T14:00"' in answer.text


@pytest.mark.asyncio
async def test_a_coordinator_makes_none_for_another_hospital(stage):
    browser = await let_in(stage, OfficeRole.COORDINATOR, ("h1",))

    answer, _ = await post(stage, "/new", GOOD | {"then": "publish", "hospital": "h2"}, browser=browser)

    assert answer.status == 403
    assert ("run_sessions", "hospital") in stage.store.refused


# -- changing one --------------------------------------------------------------------------------------------


def form_of(session, **changes):
    from outreach_bot.office.merged_forms import base_of
    from outreach_bot.office.session_forms import filled_from

    values = dict(filled_from(session, campaign_rules().campaign.zone).values)
    return values | {"base": base_of(values), "then": "save"} | changes


@pytest.mark.asyncio
async def test_what_concerns_nobody_is_saved_at_once(stage):
    answer, received = await post(stage, "/s-all/edit", form_of(EVERYBODY, food="soup"))

    assert received == [
        ("s-all", SessionChanged(session=replace(EVERYBODY, food="soup"), by="", was=EVERYBODY))
    ]
    assert answer.headers["location"] == f"{HERE}/s-all?done=changed"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"starts": "2027-03-14T15:00", "brief_slot": "", "debrief_slot": ""},
            "The meeting has moved to Sunday 14 March at 3:00 PM",
        ),
        ({"place": "Room 9"}, "is in another place now"),
    ],
    ids=["another time", "another place"],
)
async def test_what_people_will_be_told_is_shown_before_it_is_saved(stage, change, words):
    fields = form_of(EVERYBODY, **change)

    first, before = await post(stage, "/s-all/edit", fields)
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', first.text))
    second, after = await post(
        stage, "/s-all/edit", {name: value for name, value in hidden.items() if name not in ("token", "key")}
    )

    assert (first.status, before) == (200, [])
    assert words in first.text
    assert "21 people with a seat" in first.text
    assert second.status == 303
    assert [type(body) for _, body in after] == [SessionChanged]


@pytest.mark.asyncio
async def test_a_form_that_somebody_overtook_is_shown_again(stage):
    form = form_of(EVERYBODY, food="soup")
    stage.put("session", "s-all", replace(EVERYBODY, food="cake", quiet_space="the garden"))

    answer, received = await post(stage, "/s-all/edit", form)

    assert (answer.status, received) == (409, [])
    assert "Somebody else changed one thing that you changed, too" in answer.text
    assert "<q>cake</q>" in answer.text
    assert "<q>the garden</q>" in answer.text
    assert 'value="soup"' in answer.text


@pytest.mark.asyncio
async def test_a_draft_is_opened_when_it_is_complete(stage):
    lacking, nothing = await post(stage, "/s-draft/edit", form_of(DRAFT, then="publish"))
    answer, [(_, body)] = await post(
        stage, "/s-draft/edit", form_of(DRAFT, then="publish", cochair_lived="Sam", food="cake")
    )

    assert (lacking.status, nothing) == (422, [])
    assert body.session.status is SessionStatus.PUBLISHED
    assert answer.headers["location"].endswith("?done=published")


@pytest.mark.asyncio
async def test_calling_off_shows_what_people_will_be_told_and_does_it_on_the_button(stage):
    asked = await page(stage, "/s-risk/cancel")
    answer, received = await post(stage, "/s-risk/cancel")

    assert "will not take place" in asked
    assert "6 people with a seat" in asked
    assert received == [
        (
            "s-risk",
            SessionChanged(session=replace(AT_RISK, status=SessionStatus.CANCELLED), by="", was=AT_RISK),
        )
    ]
    assert answer.headers["location"] == f"{HERE}/s-risk?done=cancelled"


@pytest.mark.asyncio
async def test_with_nobody_booked_nobody_is_told(stage):
    stage.put("session", "s-empty", a_meeting("s-empty"))

    assert "nobody is told" in await page(stage, "/s-empty/cancel")


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/s-none", "/s-none/edit", "/s-none/cancel", "/s-none/sheet"])
async def test_what_is_not_there_is_said_to_be_gone(stage, path):
    answer = await (await signed_in(stage)).get(HERE + path)

    assert answer.status == 404
    assert "There is no such session" in answer.text


# -- other hospitals -----------------------------------------------------------------------------------------

READS = ("/s-past", "/s-past/edit", "/s-past/cancel", "/s-past/sheet", "/s-past/badges", "/s-past/run-sheet")
WRITES = (
    "/s-past/edit", "/s-past/cancel", "/s-past/cannot-come", "/s-past/takes-over", "/s-past/goes-ahead",
    "/s-past/poll", "/s-past/poll-close", "/s-past/attendance", "/s-past/brief", "/s-past/debrief",
)  # fmt: skip


@pytest.mark.asyncio
@pytest.mark.parametrize("path", READS)
async def test_a_session_of_another_hospital_is_not_shown(stage, path):
    browser = await let_in(stage, OfficeRole.COORDINATOR, ("h1",))

    assert (await browser.get(HERE + path)).status == 404
    assert [why for _, why in stage.store.refused] == ["hospital"]


@pytest.mark.asyncio
@pytest.mark.parametrize("path", WRITES)
async def test_a_session_of_another_hospital_is_not_changed(stage, path):
    browser = await let_in(stage, OfficeRole.COORDINATOR, ("h1",))

    answer, received = await post(stage, path, {"done": "yes"}, browser=browser)

    assert answer.status == 404
    assert [name for name, _ in received if name != "office"] == []


@pytest.mark.asyncio
async def test_the_list_has_own_sessions_and_those_for_all(stage):
    browser = await let_in(stage, OfficeRole.COORDINATOR, ("h1",))

    text = (await browser.get(f"{HERE}?span=all")).text

    assert "s-risk" in shown(text)
    assert "s-all" in shown(text)
    assert "s-past" not in shown(text)


# -- a calendar of one's own -----------------------------------------------------------------------------------


async def an_address(stage, browser):
    """Make a calendar's address as a member, and keep its row as the bot would."""
    stage.runner.received.clear()
    seen = []
    keep = stage.runner.receive

    async def receive(received, **more):
        await keep(received, **more)
        if isinstance(received.body, CalendarLinkMade):
            body = received.body
            seen.append(body)
            row = {"kind": "calendar", "name": "", "member": body.member}
            stage.store.put("sign_in", body.token_hash, row, due=body.until.timestamp())

    stage.runner.receive = receive
    answer = await browser.post(f"{HERE}/calendar/new", b"", **FORM)
    stage.runner.receive = keep
    [address] = re.findall(r"http://127\.0\.0\.1(/office/calendar/[^<]+\.ics)", answer.text)
    return address, seen[0]


@pytest.mark.asyncio
async def test_a_calendars_address_is_shown_once_and_only_its_hash_is_kept(stage):
    browser = await let_in(stage, OfficeRole.COORDINATOR, ("h1",))
    address, made = await an_address(stage, browser)

    token = address.rpartition("/")[2].removesuffix(".ics")
    later = (await browser.get(HERE)).text

    assert made.token_hash == token_hash(token)
    assert made.member == "m-coordinator"
    assert token not in later
    assert made.token_hash[:6] in later


@pytest.mark.asyncio
async def test_the_feed_needs_no_session_and_has_the_members_own_sessions(stage):
    address, _ = await an_address(stage, await let_in(stage, OfficeRole.COORDINATOR, ("h1",)))

    answer = await Browser(stage.app).get(address)

    events = Calendar.from_ical(answer.body).walk("VEVENT")
    stands = {str(event["UID"]): str(event["STATUS"]) for event in events}
    names = {uid.partition("@")[0].partition("-before")[0].partition("-after")[0] for uid in stands}
    assert answer.headers["content-type"].startswith("text/calendar")
    assert names == {"s-risk", "s-asked", "s-all", "s-off", "s-talk"}
    assert stands["s-off@meeting"] == "CANCELLED"
    assert complaints(answer.body) == []


@pytest.mark.asyncio
async def test_nobody_is_in_the_feed(stage):
    address, _ = await an_address(stage, await let_in(stage, OfficeRole.OWNER))

    text = (await Browser(stage.app).get(address)).text

    people = [person for session in ALL for person in (*session.seats, *session.waiting)]
    assert not [word for word in (*people, "Sam", "Robin", "Kim", "Harbor", "Thank you") if word in text]


@pytest.mark.asyncio
async def test_an_address_works_no_more_when_its_owner_left_or_its_days_are_over(stage):
    address, _ = await an_address(stage, await let_in(stage, OfficeRole.COORDINATOR))
    stranger = Browser(stage.app)
    works = (await stranger.get(address)).status
    member = dict(stage.store.tables["member"]["m-coordinator"].body)

    stage.store.put("member", "m-coordinator", member | {"ended_at": NOW.isoformat()})
    gone = (await stranger.get(address)).status
    stage.store.put("member", "m-coordinator", member)
    stage.now += 401 * 24 * 3600
    late = (await stranger.get(address)).status

    assert (works, late, gone) == (200, 404, 404)


@pytest.mark.asyncio
@pytest.mark.parametrize("token", ["nothing", "x" * 43])
async def test_a_made_up_address_is_nothing(stage, token):
    assert (await Browser(stage.app).get(f"/office/calendar/{token}.ics")).status == 404


@pytest.mark.asyncio
async def test_a_members_own_address_can_be_ended_and_nobody_elses(stage):
    browser = await let_in(stage, OfficeRole.COORDINATOR)
    _, made = await an_address(stage, browser)
    other = {"kind": "calendar", "name": "", "member": "m-else"}
    stage.store.put("sign_in", "f" * 64, other, due=stage.now + 999)

    _, own = await post(stage, "/calendar/end", {"link": made.token_hash}, browser=browser)
    _, not_own = await post(stage, "/calendar/end", {"link": "f" * 64}, browser=browser)

    assert [body for _, body in own] == [CalendarLinkEnded(token_hash=made.token_hash)]
    assert not_own == []
