"""Becoming a champion: invited by a one-time link, the rules first, then an own code. They never learn who joined."""

from msgspec.structs import replace

from outreach_bot.dialogue import champion_screens, standing
from outreach_bot.dialogue.draft import HELP, Draft, Screen, button, column
from outreach_bot.dialogue.effects import Phrase
from outreach_bot.dialogue.standing import Standing
from outreach_bot.dialogue.state import Champion, ChampionKind
from outreach_bot.recruitment.bands import Band
from outreach_bot.recruitment.codes import Code

EMPLOYED = ("yes", "no", "skip")


def invited(draft: Draft, code: Code) -> None:
    """The one-time link was opened: the rules card comes first. Who has a link that ended gets the new one."""
    known = draft.me.champion
    if known is None:
        known = Champion(code=code.gives, joined_at=draft.now)
    elif standing.of(draft) is Standing.ENDED:
        known = replace(known, code=code.gives, joined_at=draft.now, band=Band.UNDER_5)
        champion_screens.count_weekly(draft)
    draft.set(champion=known)
    draft.audit("champion_invited", detail=known.code)
    _onwards(draft)


def _onwards(draft: Draft) -> None:
    champion_screens.go_on(draft)
    draft.reshow()


def rules_screen(_: Draft) -> Screen:
    """The rules, short, to be agreed to first."""
    return Screen(
        words=(Phrase("champion"), Phrase("champion_card")),
        buttons=column(
            button("champion.agree", "rules:agree"), button("champion.refuse", "rules:refuse"), HELP
        ),
    )


def rules(draft: Draft, rest: list[str]) -> None:
    """Agreed, or not: then nothing of being a champion is kept."""
    champion = draft.me.champion
    if champion is None:
        _old(draft)
    elif rest == ["agree"]:
        draft.set(champion=replace(champion, rules_agreed_at=draft.now))
        _onwards(draft)
    else:
        _declined(draft)


def kind_screen(_: Draft) -> Screen:
    """Who they are to the people they reach."""
    kinds = [button(f"champion_kinds.{kind.value}", f"kind:{kind.value}") for kind in ChampionKind]
    return Screen(words=(Phrase("champion_kinds"),), buttons=column(*kinds, HELP))


def kind(draft: Draft, rest: list[str]) -> None:
    """The kind was picked: one more question."""
    champion = draft.me.champion
    if champion is None or rest[0] not in tuple(ChampionKind):
        _old(draft)
        return
    draft.set(champion=replace(champion, kind=ChampionKind(rest[0])))
    _onwards(draft)


def employer_screen(_: Draft) -> Screen:
    """Do they work where people are treated? The law protects who goes there."""
    answers = [button(f"champion-employer.{answer}", f"employer:{answer}") for answer in EMPLOYED]
    return Screen(words=(Phrase("champion-employer"),), buttons=column(*answers, HELP))


def employer(draft: Draft, rest: list[str]) -> None:
    """Rather not say counts as yes: one rule more harms nobody."""
    champion = draft.me.champion
    if champion is None or rest[0] not in EMPLOYED:
        _old(draft)
        return
    draft.set(champion=replace(champion, employer=rest[0] != "no"))
    if rest[0] == "no":
        _joined(draft, champion.code)
    else:
        _onwards(draft)


def no_names_screen(_: Draft) -> Screen:
    """The rule for those who work there: confirm nobody."""
    return Screen(
        words=(Phrase("champion-no-names"),),
        buttons=column(
            button("champion.agree", "nonames:agree"), button("champion.refuse", "nonames:refuse"), HELP
        ),
    )


def no_names(draft: Draft, rest: list[str]) -> None:
    """Agreed, or no champion."""
    champion = draft.me.champion
    if champion is None:
        _old(draft)
    elif rest == ["agree"]:
        draft.set(champion=replace(champion, no_names_agreed_at=draft.now))
        _joined(draft, champion.code)
    else:
        _declined(draft)


def _joined(draft: Draft, code: str) -> None:
    draft.audit("champion_joined", detail=code)
    champion_screens.count_weekly(draft)
    champion_screens.go_on(draft)
    draft.reshow(edit=False)
    if standing.of(draft) is Standing.GOOD:
        champion_screens.card(draft)


def _declined(draft: Draft) -> None:
    champion_screens.end(draft, "champion_declined", Phrase("champion-declined"))


def _old(draft: Draft) -> None:
    draft.reshow(Phrase("old-button"), edit=False)


SCREENS = {
    "champion_rules": rules_screen,
    "champion_kind": kind_screen,
    "champion_employer": employer_screen,
    "champion_no_names": no_names_screen,
    **champion_screens.SCREENS,
}
TAPS = {
    "rules": (rules, ("champion_rules",)),
    "kind": (kind, ("champion_kind",)),
    "employer": (employer, ("champion_employer",)),
    "nonames": (no_names, ("champion_no_names",)),
    **champion_screens.TAPS,
}
