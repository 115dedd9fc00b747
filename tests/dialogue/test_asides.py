"""What was set aside is tried once more or let go by a person, once, and the log names neither words nor numbers."""

import pytest
from msgspec.structs import replace

from outreach_bot.dialogue.aside_effects import LetAsideGo, TakeAgain
from outreach_bot.dialogue.aside_inputs import AsideLetGo, AsideTriedAgain
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import OFFICE, Input, To
from outreach_bot.dialogue.state import KeptAside
from outreach_bot.recruitment.asides import LetGoReason
from tests.helpers.people import NOW, view

AGAIN = AsideTriedAgain(aside="telegram:7")
LET_GO = AsideLetGo(aside="telegram:7", reason=LetGoReason.TOO_LATE)
ASIDE = KeptAside(id="telegram:7", person="p-ana", kind="said", revision=2)


def take(rules, body, aside=ASIDE):
    received = Input(key="office:1", to=To.OFFICE, id=OFFICE, body=body)
    turn = step(replace(view(rules, None), aside=aside), received, now=NOW)
    return turn.changes, [(row.action, row.about, row.detail, row.reason) for row in turn.audit]


def test_it_is_tried_once_more(rules):
    changes, log = take(rules, AGAIN)

    assert changes == (TakeAgain(aside="telegram:7"),)
    assert log == [("aside_tried_again", "p-ana", "said", "")]


def test_it_is_let_go_for_a_reason(rules):
    changes, log = take(rules, LET_GO)

    assert changes == (LetAsideGo(aside="telegram:7"),)
    assert log == [("aside_let_go", "p-ana", "said", "too_late")]


@pytest.mark.parametrize("body", [AGAIN, LET_GO])
def test_what_is_nobodys_is_logged_as_nobodys(rules, body):
    _, log = take(rules, body, replace(ASIDE, person=""))

    assert log[0][1] == "aside"


@pytest.mark.parametrize("body", [AGAIN, LET_GO])
def test_what_was_decided_before_is_not_decided_again(rules, body):
    assert take(rules, body, None) == ((), [])
