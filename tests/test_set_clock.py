"""The real process on a clock that is set forward by days, back by hours and minutes, and over summer time."""

import asyncio
import datetime as dt
import time
from collections import Counter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from outreach_bot import belonging
from outreach_bot.dialogue.inputs import Invited, Opened, SessionsImported, Tapped
from outreach_bot.dialogue.team_inputs import MemberAdded
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.office_roles import Member, OfficeRole
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.recruitment.sessions import Session
from outreach_bot.store.base import Commit, Put
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.desk import CONTACT
from tests.helpers.fake_telegram import FakeTelegram
from tests.helpers.real_runner import Bot
from tests.helpers.set_clock import SetClock, needs_faketime

NEW_YORK = ZoneInfo("America/New_York")
SPRING, AUTUMN = dt.datetime(2027, 3, 12, 12, tzinfo=NEW_YORK), dt.datetime(2027, 11, 5, 12, tzinfo=NEW_YORK)
"""Fridays at noon; the clocks change in the night to Sunday."""
MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
CORA, DAN, ANA, BEN, CEM = "2001", "2002", "1001", "1002", "1003"
LONG = 60.0
"""Seconds that a slow machine may take."""

pytestmark = pytest.mark.asyncio


async def with_things_to_come(folder, now: dt.datetime) -> None:
    """A store in which an alert, an offer, a reminder and old rows wait for their time."""
    bot = Bot()
    bot.now = now.timestamp()
    bot.store = await TinyDbStore.open(folder / "data", key_file=folder / "outreach.key", clock=bot.clock)
    await belonging.begin(bot.store, belonging.Kind.EXAMPLE, now=bot.now)
    bot.start()
    at: dict[str, Any] = {"kind": "lived_interview", "minutes": 90, "capacity": 1, "hospital": "h1"}
    offered = Session(id="s1", starts=now + dt.timedelta(days=9), **at)
    booked = Session(id="s2", starts=now + dt.timedelta(days=3, hours=4), **at)
    await bot.office(SessionsImported(sessions=(offered, booked), by="coordinator"))
    for who, code in ((CORA, "CDFGHJK2"), (DAN, "DFGHJKM2")):
        member = Member(id=f"m-{who}", name=f"Member {who}", role=OfficeRole.COORDINATOR, since=now)
        await bot.office(MemberAdded(member=member))
        once = Code(id=code, kind=CodeKind.COORDINATOR, made_at=now, joins=True, member=member.id)
        await bot.office(Invited(codes=(once,), by="coordinator"))
        await bot.do(Opened(payload=f"j_{code}"), who)
    for who, session in ((ANA, offered), (BEN, offered), (CEM, booked)):
        await bot.fits(who, session, consents=(CONTACT,))
    await bot.tap("book:s1", ANA)
    await bot.tap("list:s1", BEN)
    await bot.tap("free:s1", ANA)
    await bot.tap("book:s2", CEM)
    await bot.do(Tapped(data="help"), ANA)
    old = {"key": "old", "person": "p-nobody", "kind": "remind_week", "state": "sent", "about": "s0"}
    row = Put(table="settled", id="old", body={**old, "at": bot.now - 36 * DAY})
    night = Put(table="meta", id="nightly", body={"days": [now.date().isoformat()]})
    owed = [row.id for row in await bot.rows("owed")]
    await bot.store.commit(Commit(at=bot.now, writes=[row, night]))
    assert owed
    await bot.store.close()


async def what_happened(bot) -> Counter[str]:
    store = await bot.kept()
    actions = Counter(row["action"] for row in await store.audit())
    lines = await store.rows("settled")
    await store.close()
    settled = Counter(f"{row.body['kind']} {row.body['state']}" for row in lines)
    old = sum(row.id == "old" for row in lines)
    return Counter({
        "alerts passed on": actions["alert_escalated"],
        "offers that lapsed": actions["offer_lapsed"],
        "reminders": settled["remind_day sent"],
        "clearings up": actions["retention_run"],
        "old rows": old,
    })  # fmt: skip


async def until(bot, done) -> Counter[str]:
    """Look until it is so; what is seen then."""
    ends = time.monotonic() + LONG
    while not done(seen := await what_happened(bot)):
        assert bot.process.returncode is None, bot.said()
        assert time.monotonic() < ends, seen
        await asyncio.sleep(0.7)
    return seen


async def noticed(bot, way: str, times: int) -> None:
    async with asyncio.timeout(LONG):
        while bot.said().count(f"the clock was set {way}") < times:
            assert bot.process.returncode is None, bot.said()
            await asyncio.sleep(0.1)


@pytest.mark.slow
@pytest.mark.parametrize("noon", [SPRING, AUTUMN], ids=["spring", "autumn"])
async def test_each_thing_that_is_due_happens_once_whatever_the_clock_is_set_to(tmp_path, noon):
    needs_faketime()
    await with_things_to_come(tmp_path, noon)
    async with FakeTelegram() as telegram:
        for who in (CORA, DAN, ANA, BEN, CEM):
            telegram.chats.open(int(who))
        bot = SetClock(telegram, tmp_path, now=noon.timestamp() + MINUTE)
        try:
            await bot.start()
            await bot.receiving()
            bot.set(bot.now - 5 * MINUTE)
            await noticed(bot, "back", 1)
            bot.set(bot.now - 2 * HOUR)
            await noticed(bot, "back", 2)
            bot.set(bot.now + 16 * MINUTE)
            await noticed(bot, "forward", 1)
            # two hours before its old hour, and a quarter of an hour after it was raised
            early = await until(bot, lambda seen: seen["alerts passed on"])
            bot.set(bot.now + 3 * DAY)
            await noticed(bot, "forward", 2)
            await until(
                bot, lambda seen: seen["reminders"] and seen["offers that lapsed"] and not seen["old rows"]
            )
            bot.set(bot.now - 2 * HOUR)
            await noticed(bot, "back", 3)
            await bot.kill()
            await bot.start()
            await bot.receiving()
            bot.set(bot.now + 2 * HOUR)
            await noticed(bot, "forward", 3)
            await until(bot, lambda seen: seen["clearings up"])
            assert await bot.stop() == 0
            seen = await what_happened(bot)
        finally:
            if bot.process and bot.process.returncode is None:
                await bot.kill()

    assert +early == {"alerts passed on": 1, "old rows": 1}
    assert +seen == {"alerts passed on": 1, "offers that lapsed": 1, "reminders": 1, "clearings up": 1}
    assert "was away" not in " ".join(message.text for message in telegram.user(int(BEN)).messages)
