"""A row of the audit log, as a turn decides it. Part of `effects`, from where everybody takes it."""

import msgspec
from msgspec.structs import replace

from outreach_bot.dialogue.actors import Actor


class Audit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row of the audit log: ids and codes only, never words or numbers, and no names but `by`: who did it."""

    action: str
    about: str = ""
    detail: str = ""
    by: str = ""
    role: str = ""
    """Of a member of the office."""
    session: str = ""
    """The first figures of their session's hash."""
    reason: str = ""
    """Why, where a reason is asked for: a word of a fixed list."""
    result: str = ""
    """denied; empty: it was done."""
    approval: str = ""
    """What was asked for, said yes to and then used: the same in the rows of all three."""
    fields: str = ""
    """Names of the fields that were changed, with blanks between; never what is in them."""


def by_actor(row: Audit, actor: Actor | None) -> Audit:
    """Write down who did it, where it was somebody's work in the office."""
    if actor is None:
        return row
    return replace(row, by=actor.name or row.by, role=actor.role.value, session=actor.session)
