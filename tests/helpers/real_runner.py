"""The real runner over the real store in memory, with a dispatcher that only listens."""

import datetime as dt
import itertools
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from outreach_bot.content.catalog import load_rules
from outreach_bot.content.wording import Wording
from outreach_bot.dialogue.inputs import Address, Channel, Input, Invited, Said, SessionsImported, Tapped, To
from outreach_bot.dialogue.state import Person
from outreach_bot.house import Content, Outside, make_runner
from outreach_bot.outreach.flyers import Flyers
from outreach_bot.recruitment.rules import Outcome, Role
from outreach_bot.recruitment.sessions import Session
from outreach_bot.runner import Runner
from outreach_bot.store.base import Commit, Put
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.people import NOW

CAMPAIGN = Path(__file__).parents[2]
TABLES = (
    "person", "session", "code", "call", "address", "owed", "settled", "pending", "attempt", "dead", "notice",
    "coordinator", "sign_in", "meta", "review", "opening", "contact", "contact_by", "wave", "thread", "second_lock",
)  # fmt: skip
"""Every table but `suppressed`, which holds hashes only."""


@cache
def rules():
    return load_rules(CAMPAIGN)


@cache
def wording():
    return Wording.load(CAMPAIGN, rules(), strict=True)


class Listening:
    """A dispatcher that keeps what it was given. `reachable` False: help does not go."""

    def __init__(self):
        self.offered = []
        self.helped = []
        self.reachable = True

    def offer(self, owed):
        self.offered += owed

    async def send_help(self, address, message):
        if self.reachable:
            self.helped.append((address, message))
        return self.reachable


class Bot:
    """A runner with its store and dispatcher at hand; `now` moves by hand."""

    def __init__(self, campaign=None):
        self.rules = campaign or rules()
        self.now = NOW.timestamp()
        self.dispatcher = Listening()
        self.store: TinyDbStore
        self.runner: Runner
        self._numbers = itertools.count(1)
        self._ids = itertools.count(1)
        flyers = Flyers(CAMPAIGN, self.rules, today=self._today)
        self.content = Content(folder=CAMPAIGN, rules=self.rules, wording=wording(), flyers=flyers)
        self._outside = Outside(
            clock=self.clock, fresh_id=lambda: f"person-{next(self._ids):06}", fresh_code=self._code
        )
        self.monotonic = self._outside.monotonic

    @classmethod
    async def open(cls, *sessions, codes=(), campaign=None):
        bot = cls(campaign)
        bot.store = await TinyDbStore.open_in_memory(bot.clock)
        bot.start()
        if sessions:
            await bot.office(SessionsImported(sessions=sessions, by="coordinator"))
        if codes:
            await bot.office(Invited(codes=codes, by="coordinator"))
        return bot

    def clock(self):
        return self.now

    def start(self, store=None):
        """Put a runner together, over `store` where it is not the bot's own."""
        self.runner = make_runner(self.content, store or self.store, self.dispatcher, self._outside)
        self.runner.link = "https://t.me/outreach_bot?start="

    def _today(self):
        return dt.datetime.fromtimestamp(self.now, self.rules.campaign.zone).date()

    def _code(self):
        return "RBCDF" + "".join(str(next(self._ids) % 7 + 2) for _ in range(3))

    async def crash(self):
        """Die, and start again from what is on the disk."""
        await self.store.abandon()
        self.store = await TinyDbStore.open_in_memory(self.clock, self.store.disk)
        self.dispatcher = Listening()
        self.start()

    def input(self, body, who="1001", *, channel=Channel.TELEGRAM, key=""):
        address = Address(channel=channel, chat=who)
        return Input(key=key or f"tg:{next(self._numbers)}", to=To.PERSON, body=body, address=address)

    async def do(self, body, who="1001", *, channel=Channel.TELEGRAM):
        """Let somebody do something, and everybody hear of it."""
        await self.runner.receive(self.input(body, who, channel=channel))
        await self.runner.idle()

    async def tap(self, data, who="1001"):
        await self.do(Tapped(data=data), who)

    async def say(self, text, who="1001"):
        await self.do(Said(text=text), who)

    async def office(self, body):
        await self.runner.receive(
            Input(key=f"office:{next(self._numbers)}", to=To.OFFICE, id="office", body=body)
        )
        await self.runner.idle()

    async def fits(self, who, session: Session, **fields):
        """Somebody who fits, on the screen of a meeting. `fields` are other facts about them."""
        address = Address(channel=Channel.TELEGRAM, chat=who)
        known: dict[str, Any] = {
            "made_at": NOW,
            "seen_at": NOW,
            "addresses": (address,),
            "language": "en",
            "screen": "meeting",
            "about": session.id,
            "role": Role.LIVED,
            "outcome": Outcome.FITS,
            "hospitals": ("h1",),
        }
        me = Person(id=f"p-{who}", **(known | fields))
        writes = [
            Put(table="person", id=me.id, body=msgspec.to_builtins(me)),
            Put(table="address", id=self.store.hmac("address", f"telegram:{who}"), body={"person": me.id}),
        ]
        await self.store.commit(Commit(at=self.now, writes=writes))

    # -- what can be seen --------------------------------------------------------------------------

    async def session(self, session_id) -> Session:
        row = await self.store.get("session", session_id)
        assert row is not None
        return msgspec.convert(row.body, Session)

    async def person(self, who="1001") -> Person | None:
        found = await self.store.get("address", self.store.hmac("address", f"telegram:{who}"))
        row = await self.store.get("person", found.body["person"]) if found else None
        return msgspec.convert(row.body, Person) if row else None

    def texts(self, chat="1001"):
        said = (owed for owed in self.dispatcher.offered if owed.message.menu is None)
        return [owed.message.text for owed in said if owed.address.chat == chat]

    async def rows(self, table):
        return await self.store.rows(table)

    async def traces(self, *marks):
        """Rows, in any table but the hashes that keep us from writing, that hold one of the marks."""
        found = []
        for table in TABLES:
            for row in await self.store.rows(table):
                text = row.id + msgspec.json.encode(row.body).decode()
                found += [f"{table} {row.id}" for mark in marks if mark in text]
        return found
