"""The second lock of the office: beside the link, a code that an app on a member's phone makes. Source: RFC 6238."""

import datetime as dt
import hmac

import msgspec
from msgspec.structs import replace
from pyotp import TOTP

STEP_SECONDS = 30
"""How long one code is shown. Source: RFC 6238, 5.2, and what every app takes without being told."""
DRIFT_STEPS = 1
"""How far the phone's clock may be off, either way. Source: RFC 6238, 5.2, at most one for the way here."""
FIGURES = 6
"""Of one code. Source: RFC 4226, 5.3."""
MOST_WRONG = 5
"""Wrong codes in a row: then the link is over. Three codes of a million count at a time, so a guess is hopeless."""
PAUSE = dt.timedelta(minutes=15)
"""How long no code is looked at after that: as long as a link works."""


class SecondLock(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept of one member's second lock. Its row is sealed, and goes when they leave the team."""

    secret: str = ""
    """Base32, 160 bits, as the app holds it; empty: no lock is on, only wrong codes are counted."""
    since: dt.datetime | None = None
    step: int = -1
    """The last step whose code was taken: neither it nor one before it counts again."""
    wrong: int = 0
    """Wrong codes in a row."""
    paused_until: dt.datetime | None = None

    def __repr__(self) -> str:
        """Tell that there is one, never the secret: this may end up in an error."""
        return f"SecondLock(on={bool(self.secret)}, wrong={self.wrong})"


def is_paused(lock: SecondLock, now: dt.datetime) -> bool:
    """Tell whether no code is looked at for now."""
    return lock.paused_until is not None and now < lock.paused_until


def opened(lock: SecondLock, code: str, *, secret: str, now: dt.datetime) -> SecondLock | None:
    """Try a code; the lock as it is after it, or nothing where the code does not open it.

    secret: what the lock gets where none is on yet: the code shows that the app has it.
    """
    at = int(now.timestamp()) // STEP_SECONDS
    app = TOTP(lock.secret or secret)
    for step in range(at - DRIFT_STEPS, at + DRIFT_STEPS + 1):
        fits = hmac.compare_digest(app.generate_otp(step).encode(), code.encode())
        if fits and step > lock.step:
            return SecondLock(secret=app.secret, since=lock.since if lock.secret else now, step=step)
    return None


def missed(lock: SecondLock, now: dt.datetime) -> SecondLock:
    """Count one wrong code; the last one allowed starts the pause, and the count anew."""
    wrong = lock.wrong + 1
    if wrong < MOST_WRONG:
        return replace(lock, wrong=wrong, paused_until=None)
    return replace(lock, wrong=0, paused_until=now + PAUSE)


def is_code(typed: str) -> bool:
    """Tell whether this has the form of a code, once blanks are out of it."""
    return len(typed) == FIGURES and typed.isascii() and typed.isdigit()
