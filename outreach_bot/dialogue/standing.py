"""How things are with a champion: what they still have to agree to, and whether their link is theirs to share."""

import datetime as dt
from enum import StrEnum

from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import Phrase
from outreach_bot.dialogue.state import Champion, View
from outreach_bot.dialogue.words import Verbatim
from outreach_bot.recruitment.codes import payload
from outreach_bot.recruitment.leaving import may_leave
from outreach_bot.recruitment.reach import only_here

JOINING = ("champion_rules", "champion_kind", "champion_employer", "champion_no_names")
"""The screens of joining, in order."""
OWN = ("champion", "share", "flyer", "flyer_language", "mystats", "champion_break", "champion_leave")
"""The screens of somebody who has joined."""


class Standing(StrEnum):
    """How things are with a champion. None of it depends on what any recruit did."""

    NOT_ONE = "not_one"
    JOINING = "joining"
    GOOD = "good"
    PAUSED = "paused"
    HELD = "held"
    ENDED = "ended"
    """The link was voided, or its days are over."""


def standing(view: View, champion: Champion | None, *, now: dt.datetime) -> Standing:
    """Say how things are. A link that enough people opened is in good standing: its owner must not notice."""
    if champion is None or champion.rules_agreed_at is None:
        return Standing.NOT_ONE
    if missing(champion):
        return Standing.JOINING
    if champion.held_at is not None:
        return Standing.HELD
    kept = view.codes.get(champion.code)
    if kept is not None and (kept.code.void or (kept.code.until is not None and now > kept.code.until)):
        return Standing.ENDED
    return Standing.PAUSED if champion.paused_at is not None else Standing.GOOD


def missing(champion: Champion) -> str:
    """Name the screen of joining that comes next; empty: none."""
    if champion.rules_agreed_at is None:
        return "champion_rules"
    if champion.kind is None:
        return "champion_kind"
    if champion.employer is None:
        return "champion_employer"
    return "champion_no_names" if champion.employer and champion.no_names_agreed_at is None else ""


def of(draft: Draft) -> Standing:
    """Say how things are with the person of this turn."""
    return standing(draft.view, draft.me.champion, now=draft.now)


def own_link(view: View, champion: Champion | None, *, channel: str) -> str:
    """A champion's link, counted under the way it goes out."""
    return f"{view.link}{payload(champion.code if champion else '', channel=channel)}"


def may_pass_on(view: View) -> bool:
    """Tell whether champions' links may be passed on: others can open them, or this is for trying out."""
    return may_leave(view.rules, view.link)


def only_a_trial(view: View) -> tuple[Phrase, ...]:
    """Say, below what is passed on, that nobody else can open its link."""
    return (Phrase("link-only-here"),) if only_here(view.link) else ()


def share_text(view: View, champion: Champion | None, *, channel: str) -> Phrase:
    """What goes with a champion's link wherever it is sent."""
    link = {"link": own_link(view, champion, channel=channel)}
    return Phrase("share-text.only-here" if only_here(view.link) else "share-text", link)


def spoken_code(champion: Champion | None) -> Verbatim:
    """A champion's code in two halves, as it is read aloud."""
    code = champion.code if champion else ""
    return Verbatim(f"{code[:4]} {code[4:]}")
