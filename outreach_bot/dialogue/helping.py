"""Crisis replies: fixed words written by people, the emergency line first, and the conversation kept. DOMAIN section 4."""

from outreach_bot.dialogue import rights, talking
from outreach_bot.dialogue.aside_inputs import Failed
from outreach_bot.dialogue.draft import Draft, Screen, button, column
from outreach_bot.dialogue.effects import CancelNotes, Notice, Phrase, Priority
from outreach_bot.dialogue.hours import closed_note
from outreach_bot.dialogue.safety import Crisis
from outreach_bot.recruitment.rules import Rules, Tier

URGENT = (Tier.OVERDOSE, Tier.SUICIDE, Tier.HARM)
"""These pause what we send first, and alert the people on call."""


def words(found: Crisis, rules: Rules) -> tuple[Phrase, ...]:
    """The fixed words for what was read. Needs no store: also sent when nothing else works."""
    text = Phrase(f"signpost_{rules.campaign.country}_{found.tier.value}")
    return (Phrase(f"soft_{found.tier.value}"), text) if found.soft else (text,)


def now_words(rules: Rules) -> tuple[Phrase, ...]:
    """The words behind [I need help now]."""
    return (Phrase(f"help_now_{rules.campaign.country}"),)


def is_alarm(found: Crisis) -> bool:
    """Tell whether these words are for the people on call: danger now, to life or limb."""
    return found.tier in URGENT and not found.soft


def crisis(draft: Draft, found: Crisis) -> None:
    """Help first, then what follows: the same question after something past, else a choice of ways on."""
    draft.say(*words(found, draft.rules), edit=False, silent=False, priority=Priority.HELP, help=True)
    draft.audit("crisis", detail=f"{found.tier.value}{'/soft' if found.soft else ''}")
    if found.soft:
        _carry_on_below(draft)
        return
    if is_alarm(found):
        alarm(draft)
    _offer(draft)


def alarm(draft: Draft) -> None:
    """Alert the people on call, and hold back what we send first until one of them looked after it."""
    draft.notify(Notice.SAFETY)
    draft.set(paused_at=draft.now)
    draft.change(CancelNotes())  # what was to go in the morning waits for a person, too


def _carry_on_below(draft: Draft) -> None:
    if draft.me.stopped_at is None:
        draft.reshow(edit=False)
    else:
        _offer(draft)


def _offer(draft: Draft) -> None:
    draft.overlay("after_help")
    draft.show(draft.screen(), edit=False)


def failed(draft: Draft, body: Failed) -> None:
    """We could not take in what they sent: say so kindly. Where it was about danger, somebody of ours hears of it."""
    if body.again:
        return
    if body.alert:
        alarm(draft)
    draft.reshow(Phrase("failed"), edit=False)


def help_now(draft: Draft) -> None:
    """[I need help now], /help."""
    draft.say(*now_words(draft.rules), edit=False, silent=False, priority=Priority.HELP, help=True)
    draft.audit("help_asked")
    draft.notify(Notice.SAFETY)
    _offer(draft)


def help_tapped(draft: Draft, _: list[str]) -> None:
    """The help button, on every screen."""
    help_now(draft)


def after_help_screen(draft: Draft) -> Screen:
    """Call-back, no thanks, carry on, stop messages."""
    return Screen(
        words=(Phrase("after_any"), *closed_note(draft)),
        buttons=column(
            button("after_any.call", "after:call"),
            button("after_any.no", "after:no"),
            button("after_any.carry_on", "after:carry"),
            button("after_any.stop", "after:stop"),
        ),
    )


def after(draft: Draft, rest: list[str]) -> None:
    """What the person wants after help was shown. Any of these is them going on."""
    match rest:
        case ["call"]:
            talking.want_call(draft, "crisis")
        case ["stop"]:
            rights.stop(draft)
        case ["no"]:
            _resume(draft, Phrase("after-no"))
        case _:
            _resume(draft)


def _resume(draft: Draft, *before: Phrase) -> None:
    draft.set(paused_at=None)
    draft.uncover()
    draft.reshow(*before)


SCREENS = {"after_help": after_help_screen}
TAPS = {"help": (help_tapped, ()), "after": (after, ("after_help",))}
