"""The office keeps up with the store row by row, and knows nothing that a list does not show."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.dialogue.state import Person
from outreach_bot.office.shelf import Place, Shelf
from outreach_bot.office.visible import Visible
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.contacts import Contact
from outreach_bot.recruitment.rules import CodeKind, Outcome, Role
from outreach_bot.recruitment.sessions import Hold, Seat, Session, SessionStatus, Waiter
from outreach_bot.recruitment.sight import WHOLE, Sight
from tests.helpers.web_stage import NOW, DictStore

pytestmark = pytest.mark.asyncio

DAY = dt.timedelta(days=1)
SEAT = Seat(role=Role.LIVED, booked_at=NOW)
WAITER = Waiter(role=Role.LIVED, since=NOW)


class CountingStore(DictStore):
    """Counts how often a whole table is read, and which rows are."""

    def __init__(self):
        super().__init__()
        self.scans: list[str] = []
        self.gets: list[str] = []
        self.forgetful = False

    async def rows(self, table):
        self.scans.append(table)
        return await super().rows(table)

    async def get(self, table, row_id):
        self.gets.append(row_id)
        return await super().get(table, row_id)

    async def changed(self, table, since):
        return None if self.forgetful else await super().changed(table, since)


@pytest.fixture
def store() -> Any:
    return CountingStore()


@pytest.fixture
def shelf(store):
    return Shelf(store)


def put(store, table, row_id, struct):
    store.put(table, row_id, msgspec.to_builtins(struct))


def person(identifier="P1", **values: Any):
    usual: dict[str, Any] = {"made_at": NOW, "seen_at": NOW, "role": Role.LIVED, "outcome": Outcome.FITS}
    return Person(id=identifier, **(usual | values))


def session(identifier="s1", **values: Any):
    usual: dict[str, Any] = {"kind": "joint_event", "starts": NOW + DAY, "minutes": 120, "capacity": 30}
    return Session(id=identifier, **(usual | values))


async def test_a_table_is_read_whole_once_and_after_that_only_what_changed(store, shelf):
    put(store, "person", "P1", person("P1"))
    put(store, "person", "P2", person("P2"))
    await shelf.catch_up()
    store.scans.clear()
    put(store, "person", "P2", person("P2", role=Role.FAMILY))
    await shelf.catch_up()

    assert store.scans == []
    assert store.gets == ["P2"]
    assert shelf.signed_up.having("role", "family") == {"P2"}


async def test_what_did_not_change_is_the_same_version(store, shelf):
    put(store, "person", "P1", person())
    first = await shelf.catch_up()
    same = await shelf.catch_up()
    store.put("session", "s1", msgspec.to_builtins(session()))

    assert first == same
    assert await shelf.catch_up() != first


async def test_after_too_many_changes_a_table_is_read_whole_again_and_what_is_gone_is_gone(store, shelf):
    put(store, "person", "P1", person("P1"))
    put(store, "person", "P2", person("P2"))
    await shelf.catch_up()
    store.forgetful = True
    store.drop("person", "P1")
    put(store, "person", "P3", person("P3"))
    await shelf.catch_up()

    assert list(shelf.people) == ["P2", "P3"]
    assert shelf.signed_up.having("role", "lived") == {"P2", "P3"}
    assert list(shelf.by_age.oldest_first()) == ["P2", "P3"]


async def test_nobody_s_name_number_chat_or_answers_are_kept(store, shelf):
    put(
        store,
        "person",
        "P1",
        person(
            answers={"l_age": ("SECRET",)}, addresses=(Address(channel=Channel.TELEGRAM, chat="hidden-chat"),)
        ),
    )
    put(store, "call", "P1", Call(person="P1", asked_at=NOW, reason="asked", number="+16035550111"))
    put(
        store,
        "contact",
        "k1",
        Contact(id="k1", network="peer", made_at=NOW, name="Zoe", phone="+16035550112"),
    )
    await shelf.catch_up()

    kept = repr([shelf.people, shelf.calls, shelf.name_of("x"), vars(shelf)])
    assert "P1" in kept
    for secret in ("hidden-chat", "6035550111", "SECRET", "Zoe", "6035550112"):
        assert secret not in kept


async def test_who_is_erased_leaves_every_index(store, shelf):
    put(store, "person", "P1", person(source="K7MQ2XZB"))
    put(store, "session", "s1", session(seats={"P1": SEAT}))
    await shelf.catch_up()
    store.drop("person", "P1")
    put(store, "session", "s1", session())
    await shelf.catch_up()

    assert [shelf.signed_up.values(facet) for facet in ("role", "outcome", "hospital", "source", "seat")] == [
        []
    ] * 5
    assert list(shelf.by_age.newest_first()) == []
    assert shelf.places == {}


async def test_who_has_not_agreed_is_no_sign_up_but_their_hospitals_are_known(store, shelf):
    put(store, "person", "P1", person(role=None, outcome=None, hospitals=("h2",)))
    put(store, "session", "s1", session(waiting={"P1": WAITER}))
    await shelf.catch_up()

    assert shelf.signed_up.values("seat") == []
    assert shelf.hospitals_of("P1") == ("h2",)


@pytest.mark.parametrize(
    ("places", "state"),
    [
        ({"seats": {"P1": SEAT}}, "booked"),
        ({"seats": {"P1": msgspec.structs.replace(SEAT, attended=True)}}, "attended"),
        ({"seats": {"P1": msgspec.structs.replace(SEAT, attended=False)}}, "absent"),
        ({"holds": {"P1": Hold(waiter=WAITER, until=NOW + DAY)}}, "held"),
        ({"waiting": {"P1": WAITER}}, "waiting"),
    ],
    ids=["a seat", "came", "did not come", "offered one", "on the list"],
)
async def test_a_place_follows_its_session(store, shelf, places, state):
    put(store, "person", "P1", person())
    put(store, "session", "s1", session(**places))
    await shelf.catch_up()
    had = (
        shelf.places["P1"],
        set(shelf.signed_up.having("seat", state)),
        set(Visible(shelf, WHOLE).has_place_in("s1")),
    )
    put(store, "session", "s1", session())
    await shelf.catch_up()

    assert had == (Place(session="s1", state=state), {"P1"}, {"P1"})
    assert shelf.places == {}
    assert shelf.signed_up.having("seat", "none") == {"P1"}


async def test_of_two_meetings_the_one_decided_last_counts(store, shelf):
    put(store, "person", "P1", person())
    put(store, "session", "s1", session("s1", seats={"P1": SEAT}))
    put(
        store,
        "session",
        "s2",
        session("s2", seats={"P1": msgspec.structs.replace(SEAT, booked_at=NOW + DAY)}),
    )
    await shelf.catch_up()
    last = shelf.places["P1"].session
    store.drop("session", "s2")
    await shelf.catch_up()

    assert (last, shelf.places["P1"].session) == ("s2", "s1")


async def test_coming_sessions_are_those_that_are_neither_over_nor_cancelled(store, shelf):
    put(store, "session", "over", session("over", starts=NOW - DAY))
    put(store, "session", "running", session("running", starts=NOW - dt.timedelta(hours=1)))
    put(store, "session", "off", session("off", status=SessionStatus.CANCELLED))
    put(store, "session", "talk", session("talk", capacity=1))
    put(store, "session", "last", session("last", starts=NOW + 2 * DAY))
    put(store, "session", "next", session("next"))
    await shelf.catch_up()

    assert [one.id for one in Visible(shelf, WHOLE).coming(shelf.groups, NOW)] == ["running", "next", "last"]
    assert [one.id for one in Visible(shelf, WHOLE).coming(shelf.talks, NOW)] == ["talk"]


async def test_only_open_calls_alarms_and_messages_that_did_not_arrive_are_kept(store, shelf):
    put(store, "call", "P1", Call(person="P1", asked_at=NOW, reason="asked"))
    put(store, "call", "P2", Call(person="P2", asked_at=NOW, reason="asked", done_at=NOW))
    for name in ("safety", "booked"):
        store.put("notice", name, {"notice": name, "person": "P1", "at": NOW.isoformat()})
    store.put("notice", "done", {"notice": "safety", "at": NOW.isoformat(), "closed_at": NOW.isoformat()})
    line = {"key": "k", "person": "P1", "kind": "remind_day", "at": 1.0, "about": "s1"}
    for state in ("failed", "sent", "cancelled"):
        store.put("settled", state, line | {"state": state})
    store.put("settled", "wave", line | {"state": "unknown", "kind": "WaveReaches", "about": "w-1"})
    await shelf.catch_up()
    before = [list(shelf.calls), list(shelf.notices), list(shelf.not_there)]
    put(store, "call", "P1", Call(person="P1", asked_at=NOW, reason="asked", done_at=NOW))
    await shelf.catch_up()

    assert before == [["P1"], ["safety"], ["failed"]]
    assert shelf.calls == {}


async def test_a_code_goes_by_its_name_or_by_its_contact_s_organisation(store, shelf):
    put(
        store,
        "contact",
        "k1",
        Contact(id="k1", network="peer", made_at=NOW, name="Zoe", organisation="Open Door"),
    )
    put(store, "code", "NAMED222", Code(id="NAMED222", kind=CodeKind.PLACE, made_at=NOW, name="Library"))
    put(store, "code", "MADE2222", Code(id="MADE2222", kind=CodeKind.NETWORK, made_at=NOW, contact="k1"))
    put(store, "code", "BACK2222", Code(id="BACK2222", kind=CodeKind.RETURN, made_at=NOW, person="P1"))
    await shelf.catch_up()

    named = [shelf.name_of(code) for code in ("NAMED222", "MADE2222", "BACK2222", "NEVER222")]
    assert named == ["Library", "Open Door", "", ""]
    assert "BACK2222" not in shelf.codes


async def test_who_chooses_other_hospitals_is_shown_by_code_no_longer(store, shelf):
    theirs = Sight.of(("h1",))
    put(store, "person", "P1", person(hospitals=("h1",)))
    put(store, "session", "s1", session(seats={"P1": Seat(role=Role.LIVED, booked_at=NOW)}))
    await shelf.catch_up()
    before = list(Visible(shelf, theirs).sessions["s1"].seats)

    put(store, "person", "P1", person(hospitals=("h2",)))
    await shelf.catch_up()

    assert (before, list(Visible(shelf, theirs).sessions["s1"].seats)) == (["P1"], ["other-1"])
    assert list(Visible(shelf, WHOLE).sessions["s1"].seats) == ["P1"]
