"""Who did something at a desk: named in the audit log, never to a participant."""

import msgspec

from outreach_bot.recruitment.office_roles import MemberId, OfficeRole


class Actor(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A member of the office in one of their sessions."""

    role: OfficeRole
    name: str = ""
    """As the team's page has it; empty: whoever holds the machine."""
    member: MemberId = ""
    session: str = ""
    """The first figures of the session's hash: tells two browsers apart, opens nothing."""
    hospitals: tuple[str, ...] = ()
    """Whose people and sessions they may see; empty: all."""
