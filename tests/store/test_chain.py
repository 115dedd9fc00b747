"""The chain of the audit log: it holds as written, and each kind of change breaks it where it was made."""

import pytest

from outreach_bot.store.chain import CHAIN_START, first_break, hash_of


def chain(length):
    rows, before = [], CHAIN_START
    for number in range(1, length + 1):
        row = {"action": "looked", "seq": number, "at": 1.0 * number, "prev": before}
        before = row["hash"] = hash_of(row)
        rows.append(row)
    return rows


def test_a_log_as_it_was_written_holds():
    assert first_break(chain(5)) == 0
    assert first_break([]) == 0


@pytest.mark.parametrize(
    ("tamper", "broken_at"),
    [
        (lambda rows: rows[2].update(action="nothing"), 3),
        (lambda rows: rows.pop(1), 2),
        (lambda rows: rows.insert(0, dict(rows[0])), 2),
        (lambda rows: rows.reverse(), 1),
        (lambda rows: rows[3].update(hash=hash_of({"action": "other"})), 4),
        (lambda rows: rows[3].pop("hash"), 4),
    ],
    ids=["a word changed", "a row left out", "a row twice", "another order", "another hash", "no hash"],
)
def test_a_log_that_was_changed_is_broken_there(tamper, broken_at):
    rows = chain(5)

    tamper(rows)

    assert first_break(rows) == broken_at


def test_a_row_changed_with_its_own_hash_breaks_the_next_one():
    rows = chain(5)
    changed = {**rows[1], "action": "nothing"}
    changed.pop("hash")

    rows[1] = {**changed, "hash": hash_of(changed)}

    assert first_break(rows) == 3
