"""A stage for the web pages: real routes, sender and page words; a scripted conversation; rows in a dict."""

import asyncio
import datetime as dt
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from starlette.applications import Starlette

from outreach_bot.content.catalog import load_rules
from outreach_bot.content.wording import Wording
from outreach_bot.dialogue.inputs import Address, Input, Said, SignedIn, SignedOut, SignInLinkMade
from outreach_bot.dialogue.lock_inputs import SecondLockBegun, SecondLockTakenOff, SecondLockTried
from outreach_bot.dialogue.team_inputs import AccessRefused, MemberAdded, SignedOutEverywhere
from outreach_bot.house import Content, Outside, make_runner
from outreach_bot.inbound.stop_page import StopParts, stop_routes
from outreach_bot.inbound.web_chat import web_routes
from outreach_bot.inbound.web_entrance import Proxies, WebApp
from outreach_bot.inbound.web_guard import Site
from outreach_bot.inbound.web_parts import WebParts
from outreach_bot.inbound.web_streams import Streams
from outreach_bot.office.pages import office_routes
from outreach_bot.office.shell import OfficeParts
from outreach_bot.outbound.base import Message, NotSent, Owed, Sent, ShownButton
from outreach_bot.outbound.web_sender import WebSender
from outreach_bot.outreach.flyers import Flyers
from outreach_bot.recruitment.rules import Rules
from outreach_bot.store.base import Drop, Put, Row, StoreFailed
from tests.helpers.memory_store import MemoryStore
from tests.helpers.second_lock import Phone

ROOT = Path(__file__).parents[2]
NOW = dt.datetime(2027, 3, 1, 15, 0, tzinfo=dt.UTC)
PAGE_WORDS = ("coordinators", "web", "outreach", "sources", "networks", "flyers", "waves", "booking")
EXTRA_WORDS = """\
labels = -
    .help_now = I need help now
languages =
    .en = English
role_pick = -
    .lived = I have had care myself
    .family = I am family
    .staff = I work at a hospital
champion_kinds = -
    .peer_support = Peer supporter people trust
"""

AT_THE_DOOR = (
    SignInLinkMade, SignedIn, SignedOut, SignedOutEverywhere, MemberAdded, SecondLockBegun, SecondLockTried,
    SecondLockTakenOff,
)  # fmt: skip
TABLES = ("person", "session", "code", "call", "address", "owed", "settled", "notice", "sign_in", "member", "dead",
          "review", "opening", "contact", "contact_by", "wave", "thread", "second_lock", "approval", "suppressed")  # fmt: skip
Answer = Callable[[Input], Iterable[Message]]


class DictStore(MemoryStore):
    """A store for pages, with counters and an audit log as a test says they are."""

    def __init__(self):
        super().__init__()
        self.counted: dict[str, int] = {}
        self.logged: list[dict[str, Any]] = []
        self.refused: list[tuple[str, str]] = []

    def put(self, table, row_id, body, due=None):
        self.keep(Put(table=table, id=row_id, body=body, due=due))

    def drop(self, table, row_id):
        self.keep(Drop(table=table, id=row_id))

    @property
    def tables(self) -> defaultdict[str, dict[str, Row]]:
        """What is kept now, by table and id."""
        kept: defaultdict[str, dict[str, Row]] = defaultdict(dict)
        for name in TABLES:
            for row_id, row in self.table(name).live.items():
                kept[name][row_id] = Row(name, row_id, row["revision"], row["body"], row["due"])
        return kept

    async def counters(self):
        return self.counted

    async def audit(self):
        return self.logged


def rows_in_a_dict() -> Any:
    """A store for pages; Any, so that a test may set what it counts."""
    return DictStore()


class ScriptedRunner:
    """Takes each input once: lets a script answer what people say, and the real runner do what is done at the door."""

    def __init__(self, store, answer, offer, real):
        self.store = store
        self.answer = answer
        self.offer = offer
        self.real = real
        self.received = []
        self.fails = False
        self.done = set()

    async def receive(self, received, *, in_doubt=False):
        if self.fails:
            raise StoreFailed("the disk is full")
        if received.key in self.done:
            return
        self.done.add(received.key)
        self.received.append(received)
        if isinstance(received.body, AccessRefused):
            self.store.refused.append((received.body.deed, received.body.why))
        if isinstance(received.body, AT_THE_DOOR):
            await self.real.receive(received)
        if received.address is not None:
            known = self.store.hmac("address", f"{received.address.channel.value}:{received.address.chat}")
            self.store.put("address", known, {"person": "p1"})
            self.offer(self._owed(received))

    async def opening(self, received):
        return self._owed(received)

    async def help_owed(self, received):
        """Where the store fails, the real one's help; what the script says comes by the stream."""
        return await self.real.help_owed(received) if self.fails else []

    def help_words(self, received):
        """Find a cry for help, as the real one does in a text like this."""
        body = received.body
        return ("help",) if isinstance(body, Said) and "die" in body.text else ()

    def _owed(self, received):
        return [
            Owed(key=f"{received.key}#{n}", person="p1", address=received.address, message=message, due=0.0)
            for n, message in enumerate(self.answer(received))
        ]


class QueueDispatcher:
    """Sends first in, first out per chat, and waits for a page where there is none."""

    def __init__(self, sender):
        self.sender = sender
        self.queues = defaultdict(list)
        self.woken = defaultdict(asyncio.Event)
        self.tasks = {}
        self.settled = []

    def offer(self, owed):
        for one in owed:
            chat = one.address.chat
            self.queues[chat].append(one)
            if chat not in self.tasks:
                self.tasks[chat] = asyncio.create_task(self._work(chat))
            self.woken[chat].set()

    def wake(self, address: Address) -> None:
        self.woken[address.chat].set()

    async def _work(self, chat):
        while True:
            self.woken[chat].clear()
            while self.queues[chat]:
                outcome = await self.sender.send(self.queues[chat][0])
                self.settled.append(outcome)
                if isinstance(outcome, Sent):
                    self.queues[chat].pop(0)
                elif isinstance(outcome, NotSent) and outcome.after > 5:  # no page is open
                    break
            await self.woken[chat].wait()

    async def stop(self):
        for task in self.tasks.values():
            task.cancel()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)


class Stage:
    """Everything a page needs, with its parts at hand."""

    def __init__(
        self,
        answer: Answer = lambda _received: (),
        *,
        public_url="http://127.0.0.1",
        proxies=(),
        streams=None,
    ):
        self.now = NOW.timestamp()
        self.phones: defaultdict[str, Phone] = defaultdict(Phone)
        """Of members who signed in to the office in a browser."""
        self.rules = campaign_rules()
        self.wording = page_words()
        self.site = Site(public_url=public_url)
        self.streams = streams or Streams()
        self.store = rows_in_a_dict()
        self.sender = WebSender(region="US", phone=self.rules.campaign.contact.phone)
        self.dispatcher = QueueDispatcher(self.sender)
        self.runner = ScriptedRunner(self.store, answer, self.dispatcher.offer, self._real())
        self.office = OfficeParts(
            runner=self.runner,
            store=self.store,
            wording=self.wording,
            rules=self.rules,
            site=self.site,
            clock=self.clock,
            monotonic=self.clock,
            streams=self.streams,
        )
        stop = StopParts(
            runner=self.runner,
            keyed=self.store.hmac,
            wording=self.office.wording,
            rules=self.office.rules,
            monotonic=self.clock,
        )
        pages = (*stop_routes(stop), *office_routes(self.office))
        self.app: Starlette = WebApp(
            site=self.site, proxies=Proxies(proxies), routes=[*self.chat_routes(), *pages]
        )

    def clock(self):
        return self.now

    def chat_routes(self):
        return web_routes(
            WebParts(
                runner=self.runner,
                store=self.store,
                wording=self.wording,
                rules=self.rules,
                pages=self.sender,
                dispatcher=self.dispatcher,
                site=self.site,
                streams=self.streams,
                monotonic=self.clock,
            )
        )

    def put(self, table, row_id, struct):
        self.store.put(table, row_id, msgspec.to_builtins(struct))

    def _real(self):
        """The runner that people who run the bot have, over the rows of this stage."""
        words = every_word()
        flyers = Flyers(ROOT, self.rules, today=lambda: dt.datetime.fromtimestamp(self.now, dt.UTC).date())
        content = Content(folder=ROOT, rules=self.rules, wording=words, flyers=flyers)
        return make_runner(content, self.store, self.dispatcher, Outside(clock=self.clock))


@cache
def campaign_rules() -> Rules:
    """The example campaign."""
    return load_rules(ROOT)


@cache
def every_word() -> Wording:
    """The words of the example campaign."""
    return Wording.load(ROOT, campaign_rules(), strict=True)


@cache
def page_words() -> Wording:
    """The pages' own words, without those of the conversation."""
    with tempfile.TemporaryDirectory() as folder:
        english = Path(folder) / "messages" / "en"
        english.mkdir(parents=True)
        ours = ROOT / "messages" / "en"
        for page in (*ours.glob("office*.ftl"), *(ours / f"{name}.ftl" for name in PAGE_WORDS)):
            (english / page.name).write_text(page.read_text("utf-8"), "utf-8")
        (english / "extra.ftl").write_text(EXTRA_WORDS, "utf-8")
        return Wording.load(Path(folder), campaign_rules(), strict=True)


def screen(text: str, *buttons: str, edits: str = "", ticked=(), **values) -> Message:
    """A message whose buttons are written `Label=data`."""
    shown = [button.rpartition("=") for button in buttons]
    rows = tuple(
        (ShownButton(label=f"✓ {label}" if data in ticked else label, data=data),) for label, _, data in shown
    )
    return Message(text=text, buttons=rows, edits=edits, **values)
