"""Rows of the audit log: what a turn did, and for what was done in the office hashes of the record before and after."""

from collections.abc import Mapping
from typing import Any

import msgspec

from outreach_bot.dialogue.contact_effects import DropContact, PutContact
from outreach_bot.dialogue.effects import Turn
from outreach_bot.dialogue.inputs import Input, To
from outreach_bot.dialogue.state import Person, View
from outreach_bot.recruitment.contacts import Contact, ContactId
from outreach_bot.recruitment.sessions import Session, SessionId
from outreach_bot.store.reading import Reader

HASH_FIGURES = 16
"""Hex figures of a record's hash in the log."""


def audit_rows(
    store: Reader,
    view: View,
    received: Input,
    turn: Turn,
    *,
    me: Person | None,
    sessions: Mapping[SessionId, Session],
) -> tuple[dict[str, Any], ...]:
    """Write the rows of one turn. `me` and `sessions`: as they are after it."""
    hashes = _hashes(store, *_states(view, received, turn, me, sessions)) if received.actor else {}
    return tuple(
        {name: value for name, value in (msgspec.to_builtins(row) | hashes).items() if value}
        for row in turn.audit
    )


def _states(
    view: View, received: Input, turn: Turn, me: Person | None, sessions: Mapping[SessionId, Session]
) -> tuple[Person | Session | Contact | None, Person | Session | Contact | None]:
    match received.to:
        case To.PERSON:
            return view.me, me
        case To.SESSION:
            kept = view.sessions.get(received.id)
            before = kept.session if kept else None
            return before, sessions.get(received.id, before)
        case To.CONTACT:
            held = view.contacts.get(received.id)
            return (held.contact if held else None), _contact_after(received.id, view, turn)
        case _:
            return None, None


def _contact_after(name: ContactId, view: View, turn: Turn) -> Contact | None:
    """The contact as the turn leaves it; None: forgotten."""
    held = view.contacts.get(name)
    after = held.contact if held else None
    for change in turn.changes:
        if isinstance(change, PutContact) and change.contact.id == name:
            after = change.contact
        elif isinstance(change, DropContact) and change.contact == name:
            after = None
    return after


def _hashes(store: Reader, before: Any, after: Any) -> dict[str, str]:
    return {} if before == after else {"before": _hash(store, before), "after": _hash(store, after)}


def _hash(store: Reader, record: Any) -> str:
    """Tell two states of a record apart, and nothing about either."""
    return store.hmac("audit", msgspec.json.encode(record).decode())[:HASH_FIGURES] if record else ""
