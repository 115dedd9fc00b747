"""Walk through the whole conversation: every screen, and where every tap on it really leads.

The real dialogue decides each step, so a picture of the walk cannot drift from it. States that look the same to
the person are walked on from once.
"""

import re
from collections import deque
from collections.abc import Iterator

import msgspec

from outreach_bot.atlas import starts
from outreach_bot.atlas.others import happenings
from outreach_bot.atlas.traveller import Stop, World, first_id, go, ids
from outreach_bot.atlas.variations import variations
from outreach_bot.dialogue.draft import HELP, PERSON
from outreach_bot.dialogue.effects import Button, Mark, Say
from outreach_bot.dialogue.engine import SCREENS
from outreach_bot.dialogue.inputs import Body, Returned, SharedContact, Tapped
from outreach_bot.dialogue.state import Person
from outreach_bot.dialogue.words import Words
from outreach_bot.recruitment.rules import Rules

EVERYWHERE = (HELP.data, PERSON.data)
"""Buttons that do the same wherever they are: walked on from once, and not from every screen again."""
MEETING = re.compile(r"\b(m|past)\d+(_\d+)?\b")
"""An invented meeting in a button's data: one stands for all."""
CONTACT = "consent_contact_v1"
WELCOMED = {"new|": "welcome|"}
"""Who has seen nothing yet goes back to the first screen."""
UNKNOWN = "unknown"
"""The answer to words that are no command for this person."""
SHARE_NUMBER = "share-number"
"""Stands for the key with which an app shares its owner's number. It has no data of its own."""


class Tap(msgspec.Struct, frozen=True, kw_only=True):
    """One button of one place, and where it leads."""

    data: str
    """As it comes back, any meeting written as `*`; empty for one that opens something outside the chat."""
    button: Button
    leads: tuple[str, ...] = ()
    """Places, as found; the place itself where a tap only ticks or turns a page."""
    back: bool = False
    """It leads back to wherever they were, or does so in some cases."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """One screen, or one message that is no screen of its own."""

    key: str
    own: Words
    """Its own first words: its name."""
    says: tuple[Say, ...]
    """Everything said on the first arrival."""
    taps: tuple[Tap, ...] = ()
    entries: tuple[str, ...] = ()
    """What brings people here without a tap, as `starts.Start.entry` names it."""

    @property
    def screen(self) -> str:
        """Its name in SCREENS, or `said`."""
        return self.key.partition("/")[0]

    @property
    def shown(self) -> Say:
        """The message with the buttons."""
        return Stop(place=self.key, own=self.own, says=self.says).shown


class Atlas(msgspec.Struct, frozen=True, kw_only=True):
    """The whole conversation."""

    places: dict[str, Place]
    """In the order in which a walk comes to them."""
    shown: dict[str, tuple[str, Say]]
    """Every id of words that was said: the place and the message in which it was said first."""

    def into(self, key: str) -> list[str]:
        """Every other place with a tap that leads to this one."""
        return [
            place.key
            for place in self.places.values()
            if place.key != key and any(key in tap.leads for tap in place.taps)
        ]


class _Found(msgspec.Struct, kw_only=True):
    """A place while more is learned about it."""

    own: Words
    says: tuple[Say, ...]
    taps: dict[str, Tap]
    entries: dict[str, None]


class Walk:
    """Collects what is found."""

    def __init__(self) -> None:
        self._found: dict[str, _Found] = {}
        self._shown: dict[str, tuple[str, Say]] = {}
        self._seen: set[object] = set()
        self._reached: dict[str, World] = {}

    def atlas(self) -> Atlas:
        """Everything found so far."""
        places = {
            key: Place(
                key=key,
                own=found.own,
                says=found.says,
                taps=tuple(found.taps.values()),
                entries=tuple(found.entries),
            )
            for key, found in self._found.items()
        }
        return Atlas(places=places, shown=dict(self._shown))

    def reached(self, place: str) -> World | None:
        """A world in which somebody is at `place`; None: nobody came there."""
        return self._reached.get(place)

    def missing(self) -> list[str]:
        """Screens that nobody came to."""
        there = {place.partition("/")[0] for place in self._found}
        return [screen for screen in SCREENS if screen not in there]

    def begin(self, start: starts.Start) -> None:
        """Walk on from each of the inputs a start begins with."""
        for body in start.begins:
            world, stop = go(start.world, body)
            if stop is not None:
                self._arrive(world, stop)
                if start.entry and stop.place != start.at and first_id(stop.shown.words) != UNKNOWN:
                    self._found[stop.place].entries.setdefault(start.entry, None)
                self._on(world, stop, start)

    def _arrive(self, world: World, stop: Stop) -> None:
        self._found.setdefault(stop.place, _Found(own=stop.own, says=stop.says, taps={}, entries={}))
        known = self._reached.get(stop.place)
        if known is None or (not _may_be_written_to(known.me) and _may_be_written_to(world.me)):
            self._reached[stop.place] = world
        for say in stop.says:
            for phrase in ids(say.words):
                self._shown.setdefault(phrase, (stop.place, say))

    def _on(self, world: World, stop: Stop, start: starts.Start) -> None:
        """Tap everything there is, breadth first."""
        waiting = deque([(world, stop, 1)])
        while waiting:
            world, stop, depth = waiting.popleft()
            look = (start.tag, _look(world, stop))
            if look in self._seen:
                continue
            self._seen.add(look)
            for after, reached, is_new_way in self._taps(world, stop):
                self._arrive(after, reached)
                if is_new_way and (depth != start.depth or not self._found[reached.place].taps):
                    waiting.append((after, reached, depth + 1))

    def _taps(self, world: World, stop: Stop) -> Iterator[tuple[World, Stop, bool]]:
        for button in buttons_of(stop.shown):
            data = MEETING.sub("*", button.data)
            if not data:
                self._found[stop.place].taps.setdefault(str(button.label), Tap(data="", button=button))
                continue
            after, reached = self.press(world, stop, button)
            if reached is not None:
                self._note(stop.place, data, button, reached, back=_uncovered(world.me, after.me))
                yield after, reached, data not in EVERYWHERE

    def press(self, world: World, _stop: Stop, button: Button) -> tuple[World, Stop | None]:
        """Press one button of where the traveller is: a test listens here."""
        return go(world, pressed(button))

    def _note(self, place: str, data: str, button: Button, reached: Stop, *, back: bool) -> None:
        taps = self._found[place].taps
        known = taps.get(data) or Tap(data=data, button=msgspec.structs.replace(button, mark=Mark.NONE))
        leads = known.leads if back else tuple(dict.fromkeys((*known.leads, reached.place)))
        taps[data] = msgspec.structs.replace(known, leads=leads, back=known.back or back)


def buttons_of(say: Say) -> list[Button]:
    """All buttons of a message; the channel's own "share my number" key comes first."""
    own = [Button(label=say.ask_number, data=SHARE_NUMBER)] if say.ask_number else []
    return [*own, *(button for row in say.buttons for button in row)]


def pressed(button: Button) -> Body:
    """What happens when somebody presses `button`."""
    if button.data == SHARE_NUMBER:
        return SharedContact(number=starts.NUMBER, own=True)
    return Tapped(data=button.data, message="1")


def walk(rules: Rules, languages: tuple[str, ...], *, by: Walk | None = None) -> Atlas:
    """Walk through everything. languages: the campaign's own first. Takes about two seconds."""
    walked = by or Walk()
    for start in starts.arrivals(rules, languages):
        walked.begin(start)
    for more in (
        starts.later(walked.reached),
        happenings(walked.reached),
        variations(walked.reached, languages),
    ):
        for start in more:
            walked.begin(start)
    for screen in walked.missing():
        _put_there(walked, screen)
    return walked.atlas()


def _put_there(walked: Walk, screen: str) -> None:
    """Show a screen that no tap, word or note of these walks leads to, as somebody with a seat sees it."""
    world = walked.reached("home/home")
    if world is not None and world.me is not None:
        me = msgspec.structs.replace(world.me, screen=screen, about="", before="")
        there = msgspec.structs.replace(world, me=me)
        walked.begin(starts.Start(world=there, begins=(Returned(),), depth=1, tag=screen))


def _may_be_written_to(me: Person | None) -> bool:
    return me is not None and any(given.id == CONTACT and given.agreed for given in me.consents)


def _look(world: World, stop: Stop) -> object:
    """What tells one state from another: where they are, what is under it, what they may tap, what they answered."""
    me = world.me
    told = (me.role, me.before.partition("|")[0], tuple(me.answers.items())) if me else ()
    buttons = tuple(button.data for row in stop.shown.buttons for button in row)
    ticks = tuple(button.mark for row in stop.shown.buttons for button in row if button.data.startswith("a:"))
    return stop.place, told, buttons, ticks


def _uncovered(before: Person | None, after: Person | None) -> bool:
    """Whether an overlay was taken away, and the conversation is where it was."""
    if before is None or after is None or after.before or not before.before or after.stopped_at is not None:
        return False
    return f"{after.screen}|{after.about}" in (before.before, WELCOMED.get(before.before, ""))
