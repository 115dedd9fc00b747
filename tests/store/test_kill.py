"""kill -9 of a real process that commits in a loop: what it was told was done is there afterwards, whole."""

import asyncio
import random
import subprocess
import sys
import textwrap

import pytest

from outreach_bot.store.tinydb_store import TinyDbStore

ROUNDS = 8
SEED = 2027

COMMITS_FOREVER = textwrap.dedent(
    """
    import asyncio, sys
    from pathlib import Path
    from outreach_bot.store import tinydb_store
    from outreach_bot.store.base import Commit, Outcome, Put

    tinydb_store.JOURNAL_BYTES = 20_000  # a snapshot every few commits, so that kills fall into those too

    async def main(folder, first):
        store = await tinydb_store.TinyDbStore.open(folder / "data", key_file=folder / "keys" / "key", clock=lambda: 1.0)

        async def walk(person):
            for number in range(first, first + 1_000_000):
                name = f"{person}-{number}"
                writes = [
                    Put(table="person", id=person, body={"last": number, "pad": "x" * 400}),
                    Put(table="answer", id=name, body={"n": number}),
                ]
                outcome = await store.commit(Commit(key=name, at=1.0, writes=writes, audit=[{"what": name}]))
                assert outcome is Outcome.COMMITTED
                print(person, number, flush=True)

        await asyncio.gather(*(walk(f"p{n}") for n in range(5)))

    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
    """
)


def run_until_killed(folder, first, lines):
    """Last acknowledged number a person, of a process that is killed after it has acknowledged `lines` commits."""
    acknowledged = {}
    with subprocess.Popen(
        [sys.executable, "-c", COMMITS_FOREVER, str(folder), str(first)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for _ in range(lines):
            person, number = process.stdout.readline().split()
            acknowledged[person] = int(number)
        process.kill()
        # What it had said before it died, and nobody had read yet, counts too.
        for line in process.stdout.read().splitlines(keepends=True):
            if line.endswith("\n"):
                person, number = line.split()
                acknowledged[person] = int(number)
    return acknowledged


@pytest.mark.asyncio
async def test_kill_9_at_any_moment_loses_nothing_that_was_acknowledged(tmp_path):
    chance = random.Random(SEED)
    first = 1
    for _ in range(ROUNDS):
        acknowledged = await asyncio.to_thread(run_until_killed, tmp_path, first, chance.randrange(1, 400))

        store = await TinyDbStore.open(
            tmp_path / "data", key_file=tmp_path / "keys" / "key", clock=lambda: 1.0
        )
        people = {row.id: row.body["last"] for row in await store.rows("person")}
        answers = {row.id for row in await store.rows("answer")}
        audited = [row["what"] for row in await store.audit()]
        await store.close()
        for person, number in acknowledged.items():
            assert people[person] >= number
        for person, last in people.items():
            assert f"{person}-{last}" in answers
            assert f"{person}-{last + 1}" not in answers
        assert sorted(audited) == sorted(answers)
        first = max(people.values(), default=0) + 1
