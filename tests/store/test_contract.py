"""What `store.base` promises, whichever engine keeps it."""

import asyncio
import hashlib

import orjson
import pytest

from outreach_bot.store.base import Commit, Drop, Outcome, Put, RestsOn, Row
from tests.store.conftest import NOW

pytestmark = pytest.mark.asyncio


def put(row_id, body=None, *, table="person", due=None):
    return Put(table=table, id=row_id, body={"n": 1} if body is None else body, due=due)


async def do(store, *writes, key="", **more):
    """Commit as the runner does: when it is stale, look and try again."""
    commit = Commit(key=key, at=more.pop("at", NOW), writes=writes, **more)
    outcome = await store.commit(commit)
    return await store.commit(commit) if outcome is Outcome.STALE else outcome


async def ids(rows):
    return [row.id for row in await rows]


async def test_a_row_reads_back_as_it_was_written(store):
    body = {"text": "hé \N{WHITE HEAVY CHECK MARK}", "deep": {"list": [1, 2.5, None, True]}}

    assert await do(store, put("p1", body, due=7.5)) is Outcome.COMMITTED

    assert await store.get("person", "p1") == Row("person", "p1", 1, body, 7.5)


async def test_a_row_that_was_never_written_is_none(store):
    assert await store.get("person", "nobody") is None


async def test_a_row_is_replaced_whole_and_its_revision_rises_by_one(store):
    await do(store, put("p1", {"old": 1}, due=1.0))
    await do(store, put("p1", {"new": 2}))

    assert await store.get("person", "p1") == Row("person", "p1", 2, {"new": 2}, None)


async def test_two_writes_of_a_row_in_one_commit_count_twice(store):
    await do(store, put("p1", {"n": 1}), put("p1", {"n": 2}))

    assert await store.get("person", "p1") == Row("person", "p1", 2, {"n": 2})


async def test_a_dropped_row_is_gone_and_comes_back_as_new(store):
    await do(store, put("p1"))
    await do(store, put("p1"))
    await do(store, Drop(table="person", id="p1"))
    gone = await store.get("person", "p1")
    await do(store, put("p1"))

    assert gone is None
    assert (await store.get("person", "p1")).revision == 1


async def test_dropping_what_is_not_there_changes_nothing(store):
    assert await do(store, Drop(table="person", id="nobody")) is Outcome.COMMITTED


async def test_what_the_caller_changes_after_a_commit_stays_outside(store):
    body = {"list": ["kept"]}
    await do(store, put("p1", body))
    body["list"].append("not kept")

    assert (await store.get("person", "p1")).body == {"list": ["kept"]}


async def test_a_body_that_json_cannot_hold_is_refused_and_nothing_is_applied(store):
    with pytest.raises(TypeError):
        await do(store, put("p1"), put("p2", {"what": object()}), counts=[("c", 1)])

    assert await store.rows("person") == []
    assert await store.counters() == {}


def raw(**fields):
    """A row as a caller that is not type-checked might write it."""
    return {"writes": [Put(**{"table": "person", "id": "p1", "body": {}, **fields})]}


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(raw(id=7), id="an id that is a number"),
        pytest.param(raw(body=["a list"]), id="a body that is a list"),
        pytest.param(raw(due="soon"), id="a due time that is a word"),
        pytest.param(raw(table="_audit"), id="a forged audit row"),
        pytest.param({"writes": [Drop(table="_store", id="1")]}, id="a table of the store's own"),
        pytest.param({"key": 7}, id="a key that is a number"),
        pytest.param({"counts": [("c", "many")]}, id="a count that is a word"),
        pytest.param({"audit": ["text"]}, id="an audit row that is a word"),
        pytest.param({"erases": [None]}, id="an erasure of nobody"),
        pytest.param({"at": "now"}, id="a time that is a word"),
    ],
)
async def test_what_no_start_could_read_back_is_refused_and_nothing_is_applied(store, wrong):
    await do(store, put("before"))

    with pytest.raises((TypeError, ValueError)):
        await store.commit(Commit(**{"at": NOW, "audit": [{"what": "x"}], **wrong}))

    assert await ids(store.rows("person")) == ["before"]
    assert await store.audit() == []
    assert await do(store, put("after")) is Outcome.COMMITTED


@pytest.mark.parametrize("revision", [0, 1, 3], ids=["taken for new", "older", "newer than it is"])
async def test_a_commit_that_rests_on_another_revision_is_stale_and_changes_nothing(store, revision):
    await do(store, put("s1", {"seats": 0}, table="session"))
    await do(store, put("s1", {"seats": 1}, table="session"))
    commit = Commit(
        key="tg:9",
        at=NOW,
        rests_on=[RestsOn(table="session", id="s1", revision=revision)],
        writes=[put("s1", {"seats": 2}, table="session"), put("p1")],
        audit=[{"what": "seat"}],
        counts=[("seats", 1)],
    )

    assert await store.commit(commit) is Outcome.STALE
    assert await store.commit(commit) is Outcome.STALE
    assert (await store.get("session", "s1")).body == {"seats": 1}
    assert await store.get("person", "p1") is None
    assert not await store.seen("tg:9")
    assert await store.audit() == []
    assert await store.counters() == {}


async def test_a_commit_that_rests_on_the_present_revisions_is_taken(store):
    await do(store, put("p1"))
    rests_on = [RestsOn(table="person", id="p1", revision=1), RestsOn(table="person", id="new", revision=0)]

    assert await do(store, put("new"), rests_on=rests_on) is Outcome.COMMITTED


async def test_a_row_that_must_not_be_there_but_is_makes_a_commit_stale(store):
    await do(store, put("p1"))

    assert await do(store, rests_on=[RestsOn(table="person", id="p1", revision=0)]) is Outcome.STALE


async def test_of_two_people_and_one_last_seat_exactly_one_gets_it(store):
    await do(store, put("s1", {"seats": []}, table="session"))

    async def take(person):
        while True:
            session = await store.get("session", "s1")
            if session.body["seats"]:
                return False
            await asyncio.sleep(0)
            commit = Commit(
                key=f"tg:{person}",
                at=NOW,
                rests_on=[RestsOn(table="session", id="s1", revision=session.revision)],
                writes=[put("s1", {"seats": [person]}, table="session")],
            )
            if await store.commit(commit) is Outcome.COMMITTED:
                return True

    got = await asyncio.gather(*(take(f"p{n}") for n in range(20)))

    assert got.count(True) == 1
    assert len((await store.get("session", "s1")).body["seats"]) == 1


async def test_a_key_is_done_once(store):
    await do(store, put("p1", {"n": 1}), key="tg:1", audit=[{"what": "x"}], counts=[("c", 1)])

    again = await do(store, put("p1", {"n": 2}), key="tg:1", audit=[{"what": "x"}], counts=[("c", 1)])

    assert again is Outcome.ALREADY_DONE
    assert (await store.get("person", "p1")).body == {"n": 1}
    assert len(await store.audit()) == 1
    assert await store.counters() == {"c": 1}


async def test_a_key_done_before_is_already_done_even_where_it_would_be_stale(store):
    await do(store, put("p1"), key="tg:1")

    again = await do(store, key="tg:1", rests_on=[RestsOn(table="person", id="p1", revision=0)])

    assert again is Outcome.ALREADY_DONE


async def test_commits_without_a_key_are_never_taken_for_done(store):
    assert await do(store, put("p1")) is Outcome.COMMITTED
    assert await do(store, put("p1")) is Outcome.COMMITTED
    assert (await store.get("person", "p1")).revision == 2


async def test_the_same_key_twice_at_once_is_committed_once(store):
    await do(store, put("warm"))
    commit = Commit(key="tg:1", at=NOW, writes=[put("p1")])

    outcomes = await asyncio.gather(*(store.commit(commit) for _ in range(5)))

    assert sorted(outcomes) == [Outcome.ALREADY_DONE] * 4 + [Outcome.COMMITTED]


async def test_a_key_is_remembered_for_48_hours(engine, store):
    await do(store, key="tg:1")
    engine.now = NOW + 48 * 3600 - 1

    assert await store.seen("tg:1")


@pytest.mark.parametrize("by", [3 * 86_400, -7200], ids=["forward", "back"])
async def test_what_was_just_taken_is_known_when_the_clock_was_set_before_it_comes_again(engine, store, by):
    await do(store, key="tg:1")
    engine.now = NOW + by
    await do(store, key="tg:2", at=NOW + by)
    await do(store, key="tg:3", at=NOW + by)

    assert await store.seen("tg:1")
    assert await do(store, put("p1"), key="tg:1", at=NOW + by) is Outcome.ALREADY_DONE
    assert await store.get("person", "p1") is None


async def test_rows_come_in_the_order_they_were_first_written(store):
    for row_id in ("b", "a", "c", "a"):
        await do(store, put(row_id))

    assert await ids(store.rows("person")) == ["b", "a", "c"]
    assert await store.rows("nothing here") == []


async def test_due_rows_come_earliest_first_up_to_the_moment_and_the_limit(store):
    for row_id, due in [("late", 30.0), ("soon", 10.0), ("sooner", 5.0), ("never", None), ("then", 20.0)]:
        await do(store, put(row_id, table="pending", due=due))

    assert await ids(store.due("pending", 20.0)) == ["sooner", "soon", "then"]
    assert await ids(store.due("pending", 20.0, limit=2)) == ["sooner", "soon"]
    assert await ids(store.due("pending", 4.9)) == []


async def test_rows_due_at_the_same_time_come_in_the_order_they_were_written(store):
    for row_id in ("b", "a", "c"):
        await do(store, put(row_id, table="pending", due=1.0))

    assert await ids(store.due("pending", 1.0)) == ["b", "a", "c"]


async def test_a_row_moved_in_time_or_dropped_is_due_no_more(store):
    await do(store, put("moved", table="pending", due=1.0), put("gone", table="pending", due=1.0))
    await do(store, put("moved", table="pending", due=9.0), Drop(table="pending", id="gone"))

    assert await ids(store.due("pending", 5.0)) == []
    assert await ids(store.due("pending", 9.0)) == ["moved"]


async def test_find_follows_every_change_of_the_field(store):
    await do(store, put("a1", {"person": "p1"}), put("a2", {"person": "p2"}), put("a3", {"person": "p1"}))
    first = await ids(store.find("person", "person", "p1"))
    await do(store, put("a1", {"person": "p2"}), put("a2", {}), Drop(table="person", id="a3"))
    await do(store, put("a4", {"person": "p1"}))

    assert first == ["a1", "a3"]
    assert await ids(store.find("person", "person", "p1")) == ["a4"]
    assert await ids(store.find("person", "person", "p2")) == ["a1"]


async def test_find_keeps_the_order_rows_were_first_written_in(store):
    await do(store, put("a", {"x": 0}), put("b", {"x": 1}))
    await store.find("person", "x", 1)
    await do(store, put("a", {"x": 1}))

    assert await ids(store.find("person", "x", 1)) == ["a", "b"]


async def test_find_looks_for_lists_and_for_nothing_too(store):
    await do(store, put("a", {"x": [1, 2]}), put("b", {"x": None}), put("c", {}))

    assert await ids(store.find("person", "x", [1, 2])) == ["a"]
    assert await ids(store.find("person", "x", None)) == ["b"]


async def test_who_keeps_up_with_a_table_is_told_each_row_written_or_dropped_once(store):
    await do(store, put("before"), put("a"), put("other", table="session"))
    since = await store.changes("person")
    await do(store, put("b"), put("a"))
    await do(store, put("b"), Drop(table="person", id="before"), put("elsewhere", table="session"))

    assert sorted(await store.changed("person", since)) == ["a", "b", "before"]


async def test_nothing_has_changed_since_just_now(store):
    await do(store, put("a"))

    assert await store.changed("person", await store.changes("person")) == []
    assert await store.changed("nothing here", await store.changes("nothing here")) == []


async def test_who_looks_again_is_told_only_what_is_new(store):
    await do(store, put("a"))
    first = await store.changes("person")
    await do(store, put("b"))
    second = await store.changes("person")
    await do(store, put("c"))

    assert await store.changed("person", first) == ["b", "c"]
    assert await store.changed("person", second) == ["c"]


async def test_a_refused_commit_changed_nothing(store):
    await do(store, put("a"), key="tg:1")
    since = await store.changes("person")
    await do(store, put("b"), rests_on=[RestsOn(table="person", id="a", revision=7)])
    await do(store, put("c"), key="tg:1")

    assert await store.changed("person", since) == []


async def test_who_was_away_for_long_is_told_everything_or_that_it_is_too_much(store):
    """Whoever is told None reads all rows anew; a part of the truth would leave them wrong for good."""
    since = await store.changes("person")
    await do(store, *(put(f"p{n}") for n in range(6_000)))

    told = await store.changed("person", since)

    assert told is None or len(told) == 6_000


async def test_a_number_that_was_never_given_is_not_taken_for_one_of_ours(store):
    """Who kept it from before a restart would miss rows."""
    await do(store, put("a"))
    now = await store.changes("person")

    assert await store.changed("person", now + 1) is None


async def test_counters_add_up_and_make_nothing_stale(store):
    await do(store, counts=[("invited", 2), ("joined", 1)])
    await do(store, counts=[("invited", 3), ("joined", -1)])

    assert await store.counters() == {"invited": 5, "joined": 0}


async def test_audit_rows_are_numbered_stamped_and_chained(store):
    await do(store, audit=[{"what": "one"}, {"what": "two"}])
    await do(store, audit=[{"what": "three", "seq": 99, "hash": "forged"}], at=NOW + 1)

    log = await store.audit()
    assert [(row["what"], row["seq"], row["at"]) for row in log] == [
        ("one", 1, NOW),
        ("two", 2, NOW),
        ("three", 3, NOW + 1),
    ]
    assert [row["prev"] for row in log] == ["0" * 64, log[0]["hash"], log[1]["hash"]]
    for row in log:
        rest = {name: value for name, value in row.items() if name != "hash"}
        assert row["hash"] == hashlib.sha256(orjson.dumps(rest, option=orjson.OPT_SORT_KEYS)).hexdigest()


async def test_a_look_up_hash_is_the_same_each_time_and_differs_by_purpose_and_value(engine, store):
    first = store.hmac("address", "telegram:1")
    others = {
        store.hmac("address", "telegram:2"),
        store.hmac("suppressed", "telegram:1"),
        store.hmac("addres", "stelegram:1"),
    }
    await store.close()
    again = await engine.open()

    assert again.hmac("address", "telegram:1") == first
    assert first not in others
    assert len(others) == 3
    assert "telegram" not in first


async def test_everything_outlives_closing(engine, store):
    await do(
        store,
        put("b", {"x": 1}),
        put("a", {"x": 1}, due=3.0),
        key="tg:1",
        audit=[{"what": "x"}],
        counts=[("c", 4)],
    )
    await do(store, put("b", {"x": 2}))
    before = [
        await store.rows("person"),
        await store.audit(),
        await store.counters(),
        await store.due("person", 9.0),
    ]
    await store.close()
    store = await engine.open()

    after = [
        await store.rows("person"),
        await store.audit(),
        await store.counters(),
        await store.due("person", 9.0),
    ]
    assert after == before
    assert await store.seen("tg:1")
    assert await do(store, key="tg:1") is Outcome.ALREADY_DONE
    await do(store, audit=[{"what": "y"}])
    assert (await store.audit())[1]["prev"] == before[1][0]["hash"]


async def test_closing_twice_is_closing_once(store):
    await store.close()
    await store.close()


async def test_a_commit_whose_caller_went_away_is_whole_all_the_same(engine, store):
    await do(store, put("warm"))
    task = asyncio.ensure_future(do(store, put("p1"), put("p2"), key="tg:1"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await store.close()
    store = await engine.open()

    assert await ids(store.rows("person")) == ["warm", "p1", "p2"]
    assert await store.seen("tg:1")
