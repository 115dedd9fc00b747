"""Which part of the conversation a place belongs to: told by the module of the dialogue that draws it."""

from collections.abc import Mapping

from outreach_bot.atlas.walk import Atlas, Place
from outreach_bot.dialogue import (
    asking,
    booking,
    champions,
    helping,
    joining,
    keeping,
    pressing,
    rights,
    sharing,
    talking,
    threads,
)
from outreach_bot.dialogue import screening as questions
from outreach_bot.dialogue.draft import Show
from outreach_bot.recruitment.rules import Role, Rules

PARTS = (
    "welcome", *Role, "outcome", "meetings", "booked", "place", "notes", "talk", "help", "rights", "champions",
    "sharing", "other",
)  # fmt: skip
"""Parts of the conversation, as a participant comes to them."""
_TABLES: tuple[tuple[str, Mapping[str, Show]], ...] = (
    ("welcome", joining.SCREENS),
    ("outcome", questions.SCREENS),
    ("meetings", booking.SCREENS),
    ("booked", {**asking.SCREENS, "told_by": pressing.SCREENS["told_by"]}),
    ("place", keeping.SCREENS),
    ("talk", {**talking.SCREENS, **threads.SCREENS}),
    ("help", {**helping.SCREENS, **pressing.SCREENS}),
    ("rights", rights.SCREENS),
    ("champions", {name: show for name, show in champions.SCREENS.items() if name.startswith("champion_")}),
    ("sharing", {**champions.SCREENS, **sharing.SCREENS}),
)
"""The first table that has a screen names its part."""
_OF_SHARING = ("champion_break", "champion_leave")
_OUTCOME = "outcome"
"""Begins the ids of messages that end the questions."""


def parts_of(atlas: Atlas, rules: Rules) -> dict[str, list[Place]]:
    """Every place under its part, in the order of `PARTS`; parts without any left out."""
    found: dict[str, list[Place]] = {part: [] for part in PARTS}
    for place in atlas.places.values():
        found[part_of(place, atlas, rules)].append(place)
    return {part: places for part, places in found.items() if places}


def part_of(place: Place, atlas: Atlas, rules: Rules) -> str:
    """Name the part of a place; a message that is no screen belongs to where it comes from."""
    if place.screen == "question":
        return _role_of(place, rules)
    if place.screen != "said":
        return _part_of_screen(place.screen)
    if place.key.startswith(f"said/{_OUTCOME}"):
        return "outcome"
    if "unasked" in place.entries:
        return "notes"
    comes_from = next((key for key in atlas.into(place.key) if not key.startswith("said/")), "")
    if comes_from:
        return part_of(atlas.places[comes_from], atlas, rules)
    if atlas.into(place.key):
        return "notes"
    return "rights" if place.entries else "other"


def _role_of(place: Place, rules: Rules) -> str:
    asked = place.key.partition("/")[2]
    return next(
        role for role in Role if asked in {each.id for each in rules.screening.for_role(role).questions}
    )


def _part_of_screen(screen: str) -> str:
    if screen in _OF_SHARING:
        return "sharing"
    return next((part for part, table in _TABLES if screen in table), "other")
