"""What a message looks like once its words are in, and the four things that can come of sending it."""

from typing import Protocol

import msgspec

from outreach_bot.dialogue.effects import FlyerWish, Priority
from outreach_bot.dialogue.inputs import Address


class ShownButton(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A button with its words in."""

    label: str
    data: str = ""
    url: str = ""
    copy: str = ""
    """It copies this text. Only on Telegram."""
    inline: bool = False
    """It opens the list of chats, to pass the inline card on. Only on Telegram."""

    @property
    def is_telegrams(self) -> bool:
        """Whether no other app can do what it does."""
        return self.inline or bool(self.copy)


class InlineCard(msgspec.Struct, frozen=True, kw_only=True):
    """What comes up when a champion calls the bot in another chat; plain texts. Answered, never owed."""

    title: str
    line: str
    text: str


class File(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A file to hand over. `content` is at most a few kilobytes when it is kept in the store."""

    name: str
    media_type: str
    content: bytes = b""
    flyer: FlyerWish | None = None
    """A flyer is kept as the wish for it, and made just before it is sent."""
    seen: bool = False
    """A picture that is seen in the chat, and not a file to keep."""
    alt: str = ""
    """What a picture says, for those who cannot see it."""


class CannotMake(Exception):
    """A file that a message is to carry cannot be made, or may not be handed out any more. The message says why."""


class Email(msgspec.Struct, frozen=True, kw_only=True):
    """What an email has around its text. Its Message-ID and the link that stops more are made when it is sent."""

    subject: str
    closing: str
    """Below the buttons, written as `Message.text` is."""
    stop: str
    """Label of the link that stops more."""
    language: str
    direction: str = "ltr"


class Message(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a person will see. `text` is plain but for balanced <b></b>; `&`, `<`, `>` in values are escaped."""

    text: str
    buttons: tuple[tuple[ShownButton, ...], ...] = ()
    edits: str = ""
    """The channel's id of the message this one replaces; empty: a new message."""
    ask_number: str = ""
    """Label of the channel's own "share my number" key; empty: none."""
    file: File | None = None
    """In a chat a message has a text, or is a file with `text` as its caption (may be empty); an email has both."""
    silent: bool = False
    email: Email | None = None
    """Set for what goes by email, and only there."""
    protect: bool = False
    """It cannot be passed on or saved. Only on Telegram."""
    menu: tuple[tuple[str, str], ...] | None = None
    """No message at all, but the chat's own list of commands from now on, each with its words; empty: everybody's again.

    Only to chats on Telegram.
    """


class Owed(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One message to one chat that is owed until it is settled. Times are unix seconds (UTC)."""

    key: str
    """`<input key>#<n>`: stable, so that the same turn never owes it twice."""
    person: str
    """Whom it is to: the id of a person, or of a contact of a network."""
    address: Address
    message: Message
    priority: Priority = Priority.REPLY
    due: float
    at_once: bool = False
    """It was due when it was written: it waits for no hour, also when the clock was set back since."""
    not_after: float | None = None
    repeat_unknown: bool = True
    """False (waves, email): when the outcome is unknown it is listed for a person, never repeated."""
    about: str = ""
    kind: str = ""
    """reply, help, or the name of the timer it came from: what the reminder ledger shows."""
    tries: int = 0
    """Tries that may have gone out: the one that has begun, and those whose outcome nobody knows."""


class Sent(msgspec.Struct, frozen=True):
    """The channel took it. `message` is the channel's id."""

    message: str = ""


class NotSent(msgspec.Struct, frozen=True):
    """It certainly did not go. Try again after `after` seconds. `throttled`: we were told to slow down."""

    after: float
    throttled: bool = False
    partly: bool = False
    """Its first parts did go; the next try goes on behind them, unless we are started anew before."""


class Refused(msgspec.Struct, frozen=True):
    """The channel will never take it. `gone`: nothing can be sent to this chat any more (blocked)."""

    reason: str
    gone: bool = False


class Moved(msgspec.Struct, frozen=True):
    """It did not go: the chat has another id now, and is written to there."""

    chat: str


class Unknown(msgspec.Struct, frozen=True):
    """Written, and no answer came: it may or may not have gone."""

    reason: str
    harmless: bool = False
    """What was asked for adds nothing when it is done twice, as an edit in place does."""


SendOutcome = Sent | NotSent | Refused | Moved | Unknown


class Sender(Protocol):
    """Sends on one channel. Never raises for what the world does: that is an outcome."""

    async def send(self, owed: Owed) -> SendOutcome:
        """Send one message once."""

    async def acknowledge_tap(self, tap: str) -> None:
        """Stop the button's waiting sign; errors are ignored."""

    async def answers(self) -> bool:
        """Whether the other side answers at all: asked, harmlessly, when several messages got no answer."""
