"""Where people come from: how far they came, as a whole and by network, way in, hospital and code. Numbers only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from outreach_bot.exports.funnel import read_report
from outreach_bot.office import live
from outreach_bot.office.narrowing import Finder, Narrowed
from outreach_bot.office.places import place_names
from outreach_bot.office.shell import Shell
from outreach_bot.recruitment.funnel import COLUMNS, STAGES, Line, Report, Stage
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.small_counts import Shown

HERE = "/office/sources"
ORDERS = ("opened", "name", "newest")
"""In which the codes can stand; the first is the usual one."""
SHORTEST = 2.0
"""Percent of the width that a count is drawn with at least, so that there is something to see."""


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page."""
    sources = Sources(shell)
    gets = {"/office/sources": sources.page, "/office/sources/events": sources.events}
    return [
        Route(path, shell.allowed(Deed.SEE_SOURCES, endpoint), methods=["GET"])
        for path, endpoint in gets.items()
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Bar:
    """How long a count is drawn, in percent: what is sure, and up to where it may go."""

    sure: float
    upto: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Codes:
    """The codes that are asked for, a page at a time, and how many are never listed."""

    seen: Narrowed[Line]
    unopened: int
    """Made for one contact, and opened by nobody yet: in a large mailing they are too many to list."""

    def address(self, **changed: str | int) -> str:
        """The address of this choice with parts of it changed."""
        now: dict[str, str | int] = {
            "q": self.seen.search,
            "network": self.seen.state,
            "sort": self.seen.sort if self.seen.sort != ORDERS[0] else "",
        }
        asked = {name: value for name, value in (now | changed).items() if value}
        return f"{HERE}?{urlencode(asked)}" if asked else HERE


@dataclass
class Sources:
    """The endpoint."""

    shell: Shell

    async def events(self, request: Request) -> Response:
        """Send the report whenever somebody came further."""
        return live.whole_page(self.shell, request, tables=("code", "person"), page=self.page)

    async def page(self, request: Request) -> Response:
        """Show the whole report; a choice narrows the codes alone, so that no two views can be subtracted."""
        parts = self.shell.parts
        reader = self.shell.reader(request)
        report = await read_report(reader, parts.rules)
        networks = {network.key: network.name for network in parts.rules.networks}
        names = await place_names(reader)
        heard = {line.key for line in filled(report.networks)}
        return self.shell.page(
            "sources.html",
            request,
            here="sources",
            sees_all=reader.sight.is_whole,
            report=report,
            stages=STAGES,
            columns=COLUMNS,
            bars=bars,
            filled=filled,
            networks=networks,
            silent=", ".join(name for key, name in networks.items() if key not in heard),
            hospitals={hospital.key: hospital.name for hospital in parts.rules.campaign.hospitals},
            orders=ORDERS,
            names=names,
            codes=_codes(report, names, tuple(networks), request.query_params),
        )


def bars(line: Line, lines: Iterable[Line]) -> tuple[Bar, ...]:
    """Draw a line's stages beside those of `lines`. Only what is shown is drawn: a length must not tell more."""
    most = max((_end(each.cells[stage]) for each in lines for stage in STAGES), default=0) or 1
    return tuple(_bar(line.cells[stage], most) for stage in STAGES)


def _bar(shown: Shown, most: int) -> Bar:
    sure, upto = 100 * shown.low / most, 100 * _end(shown) / most
    if upto:
        upto = max(upto, SHORTEST)
    return Bar(sure=round(sure, 1), upto=round(upto, 1))


def _end(shown: Shown) -> int:
    """Where a count is drawn to; one without an upper end a little beyond what is sure."""
    return shown.low + 1 if shown.high is None else shown.high


def filled(lines: Iterable[Line]) -> list[Line]:
    """Leave out lines that nobody came by."""
    return [line for line in lines if any(_end(shown) for shown in line.cells.values())]


def _codes(
    report: Report, names: Mapping[str, str], networks: tuple[str, ...], asked: Mapping[str, str]
) -> Codes:
    finder = Finder[Line](
        words=lambda line: (names.get(line.key, ""), line.key),
        state=_network,
        states=networks,
        orders={
            # by what is shown, as the report has them: an order by hidden numbers would tell them
            "opened": lambda line: (-line.cells[Stage.OPENED].low, *_by_name(line, names)),
            "name": lambda line: _by_name(line, names),
            "newest": lambda line: -line.code.made_at.timestamp() if line.code else 0.0,
        },
    )
    listed = [line for line in report.codes if _is_worth_listing(line)]
    seen = finder.look(listed, {**asked, "state": asked.get("network", "")})
    unopened = [line for line in report.codes if line.code is not None and not _is_worth_listing(line)]
    return Codes(seen=seen, unopened=sum(seen.state in ("", _network(line)) for line in unopened))


def _by_name(line: Line, names: Mapping[str, str]) -> tuple[bool, str, str]:
    return line.code is None, names.get(line.key, "").casefold(), line.key


def _network(line: Line) -> str:
    return line.code.network if line.code is not None else ""


def _is_worth_listing(line: Line) -> bool:
    if line.code is not None and line.code.name:
        return True
    return bool(_end(line.cells[Stage.OPENED]))
