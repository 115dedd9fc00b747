"""The real bot among updates that something broke: everybody is helped and answered. The long form is a bench."""

import pytest

from outreach_bot.dialogue.inputs import Input, Tapped
from outreach_bot.dialogue.safety import read_input
from outreach_bot.inbound.telegram_inputs import to_garbled, to_input
from outreach_bot.inbound.telegram_updates import Unreadable, read_batch, read_update
from tests.bench.run_mutated_updates import flood
from tests.helpers.odd_updates import Odd, OddUpdates
from tests.helpers.real_runner import rules

UPDATES = 400
"""So many in CI, each way; the bench takes 200,000."""
READ = 4000


@pytest.mark.asyncio
@pytest.mark.parametrize("webhook", [True, False], ids=["webhook", "polling"])
async def test_help_and_everybodys_answer_come_through_whatever_telegram_brings(webhook):
    found = await flood(UPDATES, 5, webhook=webhook)

    assert found.in_danger > UPDATES / 25
    assert found.is_well, found.lines()


@pytest.fixture(scope="module")
def odd() -> list[Odd]:
    made = OddUpdates(11, range(7001, 7200))
    return [made.one(900_000_000 + number) for number in range(READ)]


def test_words_of_danger_are_found_wherever_they_still_are(odd):
    left_alone = []
    for one in odd:
        update = read_update(one.raw)
        received = to_garbled(update) if isinstance(update, Unreadable) else to_input(update)
        if one.needs_help and not is_helped(received, one.chat):
            left_alone.append(one.raw)

    assert left_alone == []


def is_helped(received, chat) -> bool:
    return (
        isinstance(received, Input)
        and received.address is not None
        and received.address.chat == str(chat)
        and (received.body == Tapped(data="help") or read_input(received, rules().safety) is not None)
    )


def test_no_update_of_a_batch_costs_another_or_moves_the_offset_past_what_came(odd):
    for start in range(0, READ, 100):
        batch = odd[start : start + 100]
        answer = b'{"ok":true,"result":[' + b",".join(one.raw for one in batch) + b"]}"
        offset = read_batch(answer).offset

        assert offset is not None
        assert 900_000_000 + start < offset <= 900_000_000 + start + 100
