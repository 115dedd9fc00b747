"""Who sits at which table at the meeting of everyone: about eight, at least two with lived experience or family each.

The same seats always give the same tables, so that a list can be printed twice. Source: DOMAIN 1.2.
"""

from collections import Counter

import msgspec

from outreach_bot.recruitment import session_needs
from outreach_bot.recruitment.rules import Role, SessionKind
from outreach_bot.recruitment.sessions import PersonId, Seat, Session


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One table, with the people who hold the seats; those they bring sit beside them."""

    number: int
    people: tuple[PersonId, ...]
    heads: int
    lived: int
    """How many have lived experience or are family."""


class _Laid:
    """A table while people are being seated."""

    def __init__(self) -> None:
        self.people: list[PersonId] = []
        self.heads = 0
        self.lived = 0
        self.hospitals: Counter[str] = Counter()

    def seat(self, person: PersonId, seat: Seat) -> None:
        self.people.append(person)
        self.heads += 1 + seat.companions
        self.lived += seat.role is not Role.STAFF
        self.hospitals.update(seat.hospitals)


def tables(session: Session, kind: SessionKind) -> list[Table]:
    """Seat everybody; empty where this kind of session has no tables, or nobody is booked."""
    needed = session_needs.tables_needed(session, kind)
    if not needed:
        return []
    each = kind.min_lived_or_family_per_table or 1
    enough = max(1, session_needs.lived_or_family(session) // each)
    laid = [_Laid() for _ in range(min(needed, enough))]
    for person, seat in sorted(session.seats.items(), key=_most_scattered_first):
        _best(laid, seat).seat(person, seat)
    return [
        Table(number=number, people=tuple(table.people), heads=table.heads, lived=table.lived)
        for number, table in enumerate(laid, 1)
    ]


def _most_scattered_first(item: tuple[PersonId, Seat]) -> tuple[bool, int, str, str]:
    person, seat = item
    return seat.role is Role.STAFF, -seat.companions, seat.role.value, person


def _best(laid: list[_Laid], seat: Seat) -> _Laid:
    """Choose the table with fewest of their like, then fewest people, then fewest from their hospitals."""
    staff = seat.role is Role.STAFF
    return min(
        laid,
        key=lambda table: (
            0 if staff else table.lived,
            table.heads,
            sum(table.hospitals[name] for name in seat.hospitals),
        ),
    )
