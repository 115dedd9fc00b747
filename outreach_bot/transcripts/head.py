"""Read a transcript's head: clock, language, sessions and codes."""

import datetime as dt
import re
import shlex
from zoneinfo import ZoneInfo

import msgspec

from outreach_bot.recruitment.codes import ALPHABET, LENGTH, Code, read_typed
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.recruitment.sessions import Mode, SessionStatus
from outreach_bot.transcripts.lines import Head, SessionLine
from outreach_bot.transcripts.source import Raw

DEFAULT_CLOCK = "2027-03-01 10:00 America/New_York"
"""Where the clock stands in a file that does not say."""

_FIELDS: dict[str, type] = {
    "hospital": str, "capacity": int, "minutes": int, "mode": str, "status": str, "place": str,
    "link_type": str, "dial_in": str, "cochair_lived": str, "cochair_staff": str,
    "cochair_alternate_lived": str, "admin_support": str, "quiet_space": str, "breaks": str,
    "food": str, "travel_help": str, "pay_text": str, "why_text": str,
}  # fmt: skip
_CHOICES = {
    "hospital": ("h1", "h2", "h3", "h4", ""),
    "mode": tuple(Mode),
    "status": tuple(SessionStatus),
}


def read_head(raws: list[Raw], path: str) -> Head:
    """Read the head's lines, in any order; times are in the clock's zone."""
    clock = [raw for raw in raws if raw.verb == "clock"] or [_no_clock(path)]
    _refuse_twice(raws)
    starts = _clock(clock[-1])
    zone = starts.tzinfo
    assert isinstance(zone, ZoneInfo)  # noqa: S101 - narrows for the type checker: _clock gives no other
    raws = [msgspec.structs.replace(raw, zone=zone) for raw in raws]
    languages = [raw for raw in raws if raw.verb == "language"]
    sessions = tuple(_session(raw) for raw in raws if raw.verb == "session")
    _refuse_same_id(raws, [session.id for session in sessions])
    return Head(
        language=_language(languages[-1]) if languages else "en",
        clock=starts,
        zone=zone,
        sessions=sessions,
        codes=tuple(_code(raw, starts) for raw in raws if raw.verb == "code"),
    )


def _no_clock(path: str) -> Raw:
    return Raw(
        path=path, line=1, last=1, verb="clock", mark=":", rest=DEFAULT_CLOCK, zone=ZoneInfo("UTC")
    )  # fmt: skip


def _refuse_twice(raws: list[Raw]) -> None:
    for verb in ("clock", "language"):
        same = [raw for raw in raws if raw.verb == verb]
        if len(same) > 1:
            raise same[1].wrong(f"The head names the {verb} twice.", "Keep one of the two lines.")


def _refuse_same_id(raws: list[Raw], ids: list[str]) -> None:
    for place, raw in enumerate(raw for raw in raws if raw.verb == "session"):
        if ids[place] in ids[:place]:
            raise raw.wrong(f"There are two sessions named {ids[place]}.", "Give each its own short name.")


def _language(raw: Raw) -> str:
    if re.fullmatch(r"[a-z]{2,3}([-_][A-Za-z]{2,4})?", raw.text) is None:
        raise raw.wrong(f"“{raw.text}” is no language code.", "Write one such as en or es-MX.")
    return raw.text


def _clock(raw: Raw) -> dt.datetime:
    words = raw.text.split()
    try:
        zone = ZoneInfo(words[2]) if len(words) == 3 else ZoneInfo(DEFAULT_CLOCK.split()[2])  # noqa: PLR2004 - date, time, zone
    except (KeyError, ValueError, OSError) as error:
        raise raw.wrong(f"“{words[2]}” is no time zone.", "Write one such as America/New_York.") from error
    return read_instant(raw, words[:2] if len(words) in {2, 3} else [], zone)


YEARS = range(2000, 2101)
DIGITS = 4


def read_instant(raw: Raw, words: list[str], zone: ZoneInfo) -> dt.datetime:
    """Read a date and a time of day in `zone`."""
    try:
        read = dt.datetime.strptime(" ".join(words), "%Y-%m-%d %H:%M").replace(tzinfo=zone)
    except ValueError as error:
        fault = f"“{' '.join(words) or raw.text}” is no date and time."
        raise raw.wrong(fault, "Write them as 2027-03-08 14:00.") from error
    if read.year not in YEARS:
        raise raw.wrong(f"{read.year} is too far away.", f"Write a year from {YEARS[0]} to {YEARS[-1]}.")
    return read


def _session(raw: Raw) -> SessionLine:
    try:
        words = shlex.split(raw.text)
    except ValueError as error:
        raise raw.wrong("A quote is opened and not closed.", 'Write place="Room 2".') from error
    plain = [word for word in words if "=" not in word]
    if len(plain) != 4:  # noqa: PLR2004 - kind, id, date, time
        raise raw.wrong(
            "A session needs a kind, a name, a date and a time.",
            "Write session: lived_interview s1 2027-03-08 14:00 hospital=h1",
        )
    fields = dict(_field(raw, word) for word in words if "=" in word)
    return SessionLine(
        at=raw.at, kind=plain[0], id=plain[1], starts=read_instant(raw, plain[2:], raw.zone), fields=fields
    )


def _field(raw: Raw, word: str) -> tuple[str, str | int]:
    key, _, value = word.partition("=")
    if key not in _FIELDS:
        raise raw.wrong(f"A session has no {key}.", f"It may have {', '.join(sorted(_FIELDS))}.")
    choices = _CHOICES.get(key)
    if choices is not None and value not in choices:
        raise raw.wrong(f"{key} cannot be “{value}”.", f"Write one of {', '.join(filter(None, choices))}.")
    if _FIELDS[key] is str:
        return key, value
    if not value.isdecimal() or len(value) > DIGITS or int(value) < 1:
        raise raw.wrong(
            f"{key} cannot be “{value}”.", f"Write a whole number from 1, of at most {DIGITS} digits."
        )
    return key, int(value)


def _code(raw: Raw, made_at: dt.datetime) -> Code:
    kind, code, name = (*raw.text.split(None, 2), "", "", "")[:3]
    return Code(id=read_code(raw, code), kind=read_code_kind(raw, kind), name=name, made_at=made_at)


def read_code_kind(raw: Raw, word: str) -> CodeKind:
    """Read what a code was made for."""
    if word not in tuple(CodeKind):
        raise raw.wrong(f"“{word}” is no kind of code.", f"Write one of {', '.join(CodeKind)}.")
    return CodeKind(word)


def read_code(raw: Raw, word: str) -> str:
    """Read a code as it may be typed."""
    read = read_typed(word)
    if read is None:
        raise raw.wrong(
            f"“{word}” is no code.", f"Write {LENGTH} of {ALPHABET}, first a letter, such as K7MQ2XZB."
        )
    return read.code
