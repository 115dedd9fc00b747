"""Sign-ups: who joined, by codes alone; searched, narrowed, in an order, under an address that can be shared."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from outreach_bot.dialogue.effects import Phrase, When
from outreach_bot.dialogue.team_inputs import PeopleSearched
from outreach_bot.office import live
from outreach_bot.office.access import moment
from outreach_bot.office.shelf import ALL_HOSPITALS, NO_CODE, NO_PLACE
from outreach_bot.office.shell import Shell
from outreach_bot.office.signup_list import FACETS, OUTCOMES, ROLES, SEATS, SORTS, Asked, SignUps
from outreach_bot.office.visible import Visible
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.sessions import Session
from outreach_bot.recruitment.sight import ELSEWHERE

LOOKED = "looked"
"""A cookie with two instants: when the last visit before this one ended, and when this one last looked."""
VISIT_SECONDS = 30 * 60
"""Who looks again sooner is still on the same visit: what is new stays marked."""
REMEMBERED_SECONDS = 60 * 24 * 3600
MOST_SOURCES = 40
"""Codes to choose from, those that most came by; the search finds the others."""
LATELY = dt.timedelta(days=30)
"""Sessions of several people can be chosen so long after they began."""
_INSTANTS = re.compile(r"(\d{10})-(\d{10})")

Option = tuple[str, str]


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page."""
    page, see = SignUpsPage(shell), Deed.SEE_SIGNUPS
    return [
        Route("/office/signups", shell.allowed(see, page.page), methods=["GET"]),
        Route("/office/signups/events", shell.allowed(see, page.events), methods=["GET"]),
    ]


@dataclass(frozen=True, slots=True)
class Visit:
    """When this browser looked: `before` this visit, and last."""

    before: dt.datetime | None
    cookie: str

    @classmethod
    def read(cls, cookie: str, now: float) -> "Visit":
        """Read the cookie, and say what it will be. Without one nobody looked before, and nothing is new."""
        known = _INSTANTS.fullmatch(cookie)
        before, last = (int(known[1]), int(known[2])) if known else (0, 0)
        if now - last > VISIT_SECONDS:
            before = last
        return cls(before=moment(before) if before else None, cookie=f"{before:010d}-{int(now):010d}")


@dataclass
class SignUpsPage:
    """The endpoints."""

    shell: Shell

    async def page(self, request: Request) -> Response:
        """Show the page, and note in the browser that somebody looked."""
        shelf = await self.shell.shelf(request)
        asked = Asked.read(request.query_params, shelf, self.shell.parts.rules)
        visit = self._visit(request)
        parts = self._parts(request, visit, shelf)
        if asked.q:
            await self.shell.tell_office(request, PeopleSearched())
        response = self.shell.page(
            "signups.html",
            request,
            here="signups",
            asked=asked,
            opened=bool(asked.hospital or asked.source or asked.seat or asked.session),
            choices=self._choices(shelf, asked),
            is_now=live.is_now(parts),
            parts={name: Markup(html) for name, html in parts.items()},  # noqa: S704  drawn by our own templates
        )
        self.shell.parts.site.set_cookie(response, LOOKED, visit.cookie, max_age=REMEMBERED_SECONDS)
        return response

    async def events(self, request: Request) -> Response:
        """Keep an open page fresh."""
        visit = self._visit(request)

        async def draw() -> live.Parts:
            return self._parts(request, visit, await self.shell.shelf(request))

        return live.stream(self.shell, request, version=self.shell.shelf_version, draw=draw)

    def _visit(self, request: Request) -> Visit:
        cookie = request.cookies.get(self.shell.parts.site.cookie_name(LOOKED), "")
        return Visit.read(cookie, self.shell.parts.clock())

    def _parts(self, request: Request, visit: Visit, shelf: Visible) -> live.Parts:
        rules = self.shell.parts.rules
        asked = Asked.read(request.query_params, shelf, rules)
        signups = SignUps(shelf, rules)
        values: dict[str, Any] = {
            "asked": asked,
            "elsewhere": ELSEWHERE,
            "found": signups.find(asked),
            "since": visit.before,
            "networks": {network.key: network.name for network in rules.networks},
            "hospitals": {hospital.key: hospital.name for hospital in rules.campaign.hospitals},
        }
        news = len(signups.since(visit.before)) if visit.before else 0
        return {
            "signups-news": self.shell.draw("_signups_news.html", request, news=news, since=visit.before),
            "signups-choices": self.shell.draw(
                "_signups_choices.html",
                request,
                roles=ROLES,
                outcomes=OUTCOMES,
                taken_off=self._taken_off(shelf, asked),
                **values,
            ),
            "signups-list": self.shell.draw("_signups_list.html", request, **values),
        }

    def _choices(self, shelf: Visible, asked: Asked) -> dict[str, list[Option]]:
        values: dict[str, Iterable[str]] = {
            "role": ROLES,
            "outcome": OUTCOMES,
            "hospital": self._hospitals(),
            "source": self._sources(shelf, asked),
            "seat": SEATS,
            "session": self._sessions(shelf, asked),
        }
        named = {
            facet: [(each, self._name(shelf, facet, each)) for each in of] for facet, of in values.items()
        }
        return named | {"sort": [(each, self.shell.say(f"office-signups-sort.{each}")) for each in SORTS]}

    def _hospitals(self) -> Iterable[str]:
        return (*(hospital.key for hospital in self.shell.parts.rules.campaign.hospitals), ALL_HOSPITALS)

    def _sources(self, shelf: Visible, asked: Asked) -> Iterable[str]:
        known = shelf.signed_up
        sources = [each for each in known.values("source") if each != NO_CODE]
        sources.sort(key=lambda source: (-len(known.having("source", source)), source))
        chosen = (asked.source,) if asked.source else ()
        return dict.fromkeys((*chosen, *sources[:MOST_SOURCES], NO_CODE))

    def _sessions(self, shelf: Visible, asked: Asked) -> Iterable[str]:
        lately = shelf.groups.after(moment(self.shell.parts.clock()) - LATELY)
        chosen = (asked.session,) if asked.session else ()
        return dict.fromkeys((*chosen, *lately))

    def _taken_off(self, shelf: Visible, asked: Asked) -> list[Option]:
        """List what narrows the list, each to be taken off by itself."""
        on = [(name, getattr(asked, name)) for name in (*FACETS, "session")]
        named = [(name, self._name(shelf, name, value)) for name, value in on if value]
        return [*named, *([("q", self.shell.say("office-signups.q", typed=asked.q))] if asked.q else [])]

    def _name(self, shelf: Visible, facet: str, value: str) -> str:
        """Say a value as people read it."""
        match facet, value:
            case "hospital", str(key) if key != ALL_HOSPITALS:
                return next(one.name for one in self.shell.parts.rules.campaign.hospitals if one.key == key)
            case "hospital", _:
                return self.shell.say("office-signups.no-hospital")
            case "source", str(code) if code != NO_CODE:
                name = shelf.name_of(code)
                return f"{name} ({code})" if name else code
            case "source", _:
                return self.shell.say("office-signups.no-source")
            case "session", str(session):
                return self._session(shelf.sessions[session])
            case "seat", str(state) if state == NO_PLACE:
                return self.shell.say("office-seat.none")
            case _:
                return self.shell.say(f"office-{facet}.{value}")

    def _session(self, session: Session) -> str:
        name = Phrase(f"session-{session.kind}")
        return self.shell.say("office-signups.session-at", session=name, at=When(session.starts, "button"))
