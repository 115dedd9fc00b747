"""Invented meetings and codes to walk with: the rules' own kinds, the campaign's own hospitals, nobody's names."""

import datetime as dt

from msgspec.structs import replace

from outreach_bot.atlas.traveller import ME, World
from outreach_bot.dialogue.asking import CONTACT, FUTURE
from outreach_bot.dialogue.state import Consent
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind, Role, Rules, SessionKind
from outreach_bot.recruitment.sessions import Mode, Poll, Seat, Session, SessionStatus, Waiter

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
    """No room in any meeting that they have no seat in."""
    seat = Seat(role=Role.LIVED, booked_at=NOW)
    return put(
        there,
        *(
            replace(session, seats={f"{SOMEBODY}{number}": seat for number in range(session.capacity)})
            for session in there.sessions.values()
            if ME not in session.seats
        ),
    )


def only_mine(there: World) -> World:
    """No meetings but those they have a seat in, or wait for."""
    mine = {key: each for key, each in there.sessions.items() if ME in each.seats or ME in each.waiting}
    return replace(there, sessions=mine)


def seatless(there: World) -> World:
    """Somebody who holds no seat any more."""
    return put(there, *(replace(each, seats={}) for each in mine_of(there)))


def waiting(there: World) -> World:
    """Somebody who waits for two meetings."""
    waiter = Waiter(role=Role.LIVED, since=NOW)
    others = [each for each in there.sessions.values() if ME not in each.seats]
    return put(there, *(replace(each, waiting={ME: waiter}) for each in others[1:3]))


def one_list(there: World) -> World:
    """Somebody who waits for one meeting."""
    waits = [each for each in there.sessions.values() if ME in each.waiting]
    return put(there, *(replace(each, waiting={}) for each in waits[1:]))


def waits_for_an_answer(there: World) -> World:
    """Somebody who asked to be answered in the chat."""
    return replace(there, call=Call(person=ME, asked_at=NOW, reason="asked", way="here"))


def doubled(there: World) -> World:
    """Somebody with a second seat."""
    seat = Seat(role=Role.LIVED, booked_at=NOW)
    other = next(each for each in there.sessions.values() if ME not in each.seats)
    return put(there, replace(other, seats={ME: seat}))


def grouped(there: World) -> World:
    """Somebody whose seat is in a group."""
    role = there.me.role if there.me else None
    kinds = {kind.key for kind in there.rules.sessions.kinds if kind.capacity > 1 and role in kind.roles}
    group = next((each for each in there.sessions.values() if each.kind in kinds), None)
    mine = mine_of(there)
    if group is None or not mine:
        return there
    return put(seatless(there), replace(group, seats=mine[0].seats))


def polled(there: World) -> World:
    """Somebody who is asked which times suit them."""
    session = mine_of(there)[0]
    times = tuple(session.starts + dt.timedelta(days=day) for day in (1, 2, 3))
    return put(there, replace(session, poll=Poll(times=times, opened_at=NOW)))


def mine_of(there: World) -> list[Session]:
    """The meetings they hold a seat in."""
    return [each for each in there.sessions.values() if ME in each.seats]


def called_off(there: World) -> World:
    """The meeting they look at cannot be booked any more, though they still see it."""
    session = there.sessions.get(there.me.about) if there.me else None
    return put(there, replace(session, status=SessionStatus.CANCELLED)) if session else there


def looking_as(there: World, role: Role) -> World:
    """Somebody of `role` who looks at a meeting for that role alone."""
    kinds = {kind.key for kind in there.rules.sessions.kinds if kind.roles == (role.value,)}
    session = next((each for each in there.sessions.values() if each.kind in kinds), None)
    if session is None or there.me is None:
        return there
    return replace(there, me=replace(there.me, role=role, about=session.id))


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


def knowing(there: World, consents: tuple[str, ...]) -> World:
    """Somebody who has answered these optional questions, and no others."""
    me = there.me
    if me is None:
        return there
    kept = tuple(given for given in me.consents if given.id not in (CONTACT, FUTURE))
    given = tuple(
        Consent(id=name, agreed=True, at=NOW, channel="", words="")
        for name in consents
        if name in (CONTACT, FUTURE)
    )
    needs = ("none",) if "needs" in consents else ()
    film = "no" if "film" in consents else ""
    asked = "told_by" in consents
    known = replace(me, consents=(*kept, *given), needs=needs, film=film, asked_how=asked)
    return replace(there, me=known)


def champion_too(there: World, champion: World) -> World:
    """Somebody who takes part, and passes the word on."""
    if there.me is None or champion.me is None:
        return there
    return replace(there, me=replace(there.me, champion=champion.me.champion), codes=champion.codes)


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
