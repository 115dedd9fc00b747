"""Waves that people work by hand: the call sheet, one contact at a time or on paper, and kits to pass on.

Names and numbers are here alone, and that they were looked at is written down once a day.
"""

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from outreach_bot import fresh
from outreach_bot.dialogue.export_inputs import Exported
from outreach_bot.dialogue.inputs import ContactNoted, ContactShown, ContactStopped, Input, To
from outreach_bot.dialogue.looking import contact_mark
from outreach_bot.dialogue.outreach_words import language_of, script
from outreach_bot.exports.spreadsheets import to_csv
from outreach_bot.office.access import moment
from outreach_bot.office.contact_list import label
from outreach_bot.office.outreach import BY, SEE_OTHER
from outreach_bot.office.shell import Shell
from outreach_bot.office.wave_list import WaveBook
from outreach_bot.outreach.call_sheet import COLUMNS, Line, following, lines, rows
from outreach_bot.outreach.share_kit import share_kit
from outreach_bot.outreach.typesetting import FlyerFault
from outreach_bot.recruitment import reminders
from outreach_bot.recruitment.contacts import CallOutcome, Contact, Reached, Way
from outreach_bot.recruitment.leaving import may_leave
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.reasons import ExportReason
from outreach_bot.recruitment.waves import Wave, WaveState

STOP = "stop"
BUTTONS = (
    CallOutcome.AGREED,
    CallOutcome.REACHED,
    CallOutcome.NO_ANSWER,
    CallOutcome.CALL_BACK,
    CallOutcome.WRONG_NUMBER,
    CallOutcome.REFUSED,
)
"""What can come of a call, beside "please stop"."""
KITS = (Way.SOCIAL, Way.PAPER)


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of sheets and kits."""
    page = Hands(shell)
    one = "/office/outreach/{wave}"
    gets = {f"{one}/calls": page.next_call, f"{one}/sheet": page.sheet, f"{one}/kit/{{contact}}": page.kit}
    posts = {
        f"{one}/calls/{{contact}}": page.note_call,
        f"{one}/passed/{{contact}}": page.note_passed,
        f"{one}/calls.csv": page.table,
    }
    return [
        *(
            Route(path, shell.allowed(Deed.RUN_OUTREACH, each), methods=["GET"])
            for path, each in gets.items()
        ),
        *(
            Route(path, shell.allowed(Deed.RUN_OUTREACH, each), methods=["POST"])
            for path, each in posts.items()
        ),
    ]


@dataclass
class Hands:
    """The endpoints."""

    shell: Shell

    def book(self, request: Request) -> WaveBook:
        """The waves that who asks may see."""
        return WaveBook(self.shell.reader(request), self.shell.parts.rules)

    # -- calls ------------------------------------------------------------------------------------------

    async def next_call(self, request: Request) -> Response:
        """Show who is to be called next, with what to say."""
        wave = await self._running(request, Way.PHONE)
        if wave is None:
            return await self._gone(request)
        sheet = await self._sheet(request, wave)
        line = following(sheet)
        quiet = self._quiet()
        if line is not None and not quiet:
            await self._shown(request, line.contact)
        rules = self.shell.parts.rules
        words = script(line.contact, rules) if line else ()
        language = language_of(wave, line.contact, rules) if line else rules.campaign.language
        return self._page(
            request,
            "call.html",
            wave=wave,
            line=line,
            looked=contact_mark(ContactNoted, line.contact) if line else "",
            label=label(line.contact) if line else "",
            quiet=quiet,
            script=[self.shell.parts.wording.plain(each, language=language) for each in words],
            buttons=BUTTONS,
            left=sum(each.is_open for each in sheet),
            done=sum(bool(each.calls) and not each.is_open for each in sheet),
        )

    async def note_call(self, request: Request) -> Response:
        """Note what came of a call, and go on to the next."""
        form = request.state.form
        wave = await self._running(request, Way.PHONE)
        contact = await self._contact(wave, request)
        if wave is None or contact is None:
            return await self._gone(request)
        by, asked = request.state.actor.name, form.text("outcome")
        if asked == STOP:
            await self.shell.send(request, To.CONTACT, contact.id, ContactStopped(how="phone", by=by))
        elif asked in list(CallOutcome):
            await self._note(request, wave, contact, self._noted(wave, asked, by), "calls")
        return RedirectResponse(f"/office/outreach/{wave.id}/calls", status_code=SEE_OTHER)

    async def sheet(self, request: Request) -> Response:
        """Show the whole sheet, to be printed."""
        wave = await self._running(request, Way.PHONE)
        if wave is None:
            return await self._gone(request)
        sheet = [line for line in await self._sheet(request, wave) if line.is_open]
        for line in sheet:
            await self._shown(request, line.contact)
        await self._taken(request, wave, sheet)
        rules = self.shell.parts.rules
        words = {line.contact.network: script(line.contact, rules) for line in sheet}
        plain = self.shell.parts.wording.plain
        return self._page(
            request,
            "call_sheet.html",
            wave=wave,
            sheet=[(line, label(line.contact)) for line in sheet],
            buttons=BUTTONS,
            scripts={
                key: [plain(each, language=rules.campaign.language) for each in said]
                for key, said in words.items()
            },
            names={network.key: network.name for network in rules.networks},
        )

    async def table(self, request: Request) -> Response:
        """Hand the sheet over as a table for a spreadsheet."""
        wave = await self._running(request, Way.PHONE)
        if wave is None:
            return await self._gone(request)
        sheet = await self._sheet(request, wave)
        for line in sheet:
            await self._shown(request, line.contact)
        await self._taken(request, wave, sheet)
        made = to_csv(COLUMNS, rows(wave, sheet, language=self.shell.parts.rules.campaign.language))
        return _file(made.encode(), "text/csv; charset=utf-8", f"calls-{wave.id}.csv")

    # -- kits -------------------------------------------------------------------------------------------

    async def kit(self, request: Request) -> Response:
        """Hand over one contact's kit."""
        wave = await self._running(request, *KITS)
        contact = await self._contact(wave, request)
        parts = self.shell.parts
        if wave is None or contact is None or parts.flyers is None:
            return await self._gone(request)
        if not parts.flyers.may_be_shared():
            return self._page(request, "kit_none.html", why="kit-none", status=409)
        if not may_leave(parts.rules, parts.link()):
            return self._page(request, "kit_none.html", why="kit-none-link", status=409)
        try:
            made = await asyncio.to_thread(
                share_kit,
                parts.flyers,
                parts.wording,
                way=wave.way,
                forms=self._forms(),
                code=contact.code,
                language=language_of(wave, contact, parts.rules),
                hospital=contact.hospital,
                link=parts.link(),
            )
        except FlyerFault:
            return self._page(request, "kit_none.html", why="kit-none", status=409)
        return _file(made.content, "application/zip", made.name)

    async def note_passed(self, request: Request) -> Response:
        """Note that a contact has their kit."""
        wave = await self._running(request, *KITS)
        contact = await self._contact(wave, request)
        if wave is None or contact is None:
            return await self._gone(request)
        await self._note(request, wave, contact, self._noted(wave, "", request.state.actor.name))
        return RedirectResponse(f"/office/outreach/{wave.id}", status_code=SEE_OTHER)

    def _forms(self) -> list[Any]:
        """The flyer forms there are; of print forms those of the country's paper."""
        rules = self.shell.parts.rules
        paper = "letter" if rules.campaign.country == "us" else "a4"
        return [form for form in rules.flyers.forms if form.paper in (None, paper)]

    # -- shared ------------------------------------------------------------------------------------------

    async def _note(
        self, request: Request, wave: Wave, contact: Contact, body: ContactNoted, page: str = ""
    ) -> None:
        """Note it, unless somebody noted something of this contact since their line was shown."""
        here = f"/office/outreach/{wave.id}" + (f"/{page}" if page else "")
        await self.shell.check_looked(request, contact_mark(ContactNoted, contact), here, contact.id)
        await self.shell.send(request, To.CONTACT, contact.id, body)

    def _noted(self, wave: Wave, outcome: str, by: str) -> ContactNoted:
        reached = Reached(at=self._now(), way=wave.way, wave=wave.id, version=wave.version, outcome=outcome)
        return ContactNoted(reached=reached, by=by)

    async def _running(self, request: Request, *ways: Way) -> Wave | None:
        wave = await self.book(request).wave(request.path_params["wave"])
        fits = wave is not None and wave.way in ways and wave.state is WaveState.RUNNING
        return wave if fits else None

    async def _contact(self, wave: Wave | None, request: Request) -> Contact | None:
        asked = request.path_params["contact"]
        if wave is None or asked not in wave.to:
            return None
        return next(iter(await self.book(request).contacts((asked,))), None)

    async def _sheet(self, request: Request, wave: Wave) -> tuple[Line, ...]:
        """The contacts of a wave whom who asks may see: names and numbers of other hospitals are not theirs."""
        networks = {network.key: network for network in self.shell.parts.rules.networks}
        return lines(wave, await self.book(request).contacts(wave.to), networks, self._now())

    async def _shown(self, request: Request, contact: Contact) -> None:
        day = self._local().date().isoformat()
        actor = request.state.actor
        key = f"office:shown:{contact.id}:{day}:{actor.session}"
        body = ContactShown(by=BY)
        await self.shell.parts.runner.receive(
            Input(key=key, to=To.CONTACT, id=contact.id, body=body, actor=actor)
        )

    async def _taken(self, request: Request, wave: Wave, sheet: Sequence[Line]) -> None:
        """Write down that the sheet was printed or handed over, with names and numbers where anybody is on it."""
        actor = request.state.actor
        why = ExportReason.CALL if sheet else None
        body = Exported(kind="call_sheet", by=actor.name, about=wave.id, identified=bool(sheet), reason=why)
        await self.shell.tell_office(request, body, part=fresh.key("taken"))

    def _quiet(self) -> bool:
        campaign = self.shell.parts.rules.campaign
        return reminders.is_quiet(self._now(), quiet=campaign.quiet_hours, zone=campaign.zone)

    def _local(self) -> dt.datetime:
        return self._now().astimezone(self.shell.parts.rules.campaign.zone)

    def _now(self) -> dt.datetime:
        return moment(self.shell.parts.clock())

    def _page(self, request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
        return self.shell.page(template, request, status=status, here="outreach", now=self._now(), **values)

    async def _gone(self, request: Request) -> Response:
        await self.shell.note_hidden(request, "wave", request.path_params["wave"])
        await self.shell.note_hidden(request, "contact", request.path_params.get("contact", ""))
        return self._page(request, "wave_gone.html", status=404)


def _file(content: bytes, media_type: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media_type, headers=headers)
