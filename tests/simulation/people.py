"""Invented people: they follow the main path, mistype, go away, come back, cry for help, stop, delete."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

from tests.simulation.browser import Browser
from tests.simulation.checker import Checker
from tests.simulation.office import CHAMPIONS, PLACE
from tests.simulation.telegram import NamedUser, VirtualTelegram

ONWARD = (
    "start", "carry", "role", "screening", "a", "done", "meet", "book", "with", "list", "contact", "take", "find",
    "again", "after", "restart", "home", "offer", "coming", "rules", "kind", "nonames", "mine", "start_own",
)  # fmt: skip
UNSURE = (":no", ":unsure", ":skip", ":refuse", ":stop", ":call")
SIDEWAYS = ("help", "person", "stop", "free", "delete", "about", "back", "rest")
"""Buttons that lead away from a seat: tapped seldom, or nobody would get far."""
GIVES_UP = ("change", "free", "pass", "leave")
WANTED = ("book", "with", "take", "list")
"""What many tap in the same instant, where there are few places."""
CRIES = (
    "I want to die",
    "he has overdosed",
    "I want to kill myself tonight",
    "my friend stopped breathing",
    "HELP i took too many pills",
)
TYPOS = (
    "start",
    "what?",
    "Yes",
    "good morning",
    "K7MQ2XZB",
    "k7mq 2xzb",
    "ZZZZZZZZ",
    "my meetings",
    "202 555 0143",
    "Done",
    "x" * 900,
    "<b>&</b>",
)
FIRST_NUMBER = 50
"""Of people's phones: below it are those of the house, and of meetings that people ring."""
PAYLOADS = ("", "", f"c_{PLACE}-fl", *(f"c_{share}-pf" for share in CHAMPIONS), "nonsense")
ODD: tuple[str, ...] = (
    '{"update_id":%d,"message":{"message_id":1,"chat":{"id":%d,"type":"private"},"from":{"id":%d,"is_bot":false,"first_name":"\\ud800"},"text":"%s"}}',
    '{"update_id":%d,"message":{"message_id":1,"chat":{"id":%d,"type":"private"},"from":{"id":%d,"is_bot":false,"language_code":null},"text":"%s"}}',
    '{"update_id":%d,"message":{"message_id":"1","chat":{"id":%d,"type":"private"},"from":{"id":%d},"date":1e400,"text":"%s"}}',
    '{"update_id":%d,"message":{"message_id":1,"chat":{"id":%d,"type":"private"},"from":{"id":%d,"is_bot":false},"text":"%s","x":'
    + "[" * 5000
    + "]" * 5000
    + "}}",
)
"""Updates with a fault in a part that nobody needs; a cry for help in one is a cry for help."""
UNREADABLE: tuple[str, ...] = (
    '{"update_id":%d,"brand_new_kind":{"a":1}}',
    '{"update_id":%d,"message":null}',
    '{"update_id":%d,"message":{"chat":5,"text":["a"]}}',
    '{"update_id":%d,"callback_query":{"id":7,"from":{"id":"x"}}}',
    '{"update_id":%d,"message":{"message_id":1,"chat":{"id":-5,"type":"wormhole"},"text":"hello"}}',
)


class Life:
    """What a person needs to know of the world."""

    def __init__(
        self, telegram: VirtualTelegram, checker: Checker, chance: random.Random, trace: Callable[[str], None]
    ) -> None:
        self.telegram = telegram
        self.checker = checker
        self.chance = chance
        self.trace = trace
        self.ends_at = 0.0
        self.rush = chance.choice((0.0, 30.0))
        """Seconds between two instants at which everybody taps who wants a place; 0: each when they like."""
        self.stirred = Stirred()
        self.chats: dict[int, int] = {}

    def somebody(self) -> int:
        """The chat of who did something last, on Telegram; of anybody, where that was in a browser."""
        number = self.stirred.last
        return self.chats.get(number) or self.chance.choice([0, *self.chats.values()])


class Stirred:
    """Somebody does something: those who wait for it go on."""

    def __init__(self) -> None:
        self.last = -1
        """Number of who it was."""
        self._at = 0.0
        self._waiting: list[asyncio.Future[None]] = []

    async def wait(self) -> None:
        told = asyncio.get_running_loop().create_future()
        self._waiting.append(told)
        await told

    def is_over(self, seconds: float) -> bool:
        """Whether nobody has done anything for so long."""
        return asyncio.get_running_loop().time() - self._at > seconds

    def tell(self, number: int) -> None:
        self.last, self._at = number, asyncio.get_running_loop().time()
        waiting, self._waiting = self._waiting, []
        for each in waiting:
            if not each.done():
                each.set_result(None)


class Person:
    """Somebody with a phone. They come back some times, and do some things each time.

    `once`: a link that makes them a champion. `hurry`: seconds between two taps, about.
    """

    def __init__(self, life: Life, number: int, once: str) -> None:
        self.life = life
        self.number = number
        self.once = once
        self.chance = chance = random.Random(life.chance.random())
        self.hurry = chance.choice((2.0, 5.0, 20.0, 60.0))
        self.wild = chance.choice((0.03, 0.1, 0.3))
        self.visits = chance.choice((1, 2, 2, 4))
        self.acts = chance.choice((6, 14, 18, 24))
        """What they do when they come first; later it is less."""
        self.brings = chance.random() < 0.4
        """Comes with somebody, where that is offered."""
        self.fickle = chance.random() < 0.3
        """Gives up what they have, where that is offered."""
        self.weary = chance.choice((0.0, 0.0, 0.3, 0.6))
        """How likely it is that they have had enough at the end of a visit, and say STOP."""
        self.answers = 4
        """How often they still answer what reaches them while they are away."""

    async def live(self) -> None:
        """Do things until the end."""
        loop = asyncio.get_running_loop()
        rest = sorted(self.chance.random() * self.life.ends_at for _ in range(self.visits - 1))
        await asyncio.sleep(self.chance.random() * 30)
        await self.open(f"j_{self.once}" if self.once else self.chance.choice(PAYLOADS))
        for begins in (loop.time(), *rest):
            if begins > loop.time():
                await asyncio.sleep(begins - loop.time())
            for _ in range(self.acts):
                await asyncio.sleep(0.2 + self.chance.expovariate(1 / self.hurry))
                self.life.stirred.tell(self.number)
                await self.act()
            self.acts = self.chance.randint(1, 8)
            if self.chance.random() < self.weary:
                self.life.trace(f"stop {self.number}")
                await self.does("stop")
        while self.answers:
            self.answers -= 1
            await self.news()
            await asyncio.sleep(self.chance.choice((4.0, 60.0, 3600.0, 10 * 3600.0)))
            self.life.stirred.tell(self.number)
            await self.act()

    async def act(self) -> None:
        """Tap something, mostly; else anything."""
        luck = self.chance.random()
        if luck < self.wild:
            await self.something_else()
            return
        buttons = self.buttons()
        if not buttons:
            await self.open(self.chance.choice(PAYLOADS))
            return
        handle, data = self._choice(buttons)
        if self.life.rush and data.split(":")[0] in WANTED:
            await asyncio.sleep(self.life.rush - asyncio.get_running_loop().time() % self.life.rush)
        self.life.trace(f"tap {self.number} {data}")
        await self.tap(handle, data)

    async def news(self) -> None:
        """Wait until something reaches them."""
        await asyncio.Event().wait()

    async def something_else(self) -> None:
        kind = self.chance.choices(
            ("type", "cry", "open", "old", "stop", "delete", "edit", "photo", "number", "block", "odd"),
            (30, 10, 10, 10, 4, 3, 5, 3, 5, 4, 10),
        )[0]
        self.life.trace(f"{kind} {self.number}")
        await self.does(kind)

    async def does(self, kind: str) -> None:
        raise NotImplementedError

    def buttons(self) -> list[tuple[Any, str]]:
        raise NotImplementedError

    async def tap(self, handle: Any, data: str) -> None:
        raise NotImplementedError

    async def open(self, payload: str) -> None:
        raise NotImplementedError

    def _choice(self, buttons: list[tuple[Any, str]]) -> tuple[Any, str]:
        luck = self.chance.random()
        given_up = [one for one in buttons if one[1].split(":")[0] in GIVES_UP]
        if self.fickle and given_up and luck < 0.5:
            return self.chance.choice(given_up)
        with_somebody = [one for one in buttons if one[1].startswith("with:")]
        if self.brings and with_somebody:
            return self.chance.choice(with_somebody)
        luck = self.chance.random()
        onward = [one for one in buttons if one[1].split(":")[0] in ONWARD and not one[1].endswith(UNSURE)]
        calm = [one for one in buttons if one[1].split(":")[0] not in SIDEWAYS]
        if luck < 0.85 and onward:
            return self.chance.choice(onward)
        return self.chance.choice(calm if luck < 0.97 and calm else buttons)


class TelegramPerson(Person):
    """On Telegram."""

    def __init__(self, life: Life, number: int, once: str = "") -> None:
        super().__init__(life, number, once)
        self.user: NamedUser = life.telegram.user(7_000_440_000 + number)
        self.phone = f"120255501{FIRST_NUMBER + number:02}"
        life.chats[number] = self.user.id
        life.checker.blind.meets(number, (*self.user.names, self.phone), chat=self.user.id)
        if once:
            life.checker.blind.invited(number)

    async def news(self) -> None:
        changed = self.user.chat.changed
        changed.clear()
        await changed.wait()

    def buttons(self) -> list[tuple[Any, str]]:
        shown = next((one for one in reversed(self.user.messages) if one.buttons), None)
        if shown is None:
            return []
        return [(shown.id, b["callback_data"]) for row in shown.buttons for b in row if "callback_data" in b]

    async def tap(self, handle: Any, data: str) -> None:
        self.user.taps_data(handle, data)
        if self.chance.random() < 0.1:  # twice, as thumbs do
            self.user.taps_data(handle, data)

    async def open(self, payload: str) -> None:
        self.life.trace(f"open {self.number} {payload}")
        self.user.starts(payload)

    async def does(self, kind: str) -> None:
        user, chance = self.user, self.chance
        match kind:
            case "type":
                user.says(chance.choice((*TYPOS, f"My name is {user.names[1]}", "/mylink", "/mystats")))
            case "cry":
                self._cries(user.says(chance.choice(CRIES)))
            case "open":
                user.starts(chance.choice(PAYLOADS))
            case "old":
                old = [
                    (one.id, b["callback_data"])
                    for one in user.messages
                    for row in one.buttons
                    for b in row
                    if "callback_data" in b
                ]
                if old:
                    user.taps_data(*chance.choice(old))
            case "stop":
                user.says("stop")
            case "delete":
                user.says("delete")
                await asyncio.sleep(5.0 + 20 * chance.random())
                sure = [one for one in self.buttons() if one[1] == "delete:yes"]
                if sure:
                    await self.tap(*sure[0])
            case "edit":
                if chance.random() < 0.5:
                    user.edits("hello")
                else:
                    self._cries(user.edits(chance.choice(CRIES)))
            case "photo":
                user.sends_photo()
            case "number":
                user.shares_contact(self.phone)
            case "block":
                await self._blocks()
            case "odd":
                self._sends_odd()
            case _:
                raise AssertionError(kind)

    def _cries(self, update: int) -> None:
        from tests.simulation.checker import Cry

        if not self.user.chat.blocked:
            self.life.checker.cries[update] = Cry(update, self.user.id)

    async def _blocks(self) -> None:
        if self.user.id in self.life.checker.blocked:
            return
        self.life.checker.blocked.add(self.user.id)
        for cry in [one for one in self.life.checker.cries.values() if one.chat == self.user.id]:
            cry.helped.append(0.0)  # nobody can reach them
        self.user.blocks()
        await asyncio.sleep(self.chance.choice((60.0, 7200.0)))
        self.user.unblocks()
        # what was owed to them is gone for good; from here on they are written to again
        await asyncio.sleep(60.0)
        self.life.checker.blocked.discard(self.user.id)

    def _sends_odd(self) -> None:
        queue, user = self.life.telegram.queue, self.user
        if self.chance.random() < 0.6:
            text = self.chance.choice((*CRIES, "hello"))
            update = user.says(text)
            queue.raw[update] = (self.chance.choice(ODD) % (update, user.id, user.id, text)).encode()
            if text in CRIES:
                self._cries(update)
        else:
            update = user.says("hello")
            queue.raw[update] = (self.chance.choice(UNREADABLE) % update).encode()
        self.life.checker.nothing_to_us.add(update)


class WebPerson(Person):
    """In a browser."""

    def __init__(self, life: Life, number: int, browser: Browser, once: str = "") -> None:
        super().__init__(life, number, once)
        self.browser = browser
        self.phone = f"202 555 01{FIRST_NUMBER + number:02}"
        life.checker.blind.meets(
            number, (self.phone, f"Zora{number:03}", f"120255501{FIRST_NUMBER + number:02}")
        )
        if once:
            life.checker.blind.invited(number)

    def buttons(self) -> list[tuple[Any, str]]:
        shown = next((one for one in reversed(list(self.browser.shown.values())) if one["buttons"]), None)
        if shown is None:
            return []
        rows = shown["buttons"]
        flat = [b for row in rows for b in (row if isinstance(row, list) else [row])]
        return [(shown["id"], b["data"]) for b in flat if b.get("data")]

    async def tap(self, handle: Any, data: str) -> None:
        await self.browser.post({"tap": data, "message": handle})

    async def open(self, payload: str) -> None:
        self.life.trace(f"open {self.number} {payload}")
        while True:
            try:
                await self.browser.load(f"/i/{payload}" if payload else "/")
            except ConnectionError:
                await asyncio.sleep(5.0)
            else:
                break
        await self.browser.post({"open": payload})

    async def _sees_help(self, before: frozenset[str]) -> None:
        """What they said was taken: help must be on the page, or come when it is open again. before: what was there."""
        page = self.browser
        waited = 0.0
        while not any(one["help"] for name, one in list(page.shown.items()) if name not in before):
            await asyncio.sleep(5.0)
            waited += 5.0
            if waited > 60.0 and self.life.checker.calm_since + 60 < asyncio.get_running_loop().time():
                self.life.checker.finds(
                    f"help: browser {self.number} said that they are in danger, and saw no help"
                )
                return

    async def does(self, kind: str) -> None:
        chance = self.chance
        match kind:
            case "type":
                await self.browser.post(
                    {
                        "text": chance.choice(
                            (*TYPOS, f"My name is Zora{self.number:03}", "/mylink", "/mystats")
                        )
                    }
                )
            case "cry":
                before = frozenset(self.browser.shown)
                await self.browser.post({"text": chance.choice(CRIES)})
                await self._sees_help(before)
            case "stop" | "delete":
                await self.browser.post({"text": kind})
            case "number":
                await self.browser.post({"number": self.phone})
            case "block":  # the page is closed for a while
                self.browser.close()
                await asyncio.sleep(chance.choice((60.0, 7200.0)))
                await self.open("")
            case _:
                await self.open(chance.choice(PAYLOADS))
