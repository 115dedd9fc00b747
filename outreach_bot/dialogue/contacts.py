"""What is noted about a contact of a network. They never write to us here; each turn is about one of them."""

from msgspec.structs import replace

from outreach_bot.dialogue import waves
from outreach_bot.dialogue.contact_effects import DropContact, PutContact, SuppressContact, UnsuppressContact
from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import CancelNotes, PutCode
from outreach_bot.dialogue.inputs import (
    ContactBounced,
    ContactChanged,
    ContactForgotten,
    ContactNoted,
    ContactResumed,
    ContactShown,
    ContactsImported,
    ContactStopped,
    WaveReaches,
)
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.contacts import FACTS, Contact, addresses, permission_after, with_facts
from outreach_bot.recruitment.merging import changed_fields, three_way
from outreach_bot.recruitment.rules import CodeKind


def contact_turn(draft: Draft) -> None:
    """Do what one input says about one contact."""
    kept = draft.view.contacts.get(draft.received.id)
    if kept is None:
        return  # forgotten since
    contact, body = kept.contact, draft.received.body
    match body:
        case ContactChanged():
            _changed(draft, contact, body)
        case ContactNoted():
            _noted(draft, contact, body)
        case ContactStopped():
            draft.change(
                PutContact(
                    contact=replace(contact, do_not_contact_at=contact.do_not_contact_at or draft.now)
                ),
                SuppressContact(contact=contact),
                CancelNotes(),
            )
            draft.audit("contact_stopped", about=contact.id, detail=body.how, by=body.by)
        case ContactBounced():
            draft.change(PutContact(contact=replace(contact, bounced=contact.email)))
            draft.audit("contact_bounced", about=contact.id)
        case ContactResumed():
            draft.change(
                PutContact(contact=replace(contact, do_not_contact_at=None)),
                UnsuppressContact(contact=contact),
            )
            draft.audit("contact_resumed", about=contact.id, reason=body.reason.value, by=body.by)
        case ContactForgotten():
            _forgotten(draft, contact, by=body.by)
        case WaveReaches():
            waves.wave_reaches(draft, contact, body)
        case ContactShown():
            draft.audit("contact_shown", about=contact.id, by=body.by)
        case _:
            draft.nobody_answers()


def imported(draft: Draft, body: ContactsImported) -> None:
    """Write down contacts that were brought in. One that holds an address already is that one, and keeps its id."""
    by_address = {
        address: kept.contact.id
        for kept in draft.view.contacts.values()
        for address in addresses(kept.contact)
    }
    was = {contact.id: contact for contact in body.was}
    for contact in body.contacts:
        owners = [by_address[address] for address in addresses(contact) if address in by_address]
        known = draft.view.contacts.get(owners[0] if owners else contact.id)
        if contact.id in draft.view.stopped:
            draft.audit("contact_kept_out", about=contact.id, by=body.by)
        elif known is not None and known.contact.id not in was and draft.actor is not None:
            # a member adds contacts, and changes those that they have seen: somebody else was quicker
            draft.audit("contact_not_changed", about=known.contact.id, by=body.by, result="denied")
        elif known is None:
            draft.change(PutContact(contact=contact), PutCode(code=code_of(contact)))
            draft.audit("contact_added", about=contact.id, detail=contact.code, by=body.by)
        else:
            draft.rest_on_contact(known.contact.id)
            merged = _onto(known.contact, contact, was.get(known.contact.id))
            _write(draft, known.contact, with_facts(known.contact, merged), by=body.by)


def _onto(known: Contact, written: Contact, was: Contact | None) -> Contact:
    """Put what a file changed onto what is known by now; what it left as it was stays as others wrote it meanwhile."""
    if was is None:
        return written
    values = three_way(was, written, known, (*FACTS, "permission", "permission_at")).values
    return replace(known, **values)


def code_of(contact: Contact) -> Code:
    """Make the share code of a new contact. It has no name: the contact does, and takes it along when forgotten."""
    return Code(
        id=contact.code,
        kind=CodeKind.NETWORK,
        made_at=contact.made_at,
        network=contact.network,
        contact=contact.id,
        hospital=contact.hospital,
    )


def _changed(draft: Draft, contact: Contact, body: ContactChanged) -> None:
    """Write changed facts down, but no address that another contact holds or that asked us to stop."""
    merged = three_way(body.was or contact, body.contact, contact, FACTS)
    if merged.clashing:
        fields = " ".join(merged.clashing)
        draft.audit("contact_not_changed", about=contact.id, by=body.by, result="denied", fields=fields)
        return
    written = replace(contact, **merged.values)
    held = {
        address
        for kept in draft.view.contacts.values()
        if kept.contact.id != contact.id
        for address in addresses(kept.contact)
    }
    stopped = draft.view.stopped and contact.do_not_contact_at is None
    if stopped or held.intersection(addresses(written)):
        written = replace(written, email=contact.email, phone=contact.phone, group=contact.group)
    _write(draft, contact, written, by=body.by)


def _write(draft: Draft, contact: Contact, new: Contact, *, by: str) -> None:
    if new == contact:
        return
    draft.change(PutContact(contact=new))
    draft.audit("contact_changed", about=contact.id, by=by, fields=changed_fields(contact, new, FACTS))
    if new.do_not_contact_at is not None:
        draft.change(SuppressContact(contact=new))
    kept = draft.view.codes.get(contact.code)
    if kept is not None and (contact.network, contact.hospital) != (new.network, new.hospital):
        draft.change(PutCode(code=replace(kept.code, network=new.network, hospital=new.hospital)))


def _noted(draft: Draft, contact: Contact, body: ContactNoted) -> None:
    if body.was is not None and contact.permission not in (body.was, body.permission):
        draft.audit("contact_not_changed", about=contact.id, by=body.by, result="denied", fields="permission")
        return
    outcome = body.reached.outcome if body.reached else ""
    permission = body.permission or permission_after(contact.permission, outcome)
    new = replace(
        contact,
        reached=(*contact.reached, *((body.reached,) if body.reached else ())),
        note="\n".join(part for part in (contact.note, body.note) if part),
    )
    if permission is not contact.permission:
        new = replace(new, permission=permission, permission_at=draft.now)
        draft.audit(
            "contact_permission", about=contact.id, detail=permission.value, by=body.by, fields="permission"
        )
    if body.reached is not None:
        draft.audit("contact_reached", about=contact.id, detail=body.reached.way.value, by=body.by)
    if body.note:
        draft.audit("contact_noted", about=contact.id, by=body.by, fields="note")
    draft.change(PutContact(contact=new))


def _forgotten(draft: Draft, contact: Contact, *, by: str) -> None:
    """Only the hashes stay; the code goes on counting under its network, and leads to nobody."""
    draft.change(SuppressContact(contact=contact), DropContact(contact=contact.id))
    kept = draft.view.codes.get(contact.code)
    if kept is not None:
        draft.change(PutCode(code=replace(kept.code, contact="", name="")))
    draft.audit("contact_forgotten", about=contact.id, by=by)
