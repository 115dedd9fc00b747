"""The list of the team: found by name and role, in an order; who left stands last."""

import datetime as dt
import re

import pytest

from outreach_bot.dialogue.team_inputs import MemberAdded, MemberEnded
from outreach_bot.recruitment.office_roles import Member, OfficeRole
from tests.helpers.offices import enter
from tests.helpers.people import NOW
from tests.helpers.real_runner import Bot

pytestmark = pytest.mark.asyncio

DAY = dt.timedelta(days=1)
TEAM = (
    Member(id="m-sam", name="Sam", role=OfficeRole.SAFETY_LEAD, since=NOW - 2 * DAY),
    Member(id="m-abi", name="Abi", role=OfficeRole.COORDINATOR, hospitals=("h1",), since=NOW - 3 * DAY),
    Member(id="m-cora", name="Cora", role=OfficeRole.COORDINATOR, since=NOW - 5 * DAY),
)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Abi", "Sam", "Olu", "Cora"]),
        ("?sort=newest", ["Olu", "Sam", "Abi", "Cora"]),
        ("?sort=name", ["Abi", "Olu", "Sam", "Cora"]),
        ("?q=SA", ["Sam"]),
        ("?q=h1", ["Abi"]),
        ("?state=coordinator", ["Abi"]),
        ("?state=auditor", []),
    ],
)
async def test_the_team_is_searched_narrowed_and_ordered(query, names):
    bot = await Bot.open()
    browser = await enter(bot, role=OfficeRole.OWNER, name="Olu")
    for member in TEAM:
        await bot.office(MemberAdded(member=member))
    await bot.office(MemberEnded(member="m-cora"))

    text = (await browser.get(f"/office/team{query}")).text

    assert re.findall(r'<p class="what">(\w+) <span', text) == names
    assert f"{len(names)} of 4" in text
    assert ("Nothing fits this choice" in text) is (not names)
