"""Polling: nothing is acknowledged before it is committed."""

import asyncio
import contextlib
from typing import Any

import pytest
import pytest_asyncio

from outreach_bot.dialogue.aside_inputs import Garbled
from outreach_bot.dialogue.inputs import Tapped
from outreach_bot.inbound.telegram_gap import GapWatch
from outreach_bot.inbound.telegram_intake import Intake
from outreach_bot.inbound.telegram_poll import PollingStopped, TelegramPoll
from outreach_bot.outbound.telegram_request import Answer, TelegramApi
from outreach_bot.outbound.telegram_sender import TelegramSender
from outreach_bot.store.base import Commit, Put
from tests.helpers.fake_runner import FakeRunner, nobodys_card
from tests.helpers.fake_telegram import DROP, GATEWAY, LOSE_ANSWER, PAGE
from tests.helpers.memory_store import MemoryStore
from tests.helpers.patience import PATIENCE, until

pytestmark = pytest.mark.asyncio


class Edge:
    """A poll with its fake runner, store and clock."""

    def __init__(self, bot, telegram):
        self.bot = bot
        self.telegram = telegram
        self.now = 5000.0
        self.store = MemoryStore()
        self.runner = FakeRunner(self.store)
        self.gaps = []
        self.task: Any = None
        self.poll: Any = None
        self.intake: Any = None

    async def note_gap(self, since):
        self.gaps.append(since)

    def start(self, calls=None):
        sender = TelegramSender(self.bot)
        self.intake = Intake(
            self.runner,
            sender,
            self.store,
            lambda: self.now,
            group_text=lambda: "Write to me in private.",
            cards=nobodys_card,
        )
        gap = GapWatch(self.store, lambda: self.now, self.note_gap, passed=lambda: self.now)
        self.poll = TelegramPoll(calls or TelegramApi(self.bot), self.intake, gap, poll_seconds=5)
        self.task = asyncio.create_task(self.poll.run())

    async def stop(self):
        if self.task:
            self.poll.stop()
            with contextlib.suppress(PollingStopped):
                await self.task
            await self.intake.close()
            self.task = None

    async def kill(self):
        """End in the middle of everything; what is not committed is forgotten."""
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task
        self.task = None
        self.runner.gates.clear()

    async def until(self, condition):
        await until(condition)


@pytest_asyncio.fixture
async def edge(bot, telegram):
    edge = Edge(bot, telegram)
    yield edge
    await edge.stop()


async def test_what_people_say_reaches_the_runner_and_is_acknowledged(edge, telegram):
    edge.start()
    ids = [telegram.user(7001).says("one"), telegram.user(7001).says("two")]
    await edge.until(lambda: telegram.queue.acknowledged == ids)

    assert edge.runner.texts == ["one", "two"]


async def test_the_webhook_is_ended_and_nothing_is_dropped(edge, telegram):
    await telegram.queue.set_hook("http://127.0.0.1:9/none", "s", 1)
    telegram.user(7001).says("kept")
    edge.start()
    await edge.until(lambda: edge.runner.texts == ["kept"])

    method, parameters = next(call for call in telegram.log if call[0] == "deletewebhook")
    assert (method, parameters) == ("deletewebhook", {"drop_pending_updates": False})


async def test_the_first_call_has_no_offset_and_asks_for_all_we_read(edge, telegram):
    edge.start()
    await edge.until(lambda: telegram.polls)

    assert "offset" not in telegram.polls[0]
    assert sorted(telegram.polls[0]["allowed_updates"]) == [
        "callback_query",
        "edited_message",
        "inline_query",
        "message",
        "my_chat_member",
    ]


async def test_nothing_is_acknowledged_before_all_of_it_is_committed(edge, telegram):
    edge.runner.gates["7002"] = gate = asyncio.Event()
    for user in (7001, 7002):
        telegram.user(user).says("x")
    edge.start()
    await edge.until(lambda: edge.runner.received)
    await asyncio.sleep(0.1)
    assert telegram.queue.acknowledged == []
    assert len(telegram.polls) == 1

    gate.set()
    await edge.until(lambda: len(telegram.queue.acknowledged) == 2)


async def test_after_a_kill_everything_not_acknowledged_comes_again_and_is_done_once(edge, telegram):
    for user in range(7001, 7011):
        telegram.user(user).says("x")
    edge.runner.gates["7005"] = asyncio.Event()
    edge.start()
    await edge.until(lambda: len(edge.runner.received) == 9)
    await edge.kill()
    assert telegram.queue.acknowledged == []

    edge.start()
    await edge.until(lambda: len(telegram.queue.acknowledged) == 10)
    assert len(edge.runner.received) == 10


async def test_what_comes_first_after_a_start_is_in_doubt_and_later_updates_are_not(edge, telegram):
    first = telegram.user(7001).says("first")
    edge.start()
    await edge.until(lambda: first in telegram.queue.acknowledged)
    await edge.until(lambda: len(telegram.polls) > 1)
    later = [telegram.user(7001).says(str(number)) for number in range(120)][-1]
    await edge.until(lambda: later in telegram.queue.acknowledged)

    assert edge.runner.in_doubt[f"tg:{first}"] == 1
    assert edge.runner.in_doubt[f"tg:{later}"] == 0


async def test_an_update_that_breaks_us_is_tried_again_in_doubt_and_blocks_nobody(edge, telegram):
    edge.start()
    bad = telegram.user(7001).says("breaks")
    after = telegram.user(7001).says("after")
    other = telegram.user(7002).says("other")
    edge.runner.breaks_on[f"tg:{bad}"] = 2
    await edge.until(lambda: len(telegram.queue.acknowledged) == 3)

    assert edge.runner.keys.index(f"tg:{other}") == 0
    assert edge.runner.keys[1:] == [f"tg:{bad}", f"tg:{after}"]
    assert edge.runner.tries[f"tg:{bad}"] == 3
    assert edge.runner.in_doubt[f"tg:{bad}"] >= 2


async def test_different_people_are_served_side_by_side_and_one_person_in_order(edge, telegram):
    for number in range(5):
        for user in range(7001, 7006):
            telegram.user(user).says(str(number))
    edge.start()
    await edge.until(lambda: len(edge.runner.received) == 25)

    assert edge.runner.most_at_once == 5
    for user in range(7001, 7006):
        mine = [one.body.text for one in edge.runner.received if one.address.chat == str(user)]
        assert mine == ["0", "1", "2", "3", "4"]


async def test_update_ids_that_start_anew_lower_are_not_lost(edge, telegram):
    edge.start()
    telegram.user(7001).says("before")
    await edge.until(lambda: edge.runner.texts == ["before"])
    edge.telegram.queue._arrived.set()
    await edge.stop()
    telegram.queue.next_id = 17
    edge.poll = None
    edge.start()
    await edge.until(lambda: len(telegram.polls) > 2)
    telegram.user(7001).says("after an idle week")

    await edge.until(lambda: "after an idle week" in edge.runner.texts)


async def test_the_offset_is_let_go_once_nothing_is_left(edge, telegram):
    edge.start()
    edge.poll._poll_seconds = 0
    telegram.user(7001).says("before")
    await edge.until(lambda: telegram.queue.acknowledged)
    await edge.until(lambda: "offset" not in telegram.polls[-1])
    telegram.queue.next_id = 17
    telegram.user(7001).says("after an idle week")

    await edge.until(lambda: edge.runner.texts == ["before", "after an idle week"])


async def test_who_is_in_danger_does_not_wait_for_what_they_said_before(edge, telegram):
    ana = telegram.user(7001)
    for text in ("one", "two", "danger", "four"):
        ana.says(text)
    telegram.user(7002).says("x")
    edge.runner.gates["7001"] = gate = asyncio.Event()
    edge.start()
    await edge.until(lambda: edge.runner.ahead)
    assert edge.runner.texts in ([], ["x"])
    assert len(edge.runner.ahead) == 1

    gate.set()
    await edge.until(lambda: len(edge.runner.received) == 5)
    assert [text for text in edge.runner.texts if text != "x"] == ["one", "two", "danger", "four"]


async def test_a_tap_is_acknowledged_once_it_is_committed(edge, telegram):
    ana = telegram.user(7001)
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "a:yes"}]]}
    telegram.chats.open(7001)
    telegram.chats.send({"chat_id": 7001, "text": "?", "reply_markup": markup})
    edge.runner.gates["7001"] = gate = asyncio.Event()
    edge.start()
    ana.taps("Yes")
    await edge.until(lambda: edge.runner.at_once == 1)
    assert telegram.chats.taps[ana.tapped[0]].answers == 0

    gate.set()
    await edge.until(lambda: telegram.chats.taps[ana.tapped[0]].answers == 1)
    assert edge.runner.received[0].body == Tapped(data="a:yes", message=str(ana.messages[0].id))


async def test_a_slow_tap_answer_holds_nobody_up(edge, telegram):
    ana = telegram.user(7001)
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "a:yes"}]]}
    telegram.chats.open(7001)
    telegram.chats.send({"chat_id": 7001, "text": "?", "reply_markup": markup})
    telegram.fail("answerCallbackQuery", asyncio.Event())  # never
    edge.start()
    ana.taps("Yes")
    ana.says("next")

    await edge.until(lambda: len(edge.runner.received) == 2)
    assert telegram.chats.taps[ana.tapped[0]].answers == 0


@pytest.mark.parametrize(
    "fault", [DROP, LOSE_ANSWER, GATEWAY, 500, *(f"{PAGE}{status}" for status in (302, 401, 404))], ids=str
)
async def test_faults_on_the_way_lose_nothing(edge, telegram, fault):
    telegram.fail("getUpdates", fault, times=2)
    telegram.user(7001).says("kept")
    edge.start()

    await edge.until(lambda: len(telegram.queue.acknowledged) == 1)
    assert edge.runner.texts == ["kept"]


async def test_telegram_being_away_at_the_start_is_waited_for(edge, telegram):
    await telegram.stop()
    edge.start()
    await edge.until(lambda: edge.poll._faults)
    await telegram.start()
    telegram.user(7001).says("kept")

    await edge.until(lambda: edge.runner.texts == ["kept"])


async def test_two_bots_with_one_token_end_with_a_sentence(edge, telegram, monkeypatch):
    monkeypatch.setattr("outreach_bot.inbound.telegram_poll.CONFLICT_WAIT", 0.05)
    telegram.fail("getUpdates", 409, times=3)
    edge.start()

    with pytest.raises(PollingStopped, match="same token"):
        await asyncio.wait_for(edge.task, PATIENCE)


async def test_one_conflict_is_a_predecessor_that_just_ended(edge, telegram, monkeypatch):
    monkeypatch.setattr("outreach_bot.inbound.telegram_poll.CONFLICT_WAIT", 0.05)
    telegram.fail("getUpdates", 409, times=2)
    telegram.user(7001).says("kept")
    edge.start()

    await edge.until(lambda: edge.runner.texts == ["kept"])


async def test_a_wrong_token_ends_with_a_sentence_that_does_not_hold_it(edge, telegram):
    telegram.token = "9999:other"
    edge.start()

    with pytest.raises(PollingStopped, match="OUTREACH_TELEGRAM_TOKEN") as stopped:
        await asyncio.wait_for(edge.task, PATIENCE)
    assert "1234" not in str(stopped.value)


async def test_nothing_is_acknowledged_when_the_store_fails_and_each_update_is_read_once(
    edge, telegram, monkeypatch
):
    monkeypatch.setattr("outreach_bot.inbound.telegram_poll.HELP_ONLY_WAIT", 0.6)  # over the half second
    edge.store.broken = True
    edge.start()
    first = telegram.user(7001).says("one")
    await edge.until(lambda: edge.runner.tries[f"tg:{first}"] == 1)
    second = telegram.user(7002).says("two")
    await edge.until(lambda: edge.runner.tries[f"tg:{second}"] == 1)
    await edge.until(lambda: len(telegram.polls) > 3)

    assert telegram.queue.acknowledged == []
    assert edge.runner.tries[f"tg:{first}"] == 1


async def test_an_unreadable_update_is_handed_over_to_be_set_aside(edge, telegram):
    telegram.queue.add(7001, "message", {"chat": "nonsense"})
    telegram.user(7001).says("after")
    edge.start()

    await edge.until(lambda: len(telegram.queue.acknowledged) == 2)
    assert sorted(type(one.body).__name__ for one in edge.runner.received) == ["Garbled", "Said"]


DEEP = b"[" * 5000 + b"]" * 5000
ODD = {
    "half a character in a name": b'{"update_id":%d,"message":{"chat":{"id":7009},"from":{"id":7009,"first_name":"\\ud800"},"text":"odd"}}',
    "nesting of 5,000": b'{"update_id":%d,"message":{"chat":{"id":7009},"text":"odd","x":' + DEEP + b"}}",
    "a language that is null": b'{"update_id":%d,"message":{"chat":{"id":7009},"from":{"id":7009,"language_code":null},"text":"odd"}}',
}


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
async def test_an_odd_update_is_read_and_keeps_nobody_waiting(edge, telegram, odd):
    telegram.user(7001).says("before")
    telegram.queue.add(7009, "message", {}, odd % telegram.queue.next_id)
    telegram.user(7002).says("after")
    edge.start()

    await edge.until(lambda: len(telegram.queue.acknowledged) == 3)
    assert sorted(edge.runner.texts) == ["after", "before", "odd"]


async def test_an_update_without_an_id_is_done_once_and_goes_when_others_come(edge, telegram, monkeypatch):
    monkeypatch.setattr("outreach_bot.inbound.telegram_poll.NO_ID_WAIT", 0.6)  # over the half second
    body = b'{"message":{"chat":{"id":7009},"text":"without"}}'
    nameless = telegram.queue.add(7009, "message", {}, body)
    edge.start()
    await edge.until(lambda: len(telegram.polls) > 2)
    assert (edge.runner.texts, telegram.queue.acknowledged) == (["without"], [])

    last = telegram.user(7001).says("after")
    await edge.until(lambda: last in telegram.queue.acknowledged)
    assert edge.runner.texts == ["without", "after"]
    assert telegram.queue.acknowledged == [nameless, last]


async def test_who_is_brought_the_same_for_ever_does_not_ask_for_ever_without_a_pause(edge, telegram):
    telegram.queue.add(7009, "message", {}, b'{"update_id":3,"message":{"chat":{"id":7009},"text":"x"}}')
    edge.start()
    await edge.until(lambda: len(telegram.polls) >= 2)
    await asyncio.sleep(0.5)

    assert len(telegram.polls) <= 3
    last = [telegram.user(user).says("after") for user in (7001, 7002)][-1]
    await edge.until(lambda: last in telegram.queue.acknowledged)


async def test_a_kind_of_update_that_nobody_told_us_of_is_nothing_but_for_danger(edge, telegram):
    calm = b'{"update_id":%d,"poll_answer":{"user":{"id":7009},"text":"x"}}'
    danger = b'{"update_id":%d,"business_message":{"chat":{"id":7009},"text":"danger"}}'
    for raw in (calm, danger):
        telegram.queue.add(7009, "message", {}, raw % telegram.queue.next_id)
    edge.start()

    await edge.until(lambda: len(telegram.queue.acknowledged) == 2)
    assert [one.key for one in edge.runner.received] == [f"tg:{telegram.queue.acknowledged[1]}"]


class Breaks:
    """Answers getUpdates with what it is given, each once; then nothing."""

    def __init__(self, *bodies):
        self.bodies = list(bodies)
        self.offsets = []

    async def call(self, method, parameters=None, *, seconds=None):
        if method != "getUpdates":
            return Answer(200, b'{"ok":true,"result":true}')
        self.offsets.append(parameters.get("offset"))
        if not self.bodies:
            await asyncio.sleep(3600)
        return self.bodies.pop(0) if isinstance(self.bodies[0], Answer) else Answer(200, self.bodies.pop(0))


async def poll(edge, calls, monkeypatch):
    """Poll until all that there is was asked for."""
    monkeypatch.setattr("outreach_bot.inbound.telegram_poll.FIRST_WAIT", 0.001)
    edge.start(calls)
    await edge.until(lambda: not calls.bodies)
    await edge.until(lambda: calls.offsets[-1] is not None or len(calls.offsets) > 6)


WHOLE = b'{"update_id":5,"message":{"chat":{"id":7001},"text":"whole"}}'
HALF = b'{"update_id":6,"message":{"chat":{"id":7002},"text":"ha'


async def test_of_an_answer_that_breaks_off_what_is_whole_is_taken_and_the_rest_is_asked_for(
    edge, monkeypatch
):
    calls = Breaks(b'{"ok":true,"result":[' + WHOLE + b"," + HALF)
    await poll(edge, calls, monkeypatch)

    assert edge.runner.texts == ["whole"]
    assert calls.offsets[-1] == 6


async def test_an_update_that_always_breaks_off_is_set_aside_at_last(edge, monkeypatch):
    calls = Breaks(*[b'{"ok":true,"result":[' + HALF] * 3)
    await poll(edge, calls, monkeypatch)

    [received] = edge.runner.received
    assert (received.key, received.body) == ("tg:6", Garbled(raw=HALF.decode()))
    assert calls.offsets[-1] == 7


@pytest.mark.parametrize("wait", ["nonsense", "-5", "1e300", '"nan"', '"x"', "null", "[]", "{}", "true"])
async def test_a_wait_that_is_no_number_stops_nothing(edge, monkeypatch, wait):
    rests = []

    async def rest(_poll, seconds):
        rests.append(seconds)

    monkeypatch.setattr(TelegramPoll, "_rest", rest)
    refused = Answer(429, b'{"ok":false,"parameters":{"retry_after":' + wait.encode() + b"}}")
    await poll(edge, Breaks(refused, b'{"ok":true,"result":[' + WHOLE + b"]}"), monkeypatch)

    assert edge.runner.texts == ["whole"]
    assert all(1.0 <= seconds <= 3600.0 for seconds in rests)


async def test_stopping_ends_the_waiting_call_at_once(edge, telegram):
    edge.start()
    await edge.until(lambda: telegram.polls)
    edge.poll.stop()

    await asyncio.wait_for(edge.task, PATIENCE)


async def test_stopping_finishes_what_is_being_handled(edge, telegram):
    edge.runner.gates["7001"] = gate = asyncio.Event()
    telegram.user(7001).says("x")
    edge.start()
    await edge.until(lambda: edge.runner.at_once == 1)
    edge.poll.stop()
    gate.set()
    await edge.task

    assert edge.runner.texts == ["x"]


async def test_a_gap_of_over_two_minutes_is_reported_once_the_batch_is_done(edge, telegram):
    edge.start()
    telegram.user(7001).says("before")
    await edge.until(lambda: len(edge.runner.received) == 1)
    await edge.until(lambda: len(telegram.polls) == 2)
    edge.now += 121
    telegram.user(7001).says("after")
    await edge.until(lambda: edge.gaps)

    assert edge.gaps == [5000.0]
    assert edge.runner.texts == ["before", "after"]


async def test_a_short_gap_is_not_reported(edge, telegram):
    edge.start()
    telegram.user(7001).says("before")
    await edge.until(lambda: len(telegram.polls) == 2)
    edge.now += 119
    telegram.user(7001).says("after")
    await edge.until(lambda: len(telegram.polls) == 3)

    assert edge.gaps == []


async def test_a_gap_across_a_restart_is_reported(edge, telegram):
    body = {"at": 4000.0}
    await edge.store.commit(Commit(at=0.0, writes=[Put(table="meta", id="telegram-seen", body=body)]))
    telegram.user(7001).says("x")
    edge.start()
    await edge.until(lambda: edge.gaps)

    assert edge.gaps == [4000.0]


async def test_a_group_is_answered_once_with_the_private_link(edge, telegram):
    group = {"id": -100123, "type": "supergroup", "title": "G"}
    sender = {"id": 7001, "is_bot": False, "first_name": "A"}
    telegram.chats.open(-100123)
    edge.start()
    bodies = [
        {"message_id": 1, "date": 1, "chat": group, "from": sender, "text": text}
        for text in ("/start@neutral_test_bot", "I would like to join", "/help")
    ]
    last = [telegram.queue.add(7001, "message", body) for body in bodies][-1]
    await edge.until(lambda: last in telegram.queue.acknowledged)
    await edge.until(lambda: telegram.chats.open(-100123).said)
    await edge.stop()

    assert telegram.chats.open(-100123).said == ["Write to me in private."]
    assert edge.runner.received == []
