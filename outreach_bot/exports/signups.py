"""Who signed up, one row a person, ids and codes only. The columns are a contract (DESIGN section 3)."""

import datetime as dt
from collections.abc import Iterable, Mapping

from outreach_bot.dialogue.state import Person
from outreach_bot.exports.spreadsheets import joined
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.sessions import Session

COLUMNS = (
    "person", "source", "channel", "role", "outcome", "hospitals", "session", "seat", "booked_at", "needs", "consents",
)  # fmt: skip
IDENTIFIED_COLUMNS = (*COLUMNS, "address", "number")
"""With --identified: where the person can be reached. Taking these away is audited."""


def signup_row(person: Person, sessions: Mapping[str, Session]) -> dict[str, str]:
    """Write one person as a row of `COLUMNS`; of several meetings the one that was decided last.

    source is the code that brought them, channel the door it came through (`fl`, `em`, …).
    seat is `booked`, `attended`, `absent`, `held` (offered from the list), `waiting`, or empty.
    Times are UTC, ISO 8601. Lists are joined with `;`.
    """
    session, seat, booked_at = newest_place(person.id, sessions.values())
    return {
        "person": person.id,
        "source": person.source,
        "channel": person.source_channel,
        "role": person.role.value if person.role else "",
        "outcome": person.outcome.value if person.outcome else "",
        "hospitals": joined(person.hospitals),
        "session": session,
        "seat": seat,
        "booked_at": booked_at,
        "needs": joined(person.needs),
        "consents": joined(
            given.id for given in person.consents if given.agreed and given.withdrawn_at is None
        ),
    }


def identified_row(person: Person, sessions: Mapping[str, Session], call: Call | None) -> dict[str, str]:
    """Write one person as a row of `IDENTIFIED_COLUMNS`."""
    return {
        **signup_row(person, sessions),
        "address": joined(f"{address.channel.value}:{address.chat}" for address in person.addresses),
        "number": (call.number if call else "") or person.phone,
    }


def instant(at: dt.datetime) -> str:
    """Write a moment in UTC, to the second: `2027-03-01T15:00:00Z`."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def newest_place(person: str, sessions: Iterable[Session]) -> tuple[str, str, str]:
    """Find the session, kind of place and time of booking; a seat counts over a hold, a hold over the list."""
    known = list(sessions)
    seats = [(session.seats[person], session) for session in known if person in session.seats]
    if seats:
        seat, session = max(seats, key=lambda found: (found[0].booked_at, found[1].id))
        state = "booked" if seat.attended is None else "attended" if seat.attended else "absent"
        return session.id, state, instant(seat.booked_at)
    for places, state in ((_held, "held"), (_waiting, "waiting")):
        found = [(since, session.id) for session in known if (since := places(person, session))]
        if found:
            return max(found)[1], state, ""
    return "", "", ""


def _held(person: str, session: Session) -> dt.datetime | None:
    return session.holds[person].waiter.since if person in session.holds else None


def _waiting(person: str, session: Session) -> dt.datetime | None:
    return session.waiting[person].since if person in session.waiting else None
