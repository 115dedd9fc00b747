"""Doors of the office as rows: one-time links and sessions, by their hashes."""

from outreach_bot.dialogue.effects import DropSignIn, EndSessions, PutSignIn
from outreach_bot.store.base import Drop, Put, Store


async def door_rows(store: Store, change: PutSignIn | DropSignIn | EndSessions) -> list[Put | Drop]:
    """Open a door until its time is over, shut one, or shut all of a member's."""
    match change:
        case PutSignIn():
            body = {"kind": change.kind, "name": change.name, "member": change.member}
            return [Put(table="sign_in", id=change.hash, body=body, due=change.until.timestamp())]
        case DropSignIn():
            return [Drop(table="sign_in", id=change.hash)]
        case EndSessions():
            found = await store.find("sign_in", "member", change.member)
            return [
                Drop(table="sign_in", id=row.id)
                for row in found
                if row.body.get("kind") == "link" or not change.links_only
            ]
