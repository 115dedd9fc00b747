"""What a turn at the office's doors may look at and rests on: the link or session, and the member's second lock."""

import datetime as dt

import msgspec

from outreach_bot.dialogue.inputs import Body, Input, SignedIn
from outreach_bot.dialogue.lock_inputs import SecondLockBegun, SecondLockTakenOff, SecondLockTried
from outreach_bot.dialogue.second_lock import AT_LOCK, SESSION
from outreach_bot.dialogue.state import AtLock, View
from outreach_bot.recruitment.second_lock import SecondLock
from outreach_bot.store.base import RestsOn
from outreach_bot.store.reading import Reader, Row

TABLE = "second_lock"


class LinkUsed(Exception):
    """The one-time link was used already, or is too old."""


async def at_lock(store: Reader, received: Input, at: dt.datetime) -> AtLock | None:
    """Look at the second lock that an input is about; None: it is about none, or its session is over."""
    body = received.body
    if isinstance(body, SignedIn | SecondLockTakenOff):
        return await _with_lock(store, AtLock(member=body.member)) if body.member else None
    if not isinstance(body, SecondLockBegun | SecondLockTried):
        return None
    row = await store.get("sign_in", body.session_hash)
    if row is None or not is_open(row, at.timestamp()):
        return None
    return await _with_lock(store, _session(row))


def is_open(row: Row, now: float) -> bool:
    """Tell whether this is a member's session that has not ended: one that is in, or before the lock."""
    known = row.body.get("kind") in (SESSION, AT_LOCK) and bool(row.body.get("member"))
    return known and row.due is not None and row.due > now


def _session(row: Row) -> AtLock:
    return AtLock(
        member=row.body["member"],
        name=row.body["name"],
        kind=row.body["kind"],
        secret=row.body.get("secret", ""),
        until=dt.datetime.fromtimestamp(row.due or 0, dt.UTC),
        session_revision=row.revision,
    )


async def _with_lock(store: Reader, seen: AtLock) -> AtLock:
    row = await store.get(TABLE, seen.member)
    if row is None:
        return seen
    return msgspec.structs.replace(seen, lock=msgspec.convert(row.body, SecondLock), revision=row.revision)


async def rests_on(store: Reader, received: Input, view: View, now: float) -> list[RestsOn]:
    """Name the rows that must not change before the commit. Raises LinkUsed for a link that no longer works."""
    found = []
    body: Body = received.body
    if isinstance(body, SignedIn):
        link = await store.get("sign_in", body.token_hash)
        if link is None or (link.due or 0) < now:
            raise LinkUsed
        found.append(RestsOn(table="sign_in", id=link.id, revision=link.revision))
    seen = view.at_lock
    if seen is not None:
        found.append(RestsOn(table=TABLE, id=seen.member, revision=seen.revision))
        if isinstance(body, SecondLockBegun | SecondLockTried):
            found.append(RestsOn(table="sign_in", id=body.session_hash, revision=seen.session_revision))
    return found
