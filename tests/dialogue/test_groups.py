"""Groups that took the bot in: noted, given to the contact they belong to, and never posted to without a yes."""

import msgspec
import pytest

from outreach_bot.dialogue.inputs import (
    ContactForgotten,
    ContactStopped,
    GroupConnected,
    GroupJoined,
    GroupLeft,
    GroupMoved,
)
from outreach_bot.recruitment.contacts import Contact, Permission, Reached, Way
from outreach_bot.store.base import Commit, Put
from tests.helpers.people import NOW
from tests.helpers.waves import WaveBot, contact, wave

pytestmark = pytest.mark.asyncio
MOVED = GroupMoved(chat="-1000000", to="-100777")
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


async def test_a_group_that_became_a_supergroup_keeps_its_yes_and_what_it_got():
    bot = await WaveBot.open(contact(0))
    await bot.go(wave(id="w-firstfirstfi"))

    await bot.bot.office(MOVED)
    await bot.go(wave())

    (moved,) = await groups(bot)
    assert (moved.id, moved.group, moved.permission) == ("k-000000000000", "-100777", Permission.GIVEN)
    assert [reached.wave for reached in moved.reached] == ["w-firstfirstfi", "w-springspring"]
    assert await bot.chats() == ["-1000000", "-100777"]


async def test_a_move_that_is_told_again_changes_nothing():
    bot = await WaveBot.open(contact(0))
    await bot.bot.office(MOVED)
    before = await bot.bot.rows("contact")

    await bot.bot.office(MOVED)

    assert await bot.bot.rows("contact") == before


async def test_a_supergroup_that_was_noted_first_becomes_the_group_we_knew():
    """Telegram may say that it took us in before it says what it was."""
    bot = await WaveBot.open(contact(0))
    await bot.bot.office(JOINED)

    await bot.bot.office(MOVED)

    (moved,) = await groups(bot)
    assert (moved.id, moved.group, moved.permission) == ("k-000000000000", "-100777", Permission.GIVEN)
    codes = {row.id: row.body.get("contact") for row in await bot.bot.rows("code")}
    assert codes == {"BCDFG2BB": "k-000000000000", "GRWPQ234": None}


async def test_a_supergroup_that_is_told_of_later_is_not_noted_anew():
    bot = await WaveBot.open(contact(0))
    await bot.bot.office(MOVED)

    await bot.bot.office(JOINED)

    assert [each.id for each in await groups(bot)] == ["k-000000000000"]


async def test_what_a_person_noted_of_the_supergroup_is_newer():
    bot = await WaveBot.open(contact(0))
    await bot.bot.office(JOINED)
    given = Reached(at=NOW, way=Way.TELEGRAM, wave="w-other")
    noted = msgspec.structs.replace(
        (await groups(bot))[-1], permission=Permission.REFUSED, permission_at=NOW, reached=(given,)
    )
    row = Put(table="contact", id=noted.id, body=msgspec.to_builtins(noted))
    await bot.bot.store.commit(Commit(at=bot.bot.now, writes=(row,)))

    await bot.bot.office(MOVED)

    (moved,) = await groups(bot)
    assert (moved.permission, moved.permission_at) == (Permission.REFUSED, NOW)
    assert moved.reached == (given,)


async def test_a_supergroup_that_was_given_to_somebody_stays_theirs():
    bot = await WaveBot.open(contact(0), contact(1, group=""))
    await bot.bot.office(JOINED)
    await bot.bot.office(GroupConnected(group="k-groupgroupgr", contact="k-000000000001"))

    await bot.bot.office(MOVED)

    assert [(each.id, each.group) for each in await groups(bot)] == [("k-000000000001", "-100777")]


@pytest.mark.parametrize(
    "gone", [ContactStopped(how="told", by="Ana"), ContactForgotten(by="Ana")], ids=["asked", "forgotten"]
)
async def test_a_group_that_asked_us_to_stop_is_left_alone_under_its_new_id(gone):
    bot = await WaveBot.open(contact(0))
    await bot.about(gone, contact(0))

    await bot.bot.office(MOVED)
    await bot.about(ContactForgotten(by="Ana"), contact(0))
    await bot.bot.office(JOINED)

    assert await groups(bot) == []


async def test_a_supergroup_noted_first_hears_nothing_where_the_group_asked_us_to_stop():
    bot = await WaveBot.open(contact(0))
    await bot.bot.office(JOINED)
    await bot.about(ContactForgotten(by="Ana"), contact(0))

    await bot.bot.office(MOVED)

    (noted,) = await groups(bot)
    assert noted.do_not_contact_at is not None


async def test_a_move_of_a_group_that_nobody_noted_is_nothing_to_us():
    bot = await WaveBot.open()

    await bot.bot.office(MOVED)

    assert await groups(bot) == []
    assert await bot.bot.store.rows("suppressed") == []
