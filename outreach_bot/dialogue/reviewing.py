"""Codes that a person should look at. Nothing here is ever seen by who opened a link, or by whose link it is."""

from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import Notice, PutOpenings, PutReview
from outreach_bot.recruitment import signs
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.recruitment.signs import Sign

PLACES = (CodeKind.CHAMPION, CodeKind.NETWORK, CodeKind.PLACE)
"""Codes that say where somebody came from."""
MOST_TRIED = signs.SERIAL_BY_ONE + 1
"""Codes kept of one person: enough to say once that there were many."""
ABOUT = "codes"
"""What an audit row of a review is about: never a person."""


def flag(draft: Draft, code: str, sign: Sign) -> None:
    """Let a coordinator look at a code."""
    draft.change(PutReview(code=code, sign=sign))
    draft.audit("code_review", about=ABOUT, detail=sign.value)
    draft.notify(Notice.CODE_REVIEW)


def sign_of(draft: Draft, code: Code | None) -> Sign | None:
    """Say why a code that was opened is to be looked at; None: it is as it should be."""
    if code is None:
        return Sign.UNKNOWN
    if code.void:
        return Sign.VOID
    if code.joins and code.used_at is not None:
        return Sign.USED
    if code.until is not None and draft.now > code.until:
        return Sign.EXPIRED
    if code.joins or code.kind is CodeKind.RETURN:
        return None
    if code.kind not in PLACES:
        return Sign.NOT_SHARED
    opened = draft.view.opened.get(code.id, 0)
    return (
        Sign.USED_UP if code.most is not None and opened >= code.most and not _came_by(draft, code) else None
    )


def _came_by(draft: Draft, code: Code) -> bool:
    return draft.me.source == code.id


def tried(draft: Draft, code: str) -> None:
    """A code that nobody made was tried: once is a slip, many are not."""
    flag(draft, code, Sign.UNKNOWN)
    if code and code not in draft.me.tried:
        draft.set(tried=(*draft.me.tried, code)[-MOST_TRIED:])
        if len(draft.me.tried) == signs.SERIAL_BY_ONE:
            flag(draft, code, Sign.SERIAL)
    if code:
        noted, found = signs.tried(draft.view.openings.get(signs.UNKNOWN), code, draft.now)
        _note(draft, noted, code, found)


def opened(draft: Draft, code: Code) -> None:
    """A champion's link brought somebody new. Other codes hang on walls, where many come at once."""
    if code.kind is CodeKind.CHAMPION:
        noted, found = signs.opened(draft.view.openings.get(code.id), code.id, draft.now)
        _note(draft, noted, code.id, found)


def _note(draft: Draft, noted: signs.Openings, code: str, found: tuple[Sign, ...]) -> None:
    draft.change(PutOpenings(openings=noted))
    for sign in found:
        flag(draft, code, sign)
