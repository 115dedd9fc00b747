"""The real bot among updates that something broke: everybody is helped and answered. The long form is a bench."""

from collections import Counter

import pytest

from outreach_bot.dialogue.inputs import Input, Tapped
from outreach_bot.dialogue.safety import read_input
from outreach_bot.inbound.telegram_inputs import to_garbled, to_garbled_of_others, to_input
from outreach_bot.inbound.telegram_updates import Unreadable, read_batch, read_update
from tests.bench.run_mutated_updates import flood
from tests.helpers.odd_updates import Odd, OddUpdates
from tests.helpers.real_runner import rules

UPDATES = 400
"""So many in CI, each way; the bench takes 200,000."""
READ = 4000
BATCH = 100
"""As many as Telegram hands over at once. Source: Bot API `getUpdates`."""


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


def helped_by(update) -> set[str]:
    """Whose chats get help for one update, as the intake takes it."""
    unread = isinstance(update, Unreadable)
    inputs = [to_garbled(update), *to_garbled_of_others(update)] if unread else [to_input(update)]
    found = [one for one in inputs if isinstance(one, Input) and one.address is not None]
    return {one.address.chat for one in found if one.address and is_helped(one, one.address.chat)}


def test_words_of_danger_are_found_whatever_their_update_has_run_into():
    source = OddUpdates(77, range(7000, 7200))
    for start in range(0, READ, BATCH):
        made = [source.one(900_000_000 + start + number) for number in range(BATCH)]
        batch = made[:1]
        batch += [one for one in made[1:] if one.has_beginning or batch[-1].has_beginning]
        answer = b'{"ok":true,"result":[' + b",".join(one.raw for one in batch) + b"]}"
        helped = Counter(chat for update in read_batch(answer).updates for chat in helped_by(update))
        needed = Counter(str(one.chat) for one in batch if one.needs_help)

        assert needed - helped == Counter()
