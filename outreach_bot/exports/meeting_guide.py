"""Reading a Meeting Guide feed (JSON): the organisations behind meetings, and nobody who is named in it.

Only `entity`, `entity_email`, `entity_phone` and `feedback_emails` are read. `contact_1` to `contact_3` are people
who gave their names to a meeting, not to us. Source: code4recovery/spec.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson

from outreach_bot.exports.contact_fields import read_fields, told
from outreach_bot.exports.contact_rows import Fresh, Gathering, Incoming
from outreach_bot.exports.known_contacts import Known
from outreach_bot.exports.table_files import BadFile, Finding
from outreach_bot.recruitment.contacts import as_addresses
from outreach_bot.recruitment.rules import Rules
from outreach_bot.storable import plain

NETWORK = "peer_networks"
"""Where organisations of a feed are put unless another network is asked for."""
UNIT = "meeting"
_SOURCES = {
    "organisation": "entity",
    "email": "entity_email",
    "phone": "entity_phone",
    "found": "entity_website_url",
}
"""Field of a contact to where a feed has it."""


class Feed(NamedTuple):
    """What a feed brings."""

    incoming: Incoming
    unreachable: int
    """Meetings that name no organisation, or none with an address."""
    stopped: int
    """Organisations that asked us to stop: a feed names them again and again."""


@dataclass
class Entity:
    """An organisation as its meetings tell of it. `at` is the first of them, counted from 1."""

    at: int
    cells: dict[str, str]
    facts: dict[str, str] = field(default_factory=dict)
    meetings: int = 0

    @property
    def addresses(self) -> tuple[tuple[str, str], ...]:
        """What it is found by."""
        return as_addresses(**self.facts)


def read_meetings(
    content: bytes, *, network: str, rules: Rules, known: Known, now: dt.datetime, fresh: Fresh
) -> Feed:
    """Read a feed into one contact for each organisation.

    Raises:
        BadFile: With everything that is wrong in the feed, not only the first.
    """
    meetings = _meetings(content)
    findings = [finding for at, meeting in meetings for finding in _faults(at, meeting)]
    grouped = Grouped(rules, findings)
    for at, meeting in meetings if not findings else ():
        grouped.add(at, _cells(meeting))
    if findings:
        raise BadFile(sorted(findings))
    gathering = Gathering(rules=rules, known=known, now=now, fresh=fresh, unit=UNIT)
    reachable = [one for one in grouped.entities.values() if one.addresses]
    stopped = [one for one in reachable if any(map(known.has_stopped, one.addresses))]
    for entity in reachable:
        if entity not in stopped:
            holder = next(filter(None, map(known.holder, entity.addresses)), None)
            gathering.take(entity.at, entity.cells | {"network": holder.network if holder else network})
    if not reachable:
        fault = "no meeting names an organisation with an email or a phone number"
        gathering.findings.append(
            Finding(1, "entity", fault, "Ask whoever keeps the feed to fill them in", UNIT)
        )
    unreachable = len(meetings) - sum(entity.meetings for entity in reachable)
    return Feed(gathering.incoming(), unreachable, len(stopped))


def _meetings(content: bytes) -> list[tuple[int, dict[str, Any]]]:
    try:
        read = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as broken:
        fault, remedy = f"this is not JSON ({broken.msg})", "Save the feed again, and import that file"
        raise BadFile([Finding(broken.lineno, "", fault, remedy)]) from broken
    if not isinstance(read, list) or not read:
        fault, remedy = "this is not a list of meetings", "A Meeting Guide feed begins with ["
        raise BadFile([Finding(1, "", fault, remedy)])
    return list(enumerate(read, start=1))


def _faults(at: int, meeting: Any) -> Iterable[Finding]:
    """Name what the format does not allow. Source: FORMATS 4.7."""
    if not isinstance(meeting, dict):
        yield Finding(at, "", "this is no meeting", "Write it in { }, or take it out", UNIT)
        return
    for name in ("name", "slug"):
        if not meeting.get(name):
            yield Finding(at, name, "this is missing", "The format asks for it: fill it in", UNIT)
    for name in _SOURCES.values():
        if not isinstance(meeting.get(name), str | None):
            yield Finding(at, name, "this is no text", "Put it in quotes, or take it out", UNIT)
    emails = meeting.get("feedback_emails") or []
    if not isinstance(emails, list) or not all(isinstance(each, str) for each in emails):
        yield Finding(
            at, "feedback_emails", "this is no list of texts", 'Write it as ["lee@example.org"]', UNIT
        )


class Grouped:
    """Meetings by organisation. Where two of them tell different things of it, the later is named."""

    def __init__(self, rules: Rules, findings: list[Finding]) -> None:
        self._rules = rules
        self._findings = findings
        self.entities: dict[str, Entity] = {}

    def add(self, at: int, cells: dict[str, str]) -> None:
        """Take in one meeting; what it leaves empty another may tell."""
        if not cells["organisation"]:
            return
        facts, wrong = read_fields(cells, self._rules)
        self._findings += [Finding(at, _SOURCES[each.column], *told(each), UNIT) for each in wrong]
        entity = self.entities.setdefault(cells["organisation"].casefold(), Entity(at, dict(cells)))
        entity.meetings += 1
        for name in ("email", "phone"):
            told_now, told_first = facts.get(name, ""), entity.facts.setdefault(name, facts.get(name, ""))
            if not told_first:
                entity.facts[name], entity.cells[name] = told_now, cells[name]
            elif told_now and told_now.casefold() != told_first.casefold():
                fault = f"{cells['organisation']} has another one at {UNIT} {entity.at}"
                self._findings.append(Finding(at, _SOURCES[name], fault, "Make them the same", UNIT))


def _cells(meeting: Mapping[str, Any]) -> dict[str, str]:
    feedback = meeting.get("feedback_emails") or [""]
    return {
        "organisation": " ".join(plain(meeting.get("entity") or "").split()),
        "email": (meeting.get("entity_email") or feedback[0]).strip(),
        "phone": (meeting.get("entity_phone") or "").strip(),
        "found": meeting.get("entity_website_url") or "Meeting Guide",
    }
