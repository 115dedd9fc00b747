"""Inputs that we could not take in, as rows of the table `dead`: sealed, and not for ever."""

from typing import Any

import msgspec

from outreach_bot.dialogue import helping
from outreach_bot.dialogue.inputs import Edited, Input, Said, SentMedia
from outreach_bot.dialogue.safety import read as read_crisis
from outreach_bot.recruitment.rules import Safety
from outreach_bot.row_names import address_row
from outreach_bot.store.base import Row, Store


def letter(store: Store, received: Input, person: Row | None, safety: Safety, now: float) -> dict[str, Any]:
    """What is kept of an input that broke us, found again by whom it names when they are erased.

    alert: there are words of danger in it. Those are kept for fewer days.
    """
    found = read_crisis(_words(received), safety)
    return {
        "input": msgspec.to_builtins(received),
        "person": person.id if person else getattr(received.body, "person", ""),
        "address": address_row(store, received.address) if received.address else "",
        "at": now,
        "alert": found is not None and helping.is_alarm(found),
    }


def _words(received: Input) -> str:
    match received.body:
        case Said(text=words) | Edited(text=words) | SentMedia(caption=words):
            return words
        case _:
            return ""
