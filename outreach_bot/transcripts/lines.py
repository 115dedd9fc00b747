"""What a transcript is made of once it is read: frozen values, one kind a verb."""

import datetime as dt
from zoneinfo import ZoneInfo

import msgspec

from outreach_bot.dialogue.inputs import Body, Channel
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind, Role


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """Which lines of the file, counted from 1."""

    first: int
    last: int


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all lines: where in the file it stands."""

    at: Span


class Act(Placed, frozen=True, kw_only=True):
    """Base of lines that make something happen. What the speaker heard before is done with."""


class Check(Placed, frozen=True, kw_only=True):
    """Base of lines that must hold after the act before them."""


# -- acts -------------------------------------------------------------------------------------------


class As(Act, frozen=True, kw_only=True):
    """Who speaks from here on."""

    who: str


class Typed(Act, frozen=True, kw_only=True):
    """The speaker types a message; `/start …` opens a link."""

    text: str


class TapLabel(Act, frozen=True, kw_only=True):
    """The speaker taps the button with this label."""

    label: str


class TapPlace(Act, frozen=True, kw_only=True):
    """The speaker taps the button at this place of the newest keyboard, counted from 1."""

    place: int


class Book(Act, frozen=True, kw_only=True):
    """The speaker taps their way to this session."""

    session: str


class Wait(Act, frozen=True, kw_only=True):
    """Time passes: by a span, or until an instant (aware)."""

    span: dt.timedelta = dt.timedelta()
    until: dt.datetime | None = None


class Kill(Act, frozen=True, kw_only=True):
    """The process dies and starts again."""


class Down(Act, frozen=True, kw_only=True):
    """The process dies, stays away for so long, and starts again."""

    span: dt.timedelta


class Edit(Act, frozen=True, kw_only=True):
    """The speaker changes an earlier message."""

    text: str


class Media(Act, frozen=True, kw_only=True):
    """The speaker sends a photo, a file or a voice note."""

    caption: str


class Contact(Act, frozen=True, kw_only=True):
    """The speaker shares a contact card, their own or somebody else's."""

    own: bool
    number: str


class Block(Act, frozen=True, kw_only=True):
    """The speaker blocks the bot."""


class Unblock(Act, frozen=True, kw_only=True):
    """The speaker lets the bot in again."""


class Away(Act, frozen=True, kw_only=True):
    """The bot comes back after a gap."""


class Redeliver(Act, frozen=True, kw_only=True):
    """The speaker's last input arrives once more."""


class OnChannel(Act, frozen=True, kw_only=True):
    """The speaker goes on through another channel."""

    channel: Channel


class Move(Act, frozen=True, kw_only=True):
    """A coordinator moves a session (aware time)."""

    session: str
    starts: dt.datetime


class CallOff(Act, frozen=True, kw_only=True):
    """A coordinator cancels a session."""

    session: str


class Desk(Act, frozen=True, kw_only=True):
    """A coordinator does something to a session at their desk; each verb is its own deed."""

    deed: str
    session: str
    words: tuple[str, ...] = ()
    """Names of people, a reason, or who cannot come."""
    times: tuple[dt.datetime, ...] = ()


class ForPerson(Act, frozen=True, kw_only=True):
    """A coordinator does something for `who` at their desk."""

    who: str
    body: Body


class SignUp(Act, frozen=True, kw_only=True):
    """A coordinator signs `who` up, with the person present. `fields`: what else was said, and answers by question."""

    who: str
    role: Role
    hospital: str
    channel: str
    fields: dict[str, str] = {}


class Invite(Act, frozen=True, kw_only=True):
    """A coordinator makes a one-time link and the share code it gives."""

    kind: CodeKind
    name: str
    code: str
    gives: str = ""
    role: str = ""
    """Of a member of the team."""
    hospitals: tuple[str, ...] = ()
    """Those they look after; empty: all."""


# -- checks -----------------------------------------------------------------------------------------


class Bot(Check, frozen=True, kw_only=True):
    """What the bot said: the `whole` text, or words in it; and buttons that must be offered."""

    whole: bool
    text: str
    buttons: tuple[str, ...] = ()


class Only(Check, frozen=True, kw_only=True):
    """The buttons of the newest message are these and no others, in this order."""

    labels: tuple[str, ...]


class Silence(Check, frozen=True, kw_only=True):
    """Nothing new was said to the speaker."""


class FileSent(Check, frozen=True, kw_only=True):
    """The speaker was handed a file with these words in its name or text."""

    words: str


class Note(Check, frozen=True, kw_only=True):
    """What is kept about the speaker. An empty key: nothing may be."""

    key: str = ""
    value: str = ""


class SeatIs(Check, frozen=True, kw_only=True):
    """Each of these holds a seat; none named: nobody does."""

    session: str
    who: tuple[str, ...]


class ListIs(Check, frozen=True, kw_only=True):
    """Who waits, first to last; none named: nobody does."""

    session: str
    who: tuple[str, ...]


class Talk(Check, frozen=True, kw_only=True):
    """The last thing the speaker wrote to coordinators has these words. None: nothing they wrote is kept."""

    words: str | None


class Office(Check, frozen=True, kw_only=True):
    """Coordinators were told this. None: nothing that no line has named yet."""

    words: str | None


Line = (
    As | Typed | TapLabel | TapPlace | Book | Wait | Kill | Down | Edit | Media | Contact | Block | Unblock
    | Away | Redeliver | OnChannel | Move | CallOff | Desk | ForPerson | SignUp | Invite
    | Bot | Only | Silence | FileSent | Note | SeatIs | ListIs | Office | Talk
)  # fmt: skip


# -- head -------------------------------------------------------------------------------------------


class SessionLine(Placed, frozen=True, kw_only=True):
    """A published meeting, as the head names it. `fields`: fields of `Session` that it sets itself."""

    kind: str
    id: str
    starts: dt.datetime
    fields: dict[str, str | int] = {}


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """Where things stand when the conversation begins. Times are aware, in `zone`."""

    language: str = "en"
    clock: dt.datetime
    zone: ZoneInfo
    sessions: tuple[SessionLine, ...] = ()
    codes: tuple[Code, ...] = ()


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """One conversation. `path` is only for telling where a line stands."""

    path: str
    story: str
    head: Head
    lines: tuple[Line, ...]
