"""Tables to take away, as CSV or XLSX. Each is written down; with names or numbers only with a second person's yes."""

from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from outreach_bot import fresh
from outreach_bot.dialogue.export_inputs import Exported
from outreach_bot.exports.contacts import Tool
from outreach_bot.office.list_files import Asked, handed_over, read_table
from outreach_bot.office.named_lists import NamedLists, said_of
from outreach_bot.office.shell import Beyond, Shell
from outreach_bot.office.tables import CAN_BE_IDENTIFIED, DEEDS, Kind
from outreach_bot.recruitment.office_roles import Deed, may
from outreach_bot.recruitment.reasons import ExportReason

HERE = "/office/exports"


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page."""
    page = ExportsPage(shell)
    return [
        Route(HERE, shell.allowed(Deed.SEE_REPORTS, page.page), methods=["GET"]),
        Route(HERE, shell.allowed(Deed.SEE_REPORTS, page.take), methods=["POST"]),
        *page.named.routes(),
    ]


@dataclass
class ExportsPage:
    """The endpoints."""

    shell: Shell
    named: NamedLists = field(init=False)

    def __post_init__(self) -> None:
        self.named = NamedLists(self.shell)

    async def page(self, request: Request) -> Response:
        """Show what can be taken away."""
        return await self._page(request)

    async def _page(
        self, request: Request, *, fault: str = "", kind: str = "", status: int = 200
    ) -> Response:
        role = request.state.actor.role
        identified = may(role, Deed.EXPORT_IDENTIFIED)
        return self.shell.page(
            "exports.html",
            request,
            status=status,
            here="exports",
            kinds=[each for each in Kind if may(role, DEEDS[each])],
            identified=CAN_BE_IDENTIFIED if identified else (),
            contacts=Kind.CONTACTS,
            tools=list(Tool),
            fault=fault,
            asked=kind,
            reasons=list(ExportReason),
            two_people=self._two_people,
            named=await self.named.shown(request) if identified else None,
            said=said_of(request),
        )

    async def take(self, request: Request) -> Response:
        """Hand a table over, after that was written down."""
        asked = Asked.read(request.state.form)
        if asked is None:
            return await self._page(request, fault="unknown", status=400)
        needs = Deed.EXPORT_IDENTIFIED if asked.wish.names_people else DEEDS[asked.wish.kind]
        if not may(request.state.actor.role, needs):
            return await self.shell.refuse(request, "role")
        kind = asked.wish.kind.value
        if asked.wish.names_people and self._two_people:
            return await self._page(request, fault="two_people", kind=kind, status=400)
        if asked.wish.names_people and asked.reason is None:
            return await self._page(request, fault="reason", kind=kind, status=400)
        whole = asked.wish.kind is Kind.AUDIT
        reader = self.shell.beyond(request, Beyond.AUDIT) if whole else self.shell.reader(request)
        table = await read_table(self.shell, asked, reader)
        response = handed_over(self.shell, table, asked)
        by = request.state.actor.name
        body = Exported(kind=asked.name, by=by, identified=asked.wish.names_people, reason=asked.reason)
        # the page stays open: whoever presses again takes another file, and that is another row
        await self.shell.tell_office(request, body, part=fresh.key("taken"))
        return response

    @property
    def _two_people(self) -> bool:
        return self.shell.parts.rules.campaign.two_people.named_lists
