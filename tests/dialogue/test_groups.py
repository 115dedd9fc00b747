"""Groups that took the bot in: noted, given to the contact they belong to, and never posted to without a yes."""

import msgspec
import pytest

from outreach_bot.dialogue.inputs import GroupConnected, GroupJoined, GroupLeft
from outreach_bot.recruitment.contacts import Contact, Permission, Way
from tests.helpers.waves import WaveBot, contact, wave

pytestmark = pytest.mark.asyncio
JOINED = GroupJoined(chat="-100777", title="Lakeside evenings", contact="k-groupgroupgr", code="GRWPQ234")


async def groups(bot) -> list[Contact]:
    found = [msgspec.convert(row.body, Contact) for row in await bot.bot.rows("contact")]
    return [each for each in found if each.group]


async def test_a_group_that_took_us_in_is_noted_and_has_said_yes_to_nothing():
    bot = await WaveBot.open()

    await bot.bot.office(JOINED)

    (noted,) = await groups(bot)
    assert (noted.organisation, noted.group, noted.network) == (
        "Lakeside evenings",
        "-100777",
        "peer_networks",
    )
    assert noted.permission is Permission.UNKNOWN
    assert [row.id for row in await bot.bot.rows("code")] == ["GRWPQ234"]


async def test_a_group_without_a_yes_is_never_posted_to():
    bot = await WaveBot.open(contact(0))
    await bot.bot.office(JOINED)

    await bot.go(wave())

    assert await bot.chats() == ["-1000000"]


async def test_a_group_that_takes_us_in_again_is_the_one_we_knew():
    bot = await WaveBot.open()
    await bot.bot.office(JOINED)

    await bot.bot.office(msgspec.structs.replace(JOINED, contact="k-anothergroup", code="GRWPQ235"))

    assert [each.id for each in await groups(bot)] == ["k-groupgroupgr"]


async def test_a_group_that_put_us_out_is_posted_to_no_more():
    bot = await WaveBot.open(contact(0))

    await bot.bot.office(GroupLeft(chat="-1000000"))
    await bot.go(wave())

    assert await groups(bot) == []
    assert await bot.chats() == []


async def test_a_group_given_to_its_contact_is_theirs_and_asked_anew():
    bot = await WaveBot.open(contact(0, group="", ways=(Way.EMAIL,)))
    await bot.bot.office(JOINED)

    await bot.bot.office(GroupConnected(group="k-groupgroupgr", contact="k-000000000000", by="Ana"))

    (owner,) = await groups(bot)
    assert (owner.id, owner.group, owner.permission) == ("k-000000000000", "-100777", Permission.ASKED)
    assert Way.TELEGRAM in owner.ways
    await bot.bot.office(GroupLeft(chat="-100777"))
    assert await groups(bot) == [], "it is found by its group"


async def test_a_contact_that_has_a_group_gets_no_second_one():
    bot = await WaveBot.open(contact(0))
    await bot.bot.office(JOINED)

    await bot.bot.office(GroupConnected(group="k-groupgroupgr", contact="k-000000000000"))

    assert sorted(each.group for each in await groups(bot)) == ["-1000000", "-100777"]
