"""The audit log, for an auditor: what was done, by whom, to which code; never words, names of participants or numbers."""

import asyncio
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from outreach_bot.dialogue.team_inputs import AuditRead, AuditSignedOff, AuditVerified
from outreach_bot.office.access import moment
from outreach_bot.office.shell import Beyond, Shell
from outreach_bot.recruitment.office_roles import Deed
from outreach_bot.recruitment.reasons import words_of
from outreach_bot.store.chain import first_break

HERE = "/office/audit"
ROWS_A_PAGE = 50
FINDINGS = ("fine", "follow_up")
MONTHS_SHOWN = 6
MOST_FIGURES = 6
"""Of a page's number."""

AuditRow = Mapping[str, Any]


def routes(shell: Shell) -> list[BaseRoute]:
    """Make the routes of the page."""
    page = AuditPage(shell)
    return [
        Route(HERE, shell.allowed(Deed.SEE_AUDIT, page.page), methods=["GET"]),
        Route(
            f"{HERE}/verify",
            shell.allowed(Deed.SEE_AUDIT, page.verify),
            methods=["POST"],
        ),
        Route(
            f"{HERE}/sign-off",
            shell.allowed(Deed.SIGN_OFF_AUDIT, page.sign_off),
            methods=["POST"],
        ),
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """Which rows to show; empty: all."""

    action: str = ""
    by: str = ""
    about: str = ""
    denied: bool = False
    oldest: bool = False
    """Oldest first; else newest first."""
    page: int = 1

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> "Chosen":
        """Read a query string; what it does not know it leaves out."""
        page = asked.get("page", "")
        return cls(
            action=asked.get("action", ""),
            by=asked.get("by", ""),
            about=asked.get("about", "").strip(),
            denied=bool(asked.get("denied")),
            oldest=asked.get("sort") == "oldest",
            page=max(1, int(page)) if page.isdecimal() and len(page) <= MOST_FIGURES else 1,
        )

    def lets_through(self, row: AuditRow) -> bool:
        """Tell whether `row` is to be shown."""
        return (
            self.action in ("", row.get("action", ""))
            and self.by in ("", row.get("by", ""))
            and self.about in ("", row.get("about", ""), row.get("approval", ""))
            and (not self.denied or row.get("result") == "denied")
        )

    def query(self, **changed: str) -> str:
        """Write the query string of this choice with parts of it changed."""
        now = {
            "action": self.action,
            "by": self.by,
            "about": self.about,
            "denied": "1" if self.denied else "",
            "sort": "oldest" if self.oldest else "",
        }
        return urlencode({name: value for name, value in (now | changed).items() if value})


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """One month of the log, and whether an auditor went through it."""

    name: str
    rows: int
    last: int
    signed_at: Any = None
    signed_by: str = ""
    finding: str = ""
    is_over: bool = True


@dataclass
class AuditPage:
    """The endpoints."""

    shell: Shell

    async def page(self, request: Request) -> Response:
        """Show the newest rows that are chosen. That they were looked at is a row too."""
        rows = await self.shell.beyond(request, Beyond.AUDIT).audit()
        chosen = Chosen.read(request.query_params)
        found = [row for row in (rows if chosen.oldest else reversed(rows)) if chosen.lets_through(row)]
        pages = max(1, -(-len(found) // ROWS_A_PAGE))
        first = (min(chosen.page, pages) - 1) * ROWS_A_PAGE
        checked = next((row for row in reversed(rows) if row.get("action") in _CHECKED), None)
        response = self.shell.page(
            "audit.html",
            request,
            here="audit",
            rows=[self._shown(row) for row in found[first : first + ROWS_A_PAGE]],
            total=len(rows),
            found=len(found),
            chosen=chosen,
            number=min(chosen.page, pages),
            of=pages,
            actions=sorted({str(row.get("action", "")) for row in rows} - {""}),
            actors=sorted({str(row.get("by", "")) for row in rows} - {""}),
            checked=checked,
            holds=checked is not None and checked.get("action") == "audit_verified",
            months=self._months(rows),
            findings=FINDINGS,
            moment=moment,
        )
        await self.shell.tell_office(request, AuditRead())
        return response

    async def verify(self, request: Request) -> Response:
        """Check the chain now."""
        rows = await self.shell.beyond(request, Beyond.AUDIT).audit()
        broken_at = await asyncio.to_thread(first_break, rows)
        await self.shell.tell_office(request, AuditVerified(rows=len(rows), broken_at=broken_at))
        return RedirectResponse(f"{HERE}#chain", status_code=303)

    async def sign_off(self, request: Request) -> Response:
        """Write down that a month was gone through."""
        form = request.state.form
        months = {
            month.name: month
            for month in self._months(await self.shell.beyond(request, Beyond.AUDIT).audit())
        }
        month = months.get(form.one("month"))
        if month is not None and month.is_over and form.one("finding") in FINDINGS:
            body = AuditSignedOff(month=month.name, up_to=month.last, finding=form.one("finding"))
            await self.shell.tell_office(request, body)
        return RedirectResponse(f"{HERE}#months", status_code=303)

    def _shown(self, row: AuditRow) -> dict[str, Any]:
        """A row as the page draws it: with every column, its reason in words, and a pair of hashes for each record."""
        whole = _WHOLE | dict(row)
        before, after = whole["before"].split(), whole["after"].split()
        words = words_of(whole["action"], whole["reason"])
        return whole | {
            "changes": list(zip_longest(before, after, fillvalue=NONE)),
            "why": self.shell.say(words) if words else whole["reason"],
        }

    def _months(self, rows: Iterable[AuditRow]) -> list[Month]:
        zone = self.shell.parts.rules.campaign.zone
        this_month = f"{moment(self.shell.parts.clock()).astimezone(zone):%Y-%m}"
        counted: dict[str, list[int]] = {}
        signed: dict[str, AuditRow] = {}
        for row in rows:
            name = f"{dt.datetime.fromtimestamp(row['at'], zone):%Y-%m}"
            counted.setdefault(name, []).append(row["seq"])
            if row.get("action") == "audit_signed_off":
                signed[row["about"]] = row
        newest = sorted(counted, reverse=True)[:MONTHS_SHOWN]
        return [
            Month(
                name=name,
                rows=len(counted[name]),
                last=counted[name][-1],
                signed_at=signed[name]["at"] if name in signed else None,
                signed_by=signed[name].get("by", "") if name in signed else "",
                finding=signed[name]["detail"].partition(" ")[0] if name in signed else "",
                is_over=name < this_month,
            )
            for name in newest
        ]


_COLUMNS = (
    "action",
    "by",
    "role",
    "session",
    "about",
    "detail",
    "reason",
    "result",
    "before",
    "after",
    "approval",
    "version",
    "took_ms",
    "what",
)
_WHOLE: dict[str, Any] = dict.fromkeys(_COLUMNS, "")
"""A row with every column; those of the log have only what there is to say."""
NONE = "-"
"""Stands for a record that was not there."""
_CHECKED = ("audit_verified", "audit_broken")
