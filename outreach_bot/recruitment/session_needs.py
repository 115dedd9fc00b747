"""What a session still lacks: fields before it can be booked, people before it can meet. Source: DOMAIN 1.2, 6.3."""

import datetime as dt
from enum import StrEnum

import msgspec

from outreach_bot.recruitment.rules import Role, Rules, SessionKind
from outreach_bot.recruitment.sessions import Mode, Session, SessionStatus

OPEN = (SessionStatus.PUBLISHED, SessionStatus.AT_RISK)
ONLINE = (Mode.VIDEO, Mode.HYBRID)
RISK_BEFORE = dt.timedelta(days=3)
"""So close to a session, too few people with lived experience put it at risk; earlier, others may still book."""


class Lack(StrEnum):
    """What a session lacks."""

    FIELDS = "fields"
    PEOPLE = "people"
    LIVED = "lived"
    """People with lived experience, and families."""
    TABLES = "tables"
    """Enough of them for every table."""


class Lacking(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing a session lacks: the names of fields, or how many people it has and needs."""

    what: Lack
    fields: tuple[str, ...] = ()
    has: int = 0
    needs: int = 0


def is_group(kind: SessionKind) -> bool:
    """Tell whether people meet in it who do not know each other: then everything must be in place first."""
    return kind.capacity > 1 and kind.counts


def missing_fields(session: Session, rules: Rules) -> list[str]:
    """Name the fields a group session lacks before it can be published (sessions.yaml, `required`)."""
    missing = []
    for name in rules.sessions.required:
        if name == "dial_in_if_online":
            if session.mode in ONLINE and not session.dial_in:
                missing.append("dial_in")
        elif not getattr(session, name, None):
            missing.append(name)
    return missing


def missing_way(session: Session) -> list[str]:
    """Name what a session of its mode lacks for people to get there: a place, a call by video, or one by phone.

    By phone, the place may say instead of a number that we ring: "We call you".
    """
    on_site, online = session.mode in (Mode.IN_PERSON, Mode.HYBRID), session.mode in ONLINE
    missing = ["place"] if on_site and not session.place.strip() else []
    if online and not (session.link_type.strip() or session.dial_in.strip()):
        missing.append("link_type")
    if session.mode is Mode.PHONE and not (session.dial_in.strip() or session.place.strip()):
        missing.append("dial_in")
    return missing


def keeps_from_publishing(session: Session, rules: Rules) -> list[str]:
    """Name the fields without which this session, of whichever kind, cannot be booked.

    MS Teams is a barrier: where a call is made with it there is always a number to call in on. Source: DOMAIN 6.3.
    """
    kind = rules.sessions.kind(session.kind)
    missing = missing_fields(session, rules) if is_group(kind) else []
    # who is asked for a number to call in on need not be asked for another way in at once
    way = [name for name in missing_way(session) if name != "link_type" or "dial_in" not in missing]
    missing = list(dict.fromkeys([*way, *missing]))
    if session.mode in ONLINE and "teams" in session.link_type.casefold() and not session.dial_in:
        missing = list(dict.fromkeys([*missing, "dial_in"]))
    return missing


def lived_or_family(session: Session) -> int:
    """Count the people with lived experience and families who hold a seat; companions are not among them."""
    return sum(seat.role is not Role.STAFF for seat in session.seats.values())


def tables_needed(session: Session, kind: SessionKind) -> int:
    """Count the tables its people need; 0 where there are none."""
    if not kind.table_size:
        return 0
    heads = sum(1 + seat.companions for seat in session.seats.values())
    return -(-heads // kind.table_size)


def lived_needed(session: Session, kind: SessionKind) -> int:
    """Count how many of those it needs so as to meet at all, and to have enough at each table."""
    each = kind.min_lived_or_family_per_table or 0
    return max(kind.min_lived_or_family, each * max(1, tables_needed(session, kind)))


def lacks(session: Session, rules: Rules) -> list[Lacking]:
    """List what an open session lacks, most urgent first."""
    kind = rules.sessions.kind(session.kind)
    found = []
    if fields := keeps_from_publishing(session, rules):
        found.append(Lacking(what=Lack.FIELDS, fields=tuple(fields)))
    has, needs = lived_or_family(session), lived_needed(session, kind)
    if has < needs:
        what = Lack.LIVED if has < kind.min_lived_or_family else Lack.TABLES
        found.append(Lacking(what=what, has=has, needs=needs))
    if len(session.seats) < kind.min:
        found.append(Lacking(what=Lack.PEOPLE, has=len(session.seats), needs=kind.min))
    return found


def has_too_few_lived(session: Session, kind: SessionKind, now: dt.datetime) -> bool:
    """Tell whether too few people with lived experience are left, and too late for others to book."""
    soon = now < session.starts <= now + RISK_BEFORE
    return soon and not session.holds and lived_or_family(session) < kind.min_lived_or_family
