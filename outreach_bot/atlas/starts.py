"""Where walks begin: every door, every command, everything that comes unasked, and worlds that differ a little.

Nothing here is anybody's: what is sampled comes from `samples`.
"""

from collections.abc import Callable, Iterator

import msgspec
from msgspec.structs import replace

from outreach_bot.atlas import samples
from outreach_bot.atlas.traveller import World
from outreach_bot.dialogue.commands import Command
from outreach_bot.dialogue.commands import read as read_command
from outreach_bot.dialogue.draft import HELP, PERSON
from outreach_bot.dialogue.inputs import (
    Body,
    Opened,
    Returned,
    Said,
    SentMedia,
    SharedContact,
    Tapped,
)
from outreach_bot.dialogue.safety import read as read_crisis
from outreach_bot.recruitment.codes import payload
from outreach_bot.recruitment.rules import Rules, Tier

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


def later(find: Find) -> Iterator[Start]:
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
