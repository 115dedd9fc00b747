"""Lists with names by two: who may say yes, how long a yes is good for, and how often."""

import datetime as dt

import pytest
from msgspec.structs import replace

from outreach_bot.recruitment.approvals import (
    ANSWERED_WITHIN,
    MOST_TAKES,
    TAKEN_WITHIN,
    Approval,
    NotAllowed,
    Standing,
    covers,
    others_who_may,
    standing,
    why_not_decided,
    why_not_taken,
)
from outreach_bot.recruitment.office_roles import Member, OfficeRole
from outreach_bot.recruitment.reasons import ExportReason

NOW = dt.datetime(2027, 3, 1, 15, tzinfo=dt.UTC)
ASKED = Approval(id="a-1", kind="calls", form="csv", reason=ExportReason.CALL, by="m-ana", at=NOW)
YES = replace(ASKED, decided_by="m-ben", decided_at=NOW, yes=True)
SECOND = dt.timedelta(seconds=1)


def member(name, role=OfficeRole.COORDINATOR, hospitals=(), *, ended=False):
    return Member(
        id=f"m-{name}", name=name, role=role, hospitals=hospitals, since=NOW, ended_at=NOW if ended else None
    )


@pytest.mark.parametrize(
    ("approval", "at", "expected"),
    [
        (ASKED, NOW, Standing.WAITING),
        (ASKED, NOW + ANSWERED_WITHIN - SECOND, Standing.WAITING),
        (ASKED, NOW + ANSWERED_WITHIN, Standing.UNANSWERED),
        (replace(YES, yes=False), NOW, Standing.REFUSED),
        (YES, NOW + TAKEN_WITHIN - SECOND, Standing.READY),
        (YES, NOW + TAKEN_WITHIN, Standing.OVER),
        (replace(YES, taken=("x",) * (MOST_TAKES - 1)), NOW, Standing.READY),
        (replace(YES, taken=("x",) * MOST_TAKES), NOW, Standing.TAKEN),
    ],
)
def test_how_far_a_question_is(approval, at, expected):
    assert standing(approval, at) is expected


@pytest.mark.parametrize(
    ("who", "hospitals", "refused"),
    [
        ("m-ben", (), None),
        ("m-ana", (), NotAllowed.SAME_PERSON),
        ("", (), NotAllowed.NO_MEMBER),
        ("m-ben", ("h1",), NotAllowed.NOT_ALL_SEEN),
    ],
    ids=["a colleague", "who asked", "the machine's own link", "a colleague of one hospital"],
)
def test_who_may_answer(who, hospitals, refused):
    assert why_not_decided(ASKED, who, hospitals, NOW) == refused


def test_what_was_answered_is_not_answered_again():
    assert why_not_decided(YES, "m-cat", (), NOW) is NotAllowed.NOT_OPEN


@pytest.mark.parametrize(
    ("approval", "who", "refused"),
    [
        (YES, "m-ana", None),
        (YES, "m-ben", NotAllowed.NOT_YOURS),
        (replace(YES, by=""), "", NotAllowed.NOT_YOURS),
        (ASKED, "m-ana", NotAllowed.NOT_READY),
    ],
    ids=["who asked", "who said yes", "nobody in particular", "before a yes"],
)
def test_who_may_take_it(approval, who, refused):
    assert why_not_taken(approval, who, NOW) == refused


@pytest.mark.parametrize(
    ("own", "theirs", "expected"),
    [
        ((), (), True),
        ((), ("h1",), True),
        (("h1",), (), False),
        (("h1",), ("h1",), True),
        (("h1",), ("h1", "h2"), False),
        (("h1", "h2"), ("h2",), True),
    ],
)
def test_seeing_all_that_another_sees(own, theirs, expected):
    assert covers(own, theirs) is expected


def test_only_who_may_take_such_lists_and_sees_as_much_can_say_yes():
    team = [
        member("ana"),
        member("ben"),
        member("cat", OfficeRole.AUDITOR),
        member("dan", hospitals=("h1",)),
        member("eve", OfficeRole.OWNER, ended=True),
    ]

    assert [each.name for each in others_who_may(team, "m-ana", ())] == ["ben"]
    assert [each.name for each in others_who_may(team, "m-ben", ("h1",))] == ["ana", "dan"]
