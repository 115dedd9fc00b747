"""People do anything at all, in any order, for weeks: what must always be true stays true after every step.

A walk is decided by its seed alone; a failure names the seed and the steps that led to it.
"""

import datetime as dt
import random
from collections.abc import Awaitable
from functools import cache
from pathlib import Path

import msgspec
import pytest
from structlog.testing import capture_logs

from outreach_bot.dialogue.desk_inputs import (
    CallNoted,
    EligibilitySet,
    ListPlaceGiven,
    NeedsMet,
    NoteWritten,
    PauseSet,
    Replied,
    SeatCancelled,
    SeatGiven,
    SeatMovedTo,
    StopTold,
    TalkClosed,
)
from outreach_bot.dialogue.effects import Phrase, Priority
from outreach_bot.dialogue.inputs import (
    Blocked,
    Body,
    Channel,
    Edited,
    EraseAsked,
    Input,
    Opened,
    Returned,
    Said,
    SentMedia,
    SharedContact,
    Tapped,
    To,
    Unblocked,
)
from outreach_bot.dialogue.state import Person
from outreach_bot.house import Content
from outreach_bot.outbound.base import Message, Owed
from outreach_bot.play import stage_content
from outreach_bot.recruitment import reminders, seats
from outreach_bot.recruitment.calls import CallNote
from outreach_bot.recruitment.desk_fitting import Reason
from outreach_bot.recruitment.funnel import STAGES
from outreach_bot.recruitment.rules import Outcome
from outreach_bot.recruitment.sessions import Session
from outreach_bot.settings import Settings
from outreach_bot.stage import Stage
from outreach_bot.stage_kept import NAMING
from outreach_bot.stage_time import on_stage
from outreach_bot.store.care import check_chain
from outreach_bot.transcripts import parse
from outreach_bot.transcripts.heard import Shown
from outreach_bot.transcripts.lines import Desk, Span
from tests.helpers.every_kind import EVERY_KIND
from tests.helpers.funnel_truth import FunnelTruth
from tests.helpers.tally_truth import TallyTruth

CAMPAIGN = Path(__file__).parents[1]
STEPS = 500
SEEDS = range(20)
MOST_TEXT = 4096
MOST_DATA = 64
"""Telegram's limits. Source: FORMATS 4.6."""
HEAD = f"""{EVERY_KIND}session: codesign_group design1 2027-03-29 18:00 capacity=4
code: place K7MQ2XZB Library
code: champion H5NQ3RTW Kim

user: /start
"""
PEOPLE = ("ana", "ben", "cleo", "dan", "eve", "fay", "gus", "hana")
ON_THE_WEB = ("gus", "hana")
WORDS = (
    "start", "stop", "delete", "export", "privacy", "language", "talk to a person", "help", "change", "cancel",
    "my meetings", "/mylink", "back", "yes", "K7MQ2XZB", "k7mq 2xzb", "ZZZZZZZZ", "202 555 0143", "+1 202 555 0123",
    "12", "I want to die", "my son died of an overdose", "he has overdosed", "what?", "Harbor Hospital", "Done",
    "good morning", "<b>&</b>", "x" * 4000,
)  # fmt: skip
BODIES = (
    SharedContact(number="12025550123", own=True),
    SharedContact(number="12025550123", own=False),
    SentMedia(),
    SentMedia(caption="I want to die"),
    Edited(text="I want to die"),
    Edited(text="hello"),
    Returned(),
)
ONWARD = (
    "start", "carry", "role", "screening", "a", "done", "meet", "book", "with", "list", "contact", "take", "find",
    "again", "after", "restart", "home",
)  # fmt: skip
UNSURE = (":no", ":unsure", ":skip", ":refuse", ":stop", ":call")
SIDEWAYS = ("help", "person", "stop", "free", "delete", "about", "back")
"""Buttons that lead away from a seat: tapped seldom, or nobody would get far."""
AT_ANY_HOUR = ("reply", "help", "AlertRaised")
PAYLOADS = ("", "", "c_K7MQ2XZB-fl", "c_H5NQ3RTW-pf", "c_ZZZZZZZZ", "nonsense", "j_CCCCCCC2")


class Broken(AssertionError):
    """Something that must always be true was not; the message tells the seed and the last steps."""


@cache
def campaign() -> Content:
    return stage_content(Settings(campaign=CAMPAIGN))


COUNTRY = "us"


class Walk:
    """One walk over one stage."""

    def __init__(self, stage: Stage, seed: int):
        self.stage = stage
        self.chance = random.Random(seed)
        self.seed = seed
        self.steps: list[str] = []
        self.screens: dict[str, list[Shown]] = {who: [] for who in PEOPLE}
        self.blocked: set[str] = set()
        self.funnel = FunnelTruth()
        self.tally = TallyTruth()
        self.speaker = ""
        """Who did the last step; whatever else happens, and it is nobody."""

    async def go(self, steps: int) -> None:
        try:
            for who in ON_THE_WEB:
                await self.stage.use_channel(who, Channel.WEB)
            for number in range(steps):
                await self._step()
                await self._check()
                if number % 20 == 0:
                    check_chain(self.stage._store._tables, CAMPAIGN)
            for who in PEOPLE:
                await self._rights(who)
        except Exception as fault:
            trail = "\n  ".join(self.steps[-25:])
            raise Broken(f"seed {self.seed}: {type(fault).__name__}: {fault}\n  {trail}") from fault

    # -- what happens ------------------------------------------------------------------------------

    async def _step(self) -> None:
        who = self.speaker if self.speaker and self.chance.random() < 0.85 else self.chance.choice(PEOPLE)
        acts = (
            (70, self._tap), (5, self._tap_old), (3, self._type), (2, self._open), (2, self._other), (4, self._time),
            (1.5, self._office), (2.5, self._desk), (1, self._kill), (0.5, self._block), (0.3, self._erase), (1, self._away),
        )  # fmt: skip
        [act] = self.chance.choices([act for _, act in acts], [weight for weight, _ in acts])
        if who in self.blocked:
            act = self.chance.choice((self._block, self._time))
        await act(who)

    async def _does(self, who: str, body: Body) -> list[Shown]:
        self.steps.append(f"{who}: {str(body)[:110]}")
        await self.stage.receive(who, body)
        heard = self._listen().get(who, [])
        self.speaker = who if heard else ""
        return heard

    async def _happens(self, what: str, deed: Awaitable[None]) -> None:
        self.steps.append(what)
        await deed
        self.speaker = ""
        self._listen()

    def _listen(self) -> dict[str, list[Shown]]:
        heard: dict[str, list[Shown]] = {}
        for who, one in self.stage.take_heard():
            for shown in one.shown:
                assert_fits(shown.message)
                heard.setdefault(who, []).append(shown)
                if shown.message.buttons and who in self.screens:
                    self.screens[who].append(shown)
        return heard

    async def _tap(self, who: str) -> None:
        """Tap a button of the newest screen; at once after an answer it must not be one of before."""
        if not self.screens[who]:
            await self._open(who)
            return
        newest, at_once = self.screens[who][-1], self.speaker == who
        wanted = self._choice([button.data for button in newest.buttons if button.data])
        heard = await self._does(who, Tapped(data=wanted, message=newest.id))
        if at_once:
            assert heard, f"nothing was said to {wanted}"
            assert not any(old_button() in each.message.text for each in heard), (
                f"{wanted} is a button of before"
            )

    def _choice(self, data: list[str]) -> str:
        """Mostly on towards a seat, sometimes anywhere."""
        luck = self.chance.random()
        onward = [each for each in data if each.split(":")[0] in ONWARD and not each.endswith(UNSURE)]
        calm = [each for each in data if each.split(":")[0] not in SIDEWAYS]
        if luck < 0.8 and onward:
            return self.chance.choice(onward)
        return self.chance.choice(calm if luck < 0.95 and calm else data)

    async def _tap_old(self, who: str) -> None:
        data = [b.data for shown in self.screens[who] for b in shown.buttons if b.data]
        if data:
            await self._does(who, Tapped(data=self.chance.choice(data)))

    async def _type(self, who: str) -> None:
        await self._does(who, Said(text=self.chance.choice(WORDS)))

    async def _open(self, who: str) -> None:
        await self._does(who, Opened(payload=self.chance.choice(PAYLOADS)))

    async def _other(self, who: str) -> None:
        await self._does(who, self.chance.choice(BODIES))

    async def _time(self, _: str) -> None:
        span = dt.timedelta(hours=self.chance.choice((1, 1, 3, 3, 9, 20, 30, 100)))
        await self._happens(f"wait {span}", self.stage.wait(self.stage.now + span))

    async def _office(self, _: str) -> None:
        session = self.chance.choice(sorted(await self.stage._sessions()))
        if self.chance.random() < 0.3:
            await self._runs(session)
        elif self.chance.random() < 0.8:
            starts = self.stage.now + dt.timedelta(hours=self.chance.randrange(5, 600))
            await self._happens(f"move {session} to {starts}", self.stage.move(session, starts))
        else:
            await self._happens(f"call off {session}", self.stage.call_off(session))

    async def _runs(self, name: str) -> None:
        """A coordinator does something to a session: notes who cannot come, asks for times, marks who came."""
        session = (await self.stage._sessions())[name]
        day, later = dt.timedelta(days=1), self.stage.now.replace(second=0, microsecond=0)
        times = tuple(later + number * day for number in self.chance.sample(range(2, 20), 3))
        deeds: tuple[tuple[str, tuple[str, ...], tuple[dt.datetime, ...]], ...] = (
            ("cannot-come", (self.chance.choice(("lived", "alternate")),), ()),
            ("takes-over", (), ()),
            ("goes-ahead", ("people_asked",), ()),
            ("poll", (), times),
        )
        if session.seats and session.starts <= self.stage.now:
            deeds = ((self.chance.choice(("came", "missed")), tuple(session.seats), ()),)
        elif session.poll is not None:
            deeds = (("close-poll", (), session.poll.times[-1:]), ("close-poll", (), ()), deeds[0])
        deed, words, chosen = self.chance.choice(deeds)
        act = Desk(at=Span(first=1, last=1), deed=deed, session=name, words=words, times=chosen)
        await self._happens(f"{deed} {name}", self.stage.desk(act))

    async def _desk(self, who: str) -> None:
        """A coordinator does something for somebody we know."""
        me = await self.stage._person(who)
        if me is not None:
            sessions = sorted(await self.stage._sessions())
            body = self.chance.choice(at_a_desk(self.chance.choice(sessions), self.chance.choice(sessions)))
            await self._happens(f"desk: {who} {str(body)[:90]}", self.stage.for_person(who, body))

    async def _kill(self, _: str) -> None:
        await self._happens("kill", self.stage.kill())

    async def _away(self, _: str) -> None:
        await self._happens("away", self.stage.away())

    async def _block(self, who: str) -> None:
        back = who in self.blocked
        self.blocked ^= {who}
        await self._does(who, Unblocked() if back else Blocked())
        self.speaker = ""

    async def _erase(self, who: str) -> None:
        me = await self.stage._person(who)
        if me is not None:
            asked = Input(key=f"cli:{len(self.steps)}", to=To.PERSON, id=me.id, body=EraseAsked(by="command"))
            await self._happens(f"erase {who}", self.stage._take(asked))

    # -- what must be true -------------------------------------------------------------------------

    async def _check(self) -> None:
        people = {row.id: msgspec.convert(row.body, Person) for row in await self.stage._store.rows("person")}
        for session in (await self.stage._sessions()).values():
            assert_seats(session)
        for me in people.values():
            assert me.outcome is None or not me.answers, f"answers of {me.id} are kept"
        for row in await self.stage._store.rows("owed"):
            assert_may_go(msgspec.convert(row.body, Owed), people)
        for row in await self.stage._store.rows("settled"):
            unprompted = row.body["state"] == "sent" and row.body["kind"] not in AT_ANY_HOUR
            assert not unprompted or not is_quiet(row.body["at"]), f"{row.body['kind']} went at night"
        self.funnel.look(people, await self.stage._sessions())
        self.funnel.assert_told_by(await self.stage._store.counters())
        self.tally.look(people, await self.stage._sessions())
        self.tally.assert_told_by(await self.stage._store.counters(), people)
        await self._assert_forgotten(set(people))

    async def _assert_forgotten(self, people: set[str]) -> None:
        gone = {each for ids in self.stage._ids.values() for each in ids} - people
        for table in NAMING if gone else ():
            for row in await self.stage._store.rows(table):
                text = row.id + msgspec.json.encode(row.body).decode()
                found = [each for each in gone if each in text]
                assert not found, f"{table} {row.id} still names {found}"

    async def _rights(self, who: str) -> None:
        """Help, STOP and DELETE work from wherever they are."""
        self.blocked.discard(who)
        await self._does(who, Unblocked())
        told = " ".join(each.message.text for each in await self._does(who, Said(text="help")))
        assert campaign().wording.text(Phrase(f"help_now_{COUNTRY}"), language="en") in told
        await self._does(who, Said(text="stop"))
        me = await self.stage._person(who)
        assert me is None or me.stopped_at is not None
        await self._does(who, Said(text="delete"))
        await self._does(who, Tapped(data="delete:yes"))
        assert await self.stage._person(who) is None
        await self._check()


def at_a_desk(session: str, other: str) -> tuple[Body, ...]:
    """What coordinators do for one person; a meeting more often than anything else, with and without a reason."""
    return (
        Replied(text="Good morning. How can we help?"),
        TalkClosed(),
        *(CallNoted(outcome=outcome) for outcome in (CallNote.NO_ANSWER, CallNote.REACHED)),
        *(SeatGiven(session=session, companions=1, reason=reason) for reason in (None, Reason.WE_TALKED)),
        SeatMovedTo(session=session, to=other, reason=Reason.THEY_ASKED),
        SeatCancelled(session=session),
        *(ListPlaceGiven(session=session, reason=reason) for reason in (None, Reason.THEY_ASKED)),
        *(PauseSet(paused=paused) for paused in (True, False)),
        StopTold(),
        NeedsMet(needs=("quiet", "travel")),
        NoteWritten(text="Likes tea"),
        EligibilitySet(outcome=Outcome.FITS, reason=Reason.WE_TALKED, hospitals=("h1", "h2")),
        EligibilitySet(outcome=Outcome.TALK, reason=Reason.MISTAKE),
    )


def old_button() -> str:
    return campaign().wording.text(Phrase("old-button"), language="en")


def is_quiet(at: float) -> bool:
    facts = campaign().rules.campaign
    return reminders.is_quiet(dt.datetime.fromtimestamp(at, dt.UTC), quiet=facts.quiet_hours, zone=facts.zone)


def assert_fits(message: Message) -> None:
    """What Telegram takes, and where help is on every keyboard."""
    assert len(message.text) <= MOST_TEXT
    data = [button.data for row in message.buttons for button in row]
    assert all(len(each.encode()) <= MOST_DATA for each in data)
    assert not data or data[-1] == "help" or data[-1].startswith("after:"), data


def assert_seats(session: Session) -> None:
    kind = campaign().rules.sessions.kind(session.kind)
    staff = seats.taken(session, kind, staff_only=True)
    assert seats.taken(session, kind) <= session.capacity, f"{session.id} is over-booked"
    assert staff <= max(0, seats.staff_limit(session, kind)), f"staff sit on kept seats of {session.id}"
    everyone = [*session.seats, *session.waiting, *session.holds]
    assert len(everyone) == len(set(everyone)), f"somebody is in {session.id} twice"


def assert_may_go(owed: Owed, people: dict[str, Person]) -> None:
    """Nothing we say first is owed at night, or to somebody who must not be written to."""
    if owed.priority < Priority.REMINDER:
        return
    assert not is_quiet(owed.due), f"{owed.kind} is due at night"
    me = people[owed.person]
    agreed = [given for given in me.consents if given.id == "consent_contact_v1"][-1:]
    assert me.stopped_at is None, f"{owed.kind} is owed to somebody who stopped"
    assert me.paused_at is None, f"{owed.kind} is owed to somebody after a crisis"
    may = agreed and agreed[0].agreed and agreed[0].withdrawn_at is None
    assert may or owed.kind == "check_in", f"{owed.kind} is owed to somebody who did not agree"


@cache
def walked(seed: int) -> frozenset[str]:
    """Walk once; returns what the audit log tells was done on the way, and how far people came."""

    async def walking() -> frozenset[str]:
        stage = await Stage.open(campaign(), parse(HEAD, path="walk.chat").head)
        try:
            walk = Walk(stage, seed)
            await walk.go(STEPS)
            actions = {row["action"] for row in await stage._store.audit()}
            return frozenset(actions | walk.funnel.furthest())
        finally:
            await stage.close()

    with capture_logs():
        return on_stage(walking())


@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_people_do_what_was_promised_holds(seed):
    done = walked(seed)

    assert {"outcome", "stopped", "erased", "help_asked"} <= done


def test_the_walks_lead_to_seats_and_lists_and_offers_too():
    done = frozenset[str]().union(*(walked(seed) for seed in SEEDS))

    assert {"seat_taken", "seat_freed", "list_joined", "seat_offered", "crisis", "session_changed"} <= done
    assert {"session_at_risk", "poll_opened", "attendance_noted"} <= done
    assert set(STAGES) <= done
