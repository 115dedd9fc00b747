"""Outreach: the waves that were made, whom each reached and whom not, and the groups that invited the bot.

A wave's page shows the very message before anybody approves it. People's names are on call sheets alone.
"""

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from outreach_bot import fresh
from outreach_bot.dialogue.inputs import (
    ContactNoted,
    GroupConnected,
    WaveApproved,
    WaveMade,
    WaveStopped,
)
from outreach_bot.dialogue.looking import contact_mark
from outreach_bot.dialogue.outreach_words import message, sample
from outreach_bot.office import live
from outreach_bot.office.access import moment
from outreach_bot.office.contact_list import label
from outreach_bot.office.narrowing import Finder
from outreach_bot.office.shell import Beyond, ChangedMeanwhile, Shell
from outreach_bot.office.wave_list import DONE_STATE, Seen, WaveBook
from outreach_bot.office.wave_looks import looked_at
from outreach_bot.outbound.base import File, Message
from outreach_bot.outbound.telegram_text import plain
from outreach_bot.recruitment.contacts import Contact, Way
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.rules import FlyerForm
from outreach_bot.recruitment.waves import (
    OPEN,
    WAYS,
    WRITTEN,
    Audience,
    Wave,
    WaveState,
    link_may_go,
    why_not_approved,
)
from outreach_bot.recruitment.waves import (
    Refusal as NotApproved,
)
from outreach_bot.rendering import Rendering
from outreach_bot.viewing import words_version

BY = "office"
NO_FLYER = "none"
"""Chosen in place of a form."""
CARD = "card"
"""Template of the flyer that is made for Telegram."""
FINDER: Finder[Seen] = Finder(
    words=lambda seen: (seen.wave.name, seen.wave.id, *seen.wave.networks, seen.wave.way),
    state=lambda seen: seen.state,
    states=(*WaveState, DONE_STATE),
    orders={
        "newest": lambda seen: -seen.wave.made_at.timestamp(),
        "name": lambda seen: (seen.wave.name.casefold(), seen.wave.id),
        "most": lambda seen: -len(seen.parts),
    },
)
SHOWN = ("wave", "contact", "owed", "settled", "pending")
"""Tables that say how far a wave is."""
LONGEST_NAME = 60
"""Characters of a wave's name."""
DONE = ("made", "approved", "stopped")
SEE_OTHER = 303

Endpoint = Callable[[Request], Awaitable[Response]]


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page."""
    page = OutreachPage(shell)
    one = "/office/outreach/{wave}"
    posts: dict[str, Endpoint] = {
        "/office/outreach/new": page.make,
        "/office/outreach/groups": page.connect,
        f"{one}/approve": page.approve,
        f"{one}/stop": page.stop,
    }
    gets = {
        "/office/outreach": (Deed.SEE_OUTREACH, page.waves),
        "/office/outreach/events": (Deed.SEE_OUTREACH, page.events),
        "/office/outreach/new": (Deed.RUN_OUTREACH, page.blank),
        one: (Deed.SEE_OUTREACH, page.wave),
        f"{one}/events": (Deed.SEE_OUTREACH, page.wave_events),
    }
    return [
        *(
            Route(path, shell.allowed(deed, endpoint), methods=["GET"])
            for path, (deed, endpoint) in gets.items()
        ),
        *(
            Route(path, shell.allowed(Deed.RUN_OUTREACH, endpoint), methods=["POST"])
            for path, endpoint in posts.items()
        ),
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Preview:
    """The message that goes out, as it looks to who gets it."""

    subject: str
    paragraphs: tuple[str, ...]
    closing: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...]
    """Label and address."""


@dataclass
class OutreachPage:
    """The endpoints."""

    shell: Shell

    def book(self, request: Request) -> WaveBook:
        """The waves that who asks may see."""
        return WaveBook(self.shell.reader(request), self.shell.parts.rules)

    @cached_property
    def rendering(self) -> Rendering:
        """Puts in the words of previews; their flyers are not made."""
        return Rendering(self.shell.parts.wording, lambda _, __: File(name="", media_type=""))

    # -- the list --------------------------------------------------------------------------------------

    async def waves(self, request: Request) -> Response:
        """Show all waves, the newest first."""
        book = self.book(request)
        groups, owners = await book.groups()
        return self._page(
            request,
            "outreach.html",
            waves=FINDER.look(await book.all(), request.query_params),
            states=FINDER.states,
            orders=list(FINDER.orders),
            groups=[(group.id, label(group)) for group in groups],
            owners=[(owner.id, label(owner)) for owner in owners],
            done=_done(request),
        )

    async def events(self, request: Request) -> Response:
        """Send the list of waves whenever it changes."""
        return live.whole_page(self.shell, request, tables=SHOWN, page=self.waves)

    async def connect(self, request: Request) -> Response:
        """Give a group to the contact it belongs to; whether it may be posted in is asked and noted there."""
        form = request.state.form
        by = request.state.actor.name
        known = await self.book(request).contacts((form.text("group"), form.text("contact")))
        there = {each.id for each in known}
        if form.text("group") not in there and not await self.shell.was_sent(request):
            await self.shell.note_hidden(request, "contact", form.text("group"))
            raise ChangedMeanwhile("/office/outreach", form.text("group"), form.text("contact"))
        body = GroupConnected(group=form.text("group"), contact=form.text("contact"), by=by)
        if {body.group, body.contact} <= there:
            await self.shell.tell_office(request, body)
        await self.shell.note_hidden(request, "contact", body.contact)
        page = f"/office/networks/{body.contact}" if body.contact in there else "/office/outreach"
        return RedirectResponse(page, status_code=SEE_OTHER)

    # -- making one --------------------------------------------------------------------------------------

    async def blank(self, request: Request) -> Response:
        """Show an empty form."""
        return self._form(request, {}, ())

    async def make(self, request: Request) -> Response:
        """Write a wave down, or show the form again with what is missing."""
        form = request.state.form
        values = {
            name: " ".join(form.text(name).split())
            for name in ("name", "way", "networks", "language", "form")
        }
        wrong = self._wrong(values)
        if wrong:
            return self._form(request, values, wrong, status=422)
        wave = Wave(
            id=fresh.wave_id(),
            name=values["name"][:LONGEST_NAME],
            networks=tuple(values["networks"].split()),
            way=Way(values["way"]),
            made_at=self._now(),
            made_by=request.state.actor.name,
            language=values["language"],
            form=self._goes_with(values),
        )
        key = form.key(fresh.key(BY))
        if await self.shell.was_done(key):  # pressed twice: it is there
            return RedirectResponse("/office/outreach", status_code=SEE_OTHER)
        await self.shell.tell_office(request, WaveMade(wave=wave), makes=True)
        return _back_to(wave.id, "made")

    def _goes_with(self, values: dict[str, str]) -> str:
        """Name the flyer of a new wave. In a group the card for Telegram stands above the words, if no other is chosen."""
        chosen, way = values["form"], values["way"]
        if chosen == NO_FLYER or way not in WRITTEN:
            return ""
        if chosen or way == Way.EMAIL:
            return chosen
        return next((form.key for form in self._pictures() if form.template == CARD), "")

    def _pictures(self) -> list[FlyerForm]:
        """The forms that are pictures: what a chat can show."""
        return [form for form in self.shell.parts.rules.flyers.forms if not form.prints]

    def _wrong(self, values: dict[str, str]) -> tuple[str, ...]:
        rules = self.shell.parts.rules
        known = {network.key for network in rules.networks}
        forms = self._pictures() if values["way"] == Way.TELEGRAM else rules.flyers.forms
        checks = {
            "name": bool(values["name"]),
            "way": values["way"] in [way.value for way in WAYS],
            "networks": bool(values["networks"]) and known.issuperset(values["networks"].split()),
            "language": values["language"] in ("", *self.shell.parts.wording.languages),
            "form": values["form"] in ("", NO_FLYER, *(form.key for form in forms)),
        }
        return tuple(name for name, fine in checks.items() if not fine)

    def _form(
        self, request: Request, values: dict[str, str], wrong: tuple[str, ...], *, status: int = 200
    ) -> Response:
        rules = self.shell.parts.rules
        return self._page(
            request,
            "wave_new.html",
            status=status,
            values=values,
            wrong=wrong,
            ways=WAYS,
            networks=rules.networks,
            languages=self.shell.parts.wording.languages,
            forms=rules.flyers.forms,
        )

    # -- one wave ----------------------------------------------------------------------------------------

    async def wave(self, request: Request) -> Response:
        """Show a wave: before it is approved whom it would reach and with what, afterwards what became of it."""
        wave = await self._kept(request)
        if wave is None:
            return await self._gone(request)
        return await self._wave(request, wave, done=_done(request))

    async def wave_events(self, request: Request) -> Response:
        """Send what became of a wave whenever it changes."""
        return live.whole_page(self.shell, request, tables=SHOWN, page=self.wave)

    async def approve(self, request: Request) -> Response:
        """Let a wave go out, or say why not."""
        form = request.state.form
        wave = await self._kept(request)
        if wave is None:
            return await self._gone(request)
        by = request.state.actor.name
        refused = await self._refused(request, wave)
        at, readable = self._time(form.text("at"))
        if refused is None and readable and form.text("version") == self._version(wave):
            body = WaveApproved(wave=wave.id, by=by, version=form.text("version"), at=at)
            await self.shell.tell_office(request, body)
            return _back_to(wave.id, "approved")
        fault = refused.value if refused else ("changed" if readable else "time")
        return await self._wave(request, wave, fault=fault, status=422)

    async def _refused(self, request: Request, wave: Wave) -> NotApproved | None:
        """Say why they may not approve it; that depends on everybody it reaches, whoever may see them."""
        actor, parts = request.state.actor, self.shell.parts
        everybody = WaveBook(self.shell.beyond(request, Beyond.REACHED), parts.rules)
        reaches = await everybody.audience(wave, parts.clock())
        above, own = parts.rules.campaign.two_people.wave_above, actor.hospitals
        flyer, link = self._flyer_may_go(wave), link_may_go(wave.way, parts.rules, parts.link())
        return why_not_approved(wave, actor.name, reaches, above=above, own=own, flyer=flyer, link=link)

    async def stop(self, request: Request) -> Response:
        """Stop what has not gone."""
        wave = await self._kept(request)
        if wave is None:
            return await self._gone(request)
        if not self.shell.sight(request).covers(wave.hospitals):
            return await self.shell.refuse(request, "for_all")
        by = request.state.actor.name
        await self.shell.tell_office(request, WaveStopped(wave=wave.id, by=by))
        return _back_to(wave.id, "stopped")

    async def _wave(
        self, request: Request, wave: Wave, *, fault: str = "", done: str = "", status: int = 200
    ) -> Response:
        rules = self.shell.parts.rules
        book = self.book(request)
        reaches = await book.audience(wave, self.shell.parts.clock())
        contacts = await book.contacts(wave.to) if wave.to else reaches.reached
        refused = await self._refused(request, wave)
        version = self._version(wave)
        if wave.state in OPEN:
            await looked_at(self.shell, request, wave, version=version, reaches=len(reaches.reached))
        names = {network.key: network.name for network in rules.networks}
        return self._page(
            request,
            "wave.html",
            status=status,
            wave=wave,
            seen=await book.seen(wave),
            may_stop=self.shell.sight(request).covers(wave.hospitals),
            is_open=wave.state in OPEN,
            is_over=wave.state is WaveState.STOPPED,
            by_hand=wave.way not in WRITTEN,
            names=names,
            by_network=_by_network(wave, reaches),
            left_out=[(label(contact), barrier) for contact, barrier in reaches.left_out],
            reaches=len(reaches.reached),
            looked={contact.id: contact_mark(ContactNoted, contact) for contact in contacts},
            preview=self._preview(wave, next(iter(contacts), None)),
            version=version,
            refused=refused.value if refused else "",
            above=rules.campaign.two_people.wave_above,
            nobody=NotApproved.NOBODY.value,
            fault=fault,
            done=done,
            trouble=self.shell.parts.email_trouble() if wave.way is Way.EMAIL else "",
        )

    def _preview(self, wave: Wave, first: Contact | None) -> Preview:
        """Render the message of the first contact, with an example for their name: that is not shown here."""
        rules = self.shell.parts.rules
        example = sample(wave, rules)
        contact = replace(first, name=example.name if first.name else "") if first else example
        said = message(wave, contact, rules, link=self.shell.parts.link())
        return _preview(self.rendering.whole(said, said.language))

    def _version(self, wave: Wave) -> str:
        parts = self.shell.parts
        return words_version(self.rendering, wave, parts.rules, link=parts.link())

    def _flyer_may_go(self, wave: Wave) -> bool:
        rules = self.shell.parts.rules
        return not wave.form or rules.flyers.may_be_shared(self._now().astimezone(rules.campaign.zone).date())

    def _time(self, text: str) -> tuple[dt.datetime | None, bool]:
        """Read a local date and time; nothing: now. False: it is none."""
        if not text:
            return None, True
        try:
            local = dt.datetime.fromisoformat(text)
        except ValueError:
            return None, False
        return local.replace(tzinfo=self.shell.parts.rules.campaign.zone).astimezone(dt.UTC), True

    # -- shared ------------------------------------------------------------------------------------------

    async def _kept(self, request: Request) -> Wave | None:
        return await self.book(request).wave(request.path_params["wave"])

    def _page(self, request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
        return self.shell.page(template, request, status=status, here="outreach", moment=moment, **values)

    async def _gone(self, request: Request) -> Response:
        await self.shell.note_hidden(request, "wave", request.path_params["wave"])
        return self._page(request, "wave_gone.html", status=404)

    def _now(self) -> dt.datetime:
        return moment(self.shell.parts.clock())


def _by_network(wave: Wave, reaches: Audience) -> list[tuple[str, int, int]]:
    """Count for each network whom it reaches and whom not."""
    return [
        (
            key,
            sum(contact.network == key for contact in reaches.reached),
            sum(contact.network == key for contact, _ in reaches.left_out),
        )
        for key in wave.networks
    ]


def _preview(made: Message) -> Preview:
    return Preview(
        subject=made.email.subject if made.email else "",
        paragraphs=tuple(plain(made.text).split("\n\n")),
        closing=tuple(plain(made.email.closing).split("\n\n")) if made.email else (),
        buttons=tuple((button.label, button.url) for row in made.buttons for button in row),
    )


def _done(request: Request) -> str:
    asked = request.query_params.get("done", "")
    return asked if asked in DONE else ""


def _back_to(wave: str, done: str) -> Response:
    return RedirectResponse(f"/office/outreach/{wave}?done={done}", status_code=SEE_OTHER)
