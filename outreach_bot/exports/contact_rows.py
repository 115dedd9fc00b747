"""Reading the file of `import networks`: all of it or nothing; a contact we know is changed, never doubled."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from msgspec.structs import replace

from outreach_bot.exports.contact_fields import (
    COLUMNS,
    LONGEST,
    Facts,
    Fault,
    Wrong,
    missing,
    read_fields,
    told,
)
from outreach_bot.exports.known_contacts import Known
from outreach_bot.exports.table_files import BadFile, Cells, Finding, split_rows
from outreach_bot.recruitment.contacts import (
    Contact,
    ContactId,
    Permission,
    addresses,
    with_facts,
)
from outreach_bot.recruitment.rules import Rules

NEEDED_COLUMNS = ("network",)
"""And, in each line, organisation or name, and email, phone or a channel that needs neither."""
_QUOTED = ("'=", "'+", "'-", "'@")
"""How our own exports make a cell harmless for spreadsheets."""


class Fresh(NamedTuple):
    """Where ids and codes of new contacts come from."""

    contact_id: Callable[[], ContactId]
    code: Callable[[], str]


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """What a file brings."""

    contacts: tuple[Contact, ...]
    """New and changed ones, as they are to be."""
    new: int
    changed: int
    unchanged: int
    was: tuple[Contact, ...] = ()
    """Those that are changed, as they were known when this was read."""


@dataclass(kw_only=True)
class Gathering:
    """Takes in one contact after the other, and notes what is wrong with each."""

    rules: Rules
    known: Known
    now: dt.datetime
    fresh: Fresh
    unit: str = "line"
    findings: list[Finding] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    unchanged: int = 0
    _lines: dict[tuple[str, str], int] = field(default_factory=dict)

    def take(self, line: int, cells: Mapping[str, str]) -> None:
        """Read one contact, and find out whether we know it."""
        facts, wrong = read_fields(cells, self.rules)
        wrong += missing(facts, wrong, self.rules)
        contact = None if wrong else new_contact(facts, self.now)
        if contact is not None:
            wrong = conflicts(contact, self.known)
            self.findings += self._twice(line, contact)
        self.findings += [Finding(line, each.column, *told(each), self.unit) for each in wrong]
        if contact is not None and not wrong:
            self._keep(contact, facts)

    def _twice(self, line: int, contact: Contact) -> Iterable[Finding]:
        for held in addresses(contact):
            first = self._lines.setdefault(held, line)
            if first != line:
                fault = f"{held[1]} is on {self.unit} {first} too"
                yield Finding(line, held[0], fault, "Keep it on one of them", self.unit)

    def _keep(self, contact: Contact, facts: Facts) -> None:
        known = self.known.holder_of(contact)
        if known is None:
            self.contacts.append(replace(contact, id=self.fresh.contact_id(), code=self.fresh.code()))
            return
        new = with_facts(known, changed(known, facts, self.now))
        if new == known:
            self.unchanged += 1
        else:
            self.contacts.append(new)

    def incoming(self) -> Incoming:
        """Hand over what was read. Raises BadFile with everything that is wrong."""
        if self.findings:
            raise BadFile(sorted(self.findings))
        new = sum(contact.id not in self.known.contacts for contact in self.contacts)
        return Incoming(
            was=tuple(
                self.known.contacts[each.id] for each in self.contacts if each.id in self.known.contacts
            ),
            contacts=tuple(self.contacts),
            new=new,
            changed=len(self.contacts) - new,
            unchanged=self.unchanged,
        )


def new_contact(facts: Facts, now: dt.datetime) -> Contact:
    """Make a contact of what was read. It has no id and no code yet."""
    asked = facts.get("permission", Permission.UNKNOWN) is not Permission.UNKNOWN
    return Contact(id="", made_at=now, permission_at=now if asked else None, **facts)


def changed(known: Contact, facts: Facts, now: dt.datetime) -> Contact:
    """Put what was read over what is known; what was left empty stays."""
    new = replace(known, **facts)
    return replace(new, permission_at=now) if new.permission is not known.permission else new


def conflicts(contact: Contact, known: Known, *, own: ContactId | None = None) -> list[Wrong]:
    """Say which addresses asked us to stop, or are another's.

    own: The one contact these are for, empty for one still to be added; None: for whoever holds them, as in a file.
    """
    found = [
        Wrong(name, Fault.STOPPED) for name, value in addresses(contact) if known.has_stopped((name, value))
    ]
    by_field = {name: known.holder((name, value)) for name, value in addresses(contact)}
    email, phone = by_field.get("email"), by_field.get("phone")
    if own is not None:
        found += [
            Wrong(name, Fault.TAKEN, "", holder.id)
            for name, holder in by_field.items()
            if holder is not None and holder.id != own
        ]
    elif phone is not None and _is_somebody_else(phone, contact, email):
        found.append(Wrong("phone", Fault.TAKEN, "", phone.id))
    return found


def _is_somebody_else(holder: Contact, contact: Contact, by_email: Contact | None) -> bool:
    """Two people at one number: the number's holder has another email address, or the email another holder."""
    if by_email is not None:
        return by_email.id != holder.id
    return bool(contact.email and holder.email)


def read_contacts(content: bytes, *, rules: Rules, known: Known, now: dt.datetime, fresh: Fresh) -> Incoming:
    """Read a CSV file into contacts.

    Raises:
        BadFile: With everything that is wrong in the file, not only the first.
    """
    rows, findings = split_rows(content, columns=COLUMNS, named=COLUMNS, needed=NEEDED_COLUMNS, long=LONGEST)
    if not rows and not findings:
        findings.append(Finding(1, "", "there is no contact in this file", "Add one line for each contact"))
    gathering = Gathering(rules=rules, known=known, now=now, fresh=fresh, findings=findings)
    for line, cells in rows:
        gathering.take(line, _plain(cells))
    return gathering.incoming()


def _plain(cells: Cells) -> Cells:
    return {name: cell[1:] if cell.startswith(_QUOTED) else cell for name, cell in cells.items()}
