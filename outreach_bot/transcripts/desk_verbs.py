"""Read what a coordinator does for somebody at a desk: `desk:` and `sign-up:`."""

import datetime as dt
from collections.abc import Callable, Sequence

from outreach_bot.dialogue.desk_inputs import (
    CallNoted,
    ConsentSaid,
    ConsentTakenBack,
    EligibilitySet,
    IdentityShown,
    ListPlaceGiven,
    NeedsMet,
    NoteWritten,
    PauseSet,
    Replied,
    SafetyWordsSeen,
    SeatCancelled,
    SeatGiven,
    SeatMovedTo,
    StopTold,
    TalkClosed,
    TimesNoted,
)
from outreach_bot.dialogue.desk_signup import WAYS
from outreach_bot.dialogue.inputs import Body, EraseAsked
from outreach_bot.recruitment.calls import CallNote
from outreach_bot.recruitment.consents import Method
from outreach_bot.recruitment.desk_fitting import Reason
from outreach_bot.recruitment.looking import LookReason
from outreach_bot.recruitment.rules import Outcome, Role
from outreach_bot.transcripts.head import read_instant
from outreach_bot.transcripts.lines import ForPerson, SignUp
from outreach_bot.transcripts.source import Raw

COORDINATOR = "coordinator"
_LEAST = {
    "reply": 1,
    "call": 1,
    "book": 1,
    "move": 2,
    "cancel": 1,
    "list": 1,
    "decide": 1,
    "note": 1,
    "times": 2,
    "agrees": 2,
    "takes-back": 2,
}
"""How many words must follow the name."""


def read_desk(raw: Raw) -> ForPerson:
    """Read `desk: DEED WHO …`. Raises TranscriptError."""
    deed, who, *rest = [*raw.text.split(), "", ""][: max(2, len(raw.text.split()))]
    make = _DEEDS.get(deed)
    if make is None or not who:
        raise raw.wrong(
            f"“{raw.text}” is nothing done at a desk.", f"Begin with one of {', '.join(_DEEDS)}, and a name."
        )
    if len(rest) < _LEAST.get(deed, 0):
        raise raw.wrong(f"`desk: {deed}` does not say enough.", f"Write desk: {_EXAMPLES[deed]}")
    try:
        return ForPerson(at=raw.at, who=who, body=make(raw, rest))
    except ValueError as error:
        raise raw.wrong(f"{error}.", f"Write desk: {_EXAMPLES.get(deed, f'{deed} ana')}") from error


def read_sign_up(raw: Raw) -> SignUp:
    """Read `sign-up: WHO ROLE HOSPITAL phone [field=value …]`. Raises TranscriptError."""
    plain, fields = _split(raw.text.split())
    remedy = "Write sign-up: bea lived h1 phone session=s1"
    if len(plain) != 4:  # noqa: PLR2004 - who, role, hospital, how
        raise raw.wrong("A sign-up needs a name, a role, a hospital, and phone or paper.", remedy)
    who, role, hospital, channel = plain
    if role not in tuple(Role) or channel not in WAYS:
        raise raw.wrong(f"“{role}” by {channel} is no way to sign up.", remedy)
    return SignUp(at=raw.at, who=who, role=Role(role), hospital=hospital, channel=channel, fields=fields)


def _split(words: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    plain = [word for word in words if "=" not in word]
    pairs = (word.partition("=") for word in words if "=" in word)
    return plain, {name: value for name, _, value in pairs}


def _call(raw: Raw, rest: list[str]) -> Body:
    outcome = CallNote(rest[0])
    at = read_instant(raw, rest[1:], raw.zone) if outcome is CallNote.AGAIN else None
    return CallNoted(outcome=outcome, at=at)


def _book(_: Raw, rest: list[str]) -> Body:
    plain, fields = _split(rest)
    return SeatGiven(session=plain[0], companions=int(fields.get("companions", "0")), reason=_reason(fields))


def _list(_: Raw, rest: list[str]) -> Body:
    plain, fields = _split(rest)
    return ListPlaceGiven(session=plain[0], reason=_reason(fields))


def _move(_: Raw, rest: list[str]) -> Body:
    plain, fields = _split(rest)
    return SeatMovedTo(session=plain[0], to=plain[1], reason=_reason(fields))


def _times(raw: Raw, rest: list[str]) -> Body:
    session, *said = rest
    none = said == ["none"]
    times = (
        () if none else tuple(read_instant(raw, each.split(), raw.zone) for each in " ".join(said).split(","))
    )
    return TimesNoted(session=session, can=tuple(time.astimezone(dt.UTC) for time in times))


def _agrees(_: Raw, rest: list[str]) -> Body:
    which, method, *asked = rest
    return ConsentSaid(
        id=f"consent_{which}_v1",
        agreed=True,
        method=Method(method),
        words="",
        read=True,
        asked=asked == ["asked"],
    )


def _takes_back(_: Raw, rest: list[str]) -> Body:
    return ConsentTakenBack(id=f"consent_{rest[0]}_v1", method=Method(rest[1]))


def _decide(_: Raw, rest: list[str]) -> Body:
    plain, fields = _split(rest)
    reason = _reason(fields) or Reason.WE_TALKED
    return EligibilitySet(outcome=Outcome(plain[0]), reason=reason, hospitals=tuple(plain[1:]))


def _reason(fields: dict[str, str]) -> Reason | None:
    return Reason(fields["reason"]) if "reason" in fields else None


_DEEDS: dict[str, Callable[[Raw, list[str]], Body]] = {
    "reply": lambda _, rest: Replied(text=" ".join(rest)),
    "close": lambda _, __: TalkClosed(),
    "call": _call,
    "book": _book,
    "move": _move,
    "cancel": lambda _, rest: SeatCancelled(session=rest[0]),
    "list": _list,
    "decide": _decide,
    "times": _times,
    "agrees": _agrees,
    "takes-back": _takes_back,
    "pause": lambda _, __: PauseSet(paused=True),
    "stop": lambda _, __: StopTold(),
    "carry-on": lambda _, __: PauseSet(paused=False),
    "met": lambda _, rest: NeedsMet(needs=tuple(rest)),
    "note": lambda _, rest: NoteWritten(text=" ".join(rest)),
    "look": lambda _, __: IdentityShown(reason=LookReason.CALL),
    "read": lambda _, __: SafetyWordsSeen(reason=LookReason.SAFETY),
    "erase": lambda _, __: EraseAsked(by=COORDINATOR),
}
_EXAMPLES = {
    "reply": "reply ana We can meet on Tuesday.",
    "call": "call ana reached, or call ana again 2027-03-02 10:00",
    "book": "book ana s1 reason=we_talked",
    "move": "move ana s1 s2",
    "cancel": "cancel ana s1",
    "list": "list ana s1",
    "decide": "decide ana fits h1",
    "note": "note ana Brings a friend.",
    "times": "times ana s1 2027-03-09 14:00, 2027-03-10 14:00, or times ana s1 none",
    "agrees": "agrees ana contact phone, or agrees ana contact phone asked",
    "takes-back": "takes-back ana contact phone",
}
