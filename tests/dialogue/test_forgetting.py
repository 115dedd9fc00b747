"""Who is forgotten is on no list any more, be its meeting over or not."""

import datetime as dt
from typing import Any

import pytest

from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import DropFirst, DropHold, Forget, LeaveList
from outreach_bot.dialogue.engine import SCREENS
from outreach_bot.dialogue.forgetting import forget
from outreach_bot.dialogue.inputs import Tapped
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.sessions import Hold, Session, Waiter
from tests.helpers.people import ME, NOW, STATES, received, view

WAITER = Waiter(role=Role.LIVED, since=NOW)
OVER: dict[str, Any] = {
    "id": "s1",
    "kind": "celebration",
    "starts": NOW - dt.timedelta(days=9),
    "minutes": 60,
    "capacity": 1,
}


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ({"waiting": {ME: WAITER}}, LeaveList(session="s1", person=ME)),
        ({"holds": {ME: Hold(waiter=WAITER, until=NOW)}}, DropHold(session="s1", person=ME)),
        ({"first": {ME: WAITER}}, DropFirst(session="s1", person=ME)),
    ],
    ids=["waits", "was asked", "is asked first"],
)
def test_no_list_goes_on_naming_them(rules, place, change):
    session = Session(**(OVER | place))
    draft = Draft(view(rules, STATES["question"], {"s1": session}), received(Tapped(data="x")), NOW, SCREENS)

    forget(draft)

    assert draft.turn().changes == (change, Forget(person=ME))
    assert draft.turn().me is None
