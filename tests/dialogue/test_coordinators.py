"""What coordinators do at a desk about codes."""

from msgspec.structs import replace

from outreach_bot.dialogue.effects import DropReview, PutCode
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.inputs import OFFICE, CodeVoided, Input, ReviewsSeen, To
from outreach_bot.dialogue.state import KeptCode
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind
from tests.helpers.people import NOW, view
from tests.helpers.turns import changed

GOOD = Code(id="K7MQ2XZB", kind=CodeKind.CHAMPION, made_at=NOW, name="Riverside")
ENDED = Code(id="R4TW9CDF", kind=CodeKind.CHAMPION, made_at=NOW, void=True)


def take(rules, body):
    kept = {code.id: KeptCode(code=code, revision=2) for code in (GOOD, ENDED)}
    received = Input(key="office:1", to=To.OFFICE, id=OFFICE, body=body)
    return step(replace(view(rules, None), codes=kept), received, now=NOW)


def test_a_link_that_is_ended_is_void_and_written_down_once(rules):
    turn = take(rules, CodeVoided(codes=(GOOD.id, ENDED.id, "MADEUPXX"), by="cora"))

    assert changed(turn, PutCode) == [PutCode(code=replace(GOOD, void=True))]
    assert [(row.action, row.about) for row in turn.audit] == [("code_voided", GOOD.id)]
    assert [(record.table, record.id, revision) for record, revision in turn.rests_on] == [
        ("code", GOOD.id, 2)
    ]


def test_codes_that_were_looked_at_leave_the_list(rules):
    turn = take(rules, ReviewsSeen(reviews=("tg:1?1", "tg:2?1"), by="cora"))

    assert [each.review for each in changed(turn, DropReview)] == ["tg:1?1", "tg:2?1"]
    assert [(row.action, row.detail) for row in turn.audit] == [("reviews_seen", "2")]
