"""Hours said honestly: who hears when we are open hears of days, now or next, on which nobody is there."""

from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import Phrase, When
from outreach_bot.recruitment.opening_hours import closure


def closed_note(draft: Draft) -> tuple[Phrase, ...]:
    """Say that we are closed today, or on the next weekday, and when we are back; nothing where the usual hours hold."""
    campaign = draft.rules.campaign
    found = closure(draft.now, campaign.contact, campaign.zone)
    if found is None:
        return ()
    back = When(found.back, "button")
    if found.today:
        return (Phrase("closed-today", {"back": back}),)
    return (Phrase("closed-next", {"day": When(found.begins, "day"), "back": back}),)
