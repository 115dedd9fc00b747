"""Nobody is to be pushed: neither to pass the word on, nor to join. Told to people who can help, without content."""

from outreach_bot.dialogue import reviewing, standing
from outreach_bot.dialogue.champion_screens import LEAVE, PAUSE
from outreach_bot.dialogue.draft import BACK, HELP, PERSON, Draft, Screen, button, column
from outreach_bot.dialogue.effects import Notice, Phrase
from outreach_bot.dialogue.standing import Standing
from outreach_bot.recruitment.signs import Sign

SKIP = button("labels.skip", "skip")
KNOWN = ("friend", "family", "group", "worker")
STRANGER = "stranger"


def pushed(draft: Draft) -> None:
    """Somebody says that they are pushed: help first, and a person who looks at the link that brought them."""
    if draft.me.screen != "pushed":
        draft.overlay("pushed")
    draft.audit("pressure_told")
    draft.notify(Notice.CHAMPION_PRESSURE)
    if draft.me.champion is None and draft.me.source:
        reviewing.flag(draft, draft.me.source, Sign.PRESSURE)
    draft.reshow(edit=False)


def pushed_tapped(draft: Draft, _: list[str]) -> None:
    """[Someone is pressuring me]."""
    pushed(draft)


def pushed_screen(draft: Draft) -> Screen:
    """What they may always do, and numbers to call; a champion may stop being one."""
    at = standing.of(draft)
    ways = (PAUSE, LEAVE) if at is Standing.GOOD else () if at is Standing.NOT_ONE else (LEAVE,)
    stop = () if ways else (button("labels.stop_messages", "stop"),)
    return Screen(
        words=(
            Phrase("pushed-champion" if ways else "pushed"),
            Phrase(f"signpost_{draft.rules.campaign.country}_harm"),
        ),
        buttons=column(PERSON, *ways, *stop, BACK, HELP),
    )


# -- how they know who told them ----------------------------------------------------------------------------


def may_ask(draft: Draft) -> bool:
    """Only who came by a champion's link is asked, and once."""
    kept = draft.view.codes.get(draft.me.source)
    return not draft.me.asked_how and kept is not None and kept.code.kind == "champion"


def how_screen(_: Draft) -> Screen:
    """How do you know the person who told you about us? Last of all, and it can be skipped."""
    answers = [button(f"told-by.{answer}", f"told:{answer}") for answer in (*KNOWN, STRANGER)]
    return Screen(
        words=(Phrase("told-by"),), buttons=column(*answers, button("told-by.pushed", "pushed"), SKIP, HELP)
    )


def note_told(draft: Draft, answer: str) -> None:
    """Keep no answer. That a stranger handed out a link is for a person to look at: the link, not who said it."""
    draft.set(asked_how=True)
    if answer == STRANGER:
        reviewing.flag(draft, draft.me.source, Sign.STRANGER)


SCREENS = {"pushed": pushed_screen, "told_by": how_screen}
TAPS = {"pushed": (pushed_tapped, ())}
