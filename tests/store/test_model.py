"""Any order of commits, restarts and power cuts, beside a plain dictionary that does the same."""

import asyncio
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from outreach_bot.store import live_tables
from outreach_bot.store.base import Commit, Drop, Outcome, Put, RestsOn
from outreach_bot.store.tinydb_store import TinyDbStore
from tests.store.conftest import NOW

KEYS_KEPT = 1
"""Of the newest keys, whatever their age: few, so that some are forgotten."""
TABLES = st.sampled_from(["person", "owed"])
IDS = st.sampled_from(["a", "b", "c", "d"])
VALUES = st.sampled_from([None, True, 0, 2, "x", "é", ["l"], {"d": 1}])
BODIES = st.dictionaries(st.sampled_from(["f", "g"]), VALUES)
DUES = st.one_of(st.none(), st.sampled_from([1.0, 2.0, 3.0]))
PUTS = st.builds(Put, table=TABLES, id=IDS, body=BODIES, due=DUES)
DROPS = st.builds(Drop, table=TABLES, id=IDS)
RESTS = st.builds(RestsOn, table=TABLES, id=IDS, revision=st.integers(0, 2))
KEYS = st.sampled_from(["", "k1", "k2", "k3"])
COUNTS = st.lists(st.tuples(st.sampled_from(["m", "n"]), st.integers(-3, 3)), max_size=2)
COMMITS = st.fixed_dictionaries(
    {
        "key": KEYS,
        "writes": st.lists(st.one_of(PUTS, PUTS, DROPS), max_size=4),
        "counts": COUNTS,
        "audit": st.lists(st.fixed_dictionaries({"what": st.sampled_from(["one", "two"])}), max_size=2),
        "erases": st.sampled_from([(), (), (), ("z",)]),
    }
)


class Model:
    """The promises of a store, in plain dictionaries."""

    def __init__(self):
        self.tables: dict[str, dict[str, Any]] = {"person": {}, "owed": {}}
        self.keys = {}
        self.counters = {}
        self.audit = []

    def commit(self, commit):
        if commit.key and commit.key in self.keys:
            return Outcome.ALREADY_DONE
        for rest in commit.rests_on:
            if self.tables[rest.table].get(rest.id, (0,))[0] != rest.revision:
                return Outcome.STALE
        for write in commit.writes:
            rows = self.tables[write.table]
            if isinstance(write, Drop):
                rows.pop(write.id, None)
            else:
                rows[write.id] = (rows.get(write.id, (0,))[0] + 1, write.body, write.due)
        for name, added in commit.counts:
            self.counters[name] = self.counters.get(name, 0) + added
        self.audit += [fields["what"] for fields in commit.audit]
        if commit.key:
            self.keys[commit.key] = commit.at
            oldest_first = list(self.keys.items())
            for key, at in oldest_first[:-KEYS_KEPT]:
                if at >= commit.at - live_tables.KEYS_KEPT_SECONDS:
                    break
                del self.keys[key]
        return Outcome.COMMITTED


class AnyOrder(RuleBasedStateMachine):
    """Does the same to both and compares."""

    @initialize()
    def begin(self):
        self.runner = asyncio.Runner()
        self.kept, live_tables.KEYS_KEPT_ALWAYS = live_tables.KEYS_KEPT_ALWAYS, KEYS_KEPT
        self.now = NOW
        self.model = Model()
        self.store = self.run(TinyDbStore.open_in_memory(self.clock))

    def clock(self):
        return self.now

    def run(self, work):
        return self.runner.run(work)

    @rule(parts=COMMITS, rests=st.lists(RESTS, max_size=1))
    def commit(self, parts, rests):
        commit = Commit(at=self.now, rests_on=rests, **parts)

        assert self.run(self.store.commit(commit)) is self.model.commit(commit)

    @rule(batch=st.lists(COMMITS, min_size=2, max_size=5))
    def commit_together(self, batch):
        commits = [Commit(at=self.now, **parts) for parts in batch]

        async def together():
            return await asyncio.gather(*map(self.store.commit, commits))

        assert self.run(together()) == [self.model.commit(commit) for commit in commits]

    @rule(hours=st.sampled_from([1, 25, 49]))
    def wait(self, hours):
        self.now += hours * 3600

    @rule()
    def kill(self):
        self.run(self.store.abandon())
        self.store = self.run(TinyDbStore.open_in_memory(self.clock, self.store.disk))

    @rule()
    def restart(self):
        self.run(self.store.close())
        self.store = self.run(TinyDbStore.open_in_memory(self.clock, self.store.disk))

    @rule(table=TABLES, until=st.sampled_from([0.5, 1.0, 2.5]), limit=st.integers(1, 3))
    def due(self, table, until, limit):
        rows = self.model.tables[table]
        dues = [
            (due, place, row_id)
            for place, (row_id, (_, _, due)) in enumerate(rows.items())
            if due is not None
        ]

        found = self.run(self.store.due(table, until, limit))

        assert [row.id for row in found] == [row_id for due, _, row_id in sorted(dues) if due <= until][
            :limit
        ]

    @rule(table=TABLES, field=st.sampled_from(["f", "g"]), value=VALUES)
    def find(self, table, field, value):
        rows = self.model.tables[table]
        wanted = [row_id for row_id, (_, body, _) in rows.items() if field in body and body[field] == value]

        assert [row.id for row in self.run(self.store.find(table, field, value))] == wanted

    @invariant()
    def same_rows(self):
        for name, rows in self.model.tables.items():
            found = self.run(self.store.rows(name))
            assert [(row.id, row.revision, row.body, row.due) for row in found] == [
                (row_id, *row) for row_id, row in rows.items()
            ]

    @invariant()
    def same_counters_audit_and_keys(self):
        log = self.run(self.store.audit())
        assert self.run(self.store.counters()) == self.model.counters
        assert [(row["seq"], row["what"]) for row in log] == list(enumerate(self.model.audit, start=1))
        for key in ("k1", "k2", "k3"):
            assert self.run(self.store.seen(key)) is (key in self.model.keys)

    def teardown(self):
        live_tables.KEYS_KEPT_ALWAYS = self.kept
        self.run(self.store.close())
        self.runner.close()


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=25)
