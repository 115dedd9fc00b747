"""Call sheets: whom a caller turns to next, and the sheet as a table. Who asked us to stop is not on it."""

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

from outreach_bot.recruitment.contacts import CallOutcome, Contact, Reached, Way, may_be_reached
from outreach_bot.recruitment.rules import Network
from outreach_bot.recruitment.waves import Wave

AGAIN = (CallOutcome.NO_ANSWER, CallOutcome.CALL_BACK)
"""After these, the contact comes once more, when everybody else has had their turn."""
COLUMNS = (
    "call_id", "code", "preferred_name", "phone_e164", "language", "safe_times", "voicemail_ok", "shared_phone",
    "reason", "due_at", "attempts", "outcome",
)  # fmt: skip
"""The same columns as `export calls`."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One contact of a sheet."""

    contact: Contact
    calls: tuple[Reached, ...]
    """Those of this wave, newest last."""
    barred: str
    """Why they may not be called now; empty: they may."""

    @property
    def outcome(self) -> str:
        """What came of the last call; empty: there was none."""
        return self.calls[-1].outcome if self.calls else ""

    @property
    def is_open(self) -> bool:
        """Whether somebody should call them now."""
        return not self.barred and (not self.calls or self.outcome in AGAIN)


def lines(
    wave: Wave, contacts: Iterable[Contact], networks: Mapping[str, Network], now: dt.datetime
) -> tuple[Line, ...]:
    """Make the sheet of a wave: who was never called first, then who is to be called again."""
    made = [_line(wave, contact, networks, now) for contact in contacts if contact.id in wave.to]
    return tuple(sorted(made, key=lambda line: (len(line.calls), line.contact.id)))


def following(sheet: Iterable[Line]) -> Line | None:
    """Say who is to be called next; None: nobody is left."""
    return next((line for line in sheet if line.is_open), None)


def rows(wave: Wave, sheet: Iterable[Line], *, language: str) -> list[dict[str, str]]:
    """Write the sheet as a table. language: of contacts that have none of their own."""
    return [
        {
            "call_id": f"{wave.id}/{line.contact.id}",
            "code": line.contact.code,
            "preferred_name": line.contact.name,
            "phone_e164": line.contact.phone,
            "language": line.contact.language or language,
            "safe_times": "",
            "voicemail_ok": "",
            "shared_phone": "",
            "reason": "outreach",
            "due_at": wave.at.isoformat() if wave.at else "",
            "attempts": str(len(line.calls)),
            "outcome": line.outcome,
        }
        for line in sheet
        if not line.barred
    ]


def _line(wave: Wave, contact: Contact, networks: Mapping[str, Network], now: dt.datetime) -> Line:
    calls = tuple(each for each in contact.reached if each.wave == wave.id)
    network = networks.get(contact.network)
    barrier = may_be_reached(contact, network, Way.PHONE, now) if network else None
    return Line(contact=contact, calls=calls, barred=barrier.value if barrier else "")
