"""Reports: how people came and how it was for them, in charts and tables that name nobody."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from outreach_bot.content.office_words import REASONS
from outreach_bot.dialogue.effects import When
from outreach_bot.exports.funnel import read_report
from outreach_bot.office import charts
from outreach_bot.office.access import moment
from outreach_bot.office.shell import Shell
from outreach_bot.office.sources import bars, filled
from outreach_bot.recruitment.figures import (
    FEWEST,
    HOW,
    Meetings,
    Outlook,
    Share,
    heard,
    outlook,
    share,
    takes,
)
from outreach_bot.recruitment.flows import Flows, Window, aims, flow, in_spells, in_steps, over_time
from outreach_bot.recruitment.funnel import COLUMNS
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.rules import Role, Rules
from outreach_bot.recruitment.sessions import Session
from outreach_bot.recruitment.sight import without_others
from outreach_bot.recruitment.small_counts import Shown, shown
from outreach_bot.recruitment.stations import Station, week_of

HERE = "/office/reports"
WEEKS = (0, 26, 12, 4)
"""How many weeks can be looked at; 0: all."""
NO_BREAK = "\u00a0"
MOST_SEATS = 10
"""Meetings whose seats are drawn; the table of sessions has them all."""
COURSE = (
    ("asked", (Station.ANSWERING, Station.UNFINISHED, Station.NOT_THIS_TIME, "reasons", Station.LATER, Station.TALK)),
    ("can_come", (Station.FITS, Station.WAITING)),
    ("seat", (Station.BOOKED, Station.GAVE_UP, Station.CALLED_OFF, Station.MISSED)),
    (Station.ATTENDED, ()),
)  # fmt: skip
"""The flow from top to bottom: each stop, and what leaves below it."""


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page."""
    page = shell.allowed(Deed.SEE_REPORTS, Reports(shell).page)
    return [Route(HERE, page, methods=["GET"])]


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Which part of the whole is looked at."""

    weeks: int = 0
    hospital: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str], own: Sequence[str], *, first: str | None) -> "Choice":
        """Read a query string; what it does not know it leaves out. first: what is shown of hospitals; None: all of them."""
        weeks, hospital = asked.get("weeks", ""), asked.get("hospital", "")
        return cls(
            weeks=int(weeks) if weeks in map(str, WEEKS) else 0,
            hospital=hospital if hospital in own else first or "",
        )

    def query(self, **changed: str) -> str:
        """Write the query string of this choice with parts of it changed."""
        now = {"weeks": str(self.weeks or ""), "hospital": self.hospital} | changed
        return "&".join(f"{name}={value}" for name, value in now.items() if value)


@dataclass(frozen=True, kw_only=True, slots=True)
class Tile:
    """One figure on top, and what it is made of."""

    name: str
    share: Share | None
    bar: charts.Bar


@dataclass
class Reports:
    """The endpoint."""

    shell: Shell

    async def page(self, request: Request) -> Response:
        """Draw the page. A part of the whole is told in steps of five, so that no two views can be subtracted."""
        parts = self.shell.parts
        reader, sight = self.shell.reader(request), self.shell.sight(request)
        own = [each.key for each in parts.rules.campaign.hospitals if sight.is_own(each.key)]
        if not own and not sight.is_whole:  # their hospitals are in the campaign no more
            return await self.shell.refuse(request)
        choice = Choice.read(request.query_params, own, first=None if sight.is_whole else own[0])
        campaign = parts.rules.campaign
        now = moment(parts.clock())
        window = Window(weeks=choice.weeks, hospital=choice.hospital, now=week_of(now, campaign.zone))
        counters = await reader.counters()
        sessions = [
            without_others(msgspec.convert(row.body, Session)) for row in await reader.rows("session")
        ]
        flows = Flows(counters)
        meetings = Meetings(sessions, counters, parts.rules.sessions, window=window, now=now)
        told = flow(flows, window)
        course = _course(told)
        hospitals = {each.key: each.name for each in campaign.hospitals if each.key in own}
        how = heard(counters, parts.rules.sessions)
        spells = in_spells(over_time(flows, window), flows, window)
        ahead = {
            role: shown(count) if window.is_whole else in_steps(count)
            for role, count in meetings.talks().items()
        }
        return self.shell.page(
            "reports.html",
            request,
            here="reports",
            charts=charts,
            choice=choice,
            weeks=WEEKS,
            hospitals=hospitals,
            may_see_all=sight.is_whole,
            now=now,
            told=told,
            river=charts.river(told, course),
            listed=[name for stop, below in course for name in (stop, *below) if charts.end(told[name])],
            reason_words=self._reason,
            day=self._day,
            spells=spells,
            most=charts.longest(each.asked for each in spells),
            aims=aims(
                flows, campaign, hospitals=[each for each in hospitals if choice.hospital in ("", each)]
            ),
            tiles=_tiles(meetings, how.share, all_hospitals=sight.is_whole),
            heard=how,
            answers=HOW,
            seats=meetings.seats()[:MOST_SEATS],
            roles=list(Role),
            newcomers=meetings.newcomers(),
            kept=meetings.kept(),
            slots=meetings.slots(),
            over_use=meetings.over_use(campaign),
            fewest=FEWEST,
            outlooks=_outlooks(ahead, parts.rules),
            rates=campaign.forecast,
            takes=takes(parts.rules.sessions, campaign.forecast),
            wanted=_wanted(parts.rules),
            sources=None if choice.hospital else filled((await read_report(reader, parts.rules)).networks),
            networks={each.key: each.name for each in parts.rules.networks},
            columns=COLUMNS,
            bars=bars,
        )

    def _reason(self, name: str) -> str:
        """Say why not this time, of `not_this_time.REASON`; a reason of the campaign's own is its name in screening.yaml."""
        reason = name.partition(".")[2]
        known = reason in REASONS
        return self.shell.say(f"office-not-this-time.{reason}") if known else reason.replace("_", " ")

    def _day(self, day: dt.date) -> str:
        """Write a day as a chart has room for it."""
        noon = dt.datetime.combine(day, dt.time(12), tzinfo=self.shell.parts.rules.campaign.zone)
        return self.shell.say("office-reports.day", day=When(noon, "report")).replace(" ", NO_BREAK)


def _course(told: Mapping[str, Shown]) -> list[tuple[str, list[str]]]:
    """Put the reasons why not this time under it."""
    reasons = [name for name in told if name.startswith(f"{Station.NOT_THIS_TIME}.")]
    return [
        (str(stop), [name for leaf in below for name in (reasons if leaf == "reasons" else [str(leaf)])])
        for stop, below in COURSE
    ]


def _tiles(meetings: Meetings, felt: Share | None, *, all_hospitals: bool) -> list[Tile]:
    """The figures that say if it goes well, before any head count. Source: DOMAIN 6.3.

    How it was is kept for all hospitals together: it is for who looks after all of them.
    """
    shares = ({"heard": felt} if all_hospitals else {}) | {
        "first": share(*meetings.newcomers()),
        "kept": meetings.kept().share,
        "slots": meetings.slots().share,
    }
    return [Tile(name=name, share=found, bar=charts.of_share(found)) for name, found in shares.items()]


def _outlooks(talks: Mapping[Role, Shown], rules: Rules) -> dict[str, Outlook]:
    return {
        role.value: outlook(count, rules.campaign.forecast)
        for role, count in talks.items()
        if charts.end(count)
    }


def _wanted(rules: Rules) -> Outlook | None:
    """What to expect if every target is met; None: there are none."""
    every = sum(target.lived + target.family + target.staff for target in rules.campaign.targets.values())
    return outlook(Shown(every, every), rules.campaign.forecast) if every else None
