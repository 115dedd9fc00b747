"""Who of us hears of an alert, first and second. Source: DOMAIN section 4."""

from collections.abc import Sequence

import msgspec

from outreach_bot.recruitment.office_roles import Deed, OfficeRole, may, sees
from outreach_bot.recruitment.sessions import PersonId

LEADS = (OfficeRole.SAFETY_LEAD, OfficeRole.OWNER)
"""Roles that hear of an alert once more when nobody took it."""
OF_THE_LOG = (OfficeRole.AUDITOR, OfficeRole.OWNER)


class OnCall(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of ours who can be told in the chat."""

    person: PersonId
    role: OfficeRole = OfficeRole.COORDINATOR
    hospitals: tuple[str, ...] = ()
    """Those they look after; empty: all."""


def first(on_call: Sequence[OnCall], hospitals: Sequence[str]) -> list[OnCall]:
    """List who is told at once: who looks after one of `hospitals`; where nobody does, everyone."""
    told = _may_take(on_call)
    return [each for each in told if sees(each.hospitals, hospitals)] or told


def second(on_call: Sequence[OnCall], hospitals: Sequence[str]) -> list[OnCall]:
    """List who is told when nobody took it: safety leads and owners who look after one of `hospitals`.

    Where none of them does, all safety leads and owners; where there are none, everyone: somebody has to be on it.
    """
    told = _may_take(on_call)
    leads = [each for each in told if each.role in LEADS]
    return [each for each in leads if sees(each.hospitals, hospitals)] or leads or told


def of_the_log(on_call: Sequence[OnCall]) -> list[OnCall]:
    """List who is told of trouble with the audit log: auditors and owners; where there are none, everyone."""
    return [each for each in on_call if each.role in OF_THE_LOG] or list(on_call)


def _may_take(on_call: Sequence[OnCall]) -> list[OnCall]:
    return [each for each in on_call if may(each.role, Deed.ACKNOWLEDGE)]
