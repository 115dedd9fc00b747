"""The gallery of flyers: every form with a chosen code, hospital and language, to look at and to download."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from outreach_bot.dialogue.effects import FlyerWish
from outreach_bot.office.access import moment
from outreach_bot.office.shell import Shell
from outreach_bot.outreach.flyers import Flyers, file_name, spoken
from outreach_bot.outreach.typesetting import FlyerFault
from outreach_bot.recruitment.codes import Code, is_shared
from outreach_bot.recruitment.leaving import flyer_stamp
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.rules import FlyerForm

MOST_CODES = 100
"""Codes to choose from, the newest first."""
NO_CODE = "K7MQ2XZB"
"""Stands on the pictures while there is no code yet; such a flyer cannot be downloaded."""
ENDINGS = {"png": False, "pdf": True}


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page and of its files."""
    gallery = Gallery(shell)
    return [
        Route("/office/flyers", shell.allowed(Deed.SEE_FLYERS, gallery.page)),
        Route("/office/flyers/{form}.{ending}", shell.allowed(Deed.SEE_FLYERS, gallery.file)),
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """What the flyers on the page are for."""

    code: Code | None
    hospital: str
    language: str

    def wish(self, form: FlyerForm, *, pdf: bool = False) -> FlyerWish:
        """The wish for one file."""
        return FlyerWish(
            form=form.key,
            language=self.language,
            code=self.code.id if self.code else NO_CODE,
            hospital=self.hospital,
            pdf=pdf,
        )

    @property
    def query(self) -> str:
        """The choice as a query string."""
        known = {
            "code": self.code.id if self.code else "",
            "hospital": self.hospital,
            "language": self.language,
        }
        return urlencode({name: value for name, value in known.items() if value})


@dataclass
class Gallery:
    """The endpoints."""

    shell: Shell

    async def page(self, request: Request) -> Response:
        """Show all forms."""
        parts, flyers = self.shell.parts, self.shell.parts.flyers
        forms = parts.rules.flyers.forms
        if flyers is None or not forms or not flyers.languages:
            return self.shell.page("flyers.html", request, here="flyers", forms=())
        codes = await self._codes(request)
        choice = self._choice(request, flyers, codes)
        today = moment(parts.clock()).astimezone(parts.rules.campaign.zone).date()
        return self.shell.page(
            "flyers.html",
            request,
            here="flyers",
            forms=forms,
            codes=codes,
            choice=choice,
            languages=flyers.languages,
            stamp=flyer_stamp(parts.rules, today, parts.link()),
            labels={code.id: await self._label(request, code) for code in codes},
            sizes=_sizes(forms),
            alt=self._alt(flyers, choice),
        )

    async def file(self, request: Request) -> Response:
        """One flyer as a picture or PDF."""
        parts, flyers = self.shell.parts, self.shell.parts.flyers
        forms = {form.key: form for form in parts.rules.flyers.forms}
        form, pdf = forms.get(request.path_params["form"]), ENDINGS.get(request.path_params["ending"])
        if flyers is None or form is None or pdf is None or (pdf and not form.prints):
            return Response(status_code=404)
        wish = self._choice(request, flyers, await self._codes(request)).wish(form, pdf=pdf)
        try:
            made = await asyncio.to_thread(flyers.make, wish, link=parts.link())
        except FlyerFault as fault:
            return Response(str(fault), status_code=500, media_type="text/plain")
        headers = {"content-disposition": f'inline; filename="{file_name(wish)}"'}
        return Response(made.content, media_type=made.media_type, headers=headers)

    async def _codes(self, request: Request) -> list[Code]:
        """The newest codes of theirs that may stand on a flyer, those with a name first, and the one that is asked for."""
        rows = await self.shell.reader(request).rows("code")
        known = (msgspec.convert(row.body, Code) for row in rows)
        codes = [code for code in known if is_shared(code)]
        newest = sorted(codes, key=lambda code: (code.name != "", code.made_at), reverse=True)[:MOST_CODES]
        asked = [code for code in codes if code.id == request.query_params.get("code")]
        return [*newest, *(code for code in asked if code not in newest)]

    async def _label(self, request: Request, code: Code) -> str:
        """How a code is known here: by its name, or the organisation it was made for. Never by a person."""
        row = await self.shell.reader(request).get("contact", code.contact) if code.contact else None
        known = code.name or (row.body.get("organisation", "") if row else "")
        return f"{spoken(code.id)} · {known}" if known else spoken(code.id)

    def _choice(self, request: Request, flyers: Flyers, codes: Sequence[Code]) -> Choice:
        """Read the query; what it does not know becomes the first there is."""
        asked = request.query_params
        code = next((code for code in codes if code.id == asked.get("code")), codes[0] if codes else None)
        hospitals = [hospital.key for hospital in self.shell.parts.rules.campaign.hospitals]
        hospital, language = asked.get("hospital", code.hospital if code else ""), asked.get("language", "")
        return Choice(
            code=code,
            hospital=hospital if hospital in hospitals else "",
            language=language if language in flyers.languages else flyers.languages[0],
        )

    def _alt(self, flyers: Flyers, choice: Choice) -> str:
        """What to put beside a picture when it is posted; nothing when the flyers cannot be made."""
        quiet = next((form for form in self.shell.parts.rules.flyers.forms if form.quiet), None)
        try:
            return flyers.alt(choice.wish(quiet), link=self.shell.parts.link()) if quiet else ""
        except FlyerFault:
            return ""


def _sizes(forms: Sequence[FlyerForm]) -> dict[str, tuple[int, int]]:
    """How large each picture is, so that the page does not jump while they come."""
    papers = {"a4": (210, 297), "letter": (216, 279)}
    return {form.key: papers[form.paper] if form.paper else form.pixels or (1, 1) for form in forms}
