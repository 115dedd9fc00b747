"""What time and other people do to somebody: everything that is said without a tap or a word of theirs."""

import datetime as dt
from collections.abc import Iterator

from msgspec.structs import replace

from outreach_bot.atlas import samples
from outreach_bot.atlas.starts import Find, Start
from outreach_bot.atlas.traveller import ME, World
from outreach_bot.dialogue.aside_inputs import Failed
from outreach_bot.dialogue.desk_inputs import (
    EligibilitySet,
    ListPlaceGiven,
    Replied,
    SeatCancelled,
    SeatGiven,
    SeatMovedTo,
)
from outreach_bot.dialogue.inputs import (
    Address,
    Body,
    CameBack,
    ChampionHeld,
    Channel,
    OfferLapsed,
    Said,
    SeatOffered,
    SessionCancelled,
    SessionMoved,
    Tapped,
    TimerFired,
    TimerName,
    WasAway,
)
from outreach_bot.dialogue.session_inputs import PollAsked, SessionStays, WentAhead
from outreach_bot.recruitment.desk_fitting import Reason
from outreach_bot.recruitment.rules import Outcome, Role
from outreach_bot.recruitment.sessions import Hold, Session, Waiter

TEXT = "…"
"""What somebody writes to somebody."""


def happenings(find: Find) -> Iterator[Start]:
    """Everything that happens to somebody who came so far."""
    home, rests, champion = find("home/home"), find("resting/resting-place"), find("champion/mylink")
    if home is not None:
        booked = samples.mine_of(home)[0]
        yield from _of_a_seat(home, booked)
        yield from _of_a_list(home, booked)
        yield from _from_the_desk(home, booked)
        back = CameBack(address=Address(channel=Channel.WEB, chat="2"))
        yield Start(world=home, begins=(WasAway(), Failed(), back, Tapped(data="old")))
    if rests is not None:
        month = replace(rests, now=rests.now + dt.timedelta(days=31))
        yield _comes(month, TimerFired(name=TimerName.CHECK_IN, was_due=rests.now))
    if champion is not None:
        yield Start(world=champion, begins=(ChampionHeld(held=True, by=""),))


def _of_a_seat(world: World, booked: Session) -> Iterator[Start]:
    meant, due = booked.id, world.now
    soon = replace(world, now=booked.starts - dt.timedelta(hours=20))
    over = replace(world, now=booked.ends + dt.timedelta(hours=20))
    yield _comes(soon, TimerFired(name=TimerName.REMIND_DAY, about=meant, was_due=due))
    yield _comes(over, TimerFired(name=TimerName.ASK_AFTER, about=meant, was_due=due))
    yield _comes(world, SessionMoved(session=meant))
    yield _comes(world, SessionMoved(session=meant, only_where=True))
    yield _comes(world, SessionCancelled(session=meant))
    yield _comes(samples.polled(world), PollAsked(session=meant))
    yield _comes(world, SessionStays(session=meant), WentAhead(session=meant))


def _of_a_list(world: World, booked: Session) -> Iterator[Start]:
    """The same for somebody who waits, or is held a seat, where they hold one of the same kind."""
    other = _another(world, booked)
    waiter = Waiter(role=Role.LIVED, since=world.now)
    until = world.now + dt.timedelta(hours=24)
    waits = samples.put(world, replace(other, waiting={ME: waiter}))
    held = samples.put(world, replace(other, holds={ME: Hold(waiter=waiter, until=until)}))
    yield _comes(held, SeatOffered(session=other.id, until=until))
    yield _comes(waits, OfferLapsed(session=other.id))
    yield _comes(waits, SessionMoved(session=other.id))
    yield _comes(waits, SessionCancelled(session=other.id))
    yield _comes(waits, SeatCancelled(session=other.id))


def _from_the_desk(world: World, booked: Session) -> Iterator[Start]:
    """What a coordinator does for somebody."""
    other = _another(world, booked)
    without = samples.seatless(world)
    yield _comes(world, SeatMovedTo(session=booked.id, to=other.id))
    yield _comes(world, SeatCancelled(session=booked.id))
    yield _comes(without, SeatGiven(session=other.id))
    yield _comes(samples.full(without), ListPlaceGiven(session=other.id))
    yield _comes(without, EligibilitySet(outcome=Outcome.FITS, reason=next(iter(Reason))))
    yield _comes(world, Replied(text=TEXT))
    waits = samples.waits_for_an_answer(world)
    yield Start(world=waits, begins=(Said(text=TEXT),), tag="talk")


def _another(world: World, booked: Session) -> Session:
    return next(each for each in world.sessions.values() if each.kind == booked.kind and each is not booked)


def _comes(world: World, *begins: Body) -> Start:
    return Start(world=world, begins=begins, entry="unasked")
