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

from outreach_bot.belonging import begin, kind_of
from outreach_bot.dialogue.inputs import Address, Channel, Input, Tapped, To
from outreach_bot.dialogue.state import Person
from outreach_bot.recruitment.rules import Outcome, Role
from outreach_bot.recruitment.sessions import Mode, Session
from outreach_bot.store.base import Commit, Put
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.real_runner import Bot, rules
from tests.helpers.second_lock import passes
from tests.helpers.word_spreads import tap

YESTERDAYS, RUNNING, COMING = "staff-yesterday", "staff-now", "staff-in-three-weeks"
CAME, MISSED = "p-k7vhq4mxtz2n", "p-w3nbe8rcyd5j"
THERE, BOOKED = "p-h9tfa2ksgu6v", "p-q5jdm7zxnb4r"
DAY = dt.timedelta(days=1)
PREPARED: dict[str, Any] = {
    "kind": "staff_feedback",
    "minutes": 180,
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


ANSWER = "Good morning. This is Maya. What would you like to know?"
THANKS = "Is there a lift at the library?"
DEBRIEF = {
    "What went well?": "Everybody spoke.",
    "What do we change?": "A longer break.",
    "What follows?": "Send the notes.",
}
WALK_IN = (
    ("May we keep the answers?", "They say yes"),
    ("Do you work or volunteer", "Harbor Hospital"),
    ("What kind of work", "Nurse or care assistant"),
    ("Do you have time off", "Yes"),
    ("May we reach them?", "They say no"),
)
"""Question to the answer of who comes by; both as the form has them."""


def make_yesterday(folder):
    """Write what happened before this morning into a data folder: `folder/data`, with its key beside it."""
    now = dt.datetime.fromtimestamp(time.time(), dt.UTC)
    with ThreadPoolExecutor(1) as apart:  # this thread has Playwright's loop already
        apart.submit(lambda: asyncio.run(_make_yesterday(folder, now))).result()


async def _make_yesterday(folder, now):
    bot = Bot()
    bot.now = (now - 6 * DAY).timestamp()
    bot.store = await TinyDbStore.open(folder / "data", key_file=folder / "outreach.key", clock=bot.clock)
    await begin(bot.store, kind_of(rules().campaign), now=bot.now)
    bot.start()
    numbers = count(1)
    past, coming = _session(YESTERDAYS, _at_two(now, -1)), _session(COMING, _at_two(now, 20))
    running = _session(RUNNING, now.replace(minute=0, second=0, microsecond=0) - dt.timedelta(hours=1))
    await bot.store.commit(
        Commit(
            at=bot.now,
            writes=[
                Put(table="session", id=each.id, body=msgspec.to_builtins(each))
                for each in (past, running, coming)
            ],
        )
    )
    for person, session in ((CAME, past), (MISSED, past), (THERE, running), (BOOKED, coming)):
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


# -- what is done in the morning -------------------------------------------------------------------------------


def asks_for_an_answer(visits):
    """Somebody opens the chat on their phone and would like to be answered there; returns their page."""
    phone = visits.open("/")
    tap(phone, "Talk to a person")
    tap(phone, "Answer me here")
    phone.get_by_text("A person will write to you here").wait_for()
    return phone


def enters(visits, bot, **options):
    """The coordinator opens their one-time link; returns the office, on Today."""
    link = bot.command("office", "--as", "Maya", "--role", "coordinator").strip()
    office = visits.open(link.removeprefix(visits.url), **options)
    office.get_by_role("button", name="Sign in").click()
    passes(office, bot.phones["Maya"])
    office.get_by_role("heading", name="need a person").wait_for()
    return office


def today(office):
    """Go back to Today."""
    office.goto("/".join(office.url.split("/")[:3]) + "/office/today")
    office.get_by_role("heading", level=1).wait_for()


def answers_in_the_chat(office, phone, look):
    """Write into the chat of who asked, read what they say, and put the talk to an end."""
    office.get_by_role("link", name="Answer").first.click()
    office.get_by_label("Write to them").fill(ANSWER)
    office.get_by_role("button", name="Send", exact=True).click()
    phone.get_by_text(ANSWER).wait_for()
    phone.locator("#field").fill(THANKS)
    phone.keyboard.press("Enter")
    phone.get_by_text("Our team will read this here").last.wait_for()
    look(phone, "answered")
    office.reload()
    office.get_by_text(THANKS).wait_for()
    look(office, "person")
    office.get_by_role("button", name="End this talk").click()


def notes_who_came(office, look):
    """Mark one who came and one who did not, and write down the talk after the meeting."""
    office.get_by_role("link", name="Note who came").first.click()
    for person, mark in ((CAME, "Came"), (MISSED, "Did not")):
        office.get_by_role("group", name=person).get_by_label(mark, exact=True).check()
    look(office.locator("#attendance"), "attendance")
    office.get_by_role("button", name="Save", exact=True).click()
    office.get_by_text("Saved. You can change a mark later.").wait_for()
    office.get_by_role("button", name="It was held").first.click()
    for label, text in DEBRIEF.items():
        office.get_by_label(label).fill(text)
    office.get_by_role("button", name="Save: it was held").click()


def notes_that_a_cochair_cannot_come(office):
    """Rosa rings: she cannot come in three weeks. The session turns at risk."""
    office.goto("/".join(office.url.split("/")[:3]) + f"/office/sessions/{COMING}")
    office.get_by_text("Somebody who leads it cannot come").click()
    office.get_by_role("button", name="Rosa Lind cannot come").click()
    office.get_by_role("heading", name="At risk: please choose").wait_for()


def lets_the_alternate_take_over(office, look):
    """From Today to the session, where the alternate takes over."""
    office.get_by_role("link", name="Move it, or ask the alternate").first.click()
    office.get_by_role("heading", name="At risk: please choose").wait_for()
    look(office, "at_risk")
    office.get_by_role("button", name="Lee Marsh takes over").click()
    office.get_by_text("Done. The session takes place.").wait_for()


def enters_somebody_who_came_by(office):
    """Somebody is at the door of the meeting that is going on: they agree, answer, and are here."""
    office.goto("/".join(office.url.split("/")[:3]) + f"/office/sessions/{RUNNING}")
    office.get_by_role("group", name=THERE).get_by_label("Came", exact=True).check()
    office.get_by_role("button", name="Save", exact=True).click()
    office.get_by_role("link", name="Somebody came who had not booked").click()
    office.get_by_role("link", name="Staff").click()
    for group, answer in WALK_IN:
        office.get_by_role("group", name=group).get_by_label(answer, exact=True).check()
    office.get_by_label("They are here now").check()
    office.get_by_role("button", name="Sign them up").click()
    office.get_by_text("Their way into the chat").first.wait_for()
