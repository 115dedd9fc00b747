"""Tables are taken away by who may, for a reason where they name people, and each time it is written down."""

import csv
import dataclasses
import io
import re
from urllib.parse import urlencode

import openpyxl
import pytest

from outreach_bot.dialogue.inputs import Exported
from outreach_bot.dialogue.state import Person
from outreach_bot.inbound.web_entrance import WebApp
from outreach_bot.office.pages import office_routes
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.contacts import Contact, Permission
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.recruitment.rules import Role, TwoPeople
from tests.helpers.asgi import FORM_TYPE
from tests.helpers.web_stage import NOW, Stage
from tests.office.test_access import let_in

pytestmark = pytest.mark.asyncio

NUMBER = "+16035550142"
FORMULA = '=HYPERLINK("http://x.example","Click")'


@pytest.fixture
def stage():
    stage = Stage()
    for key, hospital in (("p1", "h1"), ("p2", "h2")):
        person = Person(
            id=key, made_at=NOW, seen_at=NOW, role=Role.LIVED, hospitals=(hospital,), source=FORMULA
        )
        stage.put("person", key, person)
        stage.put("call", key, Call(person=key, asked_at=NOW, reason="asked", number=NUMBER))
    contact = Contact(
        id="c1", network="peer_networks", organisation=FORMULA, name="Dana", email="dana@x.example", made_at=NOW,
        permission=Permission.GIVEN,
    )  # fmt: skip
    stage.put("contact", "c1", contact)
    return stage


@pytest.fixture
def alone(stage):
    """One person runs it all: the campaign says that they need nobody's yes."""
    campaign = stage.rules.campaign.model_copy(update={"two_people": TwoPeople(named_lists=False)})
    own = stage.rules.model_copy(update={"campaign": campaign})
    stage.app = WebApp(site=stage.site, routes=office_routes(dataclasses.replace(stage.office, rules=own)))
    return stage


def hidden(text):
    """The hidden fields of the first form of the page's own."""
    (_, *found) = re.findall(
        r'name="token" value="(\w+)"><input type="hidden" name="key" value="([\w:]+)"', text
    )
    return dict(zip(("token", "key"), found[-1], strict=True))


async def take(stage, role=OfficeRole.OWNER, hospitals=(), **fields):
    browser = await let_in(stage, role, hospitals)
    form = hidden((await browser.get("/office/exports")).text)
    stage.runner.received.clear()
    return await browser.post("/office/exports", urlencode(form | fields).encode(), content_type=FORM_TYPE)


def written_down(stage):
    return [
        (one.body.kind, one.body.identified, one.body.reason)
        for one in stage.runner.received
        if isinstance(one.body, Exported)
    ]


def cells(answer):
    """The cells of a workbook's first sheet, by column."""
    rows = openpyxl.load_workbook(io.BytesIO(answer.body)).worksheets[0].iter_rows()
    header = [cell.value for cell in next(rows)]
    return [dict(zip(header, row, strict=True)) for row in rows]


async def test_a_workbook_is_handed_over_and_written_down(stage):
    answer = await take(stage, kind="signups", form="xlsx")

    assert answer.status == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="signups-2027-03-01.xlsx"'
    assert answer.headers["cache-control"] == "no-store"
    assert [row["person"].value for row in cells(answer)] == ["p1", "p2"]
    assert written_down(stage) == [("signups", False, None)]
    assert stage.runner.received[0].actor.name == "A owner"


async def test_a_formula_stays_text_in_a_workbook(stage):
    cell = cells(await take(stage, kind="signups", form="xlsx"))[0]["source"]

    assert (cell.value, cell.data_type) == (FORMULA, "s")


async def test_a_csv_for_people_cannot_run_and_one_for_programs_is_exact(stage):
    safe = await take(stage, kind="signups", form="csv")
    exact = await take(stage, kind="signups", form="csv", profile="exact")

    assert safe.body.startswith(b"\xef\xbb\xbf")
    (row, _) = csv.DictReader(io.StringIO(safe.body.decode("utf-8-sig")))
    (same, _) = csv.DictReader(io.StringIO(exact.body.decode()))
    assert (row["source"], same["source"]) == (f"'{FORMULA}", FORMULA)


async def test_the_second_sheet_says_what_the_table_holds(stage):
    book = openpyxl.load_workbook(io.BytesIO((await take(stage, kind="signups", form="xlsx")).body))

    lines = [row[0].value for row in book["About"].iter_rows()]
    assert lines[0] == "Sign-ups"
    assert "It holds ids and codes, and nobody’s name." in lines


async def test_numbers_need_a_reason_and_it_is_written_down(alone):
    refused = await take(alone, kind="calls", form="csv", identified="1", reason="for Dana")

    assert refused.status == 400
    assert "choose why you need" in refused.text
    assert written_down(alone) == []

    answer = await take(alone, kind="calls", form="csv", identified="1", reason="call")

    assert NUMBER in answer.text
    assert written_down(alone) == [("calls", True, "call")]


async def test_without_being_asked_for_no_number_is_in_any_file(stage):
    for kind in ("signups", "sessions", "calls", "funnel", "weeks", "champions", "sources", "waves"):
        for form in ("csv", "xlsx"):
            answer = await take(stage, kind=kind, form=form)
            text = (
                answer.text if form == "csv" else str([[c.value for c in r.values()] for r in cells(answer)])
            )
            assert answer.status == 200
            assert NUMBER not in text
            assert "Dana" not in text


async def test_contacts_always_need_a_reason(alone):
    assert (await take(alone, kind="contacts", form="csv")).status == 400

    answer = await take(alone, kind="contacts", form="csv", tool="mailchimp", reason="write")

    assert "dana@x.example" in answer.text
    assert written_down(alone) == [("contacts_mailchimp", True, "write")]


async def test_a_coordinator_takes_rows_of_their_own_hospitals(stage):
    answer = await take(stage, OfficeRole.COORDINATOR, ("h1",), kind="signups", form="xlsx")

    assert [row["person"].value for row in cells(answer)] == ["p1"]


@pytest.mark.parametrize(
    ("role", "kind", "more"),
    [
        (OfficeRole.SAFETY_LEAD, "signups", {}),
        (OfficeRole.AUDITOR, "signups", {}),
        (OfficeRole.AUDITOR, "contacts", {"reason": "x"}),
        (OfficeRole.OWNER, "audit", {}),
        (OfficeRole.SAFETY_LEAD, "calls", {"identified": "1", "reason": "x"}),
    ],
)
async def test_what_a_role_may_not_take_is_refused_and_written_down(stage, role, kind, more):
    answer = await take(stage, role, kind=kind, form="csv", **more)

    assert answer.status == 403
    assert stage.store.refused == [("see_reports", "role")]
    assert written_down(stage) == []


async def test_an_auditor_takes_the_log_and_the_weeks(stage):
    browser = await let_in(stage, OfficeRole.AUDITOR)
    offered = re.findall(r'<li class="card" id="(\w+)">', (await browser.get("/office/exports")).text)

    assert offered == ["weeks", "audit"]
    assert (await take(stage, OfficeRole.AUDITOR, kind="audit", form="xlsx")).status == 200


@pytest.mark.parametrize(
    "fields", [{"kind": "people"}, {"kind": "signups", "form": "exe"}, {"kind": "contacts", "tool": "x"}, {}]
)
async def test_what_there_is_not_is_answered_with_the_page(stage, fields):
    answer = await take(stage, **fields)

    assert answer.status == 400
    assert "There is no such table" in answer.text
    assert written_down(stage) == []


async def test_taking_a_file_twice_from_one_page_is_written_down_twice(stage):
    browser = await let_in(stage, OfficeRole.OWNER)
    form = hidden((await browser.get("/office/exports")).text)
    stage.runner.received.clear()

    for _ in range(2):
        body = urlencode(form | {"kind": "signups", "form": "csv"}).encode()
        await browser.post("/office/exports", body, content_type=FORM_TYPE)

    assert written_down(stage) == [("signups", False, None)] * 2


async def test_the_page_has_no_style_or_script_of_its_own(stage):
    browser = await let_in(stage, OfficeRole.OWNER)
    text = (await browser.get("/office/exports")).text

    assert "<style" not in text
    assert "<script" not in text
    assert not re.search(r"\sstyle=|\son\w+=", text)
