"""What is noted about a contact of a network. They never write to us here; each turn is about one of them."""

from outreach_bot.dialogue.draft import Draft


def contact_turn(draft: Draft) -> None:
    """Do what one input says about one contact."""
    kept = draft.view.contacts.get(draft.received.id)
    if kept is None:
        return  # forgotten since
