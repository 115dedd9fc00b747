"""Two members have one form open: each form of the office, from the route table. Nothing of either is lost unseen."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
import pytest
from msgspec.structs import replace
from starlette.routing import Route

from outreach_bot.dialogue.desk_inputs import (
    CallNoted,
    ConsentTakenBack,
    PauseSet,
    Replied,
    SeatCancelled,
    TimesNoted,
)
from outreach_bot.dialogue.inputs import (
    ChampionHeld,
    CodeVoided,
    ContactNoted,
    ContactsImported,
    ContactStopped,
    Input,
    SessionChanged,
    SessionsImported,
    To,
)
from outreach_bot.dialogue.lock_inputs import SecondLockTakenOff
from outreach_bot.dialogue.session_inputs import AlternateTakesOver, BriefDone, PollClosed, PollOpened
from outreach_bot.dialogue.state import Champion
from outreach_bot.front import office_parts
from outreach_bot.inbound.web_entrance import WebApp
from outreach_bot.inbound.web_guard import Site
from outreach_bot.office.access import make_sign_in_link
from outreach_bot.office.pages import office_routes
from outreach_bot.office.shell import OfficeParts
from outreach_bot.recruitment.calls import Call, CallNote
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.consents import Method
from outreach_bot.recruitment.contacts import Contact, Permission
from outreach_bot.recruitment.office_roles import Member, OfficeRole
from outreach_bot.recruitment.rules import CodeKind, Outcome
from outreach_bot.recruitment.sessions import Poll, Risk, RiskReason, SessionStatus
from outreach_bot.recruitment.threads import Line, Thread
from outreach_bot.store.base import Commit, Put
from tests.helpers.asgi import FORM_TYPE, Browser
from tests.helpers.desk import CONTACT, SCREENING
from tests.helpers.html_forms import form_to, forms_of
from tests.helpers.meetings import TIMES, a_meeting, a_seat
from tests.helpers.offices import BASE, enter
from tests.helpers.people import NOW
from tests.helpers.real_runner import Bot, rules, wording
from tests.office.stale_table import FORMS, Form

pytestmark = pytest.mark.asyncio
POST = {"content_type": FORM_TYPE}
DAY = dt.timedelta(days=1)
SEATS = {"p-1001": a_seat(), "p-2002": a_seat(companions=1)}
OPEN = a_meeting("s-open", seats={"p-1001": a_seat()}, capacity=8)
PAST = a_meeting("s-past", at=NOW - DAY, seats=SEATS)
RISK = a_meeting(
    "s-risk",
    status=SessionStatus.AT_RISK,
    risk=Risk(reason=RiskReason.COCHAIR, since=NOW),
    seats={"p-2002": a_seat()},
)
ASKED = a_meeting("s-asked", "codesign_group", poll=Poll(times=TIMES, opened_at=NOW), seats=SEATS)
LEE = Contact(
    id="k-leeleeleelee",
    network="peer_networks",
    made_at=NOW,
    organisation="Riverside",
    email="lee@riverside.example",
    phone="+16035550101",
    code="K7MQ2XZB",
)
NOOR = Member(id="m-third", name="Third", role=OfficeRole.COORDINATOR, hospitals=("h1",), since=NOW)
CHAMPION = Code(id="BCDFGHJK", kind=CodeKind.CHAMPION, made_at=NOW, name="Lou", person="p-1001")
CALL = Call(person="p-1001", asked_at=NOW, reason="asked", way="call", number="+16035550199")
TALK = Thread(person="p-1001", lines=(Line(text="Hello", at=NOW),))


class World:
    """A bot with something of each kind, and two owners in its office."""

    def __init__(self, bot, first, second):
        self.bot = bot
        self.first = first
        self.second = second

    @classmethod
    async def open(cls):
        bot = await Bot.open(OPEN, PAST, RISK, ASKED, codes=(CHAMPION,))
        await bot.office(ContactsImported(contacts=(LEE,), by="command"))
        person = {
            "needs": ("quiet", "travel"),
            "outcome": Outcome.TALK,
            "consents": (SCREENING, CONTACT),
            "champion": Champion(code=CHAMPION.id, joined_at=NOW, rules_agreed_at=NOW),
        }
        await bot.fits("1001", OPEN, **person)
        await bot.fits("2002", OPEN, consents=(SCREENING, CONTACT))
        made = {"call": CALL, "thread": TALK}
        writes = [Put(table=table, id="p-1001", body=msgspec.to_builtins(one)) for table, one in made.items()]
        member = Put(table="member", id=NOOR.id, body=msgspec.to_builtins(NOOR))
        lock = Put(table="second_lock", id=NOOR.id, body={"secret": "A" * 32, "since": NOW.isoformat()})
        await bot.store.commit(Commit(at=bot.now, writes=[*writes, member, lock]))
        browsers = [await enter(bot, role=OfficeRole.OWNER, name=name) for name in ("Ines", "Maya")]
        return cls(bot, *browsers)

    async def shown(self, browser, page, action):
        """The form of a page; a page that has to be asked for by a button starts with POST."""
        method, _, path = page.rpartition(" ")
        answer = await (browser.post(path, b"", **POST) if method else browser.get(path))
        assert answer.status == 200, answer.text
        return form_to(answer.text, action)

    async def send(self, browser, action, body):
        answer = await browser.post(action, body, **POST)
        await self.bot.runner.idle()
        return answer

    async def happens(self, body, to=To.OFFICE, name="office"):
        """Something that another does, without a page."""
        received = Input(key=f"other:{type(body).__name__}:{id(body)}", to=to, id=name, body=body)
        await self.bot.runner.receive(received)
        await self.bot.runner.idle()

    async def records(self):
        tables = ("person", "session", "contact", "member", "thread", "call", "code", "second_lock")
        return [(row.id, row.body) for table in tables for row in await self.bot.rows(table)]

    async def who_changed(self, name):
        """Names beside a field in the log, oldest first."""
        rows = await self.bot.store.audit()
        return [
            row["by"]
            for row in rows
            if name in row.get("fields", "").split() and row.get("result") != "denied"
        ]


# -- forms that edit --------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Edit:
    page: str
    action: str
    first: Mapping[str, object]
    """What one of the two changes, and what the other does."""
    second: Mapping[str, object]
    other: Mapping[str, object] | None
    """Another value for what the first changes; None: there is none, a box is ticked or it is not."""
    words: str = ""
    """How the first one's value is said."""
    logged: tuple[str, str] = ("", "")
    """The fields in the log."""
    then: tuple[str, str] | tuple[()] = ()
    always: Mapping[str, object] = field(default_factory=dict)
    """What has to be said each time."""


PERSON = "/office/people/p-1001"
EDITS: dict[str, Edit] = {
    "/office/sessions/{session}/edit": Edit(
        page="/office/sessions/s-open/edit",
        action="/office/sessions/s-open/edit",
        first={"food": "soup"},
        second={"quiet_space": "the garden", "comforts": ["captions"]},
        other={"food": "cake"},
        words="soup",
        logged=("food", "quiet_space"),
        then=("then", "save"),
    ),
    "/office/sessions/{session}/attendance": Edit(
        page="/office/sessions/s-past",
        action="/office/sessions/s-past/attendance",
        first={"came-p-1001": "yes"},
        second={"came-p-2002": "no"},
        other={"came-p-1001": "no"},
        words="Came",
        logged=("came-p-1001@s-past", "came-p-2002@s-past"),
    ),
    "/office/sessions/{session}/debrief": Edit(
        page="/office/sessions/s-past",
        action="/office/sessions/s-past/debrief",
        first={"well": "warm"},
        second={"follows": "write to all"},
        other={"well": "calm"},
        words="warm",
        logged=("well", "follows"),
        then=("done", "yes"),
    ),
    "/office/networks/{contact}": Edit(
        page=f"POST /office/networks/{LEE.id}/details",
        action=f"/office/networks/{LEE.id}",
        first={"phone": "+16035550109"},
        second={"policy": "Posters only", "channels": ["email"]},
        other={"phone": "+16035550108"},
        words="+16035550109",
        logged=("phone", "policy"),
    ),
    "/office/networks/{contact}/note": Edit(
        page=f"/office/networks/{LEE.id}",
        action=f"/office/networks/{LEE.id}/note",
        first={"permission": "given"},
        second={"note": "Asked for posters"},
        other={"permission": "refused"},
        words="Said yes",
        logged=("permission", "note"),
    ),
    "/office/team/{member}": Edit(
        page="/office/team",
        action=f"/office/team/{NOOR.id}",
        first={"role": "safety_lead"},
        second={"hospital": ["h1", "h3"]},
        other={"role": "auditor"},
        words="Safety lead",
        logged=("role", "hospitals"),
    ),
    "/office/people/{person}/needs": Edit(
        page=PERSON,
        action=f"{PERSON}/needs",
        first={"met": ["quiet"]},
        second={"met": ["travel"]},
        other=None,
        logged=("quiet", "travel"),
    ),
    "/office/people/{person}/decide": Edit(
        page=PERSON,
        action=f"{PERSON}/decide",
        first={"outcome": "later"},
        second={"hospital": ["h1", "h2"]},
        other={"outcome": "fits"},
        words="Later",
        logged=("outcome", "hospitals"),
        always={"reason": "we_talked"},
    ),
}
EDITING = sorted(EDITS)


def names_of(values):
    return {name: sorted(value) if isinstance(value, list) else value for name, value in values.items()}


def holds(form, changes):
    """Tell whether a form shows these values, now that it is drawn anew."""
    return names_of(
        {
            name: [each for known, each in form.fields if known == name]
            if isinstance(value, list)
            else form.one(name)
            for name, value in changes.items()
        }
    ) == names_of(changes)


async def test_every_form_of_the_office_says_what_it_is():
    parts = OfficeParts(
        runner=None,  # type: ignore[arg-type]  # only the routes are looked at
        store=None,  # type: ignore[arg-type]
        wording=wording(),
        rules=rules(),
        site=Site(public_url=BASE),
        clock=lambda: 0.0,
    )
    posts = {
        route.path
        for route in office_routes(parts)
        if isinstance(route, Route) and "POST" in (route.methods or ())
    }

    assert posts == set(FORMS)


async def test_every_form_that_edits_is_tried_here_and_every_act():
    assert set(EDITS) == {path for path, kind in FORMS.items() if kind is Form.EDITS}
    assert set(ACTS) | ELSEWHERE == {path for path, kind in FORMS.items() if kind is Form.ACTS}


@pytest.mark.parametrize("path", EDITING)
async def test_two_who_change_different_fields_both_keep_what_they_changed(path):
    case, world = EDITS[path], await World.open()
    first = await world.shown(world.first, case.page, case.action)
    second = await world.shown(world.second, case.page, case.action)

    saved = await world.send(
        world.first, case.action, first.sent(then=case.then, **case.first, **case.always)
    )
    told = await world.send(
        world.second, case.action, second.sent(then=case.then, **case.second, **case.always)
    )

    after = await world.shown(world.first, case.page, case.action)
    one, two = case.logged
    assert saved.status == 303
    assert told.status == 200, told.text
    assert "Ines changed this at" in told.text
    assert case.words in told.text
    if path.endswith("/needs"):
        assert holds(after, {"met": ["quiet", "travel"]})
    else:
        assert holds(after, case.first)
        assert holds(after, {name: value for name, value in case.second.items() if name != "note"})
    assert (await world.who_changed(one), await world.who_changed(two)) == (["Ines"], ["Maya"])


CLASHING = [path for path in EDITING if EDITS[path].other is not None]


@pytest.mark.parametrize("takes", ["mine", "theirs"])
@pytest.mark.parametrize("path", CLASHING)
async def test_two_who_change_the_same_field_are_shown_both_values_and_one_says_which_counts(path, takes):
    case, world = EDITS[path], await World.open()
    first = await world.shown(world.first, case.page, case.action)
    second = await world.shown(world.second, case.page, case.action)
    assert case.other is not None
    typed = {**case.other, **case.second, **case.always}
    [name] = case.other

    await world.send(world.first, case.action, first.sent(then=case.then, **case.first, **case.always))
    before = await world.records()
    clash = await world.send(world.second, case.action, second.sent(then=case.then, **typed))
    untouched = await world.records()
    again = form_to(clash.text, case.action)
    unsaid = await world.send(world.second, case.action, again.sent(then=case.then))
    picked = await world.send(
        world.second, case.action, again.sent(then=case.then, **{f"pick-{name}": takes})
    )

    after = await world.shown(world.first, case.page, case.action)
    one, two = case.logged
    assert (clash.status, unsaid.status) == (409, 409)
    assert "Ines changed this at" in clash.text
    assert case.words in clash.text
    assert before == untouched
    assert holds(
        again, {known: value for known, value in typed.items() if known in (*case.other, *case.second)}
    )
    assert picked.status in (200, 303), picked.text
    assert holds(after, case.other if takes == "mine" else case.first)
    assert await world.who_changed(one) == (["Ines", "Maya"] if takes == "mine" else ["Ines"])
    assert await world.who_changed(two) == ["Maya"]


@pytest.mark.parametrize("path", EDITING)
async def test_a_form_sent_twice_does_nothing_twice(path):
    case, world = EDITS[path], await World.open()
    form = await world.shown(world.first, case.page, case.action)
    body = form.sent(then=case.then, **case.first, **case.always)

    base = form.one("base").split()
    once = await world.send(world.first, case.action, body)
    before, logged = await world.records(), await world.who_changed(case.logged[0])
    twice = await world.send(world.first, case.action, body)

    assert base
    assert all(len(part.rpartition(":")[2]) == 12 for part in base)  # digests, and nothing that can be read
    assert (once.status, twice.status) == (303, 303)
    assert twice.headers["location"] == once.headers["location"]
    assert await world.records() == before
    assert await world.who_changed(case.logged[0]) == logged == ["Ines"]


# -- what the machine and files change ----------------------------------------------------------------------


async def test_seats_and_the_waiting_list_are_not_written_over_by_a_form():
    world = await World.open()
    form = await world.shown(world.first, "/office/sessions/s-open/edit", "/office/sessions/s-open/edit")
    await world.bot.fits("3003", OPEN)
    await world.bot.tap("book:s-open", "3003")
    await world.bot.tap("contact:agree", "3003")

    saved = await world.send(
        world.first, form.action, form.sent(then=("then", "save"), capacity="9", food="soup")
    )

    now = await world.bot.session("s-open")
    assert saved.status == 303
    assert set(now.seats) == {"p-1001", "p-3003"}
    assert (now.capacity, now.food) == (9, "soup")


async def test_a_session_that_is_saved_untouched_stays_as_it_is_to_the_second():
    world = await World.open()
    page = "/office/sessions/s-bare/edit"
    odd = {"starts": OPEN.starts + dt.timedelta(seconds=30), "food": "  soup "}
    bare = replace(OPEN, id="s-bare", seats={}, brief_slot=None, debrief_slot=None, **odd)
    await world.happens(SessionsImported(sessions=(bare,), by="command"), To.OFFICE)
    form = await world.shown(world.first, page, page)

    saved = await world.send(world.first, page, form.sent(then=("then", "save")))

    assert saved.status == 303
    assert await world.bot.session("s-bare") == bare


async def test_seats_that_were_booked_meanwhile_are_counted_after_the_merge():
    world = await World.open()
    form = await world.shown(world.first, "/office/sessions/s-open/edit", "/office/sessions/s-open/edit")
    await world.bot.fits("3003", OPEN)
    await world.bot.tap("book:s-open", "3003")
    await world.bot.tap("contact:agree", "3003")

    answer = await world.send(world.first, form.action, form.sent(then=("then", "save"), capacity="1"))

    assert answer.status == 422
    assert 'id="capacity-fault"' in answer.text
    assert (await world.bot.session("s-open")).capacity == 8


async def test_a_session_that_moved_by_its_poll_keeps_its_new_time():
    world = await World.open()
    page = "/office/sessions/s-asked/edit"
    form = await world.shown(world.first, page, page)
    await world.happens(PollClosed(time=TIMES[1]), To.SESSION, "s-asked")

    told = await world.send(world.first, page, form.sent(then=("then", "save"), food="soup"))

    now = await world.bot.session("s-asked")
    assert told.status == 200
    assert "The bot changed this by itself" in told.text
    assert (now.starts, now.food, now.poll) == (TIMES[1], "soup", None)


async def test_two_changes_that_break_a_rule_together_are_refused_beside_the_field():
    world = await World.open()
    page = "/office/sessions/s-open/edit"
    first = await world.shown(world.first, page, page)
    second = await world.shown(world.second, page, page)
    sooner = OPEN.starts - 2 * DAY
    early = {"starts": local(sooner), "brief_slot": local(sooner - DAY), "debrief_slot": local(sooner + DAY)}
    asked = await world.send(world.first, page, first.sent(then=("then", "save"), **early))
    await world.send(world.first, page, form_to(asked.text, page).sent())
    moved = await world.bot.session("s-open")

    answer = await world.send(
        world.second,
        page,
        second.sent(then=("then", "save"), debrief_slot=local(OPEN.ends + DAY), minutes="480"),
    )
    both = await world.send(
        world.second, page, second.sent(then=("then", "save"), minutes="480", capacity="0")
    )

    assert moved.starts == sooner
    assert (answer.status, both.status) == (409, 422)
    assert await world.bot.session("s-open") == moved


async def test_a_file_that_is_brought_in_beside_an_open_form_is_shown_field_by_field():
    world = await World.open()
    page = "/office/sessions/s-open/edit"
    form = await world.shown(world.first, page, page)
    now = await world.bot.session("s-open")
    body = SessionsImported(sessions=(replace(now, food="rice"),), by="command", was=(now,))
    await world.happens(body)

    clash = await world.send(world.first, page, form.sent(then=("then", "save"), food="soup"))

    assert clash.status == 409
    assert "A file or a command changed this" in clash.text
    assert "<q>rice</q>" in clash.text


async def test_a_file_takes_nothing_back_that_was_changed_since_it_was_read():
    world = await World.open()
    read = await world.bot.session("s-open")
    [row] = await world.bot.rows("contact")
    lee = msgspec.convert(row.body, Contact)
    await world.happens(
        SessionChanged(session=replace(read, quiet_space="the garden"), by="Ines"), To.SESSION, "s-open"
    )
    await world.happens(
        ContactNoted(note="Asked for posters", permission=Permission.GIVEN), To.CONTACT, LEE.id
    )

    await world.happens(SessionsImported(sessions=(replace(read, food="rice"),), by="command", was=(read,)))
    await world.happens(ContactsImported(contacts=(replace(lee, role="Chair"),), by="command", was=(lee,)))

    session = await world.bot.session("s-open")
    [row] = await world.bot.rows("contact")
    contact = msgspec.convert(row.body, Contact)
    assert (session.food, session.quiet_space) == ("rice", "the garden")
    assert (contact.role, contact.note, contact.permission) == (
        "Chair", "Asked for posters", Permission.GIVEN,
    )  # fmt: skip


async def test_a_session_that_was_called_off_meanwhile_is_changed_no_more():
    world = await World.open()
    page = "/office/sessions/s-open/edit"
    form = await world.shown(world.second, page, page)
    ask = await world.shown(world.first, "/office/sessions/s-open/cancel", "/office/sessions/s-open/cancel")
    await world.send(world.first, ask.action, ask.sent())

    answer = await world.send(world.second, page, form.sent(then=("then", "save"), food="soup"))

    assert answer.status == 409
    assert "Ines changed this at" in answer.text
    assert (await world.bot.session("s-open")).food == OPEN.food


# -- acts ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Act:
    page: str
    action: str
    meanwhile: object
    """What another does."""
    to: To
    name: str
    sent: Mapping[str, object] = field(default_factory=dict)


def local(at):
    return at.astimezone(rules().campaign.zone).strftime("%Y-%m-%dT%H:%M")


ON_OPEN = {"to": To.SESSION, "name": "s-open", "page": "/office/sessions/s-open"}
ON_RISK = {"to": To.SESSION, "name": "s-risk", "page": "/office/sessions/s-risk"}
ON_ANA = {"to": To.PERSON, "name": "p-1001", "page": PERSON}
ACTS: dict[str, Act] = {
    "/office/sessions/{session}/cancel": Act(
        **ON_OPEN | {"page": "/office/sessions/s-open/cancel"},  # type: ignore[arg-type]
        action="/office/sessions/s-open/cancel",
        meanwhile=SessionChanged(session=replace(OPEN, food="soup"), by="Ines"),
    ),
    "/office/sessions/{session}/cannot-come": Act(
        **ON_OPEN,  # type: ignore[arg-type]
        action="/office/sessions/s-open/cannot-come",
        meanwhile=SessionChanged(session=replace(OPEN, cochair_lived="Ben"), by="Ines"),
        sent={"who": "lived"},
    ),
    "/office/sessions/{session}/takes-over": Act(
        **ON_RISK,  # type: ignore[arg-type]
        action="/office/sessions/s-risk/takes-over",
        meanwhile=SessionChanged(session=replace(RISK, cochair_alternate_lived="Cy"), by="Ines"),
    ),
    "/office/sessions/{session}/goes-ahead": Act(
        **ON_RISK,  # type: ignore[arg-type]
        action="/office/sessions/s-risk/goes-ahead",
        meanwhile=AlternateTakesOver(),
        sent={"reason": "people_asked"},
    ),
    "/office/sessions/{session}/poll": Act(
        **ON_RISK,  # type: ignore[arg-type]
        action="/office/sessions/s-risk/poll",
        meanwhile=PollOpened(times=TIMES),
        sent={"time": [local(each + DAY) for each in TIMES]},
    ),
    "/office/sessions/{session}/poll-close": Act(
        to=To.SESSION,
        name="s-asked",
        page="/office/sessions/s-asked",
        action="/office/sessions/s-asked/poll-close",
        meanwhile=PollClosed(),
        sent={"time": str(int(TIMES[0].timestamp()))},
    ),
    "/office/sessions/{session}/brief": Act(
        **ON_OPEN,  # type: ignore[arg-type]
        action="/office/sessions/s-open/brief",
        meanwhile=BriefDone(done=True),
        sent={"done": "yes"},
    ),
    "/office/people/{person}/reply": Act(
        **ON_ANA,  # type: ignore[arg-type]
        action=f"{PERSON}/reply",
        meanwhile=Replied(text="We ring you"),
        sent={"text": "We write to you"},
    ),
    "/office/people/{person}/close": Act(
        **ON_ANA,  # type: ignore[arg-type]
        action=f"{PERSON}/close",
        meanwhile=Replied(text="We ring you"),
    ),
    "/office/people/{person}/call": Act(
        **ON_ANA,  # type: ignore[arg-type]
        action=f"{PERSON}/call",
        meanwhile=CallNoted(outcome=CallNote.REACHED),
        sent={"outcome": "no_answer"},
    ),
    "/office/people/{person}/move": Act(
        to=To.PERSON,
        name="p-2002",
        page="/office/people/p-2002",
        action="/office/people/p-2002/move",
        meanwhile=SeatCancelled(session="s-risk"),
        sent={"session": "s-risk", "to": "s-open"},
    ),
    "/office/people/{person}/cancel": Act(
        **ON_ANA,  # type: ignore[arg-type]
        action=f"{PERSON}/cancel",
        meanwhile=SeatCancelled(session="s-open"),
        sent={"session": "s-open"},
    ),
    "/office/people/{person}/pause": Act(
        **ON_ANA,  # type: ignore[arg-type]
        action=f"{PERSON}/pause",
        meanwhile=PauseSet(paused=True),
    ),
    "/office/people/{person}/times": Act(
        **ON_ANA,  # type: ignore[arg-type]
        action=f"{PERSON}/times",
        meanwhile=TimesNoted(session="s-asked", can=TIMES[:1]),
        sent={"session": "s-asked", "can": ["none"]},
    ),
    "/office/people/{person}/consent": Act(
        **ON_ANA | {"page": f"{PERSON}/consent?which=consent_contact_v1"},  # type: ignore[arg-type]
        action=f"{PERSON}/consent",
        meanwhile=ConsentTakenBack(id="consent_contact_v1", method=Method.PHONE),
        sent={"answer": "yes", "read": "yes", "method": "phone"},
    ),
    "/office/champions/hold": Act(
        to=To.PERSON,
        name="p-1001",
        page="/office/champions",
        action="/office/champions/hold",
        meanwhile=ChampionHeld(held=True, by="Ines"),
    ),
    "/office/champions/void": Act(
        to=To.OFFICE,
        name="office",
        page="/office/champions",
        action="/office/champions/void",
        meanwhile=CodeVoided(codes=(CHAMPION.id,), by="Ines"),
    ),
    "/office/networks/{contact}/resume": Act(
        to=To.CONTACT,
        name=LEE.id,
        page=f"/office/networks/{LEE.id}",
        action=f"/office/networks/{LEE.id}/resume",
        meanwhile=ContactStopped(how="email"),
        sent={"reason": "they_asked"},
    ),
    "/office/team/{member}/lock-off": Act(
        to=To.OFFICE,
        name="office",
        page="/office/team",
        action=f"/office/team/{NOOR.id}/lock-off",
        meanwhile=SecondLockTakenOff(member=NOOR.id),
    ),
}
ELSEWHERE = {
    "/office/today/alert",
    "/office/today/aside",
    "/office/people/{person}/told",
    "/office/outreach/groups",
    "/office/outreach/{wave}/calls/{contact}",
    "/office/outreach/{wave}/passed/{contact}",
}
"""Acts that are tried with what they need around them: below, and on the pages' own tests."""


async def a_stale_form(world, path):
    """The form of a page that is open while another does something."""
    case = ACTS[path]
    if path.endswith("/resume"):
        await world.happens(ContactStopped(how="phone"), To.CONTACT, LEE.id)
    form = await world.shown(world.second, case.page, case.action)
    if path.endswith("/resume"):
        world.bot.now += 60
        again = {"do_not_contact_at": dt.datetime.fromtimestamp(world.bot.now, dt.UTC).isoformat()}
        [row] = await world.bot.rows("contact")
        put = Put(table="contact", id=row.id, body=row.body | again)
        await world.bot.store.commit(Commit(at=world.bot.now, writes=[put]))
    else:
        await world.happens(case.meanwhile, case.to, case.name)
    return form


@pytest.mark.parametrize("path", sorted(ACTS))
async def test_an_act_on_what_is_another_by_now_does_nothing_and_says_so(path):
    case, world = ACTS[path], await World.open()
    form = await a_stale_form(world, path)
    before = await world.records()

    answer = await world.send(world.second, case.action, form.sent(**case.sent))

    assert form.one("looked")
    assert answer.status == 409
    assert "Nothing was done" in answer.text or "Nothing was sent" in answer.text
    assert await world.records() == before


STILL_OFFERED = (
    "/office/sessions/{session}/cancel",
    "/office/sessions/{session}/cannot-come",
    "/office/sessions/{session}/takes-over",
    "/office/people/{person}/reply",
    "/office/people/{person}/pause",
    "/office/networks/{contact}/resume",
)
"""Acts that the page has a form for, also after what another did: so that the page's own check can be passed."""


@pytest.mark.parametrize("path", STILL_OFFERED)
async def test_the_turn_itself_refuses_what_is_another_by_now(path, monkeypatch):
    """Between the page's look and the commit there is a moment: the input carries the mark on, and the turn decides."""
    case, world = ACTS[path], await World.open()
    form = await a_stale_form(world, path)
    fresh = await world.shown(world.second, case.page, case.action)
    before, caught = await world.records(), []

    async def keeps(received, **_):
        caught.append(received)

    with monkeypatch.context() as patched:
        patched.setattr(world.bot.runner, "receive", keeps)
        await world.second.post(case.action, fresh.sent(**case.sent), **POST)
    [act] = [one for one in caught if one.looked]
    await world.bot.runner.receive(replace(act, looked=form.one("looked")))

    assert await world.records() == before
    assert (await world.bot.store.audit())[-1]["action"] == "came_too_late"


async def test_an_alert_that_another_took_or_closed_is_left_to_them():
    world = await World.open()
    await world.bot.fits("4004", OPEN)
    await world.bot.say("I want to kill myself", "4004")
    page = (await world.first.get("/office/today")).text
    form = next(each for each in forms_of(page) if each.action == "/office/today/alert")
    late = next(
        each
        for each in forms_of((await world.second.get("/office/today")).text)
        if each.action == "/office/today/alert"
    )
    await world.send(world.first, form.action, form.sent())
    before = await world.bot.rows("notice")

    answer = await world.send(world.second, late.action, late.sent())

    assert answer.status == 409
    assert "Ines changed this at" in answer.text
    assert await world.bot.rows("notice") == before


async def test_who_came_in_by_the_owners_link_and_gave_no_name_is_not_taken_for_the_bot():
    world = await World.open()
    site = Site(public_url=BASE)
    parts = office_parts(world.bot, site)
    link = await make_sign_in_link(runner=world.bot.runner, site=site, clock=world.bot.clock)
    nameless = Browser(WebApp(site=site, routes=office_routes(parts)))
    await nameless.post(link.removeprefix(BASE), b"", **POST)
    action = "/office/sessions/s-open/edit"
    stale = await world.shown(world.first, action, action)
    form = await world.shown(nameless, action, action)
    await world.send(nameless, action, form.sent(food="Soup", then=("then", "save")))

    answer = await world.send(world.first, action, stale.sent(food="Cake", then=("then", "save")))

    assert answer.status == 409
    assert "Somebody who gave no name changed this at" in answer.text
    assert "by itself" not in answer.text
