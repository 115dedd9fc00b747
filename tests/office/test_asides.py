"""What was set aside, on Today: how much, since when, and what a person decides about it; never what it says."""

import re
from urllib.parse import urlencode

import msgspec
import pytest
from structlog.testing import capture_logs

from outreach_bot import runner as running
from outreach_bot.dialogue import engine
from outreach_bot.dialogue.aside_inputs import Garbled
from outreach_bot.dialogue.inputs import GroupLeft, Input, Opened, Said, To
from outreach_bot.recruitment.office_roles import OfficeRole
from outreach_bot.runner import CouldNotHandle
from tests.helpers.desk import FORM, Desk

pytestmark = pytest.mark.asyncio

POISON = "zanzibar"


class Fault:
    """Breaks the dialogue on the poison words, until it is mended."""

    def __init__(self):
        self.mended = False

    def step(self, view, received, *, now):
        if not self.mended and isinstance(received.body, Said) and POISON in received.body.text:
            raise KeyError("a fault of ours")
        return engine.step(view, received, now=now)


@pytest.fixture(autouse=True)
def logged():
    """What is logged; the traceback of a fault would list whole campaigns."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def fault(monkeypatch):
    fault = Fault()
    monkeypatch.setattr(running, "step", fault.step)
    return fault


async def break_on(bot, received):
    """Deliver it until it is set aside."""
    for _ in range(10):
        try:
            await bot.runner.receive(received, in_doubt=True)
        except CouldNotHandle:
            continue
        return


async def with_one_aside(text=POISON, **fields):
    desk = await Desk.open(**fields)
    await desk.fits("1001")
    await desk.bot.do(Opened())
    await break_on(desk.bot, desk.bot.input(Said(text=text), key="tg:aside"))
    return desk


async def today(desk):
    return (await desk.browser.get("/office/today")).text


async def marked(desk):
    """The name that the first of them goes by on the page."""
    found = re.search(r'name="aside" value="(\w+)"', await today(desk))
    return found[1] if found else ""


async def decide(desk, *, key="", mark="", **fields):
    sent = {"aside": mark or await marked(desk), **fields, **({"key": key} if key else {})}
    return await desk.browser.post("/office/today/aside", urlencode(sent).encode(), **FORM)


async def audited(desk, action):
    return [row for row in await desk.bot.store.audit() if row["action"] == action]


def answers(desk):
    """How often they were told where they are, which the poison words ask for once the fault is mended."""
    return len(desk.bot.texts())


async def tick(bot):
    """What the timers do: hand on what is due."""
    for row in await bot.store.due("pending", bot.now):
        if row.id.startswith("in:"):
            try:
                await bot.runner.receive(msgspec.convert(row.body, Input), in_doubt=True)
            except CouldNotHandle:
                continue
    await bot.runner.idle()


async def test_today_says_that_something_was_set_aside_since_when_and_not_what(fault):
    desk = await with_one_aside()

    page = await today(desk)

    assert "The bot could not take this in" in page
    assert "Something that was written to us" in page
    assert "set aside Mon" in page
    assert "p-1001" in page
    assert not re.search(rf"{POISON}|tg:aside|&#34;1001", page)


@pytest.mark.parametrize(
    ("role", "shown"),
    [(OfficeRole.OWNER, True), (OfficeRole.COORDINATOR, True), (OfficeRole.SAFETY_LEAD, False)],
)
async def test_owners_and_coordinators_decide_about_it(fault, role, shown):
    desk = await with_one_aside(role=role)

    assert ("could not take this in" in await today(desk)) is shown


async def test_a_coordinator_of_another_hospital_neither_sees_it_nor_decides_about_it(fault):
    desk = await with_one_aside(hospitals=("h1",))
    mark = await marked(desk)
    other = await with_one_aside(hospitals=("h2",))

    answer = await decide(other, mark=mark, deed="again")

    assert "could not take this in" not in await today(other)
    nothing = await decide(other, mark="none", deed="again")
    said = [re.sub(r'name="key" value="[^"]*"', "", each.text) for each in (answer, nothing)]
    assert (answer.status, said[0]) == (nothing.status, said[1])
    assert len(await other.bot.rows("dead")) == 1


async def test_tried_again_it_has_its_turn_and_is_set_aside_no_longer(fault):
    desk = await with_one_aside()
    before = answers(desk)
    fault.mended = True

    await decide(desk, deed="again")
    await desk.bot.runner.idle()

    assert answers(desk) == before + 1
    assert await desk.bot.rows("dead") == []
    [row] = await audited(desk, "aside_tried_again")
    assert (row["about"], row["detail"], row["by"]) == ("p-1001", "Said", "Maya")
    assert "could not take this in" not in await today(desk)


async def test_pressed_twice_or_by_two_it_is_tried_once(fault):
    desk = await with_one_aside()
    before = answers(desk)
    mark = await marked(desk)
    fault.mended = True

    keys = ("office:" + "a" * 24, "office:" + "a" * 24, "office:" + "b" * 24)
    pressed = [await decide(desk, mark=mark, deed="again", key=key) for key in keys]
    await desk.bot.runner.idle()
    await tick(desk.bot)

    assert answers(desk) == before + 1
    assert len(await audited(desk, "aside_tried_again")) == 1
    assert [each.status for each in pressed] == [303, 303, 409]
    assert "Nothing was done" in pressed[-1].text


async def test_a_crash_right_after_the_press_neither_loses_nor_doubles_it(fault):
    desk = await with_one_aside()
    fault.mended = True
    [dead] = await desk.bot.rows("dead")
    tell = desk.bot.runner._tell
    desk.bot.runner._tell = lambda tells: None

    await decide(desk, deed="again")
    desk.bot.runner._tell = tell
    await desk.bot.crash()
    await tick(desk.bot)
    await tick(desk.bot)

    assert dead.body["person"] == "p-1001"
    assert len(desk.bot.texts()) == 1
    assert await desk.bot.rows("dead") == []


async def test_what_breaks_us_again_is_set_aside_again_and_nothing_is_said(fault):
    desk = await with_one_aside()
    before = answers(desk)

    await decide(desk, deed="again")
    await desk.bot.runner.idle()
    for _ in range(5):
        await tick(desk.bot)

    [dead] = await desk.bot.rows("dead")
    assert dead.body["input"]["body"]["text"] == POISON
    assert dead.body["person"] == "p-1001"
    assert answers(desk) == before
    assert "could not take this in" in await today(desk)


async def test_it_is_let_go_with_a_reason_and_that_is_written_down(fault):
    desk = await with_one_aside()

    await decide(desk, reason="by_hand")

    assert await desk.bot.rows("dead") == []
    [row] = await audited(desk, "aside_let_go")
    assert (row["about"], row["detail"], row["reason"], row["by"]) == ("p-1001", "Said", "by_hand", "Maya")


async def test_without_a_reason_nothing_is_let_go(fault):
    desk = await with_one_aside()

    await decide(desk, reason="bored")

    assert len(await desk.bot.rows("dead")) == 1
    assert await audited(desk, "aside_let_go") == []


async def test_words_of_danger_come_first_and_say_so(fault):
    desk = await with_one_aside()
    desk.bot.now += 60
    await break_on(desk.bot, desk.bot.input(Said(text=f"I want to end it all {POISON}"), key="tg:danger"))

    page = await today(desk)

    asides = page.partition("could not take this in")[2]
    assert asides.index("May be about danger") < asides.index("set aside Mon 1 Mar, 10:00")
    assert "end it all" not in page


async def test_what_was_tried_again_goes_with_the_person_when_they_are_deleted(fault):
    desk = await with_one_aside()
    desk.bot.runner._tell = lambda tells: None
    await decide(desk, deed="again")
    assert any(row.id.endswith("/again") for row in await desk.bot.rows("pending"))

    await desk.press("erase")

    assert await desk.bot.traces("p-1001", '"1001"') == []


async def test_what_happened_to_no_person_may_be_set_aside_too(fault, monkeypatch):
    desk = await Desk.open()

    def broken(view, received, *, now):
        raise KeyError("a fault of ours")

    monkeypatch.setattr(running, "step", broken)
    await break_on(desk.bot, Input(key="tg:1/group", to=To.OFFICE, id="office", body=GroupLeft(chat="x")))
    monkeypatch.setattr(running, "step", fault.step)

    assert "Something that happened" in await today(desk)


async def test_what_came_damaged_can_be_let_go_but_not_tried_again():
    desk = await Desk.open()
    await desk.fits("1001")
    garbled = Garbled(raw=f"{POISON} cut off")
    await desk.bot.runner.receive(desk.bot.input(garbled, key="tg:aside"))

    page = await today(desk)
    assert "Something that came damaged" in page
    assert 'value="again"' not in page
    assert POISON not in page

    await decide(desk, deed="again")
    assert len(await desk.bot.rows("dead")) == 1
    await decide(desk, reason="not_needed")
    assert await desk.bot.rows("dead") == []
