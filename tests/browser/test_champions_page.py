"""The Champions page in a real browser: readable on a phone and on a desk, and careful with what cannot be undone."""

import datetime as dt
from typing import Any

import pytest

from outreach_bot.dialogue.inputs import CodeVoided
from outreach_bot.dialogue.state import Champion, ChampionKind, Person
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind
from tests.browser.test_office_everywhere import DESK, enter
from tests.helpers.web_stage import NOW

pytestmark = pytest.mark.browser

NAMES: dict[str, tuple[str, dict[str, Any]]] = {
    "H5NQ3RTW": ("Riverside peer support", {}),
    "KKKKKKK2": ("Family circle, North Hill", {"paused_at": NOW}),
    "KKKKKKK3": ("Street team", {"held_at": NOW}),
    "KKKKKKK4": ("Harbor street outreach", {"employer": None}),
}


def champions(served):
    """Four champions, one link that nobody opened yet, one that ended, and codes to look at."""
    stage = served.stage
    for code, (name, changes) in NAMES.items():
        served.do(
            lambda code=code, name=name: put_code(
                stage, code, name=name, until=NOW + dt.timedelta(days=30), most=25
            )
        )
        served.do(lambda code=code, changes=changes: put_champion(stage, code, changes))
    served.do(lambda: put_code(stage, "KKKKKKK5", name="Library group"))
    served.do(lambda: put_code(stage, "KKKKKKK6", name="Old link", void=True))
    served.do(lambda: stage.store.counted.update({"opened:H5NQ3RTW:pf": 12, "opened:KKKKKKK2:in": 3}))
    for n, sign in enumerate(("burst", "stranger", "unknown")):
        row = {"code": "H5NQ3RTW" if n < 2 else "BBBBBBB2", "sign": sign, "at": stage.now}
        served.do(lambda n=n, row=row: stage.store.put("review", f"tg:{n}?1", row))


def put_code(stage, code, **fields):
    stage.put("code", code, Code(id=code, kind=CodeKind.CHAMPION, made_at=NOW, **fields))


def put_champion(stage, code, changes):
    known: dict[str, Any] = {"code": code, "joined_at": NOW, "rules_agreed_at": NOW, "employer": False}
    champion = Champion(**{**known, "kind": ChampionKind.PEER_SUPPORT, **changes})
    source = "H5NQ3RTW" if code == "KKKKKKK2" else ""
    person = Person(id=f"p-{code}", made_at=NOW, seen_at=NOW, champion=champion, source=source)
    stage.put("person", person.id, person)


def open_page(visits, served, **options):
    page = enter(visits, served, **options)
    page.goto(f"{visits.url}/office/champions")
    page.get_by_role("heading", name="Champions", level=1).wait_for()
    return page


@pytest.mark.parametrize("options", [{}, {"viewport": DESK}], ids=["phone", "desk"])
def test_it_can_be_read_by_everybody_and_never_scrolls_sideways(visits, served, faults, tmp_path, options):
    champions(served)
    page = open_page(visits, served, **options)
    page.get_by_text("End the link").first.click()
    page.screenshot(path=tmp_path / "champions.png", full_page=True)

    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_ending_a_link_asks_once_more(visits, served):
    champions(served)
    page = open_page(visits, served)
    assert not page.get_by_text("Yes, end this link").first.is_visible()

    page.get_by_text("End the link").first.click()
    page.get_by_role("button", name="Yes, end this link").first.click()
    page.get_by_role("heading", name="Champions", level=1).wait_for()

    bodies = [received.body for received in served.stage.runner.received]
    assert [body.codes for body in bodies if isinstance(body, CodeVoided)] == [("KKKKKKK3",)]
