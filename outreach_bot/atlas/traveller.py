"""Somebody who walks through the conversation without a store: what a turn decides is simply so.

Only the pure dialogue is asked; nothing is sent, kept or told to anyone.
"""

import datetime as dt
from collections.abc import Iterable

import msgspec

from outreach_bot.dialogue.desk_effects import PutThread
from outreach_bot.dialogue.draft import HELP, PERSON, Draft, Rows, Screen
from outreach_bot.dialogue.effects import (
    DropCall,
    EndCode,
    Forget,
    Phrase,
    Priority,
    PutCall,
    PutCode,
    Say,
    Turn,
)
from outreach_bot.dialogue.engine import SCREENS, step
from outreach_bot.dialogue.inputs import Address, Body, Channel, Input, To
from outreach_bot.dialogue.seat_changes import SeatChange, applied
from outreach_bot.dialogue.state import Kept, KeptCode, Person, View
from outreach_bot.dialogue.words import Paragraph, Words
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import Rules
from outreach_bot.recruitment.sessions import Session
from outreach_bot.recruitment.threads import Thread

ME = "traveller"
ASKS = ("question", "consent")
"""Screens that are another place for each thing they are about; others for each thing they say first."""
STEP = "step"
"""Above every question; no name for one."""


class World(msgspec.Struct, frozen=True, kw_only=True):
    """Everything one traveller meets."""

    rules: Rules
    now: dt.datetime
    me: Person | None = None
    sessions: dict[str, Session] = {}
    codes: dict[str, Code] = {}
    call: Call | None = None
    thread: Thread | None = None
    languages: tuple[str, ...] = ("en",)
    channel: Channel = Channel.TELEGRAM
    fresh: str = ""
    """The code that is handed out where one is."""
    link: str = ""
    inline: bool = False

    def view(self) -> View:
        """What a turn sees of it."""
        return View(
            me=self.me,
            new_id=ME,
            revision=1,
            rules=self.rules,
            sessions={key: Kept(session=session, revision=1) for key, session in self.sessions.items()},
            codes={key: KeptCode(code=code, revision=1) for key, code in self.codes.items()},
            fresh=(self.fresh,) if self.fresh else (),
            call=self.call,
            thread=self.thread,
            languages=self.languages,
            link=self.link,
            inline=self.inline,
        )

    def received(self, body: Body) -> Input:
        """Something the traveller did, or that happened to them."""
        address = Address(channel=self.channel, chat="1")
        return Input(key="atlas", to=To.PERSON, id=ME, body=body, address=address, language=self.languages[0])

    def after(self, turn: Turn) -> "World":
        """The world once `turn` is so. Who else is told does not show here."""
        gone = any(isinstance(change, Forget) for change in turn.changes)
        world = msgspec.structs.replace(self, me=None if gone else turn.me or self.me)
        for change in turn.changes:
            world = world.with_change(change)
        return world

    def with_change(self, change: object) -> "World":
        """The world after one change; those that no view shows change nothing."""
        replace = msgspec.structs.replace
        match change:
            case PutCall(call=call):
                return replace(self, call=call)
            case DropCall():
                return replace(self, call=None)
            case Forget():
                return replace(self, call=None, thread=None)
            case PutThread(thread=thread):
                return replace(self, thread=thread)
            case PutCode(code=code):
                return replace(self, codes={**self.codes, code.id: code})
            case EndCode(code=code) if code in self.codes:
                return replace(self, codes={**self.codes, code: replace(self.codes[code], void=True)})
            case _ if isinstance(change, SeatChange):
                return self._seated(change)
            case _:
                return self

    def _seated(self, change: SeatChange) -> "World":
        session = self.sessions[change.session]
        changed = applied(change, session, self.rules.sessions.kind(session.kind))
        return msgspec.structs.replace(self, sessions={**self.sessions, session.id: changed})


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """Where the traveller is after a turn."""

    place: str
    """`screen/what it asks or says first`, or `said/id of the words` for a message that is no screen."""
    own: Words
    """The first words of the place itself, without what was said before them."""
    says: tuple[Say, ...]
    """Everything that was said; the last with buttons is where they stand."""

    @property
    def shown(self) -> Say:
        """The message with the buttons."""
        return next((say for say in reversed(self.says) if say.buttons), self.says[-1])


def go(world: World, body: Body) -> tuple[World, Stop | None]:
    """Let `body` happen: the world after it, and where the traveller is; None where nothing was said."""
    received = world.received(body)
    turn = step(world.view(), received, now=world.now)
    after = world.after(turn)
    return after, stop_of(after.view(), turn, received, now=world.now)


def stop_of(after: View, turn: Turn, received: Input, *, now: dt.datetime) -> Stop | None:
    """Where a turn left the traveller; `after` is what they see once it is so."""
    says = tuple(say for say in turn.says if say.to is None)
    if not says:
        return None
    shown = next((say for say in reversed(says) if say.buttons), says[-1])
    screen = screen_of(after, received, now=now)
    if screen is not None and after.me is not None and _is_shown(screen, shown):
        return Stop(place=place_of(after.me, screen), own=_own(screen.words), says=says)
    return Stop(place=f"said/{first_id(shown.words)}", own=_own(shown.words), says=says)


def _own(words: Iterable[Paragraph]) -> Words:
    said = lines(words)
    return next((line for line in said if not (isinstance(line, Phrase) and line.id == STEP)), said[0])


def screen_of(view: View, received: Input, *, now: dt.datetime) -> Screen | None:
    """The screen somebody we know is on."""
    if view.me is None or (view.me.screen == "new" and view.me.stopped_at is None):
        return None
    return Draft(view, received, now, SCREENS).screen()


def _is_shown(screen: Screen, say: Say) -> bool:
    """Whether `say` is that screen, perhaps in other words: what its buttons do tells."""
    return say.priority is not Priority.REMINDER and _verbs(say.buttons) == _verbs(screen.buttons)


def _verbs(rows: Rows) -> set[str]:
    return {button.data.partition(":")[0] for row in rows for button in row} - {HELP.data, PERSON.data}


def place_of(me: Person, screen: Screen) -> str:
    """Name the place where a person on `screen` is."""
    name = "stopped" if me.stopped_at is not None and not me.before else me.screen
    name = name if name in SCREENS else "home"
    said = first_id(screen.words).partition(".")[0]
    return f"{name}/{me.about if name in ASKS else said}"


def ids(words: Iterable[Paragraph]) -> list[str]:
    """The ids of what is said, paragraph by paragraph, line by line."""
    return [line.id for line in lines(words) if isinstance(line, Phrase)]


def lines(words: Iterable[Paragraph]) -> list[Words]:
    """Every line of what is said."""
    return [line for each in words for line in (each if isinstance(each, tuple) else (each,))]


def first_id(words: Iterable[Paragraph]) -> str:
    """The id of the first words; empty where there are none."""
    return next(iter(ids(words)), "")
