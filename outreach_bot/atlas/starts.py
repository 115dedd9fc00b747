"""Where walks begin: every door, every command, everything that comes unasked, and worlds that differ a little.

Nothing here is anybody's: what is sampled comes from `samples`.
"""

import datetime as dt
from collections.abc import Callable, Iterator

import msgspec
from msgspec.structs import replace

from outreach_bot.atlas import samples
from outreach_bot.atlas.traveller import ME, World
from outreach_bot.dialogue.commands import Command
from outreach_bot.dialogue.commands import read as read_command
from outreach_bot.dialogue.draft import HELP, PERSON
from outreach_bot.dialogue.inputs import (
    Address,
    Body,
    CameBack,
    ChampionHeld,
    Channel,
    Failed,
    OfferLapsed,
    Opened,
    Returned,
    Said,
    SeatOffered,
    SentMedia,
    SessionCancelled,
    SessionMoved,
    SharedContact,
    Tapped,
    TimerFired,
    TimerName,
    WasAway,
)
from outreach_bot.dialogue.safety import read as read_crisis
from outreach_bot.recruitment.codes import payload
from outreach_bot.recruitment.rules import Role, Rules, Tier
from outreach_bot.recruitment.sessions import Hold, Session, Waiter

SIGNS = frozenset("()|?*#…")
"""What makes a pattern of safety.yaml more than the words themselves."""
NUMBER = "+12025550123"
"""Numbers 555-01XX are kept for stories."""

Find = Callable[[str], World | None]
"""A world in which somebody is at a place; None: nobody came there."""


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """A world, and the inputs that walks begin with, each in that world."""

    world: World
    begins: tuple[Body, ...]
    entry: str = ""
    """How people come to where it begins without a tap: `first`, `unasked`, `everywhere`, `typed STOP`."""
    at: str = ""
    """The place they are at before it; an input that only shows that place again is no way to it."""
    depth: int = 0
    """How many taps it goes on for; 0: to the end."""
    tag: str = ""
    """Names a world that differs from the others: there, all is walked through again."""


def arrivals(rules: Rules, languages: tuple[str, ...]) -> Iterator[Start]:
    """Somebody new: by a champion's link, without one, and invited to be a champion."""
    world = samples.world(rules, languages)
    by_link = Opened(payload=payload(samples.SHARED, channel="pf"))
    invited = Opened(payload=payload(samples.ONCE, joins=True))
    yield Start(world=world, begins=(by_link,), entry="first")
    yield Start(world=world, begins=(Opened(),), entry="first")
    yield Start(world=replace(world, inline=True), begins=(invited,), entry="invited")


def later(find: Find, languages: tuple[str, ...]) -> Iterator[Start]:
    """Everything that begins where an earlier walk has come to."""
    for place in ("welcome/welcome", "question/l_age", "home/home", "champion/mylink"):
        world = find(place)
        if world is not None:
            yield Start(
                world=world, begins=(Tapped(data=PERSON.data), Tapped(data=HELP.data)), entry="everywhere"
            )
            yield from typed(world, place)
    world = find("talk_number/talk_number")
    if world is not None:
        yield Start(world=world, begins=(SharedContact(number=NUMBER, own=False), Said(text="1")))
    stopped = find("stopped/stopped")
    if stopped is not None:
        yield Start(world=stopped, begins=(Returned(),))
    yield from _elsewhere(find, languages)
    yield from _in_want(find)
    home, rests = find("home/home"), find("resting/resting-place")
    if home is not None:
        yield from unasked(home)
    if rests is not None:
        month = replace(rests, now=rests.now + dt.timedelta(days=31))
        yield _comes(month, TimerFired(name=TimerName.CHECK_IN, was_due=rests.now))


# -- what is typed -------------------------------------------------------------------------------------


def typed(world: World, at: str) -> Iterator[Start]:
    """Every command, and what is typed, sent or shared without being one."""
    safety = world.rules.safety
    for command in Command:
        said = next((text for text in _texts(command) if read_command(text, safety) is command), None)
        if said is not None:
            yield Start(world=world, begins=(Said(text=said),), entry=f"typed {command.value.upper()}", at=at)
    for tier in Tier:
        said = next((text for text in safety.tiers[tier] if not SIGNS & set(text)), None)
        if said is not None and read_crisis(said, safety) is not None:
            yield Start(world=world, begins=(Said(text=said),), entry="everywhere")
    number = SharedContact(number=NUMBER, own=True)
    yield Start(world=world, begins=(Said(text="?"), SentMedia(), number, Said(text=samples.SHARED)))


def _texts(command: Command) -> tuple[str, ...]:
    return (f"/{command.value}", command.value)


# -- worlds that differ --------------------------------------------------------------------------------


def _elsewhere(find: Find, languages: tuple[str, ...]) -> Iterator[Start]:
    """The same in a browser, and where there is a choice of languages."""
    for place in ("welcome/welcome", "meeting/booking_detail", "champion/mylink"):
        world = find(place)
        if world is not None:
            there = replace(world, channel=Channel.WEB, fresh=samples.WAY_BACK)
            yield _again(there, "web", depth=1)
    for place, body in (("flyer/flyer-pick", Returned()), ("home/home", Said(text="/language"))):
        world = find(place)
        if world is not None:
            several = replace(world, languages=languages if languages[1:] else (*languages, *languages))
            entry = "typed LANGUAGE" if isinstance(body, Said) else ""
            yield Start(world=several, begins=(body,), depth=2, tag="languages", entry=entry)


def _in_want(find: Find) -> Iterator[Start]:
    """Everything full, nothing on offer, somebody who helped often, and champions whose link rests or ended."""
    asked, listed = find("question/l_ready"), find("meetings/booking_offer")
    home, champion = find("home/home"), find("champion/mylink")
    if asked is not None:
        yield _again(replace(asked, sessions={}), "empty", depth=1)
        yield _again(samples.overused(asked), "overused", depth=1)
    if listed is not None:
        yield _again(samples.full(listed), "full", depth=9)
    if home is not None:
        yield _again(samples.doubled(home), "two", depth=3)
        yield _again(samples.alone(home), "alone", depth=3)
        yield _again(samples.grouped(home), "group", depth=3)
    if champion is not None:
        yield Start(world=champion, begins=(ChampionHeld(held=True, by=""),))
        yield _again(samples.held(champion), "held", depth=1)
        yield _again(samples.ended(champion), "ended", depth=1)
        yield _again(samples.unapproved(champion), "unapproved", depth=1)


def _again(world: World, tag: str, *, depth: int) -> Start:
    return Start(world=world, begins=(Returned(),), tag=tag, depth=depth)


# -- what comes unasked --------------------------------------------------------------------------------


def unasked(world: World) -> Iterator[Start]:
    """Everything that time or others may do to somebody who holds a seat and may be written to."""
    booked = next(session for session in world.sessions.values() if ME in session.seats)
    meant, due = booked.id, world.now
    soon = replace(world, now=booked.starts - dt.timedelta(hours=20))
    over = replace(world, now=booked.ends + dt.timedelta(hours=20))
    yield _comes(soon, TimerFired(name=TimerName.REMIND_DAY, about=meant, was_due=due))
    yield _comes(over, TimerFired(name=TimerName.ASK_AFTER, about=meant, was_due=due))
    yield _comes(world, SessionMoved(session=meant))
    yield _comes(world, SessionMoved(session=meant, only_where=True))
    yield _comes(world, SessionCancelled(session=meant))
    back = CameBack(address=Address(channel=Channel.WEB, chat="2"))
    yield Start(world=world, begins=(WasAway(), Failed(), back, Tapped(data="old")))
    yield from _on_the_list(world, booked)


def _on_the_list(world: World, booked: Session) -> Iterator[Start]:
    """The same for somebody who waits, or is held a seat, where they hold one of the same kind."""
    other = next(each for each in world.sessions.values() if each.kind == booked.kind and each is not booked)
    waiter = Waiter(role=Role.LIVED, since=world.now)
    until = world.now + dt.timedelta(hours=24)
    waits = samples.put(world, replace(other, waiting={ME: waiter}))
    held = samples.put(world, replace(other, holds={ME: Hold(waiter=waiter, until=until)}))
    yield _comes(held, SeatOffered(session=other.id, until=until))
    yield _comes(waits, OfferLapsed(session=other.id))
    yield _comes(waits, SessionMoved(session=other.id))
    yield _comes(waits, SessionCancelled(session=other.id))


def _comes(world: World, *begins: Body) -> Start:
    return Start(world=world, begins=begins, entry="unasked")
