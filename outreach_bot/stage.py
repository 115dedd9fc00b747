"""The real bot on a stage: its house and timers, a clock that is moved by hand, and chats that keep what is sent.

Transcripts are played here (`outreach_bot.play`), and tests may use it. Nothing leaves the process.
"""

import dataclasses
import datetime as dt
import itertools
import math
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
from msgspec.structs import replace

from outreach_bot import belonging
from outreach_bot.dialogue.effects import Phrase
from outreach_bot.dialogue.inputs import (
    Address,
    Blocked,
    Body,
    Channel,
    Input,
    Invited,
    SessionChanged,
    SessionsImported,
    To,
    Unblocked,
)
from outreach_bot.house import Content, House, Outside
from outreach_bot.inbound.timers import RETENTION_HOUR, Timers
from outreach_bot.outbound.base import Message, Owed, Refused, SendOutcome, Sent
from outreach_bot.recruitment.codes import ALPHABET, LENGTH
from outreach_bot.recruitment.polls import moved_to
from outreach_bot.recruitment.sessions import Session, SessionStatus
from outreach_bot.stage_kept import StageKept
from outreach_bot.stage_time import stage_loop
from outreach_bot.store.tinydb_store import MemoryDisk, TinyDbStore
from outreach_bot.transcripts.desk import desk_body
from outreach_bot.transcripts.heard import Heard, Shown
from outreach_bot.transcripts.inviting import inviting
from outreach_bot.transcripts.lines import Desk, Head, Invite, SignUp
from outreach_bot.transcripts.publishing import published
from outreach_bot.transcripts.signing_up import at_desk
from outreach_bot.transcripts.world import Broke

FIRST_CHAT = 1001
"""Telegram chat id of the first person on stage; each next one counts up."""
COORDINATOR = "coordinator"
GAP_SECONDS = 300.0
"""How long the bot was away in `away:`."""
LINK = "https://t.me/outreach_bot?start="
"""Base of the links of the bot on stage."""
OFFICE = "https://office.example"
"""Base address of its office."""
LEAST_STEP = 0.001
"""Seconds by which the clock moves at least, while a limit of the channel holds something back."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Where the store of a stage is kept, so that the other commands can look at it. None: in memory."""

    data: Path
    key_file: Path


class Stage(StageKept):
    """One bot and its people. A `World` of `outreach_bot.transcripts`, and the sender of every channel."""

    def __init__(self, content: Content, head: Head, kept: Kept | None):
        self._content = dataclasses.replace(content, flyers=content.flyers.on(self._today))
        self._rules = content.rules
        self._head = head
        people, codes = itertools.count(1), itertools.count(1)
        self._outside = Outside(
            clock=self._clock,
            fresh_id=lambda: f"person-{next(people):06}",
            fresh_code=lambda: _code(next(codes)),
        )
        self._kept = kept
        self._at = head.clock.timestamp()
        self._disk: MemoryDisk | None = None
        self._loop = stage_loop()
        self._store: TinyDbStore
        self._house: House
        self._timers: Timers
        self._fired: set[str] = set()
        self._fault: Broke | None = None
        self._addresses: dict[str, Address] = {}
        self._names: dict[Address, str] = {}
        self._ids: dict[str, set[str]] = {}
        self._last: dict[str, Input] = {}
        self._gone: set[Address] = set()
        self._inputs = 0
        self._messages = 0
        self._sent: list[tuple[str, str, Shown]] = []
        self._cause = ""
        self._noticed: set[str] = set()

    @classmethod
    async def open(cls, content: Content, head: Head, *, kept: Kept | None = None, path: str = "") -> "Stage":
        """Set the stage: an empty store with the head's sessions and codes. Raises TranscriptError."""
        stage = cls(content, head, kept)
        sessions = tuple(published(line, content.rules, path=path) for line in head.sessions)
        await stage._begin()
        if kept is not None:  # its people are made up, whatever campaign they meet
            await belonging.begin(stage._store, belonging.Kind.EXAMPLE, now=stage._at)
        if sessions:
            await stage._office(SessionsImported(sessions=sessions, by=COORDINATOR))
        if head.codes:
            await stage._office(Invited(codes=head.codes, by=COORDINATOR))
        return stage

    async def close(self) -> None:
        """Let go of the store."""
        await self._store.close()

    @property
    def now(self) -> dt.datetime:
        """Where the clock stands, in the zone of the head."""
        return dt.datetime.fromtimestamp(self._at, self._head.zone)

    # -- what people do ------------------------------------------------------------------------------

    async def receive(self, who: str, body: Body) -> None:
        """Let something `who` did reach the bot, with all that follows at once."""
        address = self._address(who)
        if isinstance(body, Blocked):
            self._gone.add(address)
        elif isinstance(body, Unblocked):
            self._gone.discard(address)
        self._inputs += 1
        key = f"{'tg' if address.channel is Channel.TELEGRAM else 'web'}:{self._inputs}"
        language = self._head.language
        received = Input(key=key, to=To.PERSON, body=body, address=address, language=language)
        self._last[who] = received
        await self._take(received)

    async def redeliver(self, who: str) -> None:
        """Let the last input of `who` arrive once more."""
        if who not in self._last:
            raise Broke(f"{who} has done nothing yet that could arrive again")
        await self._take(self._last[who], in_doubt=True)

    async def use_channel(self, who: str, channel: Channel) -> None:
        """From here on, `who` writes through `channel`."""
        self._move_in(who, channel)

    async def away(self) -> None:
        """The bot is back after a gap: everyone in mid-conversation sees their screen once more."""
        for received in await self._house.runner.people_to_catch_up(self._at - GAP_SECONDS):
            await self._take(received)

    async def move(self, session: str, starts: dt.datetime) -> None:
        """Let a coordinator move a session, with the short chats before and after it."""
        await self._change(moved_to(await self._session(session), starts.astimezone(dt.UTC)))

    async def call_off(self, session: str) -> None:
        """Let a coordinator cancel a session."""
        await self._change(replace(await self._session(session), status=SessionStatus.CANCELLED))

    async def desk(self, act: Desk) -> None:
        """Let a coordinator do something to a session at their desk."""
        known = await self._session(act.session)
        people = {self._name(person): person for person in known.seats}
        await self._to_session(known.id, desk_body(act, known, people, by=COORDINATOR))

    async def invite(self, invitation: Invite) -> None:
        """Let a coordinator make a one-time link and the code it gives."""
        for body in inviting(invitation, self.now, by=COORDINATOR):
            await self._office(body)

    async def for_person(self, who: str, body: Body) -> None:
        """Let a coordinator do something for `who` from a desk."""
        person = await self._person(who)
        if person is None:
            raise Broke(f"nothing is known of {who}")
        await self._by_coordinator(To.PERSON, person.id, body)

    async def sign_up(self, act: SignUp) -> None:
        """Let a coordinator sign somebody up, who is present."""
        self._ids.setdefault(act.who, set()).add(f"p-{act.who}")
        made = at_desk(act, rules=self._rules, wording=self._content.wording, language=self._head.language)
        await self._by_coordinator(To.PERSON, f"p-{act.who}", made)

    # -- time and death ------------------------------------------------------------------------------

    async def wait(self, until: dt.datetime) -> None:
        """Move the clock to each thing that comes due, and do it there; clear up once a night."""
        end = until.timestamp()
        self._cause = ""
        while (night := self._next_night()) <= end:
            await self._wait(night)
            await self._timers.clear_up()
        await self._wait(end)

    async def _wait(self, end: float) -> None:
        while (due := await self._next_due(end)) is not None:
            self._move_to(due)
            await self._do_what_is_due()
        self._move_to(end)

    def _move_to(self, at: float) -> None:
        """Move both clocks on: the one on the wall, and the one of the loop, by which limits and pauses go."""
        # whole milliseconds: a moment that is rounded on its way through the bot must not lie ahead of the clock
        at = max(self._at, math.ceil(at * 1000) / 1000)
        self._loop.move_on(at - self._at)
        self._at = at

    def _next_night(self) -> float:
        now = dt.datetime.fromtimestamp(self._at, self._rules.campaign.zone)
        night = now.replace(hour=RETENTION_HOUR, minute=0, second=0, microsecond=0)
        return (night if night > now else night + dt.timedelta(days=1)).timestamp()

    async def kill(self) -> None:
        """Drop what is not committed, and start again from what is."""
        if self._kept is None:
            await self._store.abandon()
        else:
            await self._store.close()
        await self._begin()

    async def down(self, span: dt.timedelta) -> None:
        """Be dead for `span`: what came due meanwhile is done at the start."""
        await self.kill()
        self._move_to(self._at + span.total_seconds())
        await self.wait(self.now)

    # -- what can be seen ----------------------------------------------------------------------------

    def take_heard(self) -> list[tuple[str, Heard]]:
        """What was sent since this was last asked: one a person and cause."""
        grouped: dict[tuple[str, str], list[Shown]] = {}
        for who, cause, shown in self._sent:
            grouped.setdefault((who, cause), []).append(shown)
        self._sent = []
        return [(who, Heard(shown=tuple(shown))) for (who, _), shown in grouped.items()]

    async def take_notices(self) -> list[str]:
        """What coordinators were told since this was last asked, in words, with its name behind."""
        fresh = [row for row in await self._store.rows("notice") if row.id not in self._noticed]
        self._noticed |= {row.id for row in fresh}
        return [self._notice(str(row.body["notice"])) for row in fresh]

    # -- the channels' part --------------------------------------------------------------------------

    async def send(self, owed: Owed) -> SendOutcome:
        """Show a message to whom it is to; who blocked the bot gets none."""
        if owed.address in self._gone:
            return Refused(reason="blocked", gone=True)
        if owed.message.menu is not None:
            return Sent()
        return Sent(
            message=self._show(owed.address, self._cause or owed.key.rpartition("#")[0], owed.message)
        )

    async def acknowledge_tap(self, tap: str) -> None:
        """Do nothing: nobody on stage waits for it."""

    async def answers(self) -> bool:
        """Say yes."""
        return True

    # -- inside --------------------------------------------------------------------------------------

    async def _begin(self) -> None:
        if self._kept is None:
            self._store = await TinyDbStore.open_in_memory(self._clock, self._disk)
            self._disk = self._store.disk
        else:
            self._store = await TinyDbStore.open(
                self._kept.data, key_file=self._kept.key_file, clock=self._clock
            )
        self._house = House(self._content, self._store, dict.fromkeys(Channel, self), self._outside)
        self._house.runner.link = LINK
        self._house.runner.office = OFFICE
        self._timers = self._house.timers(_Timed(self._receive_timed))

    def _clock(self) -> float:
        return self._at

    def _today(self) -> dt.date:
        return dt.datetime.fromtimestamp(self._at, self._rules.campaign.zone).date()

    def _address(self, who: str) -> Address:
        return self._addresses.get(who) or self._move_in(who, Channel.TELEGRAM)

    def _move_in(self, who: str, channel: Channel) -> Address:
        self._ids.setdefault(who, set())
        number = FIRST_CHAT + list(self._ids).index(who)
        address = Address(
            channel=channel, chat=str(number) if channel is Channel.TELEGRAM else f"{channel}-{number}"
        )
        self._addresses[who] = address
        self._names[address] = who
        return address

    async def _office(self, body: Body) -> None:
        await self._by_coordinator(To.OFFICE, "", body)

    async def _change(self, session: Session) -> None:
        await self._to_session(session.id, SessionChanged(session=session, by=COORDINATOR))

    async def _to_session(self, session: str, body: Body) -> None:
        await self._by_coordinator(To.SESSION, session, body)

    async def _by_coordinator(self, to: To, receiver: str, body: Body) -> None:
        self._inputs += 1
        await self._take(Input(key=f"office:{self._inputs}", to=to, id=receiver, body=body))

    async def _take(self, received: Input, *, in_doubt: bool = False) -> None:
        """Do one input with all that it sets off now; what it says to one person is one message."""
        self._cause = f"{self._at}/{received.key}"
        await self._receive(received, in_doubt=in_doubt)
        await self._learn_ids()
        await self._do_what_is_due()

    async def _do_what_is_due(self) -> None:
        """Let timers ring and messages go, until nothing is left to be done now."""
        done = 1
        while done:
            self._fired.clear()
            done = await self._timers.tick()
            if self._fault is not None:
                raise self._fault
            await self._deliver()

    async def _receive_timed(self, received: Input, *, in_doubt: bool) -> None:
        if received.key in self._fired:
            self._fault = Broke(f"the timer {received.key} was done and is still there")
            raise self._fault
        self._fired.add(received.key)
        try:
            await self._receive(received, in_doubt=in_doubt)
        except Broke as fault:
            self._fault = fault
            raise

    async def _receive(self, received: Input, *, in_doubt: bool = False) -> None:
        try:
            await self._house.runner.receive(received, in_doubt=in_doubt)
            await self._house.runner.idle()
        except Exception as fault:
            deepest = fault.__cause__ or fault
            raise Broke(f"the bot broke: {type(deepest).__name__}: {deepest}") from fault

    async def _next_due(self, end: float) -> float | None:
        rows = [*await self._store.due("pending", end, limit=1), *await self._store.due("owed", end, limit=1)]
        return min((row.due for row in rows if row.due is not None), default=None)

    async def _deliver(self) -> None:
        """Let all go that is owed by now. Where a limit of the channel holds it back, the clock moves on so far."""
        dispatcher = self._house.dispatcher
        await dispatcher.send_due()
        while (until := dispatcher.held_until) is not None:
            self._move_to(self._at + max(until - self._loop.time(), LEAST_STEP))
            await dispatcher.send_due()

    def _show(self, address: Address, cause: str, message: Message) -> str:
        self._messages += 1
        shown = Shown(id=message.edits or str(self._messages), message=message)
        self._sent.append((self._names.get(address, address.chat), cause, shown))
        return shown.id

    async def _learn_ids(self) -> None:
        """Remember who is who: an erased person has no address left to look under."""
        for who, address in self._addresses.items():
            row = await self._address_row(address)
            if row is not None:
                self._ids[who].add(str(row.body["person"]))

    def _notice(self, value: str) -> str:
        words = self._content.wording.plain(Phrase(f"office-notice.{value}"), language=self._head.language)
        return f"{words} ({value.replace('_', '-')})"


class _Timed:
    """Receives what timers ring for."""

    def __init__(self, receive: Callable[..., Awaitable[None]]) -> None:
        self._receive = receive

    async def receive(self, received: Input, /, *, in_doubt: bool = False) -> None:
        """Let it reach the bot."""
        await self._receive(received, in_doubt=in_doubt)


def _code(number: int) -> str:
    """Write a number as a code: on stage the same conversation gets the same codes."""
    digits = [ALPHABET[number // len(ALPHABET) ** place % len(ALPHABET)] for place in range(LENGTH - 1)]
    return "R" + "".join(reversed(digits))
