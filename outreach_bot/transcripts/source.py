"""Read a transcript's lines: comments away, continued lines gathered, each with its place for errors."""

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import msgspec

from outreach_bot.transcripts.lines import Span

HEAD = frozenset({"language", "clock", "session", "code"})
ACTS = frozenset({
    "as", "user", "book", "wait", "kill", "down", "edit", "media", "voice", "contact", "block", "unblock", "away",
    "redeliver", "web", "telegram", "move", "call-off", "invite",
    "cannot-come", "takes-over", "goes-ahead", "poll", "close-poll", "came", "missed", "publish",
    "desk", "sign-up",
})  # fmt: skip
CHECKS = frozenset({"bot", "only", "silence", "file", "note", "seat", "list", "office", "talk"})
VERBS = HEAD | ACTS | CHECKS
_CONTINUED = frozenset({"user", "bot", "edit", "media"})
BUTTONS = re.compile(r"\[(.+)\]")
_LINE = re.compile(r"(?P<verb>[a-z][a-z-]*)(?P<mark>[:~])\s*(?P<rest>.*)")
_COMMENT = re.compile(r"\s{2,}#.*$")


class TranscriptError(Exception):
    """A `.chat` file cannot be read. The message says where, what is wrong, and what to write."""


class _Source(msgspec.Struct, frozen=True):
    """One line of the file without its comment."""

    number: int
    text: str

    @property
    def indented(self) -> bool:
        return self.text[:1].isspace()


class Raw(msgspec.Struct, frozen=True, kw_only=True):
    """One verb with what follows it, before it is understood."""

    path: str
    line: int
    last: int
    verb: str
    mark: str
    rest: str
    more: tuple[str, ...] = ()
    zone: ZoneInfo

    def wrong(self, fault: str, remedy: str) -> TranscriptError:
        """Make the error that says what is wrong with this line."""
        return TranscriptError(f"{self.path}:{self.line}: {fault} {remedy}")

    @property
    def text(self) -> str:
        """Everything after the verb, continued lines included."""
        return "\n".join((self.rest, *self.more)).strip()

    @property
    def at(self) -> Span:
        """Where this line stands, for the values made from it."""
        return Span(first=self.line, last=self.last)


def _sources(text: str) -> Iterator[_Source]:
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        bare = "" if line.lstrip().startswith("#") else _COMMENT.sub("", line).rstrip()
        if bare:
            yield _Source(number, bare)


def gather(text: str, path: str, zone: ZoneInfo) -> Iterator[Raw]:
    """Gather each verb with the indented lines and the list of buttons that follow it."""
    raw: Raw | None = None
    for source in _sources(text):
        bare = source.text.strip()
        found = _LINE.fullmatch(bare)
        if found is not None and (not source.indented or found["verb"] in VERBS):
            if raw is not None:
                yield raw
            raw = Raw(
                path=path, line=source.number, last=source.number, zone=zone,
                verb=found["verb"], mark=found["mark"], rest=found["rest"],
            )  # fmt: skip
        elif raw is not None and raw.verb in _CONTINUED and (source.indented or _is_buttons(raw, bare)):
            raw = msgspec.structs.replace(raw, last=source.number, more=(*raw.more, bare))
        else:
            raise TranscriptError(
                f"{path}:{source.number}: This line starts with no verb. "
                f"Begin it with one of {', '.join(sorted(VERBS))} and a colon, or with # for a comment."
            )
    if raw is not None:
        yield raw


def _is_buttons(raw: Raw, bare: str) -> bool:
    return raw.verb == "bot" and BUTTONS.fullmatch(bare) is not None
