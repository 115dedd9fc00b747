"""The real bot on a stage: runner and store, a clock that stands still, and chats that keep what is sent.

Transcripts are played here (`outreach_bot.play`), and tests may use it. Nothing leaves the process.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec.structs import replace

from outreach_bot import belonging
from outreach_bot.content.wording import Wording
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
from outreach_bot.outbound.base import Message, Owed
from outreach_bot.outbound.ledger import Ledger, Line, State
from outreach_bot.recruitment.polls import moved_to
from outreach_bot.recruitment.rules import Rules
from outreach_bot.recruitment.sessions import Session, SessionStatus
from outreach_bot.stage_kept import StageKept
from outreach_bot.store.base import Row, Store
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


class Runner(Protocol):
    """What turns an input into a committed turn."""

    async def receive(self, received: Input, *, in_doubt: bool = False) -> None:
        """Make it durable, or raise."""

    async def idle(self) -> None:
        """Wait until everyone who was to be told has had their turn."""

    async def people_to_catch_up(self, since: float) -> list[Input]:
        """Inputs that show everyone in mid-conversation their screen once more."""


class Campaign(msgspec.Struct, frozen=True, kw_only=True):
    """What the bot is made of: rules, words, and how to put a runner together."""

    rules: Rules
    wording: Wording
    make_runner: Callable[[Store, "Stage", Callable[[], float]], Runner]


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Where the store of a stage is kept, so that the other commands can look at it. None: in memory."""

    data: Path
    key_file: Path


class Stage(StageKept):
    """One bot and its people. A `World` of `outreach_bot.transcripts`."""

    def __init__(self, campaign: Campaign, head: Head, kept: Kept | None):
        self._campaign = campaign
        self._rules = campaign.rules
        self._head = head
        self._kept = kept
        self._at = head.clock.timestamp()
        self._disk: MemoryDisk | None = None
        self._store: TinyDbStore
        self._runner: Runner
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
    async def open(
        cls, campaign: Campaign, head: Head, *, kept: Kept | None = None, path: str = ""
    ) -> "Stage":
        """Set the stage: an empty store with the head's sessions and codes. Raises TranscriptError."""
        stage = cls(campaign, head, kept)
        sessions = tuple(published(line, campaign.rules, path=path) for line in head.sessions)
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
        for received in await self._runner.people_to_catch_up(self._at - GAP_SECONDS):
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
        made = at_desk(act, rules=self._rules, wording=self._campaign.wording, language=self._head.language)
        await self._by_coordinator(To.PERSON, f"p-{act.who}", made)

    # -- time and death ------------------------------------------------------------------------------

    async def wait(self, until: dt.datetime) -> None:
        """Move the clock to each thing that comes due, and do it there."""
        end = until.timestamp()
        while (due := await self._next_due(end)) is not None:
            self._at = max(self._at, due)
            for row in await self._store.due("pending", self._at, limit=1):
                await self._fire(row)
            self._cause = ""
            await self._deliver()
        self._at = end

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
        self._at += span.total_seconds()
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

    # -- the dispatcher's part -----------------------------------------------------------------------

    def offer(self, owed: Iterable[Owed]) -> None:
        """Nothing to do: what is owed is found in the store."""

    async def send_help(self, address: Address, message: Message) -> bool:
        """Deliver crisis words at once."""
        if address in self._gone:
            return False
        self._show(address, self._cause, message)
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
        self._runner = self._campaign.make_runner(self._store, self, self._clock)

    def _clock(self) -> float:
        return self._at

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
        while rows := await self._store.due("pending", self._at, limit=1):
            await self._fire(rows[0], cause=self._cause)
        await self._deliver()

    async def _fire(self, row: Row, *, cause: str = "") -> None:
        received = msgspec.convert(row.body, Input)
        self._cause = cause or f"{self._at}/{received.key}"
        await self._receive(received)
        left = await self._store.get(row.table, row.id)
        if left is not None and left.body == row.body:
            raise Broke(f"the timer {row.id} was done and is still there")

    async def _receive(self, received: Input, *, in_doubt: bool = False) -> None:
        try:
            await self._runner.receive(received, in_doubt=in_doubt)
            await self._runner.idle()
        except Exception as fault:
            deepest = fault.__cause__ or fault
            raise Broke(f"the bot broke: {type(deepest).__name__}: {deepest}") from fault

    async def _next_due(self, end: float) -> float | None:
        rows = [*await self._store.due("pending", end, limit=1), *await self._store.due("owed", end, limit=1)]
        return min((row.due for row in rows if row.due is not None), default=None)

    async def _deliver(self) -> None:
        """Send all that is owed by now, most urgent first, and settle it."""
        ledger = Ledger(self._store)
        rows = await self._store.due("owed", self._at, limit=10_000)
        lines = [Line(msgspec.convert(row.body, Owed), row.revision) for row in rows]
        for line in sorted(lines, key=lambda line: line.owed.priority):
            owed = line.owed
            if owed.not_after is not None and owed.not_after < self._at:
                state = State.MISSED
            elif owed.address in self._gone:
                state = State.REFUSED
            else:
                state = State.SENT
            if state is State.SENT and owed.message.menu is None:
                self._show(owed.address, self._cause or owed.key.rpartition("#")[0], owed.message)
            await ledger.settle([line], state, self._at)

    def _show(self, address: Address, cause: str, message: Message) -> None:
        self._messages += 1
        shown = Shown(id=message.edits or str(self._messages), message=message)
        self._sent.append((self._names.get(address, address.chat), cause, shown))

    async def _learn_ids(self) -> None:
        """Remember who is who: an erased person has no address left to look under."""
        for who, address in self._addresses.items():
            row = await self._address_row(address)
            if row is not None:
                self._ids[who].add(str(row.body["person"]))

    def _notice(self, value: str) -> str:
        words = self._campaign.wording.plain(Phrase(f"office-notice.{value}"), language=self._head.language)
        return f"{words} ({value.replace('_', '-')})"
