"""What was set aside, from Today: tried once more, or let go with a reason. Each press counts once."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from outreach_bot.dialogue.aside_inputs import AsideLetGo, AsideTriedAgain
from outreach_bot.office.needs_asides import can_be_tried, mark
from outreach_bot.office.shell import ChangedMeanwhile, Shell
from outreach_bot.recruitment.asides import LetGoReason
from outreach_bot.recruitment.office_roles import Deed


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the one route."""
    decide = shell.allowed(Deed.DECIDE_ASIDES, Asides(shell).decide)
    return [Route("/office/today/aside", decide, methods=["POST"])]


@dataclass
class Asides:
    """The endpoint."""

    shell: Shell

    async def decide(self, request: Request) -> Response:
        """Try it again; with a reason let it go. What is not there any more was decided by somebody else."""
        form, shelf = request.state.form, await self.shell.shelf(request)
        asked, reason = form.one("aside"), form.one("reason")
        found = next((row for row in shelf.asides if mark(row) == asked), None)
        if found is None and asked and not await self.shell.was_sent(request):
            raise ChangedMeanwhile("/office/today", asked)
        if found is not None:
            if form.one("deed") == "again" and can_be_tried(shelf.asides[found]):
                await self.shell.tell_office(request, AsideTriedAgain(aside=found))
            elif reason in list(LetGoReason):
                await self.shell.tell_office(request, AsideLetGo(aside=found, reason=LetGoReason(reason)))
        return RedirectResponse("/office/today", status_code=303)
