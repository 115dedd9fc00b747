"""Invented meetings and codes to walk with: the rules' own kinds, the campaign's own hospitals, nobody's names."""

import datetime as dt

from msgspec.structs import replace

from outreach_bot.atlas.traveller import ME, World
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind, Role, Rules, SessionKind
from outreach_bot.recruitment.sessions import Mode, Seat, Session, Waiter

NOW = dt.datetime(2027, 3, 1, 15, 0, tzinfo=dt.UTC)
"""A Monday in the working hours of either country; nothing depends on the year."""
SHARED, ONCE, WAY_BACK = "K7MQ2XZB", "RQTVWXY2", "BRDFGHJK"
LINK = "https://t.me/example?start="
MANY = 8
"""Meetings of one kind: more than fit on one screen."""
SOMEBODY = "somebody"


def world(rules: Rules, languages: tuple[str, ...]) -> World:
    """Meetings of every kind, with room in them, and a champion's code."""
    codes = {
        SHARED: Code(id=SHARED, kind=CodeKind.CHAMPION, made_at=NOW),
        ONCE: Code(id=ONCE, kind=CodeKind.CHAMPION, made_at=NOW, joins=True, gives=SHARED),
    }
    made = meetings(rules)
    return World(rules=rules, now=NOW, sessions=made, codes=codes, languages=languages[:1], link=LINK)


def meetings(rules: Rules) -> dict[str, Session]:
    """Meetings of every kind that can be booked: of the first for each role enough to fill two screens."""
    kinds = [kind for kind in rules.sessions.kinds if kind.counts]
    made = [_meeting(rules, kind, day) for day, kind in enumerate(kinds, start=30)]
    firsts = {kind.roles: kind for kind in reversed(kinds) if not kind.needs_before and not kind.when}
    for kind in firsts.values():
        made += [_meeting(rules, kind, day) for day in range(7, 7 + MANY)]
    return {session.id: session for session in made}


def _meeting(rules: Rules, kind: SessionKind, day: int) -> Session:
    campaign = rules.campaign
    place = rules.sessions.kinds.index(kind)
    return Session(
        id=f"m{day}_{place}",
        kind=kind.key,
        starts=NOW + dt.timedelta(days=day, hours=place % 4),
        minutes=kind.minutes,
        capacity=kind.capacity,
        mode=Mode.HYBRID,
        place=campaign.hospitals[0].name,
        dial_in=campaign.contact.phone,
        pay_text=campaign.pay_text,
        example=campaign.example,
    )


def put(there: World, *sessions: Session) -> World:
    """The world with these meetings as they are here."""
    return replace(there, sessions={**there.sessions, **{session.id: session for session in sessions}})


def full(there: World) -> World:
    """No room in any meeting."""
    seat = Seat(role=Role.LIVED, booked_at=NOW)
    return put(
        there,
        *(
            replace(session, seats={f"{SOMEBODY}{number}": seat for number in range(session.capacity)})
            for session in there.sessions.values()
        ),
    )


def alone(there: World) -> World:
    """One meeting, and somebody with a seat in it."""
    return replace(there, sessions={key: each for key, each in there.sessions.items() if ME in each.seats})


def doubled(there: World) -> World:
    """Somebody with two seats and two places on a list."""
    seat = Seat(role=Role.LIVED, booked_at=NOW)
    waiter = Waiter(role=Role.LIVED, since=NOW)
    others = [each for each in there.sessions.values() if ME not in each.seats]
    waits = [replace(each, waiting={ME: waiter}) for each in others[1:3]]
    return put(there, replace(others[0], seats={ME: seat}), *waits)


def grouped(there: World) -> World:
    """Somebody whose seat is in a group."""
    role = there.me.role if there.me else None
    kinds = {kind.key for kind in there.rules.sessions.kinds if kind.capacity > 1 and role in kind.roles}
    group = next((each for each in there.sessions.values() if each.kind in kinds), None)
    mine = [each for each in there.sessions.values() if ME in each.seats]
    if group is None or not mine:
        return there
    freed = [replace(each, seats={}) for each in mine]
    return put(there, *freed, replace(group, seats=mine[0].seats))


def overused(there: World) -> World:
    """Somebody who has helped as often as anybody may."""
    seat = Seat(role=Role.LIVED, booked_at=NOW, attended=True)
    counted = next(kind for kind in there.rules.sessions.kinds if kind.counts)
    past = [
        replace(
            _meeting(there.rules, counted, 1),
            id=f"past{number}",
            starts=NOW - dt.timedelta(days=number + 1),
            seats={ME: seat},
        )
        for number in range(there.rules.campaign.over_use.sessions)
    ]
    return put(there, *past)


def held(there: World) -> World:
    """A champion who was asked to rest."""
    champion = there.me.champion if there.me else None
    if there.me is None or champion is None:
        return there
    return replace(there, me=replace(there.me, champion=replace(champion, held_at=NOW)))


def ended(there: World) -> World:
    """Every code is void."""
    return replace(there, codes={key: replace(code, void=True) for key, code in there.codes.items()})


def unapproved(there: World) -> World:
    """Nobody has said yet that the flyers may go out."""
    flyers = there.rules.flyers.model_copy(update={"example": False, "approved_on": None})
    return replace(there, rules=there.rules.model_copy(update={"flyers": flyers}))
