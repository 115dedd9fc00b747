"""Networks: the contacts of each network, what they allow, their codes, and what was sent to them.

The list and a contact's page show organisations. A name, an email or a phone is shown on demand, and that is audited.
"""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from outreach_bot import fresh
from outreach_bot.dialogue.inputs import (
    Body,
    ContactForgotten,
    ContactResumed,
    ContactShown,
    ContactsImported,
    ContactStopped,
    To,
)
from outreach_bot.dialogue.looking import contact_mark
from outreach_bot.dialogue.team_inputs import PeopleSearched
from outreach_bot.office.access import moment
from outreach_bot.office.contact_edits import (
    BY,
    HERE,
    FactsEditing,
    StandingEditing,
    back_to,
    facts_shown,
    may_be_of,
    standing_shown,
)
from outreach_bot.office.contact_forms import Filled, read_contact
from outreach_bot.office.contact_list import Book, Filter, Order, Standing, label, network_of, standing
from outreach_bot.office.forms import Form
from outreach_bot.office.merged_forms import base_of
from outreach_bot.office.shell import Shell
from outreach_bot.recruitment.codes import payload
from outreach_bot.recruitment.contacts import (
    Basis,
    CallOutcome,
    Contact,
    Permission,
    Way,
    effective_cap,
    effective_ways,
    may_be_reached,
    reached_lately,
    with_facts,
)
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.reasons import ResumeReason
from outreach_bot.recruitment.rules import Network
from outreach_bot.recruitment.sight import of_contact

DONE = ("added", "saved", "noted", "stopped", "resumed", "forgotten")
"""What a page may say was just done; the words are `office-network-done.*`."""

Action = Callable[[Form], Body | None]


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page."""
    page = NetworksPage(shell)
    see, run = Deed.SEE_NETWORKS, Deed.RUN_NETWORKS
    one = "/office/networks/{contact}"
    posts: dict[str, Callable[[Request], Awaitable[Response]]] = {
        "/office/networks/new": page.add,
        one: page.change,
        f"{one}/details": page.details,
        f"{one}/note": page.note,
        f"{one}/stop": page.stop,
        f"{one}/resume": page.resume,
        f"{one}/forget": page.forget,
    }
    return [
        Route("/office/networks", shell.allowed(see, page.contacts), methods=["GET"]),
        Route("/office/networks/new", shell.allowed(run, page.blank), methods=["GET"]),
        Route(one, shell.allowed(see, page.contact), methods=["GET"]),
        *(Route(path, shell.allowed(run, endpoint), methods=["POST"]) for path, endpoint in posts.items()),
    ]


@dataclass
class NetworksPage:
    """The endpoints."""

    shell: Shell
    book: Book = field(init=False)

    def __post_init__(self) -> None:
        self.book = Book(self.shell.parts.rules)

    # -- the list --------------------------------------------------------------------------------------

    async def contacts(self, request: Request) -> Response:
        """Show the list, narrowed and sorted as the address says."""
        rules = self.shell.parts.rules
        chosen = Filter.read(request.query_params, rules)
        if chosen.search:
            await self.shell.tell_office(request, PeopleSearched(where="networks"))
        return self._page(
            request,
            "networks.html",
            seen=await self.book.look(self.shell.reader(request), chosen),
            chosen=chosen,
            networks=rules.networks,
            names={network.key: network.name for network in rules.networks},
            standings=list(Standing),
            ways=list(Way),
            orders=list(Order),
            done=_done(request),
        )

    # -- adding ------------------------------------------------------------------------------------------

    async def blank(self, request: Request) -> Response:
        """Show an empty form, with the network the list was narrowed to."""
        network = request.query_params.get("network", "")
        return self._form(
            request, Filled(values={"network": network, "permission": Permission.UNKNOWN.value})
        )

    async def add(self, request: Request) -> Response:
        """Add a contact, or show the form again with what is wrong."""
        form = request.state.form
        there_are = await self.shell.contacts_there_are(request)
        contact, filled = read_contact(form, rules=self.shell.parts.rules, known=there_are, now=self._now())
        key = form.key(fresh.key(BY))
        if contact is None:
            added = filled.taken_by() if await self.shell.was_done(key) else ""
            shown = await self._shown(request, filled)
            if added and shown.taken_by():  # pressed twice: it is there, and theirs to see
                return back_to(added, "added")
            return self._form(request, shown, status=422)
        if not self.shell.sight(request).sees(of_contact(contact)):
            return await self.shell.refuse(request)
        contact = msgspec.structs.replace(contact, id=fresh.contact_id(), code=fresh.code())
        body = ContactsImported(contacts=(contact,), by=BY)
        await self.shell.tell_office(request, body, makes=True)
        # of two presses at once only the first added the contact, under an id of its own
        there_are = await self.shell.contacts_there_are(request)
        holder = there_are.holder_of(contact)
        if holder is not None and with_facts(holder, contact) != holder:  # somebody else was quicker
            _, filled = read_contact(form, rules=self.shell.parts.rules, known=there_are, now=self._now())
            return self._form(request, await self._shown(request, filled), status=422)
        return back_to(holder.id if holder else "", "added")

    def _form(self, request: Request, filled: Filled, *, status: int = 200) -> Response:
        return self._page(request, "contact_new.html", status=status, filled=filled, **self._choices(request))

    async def _shown(self, request: Request, filled: Filled) -> Filled:
        """A form as it may be shown: who has an address is said only where they may be seen."""
        holder = filled.taken_by()
        hidden = holder and await self.shell.reader(request).get("contact", holder) is None
        return filled.unnamed() if hidden else filled

    # -- one contact -------------------------------------------------------------------------------------

    async def contact(self, request: Request) -> Response:
        """Show a contact, without name and addresses."""
        return await self._contact(request, done=_done(request))

    async def details(self, request: Request) -> Response:
        """Show a contact with name and addresses, and write down that they were looked at."""
        kept = await self._kept(request)
        if kept is None:
            return await self._gone(request)
        await self._receive(request, kept, ContactShown(by=BY))
        shown = facts_shown(kept)
        return await self._contact(request, filled=Filled(values=shown, base=base_of(shown)))

    async def change(self, request: Request) -> Response:
        """Change what is written down, or show the form again with what is wrong."""
        kept = await self._kept(request)
        if kept is None:
            return await self._gone(request)
        editing = FactsEditing(**self._editing(request, kept))
        answer = await editing.save()
        if editing.wrong is None:
            return answer
        return await self._contact(request, filled=editing.wrong, status=answer.status_code)

    async def note(self, request: Request) -> Response:
        """Note where we stand, or something to remember."""
        kept = await self._kept(request)
        if kept is None:
            return await self._gone(request)
        return await StandingEditing(**self._editing(request, kept)).save()

    def _editing(self, request: Request, kept: Contact) -> dict[str, Any]:
        page = f"{HERE}/{kept.id}"
        return {
            "shell": self.shell,
            "request": request,
            "back": page,
            "action": request.url.path,
            "about": (kept.id,),
            "contact": kept,
        }

    async def stop(self, request: Request) -> Response:
        """Note that they want to hear no more."""
        return await self._act(request, lambda _: ContactStopped(how="office", by=BY), "stopped")

    async def resume(self, request: Request) -> Response:
        """Note that they want to hear from us again."""
        return await self._act(request, _resumed, "resumed")

    async def forget(self, request: Request) -> Response:
        """Forget them."""
        answer = await self._act(request, lambda _: ContactForgotten(by=BY), "forgotten")
        return answer if answer.status_code != _SEE_OTHER else back_to("", "forgotten")

    async def _act(self, request: Request, action: Action, done: str) -> Response:
        form = request.state.form
        kept = await self._kept(request)
        if kept is None:
            return await self._gone(request)
        body = action(form)
        if body is not None:
            page = f"{HERE}/{kept.id}"
            await self.shell.check_looked(request, contact_mark(type(body), kept), page, kept.id)
            await self._receive(request, kept, body)
        return back_to(kept.id, done if body is not None else "")

    async def _receive(self, request: Request, contact: Contact, body: Body) -> None:
        await self.shell.send(request, To.CONTACT, contact.id, body)

    async def _kept(self, request: Request) -> Contact | None:
        row = await self.shell.reader(request).get("contact", request.path_params["contact"])
        return msgspec.convert(row.body, Contact) if row else None

    async def _contact(
        self, request: Request, *, filled: Filled | None = None, done: str = "", status: int = 200
    ) -> Response:
        kept = await self._kept(request)
        if kept is None:
            return await self._gone(request)
        network = network_of(kept, self.shell.parts.rules)
        return self._page(
            request,
            "contact.html",
            status=status,
            contact=kept,
            label=label(kept),
            standing=standing(kept),
            network=network,
            barriers=self._barriers(kept, network),
            lately=reached_lately(kept, self._now()),
            cap=effective_cap(kept, network) if network else 0,
            links=self._links(kept),
            flyers=urlencode(_for_flyers(kept)),
            outcomes=list(CallOutcome),
            became=await self._became(request, kept),
            filled=filled,
            done=done,
            standing_base=base_of(standing_shown(kept)),
            resume_looked=contact_mark(ContactResumed, kept),
            **self._choices(request, kept),
        )

    def _barriers(self, contact: Contact, network: Network | None) -> list[tuple[Way, str]]:
        """Say for each wanted way whether it may be used now; empty: yes."""
        if network is None:
            return []
        ways = effective_ways(contact, network)
        return [(way, may_be_reached(contact, network, way, self._now()) or "") for way in ways]

    async def _became(self, request: Request, contact: Contact) -> dict[str, str]:
        """Say of each wave what became of this contact's message, as far as the ledger still tells."""
        store = self.shell.reader(request)
        settled = await store.find("settled", "person", contact.id)
        owed = await store.find("owed", "person", contact.id)
        became = {row.body.get("about", ""): row.body["state"] for row in settled}
        return became | {row.body.get("about", ""): "waiting" for row in owed}

    def _links(self, contact: Contact) -> list[str]:
        """The links of their own code: on the web, and into the bot where its name is known."""
        web = f"{self.shell.parts.site.public_url}/i/{contact.code}"
        bot = f"{self.shell.parts.link()}{payload(contact.code)}"
        return [bot, web] if bot.startswith("https://t.me/") else [web]

    # -- shared ------------------------------------------------------------------------------------------

    def _choices(self, request: Request, contact: Contact | None = None) -> dict[str, Any]:
        rules, sight = self.shell.parts.rules, self.shell.sight(request)
        hospitals = [each for each in rules.campaign.hospitals if sight.sees((each.key,))]
        return {
            "networks": rules.networks,
            "hospitals": [
                each for each in hospitals if contact is None or may_be_of(contact, each.key, sight)
            ],
            "bases": list(Basis),
            "permissions": list(Permission),
            "ways": list(Way),
            "resume_reasons": list(ResumeReason),
        }

    def _page(self, request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
        return self.shell.page(template, request, status=status, here="networks", **values)

    async def _gone(self, request: Request) -> Response:
        await self.shell.note_hidden(request, "contact", request.path_params["contact"])
        return self._page(request, "contact_gone.html", status=404)

    def _now(self) -> dt.datetime:
        return moment(self.shell.parts.clock())


_SEE_OTHER = 303


def _resumed(form: Form) -> Body | None:
    """Read why they may be turned to again; without a reason nothing is done."""
    given = form.text("reason")
    return ContactResumed(reason=ResumeReason(given), by=BY) if given in list(ResumeReason) else None


def _for_flyers(contact: Contact) -> dict[str, str]:
    asked = {"code": contact.code, "hospital": contact.hospital, "language": contact.language}
    return {name: value for name, value in asked.items() if value}


def _done(request: Request) -> str:
    asked = request.query_params.get("done", "")
    return asked if asked in DONE else ""
