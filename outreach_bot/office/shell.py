"""What every page of the office shares: who may come in, how a page is drawn, and the guards of what is sent to us.

A page is a module of its own with a `routes(shell)`; `PAGES` says in which order the pages stand in the menu.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import InitVar, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import jinja2
import structlog
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from outreach_bot import fresh
from outreach_bot.content.wording import Wording
from outreach_bot.dialogue.effects import Phrase, When
from outreach_bot.dialogue.inputs import OFFICE, Actor, Body, Input, To
from outreach_bot.dialogue.team_inputs import AccessRefused
from outreach_bot.exports.known_contacts import Known, known_contacts
from outreach_bot.inbound.web_guard import Limit, Refusal, Site, client_network
from outreach_bot.inbound.web_pages import templates_in
from outreach_bot.inbound.web_streams import Streams
from outreach_bot.office import history
from outreach_bot.office.access import COOKIE, AtTheLock, Door, Runner
from outreach_bot.office.forms import Form, form_token, is_from_us
from outreach_bot.office.shelf import Shelf
from outreach_bot.office.visible import Visible
from outreach_bot.outreach.flyers import Flyers
from outreach_bot.recruitment.office_roles import Deed, OfficeRole, may
from outreach_bot.recruitment.reach import only_here
from outreach_bot.recruitment.rules import Rules
from outreach_bot.recruitment.sight import WHOLE, Sight
from outreach_bot.store.narrowed import NarrowedReader, Whose
from outreach_bot.store.reading import Reader

HERE = Path(__file__).parent
LOOKED = "looked"
"""Field of an act's form: the mark of what its page showed."""
LOCK = "/office/lock"
"""The page of the second lock: the only one that a session opens which has not proved it."""
SIGN_IN_BURST, SIGN_INS_A_SECOND = 20, 0.2
REFUSALS_BURST, REFUSALS_A_SECOND = 60, 0.05
"""How many refusals of one visitor are written down: the log must not be filled from outside."""

log = structlog.get_logger(__name__)


class ChangedMeanwhile(Exception):
    """What somebody pressed a button for is another by now: nothing was done.

    back: address of the page that shows how it is now. about: ids of the records that the audit log knows it by.
    """

    def __init__(self, back: str, *about: str):
        super().__init__(back)
        self.back = back
        self.about = about


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the menu: the address is `/office/NAME`, the words are `office.NAME`."""

    name: str
    deed: Deed
    group: str
    """The heading it stands under: `office-menu.GROUP`."""


PAGES = (
    Page("today", Deed.SEE_TODAY, "people"),
    Page("signups", Deed.SEE_SIGNUPS, "people"),
    Page("sessions", Deed.SEE_SESSIONS, "people"),
    Page("champions", Deed.SEE_CHAMPIONS, "reach"),
    Page("networks", Deed.SEE_NETWORKS, "reach"),
    Page("outreach", Deed.SEE_OUTREACH, "reach"),
    Page("sources", Deed.SEE_SOURCES, "reach"),
    Page("flyers", Deed.SEE_FLYERS, "reach"),
    Page("words", Deed.SEE_WORDS, "look"),
    Page("reports", Deed.SEE_REPORTS, "look"),
    Page("exports", Deed.SEE_REPORTS, "look"),
    Page("audit", Deed.SEE_AUDIT, "house"),
    Page("team", Deed.MANAGE_TEAM, "house"),
)
"""In the order of the menu. The first one that somebody may see is where they come in."""

Endpoint = Callable[[Request], Awaitable[Response]]


class Beyond(StrEnum):
    """What takes more than a member may see. A page that reads it says which of these it is for."""

    AUDIT = "audit"
    """The log is one chain, about everybody: an auditor reads it whole."""
    TEAM = "team"
    """An owner runs the whole team."""
    TAKEN = "taken"
    """An address belongs to one contact: a form is told that somebody has it, and never who."""
    REACHED = "reached"
    """A wave that reaches more than they see is not theirs to let go: yes or no."""
    FITTING = "fitting"
    """What somebody may be booked into depends on all their meetings, and they are told of these."""
    NEEDS = "needs"
    """Whoever runs a session is told in numbers what would help those who come."""


BEYOND: Mapping[Beyond, Deed] = {
    Beyond.AUDIT: Deed.SEE_AUDIT,
    Beyond.TEAM: Deed.MANAGE_TEAM,
    Beyond.TAKEN: Deed.RUN_NETWORKS,
    Beyond.REACHED: Deed.SEE_OUTREACH,
    Beyond.FITTING: Deed.SEE_PERSON,
    Beyond.NEEDS: Deed.SEE_SESSIONS,
}
"""What it takes to have it looked up."""


@dataclass(frozen=True, kw_only=True)
class Works:
    """What the office works with; it is no way to the store."""

    runner: Runner
    wording: Wording
    rules: Rules
    site: Site
    clock: Callable[[], float]
    monotonic: Callable[[], float] = time.monotonic
    """Seconds that only go forward, for limits."""
    streams: Streams = field(default_factory=Streams)
    flyers: Flyers | None = None
    """None: there are none to make."""
    link: Callable[[], str] = str
    """Base of links to the bot, once its name is known; empty: only the web page leads to it."""
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    folder: Path | None = None
    """The campaign's folder, whose words are shown; None: the example's."""
    email_trouble: Callable[[], str] = lambda: ""
    """Why no email goes, as `email-trouble.<value>`; empty: it goes, as far as we know."""


@dataclass(frozen=True, kw_only=True)
class OfficeParts(Works):
    """What the office is built from. Set `stopping` to end its open streams, so that the server can stop."""

    store: Reader


@dataclass
class Shell:
    """Draws pages, guards doors, and shows each member what is theirs to see."""

    whole: InitVar[OfficeParts]
    parts: Works = field(init=False)
    door: Door = field(init=False)
    limit: Limit = field(init=False)
    refusals: Limit = field(init=False)
    templates: jinja2.Environment = field(init=False)
    _store: Reader = field(init=False)
    _shelf: Shelf = field(init=False)
    _whose: Whose = field(init=False)

    def __post_init__(self, whole: OfficeParts) -> None:
        self.parts = parts = whole
        self.door = Door(runner=parts.runner, store=whole.store, site=parts.site, clock=parts.clock)
        self.limit = Limit(burst=SIGN_IN_BURST, per_second=SIGN_INS_A_SECOND, clock=parts.monotonic)
        self.refusals = Limit(burst=REFUSALS_BURST, per_second=REFUSALS_A_SECOND, clock=parts.monotonic)
        self.templates = templates_in(HERE / "templates")
        self.templates.globals["only_here"] = only_here
        self._store, self._shelf, self._whose = whole.store, Shelf(whole.store), Whose(whole.store)

    # -- what somebody may see -----------------------------------------------------------------------------

    def sight(self, request: Request) -> Sight:
        """Say what who asks may see."""
        actor: Actor = request.state.actor
        return Sight.of(actor.hospitals, member=actor.member)

    def reader(self, request: Request) -> NarrowedReader:
        """The store as who asks may see it."""
        return self.reader_for(self.sight(request))

    def reader_for(self, sight: Sight) -> NarrowedReader:
        """The store as somebody may see it."""
        return NarrowedReader(self._store, self._whose, sight)

    async def shelf(self, request: Request) -> Visible:
        """What lists show, as it is now and as who asks may see it."""
        await self._shelf.catch_up()
        return Visible(self._shelf, self.sight(request))

    def beyond(self, request: Request, what: Beyond) -> NarrowedReader:
        """The store as it is: for the one thing that is named, and for who may have that looked up."""
        if not self.may(request.state.actor.role, BEYOND[what]):
            raise PermissionError(f"{what} is not for them")
        return self.reader_for(WHOLE)

    async def contacts_there_are(self, request: Request) -> Known:
        """All contacts, to tell whether an address is taken; whoever may see them."""
        self.beyond(request, Beyond.TAKEN)
        return await known_contacts(self._store)

    async def was_done(self, key: str) -> bool:
        """Tell whether what a form asked for was done before: it was pressed twice."""
        return await self._store.seen(key)

    async def changes(self, tables: Iterable[str]) -> int:
        """A number that is another one whenever a row of `tables` changed. Whose it is, drawing tells."""
        return sum([await self._store.changes(table) for table in tables])

    async def shelf_version(self) -> int:
        """A number that is another one whenever something on the shelf changed."""
        return await self._shelf.catch_up()

    # -- doors -------------------------------------------------------------------------------------------

    def guarded(self, endpoint: Endpoint) -> Endpoint:
        """Let in only posts from our own pages, of a link that works; of others not too many from one network.

        Nobody can guess such a link: so whoever holds one need not wait for those who try.
        """

        async def endpoint_with_guards(request: Request) -> Response:
            try:
                self.parts.site.check_same_origin(request)
                if not await self.door.link_works(request.path_params["token"]):
                    self.limit.check(client_network(request))
            except Refusal as refused:
                await self.note_refusal(request, "many" if refused.retry_after else "origin")
                return refused.response()
            return await endpoint(request)

        return endpoint_with_guards

    def allowed(self, deed: Deed | None, endpoint: Endpoint) -> Endpoint:
        """Let in who is signed in and may do `deed`; what changes something must come from a form of theirs.

        deed: None for what everybody in the office may do.

        The endpoint finds `request.state.actor` (Actor) and, of a POST, `request.state.form` (Form).
        """

        async def endpoint_for_who_may(request: Request) -> Response:
            request.state.deed = deed or "office"
            try:
                actor = await self._let_in(request)
            except Refusal as refused:
                await self.note_refusal(request, "origin")
                return refused.response()
            if actor is None:
                return await self._shut(request)
            request.state.actor = actor
            if deed is not None and not self.may(actor.role, deed):
                return await self.refuse(request, "role")
            return await self._with_form(request, endpoint)

        endpoint_for_who_may.deed = deed  # type: ignore[attr-defined]  # read by the test of the access matrix
        return endpoint_for_who_may

    def may(self, role: OfficeRole, deed: Deed) -> bool:
        """Tell whether somebody in `role` may do `deed` here: `safety.yaml` may lend coordinators one deed more."""
        lent = deed is Deed.SEE_SAFETY_WORDS and self.parts.rules.safety.coordinators_read_words
        return may(role, deed) or (lent and role is OfficeRole.COORDINATOR)

    def at_lock(self, endpoint: Endpoint) -> Endpoint:
        """Let in members at their second lock, before it or inside; its form must come from their own page.

        The endpoint finds `request.state.lock` (AtTheLock); and `request.state.actor` (Actor), of who is inside.
        """

        async def endpoint_at_lock(request: Request) -> Response:
            request.state.deed = "second_lock"
            try:
                found = await self._at_lock(request)
            except Refusal as refused:
                await self.note_refusal(request, "origin")
                return refused.response()
            if found is None:
                return await self._shut(request)
            if request.method == "POST" and found.inside and found.lock.secret:
                return RedirectResponse("/office", status_code=303)  # pressed twice: they are in
            request.state.lock, request.state.actor = found, found.actor
            return await self._with_form(request, endpoint)

        return endpoint_at_lock

    async def _with_form(self, request: Request, endpoint: Endpoint) -> Response:
        """Go on, of a POST only with a form of theirs."""
        try:
            if request.method == "POST":
                request.state.form = await Form.read(request)
                if not is_from_us(request.state.form, self.parts.site.token(request, COOKIE)):
                    return await self.refuse(request, "token")
            return await endpoint(request)
        except ChangedMeanwhile as changed:
            return await self._too_late(request, changed)
        except Refusal as refused:
            return refused.response()

    async def _too_late(self, request: Request, changed: ChangedMeanwhile) -> Response:
        """Say kindly that nothing was done, since what it was meant for is another by now; lead to how it is."""
        row = await history.last_change(self.reader(request), changed.about)
        said = history.said(self.say, row)
        return self.page("too_late.html", request, status=409, here="", said=said, back=changed.back)

    async def _shut(self, request: Request) -> Response:
        """Show the way in to who is not in: a link, or their second lock."""
        before = await self.door.at_lock(request)
        if before is not None:
            request.state.actor = before.actor
            await self.note_refusal(request, "second_lock")
            return RedirectResponse(LOCK, status_code=303)
        if await self.door.who(request) is not None:  # whoever holds the machine has no second lock
            return RedirectResponse("/office", status_code=303)
        await self.note_refusal(request, "signed_out")
        return self.page("knock.html", request, status=401)

    async def _at_lock(self, request: Request) -> AtTheLock | None:
        if request.method == "POST":
            self.parts.site.check_same_origin(request)
        return await self.door.at_lock(request)

    async def _let_in(self, request: Request) -> Actor | None:
        if request.method == "POST":
            self.parts.site.check_same_origin(request)
        return await self.door.who(request)

    async def refuse(self, request: Request, why: str = "hospital") -> Response:
        """Say kindly that this is not for them, and write it down."""
        await self.note_refusal(request, why)
        return self.page("not_yours.html", request, status=403, why=why)

    async def note_hidden(self, request: Request, table: str, *ids: str) -> None:
        """Write down that somebody asked for what is there and not theirs. They are answered as if there was nothing."""
        reader = self.reader(request)
        for one in ids:
            if one and await reader.get(table, one) is None and await self._store.get(table, one) is not None:
                await self.note_refusal(request, "hospital")

    async def note_refusal(self, request: Request, why: str) -> None:
        """Write down that something was refused: in the audit log, within reason, and always in the bot's own."""
        deed = str(getattr(request.state, "deed", "sign_in"))
        log.warning("office_refused", deed=deed, why=why)
        actor = getattr(request.state, "actor", None)
        who = f"session {actor.session}" if actor else client_network(request)
        try:
            self.refusals.check(who)
        except Refusal:
            return
        body = AccessRefused(deed=deed, why=why)
        await self.parts.runner.receive(
            Input(key=fresh.key("office"), to=To.OFFICE, id=OFFICE, body=body, actor=actor)
        )

    # -- doing -------------------------------------------------------------------------------------------

    async def send(  # what, to whom, and how it is told from the like
        self, request: Request, to: To, receiver: str, body: Body, part: str = "", *, makes: bool = False
    ) -> None:
        """Feed an input that somebody in the office brings about.

        Its key is the form's: pressing the button twice does it once. `part` tells several inputs of one form apart.
        `makes`: something new, of which a page makes one, whatever was changed between two presses.
        """
        form: Form | None = getattr(request.state, "form", None)
        key = fresh.key("office")
        if form:
            key = form.key(key) if makes else form.sent_key(key)
        received = Input(
            key=f"{key}/{part}" if part else key,
            to=to,
            id=receiver,
            body=body,
            actor=request.state.actor,
            looked=form.one(LOOKED) if form else "",
        )
        await self.parts.runner.receive(received)

    async def check_looked(self, request: Request, mark: str, back: str, *about: str) -> None:
        """Go on only where what an act rests on is as the page of its form showed it.

        mark: what it rests on, as it is now (`dialogue.looking`). A form that is sent twice was done, or was not.
        Raises ChangedMeanwhile with `back` and `about`.
        """
        form: Form = request.state.form
        if form.one(LOOKED) not in ("", mark) and not await self.was_sent(request):
            raise ChangedMeanwhile(back, *about)

    async def was_sent(self, request: Request) -> bool:
        """Tell whether this very form was sent before, and taken."""
        form: Form = request.state.form
        return await self._store.seen(form.sent_key(""))

    async def tell_office(self, request: Request, body: Body, part: str = "", *, makes: bool = False) -> None:
        """Feed an input that is about no person, session or contact."""
        await self.send(request, To.OFFICE, OFFICE, body, part, makes=makes)

    # -- drawing -----------------------------------------------------------------------------------------

    def say(self, identifier: str, **args: Any) -> str:
        """Words of the office by id, in the campaign's language."""
        return self.parts.wording.plain(Phrase(identifier, args), language=self.parts.rules.campaign.language)

    def page(self, template: str, request: Request, *, status: int = 200, **values: Any) -> Response:
        """Answer with a page; see `draw`."""
        return HTMLResponse(self.draw(template, request, **values), status_code=status)

    def draw(self, template: str, request: Request, **values: Any) -> str:
        """Draw a template: a whole page, or a part of one that is kept fresh.

        It gets `say` (words by id), `when` (an instant), `campaign`, `actor`, `may` (a deed by name), `pages` of the
        menu, `token()` (the hidden fields that each form needs, with the mark of what an act rests on), and `values`.
        """
        language = self.parts.rules.campaign.language
        actor: Actor | None = getattr(request.state, "actor", None)

        def when(at: Any) -> str:
            return self.say("office.when", at=When(at, "button"))

        def may_do(deed: str) -> bool:
            return actor is not None and self.may(actor.role, Deed(deed))

        return self.templates.get_template(template).render(
            say=self.say,
            when=when,
            may=may_do,
            actor=actor,
            token=lambda looked="": self._hidden(request, looked),
            language=language,
            campaign=self.parts.rules.campaign,
            pages=pages_for(actor),
            **values,
        )

    def _hidden(self, request: Request, looked: str) -> Markup:
        token = form_token(self.parts.site.token(request, COOKIE))
        fields = {"token": token, "key": fresh.key("office")} | ({LOOKED: looked} if looked else {})
        hidden = Markup('<input type="hidden" name="{}" value="{}">')
        return Markup("").join(hidden.format(name, value) for name, value in fields.items())


def pages_for(actor: Actor | None) -> tuple[Page, ...]:
    """List the pages that somebody may see, in the order of the menu."""
    return tuple(page for page in PAGES if actor is not None and may(actor.role, page.deed))
