"""Nothing of another hospital comes out: every route, every table, every role, from the routes themselves.

A route that is new is walked by itself; one that takes a form fails here until it says what a form may hold.
"""

import html
import itertools
import re
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.routing import Route

from outreach_bot.exports.contacts import Tool
from outreach_bot.office import live
from outreach_bot.office.list_files import FORMS
from outreach_bot.office.pages import office_routes
from outreach_bot.office.tables import CAN_BE_IDENTIFIED, Kind
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.store.base import Commit, Put
from tests.helpers.asgi import FORM_TYPE
from tests.helpers.hospitals import MADE_UP, MARKS, NONE, OTHER, OWN, WAVES, code, named, open_world, read
from tests.helpers.offices import enter
from tests.office.access_table import ROUTES, WHO

pytestmark = pytest.mark.asyncio
FORM = {"content_type": FORM_TYPE}
WORLDS = (OWN, NONE, OTHER)
KEY = re.compile(r'name="key" value="[^"]*"|office%3A\w+|office:\w{20,}')


def ids(world):
    """What stands for each part of an address, or of a form; of some there are several."""
    return {
        "person": [named("p", world)],
        "session": [named("s", world), named("past", world)],
        "contact": [named("k", world)],
        "group": [named("g", world)],
        "wave": [named(f"w-{each}", world) for each in WAVES],
        "approval": [named("a", world)],
        "notice": [named("n", world)],
        "review": [named("r", world)],
        "code": [code(world), code(world, 4)],
        "champion": [code(world, 3)],
        "member": ["m-noor" if world == OTHER else "m-none"],
        "email": [f"zq{world}@peers.example"],
    }


ASKED = (
    "", "q=zqothe&search=zqothe", "hospital=h2&sort=opened&weeks=4", "view=calendar&sort=name", "span=past&more=safety",
    "which=contact&seat=booked", "code={code}&source={code}", "session={session}", "person={person}&role=lived",
)  # fmt: skip
"""What an address may ask for, of any page; `{…}` is filled in."""

HELD: dict[str, list[dict[str, Any]]] = {
    "/office/exports": [
        {"kind": kind, "form": form, "tool": tool, "identified": named_, "reason": "call"}
        for kind, form in itertools.product(Kind, FORMS)
        for tool in (Tool if kind is Kind.CONTACTS else ("",))
        for named_ in (("", "1") if kind in CAN_BE_IDENTIFIED else ("",))
    ],
    "/office/exports/ask": [{"kind": "signups", "form": "csv", "identified": "1", "reason": "call"}],
    "/office/exports/{approval}/decide": [{"answer": "yes"}],
    "/office/exports/{approval}/take": [{}],
    "/office/today/alert": [{"notice": "{notice}"}, {"notice": "{notice}", "outcome": "talked"}],
    "/office/today/aside": [{"aside": "{person}", "deed": "again"}],
    "/office/sessions/new": [{"kind": "joint_event", "hospital": "h2", "starts": "2027-05-01T10:00"}],
    "/office/sessions/calendar/new": [{}],
    "/office/sessions/calendar/end": [{"link": "{person}"}],
    "/office/sessions/{session}/edit": [{"place": "Elsewhere", "starts": "2027-05-01T10:00", "sure": "yes"}],
    "/office/sessions/{session}/cancel": [{}],
    "/office/sessions/{session}/cannot-come": [{"who": "lived"}],
    "/office/sessions/{session}/takes-over": [{}],
    "/office/sessions/{session}/goes-ahead": [{"reason": "all_agree"}],
    "/office/sessions/{session}/poll": [{"time": ["2027-05-01T10:00", "2027-05-02T10:00"]}],
    "/office/sessions/{session}/poll-close": [{"time": "stays"}],
    "/office/sessions/{session}/attendance": [{"came-{person}": "yes"}],
    "/office/sessions/{session}/brief": [{"done": "yes"}],
    "/office/sessions/{session}/debrief": [{"done": "yes", "well": "x"}],
    "/office/people/new": [{"role": "lived", "person": "{person}", "session": "{session}"}],
    "/office/people/{person}/identity": [{"reason": "call"}],
    "/office/people/{person}/safety-words": [{"reason": "safety"}],
    "/office/people/{person}/reply": [{"text": "Hello"}],
    "/office/people/{person}/close": [{}],
    "/office/people/{person}/call": [{"outcome": "reached"}],
    "/office/people/{person}/book": [{"session": "{session}", "reason": "we_talked"}],
    "/office/people/{person}/list": [{"session": "{session}", "reason": "we_talked"}],
    "/office/people/{person}/move": [{"session": "{session}", "to": "{session}", "reason": "we_talked"}],
    "/office/people/{person}/cancel": [{"session": "{session}"}],
    "/office/people/{person}/pause": [{"paused": "yes"}],
    "/office/people/{person}/needs": [{"met": "quiet"}],
    "/office/people/{person}/stop": [{}],
    "/office/people/{person}/note": [{"text": "Hello"}],
    "/office/people/{person}/drop-note": [{"at": "2027-03-01T15:00:00+00:00"}],
    "/office/people/{person}/decide": [{"outcome": "later", "reason": "we_talked", "hospital": "h1"}],
    "/office/people/{person}/times": [{"session": "{session}", "can": "none"}],
    "/office/people/{person}/told": [{"session": "{session}", "how": "by_phone"}],
    "/office/people/{person}/consent": [{"which": "contact", "answer": "yes", "method": "phone"}],
    "/office/people/{person}/consent/back": [{"which": "contact", "method": "phone"}],
    "/office/people/{person}/erase": [{}],
    "/office/champions/void": [{"code": "{code}"}, {"code": "{champion}", "branch": "1"}],
    "/office/champions/hold": [{"code": "{champion}", "held": "1"}],
    "/office/champions/seen": [{"review": "{review}"}],
    "/office/networks/new": [
        {"network": "peer_networks", "organisation": "New", "email": "{email}", "basis": "public_role"},
    ],
    "/office/networks/{contact}": [{"network": "peer_networks", "organisation": "Else", "hospital": "h1"}],
    "/office/networks/{contact}/details": [{}],
    "/office/networks/{contact}/note": [{"note": "Hello"}],
    "/office/networks/{contact}/stop": [{}],
    "/office/networks/{contact}/resume": [{"reason": "they_asked"}],
    "/office/networks/{contact}/forget": [{}],
    "/office/outreach/new": [{"name": "New", "way": "email", "networks": "peer_networks"}],
    "/office/outreach/groups": [{"group": "{group}", "contact": "{contact}"}],
    "/office/outreach/{wave}/approve": [{"version": "v"}],
    "/office/outreach/{wave}/stop": [{}],
    "/office/outreach/{wave}/calls/{contact}": [{"outcome": "reached"}],
    "/office/outreach/{wave}/passed/{contact}": [{}],
    "/office/outreach/{wave}/calls.csv": [{}],
    "/office/audit/verify": [{}],
    "/office/audit/sign-off": [{"month": "2027-02", "finding": "fine"}],
    "/office/team/new": [{"name": "", "role": "owner"}],
    "/office/team/{member}": [{"role": ""}],
    "/office/team/{member}/link": [{}],
    "/office/team/{member}/out": [{}],
    "/office/team/{member}/end": [{}],
    "/office/team/{member}/lock-off": [{}],
    "/office/lock/new": [{}],
}  # fmt: skip
"""What a form of each route may hold. A route that takes a form and is not here fails."""
ENDS_THE_VISIT = {"/office/out", "/office/out-everywhere"}
TOLD = {"/office/networks/new"}
"""Says that an address is taken, for it belongs to one contact; but not whose it is."""
PLAIN = {"/office/words", "/office/words/picture", "/office/words/picture.svg"}
"""Show words of the campaign alone, and read no row: `test_only_what_is_narrowed_is_read` holds them to that."""
FLYER = {"form": "poster_a4", "ending": "pdf"}
WHOLE_DEEDS = {"see_audit", "sign_off_audit", "manage_team"}
"""About everybody, whoever may do it: the log is one chain, and the team one team."""


def walked(parts):
    """Every route that opens to somebody who is signed in: method and path."""
    return sorted(
        (method, route.path)
        for route in office_routes(parts)
        if isinstance(route, Route)
        for method in (route.methods or set()) & {"GET", "POST"}
        if (method, route.path) in ROUTES and route.path not in ENDS_THE_VISIT | PLAIN
    )


def filled(text, chosen):
    return re.sub(r"\{(\w+)\}", lambda part: chosen.get(part[1], part[0]), text)


def requests(method, path, world):
    """All that is asked of one route about one world: address and body, each with the ids that stand in it."""
    if method == "POST" and path not in HELD:
        raise AssertionError(f"say in HELD what a form of {path} may hold")
    held = [urlencode(each, doseq=True, safe="{}") for each in HELD.get(path, [])]
    path = filled(path, FLYER)
    asked = held if method == "POST" else [""] if "{" in path else ASKED
    for one in asked:
        names = dict.fromkeys(re.findall(r"\{(\w+)\}", path + one))
        if not names and world != OTHER:
            continue  # nothing of any world stands in it: it was asked before
        for values in itertools.product(*(ids(world)[name] for name in names)):
            chosen = dict(zip(names, values, strict=True))
            address, rest = filled(path, chosen), filled(one, chosen)
            yield (f"{address}?{rest}" if method == "GET" and rest else address), rest, tuple(values)


async def ask(browser, method, address, body):
    """Ask, and read the answer; of a stream what it begins with."""
    if "/events" in address:
        async with browser.stream(address) as stream:
            if stream.status == 200:
                parts = stream.parts()
                begun = [await anext(parts)]
                while b": still here" not in begun[-1]:
                    begun.append(await anext(parts))
                return stream.status, b"".join(begun).decode()
            return stream.status, "".join([part.decode() async for part in stream.parts()])
    if method == "GET":
        answer = await browser.get(address)
    else:
        answer = await browser.post(address, body.encode(), **FORM)
    return answer.status, read(answer)


def bare(said, *asked):
    """What was said, but for keys of forms, and what was asked for."""
    said = KEY.sub("", said)
    for one in sorted(filter(None, asked), key=len, reverse=True):
        said = said.replace(one, "…")
    return re.sub(r"content-length: \d+|^\d+ ", "", said)


async def of_the_other(bot):
    """Every row that was planted for the other hospital, as it is now."""
    tables = (
        "person",
        "session",
        "call",
        "thread",
        "notice",
        "dead",
        "settled",
        "approval",
        "wave",
        "contact",
        "code",
        "review",
    )
    rows = {(table, row.id): row.body for table in tables for row in await bot.rows(table)}
    return {
        key: body
        for key, body in rows.items()
        if key[1].endswith(OTHER) or key[1].startswith(code(OTHER)[:6])
    }


async def come_in(role, hospitals=("h1",)):
    bot, parts = await open_world()
    for name, of in (("Noor", ("h2",)), ("Sam", ())):
        await enter(bot, name=name, hospitals=of, parts=parts)
    return bot, parts, await enter(bot, role=role, hospitals=hospitals, name="Ines", parts=parts)


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch):
    """Streams look at once, and give a sign of life each time."""
    monkeypatch.setattr(live, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(live, "KEEP_ALIVE_LOOKS", 1)


@pytest.mark.parametrize("role", list(OfficeRole))
async def test_nothing_of_another_hospital_comes_out_and_nothing_of_it_is_changed(role):
    bot, parts, browser = await come_in(role)
    before = await of_the_other(bot)

    leaks = []
    for world in (OTHER, NONE, OWN):  # one's own is asked for last: much of it is over then
        for method, path in sorted(walked(parts)):
            deed = ROUTES[method, path]
            if role not in WHO[deed] or str(deed) in WHOLE_DEEDS:
                continue
            for address, body, values in requests(method, path, world):
                if "kind=audit" in body:
                    continue
                status, said = await ask(browser, method, address, body)
                assert status < 500, (method, address, body)
                found = set(MARKS.findall(bare(said, *values)))
                leaks += [(method, address, body, each) for each in found]
                if world == OTHER and values and path not in TOLD:
                    nobodys = as_nobodys(values)
                    again, other = await ask(
                        browser, method, swapped(address, nobodys), swapped(body, nobodys)
                    )
                    if (status, bare(said, *values)) != (again, bare(other, *nobodys.values())):
                        leaks.append((method, path, body, "is told apart from what is not there"))

    assert leaks == []
    assert await of_the_other(bot) == before


def as_nobodys(values):
    """For each id one of the same kind that is nobody's."""
    return {value: code(MADE_UP) if value.startswith(code(OTHER)[:6]) else MADE_UP for value in values}


def swapped(text, names):
    for value, other in names.items():
        text = text.replace(value, other)
    return text


async def test_what_may_not_come_out_is_there_to_be_seen():
    """Teeth: who looks after all hospitals is shown each of the marks, so that they can be found at all."""
    seen = ""
    for role in (OfficeRole.COORDINATOR, OfficeRole.AUDITOR):
        _, parts, browser = await come_in(role, hospitals=())
        for method, path in walked(parts):
            if role in WHO[ROUTES[method, path]] and (method == "GET" or path in ("/office/exports", "/office/people/{person}/identity")):  # fmt: skip
                for address, body, values in requests(method, path, OTHER):
                    seen += bare((await ask(browser, method, address, body))[1], *values)

    found = {each.casefold().replace(",", "") for each in MARKS.findall(seen)}
    assert found >= {"zqother", code(OTHER).casefold()[:6], "5550177", "7919", "8928", "10931"}


@pytest.mark.parametrize("role", [OfficeRole.COORDINATOR, OfficeRole.SAFETY_LEAD])
async def test_no_stream_tells_of_what_happens_at_another_hospital(role):
    bot, parts, browser = await come_in(role)
    streams = [
        path
        for method, path in walked(parts)
        if path.endswith("/events") and role in WHO[ROUTES[method, path]]
    ]

    told = {path: await told_after(bot, browser, path) for path in streams}

    assert len(streams) > 3
    assert told == dict.fromkeys(streams, b"")


async def happens_there(bot):
    """Everything of the other hospital is written anew, somebody new comes there, and one of them answers for a session of all."""
    rows, people = await of_the_other(bot), len(await bot.rows("person"))
    new = {
        **rows["person", named("p", OTHER)],
        "id": f"{named('p', OTHER)}-{people}",
        "seen_at": "2027-03-01T16:00:00+00:00",
    }
    joint = await bot.store.get("session", named("s", NONE))
    seats = dict(joint.body["seats"])
    seats[named("p", OTHER)] = {
        **seats[named("p", OTHER)],
        "coming": not seats[named("p", OTHER)].get("coming"),
    }
    return [
        *(Put(table=table, id=name, body=body) for (table, name), body in rows.items()),
        Put(table="person", id=new["id"], body=new),
        Put(table="session", id=joint.id, body={**joint.body, "seats": seats}),
    ]


async def told_after(bot, browser, path):
    """What an open stream says once much happened at the other hospital."""
    shown = ids(NONE)
    address = filled(path, {name: values[0] for name, values in shown.items()})
    page = (await browser.get(address.removesuffix("/events"))).text
    listens = re.search(rf'data-from="({re.escape(address)}[^"]*)"', page)
    assert listens is not None
    said = b""
    async with browser.stream(html.unescape(listens[1])) as stream:
        parts = stream.parts()
        while b": still here" not in await anext(parts):
            pass
        await bot.store.commit(Commit(at=bot.now, writes=await happens_there(bot)))
        for _ in range(stream.unread() + 3):  # what was said before, and three looks after it
            part = await anext(parts)
            said += b"" if part == b": still here\n\n" else part
    return said
