"""Read a transcript's body: one function a verb."""

import datetime as dt
import functools
import re
from collections.abc import Callable

from outreach_bot.dialogue.inputs import Channel
from outreach_bot.recruitment.codes import ALPHABET
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.reasons import AheadReason
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.transcripts.desk_verbs import read_desk, read_sign_up
from outreach_bot.transcripts.head import read_code, read_code_kind, read_instant
from outreach_bot.transcripts.lines import (
    As,
    Away,
    Block,
    Book,
    Bot,
    CallOff,
    Contact,
    Desk,
    Down,
    Edit,
    FileSent,
    Invite,
    Kill,
    Line,
    ListIs,
    Media,
    Move,
    Note,
    Office,
    OnChannel,
    Only,
    Redeliver,
    SeatIs,
    Silence,
    Talk,
    TapLabel,
    TapPlace,
    Typed,
    Unblock,
    Wait,
)
from outreach_bot.transcripts.source import BUTTONS, HEAD, VERBS, Raw

NOBODY = "nobody"
NOTE_KEYS = (
    "person", "source", "channel", "role", "outcome", "hospitals", "session", "seat", "booked_at",
    "needs", "consents", "answers",
)  # fmt: skip
"""The columns of `export signups`, and the answers themselves. Source: DESIGN section 3."""

_PLACE = re.compile(r"\[#\s*(\d+)\]")
MOST_WAIT = dt.timedelta(days=3660)
"""Ten years: each night of it is gone through."""
_SPAN = re.compile(r"(\d+)\s*(second|minute|hour|day|week)s?\b[\s,]*(?:and\s+)?")
_NAME = re.compile(r"[A-Za-z][\w'-]*")


def read_line(raw: Raw) -> Line:
    """Read one verb of the body. Raises TranscriptError with place, fault and remedy."""
    if raw.verb in HEAD:
        raise raw.wrong(f"`{raw.verb}:` belongs to the head.", "Move it above the first thing that happens.")
    reader = _BODY.get(raw.verb)
    if reader is None:
        raise raw.wrong(f"There is no verb “{raw.verb}”.", f"Write one of {', '.join(sorted(VERBS))}.")
    if raw.mark == "~" and raw.verb not in _LOOSE:
        raise raw.wrong(f"`{raw.verb}` is followed by a colon.", f"Write {raw.verb}: {raw.rest}".rstrip())
    try:
        return reader(raw)
    except (ValueError, OverflowError):  # digits that are no number, or more of them than one has
        raise raw.wrong(f"`{raw.verb}` holds a number that is none.", "Write a short whole number.") from None


def _some(raw: Raw, remedy: str) -> str:
    if not raw.text:
        raise raw.wrong(f"Nothing follows `{raw.verb}{raw.mark}`.", remedy)
    return raw.text


def _words(raw: Raw, count: int, remedy: str) -> list[str]:
    words = raw.text.split()
    if len(words) != count:
        raise raw.wrong(f"`{raw.verb}:` needs {count} word{'s'[: count - 1]}, and has {len(words)}.", remedy)
    return words


def _as(raw: Raw) -> As:
    [who] = _words(raw, 1, "Write as: ana")
    if who == NOBODY or _NAME.fullmatch(who) is None:
        raise raw.wrong(f"Nobody can be called “{who}”.", "Write a plain name such as ana.")
    return As(at=raw.at, who=who)


def _user(raw: Raw) -> Line:
    text = _some(raw, "Write what the person types, or [Label] for a tap.")
    place = _PLACE.fullmatch(text)
    if place is not None:
        if int(place[1]) < 1:
            raise raw.wrong("Buttons are counted from 1.", "Write [#1] for the first.")
        return TapPlace(at=raw.at, place=int(place[1]))
    label = BUTTONS.fullmatch(text)
    if label is not None:
        return TapLabel(at=raw.at, label=label[1].strip())
    return Typed(at=raw.at, text=text)


def _bot(raw: Raw) -> Bot:
    parts = [part for part in (raw.rest, *raw.more) if part]
    offered = [found for part in parts if (found := BUTTONS.fullmatch(part))]
    text = "\n".join(part for part in parts if not BUTTONS.fullmatch(part))
    if raw.mark == ":" and not text and not offered:
        raise raw.wrong("Nothing follows `bot:`.", "Write the whole text, or `bot~` for any text.")
    labels = tuple(label.strip() for found in offered for label in found[1].split("|"))
    if not all(labels):
        raise raw.wrong("A button in the list has no label.", "Write [Start | Tell me more].")
    return Bot(at=raw.at, whole=raw.mark == ":" and bool(text), text=text, buttons=labels)


def _only(raw: Raw) -> Only:
    labels = tuple(label.strip() for label in _some(raw, "Write only: Coming | Change.").split("|"))
    if not all(labels):
        raise raw.wrong("A button in the list has no label.", "Write only: Coming | Change.")
    return Only(at=raw.at, labels=labels)


def _wait(raw: Raw) -> Wait:
    remedy = "Write wait: 6 days 5 hours, or wait: until 2027-03-08 14:00."
    words = _some(raw, remedy).split()
    if words[0] == "until":
        return Wait(at=raw.at, until=read_instant(raw, words[1:], raw.zone))
    if _SPAN.sub("", raw.text).strip():
        raise raw.wrong(f"“{raw.text}” is no length of time.", remedy)
    try:
        span = sum(
            (dt.timedelta(**{f"{unit}s": int(n)}) for n, unit in _SPAN.findall(raw.text)), dt.timedelta()
        )
    except (OverflowError, ValueError):  # more days, or more digits, than Python takes
        span = dt.timedelta.max
    if span > MOST_WAIT:
        raise raw.wrong(f"{MOST_WAIT.days} days is the longest wait.", remedy)
    return Wait(at=raw.at, span=span)


def _down(raw: Raw) -> Down:
    span = _wait(raw).span
    if not span:
        raise raw.wrong("`down:` does not say for how long.", "Write down: 2 days.")
    return Down(at=raw.at, span=span)


def _note(raw: Raw) -> Note:
    key, equals, value = (part.strip() for part in raw.text.partition("="))
    if key == "nothing" and not equals:
        return Note(at=raw.at)
    if key not in NOTE_KEYS or not equals:
        keys = ", ".join(NOTE_KEYS)
        raise raw.wrong(
            f"“{raw.text}” says nothing about a person.", f"Write key = value or nothing; keys: {keys}."
        )
    return Note(at=raw.at, key=key, value="" if value == "none" else value)


def _session_and_people(raw: Raw) -> tuple[str, tuple[str, ...]]:
    session, *who = _some(raw, f"Write {raw.verb}: s1 ana").replace(",", " ").split()
    if not who or (NOBODY in who and len(who) > 1):
        raise raw.wrong(f"`{raw.verb}:` does not say who.", f"Write {raw.verb}: {session} ana, or nobody.")
    return session, tuple(name for name in who if name != NOBODY)


def _seat(raw: Raw) -> SeatIs:
    session, who = _session_and_people(raw)
    return SeatIs(at=raw.at, session=session, who=who)


def _list(raw: Raw) -> ListIs:
    session, who = _session_and_people(raw)
    return ListIs(at=raw.at, session=session, who=who)


def _contact(raw: Raw) -> Contact:
    whose, _, number = raw.text.partition(" ")
    if whose not in {"own", "other"} or not number.strip():
        raise raw.wrong("A contact is own or other, with a number.", "Write contact: own +1 202 555 0123")
    return Contact(at=raw.at, own=whose == "own", number=number.strip())


def _move(raw: Raw) -> Move:
    session, *when = _words(raw, 3, "Write move: s1 2027-03-09 14:00")
    return Move(at=raw.at, session=session, starts=read_instant(raw, when, raw.zone))


def _desk(raw: Raw) -> Desk:
    """A deed about a session: who, why, or which times follow it."""
    if raw.verb in _WITH_TIMES:
        return _with_times(raw)
    session, *words = _some(raw, f"Write {raw.verb}: s1").split()
    if bool(words) != (raw.verb in _DEEDS_WITH_WORDS):
        example = _DEEDS_WITH_WORDS.get(raw.verb, "")
        raise raw.wrong(f"`{raw.verb}:` cannot be “{raw.text}”.", f"Write {raw.verb}: s1 {example}".rstrip())
    if raw.verb == "cannot-come" and words not in (["lived"], ["alternate"]):
        raise raw.wrong(f"“{raw.text}” does not say who.", "Write cannot-come: s1 lived, or alternate.")
    if raw.verb == "goes-ahead" and words not in [[each.value] for each in AheadReason]:
        raise raw.wrong(
            f"“{raw.text}” is no reason.", f"Write goes-ahead: s1, then one of {', '.join(AheadReason)}."
        )
    return Desk(at=raw.at, deed=raw.verb, session=session, words=tuple(words))


def _with_times(raw: Raw) -> Desk:
    session, _, rest = _some(raw, f"Write {raw.verb}: s1 2027-03-09 14:00").partition(" ")
    stays = raw.verb == "close-poll" and rest.strip() == "stays"
    times = () if stays else tuple(read_instant(raw, each.split(), raw.zone) for each in rest.split(","))
    return Desk(at=raw.at, deed=raw.verb, session=session, times=times)


_WITH_TIMES = ("poll", "close-poll")
_DEEDS_WITH_WORDS = {
    "cannot-come": "lived",
    "goes-ahead": AheadReason.PEOPLE_ASKED.value,
    "came": "ana",
    "missed": "ana",
}
_DEEDS = (*_WITH_TIMES, *_DEEDS_WITH_WORDS, "takes-over", "publish")


def _invite(raw: Raw) -> Invite:
    words = raw.text.split()
    if len(words) not in {3, 4}:
        raise raw.wrong(
            "An invitation needs a kind, a name and a code.", "Write invite: champion Rosa RQTVWXY2"
        )
    kind = read_code_kind(raw, words[0])
    if kind is CodeKind.COORDINATOR:
        return _invite_member(raw, words)
    codes = [read_code(raw, word) for word in words[2:]]
    return Invite(at=raw.at, kind=kind, name=words[1], code=codes[0], gives=_share(codes))


def _invite_member(raw: Raw, words: list[str]) -> Invite:
    """Read who joins the team: name and code, then the role where it is another one, with hospitals behind an @."""
    _, name, code, *work = words
    role, _, hospitals = (work[0] if work else OfficeRole.COORDINATOR.value).partition("@")
    if role not in tuple(OfficeRole):
        raise raw.wrong(f"Nobody in the team is a “{role}”.", f"Write one of {', '.join(OfficeRole)}.")
    return Invite(
        at=raw.at,
        kind=CodeKind.COORDINATOR,
        name=name,
        code=read_code(raw, code),
        role=role,
        hospitals=tuple(hospitals.split(",")) if hospitals else (),
    )


def _share(codes: list[str]) -> str:
    """The share code, where the file names none: the one-time code with its last character stepped on."""
    last = ALPHABET.index(codes[0][-1])
    return codes[1] if len(codes) > 1 else codes[0][:-1] + ALPHABET[(last + 1) % len(ALPHABET)]


def _office(raw: Raw) -> Office:
    if raw.mark == "~":
        return Office(at=raw.at, words=raw.text)
    if raw.text != "nothing":
        raise raw.wrong(
            "`office:` is followed by nothing else than “nothing”.", f"Write office~ {raw.text}".rstrip()
        )
    return Office(at=raw.at, words=None)


def _talk(raw: Raw) -> Talk:
    if raw.mark == "~":
        return Talk(at=raw.at, words=raw.text)
    if raw.text != "nothing":
        raise raw.wrong(
            "`talk:` is followed by nothing else than “nothing”.", f"Write talk~ {raw.text}".rstrip()
        )
    return Talk(at=raw.at, words=None)


def _file(raw: Raw) -> FileSent:
    if raw.mark != "~":
        raise raw.wrong("`file` is followed by ~ and words.", f"Write file~ {raw.rest}".rstrip())
    return FileSent(at=raw.at, words=raw.text)


def _bare(make: Callable[..., Line]) -> Callable[[Raw], Line]:
    def read(raw: Raw) -> Line:
        if raw.text:
            raise raw.wrong(f"Nothing may follow `{raw.verb}:`.", f"Write {raw.verb}: alone on its line.")
        return make(at=raw.at)

    return read


def _on(channel: Channel) -> Callable[[Raw], Line]:
    return _bare(functools.partial(OnChannel, channel=channel))


_BODY: dict[str, Callable[[Raw], Line]] = {
    "as": _as,
    "user": _user,
    "book": lambda raw: Book(at=raw.at, session=_words(raw, 1, "Write book: s1")[0]),
    "wait": _wait,
    "kill": _bare(Kill),
    "down": _down,
    "edit": lambda raw: Edit(at=raw.at, text=_some(raw, "Write the message as it reads now.")),
    "media": lambda raw: Media(at=raw.at, caption=raw.text),
    "voice": lambda raw: Media(at=raw.at, caption=raw.text),
    "contact": _contact,
    "block": _bare(Block),
    "unblock": _bare(Unblock),
    "away": _bare(Away),
    "redeliver": _bare(Redeliver),
    "web": _on(Channel.WEB),
    "telegram": _on(Channel.TELEGRAM),
    "move": _move,
    "call-off": lambda raw: CallOff(at=raw.at, session=_words(raw, 1, "Write call-off: s1")[0]),
    "invite": _invite,
    **dict.fromkeys(_DEEDS, _desk),
    "desk": read_desk,
    "sign-up": read_sign_up,
    "bot": _bot,
    "only": _only,
    "silence": _bare(Silence),
    "file": _file,
    "note": _note,
    "seat": _seat,
    "list": _list,
    "office": _office,
    "talk": _talk,
}
_LOOSE = frozenset({"bot", "office", "file", "talk"})
