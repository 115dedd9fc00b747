"""Example data never meets a real campaign, nor the other way round: whose a store is, is told, and kept."""

import dataclasses
import datetime as dt
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from outreach_bot import belonging, going_live, house
from outreach_bot.belonging import OtherCampaign
from outreach_bot.bot_name import BOT_ROW
from outreach_bot.dialogue.inputs import SessionsImported
from outreach_bot.example_sessions import example_sessions
from outreach_bot.house import to_office
from outreach_bot.recruitment.rules import Role
from outreach_bot.recruitment.sessions import Seat, Session, SessionStatus
from outreach_bot.settings import Settings
from outreach_bot.store.base import Commit, Put
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.helpers.real_runner import rules
from tests.recruitment.builders import a_session

pytestmark = pytest.mark.asyncio

EXAMPLE = rules().campaign
REAL = EXAMPLE.model_copy(update={"example": False})
OURS = Path("our-campaign")
DATA = Path("d")
MADE_UP = a_session("x270305-0900-1", "lived_interview", example=True)
OWN = a_session("s1", "lived_interview")


@pytest_asyncio.fixture
async def store():
    opened = await TinyDbStore.open_in_memory(house.clock)
    yield opened
    await opened.close()


async def put(store, table, row, body):
    await store.commit(Commit(at=0.0, writes=[Put(table=table, id=row, body=body)]))


async def keep(store, *sessions):
    for session in sessions:
        await put(store, "session", session.id, msgspec.to_builtins(session))


async def claim(store, campaign, folder):
    await belonging.claim(store, campaign, folder=folder, data=DATA, now=0.0)


async def claimed_by(store, campaign, folder):
    """The kind the store is of from now on; a sentence: it was refused, and nothing was written."""
    before = await store.get(belonging.META, belonging.ROW)
    try:
        await claim(store, campaign, folder)
    except OtherCampaign as refused:
        assert await store.get(belonging.META, belonging.ROW) == before
        return str(refused)
    row = await store.get(belonging.META, belonging.ROW)
    assert row is not None
    return row.body["kind"]


# -- a store that remembers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "then", "folder", "way_out"),
    [
        (EXAMPLE, REAL, OURS, "Begin your own campaign in a new folder, with --data DIR or OUTREACH_DATA."),
        (REAL, EXAMPLE, None, "Name yours with --campaign DIR or OUTREACH_CAMPAIGN"),
        (REAL, EXAMPLE, OURS, "Write example: false once every line is real"),
    ],
    ids=["real on an example's", "the example on a real one's", "own folder, still an example"],
)
async def test_the_other_kind_is_refused_with_the_way_out(store, first, then, folder, way_out):
    await claim(store, first, OURS)

    refused = await claimed_by(store, then, folder)

    assert refused.startswith("d ")
    assert way_out in refused


@pytest.mark.parametrize(("campaign", "kind"), [(EXAMPLE, "example"), (REAL, "real")])
async def test_the_same_kind_goes_on_whatever_lies_in_it(store, campaign, kind):
    assert await claimed_by(store, campaign, OURS) == kind
    await keep(store, MADE_UP, OWN)

    assert await claimed_by(store, campaign, OURS) == kind


# -- a store of an earlier version -----------------------------------------------------------------------------


@pytest.mark.parametrize("folder", [OURS, None])
async def test_meetings_that_are_all_made_up_are_an_examples(store, folder):
    await keep(store, MADE_UP)

    assert "was begun with an example campaign" in await claimed_by(store, REAL, OURS)
    assert await claimed_by(store, EXAMPLE, folder) == "example"


@pytest.mark.parametrize("also", ["a meeting of its own", "it was on Telegram"])
async def test_a_real_campaign_is_not_locked_out_by_example_meetings_from_before(store, also):
    await keep(store, MADE_UP, *([OWN] if also == "a meeting of its own" else []))
    if also == "it was on Telegram":
        await put(store, "meta", BOT_ROW, {"username": "YourCareYourVoiceBot"})

    assert "holds a real campaign" in await claimed_by(store, EXAMPLE, None)
    assert await claimed_by(store, REAL, OURS) == "real"


@pytest.mark.parametrize(("table", "row"), [("session", OWN), ("person", None), ("contact", None)])
async def test_what_does_not_tell_belongs_to_the_campaign_that_is_named_and_never_to_the_shipped_one(
    store, table, row
):
    await put(store, table, "one", msgspec.to_builtins(row) if row else {"id": "one"})

    assert "no campaign folder is named" in await claimed_by(store, EXAMPLE, None)
    assert await claimed_by(store, EXAMPLE, OURS) == "example"


async def test_a_store_with_codes_and_team_only_is_anybodys(store):
    await put(store, "code", "K7MQ2XZB", {"id": "K7MQ2XZB"})
    await put(store, "member", "m-1", {"id": "m-1"})

    assert await claimed_by(store, EXAMPLE, None) == "example"


# -- example meetings that a real campaign inherits --------------------------------------------------------------


async def test_example_meetings_to_come_are_called_off_and_who_is_booked_is_told(store, tmp_path):
    content = house.load_content(Settings(data=tmp_path / "d", key_file=tmp_path / "key"))
    real = dataclasses.replace(content, rules=content.rules.model_copy(update={"campaign": REAL}))
    made = example_sessions(content.rules, dt.datetime.fromtimestamp(house.clock(), dt.UTC))[-3:]
    own = msgspec.structs.replace(made[0], id="s1", example=False)
    first = house.House(content, store, {})
    await first.runner.receive(to_office(SessionsImported(sessions=(*made, own), by="example")))
    seat = Seat(role=Role.LIVED, booked_at=made[0].starts)
    booked = msgspec.structs.replace(made[0], seats={"p-ana": seat})
    await keep(store, booked)
    second = house.House(real, store, {})

    await going_live.set_examples_apart(second)
    await second.runner.idle()

    left = {row.id: msgspec.convert(row.body, Session).status for row in await store.rows("session")}
    assert left == {each.id: SessionStatus.CANCELLED for each in made} | {"s1": SessionStatus.PUBLISHED}
    changes = [row["about"] for row in await store.audit() if row["action"] == "session_changed"]
    assert sorted(changes) == sorted(each.id for each in made)


async def test_an_example_keeps_its_own(store, tmp_path):
    content = house.load_content(Settings(data=tmp_path / "d", key_file=tmp_path / "key"))
    some = house.House(content, store, {})
    await keep(store, MADE_UP)

    await going_live.set_examples_apart(some)

    assert await store.audit() == []
