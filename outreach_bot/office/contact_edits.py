"""What is written down about a contact, and where we stand with them: forms that two may have open."""

from dataclasses import dataclass, field

import msgspec
from starlette.responses import RedirectResponse, Response

from outreach_bot.dialogue.inputs import Body, ContactChanged, ContactNoted, ContactShown, To
from outreach_bot.exports.contact_fields import COLUMNS, read_fields
from outreach_bot.exports.known_contacts import Known
from outreach_bot.office.access import moment
from outreach_bot.office.contact_forms import Filled, as_shown, filled_from, read_contact
from outreach_bot.office.meanwhile import Editing
from outreach_bot.office.merged_forms import BASE, Base, Merged, Values
from outreach_bot.recruitment.contacts import FACTS, Basis, Contact, Permission, Way
from outreach_bot.recruitment.sight import Sight, of_contact

HERE = "/office/networks"
BY = "office"
LONGEST_NOTE = 500
"""Characters of one note; more of them go below it."""
EDITED = tuple(name for name in COLUMNS if name != "permission")
"""Fields of the form of a contact who is there; where we stand with them is noted by itself."""


@dataclass(kw_only=True)
class OfContact(Editing):
    """A form about one contact."""

    contact: Contact
    """As they were last read."""

    async def kept(self) -> Contact | None:
        """Read the contact; None: they were forgotten."""
        row = await self.shell.reader(self.request).get("contact", self.contact.id)
        if row is None:
            return None
        self.contact = msgspec.convert(row.body, Contact)
        return self.contact

    async def send(self, body: Body, part: str) -> None:
        """Tell the contact's own turn."""
        await self.shell.send(self.request, To.CONTACT, self.contact.id, body, part)


@dataclass(kw_only=True)
class FactsEditing(OfContact):
    """What is written down about them."""

    known: Known | None = field(default=None)
    theirs: frozenset[str] = frozenset()
    """The contacts that this member may see: of others it is not said that they have an address."""
    wrong: Filled | None = field(default=None)
    """The form as it is to be shown again: something is wrong with it, or both changed something."""

    async def look(self) -> Values | None:
        """Read the contact, and whom other addresses belong to."""
        kept = await self.kept()
        self.known = await self.shell.contacts_there_are(self.request)
        self.theirs = frozenset(row.id for row in await self.shell.reader(self.request).rows("contact"))
        return facts_shown(kept) if kept else None

    def typed(self, now: Values) -> Values:
        """Read what was sent; an address as it is kept, so that it is compared with what is kept."""
        raw, base = {name: self.form.text(name) for name in now}, Base.read(self.form.one(BASE))
        facts, wrong = read_fields(raw, self.shell.parts.rules)
        bad = {each.column for each in wrong}
        return {
            name: text if name in bad or base.has(name, text) else as_shown(name, facts)
            for name, text in raw.items()
        }

    async def write(self, merged: Merged) -> Body | Response | None:
        """Check the contact as a whole, as it is with what both changed."""
        contact, filled = self._read(merged)
        if contact is None:
            self.wrong = filled
            return Response(status_code=422)
        sight = self.shell.sight(self.request)
        if not (sight.sees(of_contact(contact)) and may_be_of(self.contact, contact.hospital, sight)):
            return await self.shell.refuse(self.request)
        self.wanted = facts_shown(contact)
        return ContactChanged(contact=contact, by=BY, was=self.contact)

    async def note(self, merged: Merged) -> None:
        """Find out who changed what. What is shown of it is looked at, and that is written down."""
        await super().note(merged)
        await self.shell.send(self.request, To.CONTACT, self.contact.id, ContactShown(by=BY), part="shown")

    def again(self, merged: Merged) -> Response:
        """Show the whole form, with what was typed."""
        _, self.wrong = self._read(merged)
        return Response(status_code=409)

    def label(self, name: str) -> str:
        """Name a field as the form does."""
        return self.shell.say(f"office-network-field.{name}")

    def value(self, name: str, text: str) -> str:
        """Say a choice in words; texts as they are."""
        rules = self.shell.parts.rules
        match name:
            case "network":
                return next((each.name for each in rules.networks if each.key == text), text)
            case "hospital":
                return next((each.name for each in rules.campaign.hospitals if each.key == text), text)
            case "basis" if text in list(Basis):
                return self.shell.say(f"office-network-basis.{text}")
            case "channels":
                known = [each for each in text.split() if each in list(Way)]
                return ", ".join(self.shell.say(f"office-network-way.{each}") for each in known)
            case _:
                return text

    def logged(self, name: str) -> str:
        """Name a field as the record does."""
        return "ways" if name == "channels" else name

    def done(self) -> Response:
        """Lead to the contact."""
        return back_to(self.contact.id, "saved")

    def _read(self, merged: Merged) -> tuple[Contact | None, Filled]:
        parts, known = self.shell.parts, self.known
        if known is None:
            raise RuntimeError("a contact is read before it is written")
        now = moment(parts.clock())
        contact, filled = read_contact(merged, rules=parts.rules, known=known, now=now, own=self.contact)
        filled = filled if filled.taken_by() in ("", *self.theirs) else filled.unnamed()
        filled = Filled(values=merged.values, wrong=filled.wrong, notes=self.notes, base=merged.base())
        if contact is not None:
            mine = {self.logged(name) for name in merged.mine}
            kept = {name: getattr(self.contact, name) for name in FACTS if name not in mine}
            contact = msgspec.structs.replace(contact, **kept)
        return contact, filled


@dataclass(kw_only=True)
class StandingEditing(OfContact):
    """Where we stand with them; and a note, which goes below those that are there."""

    noted: bool = False
    """There was something to note."""

    async def look(self) -> Values | None:
        """Read the contact."""
        kept = await self.kept()
        return standing_shown(kept) if kept else None

    def typed(self, now: Values) -> Values:
        """Read what was chosen; nothing chosen is as it is."""
        given = self.form.one("permission")
        return {"permission": given if given in list(Permission) else now["permission"]}

    def adds(self) -> bool:
        """Tell whether there is a note."""
        return bool(self._text())

    def _text(self) -> str:
        return " ".join(self.form.text("note").split())[:LONGEST_NOTE]

    async def write(self, merged: Merged) -> Body | None:
        """Note what was chosen, and what was written; neither is no note."""
        text = self._text()
        chosen = Permission(merged.one("permission")) if merged.mine else None
        if chosen is None and not text:
            self.noted = await self.shell.was_sent(self.request)  # pressed twice: it is noted
            return None
        self.noted = True
        return ContactNoted(
            permission=chosen, note=text, by=BY, was=self.contact.permission if chosen else None
        )

    def label(self, name: str) -> str:
        """Name a field as the form does."""
        return self.shell.say(f"office-network.{name}")

    def value(self, _name: str, text: str) -> str:
        """Say where we stand."""
        return self.shell.say(f"office-network-standing.{text}")

    def done(self) -> Response:
        """Lead to the contact."""
        return back_to(self.contact.id, "noted" if self.noted else "")


def may_be_of(contact: Contact, hospital: str, sight: Sight) -> bool:
    """Tell whether this member may put a contact there: who is everybody's is made one's own by nobody of some hospitals."""
    return sight.is_whole or bool(contact.hospital) or not hospital


def facts_shown(contact: Contact) -> dict[str, str]:
    """Say what the form of a contact shows."""
    values = filled_from(contact).values
    return {name: values[name] for name in EDITED}


def standing_shown(contact: Contact) -> dict[str, str]:
    """Say what the form shows of where we stand."""
    return {"permission": contact.permission.value}


def back_to(contact: str, done: str) -> Response:
    """Lead to a contact's page, which says what was done; to the list where there is none."""
    page = f"{HERE}/{contact}" if contact else HERE
    return RedirectResponse(f"{page}?done={done}" if done else page, status_code=303)
