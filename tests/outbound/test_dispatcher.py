"""What is owed is sent, in order, and settled; whatever the world does."""

import asyncio
import itertools

import msgspec
import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from outreach_bot.dialogue.effects import FlyerWish, Priority
from outreach_bot.dialogue.inputs import Address, Channel
from outreach_bot.outbound.base import CannotMake, File, Message, Moved, NotSent, Owed, Refused, Sent, Unknown
from outreach_bot.outbound.dispatcher import Dispatcher
from outreach_bot.outbound.pacing import CHAT_GAP
from outreach_bot.outbound.telegram_sender import telegram_address
from outreach_bot.store.base import Commit, Drop, Put
from tests.helpers.loop_time import LoopTime
from tests.helpers.memory_store import MemoryStore
from tests.helpers.patience import until

pytestmark = pytest.mark.asyncio
WEB = Address(channel=Channel.WEB, chat="w")


class FakeSender:
    """Keeps what it was asked to send; answers as told, else Sent."""

    def __init__(self):
        self.tried = []
        self.messages = []
        self.sent = []
        self.outcomes = {}
        self.gate = None
        self.answering = True
        self.asked = 0
        self.at_once = 0
        self.most_at_once = 0

    async def send(self, owed):
        self.tried.append(owed.key)
        self.messages.append(owed)
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if self.gate:
            await self.gate.wait()
        else:
            await asyncio.sleep(0)
        self.at_once -= 1
        planned = self.outcomes.get(owed.key)
        outcome = planned.pop(0) if planned else Sent("1")
        if isinstance(outcome, Exception):
            raise outcome
        if isinstance(outcome, Sent):
            self.sent.append(owed.key)
        return outcome

    async def acknowledge_tap(self, tap):
        pass

    async def answers(self):
        self.asked += 1
        if isinstance(self.answering, Exception):
            raise self.answering
        return self.answering


class Post:
    """A dispatcher with its store, sender and clocks."""

    def __init__(self):
        self.now = 1000.0
        self.dawn = 0.0
        """Until then it is night."""
        self.passed = LoopTime()
        self.store = MemoryStore()
        self.sender = FakeSender()
        self.gone = []
        self.moved = []
        self.numbers = itertools.count()
        self.tasks = []
        self.dispatcher = self.fresh()

    def fresh(self):
        return Dispatcher(
            self.store,
            {Channel.TELEGRAM: self.sender, Channel.WEB: self.sender},
            lambda: self.now,
            on_gone=self.note_gone,
            on_moved=self.note_moved,
            make=self.press,
            by_day=lambda at: max(at, self.dawn),
        )

    async def press(self, message):
        """Make a flyer, or say why not."""
        if message.text == "expired":
            raise CannotMake("it has expired")
        return msgspec.structs.replace(message, file=msgspec.structs.replace(message.file, content=b"made"))

    async def note_gone(self, address):
        self.gone.append(address.chat)

    async def note_moved(self, address, to):
        self.moved.append((address.chat, to))

    def row(self, key, chat="1", **more):
        """One message that is owed, with its row."""
        told = {
            "key": key,
            "person": f"p{chat}",
            "address": telegram_address(chat),
            "message": Message(text="x"),
        }
        owed = Owed(**{**told, "due": self.now, **more})
        return owed, Put(table="owed", id=key, body=msgspec.to_builtins(owed), due=owed.due)

    async def owe(self, key, chat="1", **more):
        owed, row = self.row(key, chat, **more)
        await self.store.commit(Commit(at=self.now, writes=[row]))
        return owed

    async def offer(self, *keys, chat="1", **more):
        self.dispatcher.offer([await self.owe(key, chat, **more) for key in keys])

    async def run_in(self):
        """As many messages have gone as it takes until as many go at once as ever do."""
        for number in range(64):
            await self.offer(f"before {number}", chat=f"before {number}")
        await self.quiet()
        self.sender.tried.clear()
        self.sender.sent.clear()

    def offer_unwritten(self, key, chat):
        """Hand over a message whose row is there, though nothing more can be written."""
        owed, row = self.row(key, chat)
        self.store.keep(row)
        self.dispatcher.offer([owed])

    def run(self):
        self.tasks.append(asyncio.create_task(self.dispatcher.run()))

    async def restart(self):
        """As after a kill: what was in memory is gone."""
        await self.stop()
        self.dispatcher = self.fresh()
        self.run()

    async def kill(self):
        """As kill -9 does: nothing is finished, nothing is told; then start anew."""
        self.dispatcher._stopping = True  # who is dead starts nothing
        for task in (*self.tasks, *self.dispatcher._tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, *self.dispatcher._tasks, return_exceptions=True)
        self.tasks = []
        self.dispatcher = self.fresh()
        self.run()

    async def stop(self):
        await self.dispatcher.stop()
        for task in self.tasks:
            await task
        self.tasks = []

    async def trying(self, many):
        """Until so many have been handed to the sender, and nothing else is on its way there."""
        await until(lambda: len(self.sender.tried) >= many)
        for _ in range(20):
            await asyncio.sleep(0)

    async def trying_of(self, sender, many):
        """The same of another sender."""
        await until(lambda: len(sender.tried) >= many)

    async def quiet(self):
        """Until nothing is being sent."""
        for _ in range(3):
            await asyncio.sleep(0.01)
            while self.dispatcher.busy:
                await asyncio.sleep(0.005)

    async def passed_in_flight(self, seconds):
        """Let time pass while messages are on their way."""
        self.passed.skip(seconds)
        self.dispatcher._changed.set()
        await asyncio.sleep(0.05)

    async def until(self, seconds):
        """Let time pass on both clocks, and let what became due happen."""
        self.now += seconds
        self.passed.skip(seconds)
        self.dispatcher._changed.set()
        await self.quiet()

    async def owed(self):
        return [row.id for row in await self.store.rows("owed")]

    async def settled(self):
        return {row.id: row.body["state"] for row in await self.store.rows("settled")}

    async def tries(self, key):
        """How many tries of a message are written down as in doubt."""
        row = await self.store.get("owed", key)
        return row.body.get("tries", 0) if row else None


@pytest_asyncio.fixture
async def post():
    post = Post()
    post.run()
    yield post
    await post.stop()


async def test_a_reply_is_sent_and_taken_off_without_a_trace(post):
    await post.offer("a")
    await post.quiet()

    assert post.sender.sent == ["a"]
    assert await post.owed() == []
    assert await post.settled() == {}


async def test_a_reminder_leaves_a_line_in_the_ledger(post):
    await post.offer("a", priority=Priority.REMINDER, kind="remind_day", about="s1")
    await post.quiet()

    row = (await post.store.rows("settled"))[0]
    assert row.body == {
        "key": "a",
        "person": "p1",
        "kind": "remind_day",
        "state": "sent",
        "at": 1000.0,
        "about": "s1",
    }


async def test_one_chat_is_served_in_order_one_at_a_time(post):
    await post.offer(*"abcde")
    await post.quiet()

    assert post.sender.sent == list("abcde")
    assert post.sender.most_at_once == 1


async def test_chats_are_served_side_by_side(post):
    post.sender.gate = asyncio.Event()
    for chat in "12345":
        await post.offer(f"to {chat}", chat=chat)
    await post.trying(5)

    assert post.sender.at_once == 5
    post.sender.gate.set()
    await post.quiet()


async def test_only_so_many_are_sent_at_once(post):
    await post.run_in()
    post.sender.gate = asyncio.Event()
    for chat in range(1, 200):
        await post.offer(f"to {chat}", chat=str(chat))
    await post.trying(64)

    assert post.sender.at_once == 64
    post.sender.gate.set()
    await post.quiet()
    assert len(post.sender.sent) == 199


async def test_after_a_start_few_go_at_once_and_those_in_doubt_after_the_others(post):
    """A bot that is killed again and again doubts few messages each time, and not the same ones."""
    post.sender.gate = asyncio.Event()
    for chat in range(1, 30):
        await post.offer(f"to {chat}", chat=str(chat))
    await post.trying(16)
    assert post.sender.at_once == 16

    await post.kill()
    await post.trying(32)
    assert sorted(post.sender.tried[16:29]) == sorted(f"to {chat}" for chat in range(17, 30))
    post.sender.gate.set()
    await post.quiet()

    assert len(set(post.sender.sent)) == 29
    assert await post.owed() == []


async def test_the_next_goes_only_when_the_last_is_settled(post):
    settling = asyncio.Event()
    commit = post.store.commit

    async def slow(one):
        if any(isinstance(write, Drop) for write in one.writes):
            await settling.wait()
        return await commit(one)

    post.store.commit = slow
    await post.offer("a", "b")
    await post.trying(1)

    assert post.sender.tried == ["a"]
    settling.set()
    await post.quiet()
    assert post.sender.tried == ["a", "b"]


async def test_help_goes_before_replies_before_reminders_before_waves(post):
    await post.run_in()
    post.sender.gate = asyncio.Event()
    for chat in range(1, 65):
        await post.offer(f"busy {chat}", chat=str(chat))
    for priority in (Priority.WAVE, Priority.REMINDER, Priority.REPLY, Priority.HELP):
        await post.offer(priority.name, chat=f"7{priority.value}", priority=priority)
    await post.trying(64)
    post.sender.gate.set()
    await post.quiet()
    await post.until(10)

    assert post.sender.tried[64:] == ["HELP", "REPLY", "REMINDER", "WAVE"]


async def test_a_reply_overtakes_a_wave_held_back_in_the_same_chat(post):
    await post.offer("first", chat="7")
    await post.quiet()
    await post.offer("wave", chat="7", priority=Priority.WAVE)
    await post.quiet()
    await post.offer("reply", chat="7")
    await post.quiet()

    assert post.sender.sent == ["first", "reply"]
    await post.until(1.1)
    assert post.sender.sent == ["first", "reply", "wave"]


async def test_many_waves_are_spread_and_replies_pass_them(post):
    for chat in range(100, 400):  # they take ten seconds
        await post.offer(f"wave {chat}", chat=str(chat), priority=Priority.WAVE)
    await post.quiet()
    await post.offer("reply", chat="1")
    await post.quiet()

    await until(lambda: "reply" in post.sender.sent)
    assert len(post.sender.sent) < 300
    for _ in range(200):
        await post.until(0.2)
    assert len(post.sender.sent) == 301


async def test_a_message_for_later_waits_for_its_time(post):
    await post.offer("later", due=1060.0)
    await post.quiet()
    assert post.sender.tried == []

    await post.until(61)
    assert post.sender.sent == ["later"]


async def test_a_message_past_its_time_is_missed(post):
    await post.offer("late", priority=Priority.REMINDER, due=1060.0, not_after=1100.0)
    await post.until(200)

    assert post.sender.tried == []
    assert await post.settled() == {"late": "missed"}


async def test_a_reminder_held_up_into_the_night_goes_by_day(post):
    post.sender.outcomes["reminder"] = [NotSent(30.0)]
    await post.offer("reminder", priority=Priority.REMINDER, not_after=9000.0)
    await post.quiet()
    post.dawn = post.now + 600
    await post.until(60)
    await post.offer("reply", "help", priority=Priority.REPLY)
    await post.quiet()
    assert (post.sender.sent, await post.owed()) == (["reply", "help"], ["reminder"])

    await post.until(541)
    assert (post.sender.sent, await post.owed()) == (["reply", "help", "reminder"], [])


async def test_a_reminder_found_at_night_after_a_start_goes_by_day(post):
    await post.owe("reminder", priority=Priority.REMINDER)
    post.dawn = post.now + 600
    await post.restart()
    await post.quiet()
    assert post.sender.tried == []

    await post.until(601)
    assert post.sender.sent == ["reminder"]


async def test_a_reminder_that_the_day_is_too_late_for_is_missed(post):
    post.dawn = post.now + 600
    await post.offer("reminder", priority=Priority.REMINDER, not_after=post.now + 300)
    await post.until(601)

    assert post.sender.tried == []
    assert await post.settled() == {"reminder": "missed"}


async def test_a_reminder_that_waits_for_the_day_and_is_taken_back_never_goes(post):
    post.dawn = post.now + 600
    await post.offer("reminder", priority=Priority.REMINDER)
    await post.until(10)
    await post.store.commit(Commit(at=post.now, writes=[Drop(table="owed", id="reminder")]))
    await post.until(601)

    assert post.sender.tried == []


async def test_what_did_not_go_is_tried_again(post):
    post.sender.outcomes["a"] = [NotSent(0.5), NotSent(0.5)]
    await post.offer("a", "b")
    await post.quiet()
    assert post.sender.tried == ["a"]

    await post.until(0.6)
    await post.until(1.1)
    assert post.sender.sent == ["a", "b"]
    assert await post.owed() == []


async def test_while_nothing_goes_through_the_tries_become_fewer(post):
    post.sender.outcomes["a"] = [NotSent(0.5) for _ in range(50)]
    await post.offer("a")
    for _ in range(60):
        await post.until(5)

    assert 10 < len(post.sender.tried) < 20


async def test_a_wait_that_telegram_asks_for_is_kept(post):
    post.sender.outcomes["a"] = [NotSent(7.0, throttled=True)]
    await post.offer("a")
    await post.quiet()
    await post.until(6.5)
    assert post.sender.tried == ["a"]

    await post.until(1)
    assert post.sender.sent == ["a"]


async def test_two_chats_told_to_wait_hold_the_others_too(post):
    for chat in "12":
        post.sender.outcomes[f"to {chat}"] = [NotSent(7.0, throttled=True)]
        await post.offer(f"to {chat}", chat=chat)
        await post.quiet()
    await post.offer("to 3", chat="3")
    await post.quiet()
    assert post.sender.sent == []

    await post.until(8)
    assert sorted(post.sender.sent) == ["to 1", "to 2", "to 3"]


async def test_a_closed_chat_gets_nothing_more_and_is_reported(post):
    post.sender.outcomes["a"] = [Refused("403", gone=True)]
    await post.offer("a", "b")
    await post.offer("next week", due=9000.0)
    await post.offer("other", chat="2")
    await post.quiet()
    await post.until(9000)

    assert post.sender.tried == ["a", "other"]
    assert await post.settled() == {"a": "refused", "b": "refused", "next week": "refused"}
    assert post.gone == ["1"]


@pytest.mark.parametrize("once", [True, False], ids=["a wave", "a reply"])
async def test_a_message_follows_a_chat_to_its_new_id_once(post, once):
    post.sender.outcomes["a"] = [Moved("-100777"), NotSent(5.0)]
    await post.offer("a", chat="-7", priority=Priority.WAVE, repeat_unknown=not once)
    await post.quiet()
    await post.until(2)

    (waiting,) = await post.store.rows("owed")
    assert (waiting.body["address"]["chat"], waiting.body.get("tries", 0)) == ("-100777", 0)
    await post.until(6)
    assert [owed.address.chat for owed in post.sender.messages] == ["-7", "-100777", "-100777"]
    assert await post.settled() == {"a": "sent"}
    assert post.moved == [("-7", "-100777")]


async def test_a_message_that_was_taken_back_while_its_chat_moved_goes_nowhere(post):
    post.sender.outcomes["a"] = [Moved("-100777")]
    post.sender.gate = asyncio.Event()
    await post.offer("a", chat="-7")
    await post.trying(1)
    await post.store.commit(Commit(at=post.now, writes=[Drop(table="owed", id="a")]))
    post.sender.gate.set()
    await post.quiet()
    await post.until(2)

    assert post.sender.tried == ["a"]
    assert post.moved == [("-7", "-100777")]


async def test_a_refused_message_does_not_stop_the_next(post):
    post.sender.outcomes["a"] = [Refused("400")]
    await post.offer("a", "b")
    await post.quiet()

    assert post.sender.sent == ["b"]
    assert await post.settled() == {"a": "failed"}


@pytest.mark.parametrize("priority", [Priority.REPLY, Priority.REMINDER])
async def test_a_message_of_unknown_fate_goes_once_more_then_is_listed(post, priority):
    post.sender.outcomes["a"] = [Unknown("x"), Unknown("x"), Sent()]
    await post.offer("a", priority=priority)
    await post.quiet()
    for _ in range(5):
        await post.until(2)

    assert post.sender.tried == ["a", "a"]
    assert await post.settled() == {"a": "unknown"}


async def test_help_of_unknown_fate_goes_again_and_again_each_time_later(post):
    """Gateway pages of Telegram say nothing: help that was given up after two of them was seen by nobody."""
    post.sender.outcomes["a"] = [Unknown("x")] * 15
    await post.offer("a", priority=Priority.HELP)
    tried: list[int] = []
    for second in range(0, 600, 5):
        await post.until(5)
        tried += [second] * (len(post.sender.tried) - len(tried))

    assert post.sender.sent == ["a"]
    assert len(tried) == 16
    waits = [later - sooner for sooner, later in itertools.pairwise(tried)]
    assert waits == sorted(waits)
    assert waits[-1] <= 35
    assert post.sender.asked  # somebody does answer: it is only this that finds no end


async def test_help_that_never_comes_to_an_end_is_listed_at_last(post):
    post.sender.outcomes["a"] = [Unknown("x")] * 20
    await post.offer("a", priority=Priority.HELP)
    for _ in range(120):
        await post.until(5)

    assert post.sender.tried == ["a"] * 16
    assert await post.settled() == {"a": "unknown"}


async def fall_silent(post, *keys):
    """Nobody answers any more, and each of these finds out."""
    post.sender.answering = False
    for chat, key in enumerate(keys, 1):
        post.sender.outcomes[key] = [Unknown("x")]
        await post.offer(key, chat=str(chat))
    await post.quiet()


async def test_while_nobody_answers_nothing_is_tried_into_the_silence_and_given_up(post):
    """Two days of silence: each try may have arrived, so after a few the message would be thrown away."""
    with capture_logs() as log:
        await fall_silent(post, "a", "b", "c")
        for number in range(20):
            await post.offer(f"later-{number}", chat=str(number), priority=Priority.REMINDER)
        for _ in range(48):
            await post.until(3600)

        assert post.sender.tried == ["a", "b", "c"]
        assert await post.settled() == {}
        post.sender.answering = True
        for _ in range(45):
            await post.until(1)

    assert sorted(post.sender.sent) == sorted(["a", "b", "c", *(f"later-{number}" for number in range(20))])
    assert await post.settled() == {f"later-{number}": "sent" for number in range(20)}
    assert [line["event"].split(":")[0] for line in log] == ["nobody answers", "somebody answers again"]
    assert {line["channel"] for line in log} == {"telegram"}


async def test_help_outlives_a_silence_and_goes_within_half_a_minute_of_its_end(post):
    post.sender.answering = False
    post.sender.outcomes["a"] = [Unknown("x")]
    await post.offer("a", priority=Priority.HELP)
    for _ in range(48):
        await post.until(3600)
    assert post.sender.tried == ["a"]

    post.sender.answering = True
    for _ in range(32):
        await post.until(1)
    assert post.sender.sent == ["a"]


async def test_help_that_was_never_tried_goes_into_a_silence_too(post):
    await fall_silent(post, "a", "b", "c")
    await post.offer("help", chat="9", priority=Priority.HELP)
    await post.quiet()

    assert post.sender.sent == ["help"]
    await post.until(2)
    assert sorted(post.sender.sent) == ["a", "b", "c", "help"]  # that it went is an answer


async def test_a_lone_message_is_not_given_up_for_a_silence(post):
    """In a quiet hour nobody else finds out that nobody answers."""
    await fall_silent(post, "a")
    for _ in range(5):
        await post.until(20)
    assert post.sender.tried == ["a"]
    post.sender.answering = True
    await post.until(31)

    assert post.sender.sent == ["a"]


async def test_a_connection_refused_is_no_answer(post):
    """Some connections are refused, others taken without an answer, as by a gateway that starts again and again."""
    await fall_silent(post, "a", "b", "c")
    post.sender.outcomes["help"] = [NotSent(0.5)] * 2
    assert not await post.dispatcher.send_help(telegram_address("9"), Message(text="h"))
    await post.until(2)

    assert post.sender.tried == ["a", "b", "c", "help", "help"]
    assert await post.settled() == {}


async def test_a_silence_outlives_a_start(post):
    post.sender.answering = False
    post.sender.gate = asyncio.Event()
    for chat in range(1, 13):
        post.sender.outcomes[f"m{chat}"] = [Unknown("x")]
        await post.offer(f"m{chat}", chat=str(chat))
    await post.trying(12)
    post.sender.gate.set()
    await post.until(5)
    await post.restart()
    await post.until(60)

    assert len(post.sender.tried) == 12
    assert await post.settled() == {}
    post.sender.answering = True
    await post.until(31)
    assert len(post.sender.sent) == 12


async def test_help_that_was_never_tried_waits_for_no_help_that_was(post):
    post.sender.answering = False
    post.sender.outcomes["tried"] = [Unknown("x")]
    await post.offer("tried", priority=Priority.HELP)
    await post.quiet()
    await post.until(5)
    await post.offer("new", priority=Priority.HELP)
    await post.quiet()

    assert post.sender.tried[:2] == ["tried", "new"]


async def test_who_is_stopped_with_messages_on_their_way_asks_no_more(post):
    post.sender.answering = False
    post.sender.gate = asyncio.Event()
    for chat, key in enumerate("abc", 1):
        post.sender.outcomes[key] = [Unknown("x")]
        await post.offer(key, chat=str(chat))
    await post.trying(3)
    stopping = asyncio.create_task(post.stop())
    await asyncio.sleep(0.01)
    post.sender.gate.set()
    await stopping
    asked = post.sender.asked
    await post.until(100)

    assert post.sender.asked == asked


@pytest.mark.parametrize("priority", [Priority.HELP, Priority.REPLY])
async def test_telegrams_wait_holds_up_nothing_on_the_web(post, priority):
    for key, chat in (("a", "1"), ("b", "2")):
        post.sender.outcomes[key] = [NotSent(3600, throttled=True)]
        await post.offer(key, chat=chat)
    await post.quiet()
    await post.offer("c", chat="3", priority=priority)
    await post.offer("page", address=WEB, priority=priority)
    await post.until(600)

    assert post.sender.sent == ["page"]


@pytest.mark.parametrize(("slow", "address"), [(Channel.TELEGRAM, WEB), (Channel.WEB, None)])
async def test_what_is_on_its_way_on_one_channel_leaves_room_on_another(slow, address):
    post, deaf = Post(), FakeSender()
    deaf.gate = asyncio.Event()
    senders = {Channel.TELEGRAM: post.sender, Channel.WEB: post.sender, slow: deaf}
    post.dispatcher = Dispatcher(post.store, senders, lambda: post.now)
    post.run()
    for chat in range(64):
        await post.offer(f"slow{chat}", address=Address(channel=slow, chat=str(chat)))
    await post.trying_of(deaf, 16)
    await post.offer("quick", **({"address": address} if address else {}), priority=Priority.HELP)
    await until(lambda: post.sender.sent == ["quick"])
    deaf.gate.set()
    await post.stop()


async def test_a_message_refused_for_a_whole_night_is_taken_back_after_each_try(post):
    """A wait doubled a thousand times is no number any more."""
    post.sender.outcomes["a"] = [NotSent(0.5)] * 1100
    await post.offer("a", priority=Priority.REMINDER)
    await post.quiet()
    for number in range(2, 1027):
        post.now += 31
        post.passed.skip(31)
        post.dispatcher._changed.set()
        await post.trying(number)

    assert (await post.store.get("owed", "a")).body.get("tries", 0) == 0


async def test_one_letter_at_which_the_server_hangs_up_stops_no_other():
    post = Post()
    post.sender.outcomes["bad"] = [NotSent(60, throttled=True)] * 1000
    post.dispatcher = Dispatcher(post.store, {Channel.EMAIL: post.sender}, lambda: post.now)
    post.run()
    for number, key in enumerate(("bad", "good-1", "good-2")):
        to = Address(channel=Channel.EMAIL, chat=f"{number}@x.example")
        await post.offer(key, address=to, priority=Priority.WAVE, repeat_unknown=False)
    for _ in range(12):
        await post.until(61)
    await post.stop()

    assert sorted(post.sender.sent) == ["good-1", "good-2"]


async def test_what_is_owed_for_later_while_a_chat_closes_is_settled_too(post):
    post.sender.outcomes["a"] = [Refused("403", gone=True)]
    post.sender.outcomes["later"] = [Refused("403", gone=True)]
    commit = post.store.commit

    async def slow(one):
        if any(getattr(write, "body", {}).get("state") == "refused" for write in one.writes):
            post.store.commit = commit
            await post.offer("later", priority=Priority.REMINDER, due=post.now + 100)
        return await commit(one)

    post.store.commit = slow
    await post.offer("a")
    await post.quiet()
    await post.until(200)

    assert await post.settled() == {"a": "refused", "later": "refused"}


async def test_a_silence_on_one_channel_is_none_on_another(post):
    await fall_silent(post, "a", "b", "c")
    await post.offer("page", address=Address(channel=Channel.WEB, chat="w"))
    await post.quiet()

    assert post.sender.sent == ["page"]


async def test_a_fault_of_ours_in_asking_holds_nothing_back(post):
    await fall_silent(post, "a", "b", "c")
    post.sender.answering = KeyError("x")
    with capture_logs() as log:
        for _ in range(32):
            await post.until(1)

    assert sorted(post.sender.sent) == ["a", "b", "c"]
    assert {"event": "sending broke", "channel": "telegram", "fault": "KeyError", "log_level": "error"} in log


async def test_who_is_stopped_in_a_silence_asks_no_more(post):
    await fall_silent(post, "a", "b", "c")
    await post.dispatcher.stop()
    asked = post.sender.asked
    await post.until(100)

    assert post.sender.asked == asked


async def test_the_second_try_is_written_down_before_it_goes(post):
    post.sender.outcomes["a"] = [Unknown("x")]
    await post.offer("a")
    await post.quiet()

    assert post.sender.tried == ["a"]
    assert (await post.store.get("owed", "a")).body["tries"] == 1
    await post.until(2)
    assert post.sender.sent == ["a"]


async def test_an_edit_of_unknown_fate_may_be_tried_more_often(post):
    post.sender.outcomes["a"] = [Unknown("x", harmless=True)] * 4
    await post.offer("a", message=Message(text="x", edits="5"))
    for _ in range(6):
        await post.until(2)

    assert post.sender.sent == ["a"]


async def test_an_edit_that_became_a_message_of_its_own_goes_once_more_at_most(post):
    post.sender.outcomes["a"] = [Unknown("x")] * 4
    await post.offer("a", message=Message(text="x", edits="5"))
    for _ in range(6):
        await post.until(2)

    assert post.sender.tried == ["a", "a"]
    assert await post.settled() == {"a": "unknown"}


async def test_a_wave_of_unknown_fate_never_goes_again(post):
    post.sender.outcomes["a"] = [Unknown("x"), Sent()]
    await post.offer("a", priority=Priority.WAVE, repeat_unknown=False)
    for _ in range(5):
        await post.until(2)

    assert post.sender.tried == ["a"]
    assert await post.settled() == {"a": "unknown"}


async def test_a_wave_that_certainly_did_not_go_is_tried_again(post):
    post.sender.outcomes["a"] = [NotSent(0.5)]
    await post.offer("a", priority=Priority.WAVE, repeat_unknown=False)
    await post.quiet()
    assert (await post.store.get("owed", "a")).body.get("tries", 0) == 0

    await post.until(2)
    assert post.sender.sent == ["a"]


async def test_what_an_earlier_run_owed_is_sent_after_a_start(post):
    await post.owe("a")
    await post.owe("later", due=2000.0)
    await post.restart()
    await post.quiet()
    assert post.sender.sent == ["a"]

    await post.until(1100)
    assert post.sender.sent == ["a", "later"]


async def test_a_message_that_was_never_tried_is_owed_over_any_number_of_starts(post):
    post.dispatcher._senders = {}  # nobody to hand it to
    await post.offer("a")
    await post.quiet()
    for _ in range(10):
        await post.kill()
        post.dispatcher._senders = {}
        await post.quiet()
    assert (post.sender.tried, await post.tries("a")) == ([], 0)

    await post.kill()
    await post.quiet()
    assert post.sender.sent == ["a"]


@pytest.mark.parametrize(
    "refusal", [NotSent(5.0, throttled=True), NotSent(0.5)], ids=["429", "no connection"]
)
@pytest.mark.parametrize("priority", [Priority.REPLY, Priority.REMINDER, Priority.WAVE])
async def test_a_message_that_was_surely_refused_is_owed_over_any_number_of_starts(post, refusal, priority):
    post.sender.outcomes["a"] = [refusal] * 10
    await post.owe("a", priority=priority, repeat_unknown=priority < Priority.WAVE)
    for _ in range(10):
        await post.kill()
        await post.quiet()
    assert (len(post.sender.tried), await post.tries("a")) == (10, 0)

    await post.kill()
    await post.quiet()
    assert post.sender.sent == ["a"]


@pytest.mark.parametrize("priority", [Priority.REPLY, Priority.REMINDER])
async def test_that_a_try_begins_is_written_down_before_it_goes(post, priority):
    seen = []
    send = post.sender.send

    async def send_and_look(owed):
        seen.append(await post.tries(owed.key))
        return await send(owed)

    post.sender.send = send_and_look
    post.sender.outcomes["a"] = [NotSent(0.5), Sent()]
    await post.offer("a", priority=priority)
    await post.quiet()
    assert (seen, await post.tries("a")) == ([1], 0)

    await post.until(2)
    assert (seen, await post.owed()) == ([1, 1], [])


async def test_a_message_in_flight_when_we_die_goes_once_more_and_the_next_waits_for_it(post):
    post.sender.gate = asyncio.Event()
    await post.offer("a", "b")
    await post.trying(1)
    post.sender.gate = None
    await post.kill()
    await post.quiet()

    assert post.sender.tried == ["a", "a", "b"]
    assert await post.owed() == []


async def test_a_message_in_flight_each_time_we_die_is_given_up_said_and_counted(post):
    post.sender.gate = asyncio.Event()
    await post.offer("a", priority=Priority.REMINDER, kind="remind_day")
    with capture_logs() as lines:
        for tries in range(1, 7):
            assert await post.settled() == {}
            await post.trying(tries)
            await post.kill()
        await post.quiet()

    assert post.sender.tried == ["a"] * 6
    assert await post.settled() == {"a": "unknown"}
    assert [count for one in post.store.commits for count in one.counts] == [("given_up:unknown", 1)]
    (line,) = [line for line in lines if "given up" in line["event"]]
    assert {name: line[name] for name in ("key", "kind", "state")} == {
        "key": "a", "kind": "remind_day", "state": "unknown",
    }  # fmt: skip


async def test_what_a_page_may_have_shown_is_told_again_as_often_as_it_takes(post):
    post.sender.gate = asyncio.Event()
    await post.owe("a", address=Address(channel=Channel.WEB, chat="page"))
    for tries in range(1, 9):
        await post.kill()
        await post.trying(tries)
    assert (post.sender.tried, await post.tries("a")) == (["a"] * 8, 0)

    post.sender.gate.set()
    await post.quiet()
    assert await post.settled() == {}
    assert await post.owed() == []


async def test_a_wave_whose_first_parts_went_is_in_doubt_after_a_kill(post):
    post.sender.outcomes["a"] = [NotSent(60.0, partly=True)]
    await post.offer("a", priority=Priority.WAVE, repeat_unknown=False)
    await post.quiet()
    await post.kill()
    await post.quiet()

    assert post.sender.tried == ["a"]
    assert await post.settled() == {"a": "unknown"}


async def test_a_message_stuck_behind_its_first_parts_is_owed_over_any_number_of_starts(post):
    post.sender.outcomes["a"] = [NotSent(1.0, partly=True)] * 8
    await post.offer("a")
    for _ in range(8):
        await post.until(40)
    assert (len(post.sender.tried), await post.tries("a")) == (8, 1)

    await post.until(40)
    assert post.sender.sent == ["a"]


async def test_a_message_past_its_time_that_may_have_gone_is_not_called_missed(post):
    post.sender.outcomes["a"] = [Unknown("x")]
    await post.offer("a", priority=Priority.REMINDER, not_after=1030.0)
    await post.quiet()
    await post.until(60)

    assert post.sender.tried == ["a"]
    assert await post.settled() == {"a": "unknown"}


async def test_a_reply_taken_back_while_its_chat_waits_never_goes(post):
    post.sender.outcomes["a"] = [NotSent(5.0, throttled=True)]
    await post.offer("a", "b")
    await post.quiet()
    await post.store.commit(Commit(at=post.now, writes=[Drop(table="owed", id="a")]))
    await post.until(6)

    assert post.sender.tried == ["a", "b"]


async def test_a_row_written_anew_by_somebody_else_is_sent_as_it_is_now(post):
    post.sender.outcomes["a"] = [NotSent(5.0, throttled=True)]
    await post.offer("a")
    await post.quiet()
    await post.owe("a", message=Message(text="new"))
    await post.until(6)

    assert [owed.message.text for owed in post.sender.messages] == ["x", "new"]
    assert await post.owed() == []


async def test_an_answer_does_not_wait_for_a_clock_that_was_set_back_but_a_reminder_for_later_does(post):
    answer = await post.owe("answer", due=post.now, at_once=True)
    later = await post.owe("later", chat="2", due=post.now + 60, priority=Priority.REMINDER)
    post.now -= 7200.0
    post.dispatcher.offer([answer, later])
    await post.quiet()
    assert post.sender.sent == ["answer"]

    await post.owe("owed before", at_once=True, due=post.now + 3600)
    await post.kill()
    await post.quiet()
    assert post.sender.sent == ["answer", "owed before"]
    await post.until(7261)
    assert post.sender.sent == ["answer", "owed before", "later"]


async def test_a_pause_lasts_as_long_as_it_is_whatever_the_clock_is_set_to(post):
    post.sender.outcomes["a"] = [NotSent(7.0, throttled=True)]
    await post.offer("a")
    await post.quiet()
    post.now += 3 * 86_400.0
    post.dispatcher._changed.set()
    await post.quiet()
    assert post.sender.tried == ["a"]

    post.now -= 4 * 86_400.0
    await post.until(8)
    assert post.sender.sent == ["a"]


async def test_sending_goes_on_when_the_store_takes_writes_again(post):
    post.store.broken = True
    await post.restart()
    post.store.broken = False
    await post.offer("a")
    post.store.broken = True
    with capture_logs() as lines:
        await post.until(6)
        await post.until(6)
    assert post.sender.tried == []
    assert [line["event"].split(":")[0] for line in lines] == ["the store refuses writes"]

    post.store.broken = False
    await post.until(6)
    assert post.sender.sent == ["a"]


async def test_it_says_since_when_nothing_moves(post):
    await post.run_in()
    assert post.dispatcher.moved_at is not None
    post.sender.gate = asyncio.Event()
    for chat in range(64):
        await post.offer(f"to {chat}", chat=str(chat))
    await post.trying(64)
    moved = post.dispatcher.moved_at
    await post.passed_in_flight(90)

    assert post.dispatcher.moved_at == moved
    post.sender.gate.set()
    await post.quiet()
    assert post.dispatcher.moved_at >= moved + 90


async def test_a_wave_that_may_have_been_in_flight_is_listed_after_a_start(post):
    post.sender.gate = asyncio.Event()
    await post.offer("maybe gone", priority=Priority.WAVE, repeat_unknown=False)
    await post.trying(1)
    for task in post.dispatcher._tasks:
        task.cancel()
    post.sender.gate = None
    await post.owe("never tried", chat="2", priority=Priority.WAVE, repeat_unknown=False)
    await post.restart()
    await post.quiet()

    assert post.sender.sent == ["never tried"]
    assert await post.settled() == {"maybe gone": "unknown", "never tried": "sent"}


async def test_a_cancelled_reminder_is_not_sent(post):
    await post.offer("a", priority=Priority.REMINDER, due=1060.0)
    await post.store.commit(Commit(at=post.now, writes=[Drop(table="owed", id="a")]))
    await post.until(61)

    assert post.sender.tried == []
    assert await post.settled() == {}


async def test_who_is_erased_while_a_message_is_on_its_way_gets_no_line_in_the_ledger(post):
    post.sender.gate = asyncio.Event()
    await post.offer("a", priority=Priority.REMINDER)
    await post.trying(1)
    await post.store.commit(Commit(at=post.now, writes=[Drop(table="owed", id="a")]))
    post.sender.gate.set()
    await post.quiet()

    assert post.sender.sent == ["a"]
    assert await post.settled() == {}


async def test_what_is_offered_twice_is_sent_once(post):
    owed = await post.owe("a")
    post.dispatcher.offer([owed])
    post.dispatcher.offer([owed])
    await post.quiet()

    assert post.sender.sent == ["a"]


async def test_a_page_that_connects_again_need_not_wait(post):
    post.sender.outcomes["a"] = [NotSent(3600.0)]
    await post.offer("a")
    await post.quiet()
    post.dispatcher.wake(telegram_address("1"))
    await post.quiet()

    assert post.sender.sent == ["a"]


async def test_a_sender_that_breaks_does_not_stop_the_others(post):
    post.sender.outcomes["a"] = [RuntimeError("broken")]
    await post.offer("a", "b")
    await post.offer("c", chat="2")
    await post.quiet()
    await post.until(2)

    assert sorted(post.sender.sent) == ["a", "b", "c"]


async def test_nothing_more_is_sent_when_the_store_refuses_writes_but_help_is(post):
    post.sender.gate = asyncio.Event()
    await post.offer("a", "b")
    await post.trying(1)
    post.store.broken = True
    post.sender.gate.set()
    await post.quiet()
    for _ in range(3):
        await post.until(6)

    assert post.sender.tried == ["a"]
    assert await post.dispatcher.send_help(telegram_address("1"), Message(text="help"))


async def test_help_that_is_owed_goes_though_the_store_refuses_writes(post):
    """A storm of Telegram's put it off, and then the disk failed: it waited for a disk that nobody mends at night."""
    post.sender.outcomes["help"] = [NotSent(10.0, throttled=True)]
    await post.offer("help", priority=Priority.HELP)
    await post.offer("reply", chat="2")
    await post.offer("after", "after that", chat="1")
    await post.quiet()
    post.store.broken = True
    post.offer_unwritten("more", chat="2")
    for _ in range(15):
        await post.until(2)

    assert post.sender.tried == ["help", "reply", "help"]
    post.store.broken = False
    for _ in range(8):
        await post.until(2)
    assert sorted(post.sender.sent) == ["after", "after that", "help", "more", "reply"]


async def test_help_that_is_owed_goes_after_a_start_with_a_store_that_refuses_writes(post):
    await post.stop()
    await post.owe("wave", tries=1, repeat_unknown=False)
    await post.owe("help", priority=Priority.HELP)
    await post.owe("reply", chat="2")
    post.store.broken = True
    await post.restart()
    for _ in range(10):
        await post.until(2)

    assert post.sender.tried == ["help"]
    post.store.broken = False
    for _ in range(8):
        await post.until(2)
    assert sorted(post.sender.sent) == ["help", "reply"]
    assert (await post.settled())["wave"] == "unknown"


async def test_help_passes_every_queue(post):
    await post.run_in()
    post.sender.gate = asyncio.Event()
    for chat in range(1, 70):
        await post.offer(f"busy {chat}", chat=str(chat))
    await post.trying(64)
    helping = asyncio.create_task(post.dispatcher.send_help(telegram_address("1"), Message(text="help")))
    await post.trying(65)

    assert post.sender.tried[-1] == "help"
    post.sender.gate.set()
    assert await helping


async def test_help_that_could_not_be_sent_says_so(post):
    post.sender.outcomes["help"] = [NotSent(0.5), NotSent(0.5)]

    assert not await post.dispatcher.send_help(telegram_address("1"), Message(text="help"))


async def test_stopping_lets_what_is_on_its_way_finish_and_starts_nothing(post):
    post.sender.gate = asyncio.Event()
    await post.offer("a", "b")
    await post.trying(1)
    stopping = asyncio.create_task(post.dispatcher.stop())
    await until(lambda: post.dispatcher._stopping)
    post.sender.gate.set()
    await stopping

    assert post.sender.tried == ["a"]
    assert await post.owed() == ["b"]


FLYER = File(
    name="flyer.png", media_type="image/png", flyer=FlyerWish(form="card", language="en", code="K7MQ2XZB")
)


@pytest.mark.asyncio
async def test_a_flyer_is_made_when_it_is_sent_and_never_kept(post):
    post.sender.gate = asyncio.Event()
    await post.offer("a", message=Message(text="", file=FLYER))
    await post.trying(1)
    kept = (await post.store.rows("owed"))[0].body["message"]["file"]
    post.sender.gate.set()
    await post.quiet()

    assert "content" not in kept
    assert [owed.message.file.content for owed in post.sender.messages] == [b"made"]


@pytest.mark.asyncio
async def test_a_flyer_that_cannot_be_made_is_listed_and_holds_nothing_up(post):
    await post.offer("a", message=Message(text="expired", file=FLYER), priority=Priority.REMINDER)
    await post.offer("b")
    await post.quiet()

    assert post.sender.sent == ["b"]
    assert await post.settled() == {"a": "failed"}


async def test_whoever_moves_the_clock_by_hand_gets_what_is_due_sent_and_is_told_how_long_the_rest_is_held(
    post,
):
    wave = {"priority": Priority.WAVE}
    await post.offer("reminder", "another", **wave)
    await post.offer("tomorrow", chat="2", due=post.now + 86_400)

    await post.dispatcher.send_due()
    assert (post.sender.sent, await post.owed()) == (["reminder"], ["another", "tomorrow"])
    assert (post.dispatcher.held_until or 0.0) > asyncio.get_running_loop().time()

    post.passed.skip(CHAT_GAP)
    await post.dispatcher.send_due()
    assert post.sender.sent == ["reminder", "another"]
    assert post.dispatcher.held_until is None

    post.now += 86_400
    await post.dispatcher.send_due()
    assert (post.sender.sent[2:], await post.owed()) == (["tomorrow"], [])


async def test_help_of_somebody_who_is_erased_while_it_is_on_its_way_goes_once(post):
    post.sender.gate = asyncio.Event()
    await post.offer("help", priority=Priority.HELP)
    await post.trying(1)
    row = await post.store.get("owed", "help")
    body = {**row.body, "person": ""}
    await post.store.commit(
        Commit(at=post.now, writes=[Put(table="owed", id="help", body=body, due=row.due)])
    )
    post.sender.gate.set()
    await post.quiet()

    assert (await post.owed(), await post.settled()) == ([], {})
    await post.restart()
    await post.quiet()
    assert post.sender.sent == ["help"]


async def test_a_chat_that_is_owed_nothing_any_more_is_forgotten(post):
    for number, outcome in enumerate([Sent("1"), Refused("no"), Refused("gone", gone=True), NotSent(1.0)]):
        post.sender.outcomes[f"m{number}"] = [outcome, Refused("gone", gone=True)]
        await post.offer(f"m{number}", chat=f"{number}")
    for _ in range(4):
        await post.until(60)

    assert (await post.owed(), post.dispatcher._chats) == ([], {})


async def test_in_a_silence_nothing_goes_before_help_that_is_in_doubt(post):
    post.sender.answering = False
    post.sender.outcomes["help"] = [Unknown("x")]
    await post.offer("help", priority=Priority.HELP)
    await post.offer("reply")
    await post.quiet()
    await post.until(10)
    assert post.sender.tried == ["help"]

    post.sender.answering = True
    await post.until(60)
    assert post.sender.sent == ["help", "reply"]
