"""One input in, one committed turn out. Nothing is sent before it is committed, but help.

view → step → words → commit (STALE: from the view again) → the dispatcher is offered what is owed, and
others are told. Whoever brought the input acknowledges it when `receive` returns.
"""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import msgspec
import structlog

from outreach_bot import aside_rows, fresh, lock_view
from outreach_bot.arrivals import arriving
from outreach_bot.committing import GOODBYE_SECONDS, Committing, Write
from outreach_bot.content.wording import Wording
from outreach_bot.dialogue import codes, helping, sharing
from outreach_bot.dialogue.aside_inputs import AGAIN, Failed, Garbled
from outreach_bot.dialogue.commands import Command
from outreach_bot.dialogue.commands import read as read_command
from outreach_bot.dialogue.effects import Phrase, Priority, Say, Turn
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import (
    Address,
    Input,
    Returned,
    Said,
    Tapped,
    To,
    WasAway,
)
from outreach_bot.dialogue.safety import read_input
from outreach_bot.dialogue.standing import OWN
from outreach_bot.dialogue.state import Person, View
from outreach_bot.lanes import Lanes
from outreach_bot.lock_view import LinkUsed
from outreach_bot.outbound.base import InlineCard, Message, Owed
from outreach_bot.recruitment.rules import Rules
from outreach_bot.rendering import MakeFile, Rendering
from outreach_bot.row_names import address_row
from outreach_bot.store.base import Commit, Drop, Outcome, Put, RestsOn, Store, StoreFailed
from outreach_bot.viewing import Viewing

log = structlog.get_logger("outreach.runner")

MAX_ATTEMPTS = 3
"""How often an input may break us before it is set aside. Source: DESIGN section 2."""
MAX_STALE = 50
"""Commits that lose to others this often in a row mean a fault, not a race."""
MID_CONVERSATION = dt.timedelta(hours=24)
RESTING_SCREENS = ("new", "home", "resting", "waiting_for_us", *OWN)
"""Screens on which nobody waits for an answer of ours."""


class CouldNotHandle(Exception):
    """A fault of ours: the input is not done, and must come again."""


class HelpNotGiven(StoreFailed):
    """Nothing can be made durable, and help that the input calls for did not go either: both must be tried again."""


class Owes(Protocol):
    """What the runner needs of the dispatcher (`outbound.dispatcher`)."""

    def offer(self, owed: Iterable[Owed]) -> None:
        """Take what a commit owes; never waits."""

    async def send_help(self, address: Address, message: Message) -> bool:
        """Send help at once; True when it went."""


class Runner:
    """Runs turns. Keeps no conversation in memory: only parsed sessions, by revision."""

    def __init__(  # noqa: PLR0913  # everything a turn needs, each by name
        self,
        *,
        store: Store,
        rules: Rules,
        wording: Wording,
        clock: Callable[[], float],
        dispatcher: Owes,
        fresh_id: Callable[[], str],
        fresh_code: Callable[[], str],
        make_file: MakeFile,
        fresh_token: Callable[[], str] = fresh.token,
        link: str = "",
    ):
        self.store = store
        self.rules = rules
        self.wording = wording
        self.link = link
        """Base of links to this bot; a payload follows. Known once the bot's name is."""
        self.office = ""
        """Base address of the office's pages, once it is known."""
        self.inline = True
        """The bot can be called up in other chats; False where Telegram says that it is not set up for it."""
        self._clock = clock
        self._dispatcher = dispatcher
        self._rendering = Rendering(wording, make_file)
        self._viewing = Viewing(
            store, rules, self._rendering, fresh_id=fresh_id, fresh_code=fresh_code, fresh_token=fresh_token
        )
        self._lanes = Lanes()
        self._helped: set[str] = set()
        self._helping: dict[str, asyncio.Future[bool]] = {}
        """Crisis words that are on their way, by the input that called for them."""
        self._told: set[asyncio.Task[None]] = set()
        self.healthy = True
        self.help_words(Input(key="", to=To.PERSON, body=Said(text="hello")))  # so that no first word waits

    # -- in ------------------------------------------------------------------------------------------

    async def receive(self, received: Input, *, in_doubt: bool = False) -> None:
        """Do one input once, durably; then it may be acknowledged.

        Raises StoreFailed when nothing can be made durable, CouldNotHandle for a fault of ours: neither may
        be acknowledged. `in_doubt`: it may have been tried before, so the attempt is counted first.

        Whoever asked may hang up meanwhile: the turn goes on, or what it owes would wait for the next start.
        """
        await asyncio.shield(self._do(received, in_doubt=in_doubt))

    async def _do(self, received: Input, *, in_doubt: bool) -> None:
        try:
            with arriving(), self._lanes.place(self._lane(received)) as place:
                helped = await self._help_first(received)
                await place.reached()
                await self._receive(received, in_doubt=in_doubt, helped=helped)
        except StoreFailed as failed:
            self.healthy = False
            if (
                received.address is not None
                and received.key not in self._helped
                and self.help_words(received)
            ):
                raise HelpNotGiven(str(failed)) from failed
            raise
        self._helped.discard(received.key)

    def _lane(self, received: Input) -> str:
        """Whose turn it is to be in. Known at once, so that a place in it is taken in the order of the calls."""
        if received.id or received.address is None:
            return f"{received.to}:{received.id}"
        return address_row(self.store, received.address)

    async def _receive(self, received: Input, *, in_doubt: bool, helped: bool) -> None:
        if await self.store.seen(received.key):
            await self._drop_done(received)
            return
        garbled = isinstance(received.body, Garbled)
        if garbled or (in_doubt and await self._attempts(received) > MAX_ATTEMPTS):
            await self._set_aside(received, helped=helped)
            return
        counted: list[Write] = [Drop(table="attempt", id=received.key)] if in_doubt else []
        try:
            await self._turn(received, helped=helped, also=counted)
        except (StoreFailed, LinkUsed):
            raise
        except Exception as fault:
            log.exception("input failed", kind=type(received.body).__name__)
            raise CouldNotHandle(type(fault).__name__) from fault

    async def _drop_done(self, received: Input) -> None:
        """A timer set once more for the very instant at which it was done already: it must not come due for ever."""
        due = await self._still_due(received)
        if due:
            drops = [Drop(table=row.table, id=row.id) for row in due]
            await self.store.commit(Commit(at=self._clock(), rests_on=due, writes=drops))

    async def _attempts(self, received: Input) -> int:
        row = await self.store.get("attempt", received.key)
        tries = (row.body["tries"] if row else 0) + 1
        now, person = self._clock(), await self._viewing.person_row(received)
        body = {"tries": tries, "person": person.id if person else ""}
        await self.store.commit(
            Commit(at=now, writes=(Put(table="attempt", id=received.key, body=body, due=now),))
        )
        return tries

    async def _set_aside(self, received: Input, *, helped: bool) -> None:
        """A dead letter, sealed, and a kind reply: one poison input never blocks the rest."""
        now = self._clock()
        log.error("input set aside", kind=type(received.body).__name__)
        help_owed = self._help_owed(received, now) if not helped else []
        letter = aside_rows.letter(
            self.store, received, await self._viewing.person_row(received), self.rules.safety, now
        )
        dead: list[Write] = [
            Put(table="dead", id=received.key, body=letter, due=now),
            Drop(table="attempt", id=received.key),
            *(Put(table="owed", id=each.key, body=msgspec.to_builtins(each), due=now) for each in help_owed),
        ]
        failed = Failed(alert=letter["alert"], again=received.key.endswith(AGAIN))
        try:
            if received.id or received.address is not None:
                aside = msgspec.structs.replace(received, body=failed)
                await self._turn(aside, helped=True, also=dead, besides=help_owed)
            else:  # nobody knows whose it is
                await self._keep(Commit(key=received.key, at=now, writes=dead), help_owed)
        except StoreFailed:
            raise
        except Exception:
            log.exception("no reply to an input set aside", kind=type(received.body).__name__)
            dead.append(Drop(table="pending", id=_pending_row(received)))
            await self._keep(Commit(key=received.key, at=now, writes=dead), help_owed)

    def _help_owed(self, received: Input, now: float) -> list[Owed]:
        words = self.help_words(received)
        if not words or received.address is None:
            return []
        message = self._rendering.message(Say(words=words), self._hinted(received))
        key, address = f"{received.key}#help", received.address
        return [
            Owed(
                key=key,
                person="",
                address=address,
                message=message,
                priority=Priority.HELP,
                due=now,
                at_once=True,
                kind="help",
            )
        ]

    # -- help ----------------------------------------------------------------------------------------

    async def help_ahead(self, received: Input) -> None:
        """Send the crisis words that an input calls for which has to wait until others of the same person are done."""
        await self._help_first(received)

    async def _help_first(self, received: Input) -> bool:
        """Send crisis words at once. Needs no store, and happens once an input even while the store is down."""
        words = self.help_words(received)
        if not words or received.address is None:
            return False
        if received.key in self._helped or await self._seen_at_all(received):
            return True
        helping = self._helping.get(received.key)
        if helping is None:
            message = self._rendering.message(Say(words=words), self._hinted(received))
            helping = asyncio.ensure_future(self._dispatcher.send_help(received.address, message))
            self._helping[received.key] = helping
            helping.add_done_callback(lambda _: self._helping.pop(received.key, None))
        sent = await asyncio.shield(helping)
        if sent:
            self._helped.add(received.key)
        return sent

    async def _seen_at_all(self, received: Input) -> bool:
        """Tell whether it was done before; a store that cannot say must not keep help waiting."""
        try:
            return await self.store.seen(received.key)
        except Exception:
            log.exception("help goes out unasked", kind=type(received.body).__name__)
            return False

    def help_words(self, received: Input) -> tuple[Phrase, ...]:
        """The crisis words an input calls for; none for most."""
        match received.body:
            case Said(text=text) if self._rendering.asks_for_help(text) or (
                read_command(text, self.rules.safety) is Command.HELP
            ):
                return helping.now_words(self.rules)
            case Tapped(data="help"):
                return helping.now_words(self.rules)
            case _:
                found = read_input(received, self.rules.safety)
        return helping.words(found, self.rules) if found else ()

    def _hinted(self, received: Input) -> str:
        hint = received.language.split("-")[0].casefold()
        return hint if hint in self.wording.languages else self.rules.campaign.language

    async def help_owed(self, received: Input) -> list[Owed]:
        """Look up the help that an input calls for and that has not arrived: for who could hand it over now.

        Where the input could not be made durable nothing is owed, and help is as urgent.
        """
        if received.address is None or not self.help_words(received):
            return []
        if not await self._seen_at_all(received):
            return [] if received.key in self._helped else self._help_owed(received, self._clock())
        address = {"channel": received.address.channel.value, "chat": received.address.chat}
        rows = await self.store.find("owed", "address", address)
        owed = (msgspec.convert(row.body, Owed) for row in rows)
        answer = f"{received.key}#"
        return [each for each in owed if each.priority is Priority.HELP and each.key.startswith(answer)]

    # -- other chats ---------------------------------------------------------------------------------

    async def inline_card(self, address: Address, language: str) -> InlineCard | None:
        """Look up what comes up when this person calls the bot in another chat. Changes nothing."""
        asked = Input(key="", to=To.PERSON, body=Returned(), address=address, language=language)
        at = _at(self._clock())
        view = await self._viewing.view(asked, at, link=self.link)
        card = sharing.inline_card(view, now=at)
        return self._rendering.card(card, view.me.language) if card and view.me else None

    async def opening(self, received: Input) -> list[Owed] | None:
        """Render what a stranger who opens the chat sees, and keep nothing; None: to open it does more than that."""
        now = self._clock()
        view = await self._viewing.view(
            received, _at(now), link=self.link, inline=self.inline, office=self.office
        )
        turn = step(view, received, now=_at(now))
        if view.me is not None or codes.opens_a_door(turn):
            return None
        return self._owed(turn, received, view, turn.me, now=now, helped=False)

    # -- one turn ------------------------------------------------------------------------------------

    async def _turn(
        self, received: Input, *, helped: bool, also: Sequence[Write] = (), besides: Sequence[Owed] = ()
    ) -> None:
        """Step, and commit. `also` is written with it; `besides`, which is among that, is offered with it."""
        for _ in range(MAX_STALE):
            due = await self._still_due(received)
            if due is None:
                return
            commit, owed, tells = await self._try(received, helped=helped, also=also, due=due)
            if await self._keep(commit, [*besides, *owed], tells) is not Outcome.STALE:
                return
        raise CouldNotHandle("stale")

    async def _still_due(self, received: Input) -> tuple[RestsOn, ...] | None:
        """A timer or tell rests on its own row; None: it is gone, or was set anew."""
        row_id = _pending_row(received)
        if not row_id:
            return ()
        row = await self.store.get("pending", row_id)
        if row is None or row.body["key"] != received.key:
            return None
        return (RestsOn(table="pending", id=row_id, revision=row.revision),)

    async def _try(
        self, received: Input, *, helped: bool, also: Sequence[Write], due: tuple[RestsOn, ...]
    ) -> tuple[Commit, list[Owed], list[Input]]:
        now = self._clock()
        at = dt.datetime.fromtimestamp(now, dt.UTC)
        view = await self._viewing.view(received, at, link=self.link, inline=self.inline, office=self.office)
        turn = step(view, received, now=at)
        me = self._rendering.shown(turn, turn.me) if turn.me else None
        owed = self._owed(turn, received, view, me, now=now, helped=helped)
        rests_on = [*due, *await self._rests_on(received, view, turn)]
        drops = [*also, *(Drop(table="pending", id=row.id) for row in due)]
        commit, tells = await Committing(self.store, view, received, now=now).commit(
            turn, me, owed, rests_on=rests_on, also=drops
        )
        return commit, owed, tells

    async def _keep(self, commit: Commit, owed: Sequence[Owed], tells: Sequence[Input] = ()) -> Outcome:
        """Commit, and hand on what it owes. Between the look at the store and this nobody else may have a turn."""
        outcome = await self.store.commit(commit)
        if outcome is Outcome.COMMITTED:
            self._dispatcher.offer(owed)
            self._tell(tells)
        return outcome

    def _owed(
        self, turn: Turn, received: Input, view: View, me: Person | None, *, now: float, helped: bool
    ) -> list[Owed]:
        """Render what is said. Who was just forgotten is still told so, where they wrote from."""
        person = (
            me
            or view.me
            or Person(
                id=received.id if received.to is To.CONTACT else view.new_id,
                made_at=_at(now),
                seen_at=_at(now),
                language=self._hinted(received),
            )
        )
        address = received.address or (person.addresses[0] if person.addresses else None)
        owed = self._rendering.owed(turn, received, person, address, now=now, helped=helped)
        if me is not None or received.to is not To.PERSON:
            return owed
        return [msgspec.structs.replace(each, person="", not_after=now + GOODBYE_SECONDS) for each in owed]

    async def _rests_on(self, received: Input, view: View, turn: Turn) -> list[RestsOn]:
        rests_on = [RestsOn(table=r.table, id=r.id, revision=revision) for r, revision in turn.rests_on]
        if received.to is To.PERSON and view.me is not None:
            rests_on.append(RestsOn(table="person", id=view.me.id, revision=view.revision))
        elif received.to is To.PERSON and received.address is not None:
            rests_on.append(
                RestsOn(table="address", id=address_row(self.store, received.address), revision=0)
            )
        elif received.to is To.SESSION and received.id in view.sessions:
            kept = view.sessions[received.id]
            rests_on.append(RestsOn(table="session", id=received.id, revision=kept.revision))
        elif received.to is To.CONTACT and received.id in view.contacts:
            rests_on.append(
                RestsOn(table="contact", id=received.id, revision=view.contacts[received.id].revision)
            )
        return rests_on + await lock_view.rests_on(self.store, received, view, self._clock())

    # -- others --------------------------------------------------------------------------------------

    def _tell(self, tells: Sequence[Input]) -> None:
        """Give others their turn soon; what a crash leaves undone, the next tick finds in the store."""
        for each in tells:
            task = asyncio.create_task(self._tell_one(each))
            self._told.add(task)
            task.add_done_callback(self._told.discard)

    async def _tell_one(self, received: Input) -> None:
        try:
            await self.receive(received)
        except (CouldNotHandle, StoreFailed):
            log.warning("told later", kind=type(received.body).__name__)

    async def idle(self) -> None:
        """Wait until everyone who was to be told has had their turn."""
        while self._told:
            await asyncio.gather(*self._told)

    async def people_to_catch_up(self, since: float) -> list[Input]:
        """Inputs that show everyone in mid-conversation their screen again, after we were away from `since` on."""
        oldest = _at(since) - MID_CONVERSATION
        people = (msgspec.convert(row.body, Person) for row in await self.store.rows("person"))
        return [
            Input(key=f"away:{since:.0f}:{each.id}", to=To.PERSON, id=each.id, body=WasAway())
            for each in people
            if each.screen not in RESTING_SCREENS and each.seen_at >= oldest and each.stopped_at is None
        ]


def _at(seconds: float) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def _pending_row(received: Input) -> str:
    """Name the row of a timer or tell; empty for what came from outside."""
    if received.key.startswith("timer/"):
        return received.key.rpartition("@")[0]
    return received.key if received.key.startswith("in:") else ""
