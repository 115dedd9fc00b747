"""Today: one page that says in ten seconds what needs a person, each thing with its one next step."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import chain, filterfalse, islice
from typing import Any

import msgspec
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from outreach_bot.dialogue.alert_inputs import NoticeClosed, NoticeSeen
from outreach_bot.dialogue.effects import Words
from outreach_bot.dialogue.notices import BY_HAND, NoticeOutcome, NoticeRecord
from outreach_bot.office import live
from outreach_bot.office.access import moment
from outreach_bot.office.needs import Finder, Kind, Looker, Section, grouped
from outreach_bot.office.needs_asides import AsideNeeds
from outreach_bot.office.needs_lists import ListNeeds
from outreach_bot.office.needs_people import PeopleNeeds
from outreach_bot.office.needs_sessions import SessionNeeds
from outreach_bot.office.needs_targets import TargetNeeds
from outreach_bot.office.shell import ChangedMeanwhile, Shell
from outreach_bot.office.signup_list import SignUps
from outreach_bot.office.visible import Visible
from outreach_bot.recruitment.asides import LetGoReason
from outreach_bot.recruitment.office_roles import Deed, may
from outreach_bot.recruitment.seats import taken
from outreach_bot.recruitment.sessions import Session, SessionStatus

WEEK = dt.timedelta(days=7)
MOST_SESSIONS = 5


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page."""
    page = Today(shell)
    see = Deed.SEE_TODAY
    return [
        Route("/office/today", shell.allowed(see, page.page), methods=["GET"]),
        Route("/office/today/events", shell.allowed(see, page.events), methods=["GET"]),
        Route(
            "/office/today/alert",
            shell.allowed(Deed.ACKNOWLEDGE, page.alert),
            methods=["POST"],
        ),
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class NextSession:
    """A coming session and how full it is."""

    session: Session
    taken: int
    state: str
    """open, few, full, at_risk or draft; the words are `office-sessions.<value>`."""


@dataclass
class Today:
    """The endpoints."""

    shell: Shell

    async def page(self, request: Request) -> Response:
        """Show the page."""
        parts = await self._parts(request)
        return self.shell.page(
            "today.html",
            request,
            here="today",
            sections=list(Section),
            more=_more(request),
            is_now=live.is_now(parts),
            parts={name: Markup(html) for name, html in parts.items()},  # noqa: S704  drawn by our own templates
        )

    async def events(self, request: Request) -> Response:
        """Keep an open page fresh."""
        return live.stream(
            self.shell, request, version=self.shell.shelf_version, draw=lambda: self._parts(request)
        )

    async def alert(self, request: Request) -> Response:
        """Take an alert; with an outcome close it. One that is closed already is left as it is."""
        form, shelf = request.state.form, await self.shell.shelf(request)
        name, outcome = form.one("notice"), form.one("outcome")
        notice = shelf.notices.get(name)
        if notice is None:
            await self.shell.note_hidden(request, "notice", name)
        await self._check_open(request, name, closes=bool(outcome))
        if notice is not None and outcome in BY_HAND:
            closed = NoticeClosed(notice=name, outcome=NoticeOutcome(outcome))
            await self.shell.tell_office(request, closed)
        elif notice is not None and not outcome:
            await self.shell.tell_office(request, NoticeSeen(notice=name))
        return RedirectResponse("/office/today", status_code=303)

    async def _check_open(self, request: Request, name: str, *, closes: bool) -> None:
        """Go on only where no other took the alert, or closed it, since the page was shown."""
        row = await self.shell.reader(request).get("notice", name) if name else None
        if row is None or await self.shell.was_sent(request):
            return
        actor, record = request.state.actor, msgspec.convert(row.body, NoticeRecord)
        taken = record.seen_at is not None and record.seen_by not in (actor.member, actor.name)
        if record.closed_at is not None or (taken and not closes):
            raise ChangedMeanwhile("/office/today", name)

    async def _parts(self, request: Request) -> live.Parts:
        shelf = await self.shell.shelf(request)
        looker = self._looker(request)
        found = grouped(self._finders(shelf), looker)
        number = sum(group.number for group in chain(*found.values()))
        parts = {
            "today-head": self._draw("_today_head.html", request, number=number),
            "today-jumps": self._draw("_today_jumps.html", request, found=found, number=number),
        }
        for section, groups in found.items():
            shown = {
                "section": section,
                "groups": groups,
                "outcomes": BY_HAND,
                "reasons": list(LetGoReason),
                "more": looker.more,
            }
            parts[f"today-{section}"] = self._draw("_today_section.html", request, **shown)
        if not number:
            parts[f"today-{Section.NOW}"] = self._draw("_today_calm.html", request)
        coming = [shelf.coming(line, looker.now) for line in (shelf.groups, shelf.talks)]
        side = {"figures": self._figures(shelf, looker, coming), "next": self._next(coming)}
        return parts | {"today-side": self._draw("_today_side.html", request, **side)}

    def _draw(self, template: str, request: Request, **values: Any) -> str:
        def words(said: Words) -> str:
            return self.shell.parts.wording.plain(said, language=self.shell.parts.rules.campaign.language)

        return self.shell.draw(template, request, words=words, **values)

    def _looker(self, request: Request) -> Looker:
        actor = request.state.actor
        return Looker(
            now=moment(self.shell.parts.clock()),
            zone=self.shell.parts.rules.campaign.zone,
            more=_more(request),
            who=actor.member or actor.name,
            may=lambda deed: may(actor.role, deed),
            sight=self.shell.sight(request),
        )

    def _finders(self, shelf: Visible) -> Mapping[Kind, Finder]:
        people = PeopleNeeds(shelf)
        sessions = SessionNeeds(shelf, self.shell.parts.rules)
        targets = TargetNeeds(shelf, self.shell.parts.rules)
        return {
            Kind.SAFETY: people.safety,
            Kind.CALL: people.calls,
            Kind.ANSWER: people.answers,
            Kind.RISK: sessions.at_risk,
            Kind.MOVE: sessions.to_move,
            Kind.UNTOLD: people.untold,
            Kind.ASIDE: AsideNeeds(shelf).waiting,
            Kind.HELP: people.helped,
            Kind.NAMED: ListNeeds(shelf).waiting,
            Kind.APPROVE: sessions.to_approve,
            Kind.REVIEW: sessions.reviews,
            Kind.LACKS: sessions.lacking,
            Kind.TARGET: targets.behind,
            Kind.AFTER: sessions.after,
        }

    def _figures(self, shelf: Visible, looker: Looker, lines: Sequence[list[Session]]) -> dict[str, int]:
        signups = SignUps(shelf, self.shell.parts.rules)
        coming = list(chain(*lines))
        return {
            "new": len(signups.since(looker.now - WEEK)),
            "booked": len(shelf.own(set().union(*(session.seats for session in coming)))),
            "waiting": len(
                shelf.own(set().union(*(session.waiting.keys() | session.holds for session in coming)))
            ),
        }

    def _next(self, lines: Sequence[list[Session]]) -> list[NextSession]:
        """List the next sessions; times for one person that nobody has taken are too many."""
        soonest = filterfalse(_is_free_talk, merge(*lines, key=lambda one: one.starts))
        return [self._next_session(one) for one in islice(soonest, MOST_SESSIONS)]

    def _next_session(self, session: Session) -> NextSession:
        seats = taken(session, self.shell.parts.rules.sessions.kind(session.kind))
        return NextSession(session=session, taken=seats, state=_state(session, seats))


def _more(request: Request) -> str:
    """Read the kind of which more is asked for; empty: none that there is."""
    asked = request.query_params.get("more", "")
    return asked if asked in list(Kind) else ""


def _is_free_talk(session: Session) -> bool:
    free = not (session.seats or session.holds or session.waiting)
    return session.capacity == 1 and session.status is SessionStatus.PUBLISHED and free


def _state(session: Session, seats: int) -> str:
    if session.status is not SessionStatus.PUBLISHED:
        return session.status.value
    left = session.capacity - seats
    if left <= 0:
        return "full"
    return "few" if seats and left <= max(1, session.capacity // 5) else "open"
