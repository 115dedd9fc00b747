"""A stage for the web pages: real routes, sender and page words; a scripted conversation; rows in a dict."""

import asyncio
import datetime as dt
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from starlette.applications import Starlette

from outreach_bot.content.catalog import load_rules
from outreach_bot.content.wording import Wording
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import Address, Input, Said, SignedIn, SignedOut, SignInLinkMade
from outreach_bot.dialogue.lock_inputs import SecondLockBegun, SecondLockTakenOff, SecondLockTried
from outreach_bot.dialogue.state import View
from outreach_bot.dialogue.team_inputs import AccessRefused, MemberAdded, SignedOutEverywhere
from outreach_bot.door_rows import DoorChange, door_rows
from outreach_bot.inbound.stop_page import StopParts, stop_routes
from outreach_bot.inbound.web_chat import web_routes
from outreach_bot.inbound.web_entrance import Proxies, WebApp
from outreach_bot.inbound.web_guard import Site
from outreach_bot.inbound.web_parts import WebParts
from outreach_bot.inbound.web_streams import Streams
from outreach_bot.lock_view import at_lock
from outreach_bot.office.pages import office_routes
from outreach_bot.office.shell import OfficeParts
from outreach_bot.outbound.base import Message, NotSent, Owed, Sent, ShownButton
from outreach_bot.outbound.web_sender import WebSender
from outreach_bot.recruitment.rules import Rules
from outreach_bot.store.base import Put, Row, StoreFailed
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

AT_THE_DOOR = (SignedIn, SecondLockBegun, SecondLockTried, SecondLockTakenOff)
Answer = Callable[[Input], Iterable[Message]]


class DictStore:
    """Rows in memory, enough for pages that only read."""

    def __init__(self):
        self.tables: defaultdict[str, dict[str, Row]] = defaultdict(dict)
        self.written: defaultdict[str, list[str]] = defaultdict(list)
        self.counted: dict[str, int] = {}
        self.logged: list[dict[str, Any]] = []
        self.refused: list[tuple[str, str]] = []

    def put(self, table, row_id, body, due=None):
        before = self.tables[table].get(row_id)
        revision = before.revision + 1 if before else 1
        self.tables[table][row_id] = Row(table=table, id=row_id, revision=revision, body=body, due=due)
        self.written[table].append(row_id)

    async def changes(self, table):
        return len(self.written[table])

    async def changed(self, table, since):
        return list(dict.fromkeys(self.written[table][since:]))

    def drop(self, table, row_id):
        self.tables[table].pop(row_id, None)
        self.written[table].append(row_id)

    async def get(self, table, row_id):
        return self.tables[table].get(row_id)

    async def rows(self, table):
        return list(self.tables[table].values())

    async def counters(self):
        return self.counted

    async def audit(self):
        return self.logged

    async def find(self, table, field, value):
        return [row for row in self.tables[table].values() if row.body.get(field) == value]

    async def seen(self, key):
        """Say that no commit is remembered: the runner of this stage keeps its own list."""
        return False

    def hmac(self, purpose, value):
        return sha256(f"{purpose}:{value}".encode()).hexdigest()


def rows_in_a_dict() -> Any:
    """A store for pages; Any, because it keeps only some of a store's promises."""
    return DictStore()


class ScriptedRunner:
    """Takes each input once, and lets a script answer it."""

    def __init__(self, store, answer, offer, clock):
        self.store = store
        self.clock = clock
        self.answer = answer
        self.offer = offer
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
        self._keep(received)
        if isinstance(received.body, AT_THE_DOOR):
            await self._at_the_door(received)
        if received.address is not None:
            known = self.store.hmac("address", f"{received.address.channel.value}:{received.address.chat}")
            self.store.put("address", known, {"person": "p1"})
            self.offer(self._owed(received))

    async def opening(self, received):
        return self._owed(received)

    def help_words(self, received):
        """Find a cry for help, as the real one does in a text like this."""
        body = received.body
        return ("help",) if isinstance(body, Said) and "die" in body.text else ()

    def _owed(self, received):
        return [
            Owed(key=f"{received.key}#{n}", person="p1", address=received.address, message=message, due=0.0)
            for n, message in enumerate(self.answer(received))
        ]

    async def _at_the_door(self, received):
        """Do as the real bot does: the rules of the second lock are not for a stage to make up."""
        at = dt.datetime.fromtimestamp(self.clock(), dt.UTC)
        seen = await at_lock(self.store, received, at)
        turn = step(View(me=None, rules=campaign_rules(), at_lock=seen), received, now=at)
        for change in turn.changes:
            assert isinstance(change, DoorChange)
            for row in await door_rows(self.store, change):
                if isinstance(row, Put):
                    self.store.put(row.table, row.id, row.body, due=row.due)
                else:
                    self.store.drop(row.table, row.id)

    def _keep(self, received):
        match received.body:
            case SignInLinkMade(token_hash=hashed, until=until, name=name, member=member):
                body = {"kind": "link", "name": name, "member": member}
                self.store.put("sign_in", hashed, body, due=until.timestamp())
            case SignedOut(session_hash=session):
                self.store.drop("sign_in", session)
            case SignedOutEverywhere(member=member):
                for row in [
                    row for row in self.store.tables["sign_in"].values() if row.body["member"] == member
                ]:
                    self.store.drop("sign_in", row.id)
            case MemberAdded(member=member):
                self.store.put("member", member.id, msgspec.to_builtins(member))
            case AccessRefused(deed=deed, why=why):
                self.store.refused.append((deed, why))
            case _:
                pass


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
        self.runner = ScriptedRunner(self.store, answer, self.dispatcher.offer, self.clock)
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


@cache
def campaign_rules() -> Rules:
    """The example campaign."""
    return load_rules(ROOT)


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
