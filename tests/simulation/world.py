"""One run: a bot, its people, its operator and everything that goes wrong, from one seed.

The bot is the real one: `app.assemble` and `app.serve`, on a clock, a disk and a wire that are not.
"""

import asyncio
import contextlib
import datetime as dt
import errno
import os
import random
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
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
from outreach_bot.dialogue.inputs import (
    Body,
    Channel,
    Input,
    Invited,
    SessionChanged,
    SessionsImported,
    To,
)
from outreach_bot.front import Parts
from outreach_bot.house import Content, Outside, load_content, open_store
from outreach_bot.inbound import timers
from outreach_bot.outbound import dispatcher
from outreach_bot.outbound.base import Owed, SendOutcome
from outreach_bot.outbound.web_message import public_id
from outreach_bot.recruitment.polls import moved_to
from outreach_bot.recruitment.sessions import Session, SessionStatus
from outreach_bot.settings import Settings
from outreach_bot.store.base import StoreDamaged
from outreach_bot.store.sealing import keys_for
from outreach_bot.transcripts import parse
from outreach_bot.transcripts.publishing import published
from tests.simulation.browser import Browser, Door, ask
from tests.simulation.checker import Checker
from tests.simulation.disk import Hands, VirtualDisk
from tests.simulation.history import History
from tests.simulation.loop import OWNER, Killed, Owner, Stuck, VirtualLoop
from tests.simulation.people import Life, Person, TelegramPerson, WebPerson
from tests.simulation.planted import Plant
from tests.simulation.telegram import SENDING, VirtualTelegram

ROOT = Path(__file__).parents[2]
BASE = "http://127.0.0.1:8080"
DATA = Path("/data")
HOOK = "http://127.0.0.1:8080/telegram/hook"
SECRET = "a-secret_of-ours"
DAY = 24 * 3600.0
DAYS = (*(0.02, 0.05, 0.1) * 4, *(0.2, 0.5) * 2, 1.0, 3.0)
"""How long a run is, most often: short ones hold as many taps, and twenty of them as many accidents."""
TICK_SECONDS = 20.0
"""How often a bot looks whether something is due: less often than a real one, or most of a run would be looking."""
QUIET_SECONDS = 3 * 3600.0
"""How long, at the end, the last of it may take."""
BEGINNINGS = ("2027-03-01 09:00", "2027-03-12 18:00", "2027-11-05 20:00", "2027-06-30 03:00")
"""Ordinary days, the nights of both changes of summer time, and a night at the hour of clearing up."""
HEAD = """# Every kind of session, small ones too
clock: 2027-03-01 10:00 America/New_York
session: lived_interview lived1 2027-03-05 14:00 hospital=h1 capacity=1
session: lived_interview lived2 2027-03-05 14:00 hospital=h2 capacity=1
session: lived_interview lived3 2027-03-12 10:00 hospital=h1 capacity=1 mode=video
session: family_interview family1 2027-03-08 14:00 hospital=h1 capacity=1
session: staff_interview staff1 2027-03-04 12:00 capacity=1
session: staff_feedback staff2 2027-03-09 14:00 capacity=2
session: lived_feedback group1 2027-03-15 14:00 capacity=3
session: joint_event joint1 2027-03-22 14:00 capacity=8
code: place K7MQ2XZB Library
code: champion H5NQ3RTW Kim

user: /start
"""


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


@cache
def head() -> Any:
    return parse(HEAD, path="simulated.chat").head


def run(
    seed: int, *, people: int = 0, days: float = 0.0, keep: bool = False, plant: Plant | None = None
) -> Result:
    """Run one seed to its end. 0 people or days: as the seed has it. `plant`: a fault to put into the bot."""
    structlog.configure(processors=[_drop])
    loop = VirtualLoop()
    world = World(seed, loop, people=people, days=days, keep=keep)
    try:
        with _determined(seed), ExitStack() as planted:
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


def _drop(_: Any, __: str, event: Any) -> Any:
    raise structlog.DropEvent


@contextlib.contextmanager
def _determined(seed: int) -> Iterator[None]:
    """Let chance come from the seed."""
    chance = random.Random(f"{seed}/entropy")
    patched: list[tuple[Any, str, Any]] = [
        (os, "urandom", chance.randbytes),
        (random, "_urandom", chance.randbytes),
        (timers, "TICK_SECONDS", TICK_SECONDS),
        (dispatcher, "TICK", TICK_SECONDS),
    ]
    before = [(module, name, getattr(module, name)) for module, name, _ in patched]
    for module, name, value in patched:
        setattr(module, name, value)
    try:
        yield
    finally:
        for module, name, value in before:
            setattr(module, name, value)


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
        self.number = people or self.chance.randint(2, 9)
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
        self.checker = Checker(content().rules, loop.time, self.wall)
        self.checker.trace = self.trace
        keys = keys_for(key_file(), data=DATA, first_run=False)
        self.history = History(keys, self.checker.changed)
        self.checker.rows = self.history.rows
        self.checker.tables = lambda: list(self.history.tables)
        self.checker.done = self.history.done
        self.disk = VirtualDisk(random.Random(f"{seed}/disk"), self.history.read)
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
        self._stopping = asyncio.Event()
        self._down_for = 0.0
        self._cut_power = False
        self._damaged = ""
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
        life = Life(self.telegram, self.checker, self.chance, self.trace)
        life.ends_at = self.days * DAY
        operator = self.loop.create_task(self._operate())
        await self._up()
        await self._desk(
            [SessionsImported(sessions=self._sessions(), by="desk"), Invited(codes=head().codes, by="desk")]
        )
        people = [self._person(life, number) for number in range(self.number)]
        lives = [self.loop.create_task(person.live()) for person in people]
        others = [
            self.loop.create_task(work)
            for work in (self._gremlins(life.ends_at), self._coordinator(life.ends_at), self._watch())
        ]
        while self.loop.time() < life.ends_at and not self._is_decided():
            await asyncio.sleep(min(60.0, max(1.0, life.ends_at - self.loop.time())))
            self.checker.look()
        if self._is_decided():
            self.over = True
            return
        for task in (*lives, *others[:2]):
            task.cancel()
        await asyncio.gather(*lives, *others[:2], return_exceptions=True)
        self._fair_weather()
        pages = [one.browser for one in people if isinstance(one, WebPerson) and one.browser.cookies]
        reloads = [self.loop.create_task(self._reload(page)) for page in pages]
        await self._until_quiet()
        await asyncio.gather(*reloads)
        self.checker.finish(self.telegram.queue.waiting(), set(self.telegram.queue.expired))
        await self._last_start(operator)
        self.over = True

    def _is_decided(self) -> bool:
        """Nothing that comes can change what is known: a promise was broken, or the bot rightly refuses its disk."""
        return self.refused or bool(self.checker.found)

    def _person(self, life: Life, number: int) -> Person:
        if self.chance.random() < 0.3:
            browser = Browser(lambda: self.door, number)
            browser.on_shown = self._shown
            return WebPerson(life, number, browser)
        return TelegramPerson(life, number)

    def _shown(self, told: dict[str, Any], *, fresh: bool) -> None:
        key = self.public.get(told["id"])
        if key is not None and key != "help":
            self.checker.shown(key, fresh=fresh)

    async def _reload(self, browser: Browser) -> None:
        while not self.over:
            try:
                await browser.load()
            except ConnectionError:
                await asyncio.sleep(5.0)
            else:
                return

    async def _until_quiet(self) -> None:
        """Let what is under way come to its end: the bot is started, and everybody who waits is served."""
        await self._up()
        end = self.loop.time() + QUIET_SECONDS
        while self.loop.time() < end:
            await asyncio.sleep(120.0)
            self.checker.look()
            due = self.wall() - 60.0
            owed = [one for one in self.checker.owed.values() if one.state == "owed" and one.due <= due]
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
            await asyncio.sleep(1.0)
        await self._up()
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
            await owner.end()
            self.checker.died()
            self.disk.process_ended(owner)
            if self._cut_power:
                self._cut_power = False
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
                await app.serve(parts, door, self._ready, self._stopping, stack)
        except Killed:
            died.set()
            raise

    def _ready(self, _: app.Started) -> None:
        self.checker.alive_since = self.loop.time()
        self.trace("up")

    async def _up(self) -> None:
        while self.checker.alive_since == float("inf") or not self.owner.alive or self.parts is None:
            await asyncio.sleep(1.0)

    def kill(self, *, down: float = 0.0, power: bool = False) -> None:
        """End the bot's life, now."""
        self._down_for, self._cut_power = down, power
        self.owner.alive = False
        self._died.set()

    async def _health(self) -> int:
        try:
            return (await ask(self.door, "GET", "/health"))[0]
        except ConnectionError:
            return 0

    async def _watch(self) -> None:
        """Look at /health each minute; whoever sees it bad for five starts the bot again."""
        bad = 0
        while not self.over:
            await asyncio.sleep(60.0)
            if self.checker.alive_since + 60 > self.loop.time():
                bad = 0
                continue
            status = await self._health()
            bad = 0 if status == 200 else bad + 1
            if status != 200:
                self.faults[f"health {status}"] += 1
            if bad and self.checker.calm_since + 180 < self.loop.time() and not self._needs_restart:
                self.checker.finds(f"health: {status} though nothing is wrong any more")
            if bad >= 5:
                self.faults["started again by the operator"] += 1
                self._needs_restart = False
                self.kill()
                bad = 0

    _needs_restart = False
    """The disk refused a write or a sync: from then on only a new start helps."""

    async def _post_hook(self, body: bytes, secret: str) -> int:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret, "content-type": "application/json"}
        return (await ask(self.door, "POST", urlsplit(HOOK).path, headers=headers, body=body))[0]

    # -- coordinators ------------------------------------------------------------------------------------------

    def _sessions(self) -> tuple[Session, ...]:
        made = [published(line, content().rules) for line in head().sessions]
        moved = dt.datetime.fromtimestamp(self.wall(), dt.UTC).replace(minute=0, second=0, microsecond=0)
        return tuple(
            moved_to(each, moved + dt.timedelta(days=2 + number)) for number, each in enumerate(made)
        )

    _desk_number = 0

    async def _desk(self, bodies: list[Body], *, to: To = To.OFFICE, receiver: str = "") -> None:
        """A coordinator does something, and tries again until it is done."""
        for body in bodies:
            self._desk_number += 1
            received = Input(key=f"office:{self._desk_number}", to=to, id=receiver, body=body)
            while not self.over:
                await self._up()
                if await self._on_behalf(lambda received=received: self.parts.house.runner.receive(received)):  # type: ignore[misc,union-attr]
                    break
                await asyncio.sleep(10.0)

    async def _on_behalf(self, work: Callable[[], Coroutine[Any, Any, None]]) -> bool:
        """Do something inside the bot's life; False: it did not come to its end."""
        token = OWNER.set(self.owner)
        task = self.loop.create_task(work())
        OWNER.reset(token)
        await asyncio.wait([task])
        return not task.cancelled() and task.exception() is None

    async def _coordinator(self, end: float) -> None:
        while self.loop.time() < end:
            await asyncio.sleep(self.chance.expovariate(1 / (0.5 * DAY)))
            rows = self.history.rows("session")
            if not rows:
                continue
            session = msgspec.convert(rows[self.chance.choice(sorted(rows))], Session)
            if self.chance.random() < 0.7:
                starts = dt.datetime.fromtimestamp(self.wall(), dt.UTC) + dt.timedelta(
                    hours=self.chance.randint(5, 300)
                )
                changed = moved_to(session, starts.replace(second=0, microsecond=0))
            else:
                changed = msgspec.structs.replace(session, status=SessionStatus.CANCELLED)
            self.trace(f"desk changes {session.id}")
            await self._desk([SessionChanged(session=changed, by="desk")], to=To.SESSION, receiver=session.id)

    # -- what goes wrong -----------------------------------------------------------------------------------------

    def _sound(self) -> bool:
        return self.checker.calm_since <= self.loop.time()

    def _fair_weather(self) -> None:
        self.disk.weather.errors.clear()
        self.disk.weather.lives = 0
        wire = self.telegram.wire
        wire.down = wire.storm = False
        wire.lose = wire.gateway = wire.slow = wire.again = 0.0
        self.checker.calm_since = self.checker.wire_calm_since = self.loop.time()

    async def _gremlins(self, end: float) -> None:
        """One thing after the other goes wrong, and is put right again."""
        every = self.days * DAY / self.chance.choice((2, 5, 15))
        kinds = self.chance.sample(GREMLINS, self.chance.randint(1, len(GREMLINS)))
        while self.loop.time() < end:
            await asyncio.sleep(self.chance.expovariate(1 / every))
            if self.loop.time() >= end:
                return
            kind = self.chance.choice(kinds)
            self.faults[kind] += 1
            self.trace(f"gremlin {kind}")
            await self._disturb(kind)
            self._fair_weather()

    async def _disturb(self, kind: str) -> None:
        """Let one thing go wrong for its time."""
        chance, wire, weather, checker = self.chance, self.telegram.wire, self.disk.weather, self.checker
        checker.calm_since = float("inf")
        minutes = chance.choice((0.2, 1.0, 5.0, 20.0)) * 60
        match kind:
            case "kill":
                self.kill(down=chance.choice((0.0, 0.0, 5.0, 200.0, 3600.0, 10 * 3600.0)))
            case "power cut":
                self.kill(down=chance.choice((5.0, 200.0, 3600.0)), power=True)
            case "killed in the middle":
                weather.lives = chance.randint(1, 40)
                self._cut_power = chance.random() < 0.5
                await asyncio.sleep(minutes)
                self._cut_power = False
            case "stop":
                self._down_for = chance.choice((0.0, 60.0, 3600.0))
                self._stopping.set()
            case "crash loop":
                checker.wire_calm_since = float("inf")
                wire.storm = chance.random() < 0.5
                for _ in range(chance.randint(4, 9)):
                    await self._up()
                    await asyncio.sleep(chance.choice((0.5, 3.0, 10.0)))
                    self.kill()
            case "clock steps":
                step = chance.choice((-300.0, -7200.0, -90.0, 90.0, 3600.0, 3 * DAY))
                self._step += step
                self.faults[f"clock steps {'back' if step < 0 else 'forward'}"] += 1
            case "disk is full":
                weather.errors["append"] = chance.choice((errno.ENOSPC, "short"))
                self._needs_restart = True
                await asyncio.sleep(minutes)
            case "disk fails":
                weather.errors[chance.choice(("sync", "append"))] = errno.EIO
                self._needs_restart = True
                await asyncio.sleep(minutes)
            case "names cannot be written":
                weather.errors[chance.choice(("rename", "sync_folder", "unlink"))] = errno.EIO
                self._needs_restart = True
                await asyncio.sleep(minutes)
            case "no descriptors":
                for operation in ("create", "read", "names"):
                    weather.errors[operation] = chance.choice((errno.EMFILE, errno.ENFILE, errno.ENOMEM))
                await asyncio.sleep(minutes)
            case "telegram down" | "storm" | "lost answers" | "gateway" | "slow":
                checker.wire_calm_since = float("inf")
                wire.down, wire.storm = kind == "telegram down", kind == "storm"
                wire.lose = 0.4 if kind == "lost answers" else 0.0
                wire.gateway = 0.5 if kind == "gateway" else 0.0
                wire.slow = chance.choice((3.0, 25.0)) if kind == "slow" else 0.0
                wire.again = 0.3 if chance.random() < 0.5 else 0.0
                await asyncio.sleep(minutes)
            case "ids start anew":
                self.telegram.queue.next_id = chance.randint(1, 2**31 - 1)
            case "the journal is damaged":
                await self._damage()
            case _:
                raise AssertionError(kind)
        await asyncio.sleep(1.0)

    async def _damage(self) -> None:
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
        """Whether the journal holds commits that no snapshot has."""
        first = int(path.name.split("-")[1])
        return self.history.sequence > first + 2


GREMLINS = (
    "kill", "power cut", "killed in the middle", "stop", "crash loop", "clock steps", "disk is full", "disk fails",
    "names cannot be written", "no descriptors", "telegram down", "storm", "lost answers", "gateway", "slow",
    "ids start anew", "the journal is damaged",
)  # fmt: skip
