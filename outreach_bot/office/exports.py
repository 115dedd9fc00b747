"""Tables to take away, as CSV or XLSX. Each is written down; with names or numbers only for a reason, and for who may."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from outreach_bot import fresh
from outreach_bot.dialogue.inputs import Exported
from outreach_bot.exports.contacts import Tool
from outreach_bot.exports.spreadsheets import Profile, to_csv
from outreach_bot.exports.table import Table
from outreach_bot.exports.workbook import to_xlsx
from outreach_bot.inbound.web_guard import GUARDED
from outreach_bot.office.access import moment
from outreach_bot.office.forms import Form
from outreach_bot.office.shell import Shell
from outreach_bot.office.tables import CAN_BE_IDENTIFIED, DEEDS, Kind, Tables, Wish
from outreach_bot.recruitment.office_roles import Deed, may, sees
from outreach_bot.recruitment.reasons import ExportReason

HERE = "/office/exports"
FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
"""Forms a table comes in, the first offered first."""


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page."""
    page = ExportsPage(shell)
    return [
        Route(HERE, shell.allowed(Deed.SEE_REPORTS, page.page), methods=["GET"], middleware=GUARDED),
        Route(HERE, shell.allowed(Deed.SEE_REPORTS, page.take), methods=["POST"], middleware=GUARDED),
    ]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a form asks for."""

    wish: Wish
    form: str
    profile: Profile
    reason: ExportReason | None

    @classmethod
    def read(cls, form: Form) -> "Asked | None":
        """Read a form; None: it asks for something there is not."""
        kind, ending = form.one("kind"), form.one("form") or "xlsx"
        tool = form.one("tool") or Tool.PLAIN.value
        if kind not in list(Kind) or ending not in FORMS or tool not in list(Tool):
            return None
        identified = form.one("identified") == "1" and kind in CAN_BE_IDENTIFIED
        wish = Wish(kind=Kind(kind), identified=identified or kind == Kind.CONTACTS, tool=Tool(tool))
        for_a_program = form.one("profile") == Profile.EXACT or wish.tool is not Tool.PLAIN
        return cls(
            wish=wish,
            form=ending,
            profile=Profile.EXACT if for_a_program else Profile.SPREADSHEET,
            reason=ExportReason(reason) if (reason := form.one("reason")) in list(ExportReason) else None,
        )

    @property
    def name(self) -> str:
        """What the audit log calls it."""
        return (
            f"{self.wish.kind}_{self.wish.tool}" if self.wish.kind is Kind.CONTACTS else self.wish.kind.value
        )


@dataclass
class ExportsPage:
    """The endpoints."""

    shell: Shell

    async def page(self, request: Request) -> Response:
        """Show what can be taken away."""
        return self._page(request)

    def _page(self, request: Request, *, fault: str = "", kind: str = "", status: int = 200) -> Response:
        role = request.state.actor.role
        return self.shell.page(
            "exports.html",
            request,
            status=status,
            here="exports",
            kinds=[each for each in Kind if may(role, DEEDS[each])],
            identified=CAN_BE_IDENTIFIED if may(role, Deed.EXPORT_IDENTIFIED) else (),
            contacts=Kind.CONTACTS,
            tools=list(Tool),
            fault=fault,
            asked=kind,
            reasons=list(ExportReason),
        )

    async def take(self, request: Request) -> Response:
        """Hand a table over, after that was written down."""
        asked = Asked.read(request.state.form)
        if asked is None:
            return self._page(request, fault="unknown", status=400)
        needs = Deed.EXPORT_IDENTIFIED if asked.wish.names_people else DEEDS[asked.wish.kind]
        if not may(request.state.actor.role, needs):
            return await self.shell.refuse(request, "role")
        if asked.wish.names_people and asked.reason is None:
            return self._page(request, fault="reason", kind=asked.wish.kind.value, status=400)
        parts = self.shell.parts
        own = request.state.actor.hospitals
        now = moment(parts.clock())
        tables = Tables(store=parts.store, rules=parts.rules, now=now, sees=lambda theirs: sees(own, theirs))
        table = await tables.read(asked.wish)
        content = self._written(table, asked)
        by = request.state.actor.name
        body = Exported(kind=asked.name, by=by, identified=asked.wish.names_people, reason=asked.reason)
        # the page stays open: whoever presses again takes another file, and that is another row
        await self.shell.tell_office(request, body, part=fresh.key("taken"))
        local = now.astimezone(parts.rules.campaign.zone)
        return Response(
            content,
            media_type=FORMS[asked.form],
            headers={
                "content-disposition": f'attachment; filename="{asked.wish.kind}-{local:%Y-%m-%d}.{asked.form}"',
                "cache-control": "no-store",
            },
        )

    def _written(self, table: Table, asked: Asked) -> bytes:
        if asked.form == "xlsx":
            about = self._about(asked.wish)
            return to_xlsx(table, name=asked.wish.kind.value, about=about, profile=asked.profile)
        text = to_csv(table.columns, table.rows, profile=asked.profile)
        # a byte order mark: without it spreadsheets on Windows take accents for other letters
        return text.encode("utf-8-sig" if asked.profile is Profile.SPREADSHEET else "utf-8")

    def _about(self, wish: Wish) -> list[str]:
        say = self.shell.say
        return [
            say(f"office-export.{wish.kind}"),
            say(f"office-export-what.{wish.kind}"),
            say(f"office-export-about.{'names' if wish.names_people else 'codes'}"),
            *(say(f"office-export-about.{line}") for line in ("hidden", "times")),
        ]
