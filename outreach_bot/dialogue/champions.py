"""Champions: invited by a one-time link, the rules first, then an own code. They never learn who joined."""

from msgspec.structs import replace

from outreach_bot.dialogue.draft import HELP, Draft, Screen, button, column
from outreach_bot.dialogue.effects import Phrase, Verbatim
from outreach_bot.dialogue.state import Champion, ChampionKind
from outreach_bot.recruitment.codes import Code, payload


def invited(draft: Draft, code: Code) -> None:
    """The one-time link was opened: the rules card comes first."""
    champion = draft.me.champion or Champion(code=code.gives, joined_at=draft.now)
    draft.set(champion=champion)
    draft.audit("champion_invited", detail=champion.code)
    draft.go("champion_rules")
    draft.reshow()


def rules_screen(draft: Draft) -> Screen:
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
        draft.reshow(Phrase("old-button"), edit=False)
    elif rest == ["agree"]:
        draft.set(champion=replace(champion, rules_agreed_at=draft.now))
        draft.go("champion_kind")
        draft.reshow()
    else:
        draft.set(champion=None)
        draft.audit("champion_declined")
        draft.go("welcome")
        draft.reshow(Phrase("champion-declined"))


def kind_screen(draft: Draft) -> Screen:
    """Who they are to the people they reach."""
    kinds = [button(f"champion_kinds.{kind.value}", f"kind:{kind.value}") for kind in ChampionKind]
    return Screen(words=(Phrase("champion_kinds"),), buttons=column(*kinds, HELP))


def kind(draft: Draft, rest: list[str]) -> None:
    """The kind was picked: here is the link to share."""
    champion = draft.me.champion
    if champion is None or rest[0] not in tuple(ChampionKind):
        draft.reshow(Phrase("old-button"), edit=False)
        return
    draft.set(champion=replace(champion, kind=ChampionKind(rest[0])))
    draft.audit("champion_joined", detail=champion.code)
    draft.go("champion")
    draft.reshow(edit=False)
    _card(draft)


def champion_screen(draft: Draft) -> Screen:
    """Their own code and link, and what to do with the card below."""
    code = draft.me.champion.code if draft.me.champion else ""
    link = f"{draft.view.link}{payload(code, channel='pf')}"
    spoken = Verbatim(f"{code[:4]} {code[4:]}")
    return Screen(
        words=(Phrase("mylink", {"code": spoken, "link": link}),),
        buttons=column(button("labels.join_too", "start_own"), HELP),
    )


def _card(draft: Draft) -> None:
    """A message of its own, so that it can be forwarded as it is."""
    code = draft.me.champion.code if draft.me.champion else ""
    link = f"{draft.view.link}{payload(code, channel='pf')}"
    draft.say(Phrase("forward-card", {"link": link, "code": Verbatim(f"{code[:4]} {code[4:]}")}), edit=False)


def mylink(draft: Draft) -> bool:
    """/mylink: own code and card again. False when this person is no champion."""
    champion = draft.me.champion
    if champion is None or champion.rules_agreed_at is None:
        return False
    draft.overlay("champion")
    draft.reshow(edit=False)
    _card(draft)
    return True


def start_own(draft: Draft, _: list[str]) -> None:
    """A champion who wants to take part too; who has begun already goes on from there."""
    draft.uncover()
    if draft.me.screen == "champion":
        draft.go("welcome")
    draft.reshow()


SCREENS = {"champion_rules": rules_screen, "champion_kind": kind_screen, "champion": champion_screen}
TAPS = {
    "rules": (rules, ("champion_rules",)),
    "kind": (kind, ("champion_kind",)),
    "start_own": (start_own, ("champion",)),
}
