"""What coordinators write about a contact, read from a form: the contact it makes, or each field that is wrong."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from msgspec.structs import replace

from outreach_bot.exports.contact_fields import COLUMNS, Fault, Wrong, missing, read_fields
from outreach_bot.exports.contact_rows import conflicts, new_contact
from outreach_bot.exports.known_contacts import Known
from outreach_bot.office.meanwhile import Note
from outreach_bot.recruitment.contacts import Contact
from outreach_bot.recruitment.rules import Rules


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A form of one contact as it stands: what is in each field, and what is wrong with it."""

    values: Mapping[str, str]
    wrong: Mapping[str, Wrong] = field(default_factory=dict)
    notes: Mapping[str, Note] = field(default_factory=dict)
    """What others changed meanwhile, beside the field."""
    base: str = ""
    """What the form shows, for its hidden field; empty: of a contact who is new."""

    def ticked(self, name: str, value: str) -> bool:
        """Tell whether a box or choice is on."""
        return value in self.values.get(name, "").split()

    def unnamed(self) -> "Filled":
        """The same form, which says that an address is taken, and not by whom."""
        wrong = {
            name: each._replace(choices="") if each.fault is Fault.TAKEN else each
            for name, each in self.wrong.items()
        }
        return Filled(values=self.values, wrong=wrong)

    def taken_by(self) -> str:
        """Name the contact that holds an address in this form; empty: nobody does."""
        return next((each.choices for each in self.wrong.values() if each.fault is Fault.TAKEN), "")


def filled_from(contact: Contact) -> Filled:
    """Fill a form with what is known."""
    values: dict[str, Any] = {name: getattr(contact, name) for name in COLUMNS if name != "channels"}
    values |= {"channels": " ".join(contact.ways), "cap": "" if contact.cap is None else contact.cap}
    return Filled(values={name: str(value) for name, value in values.items()})


def as_shown(name: str, facts: Mapping[str, Any]) -> str:
    """Write a field that was read as a form shows it."""
    if name == "channels":
        return " ".join(facts.get("ways", ()))
    return str(facts.get(name, ""))


class Sent(Protocol):
    """A form as it was sent."""

    def text(self, name: str) -> str:
        """The text of a field; of boxes, the words with blanks between."""


def read_contact(
    form: Sent, *, rules: Rules, known: Known, now: dt.datetime, own: Contact | None = None
) -> tuple[Contact | None, Filled]:
    """Read a form into a contact; None: something is wrong, and the form says what. `own`: the one that is changed."""
    values = {name: form.text(name) for name in COLUMNS}
    facts, wrong = read_fields(values, rules)
    wrong += missing(facts | ({"group": own.group} if own and own.group else {}), wrong, rules)
    written = None
    if not wrong:
        written = new_contact(facts, now)
        written = replace(written, group=own.group, id=own.id, code=own.code) if own else written
        wrong = [each for each in conflicts(written, known, own=own.id if own else "") if _counts(each, own)]
    by_field = {each.column: each for each in sorted(wrong, key=lambda one: COLUMNS.index(one.column))}
    return (None if wrong else written), Filled(values=values, wrong=by_field)


def _counts(wrong: Wrong, own: Contact | None) -> bool:
    """A contact who asked us to stop keeps their addresses: they are what we must not use."""
    return wrong.fault is not Fault.STOPPED or own is None or own.do_not_contact_at is None
