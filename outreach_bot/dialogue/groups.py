"""Groups and channels that invited the bot: noted as contacts that have not said yes to anything.

Nobody is screened there and nobody confirmed. Being invited is no leave to post: a person asks for that, and notes it.
"""

from msgspec.structs import replace

from outreach_bot.dialogue.contact_effects import DropContact, PutContact, SuppressContact
from outreach_bot.dialogue.contacts import code_of
from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import PutCode
from outreach_bot.dialogue.inputs import GroupConnected, GroupJoined, GroupLeft, GroupMoved
from outreach_bot.recruitment.contacts import Basis, Contact, Permission, Way

LONGEST_TITLE = 80
"""Characters of a group's title that are kept."""
FOUND = "Telegram"


def group_joined(draft: Draft, body: GroupJoined) -> None:
    """Note the group, for a coordinator to say whose it is and what it allows."""
    if draft.view.stopped:
        draft.audit("contact_kept_out", about=body.contact)
        return
    if _holder(draft, body.chat) is not None:
        return  # it was known, and is back or has another title
    contact = Contact(
        id=body.contact,
        network=_network(draft),
        made_at=draft.now,
        organisation=body.title[:LONGEST_TITLE],
        group=body.chat,
        basis=Basis.ASKED_US,
        found=FOUND,
        ways=(Way.TELEGRAM,),
        code=body.code,
    )
    draft.change(PutContact(contact=contact), PutCode(code=code_of(contact)))
    draft.audit("group_joined", about=contact.id, detail=contact.code)


def group_left(draft: Draft, body: GroupLeft) -> None:
    """Nothing can be posted there any more."""
    holder = _holder(draft, body.chat)
    if holder is None:
        return
    draft.rest_on_contact(holder.id)
    draft.change(PutContact(contact=replace(holder, group="")))
    draft.audit("group_left", about=holder.id)


def group_moved(draft: Draft, body: GroupMoved) -> None:
    """Follow a group to its new id, with all that was noted about it. What is known already changes nothing."""
    old, new = _holder(draft, body.chat), _holder(draft, body.to)
    for each in (old, new):
        if each is not None:
            draft.rest_on_contact(each.id)
    if old is None:
        _keep_out(draft, body, new)
    elif new is not None and (new.email or new.phone):
        draft.change(PutContact(contact=replace(old, group="")))  # somebody said already whose the new one is
        draft.audit("group_moved", about=new.id)
    else:
        _move(draft, old, new, body.to)


def _move(draft: Draft, old: Contact, new: Contact | None, chat: str) -> None:
    """Give the new id to the contact we know; one that was made for the new id meanwhile becomes part of it."""
    moved = replace(old, group=chat)
    if new is not None:
        noted = (
            new.permission is not Permission.UNKNOWN
        )  # by a person, and later than what is known of the old
        moved = replace(
            moved,
            permission=new.permission if noted else old.permission,
            permission_at=new.permission_at if noted else old.permission_at,
            do_not_contact_at=old.do_not_contact_at or new.do_not_contact_at,
            reached=tuple(sorted((*old.reached, *new.reached), key=lambda reached: reached.at)),
        )
        _drop(draft, new)
    if draft.view.stopped and moved.do_not_contact_at is None:
        moved = replace(moved, do_not_contact_at=draft.now)
    draft.change(PutContact(contact=moved))
    if moved.do_not_contact_at is not None:
        draft.change(SuppressContact(contact=moved))
    draft.audit("group_moved", about=moved.id)


def _keep_out(draft: Draft, body: GroupMoved, new: Contact | None) -> None:
    """Whom we forgot on their wish stays forgotten under the new id, too."""
    if body.chat not in draft.view.stopped or body.to in draft.view.stopped:
        return
    meant = new or Contact(id=body.to, network="", made_at=draft.now, group=body.to)
    if new is not None:
        draft.change(PutContact(contact=replace(new, do_not_contact_at=new.do_not_contact_at or draft.now)))
    draft.change(SuppressContact(contact=meant))
    draft.audit("contact_stopped", about=new.id if new else "office")


def group_connected(draft: Draft, body: GroupConnected) -> None:
    """Give the group to the contact it belongs to. What they allow is asked and noted on their own page.

    A yes that was given before was given to something else: in the group it is asked for anew.
    """
    kept = draft.view.contacts
    if body.group not in kept or body.contact not in kept or body.group == body.contact:
        return
    group, owner = kept[body.group].contact, kept[body.contact].contact
    if not group.group or owner.group:
        return
    draft.rest_on_contact(group.id)
    draft.rest_on_contact(owner.id)
    asked = Permission.ASKED if owner.permission is Permission.GIVEN else owner.permission
    ways = (*owner.ways, Way.TELEGRAM) if owner.ways and Way.TELEGRAM not in owner.ways else owner.ways
    _drop(draft, group)
    draft.change(PutContact(contact=replace(owner, group=group.group, permission=asked, ways=ways)))
    draft.audit("group_connected", about=owner.id, by=body.by)


def _drop(draft: Draft, group: Contact) -> None:
    """Take away a contact that was made for a group. Its code goes on counting, and leads to nobody."""
    draft.change(DropContact(contact=group.id))
    code = draft.view.codes.get(group.code)
    if code is not None:
        draft.change(PutCode(code=replace(code.code, contact="")))


def _holder(draft: Draft, chat: str) -> Contact | None:
    return next((kept.contact for kept in draft.view.contacts.values() if kept.contact.group == chat), None)


def _network(draft: Draft) -> str:
    """The network a new group is noted under: the first that is reached on Telegram at all."""
    networks = draft.rules.networks
    return next((each.key for each in networks if Way.TELEGRAM in each.channels), networks[0].key)
