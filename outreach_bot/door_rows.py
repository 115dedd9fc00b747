"""Rows of the office's doors: who is in the team, their links and sessions, and their second locks."""

from typing import assert_never

import msgspec

from outreach_bot.dialogue.effects import DropSignIn, PutSignIn
from outreach_bot.dialogue.team_effects import DropSecondLock, EndSessions, PutMember, PutSecondLock
from outreach_bot.store.base import Drop, Put
from outreach_bot.store.reading import Reader

SIGN_IN, MEMBER, SECOND_LOCK = "sign_in", "member", "second_lock"
DoorChange = PutSignIn | DropSignIn | EndSessions | PutMember | PutSecondLock | DropSecondLock


async def door_rows(store: Reader, change: DoorChange) -> list[Put | Drop]:
    """Write what one change does to the doors."""
    match change:
        case PutSignIn():
            return [_sign_in(change)]
        case DropSignIn():
            return [Drop(table=SIGN_IN, id=change.hash)]
        case EndSessions():
            return await _ended(store, change)
        case PutMember():
            return [Put(table=MEMBER, id=change.member.id, body=msgspec.to_builtins(change.member))]
        case PutSecondLock():
            return [Put(table=SECOND_LOCK, id=change.member, body=msgspec.to_builtins(change.lock))]
        case DropSecondLock():
            return [Drop(table=SECOND_LOCK, id=change.member)]
        case _:
            assert_never(change)


def _sign_in(change: PutSignIn) -> Put:
    body = {"kind": change.kind, "name": change.name, "member": change.member}
    body |= {"secret": change.secret} if change.secret else {}
    return Put(table=SIGN_IN, id=change.hash, body=body, due=change.until.timestamp())


async def _ended(store: Reader, change: EndSessions) -> list[Put | Drop]:
    found = await store.find(SIGN_IN, "member", change.member)
    return [
        Drop(table=SIGN_IN, id=row.id)
        for row in found
        if row.body.get("kind") == "link" or not change.links_only
    ]
