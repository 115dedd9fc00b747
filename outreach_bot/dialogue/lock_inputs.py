"""What happens at the second lock of the office. No code and no key of an app is ever shown by these in an error."""

import datetime as dt

from outreach_bot.dialogue.outreach_inputs import Fact
from outreach_bot.recruitment.office_roles import MemberId


class SecondLockBegun(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A member who is signed in wants a second lock; `secret` is offered to their app."""

    session_hash: str
    secret: str

    def __repr__(self) -> str:
        """Say what it is, without the secret."""
        return "SecondLockBegun()"


class SecondLockTried(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """A code was typed in a session. If it is right, that session ends and the one of `opens` goes on until `until`."""

    session_hash: str
    opens: str
    """Hash of the new session."""
    until: dt.datetime
    code: str

    def __repr__(self) -> str:
        """Say what it is, without the code."""
        return "SecondLockTried()"


class SecondLockTakenOff(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """An owner took a member's second lock off, as after a lost phone: their sessions end, and they set up a new one."""

    member: MemberId


LockBody = SecondLockBegun | SecondLockTried | SecondLockTakenOff
