"""One run: a bot, its people, its operator and everything that goes wrong, from one seed.

The bot is the real one: `app.assemble` and `app.serve`, on a clock, a disk and a wire that are not.
"""

import asyncio
import datetime as dt
import random
from collections import Counter
from contextlib import AsyncExitStack, ExitStack
from functools import cache
from hashlib import blake2s
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec
import structlog
from pydantic import SecretStr

from outreach_bot import app
from outreach_bot.dialogue.inputs import Channel, Input
from outreach_bot.ending import Ending
from outreach_bot.front import Parts
from outreach_bot.house import Content, Outside, load_content, open_store
from outreach_bot.outbound.base import Owed, SendOutcome
from outreach_bot.outbound.web_message import public_id
from outreach_bot.settings import Settings
from outreach_bot.store import reached
from outreach_bot.store.base import StoreDamaged
from outreach_bot.store.sealing import keys_for
from tests.simulation import once
from tests.simulation.browser import Browser, Door, ask
from tests.simulation.checker import Checker
from tests.simulation.disk import Hands, VirtualDisk
from tests.simulation.grain import DAY, determined, grain_of
from tests.simulation.gremlins import Gremlins
from tests.simulation.history import Change, History
from tests.simulation.loop import OWNER, Killed, Owner, Stuck, VirtualLoop
from tests.simulation.office import CHAMPIONS, Office
from tests.simulation.people import Life, Person, TelegramPerson, WebPerson
from tests.simulation.planted import Plant
from tests.simulation.telegram import SENDING, VirtualTelegram

ROOT = Path(__file__).parents[2]
BASE = "http://127.0.0.1:8080"
DATA = Path("/data")
HOOK = "http://127.0.0.1:8080/telegram/hook"
SECRET = "a-secret_of-ours"
DAYS = (0.02, 0.05, 0.1, 0.1, 0.5, 1.0, 3.0, 3.0, 9.0)
"""How long a run is. People do as much in a short one; in a long one reminders come, offers lapse, rows are cleared."""
PEOPLE = (2, 3, 3, 4, 5, 8)
PACES = (0.0005, 0.0005, 0.0005, 0.01, 0.2)
"""Seconds a disk takes to write: some are slow on their best day."""
ILL_SECONDS = 600.0
QUIET_SECONDS = 3 * 3600.0
"""How long, at the end, the last of it may take."""
BEGINNINGS = ("2027-03-01 09:00", "2027-03-12 18:00", "2027-11-05 20:00", "2027-06-30 03:00")
"""Ordinary days, the nights of both changes of summer time, and a night at the hour of clearing up."""


class Result(msgspec.Struct, frozen=True):
    """What came of a run."""

    seed: int
    found: tuple[str, ...]
    counts: dict[str, int]
    faults: dict[str, int]
    digest: str
    """Stands for everything that happened, in its order: the same seed gives the same."""
    lines: tuple[str, ...] = ()


@cache
def content() -> Content:
    return load_content(Settings(campaign=ROOT))


@cache
def key_file() -> Path:
    path = Path(mkdtemp(prefix="simulated-")) / "key" / "outreach.key"
    keys_for(path, data=DATA, first_run=True)
    return path


def run(
    seed: int, *, people: int = 0, days: float = 0.0, keep: bool = False, plant: Plant | None = None
) -> Result:
    """Run one seed to its end. 0 people or days: as the seed has it. `plant`: a fault to put into the bot."""
    structlog.configure(processors=[_drop])
    once.share()
    loop = VirtualLoop()
    world = World(seed, loop, people=people, days=days, keep=keep)
    try:
        with determined(seed, world.grain), ExitStack() as planted:
            if plant is not None:
                plant(planted)
            asyncio.set_event_loop(loop)
            try:
                loop.run_until_complete(world.run())
            except Stuck:
                world.checker.finds("stuck: nothing is left to happen, and the run is not over")
            finally:
                loop.run_until_complete(world.close())
    finally:
        asyncio.set_event_loop(None)
        loop.close()
    return world.result()


def _no_port() -> Any:
    raise AssertionError("no socket is listened at")


def _drop(_: Any, __: str, event: Any) -> Any:
    raise structlog.DropEvent


class Tagged:
    """A sender; what it sends is known by the key of what was owed."""

    def __init__(self, sender: Any, world: "World") -> None:
        self._sender = sender
        self._world = world

    async def send(self, owed: Owed) -> SendOutcome:
        token = SENDING.set(owed.key)
        self._world.public[public_id(owed.key)] = owed.key
        try:
            return await self._sender.send(owed)  # type: ignore[no-any-return]
        finally:
            SENDING.reset(token)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sender, name)


class World:
    """Everything there is in one run."""

    def __init__(self, seed: int, loop: VirtualLoop, *, people: int, days: float, keep: bool) -> None:
        self.seed = seed
        self.loop = loop
        self.chance = random.Random(seed)
        self.days = days or self.chance.choice(DAYS)
        self.grain = grain_of(self.days)
        self.number = people or self.chance.choice(PEOPLE)
        self.champions = min(self.number - 1, self.chance.choice((0, 1, 2)))
        self.webhook = self.chance.random() < 0.5
        self.zone = ZoneInfo("America/New_York")
        began = dt.datetime.strptime(self.chance.choice(BEGINNINGS), "%Y-%m-%d %H:%M").replace(
            tzinfo=self.zone
        )
        self._epoch = began.timestamp()
        self._step = 0.0
        self._digest = blake2s(digest_size=8)
        self._lines: list[str] | None = [] if keep else None
        self.faults: Counter[str] = Counter()
        self.public: dict[str, str] = {}
        self.checker = Checker(content().rules, loop.time, self.wall, late=3 * self.grain)
        self.checker.trace = self.trace
        self.keys = keys_for(key_file(), data=DATA, first_run=False)
        self.history = History(self.keys, self._durable)
        self.checker.rows = self.history.rows
        self.checker.tables = lambda: list(self.history.tables)
        self.checker.done = self.history.done
        self.disk = VirtualDisk(random.Random(f"{seed}/disk"), self.history.read)
        self.disk.pace = self.chance.choice(PACES)
        self.telegram = VirtualTelegram(self.wall, self.checker, random.Random(f"{seed}/telegram"))
        self.telegram.queue.post = self._post_hook
        self.settings = Settings(
            telegram_token=SecretStr("1234:fake"),
            telegram_api="http://127.0.0.1:8081",
            campaign=ROOT,
            data=DATA,
            key_file=key_file(),
            webhook_url=HOOK if self.webhook else None,
            webhook_secret=SecretStr(SECRET) if self.webhook else None,
        )
        self.owner = Owner()
        self.owner.alive = False
        self.door: Door | None = None
        self.parts: Parts | None = None
        self._died = asyncio.Event()
        self._is_up = asyncio.Event()
        self._stopping = asyncio.Event()
        self._down_for = 0.0
        self.cut_power = False
        """Whether the next death takes the power with it."""
        self.aim = False
        """Whether the next commit that hands something to somebody else is the last of this life."""
        self.needs_restart = False
        """The disk refused a write or a sync: from then on only a new start helps."""
        self._damaged = ""
        self.life = Life(self.telegram, self.checker, self.chance, self.trace)
        self.life.ends_at = self.days * DAY
        self.gremlins = Gremlins(self)
        self.office = Office(self, content().rules)
        self.over = False
        self.refused = False
        self.checker.alive_since = float("inf")
        self._starts = 0

    # -- clocks, traces ------------------------------------------------------------------------------------

    def wall(self) -> float:
        return self._epoch + self.loop.time() + self._step

    def trace(self, line: str) -> None:
        text = f"{self.loop.time():.3f} {line}"
        self._digest.update(text.encode())
        if self._lines is not None:
            self._lines.append(text)

    def result(self) -> Result:
        faults = self.faults + Counter(self.disk.weather.met) + Counter(self.telegram.wire.met)
        return Result(
            self.seed,
            tuple(self.checker.found),
            dict(self.checker.counts),
            dict(faults),
            self._digest.hexdigest(),
            tuple(self._lines or ()),
        )

    async def close(self) -> None:
        """End every task, whatever it waits for."""
        self.over = True
        await self.owner.end()
        for _ in range(20):
            left = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            if not left:
                return
            for task in left:
                task.cancel()
            await asyncio.wait(left, timeout=0.01)

    # -- the run -------------------------------------------------------------------------------------------

    async def run(self) -> None:
        life = self.life
        operator = self.loop.create_task(self._operate())
        await self.up()
        await self.office.opens(self.champions)
        people = [self._person(life, number) for number in range(self.number)]
        lives = [self.loop.create_task(person.live()) for person in people]
        others = [
            self.loop.create_task(work)
            for work in (
                self.gremlins.work(life.ends_at),
                self.office.works(life.ends_at, lambda: self.history.rows("session")),
                self._watch(),
            )
        ]
        while self.loop.time() < life.ends_at and not self._is_decided():
            await asyncio.sleep(min(3 * self.grain, max(1.0, life.ends_at - self.loop.time())))
            self.checker.look()
        if self._is_decided():
            self.over = True
            return
        for task in (*lives, *others[:2]):
            task.cancel()
        await asyncio.gather(*lives, *others[:2], return_exceptions=True)
        self.gremlins.rest()
        pages = [one.browser for one in people if isinstance(one, WebPerson) and one.browser.cookies]
        reloads = [self.loop.create_task(self._reload(page)) for page in pages]
        await self._until_quiet()
        if self.refused:
            self.over = True
            return
        await asyncio.gather(*reloads)
        self.checker.finish(self.telegram.queue.waiting(), set(self.telegram.queue.expired))
        await self._last_start(operator)
        self.over = True

    def _is_decided(self) -> bool:
        """Nothing that comes can change what is known: a promise was broken, or the bot rightly refuses its disk."""
        return self.refused or bool(self.checker.found)

    def _person(self, life: Life, number: int) -> Person:
        once = list(CHAMPIONS.values())[number] if number < self.champions else ""
        if self.chance.random() < 0.3:
            browser = Browser(lambda: self.door, number)
            browser.on_shown = lambda told, fresh: self._shown(number, told, fresh=fresh)
            return WebPerson(life, number, browser, once)
        return TelegramPerson(life, number, once)

    def _shown(self, number: int, told: dict[str, Any], *, fresh: bool) -> None:
        key = self.public.get(told["id"])
        self.checker.on_a_page(number, key or "", told)
        if key is not None and key != "help":
            self.checker.shown(key, fresh=fresh)

    def _durable(self, change: Change) -> None:
        self.checker.changed(change)
        handed_on = any(
            table == "pending" and body is not None and row.startswith("in:")
            for table, row, _, body in change.writes
        )
        if self.aim and handed_on:
            self.aim = False
            self.faults["killed as it handed something on"] += 1
            self.loop.call_later(self.chance.choice((0.0, 0.0, 0.001, 0.02)), self.kill)

    async def _reload(self, browser: Browser) -> None:
        while not self.over:
            await self.up()
            try:
                await browser.load()
            except ConnectionError:
                await asyncio.sleep(5.0)
            else:
                return

    async def _until_quiet(self) -> None:
        """Let what is under way come to its end: the bot is started, and everybody who waits is served."""
        await self.up()
        if self.refused:
            return
        end = self.loop.time() + max(QUIET_SECONDS, 30 * self.grain)
        while self.loop.time() < end:
            await asyncio.sleep(3 * self.grain)
            self.checker.look()
            due = self.wall() - 3 * self.grain
            owed = self.checker.goes_by(due)
            timers = [one for one in self.checker.timers.values() if one[1] <= due]
            done = not owed and not timers and not self.telegram.queue.waiting()
            if done and await self._health() == 200:
                return

    async def _last_start(self, operator: "asyncio.Task[None]") -> None:
        """Stop as an operator does, and start once more: all of it is there."""
        status = await self._health()
        if status != 200:
            self.checker.finds(f"health: {status} in fair weather")
        before = self._starts
        self._stopping.set()
        while self._starts == before:
            await self._died.wait()
            await asyncio.sleep(1.0)
        await self.up()
        self.over = True
        self._stopping.set()
        await operator

    # -- the bot and its operator ----------------------------------------------------------------------------

    async def _operate(self) -> None:
        """Start the bot again and again, as a service manager does: more slowly while it does not come up."""
        failed = 0
        while not self.over:
            owner = self.owner = Owner()
            self.door = Door(owner)
            self._died = died = asyncio.Event()
            self._stopping = asyncio.Event()
            self._starts += 1
            self.trace("start")
            token = OWNER.set(owner)
            bot = self.loop.create_task(self._live(owner, self.door, died))
            OWNER.reset(token)
            waits = self.loop.create_task(died.wait())
            await asyncio.wait([bot, waits], return_when=asyncio.FIRST_COMPLETED)
            waits.cancel()
            came_up = self.checker.alive_since + 10 < self.loop.time()
            self.checker.alive_since = float("inf")
            self.parts = None
            self._is_up.clear()
            died.set()
            await owner.end()
            self.checker.died()
            self.disk.process_ended(owner)
            if self.cut_power:
                self.cut_power = False
                self.disk.cut_power()
            if not self._ended(bot):
                return
            down, self._down_for = self._down_for, 0.0
            failed = 0 if came_up else failed + 1
            self.trace(f"down {down}")
            await asyncio.sleep(down + min(60.0, 2.0**failed))

    def _ended(self, bot: "asyncio.Task[None]") -> bool:
        """Judge how a life ended; False: it cannot be started again."""
        fault = None if not bot.done() or bot.cancelled() else bot.exception()
        if fault is None or isinstance(fault, Killed):
            return True
        self.trace(f"ended by {type(fault).__name__}")
        if isinstance(fault, StoreDamaged):
            if self._damaged:
                self.faults[f"refused to start: {self._damaged}"] += 1
            else:
                self.checker.finds(f"lost: the bot refuses its own disk: {str(fault)[:200]}")
            self.refused = True
            self._is_up.set()
            return False
        self.faults[f"start failed: {type(fault).__name__}"] += 1
        if self.disk.weather.errors or not self._sound():
            return True
        self.checker.finds(f"ended: the bot ended by itself: {type(fault).__name__}: {str(fault)[:200]}")
        return True

    async def _live(self, owner: Owner, door: Door, died: asyncio.Event) -> None:
        """One life of the bot."""
        outside = Outside(
            clock=self.wall,
            monotonic=self.loop.time,
            files=self.disk.handle(owner),
            hands=lambda: Hands(self.disk, owner, died.set),
            reach_telegram=self.telegram.reach,
        )
        try:
            async with AsyncExitStack() as stack:
                store = await open_store(self.settings, outside)
                stack.push_async_callback(store.close)
                self.checker.started(store._tables.copy())
                parts = await app.assemble(self.settings, content(), store, BASE, stack, outside=outside)
                for channel in (Channel.WEB, Channel.TELEGRAM):
                    parts.senders[channel] = Tagged(parts.senders[channel], self)
                self.parts = parts
                ending = Ending(asyncio.Event(), _no_port)
                watching = self.loop.create_task(ending.watch(store, self._stopping))
                stack.callback(watching.cancel)
                await app.serve(parts, door, self._ready, self._stopping, stack)
        except Killed:
            died.set()
            raise

    def _ready(self, _: app.Started) -> None:
        self.checker.alive_since = self.loop.time()
        self._is_up.set()
        self.trace("up")

    async def up(self) -> None:
        """Wait until the bot takes messages, or will never again."""
        while not self.refused and (
            self.checker.alive_since == float("inf") or not self.owner.alive or self.parts is None
        ):
            self._is_up.clear()
            await self._is_up.wait()

    def kill(self, *, down: float = 0.0, power: bool = False) -> None:
        """End the bot's life, now."""
        self._down_for, self.cut_power = down, power
        self.owner.alive = False
        self._died.set()

    def stop(self, *, down: float) -> None:
        """Ask it to stop, as an operator does."""
        self._down_for = down
        self._stopping.set()

    def set_clock(self, by: float) -> None:
        """Set the wall clock."""
        self._step += by
        self.faults[f"clock steps {'back' if by < 0 else 'forward'}"] += 1

    async def _health(self) -> int:
        try:
            return (await ask(self.door, "GET", "/health"))[0]
        except ConnectionError:
            return 0

    async def _watch(self) -> None:
        """Look at /health now and then; whoever sees it bad for ten minutes starts the bot again."""
        bad, every = 0, 12 * self.grain
        while not self.over:
            await asyncio.sleep(every)
            if self.checker.alive_since + 3 * self.grain > self.loop.time():
                bad = 0
                continue
            status = await self._health()
            bad = 0 if status == 200 else bad + 1
            if status != 200:
                self.faults[f"health {status}"] += 1
            if (
                bad
                and self.checker.calm_since + max(180.0, 4 * self.grain) < self.loop.time()
                and not self.needs_restart
            ):
                self.checker.finds(f"health: {status} though nothing is wrong any more")
            if bad * every >= ILL_SECONDS:
                self.faults["started again by the operator"] += 1
                self.needs_restart = False
                self.kill()
                bad = 0

    async def _post_hook(self, body: bytes, secret: str) -> int:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "content-type": "application/json"}
        return (await ask(self.door, "POST", urlsplit(HOOK).path, headers=headers, body=body))[0]

    async def receives(self, received: Input) -> bool:
        """Hand the bot something inside its life; False: it did not come to its end."""
        if self.parts is None:
            return False
        token = OWNER.set(self.owner)
        task = self.loop.create_task(self.parts.house.runner.receive(received))
        OWNER.reset(token)
        await asyncio.wait([task])
        return not task.cancelled() and task.exception() is None

    def _sound(self) -> bool:
        return self.checker.calm_since <= self.loop.time()

    async def damage_journal(self) -> None:
        """Somebody's hand or a bad disk takes a journal while the bot is down: it must not start as if nothing was."""
        self.kill(down=300.0)
        await asyncio.sleep(10.0)
        journals = sorted(path for path in self.disk.names if path.name.startswith("journal-"))
        held = [
            path
            for path in journals
            if len(self.disk.names[path].data) > 200 and self.disk.names[path].told > 200
        ]
        if not held or not self._would_miss(held[-1]):
            return
        way = self.chance.choice(("gone", "emptied", "cut to its header", "a byte flipped"))
        self._damaged = way
        path = held[-1]
        match way:
            case "gone":
                self.disk.lose(path)
            case "emptied":
                self.disk.shorten(path, 0)
            case "cut to its header":
                self.disk.shorten(path, 28)
            case _:
                at = self.chance.randrange(40, 150)
                self.disk.names[path].data[at] ^= 0x55

    def _would_miss(self, path: Path) -> bool:
        """Whether the journal holds commits that no snapshot has, and a note beside it says so."""
        first = int(path.name.split("-")[1])
        found = reached.noted(self.disk.handle(Owner()), DATA, self.keys)
        return found is not None and found[1].sequence > first + 2
