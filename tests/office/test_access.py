"""Who may do what in the office: every route, every role, every way in that is not one."""

import ast
import datetime as dt
import re
from pathlib import Path

import pytest
from starlette.routing import Route

from outreach_bot import office
from outreach_bot.dialogue.team_inputs import AccessRefused, MemberAdded, SignedOutEverywhere
from outreach_bot.inbound.web_guard import token_hash
from outreach_bot.office.access import SESSION_HOURS, make_sign_in_link
from outreach_bot.office.pages import office_routes
from outreach_bot.office.shell import BEYOND, Beyond
from outreach_bot.recruitment.office_roles import Deed, Member, OfficeRole, may, sees
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.sessions import Session
from outreach_bot.recruitment.sight import Sight
from outreach_bot.store.narrowed import HOUSE, RULES, NarrowedReader, NotForPages
from tests.helpers.asgi import FORM_TYPE, Browser
from tests.helpers.offices import enter
from tests.helpers.real_runner import TABLES, Bot
from tests.helpers.second_lock import come_in, pass_lock
from tests.helpers.web_stage import NOW, Stage
from tests.office.access_table import AT_LOCK, COORDINATOR, OPEN, ROUTES, SAFETY, WHO

FORM = {"content_type": FORM_TYPE}
ALL = sorted(ROUTES)
POSTS = [each for each in ALL if each[0] == "POST"]
SAMPLES = {"form": "poster_a4", "ending": "png"}
"""Values for parts of a path; of the others a made-up id that is nobody's."""


@pytest.fixture
def stage():
    return Stage()


def names(routes):
    """The roles and routes of a test's name."""
    return [" ".join(each) if isinstance(each, tuple) else str(each) for each in routes]


def filled(path):
    return re.sub(r"\{(\w+)\}", lambda part: SAMPLES.get(part[1], "none-of-ours"), path)


async def knock(stage, role, hospitals=()):
    """A browser in which a member has pressed their link, and stands before the second lock."""
    member = Member(id=f"m-{role}", name=f"A {role}", role=role, hospitals=hospitals, since=NOW)
    stage.store.put("member", member.id, {"id": member.id, "name": member.name, "role": role.value,
                                          "hospitals": list(hospitals), "since": NOW.isoformat()})  # fmt: skip
    link = await make_sign_in_link(
        runner=stage.runner, site=stage.site, clock=stage.clock, name=member.name, member=member.id
    )
    browser = Browser(stage.app)
    await browser.post(link.removeprefix("http://127.0.0.1"), b"", **FORM)
    return browser


async def let_in(stage, role, hospitals=()):
    browser = await knock(stage, role, hospitals)
    await pass_lock(browser, stage.store, f"m-{role}", stage)
    stage.runner.received.clear()
    return browser


async def ask(browser, method, path, body=b"", **headers):
    if method == "GET":
        return await browser.get(filled(path), **headers)
    return await browser.post(filled(path), body, **FORM, **headers)


def changed(stage):
    """What was brought about, beside the note that it was refused and that a log was read."""
    return [one.body for one in stage.runner.received if not isinstance(one.body, AccessRefused)]


def test_every_route_of_the_office_is_in_the_table(stage):
    found = {
        (method, route.path): getattr(route.endpoint, "deed", "none")
        for route in office_routes(stage.office)
        if isinstance(route, Route)
        for method in route.methods or ()
        if method in ("GET", "POST")
    }

    assert {key: deed for key, deed in found.items() if key not in OPEN | AT_LOCK} == ROUTES


def test_the_table_of_roles_is_the_rule():
    said = {(deed, role) for deed in Deed for role in OfficeRole if may(role, deed)}

    assert said == {(deed, role) for deed, roles in WHO.items() if deed is not None for role in roles}


STREAMS = [each for each in ALL if each[1].endswith("/events")]
PAGES = [each for each in ALL if each not in STREAMS]


@pytest.mark.asyncio
@pytest.mark.parametrize("role", list(OfficeRole))
@pytest.mark.parametrize("route", PAGES, ids=names(PAGES))
async def test_a_route_is_open_to_its_roles_and_shut_to_the_others(stage, route, role):
    browser = await let_in(stage, role)
    deed = ROUTES[route]

    answer = await ask(browser, *route)

    if role in WHO[deed]:
        assert answer.status not in (401, 403, 405, 500)
    else:
        assert answer.status == 403
        assert stage.store.refused == [(str(deed), "role")]
        assert changed(stage) == []


@pytest.mark.asyncio
@pytest.mark.parametrize("route", ALL, ids=names(ALL))
async def test_nobody_comes_in_signed_out(stage, route):
    answer = await ask(Browser(stage.app), *route)

    assert answer.status == 401
    assert [why for _, why in stage.store.refused] == ["signed_out"]
    assert changed(stage) == []


@pytest.mark.asyncio
@pytest.mark.parametrize("has_one", [True, False], ids=["asked", "sets_it_up"])
@pytest.mark.parametrize("route", ALL, ids=names(ALL))
async def test_no_route_opens_before_the_second_lock_is_proved(stage, route, has_one):
    role = next(role for role in OfficeRole if role in WHO[ROUTES[route]])
    if has_one:
        await let_in(stage, role)
    browser = await knock(stage, role)
    stage.runner.received.clear()

    answer = await ask(browser, *route)

    assert (answer.status, answer.headers["location"]) == (303, "/office/lock")
    assert stage.store.refused == [(str(ROUTES[route] or "office"), "second_lock")]
    assert changed(stage) == []


@pytest.mark.asyncio
@pytest.mark.parametrize("role", list(OfficeRole))
@pytest.mark.parametrize("route", sorted(AT_LOCK), ids=names(sorted(AT_LOCK)))
async def test_the_page_of_the_second_lock_opens_to_every_role_before_it_and_to_nobody_signed_out(
    stage, route, role
):
    browser = await knock(stage, role)

    before = await ask(browser, *route)
    signed_out = await ask(Browser(stage.app), *route)

    assert before.status == (200 if route[0] == "GET" else 422)
    assert signed_out.status == 401
    assert stage.store.refused == [("second_lock", "signed_out")]


@pytest.mark.asyncio
@pytest.mark.parametrize("route", ALL, ids=names(ALL))
async def test_a_session_of_yesterday_is_over(stage, route):
    browser = await let_in(stage, OfficeRole.OWNER)
    stage.now += SESSION_HOURS * 3600 + 1

    answer = await ask(browser, *route)

    assert answer.status == 401
    assert changed(stage) == []


@pytest.mark.asyncio
@pytest.mark.parametrize("route", POSTS, ids=names(POSTS))
async def test_a_form_without_its_token_changes_nothing(stage, route):
    role = next(role for role in OfficeRole if role in WHO[ROUTES[route]])
    browser = await let_in(stage, role)

    method, path = route
    answer = await ask(browser, method, path, b"token=" + b"0" * 32)

    assert answer.status == 403
    assert [why for _, why in stage.store.refused] == ["token"]
    assert changed(stage) == []


@pytest.mark.asyncio
@pytest.mark.parametrize("route", POSTS, ids=names(POSTS))
async def test_a_form_of_another_site_changes_nothing(stage, route):
    role = next(role for role in OfficeRole if role in WHO[ROUTES[route]])
    browser = await let_in(stage, role)

    answer = await ask(browser, *route, sec_fetch_site="cross-site")

    assert answer.status == 403
    assert [why for _, why in stage.store.refused] == ["origin"]
    assert changed(stage) == []


@pytest.mark.asyncio
async def test_the_token_of_another_session_does_not_count(stage):
    first, second = await let_in(stage, OfficeRole.OWNER), await let_in(stage, OfficeRole.COORDINATOR)
    page = (await first.get("/office/team")).text
    (token, *_) = re.findall(r'name="token" value="(\w+)"', page)

    answer = await ask(second, "POST", "/office/champions/void", f"token={token}&code=KKKKKKK2".encode())

    assert answer.status == 403


@pytest.mark.asyncio
async def test_a_link_that_was_used_is_refused_and_logged(stage):
    link = await make_sign_in_link(runner=stage.runner, site=stage.site, clock=stage.clock)
    path = link.removeprefix("http://127.0.0.1")
    await Browser(stage.app).post(path, b"", **FORM)

    again = await Browser(stage.app).post(path, b"", **FORM)

    assert again.status == 403
    assert stage.store.refused == [("sign_in", "stale_link")]


@pytest.mark.asyncio
async def test_who_left_the_team_is_out_at_once(stage):
    browser = await let_in(stage, OfficeRole.COORDINATOR)
    gone = dict(stage.store.tables["member"]["m-coordinator"].body, ended_at=NOW.isoformat())
    stage.store.put("member", "m-coordinator", gone)

    assert (await browser.get("/office/signups")).status == 401


@pytest.mark.asyncio
async def test_another_role_counts_at_once(stage):
    browser = await let_in(stage, OfficeRole.COORDINATOR)
    moved = dict(stage.store.tables["member"]["m-coordinator"].body, role="auditor")
    stage.store.put("member", "m-coordinator", moved)

    assert (await browser.get("/office/signups")).status == 403
    assert (await browser.get("/office/audit")).status == 200


@pytest.mark.asyncio
async def test_signing_out_everywhere_ends_both_browsers_and_nobody_elses(stage):
    phone, desk = await let_in(stage, OfficeRole.COORDINATOR), await let_in(stage, OfficeRole.COORDINATOR)
    other = await let_in(stage, OfficeRole.OWNER)

    await phone.post("/office/out-everywhere", b"", **FORM)

    assert [type(each) for each in changed(stage)] == [SignedOutEverywhere]
    assert (await desk.get("/office/signups")).status == 401
    assert (await other.get("/office/signups")).status == 200


@pytest.mark.asyncio
@pytest.mark.parametrize("role", list(OfficeRole))
async def test_each_role_comes_in_on_a_page_it_may_see(stage, role):
    browser = await let_in(stage, role)

    first = (await browser.get("/office")).headers["location"]

    assert (await browser.get(first)).status == 200


@pytest.mark.asyncio
async def test_the_menu_has_only_what_one_may_see(stage):
    browser = await let_in(stage, OfficeRole.AUDITOR)

    page = (await browser.get("/office/audit")).text

    assert 'href="/office/audit"' in page
    assert 'href="/office/signups"' not in page
    assert 'href="/office/team"' not in page


@pytest.mark.asyncio
async def test_a_flood_of_refusals_does_not_fill_the_log(stage):
    browser = Browser(stage.app)

    for _ in range(200):
        await browser.get("/office/signups")

    assert len(stage.store.refused) < 80


@pytest.mark.asyncio
async def test_an_owner_takes_somebody_in_once_and_makes_a_link_for_them(stage):
    browser = await let_in(stage, OfficeRole.OWNER)
    body = b"name=Ines+Ortega&role=auditor&hospital=h1&key=office:" + b"a" * 24
    await ask(browser, "POST", "/office/team/new", body)
    (added,) = [each for each in changed(stage) if isinstance(each, MemberAdded)]

    page = (await ask(browser, "POST", f"/office/team/{added.member.id}/link")).text
    (link,) = re.findall(r"<code>http://127\.0\.0\.1(/office/in/[\w-]+)</code>", page)
    theirs = Browser(stage.app)
    await come_in(theirs, link, stage.store, added.member.id, stage)

    assert (added.member.name, added.member.role) == ("Ines Ortega", OfficeRole.AUDITOR)
    assert (await theirs.get("/office/audit")).status == 200
    assert token_hash(link.rpartition("/")[2]) not in stage.store.tables["sign_in"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"name=&role=owner", "Give a name of 1 to 80 characters."),
        (b"name=A+owner&role=owner", "Somebody of that name is in the team."),
        (b"name=Ines&role=queen", "Choose what they do."),
    ],
)
async def test_a_wrong_form_of_the_team_says_what_is_wrong(stage, body, fault):
    browser = await let_in(stage, OfficeRole.OWNER)

    answer = await ask(browser, "POST", "/office/team/new", body)

    assert answer.status == 422
    assert fault in answer.text
    assert changed(stage) == []


@pytest.mark.parametrize(
    ("own", "hospitals", "seen"),
    [
        ((), (), True),
        ((), ("h1",), True),
        (("h1",), (), True),
        (("h1",), ("h1", "h2"), True),
        (("h1",), ("h2",), False),
        (("h1", "h3"), ("h2", "h4"), False),
    ],
)
def test_a_coordinator_sees_their_own_hospitals_and_what_is_of_none(own, hospitals, seen):
    assert sees(own, hospitals) is seen


# -- hospitals -------------------------------------------------------------------------------------------------

OF_ONE = sorted(route for route in ROUTES if "{person}" in route[1] or "{session}" in route[1])
"""Routes about one person or one session."""


async def a_bot_with_lakeside():
    """A bot with a person and a session of hospital h2."""
    session = Session(
        id="of-h2",
        kind="staff_feedback",
        starts=NOW + dt.timedelta(days=5),
        minutes=120,
        capacity=25,
        hospital="h2",
    )
    bot = await Bot.open(session)
    await bot.fits("2002", session, role=Role.STAFF, hospitals=("h2",))
    await bot.tap("person", "2002")  # they would like to talk: Today has them, too
    return bot


@pytest.mark.asyncio
@pytest.mark.parametrize("route", OF_ONE, ids=names(OF_ONE))
async def test_a_person_and_a_session_of_another_hospital_are_shut_and_of_the_own_open(route):
    method, path = route
    bot = await a_bot_with_lakeside()
    absent = path
    path = path.replace("{person}", "p-2002").replace("{session}", "of-h2")
    before = [dict(row.body) for table in ("person", "session") for row in await bot.rows(table)]
    role = next(role for role in (COORDINATOR, SAFETY) if role in WHO[ROUTES[route]])
    other = await enter(bot, role=role, hospitals=("h1",), name="Ines")
    own = await enter(bot, role=role, hospitals=("h2", "h3"), name="Noor")

    refused = await ask(other, method, path)
    logged = (await bot.store.audit())[-1]
    after = [dict(row.body) for table in ("person", "session") for row in await bot.rows(table)]

    assert refused.status == 404
    assert bare(refused.text) == bare((await ask(other, method, absent)).text)
    assert (logged["action"], logged["detail"], logged["by"]) == ("refused", "hospital", "Ines")
    assert before == after
    assert await status_of(own, method, path) not in (401, 403, 404, 405, 500)


def bare(text):
    """A page without the keys of its forms, which are others each time."""
    return re.sub(r'name="key" value="[^"]*"', "", text)


async def status_of(browser, method, path):
    """How a request is answered; a stream is left again, for it goes on as long as somebody listens."""
    if not path.endswith("/events"):
        return (await ask(browser, method, path)).status
    async with browser.stream(path) as stream:
        return stream.status


def test_the_routes_about_one_person_or_session_are_many():
    assert len(OF_ONE) > 20


@pytest.mark.asyncio
@pytest.mark.parametrize("path", ["/office/signups", "/office/sessions", "/office/today"])
async def test_lists_leave_out_what_is_of_another_hospital(path):
    bot = await a_bot_with_lakeside()
    other = await enter(bot, hospitals=("h1",), name="Ines")
    own = await enter(bot, hospitals=("h2",), name="Noor")

    theirs, ours = (await other.get(path)).text, (await own.get(path)).text

    assert "p-2002" not in theirs
    assert "of-h2" not in theirs
    assert "p-2002" in ours or "of-h2" in ours


# -- how it is kept so -----------------------------------------------------------------------------------------

OFFICE = Path(office.__file__).parent
KEEPERS = {"shell.py", "access.py", "shelf.py"}
"""Hold the store itself: the first hands out what may be seen of it, the second knows doors alone."""
BEYOND_READ = {
    ("audit.py", "AUDIT"), ("exports.py", "AUDIT"), ("team.py", "TEAM"), ("outreach.py", "REACHED"),
    ("person_doors.py", "FITTING"), ("desk_signups.py", "FITTING"), ("session_page.py", "NEEDS"), ("shell.py", "TAKEN"),
}  # fmt: skip
"""Which page looks further than its member may see, and for what. Each is a decision: see `shell.Beyond`."""


def attributes(name):
    """Every `….name` of a module of the office, with what it is taken from."""
    for path in sorted(OFFICE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr == name:
                yield path.name, ast.unparse(node.value)


def test_only_what_is_narrowed_is_read():
    by_hand = {(module, of) for module, of in attributes("store") if of != "self" and module not in KEEPERS}
    raw = {
        module for name in ("_store", "_shelf", "_whose") for module, of in attributes(name) if "shell" in of
    }
    words = (OFFICE / "words.py").read_text() + (OFFICE / "words_picture.py").read_text()

    assert by_hand == set()
    assert raw == set()
    assert "reader" not in words


def test_who_looks_further_than_they_may_see_says_what_for():
    found = {
        (path.name, node.attr)
        for path in OFFICE.glob("*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and ast.unparse(call.func).endswith(".beyond")
        for node in ast.walk(call)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Beyond"
    }

    assert found == BEYOND_READ
    assert set(BEYOND) == set(Beyond) == {Beyond[name] for _, name in found}


@pytest.mark.asyncio
async def test_every_table_says_who_sees_its_rows_or_is_read_by_no_page():
    bot = await a_bot_with_lakeside()
    known = set(TABLES) | {"suppressed", "member", "approval"}
    reader = NarrowedReader.alone(bot.store, Sight.of(("h1",)))

    assert known == set(RULES) | HOUSE
    assert not set(RULES) & HOUSE
    for table in HOUSE:
        with pytest.raises(NotForPages):
            await reader.rows(table)
