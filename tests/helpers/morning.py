"""A coordinator's morning: what waits for them, and how each thing is done, in a real browser with a real bot.

Yesterday is made first, with the clock set back: a meeting took place, and one that is to come has people booked.
Then the bot runs for real. `look(shown, name)` is called at each thing worth a picture.
"""

import asyncio
import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import msgspec

from outreach_bot.dialogue.inputs import Address, Channel, Input, Tapped, To
from outreach_bot.dialogue.state import Person
from outreach_bot.recruitment.rules import Outcome, Role
from outreach_bot.recruitment.sessions import Mode, Session
from outreach_bot.store.base import Commit, Put
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.real_runner import Bot, rules

YESTERDAYS, COMING = "staff-yesterday", "staff-next-week"
CAME, MISSED = "p-mornngaaaaaa", "p-mornngbbbbbb"
BOOKED = "p-mornngcccccc"
DAY = dt.timedelta(days=1)
PREPARED: dict[str, Any] = {
    "kind": "staff_feedback",
    "minutes": 120,
    "capacity": 25,
    "hospital": "h1",
    "mode": Mode.IN_PERSON,
    "place": "The library, room 2",
    "cochair_lived": "Rosa Lind",
    "cochair_staff": "Theo Park",
    "cochair_alternate_lived": "Lee Marsh",
    "admin_support": "Noor Aziz",
    "quiet_space": "Room 3, next door",
    "breaks": "10 minutes each hour",
    "food": "Lunch",
    "travel_help": "We book a taxi",
    "pay_text": "a $50 gift card",
    "why_text": "To hear what care is like, and what could be kinder.",
}


def make_yesterday(folder):
    """Write what happened before this morning into a data folder: `folder/data`, with its key beside it."""
    now = dt.datetime.fromtimestamp(time.time(), dt.UTC)
    with ThreadPoolExecutor(1) as apart:  # this thread has Playwright's loop already
        apart.submit(lambda: asyncio.run(_make_yesterday(folder, now))).result()


async def _make_yesterday(folder, now):
    bot = Bot()
    bot.now = (now - 6 * DAY).timestamp()
    bot.store = await TinyDbStore.open(folder / "data", key_file=folder / "outreach.key", clock=bot.clock)
    bot.start()
    numbers = count(1)
    past, coming = _session(YESTERDAYS, _at_two(now, -1)), _session(COMING, _at_two(now, 6))
    await bot.store.commit(
        Commit(
            at=bot.now,
            writes=[Put(table="session", id=each.id, body=msgspec.to_builtins(each)) for each in (past, coming)],
        )
    )
    for person, session in ((CAME, past), (MISSED, past), (BOOKED, coming)):
        await _books(bot, person, session, numbers)
    await bot.store.close()


def _at_two(now, days):
    """Two in the afternoon, so many days from today, in the campaign's zone."""
    zone = rules().campaign.zone
    day = now.astimezone(zone).date() + days * DAY
    return dt.datetime.combine(day, dt.time(14), zone).astimezone(dt.UTC)


def _session(name, starts):
    return Session(id=name, starts=starts, brief_slot=starts - DAY, debrief_slot=starts + DAY / 8, **PREPARED)


async def _books(bot, person, session, numbers):
    """Somebody of the staff who fits books a seat, at their own browser."""
    address = Address(channel=Channel.WEB, chat=person.removeprefix("p-"))
    at = dt.datetime.fromtimestamp(bot.now, dt.UTC)
    known = Person(
        id=person, made_at=at, seen_at=at, addresses=(address,), language="en", screen="meeting", about=session.id,
        role=Role.STAFF, outcome=Outcome.FITS, hospitals=("h1",),
    )  # fmt: skip
    row = bot.store.hmac("address", f"web:{address.chat}")
    writes = [
        Put(table="person", id=person, body=msgspec.to_builtins(known)),
        Put(table="address", id=row, body={"person": person}),
    ]
    await bot.store.commit(Commit(at=bot.now, writes=writes))
    received = Input(
        key=f"web:{next(numbers)}", to=To.PERSON, body=Tapped(data=f"book:{session.id}"), address=address
    )
    await bot.runner.receive(received)
    await bot.runner.idle()
