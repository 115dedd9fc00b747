"""Alerts through the real runner and store: told once, kill-safe, decided by the commit, and kept without content."""

import asyncio
import datetime as dt

import msgspec
import pytest

from outreach_bot.dialogue.alert_inputs import NoticeClosed, NoticeSeen
from outreach_bot.dialogue.inputs import Input, Invited, Opened, Tapped
from outreach_bot.dialogue.notices import Notice, NoticeOutcome, NoticeRecord
from outreach_bot.dialogue.team_inputs import MemberAdded
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.office_roles import Member, OfficeRole
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.store.base import Commit, Put
from tests.helpers.people import NOW, session
from tests.helpers.real_runner import Bot

CORA, DAN, ANA = "2001", "2002", "1001"
SESSION = session("s1", hospital="h1")
QUARTER = 15 * 60

pytestmark = pytest.mark.asyncio


async def on_duty(*, roles=(OfficeRole.COORDINATOR, OfficeRole.COORDINATOR), sessions=()):
    """A bot with Cora and Dan in the team and in the chat."""
    bot = await Bot.open(*sessions)
    for who, code, role in ((CORA, "CDFGHJK2", roles[0]), (DAN, "DFGHJKM2", roles[1])):
        member = Member(id=f"m-{who}", name=f"Member {who}", role=role, since=NOW)
        await bot.office(MemberAdded(member=member))
        kind = CodeKind.COORDINATOR
        once = Code(id=code, kind=kind, made_at=NOW, joins=True, member=member.id)
        await bot.office(Invited(codes=(once,), by="coordinator"))
        await bot.do(Opened(payload=f"j_{code}"), who)
    return bot


async def tick(bot, seconds):
    """Move the clock, and do what came due."""
    bot.now += seconds
    while rows := await bot.store.due("pending", bot.now):
        for row in rows:
            await bot.runner.receive(msgspec.convert(row.body, Input))
        await bot.runner.idle()


async def alarms(bot):
    rows = {row.id: msgspec.convert(row.body, NoticeRecord) for row in await bot.rows("notice")}
    return {name: record for name, record in rows.items() if record.notice is Notice.SAFETY}


def alerts(bot, who):
    return sum("safety note" in text for text in bot.texts(who))


async def test_each_of_them_hears_once_whatever_comes_twice():
    bot = await on_duty()
    cry = bot.input(Tapped(data="help"), ANA)

    for _ in range(3):
        await bot.runner.receive(cry)
        await bot.runner.idle()
    await tick(bot, 1)

    assert (alerts(bot, CORA), alerts(bot, DAN)) == (1, 1)
    assert len(await alarms(bot)) == 1


async def test_it_goes_further_once_through_any_number_of_kills():
    bot = await on_duty()
    await bot.do(Tapped(data="help"), ANA)
    told = alerts(bot, CORA)

    await bot.crash()
    await tick(bot, QUARTER - 1)
    before = alerts(bot, CORA)
    await tick(bot, 1)
    further = alerts(bot, CORA)
    await bot.crash()
    await tick(bot, 3 * 24 * 3600)

    assert (told, before, further, alerts(bot, CORA)) == (1, 0, 1, 0)


async def test_a_kill_between_the_cry_and_the_alert_loses_no_alert():
    bot = await on_duty()
    bot.runner._tell = lambda tells: None  # killed before anybody else has their turn
    await bot.do(Tapped(data="help"), ANA)
    assert alerts(bot, CORA) == 0

    await bot.crash()
    await tick(bot, 0)

    assert (alerts(bot, CORA), alerts(bot, DAN)) == (1, 1)


async def test_of_two_who_tap_at_once_one_is_on_it():
    bot = await on_duty()
    await bot.do(Tapped(data="help"), ANA)
    [notice] = await alarms(bot)

    await asyncio.gather(
        bot.runner.receive(bot.input(Tapped(data=f"alert:take:{notice}"), CORA)),
        bot.runner.receive(bot.input(Tapped(data=f"alert:take:{notice}"), DAN)),
    )
    await bot.runner.idle()

    said = [bot.texts(who)[1:] for who in (CORA, DAN)]
    both = " ".join(text for texts in said for text in texts)
    assert both.count("You are on it now, and the team can see that") == 1
    assert both.count("Someone else is on it already") == 1
    [record] = (await alarms(bot)).values()
    assert record.seen_by in {f"m-{CORA}", f"m-{DAN}"}


async def test_taken_in_time_it_goes_no_further():
    bot = await on_duty()
    await bot.do(Tapped(data="help"), ANA)
    [notice] = await alarms(bot)
    await bot.tap(f"alert:take:{notice}", CORA)

    await tick(bot, 2 * QUARTER)

    assert (alerts(bot, CORA), alerts(bot, DAN)) == (1, 1)
    assert await bot.rows("pending") == [row for row in await bot.rows("pending") if "escalate" not in row.id]


async def test_the_lead_hears_again_and_the_coordinator_does_not():
    bot = await on_duty(roles=(OfficeRole.COORDINATOR, OfficeRole.SAFETY_LEAD))
    await bot.do(Tapped(data="help"), ANA)

    await tick(bot, QUARTER)

    assert (alerts(bot, CORA), alerts(bot, DAN)) == (1, 2)


async def test_closed_at_a_desk_our_notes_go_again():
    bot = await on_duty(sessions=(SESSION,))
    await bot.fits(ANA, SESSION)
    await bot.say("I want to die", ANA)
    [notice] = await alarms(bot)
    paused = await bot.person(ANA)

    await bot.office(NoticeSeen(notice=notice))
    await bot.office(NoticeClosed(notice=notice, outcome=NoticeOutcome.TALKED))

    free = await bot.person(ANA)
    assert paused is not None
    assert free is not None
    assert (paused.paused_at is not None, free.paused_at) == (True, None)
    [record] = (await alarms(bot)).values()
    assert (record.outcome, record.person) == (NoticeOutcome.TALKED, f"p-{ANA}")


async def test_who_is_deleted_leaves_an_alarm_without_them():
    bot = await on_duty()
    await bot.fits(ANA, SESSION)
    await bot.say("I want to die", ANA)
    await bot.say("delete", ANA)
    await bot.tap("delete:yes", ANA)

    [record] = (await alarms(bot)).values()
    assert (record.person, record.outcome) == ("", NoticeOutcome.GONE)
    assert await bot.traces(f"p-{ANA}") == []


async def test_nothing_anybody_said_is_in_an_alarm():
    bot = await on_duty()
    await bot.say("I want to die, says Zebedee", ANA)

    kept = msgspec.json.encode([row.body for row in await bot.rows("notice")]).decode()

    assert "Zebedee" not in kept
    assert "die" not in kept


async def test_the_id_of_an_alarm_fits_under_a_button_whatever_raised_it():
    bot = await on_duty()
    cry = bot.input(Tapped(data="help"), ANA, key="web:" + "9" * 90)
    await bot.runner.receive(cry)
    await bot.runner.idle()

    [notice] = await alarms(bot)
    longest = f"alert:close:{notice}:{NoticeOutcome.NOT_NEEDED}"
    assert len(longest.encode()) <= 64


async def test_the_link_is_nowhere_once_it_is_sent():
    bot = await on_duty()
    bot.runner.office = "https://office.granite-care.org"
    await bot.say("/office", CORA)

    text = bot.texts(CORA)[-1]
    token = text.rpartition("/office/in/")[2]
    assert len(token) == 43
    assert [row.id for row in await bot.rows("owed") if token in str(row.body)] != []
    kept = [await bot.rows(table) for table in ("sign_in", "settled", "person", "notice")]
    assert token not in str(kept)
    assert token not in str(await bot.store.audit())
    assert bot.dispatcher.offered[-1].not_after == bot.now + dt.timedelta(minutes=15).total_seconds()


async def test_a_new_link_ends_the_one_before_and_no_session():
    bot = await on_duty()
    bot.runner.office = "https://office.granite-care.org"
    member = (await bot.rows("member"))[0].id
    session = Put(
        table="sign_in", id="a-session", body={"kind": "session", "member": member}, due=bot.now + 99
    )
    await bot.store.commit(Commit(at=bot.now, writes=[session]))

    for _ in range(3):
        await bot.say("/office", CORA)

    kinds = sorted(row.body["kind"] for row in await bot.rows("sign_in"))
    assert kinds == ["link", "session"]
