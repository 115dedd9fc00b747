"""The bot without its doors: content, store, runner and dispatcher, put together the same way for every command."""

import datetime as dt
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from outreach_bot import fresh, retention
from outreach_bot.content.catalog import find_campaign, load_rules
from outreach_bot.content.wording import Wording
from outreach_bot.dialogue.inputs import (
    OFFICE,
    Address,
    Blocked,
    Body,
    Channel,
    ContactBounced,
    GroupLeft,
    GroupMoved,
    Input,
    To,
)
from outreach_bot.exports.attachments import FileMaker, with_flyer
from outreach_bot.inbound.timers import Receiver, Timers
from outreach_bot.outbound.base import CannotMake, Message, Sender
from outreach_bot.outbound.dispatcher import Dispatcher
from outreach_bot.outbound.pacing import Pacing
from outreach_bot.outreach.flyers import Flyers
from outreach_bot.pulse import Pulse
from outreach_bot.recruitment import reminders
from outreach_bot.recruitment.contacts import as_looked_up
from outreach_bot.recruitment.leaving import may_leave
from outreach_bot.recruitment.rules import Rules
from outreach_bot.runner import Runner
from outreach_bot.settings import Settings
from outreach_bot.store.base import Store
from outreach_bot.store.files import Files, RealFiles
from outreach_bot.store.hands import Hands
from outreach_bot.store.tinydb_store import TinyDbStore

if TYPE_CHECKING:  # it brings the library along, which most commands do without
    from outreach_bot.outbound.telegram_request import TelegramRequest

TINYDB = "tinydb"

log = structlog.get_logger(__name__)


class NotBuilt(Exception):
    """Something that a later version will do. The message says so in a sentence."""


clock: Callable[[], float] = time.time
"""Unix seconds (UTC). Everything else is handed this function."""


def monotonic() -> float:
    """Seconds that have passed, whatever the clock is set to; also while the machine slept, where that is counted."""
    return time.clock_gettime(_PASSES)


_PASSES: int = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

fresh_id, fresh_code, fresh_key = fresh.person_id, fresh.code, fresh.key


@dataclass(frozen=True, kw_only=True)
class Outside:
    """What the bot meets outside its own process. Whoever plays or simulates it hands in their own.

    clock: unix seconds (UTC), and may be set. monotonic: seconds that nobody can set. files: the disk. hands: make who
    writes to it; None: threads do. reach_telegram: makes what carries calls to a Bot API server; None: the network
    does. fresh_id, fresh_code: draw ids of people, and codes.
    """

    clock: Callable[[], float] = clock
    monotonic: Callable[[], float] = monotonic
    files: Files = field(default_factory=RealFiles)
    hands: Callable[[], Hands] | None = None
    reach_telegram: "Callable[..., TelegramRequest] | None" = None
    fresh_id: Callable[[], str] = fresh.person_id
    fresh_code: Callable[[], str] = fresh.code


THIS_MACHINE = Outside()
"""What a real bot meets."""


def to_office(body: Body, *, origin: str = "command") -> Input:
    """Address what was done at a desk or by a command to the office."""
    return Input(key=fresh_key(origin), to=To.OFFICE, id=OFFICE, body=body)


@dataclass(frozen=True, kw_only=True)
class Content:
    """What coordinators wrote."""

    folder: Path
    rules: Rules
    wording: Wording
    flyers: Flyers


def load_content(settings: Settings, outside: Outside = THIS_MACHINE, *, strict: bool = False) -> Content:
    """Read the campaign. `strict`: a phrase without words raises. Raises ContentError with all that is wrong in it."""
    folder = find_campaign(settings.campaign)
    rules = load_rules(folder).model_copy(update={"trial": settings.trial})

    def today() -> dt.date:
        return dt.datetime.fromtimestamp(outside.clock(), rules.campaign.zone).date()

    flyers = Flyers(folder, rules, today=today)
    wording = Wording.load(folder, rules, strict=strict)
    return Content(folder=folder, rules=rules, wording=wording, flyers=flyers)


async def open_store(settings: Settings, outside: Outside = THIS_MACHINE) -> TinyDbStore:
    """Open the store for this process alone. Raises what `TinyDbStore.open` raises, and NotBuilt."""
    _only_tinydb(settings)
    return await TinyDbStore.open(
        settings.data,
        key_file=settings.key_file,
        clock=outside.clock,
        files=outside.files,
        hands=outside.hands() if outside.hands is not None else None,
    )


async def open_reader(settings: Settings) -> TinyDbStore:
    """Look at the store without touching it, beside a running bot or not."""
    _only_tinydb(settings)
    return await TinyDbStore.open_reader(settings.data, key_file=settings.key_file, clock=clock)


def _only_tinydb(settings: Settings) -> None:
    if settings.store.get_secret_value() != TINYDB:
        raise NotBuilt("PostgreSQL comes in a later version. Set OUTREACH_STORE to tinydb, or leave it out.")


def make_runner(
    content: Content, store: Store, dispatcher: object, outside: Outside = THIS_MACHINE
) -> Runner:
    """Put a runner together. `dispatcher` needs `offer` and `send_help` only."""
    return Runner(
        store=store,
        rules=content.rules,
        wording=content.wording,
        clock=outside.clock,
        dispatcher=dispatcher,  # type: ignore[arg-type]  # the runner names a class; any with these two methods will do
        fresh_id=outside.fresh_id,
        fresh_code=outside.fresh_code,
        make_file=FileMaker(content.wording, outside.clock),
    )


class House:
    """Store, dispatcher and runner of one process. `link` is set once it is known where people find the bot."""

    def __init__(
        self,
        content: Content,
        store: TinyDbStore,
        senders: Mapping[Channel, Sender],
        outside: Outside = THIS_MACHINE,
    ) -> None:
        self.content = content
        self.store = store
        self.clock, self.monotonic = outside.clock, outside.monotonic
        pacing = Pacing(letters_a_minute=content.rules.campaign.emails_a_minute)
        self.dispatcher = Dispatcher(
            store,
            senders,
            self.clock,
            on_gone=self._gone,
            on_moved=self._moved,
            make=self._make,
            pacing=pacing,
            by_day=self._by_day,
        )
        self.runner = make_runner(content, store, self.dispatcher, outside)
        self.pulse = Pulse()
        self.pulse.watch("the dispatcher", lambda: self.dispatcher.moved_at)
        self.pulse.watch("the store's writer", lambda: self.store.waits_since)

    def timers(self, receiver: Receiver | None = None) -> Timers:
        """Make what hands on what is due: to the runner, or to whoever stands before it."""

        async def clear_up(now: float) -> None:
            await retention.nightly(self.store, self.runner.receive, now)

        zone = self.content.rules.campaign.time_zone
        return Timers(
            store=self.store, runner=receiver or self.runner, clock=self.clock, zone=zone, clear_up=clear_up
        )

    async def _make(self, message: Message) -> Message:
        """Fill in the flyer that a message carries as a wish, unless nobody could open what it leads to."""
        if not may_leave(self.content.rules, self.runner.link):
            raise CannotMake("the link of the flyer opens on this machine only")
        return await with_flyer(message, self.content.flyers, link=self.runner.link)

    def _by_day(self, at: float) -> float:
        """From when on what nobody asked for may go: at once, or when the quiet hours are over. Unix seconds (UTC)."""
        campaign = self.content.rules.campaign
        when = dt.datetime.fromtimestamp(at, dt.UTC)
        goes = reminders.next_allowed(when, quiet=campaign.quiet_hours, zone=campaign.zone)
        return (
            at if goes == when else goes.timestamp()
        )  # a time that was a datetime may be a little later than it was

    async def _gone(self, address: Address) -> None:
        """Nothing can be sent there any more: the person blocked us, or left; or there is no such mailbox."""
        if address.channel is Channel.EMAIL:
            await self._bounced(address)
            return
        if address.chat.startswith("-"):  # a group or channel of Telegram, never a person
            await self.runner.receive(to_office(GroupLeft(chat=address.chat), origin="gone"))
            return
        await self.runner.receive(Input(key=fresh_key("gone"), to=To.PERSON, address=address, body=Blocked()))

    async def _moved(self, address: Address, to: str) -> None:
        """A group of Telegram became a supergroup, and goes by another id."""
        await self.runner.receive(to_office(GroupMoved(chat=address.chat, to=to), origin="moved"))

    async def _bounced(self, address: Address) -> None:
        held = ("email", address.chat)
        found = await self.store.get("contact_by", self.store.hmac("contact", as_looked_up(held)))
        if found is not None:
            key, contact = fresh_key("bounced"), found.body["contact"]
            await self.runner.receive(Input(key=key, to=To.CONTACT, id=contact, body=ContactBounced()))


def web_base(settings: Settings, port: int) -> str:
    """Say under which address the web pages are reached; without a public one, from this machine."""
    if settings.public_url is not None:
        return settings.public_url
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104  only compared
    return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{port}"


def web_link(base: str) -> str:
    """Where a code's payload is put behind on the web."""
    return f"{base}/i/"
