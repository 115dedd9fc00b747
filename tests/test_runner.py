"""One input in, one committed turn out: once, in order, whatever breaks in between."""

import asyncio
import datetime as dt
import hashlib
from pathlib import Path

import msgspec
import pytest
from structlog.testing import capture_logs

from outreach_bot import runner as running
from outreach_bot.dialogue import engine
from outreach_bot.dialogue.effects import Phrase
from outreach_bot.dialogue.inputs import (
    Channel,
    EraseAsked,
    HoldRefused,
    Input,
    Opened,
    Said,
    SignedIn,
    SignedOut,
    SignInLinkMade,
    Tapped,
    TimerFired,
    TimerName,
    To,
    WasAway,
)
from outreach_bot.dialogue.state import Consent
from outreach_bot.lock_view import LinkUsed
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind, Role
from outreach_bot.recruitment.sessions import Seat
from outreach_bot.runner import MAX_ATTEMPTS, CouldNotHandle
from outreach_bot.store.base import Commit, Put, StoreFailed
from tests.helpers.patience import until
from tests.helpers.people import NOW, session
from tests.helpers.real_runner import Bot, wording
from tests.helpers.stale_once import StaleOnce

POISON = "poison words"
CRISIS = "I want to die"
SESSION = session("s1", hospital="h1")
CONTACT = Consent(id="consent_contact_v1", agreed=True, at=NOW, channel="telegram", words="00")


class Refusing:
    """A store whose disk refuses every write."""

    def __init__(self, store):
        self._store = store

    def __getattr__(self, name):
        return getattr(self._store, name)

    async def commit(self, commit):
        raise StoreFailed("the disk is full")


class Unreadable(Refusing):
    """A store that cannot even be read."""

    async def get(self, table, row_id):
        raise StoreFailed("the disk is gone")

    async def seen(self, key):
        raise StoreFailed("the disk is gone")


@pytest.fixture(autouse=True)
def logged():
    """What is logged; the traceback of a fault would list whole campaigns."""
    with capture_logs() as lines:
        yield lines


@pytest.fixture
def poisoned(monkeypatch):
    """Whoever says the poison words breaks the dialogue."""

    def step(view, received, *, now):
        if isinstance(received.body, Said | HoldRefused) and POISON in str(received.body):
            raise KeyError("a fault of ours")
        return engine.step(view, received, now=now)

    monkeypatch.setattr(running, "step", step)


async def set_aside(bot, received):
    """Deliver an input until it is let go; tell how often it broke."""
    broke = 0
    for _ in range(10):
        try:
            await bot.runner.receive(received, in_doubt=True)
        except CouldNotHandle:
            broke += 1
        else:
            return broke
    raise AssertionError("it was never let go")


def held_up(bot):
    """Let no commit go on until the event that is returned is set."""
    hold, commit = asyncio.Event(), bot.store.commit

    async def slowly(each):
        await hold.wait()
        return await commit(each)

    bot.store.commit = slowly
    return hold


# -- what breaks us ------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_fault_of_ours_is_said_so_and_changes_nothing(poisoned):
    bot = await Bot.open()

    with pytest.raises(CouldNotHandle):
        await bot.say(POISON)

    assert await bot.rows("person") == await bot.rows("attempt") == []
    assert bot.runner.healthy


@pytest.mark.asyncio
async def test_an_input_in_doubt_is_counted_before_it_is_tried_and_the_count_outlives_us(poisoned):
    bot = await Bot.open()
    received = bot.input(Said(text=POISON))
    for expected in (1, 2, 3):
        with pytest.raises(CouldNotHandle):
            await bot.runner.receive(received, in_doubt=True)
        await bot.crash()

        [row] = await bot.rows("attempt")
        assert row.body["tries"] == expected


@pytest.mark.asyncio
async def test_an_input_that_works_leaves_no_count_behind():
    bot = await Bot.open()

    await bot.runner.receive(bot.input(Opened()), in_doubt=True)

    assert await bot.rows("attempt") == []


@pytest.mark.asyncio
async def test_after_three_tries_an_input_is_set_aside_with_a_kind_reply_and_never_tried_again(
    poisoned, logged
):
    bot = await Bot.open()
    await bot.do(Opened())
    received = bot.input(Said(text=POISON))

    broke = await set_aside(bot, received)
    said = bot.texts()
    await bot.runner.receive(received, in_doubt=True)

    [dead] = await bot.rows("dead")
    assert broke == MAX_ATTEMPTS
    assert [line["event"] for line in logged][-1] == "input set aside"
    assert POISON not in str([{k: v for k, v in line.items() if k != "exc_info"} for line in logged])
    assert msgspec.convert(dead.body["input"], Input) == received
    assert await bot.rows("attempt") == []
    assert wording().text(Phrase("failed"), language="en") in said[-1]
    assert bot.texts() == said


@pytest.mark.asyncio
async def test_a_dead_letter_is_sealed(poisoned):
    bot = await Bot.open()
    await set_aside(bot, bot.input(Said(text=f"{POISON} zanzibar")))

    assert bot.store.disk is not None
    files = bot.store.disk.files
    kept = b"".join(files.read(Path("/memory") / name) for name in files.names(Path("/memory")))
    assert kept
    assert b"zanzibar" not in kept


@pytest.mark.asyncio
async def test_other_people_go_on_while_one_input_breaks_us(poisoned):
    bot = await Bot.open()
    broken = asyncio.gather(
        *(bot.runner.receive(bot.input(Said(text=POISON))) for _ in range(5)), return_exceptions=True
    )

    await bot.do(Opened(), "1002")

    assert all(isinstance(each, CouldNotHandle) for each in await broken)
    assert len(bot.texts("1002")) == 1


@pytest.mark.asyncio
async def test_what_comes_after_a_broken_input_of_the_same_person_is_done(poisoned):
    bot = await Bot.open()
    await set_aside(bot, bot.input(Said(text=POISON)))

    await bot.do(Opened())

    assert len(bot.texts()) == 2


@pytest.mark.asyncio
async def test_an_input_that_breaks_even_the_kind_reply_is_set_aside_all_the_same(monkeypatch):
    bot = await Bot.open()

    def broken(view, received, *, now):
        raise KeyError("a fault of ours")

    monkeypatch.setattr(running, "step", broken)
    received = bot.input(Said(text="hello"))

    await set_aside(bot, received)

    [dead] = await bot.rows("dead")
    assert dead.id == received.key
    assert await bot.store.seen(received.key)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("said", "alarmed"),
    [("I want to end it all", True), ("my son died of an overdose in 2019", False), ("hello", False)],
)
async def test_who_was_in_danger_when_we_broke_is_looked_after_all_the_same(poisoned, said, alarmed):
    bot = await Bot.open()
    await bot.do(Opened())
    await set_aside(bot, bot.input(Said(text=f"{said} {POISON}")))

    [dead] = await bot.rows("dead")
    notices = [row.body["notice"] for row in await bot.rows("notice")]
    me = await bot.person()
    assert dead.body["alert"] is alarmed
    assert ("safety" in notices) is alarmed
    assert (me.paused_at is not None) is alarmed


@pytest.mark.asyncio
async def test_a_timer_that_breaks_us_is_set_aside_and_comes_due_no_more(monkeypatch):
    bot = await Bot.open()
    await bot.do(Opened())
    [row] = await bot.rows("pending")

    def broken(view, received, *, now):
        raise KeyError("a fault of ours")

    monkeypatch.setattr(running, "step", broken)
    await set_aside(bot, msgspec.convert(row.body, Input))

    assert await bot.rows("pending") == []
    assert [dead.body["person"] for dead in await bot.rows("dead")] == [row.body["id"]]


# -- help first ------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
@pytest.mark.parametrize("store", [Refusing, Unreadable])
async def test_help_goes_out_at_once_although_the_store_fails_and_once_an_input(store):
    bot = await Bot.open()
    bot.start(store(bot.store))
    received = bot.input(Said(text=CRISIS))
    for _ in range(3):
        with pytest.raises(StoreFailed):
            await bot.runner.receive(received)

    assert [address.chat for address, _ in bot.dispatcher.helped] == ["1001"]
    assert not bot.runner.healthy


@pytest.mark.asyncio
@pytest.mark.parametrize("body", [Said(text=CRISIS), Tapped(data="help"), Said(text="help")])
async def test_help_that_went_is_not_owed_again(body):
    bot = await Bot.open()

    await bot.do(body)

    assert len(bot.dispatcher.helped) == 1
    assert [owed.kind for owed in bot.dispatcher.offered] == ["reply"]


@pytest.mark.asyncio
async def test_help_that_did_not_go_is_owed_before_anything_else():
    bot = await Bot.open()
    bot.dispatcher.reachable = False

    await bot.say(CRISIS)

    assert [owed.kind for owed in bot.dispatcher.offered] == ["help", "reply"]
    assert bot.dispatcher.offered[0].priority < bot.dispatcher.offered[1].priority


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "reachable", "kinds"),
    [(CRISIS, False, ["help"]), (CRISIS, True, []), ("hello", False, [])],
    ids=["help that did not go", "help that went", "no cry for help"],
)
async def test_only_help_that_did_not_go_can_be_handed_over_at_once(text, reachable, kinds):
    bot = await Bot.open()
    bot.dispatcher.reachable = reachable
    earlier, received = bot.input(Said(text=CRISIS)), bot.input(Said(text=text))
    for each in (earlier, received):
        await bot.runner.receive(each)

    owed = await bot.runner.help_owed(received)

    assert [each.kind for each in owed] == kinds
    assert all(each.key.startswith(f"{received.key}#") for each in owed)


@pytest.mark.asyncio
@pytest.mark.parametrize("reachable", [False, True])
@pytest.mark.parametrize("store", [Refusing, Unreadable])
async def test_help_that_did_not_go_can_be_handed_over_while_nothing_is_durable(store, reachable):
    bot = await Bot.open()
    bot.start(store(bot.store))
    bot.dispatcher.reachable = reachable
    received = bot.input(Said(text=CRISIS))
    with pytest.raises(StoreFailed):
        await bot.runner.receive(received)

    owed = [await bot.runner.help_owed(received) for _ in range(2)]

    assert [len(each) for each in owed] == ([0, 0] if reachable else [1, 1])
    assert owed[0] == owed[1]  # one name, so that a page that asks again shows it once


@pytest.mark.asyncio
async def test_help_for_what_was_set_aside_can_be_handed_over_at_once(poisoned):
    bot = await Bot.open()
    bot.dispatcher.reachable = False
    received = bot.input(Said(text=f"{CRISIS}, {POISON}"))
    await set_aside(bot, received)

    assert [each.kind for each in await bot.runner.help_owed(received)] == ["help"]


@pytest.mark.asyncio
async def test_help_is_not_sent_again_for_a_message_that_was_done_before():
    bot = await Bot.open()
    received = bot.input(Said(text=CRISIS))
    await bot.runner.receive(received)

    await bot.runner.receive(received, in_doubt=True)

    assert len(bot.dispatcher.helped) == 1


@pytest.mark.asyncio
async def test_help_words_in_an_input_that_breaks_us_are_owed_if_they_never_went(poisoned):
    bot = await Bot.open()
    bot.dispatcher.reachable = False

    await set_aside(bot, bot.input(Said(text=f"{CRISIS}, {POISON}")))

    assert sorted(owed.kind for owed in bot.dispatcher.offered) == ["help", "reply"]
    assert sorted(row.body["kind"] for row in await bot.rows("owed")) == ["help", "reply"]


@pytest.mark.asyncio
async def test_when_nothing_can_be_written_nothing_is_acknowledged_and_nothing_said_but_help():
    bot = await Bot.open()
    bot.start(Refusing(bot.store))

    with pytest.raises(StoreFailed):
        await bot.do(Opened())

    assert not bot.runner.healthy
    assert bot.dispatcher.offered == []


# -- once -----------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_the_same_input_twice_is_done_once():
    bot = await Bot.open()
    received = bot.input(Opened())

    await bot.runner.receive(received)
    before = (await bot.rows("person"), await bot.rows("owed"))
    await bot.runner.receive(received, in_doubt=True)
    await asyncio.gather(bot.runner.receive(received), bot.runner.receive(received))

    assert (await bot.rows("person"), await bot.rows("owed")) == before
    assert len(bot.texts()) == 1


@pytest.mark.asyncio
async def test_a_turn_that_came_too_late_is_taken_again_from_a_fresh_view():
    bot = await Bot.open(SESSION)
    await bot.fits("1001", SESSION)
    bot.start(StaleOnce(bot.store))

    await bot.tap("book:s1")

    assert list((await bot.session("s1")).seats) == ["p-1001"]
    assert [owed.key for owed in bot.dispatcher.offered] == [
        "tg:2#0",
        "tg:2#1",
    ]  # words and calendar, once each


@pytest.mark.asyncio
async def test_two_people_who_reach_for_the_last_seat_get_one_seat_and_one_sees_it_full():
    bot = await Bot.open(SESSION)
    for who in ("1001", "1002"):
        await bot.fits(who, SESSION)

    await asyncio.gather(bot.tap("book:s1", "1001"), bot.tap("book:s1", "1002"))
    seated = (await bot.session("s1")).seats
    [loser] = [who for who in ("1001", "1002") if f"p-{who}" not in seated]
    await bot.tap("list:s1", loser)

    kept = await bot.session("s1")
    assert (len(kept.seats), list(kept.waiting)) == (1, [f"p-{loser}"])
    assert all(bot.texts(who) for who in ("1001", "1002"))


@pytest.mark.asyncio
async def test_many_people_at_once_never_over_book():
    many = session("s1", "codesign_group", hospital="h1")
    many = msgspec.structs.replace(many, capacity=4)
    bot = await Bot.open(many)
    people = [str(2000 + n) for n in range(12)]
    for who in people:
        await bot.fits(who, many)
    inputs = [bot.input(Tapped(data="book:s1"), who) for who in people]

    await asyncio.gather(*(bot.runner.receive(each) for each in inputs))

    assert len((await bot.session("s1")).seats) <= 4


# -- in order --------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_what_one_person_did_is_done_in_the_order_it_came():
    bot = await Bot.open()
    bodies = [Opened(), Tapped(data="start"), Tapped(data="carry"), Tapped(data="role:lived")]
    inputs = [bot.input(body) for body in bodies]

    await asyncio.gather(*(bot.runner.receive(each) for each in inputs))

    assert [owed.key for owed in bot.dispatcher.offered] == [f"{each.key}#0" for each in inputs]
    person = await bot.person()
    assert person is not None
    assert (person.screen, person.turn) == ("consent", 4)


@pytest.mark.asyncio
async def test_help_that_goes_ahead_of_its_turn_goes_once():
    bot = await Bot.open()
    gone, asked = asyncio.Event(), []

    async def slowly(address, message):
        asked.append(address.chat)
        await gone.wait()
        return True

    bot.dispatcher.send_help = slowly
    crisis = bot.input(Said(text=CRISIS))
    ahead = asyncio.create_task(bot.runner.help_ahead(crisis))
    await asyncio.sleep(0.01)
    turn = asyncio.create_task(bot.runner.receive(crisis))
    await asyncio.sleep(0.01)
    gone.set()
    await asyncio.gather(ahead, turn)
    await bot.runner.help_ahead(crisis)

    assert asked == ["1001"]
    assert [owed.kind for owed in bot.dispatcher.offered] == ["reply"]


@pytest.mark.asyncio
async def test_order_holds_while_help_is_still_on_its_way():
    bot = await Bot.open()
    gone = asyncio.Event()

    async def slowly(address, message):
        await gone.wait()
        return True

    bot.dispatcher.send_help = slowly
    crisis, after = bot.input(Said(text=CRISIS)), bot.input(Tapped(data="after:carry"))
    both = asyncio.gather(bot.runner.receive(crisis), bot.runner.receive(after))
    await asyncio.sleep(0)
    gone.set()
    await both

    assert [owed.key.partition("#")[0] for owed in bot.dispatcher.offered] == [crisis.key, after.key]


@pytest.mark.asyncio
async def test_who_hangs_up_while_their_line_is_written_down_is_answered_all_the_same():
    """The row was on the disk, and nobody was told of it: the answer waited for the next start."""
    bot = await Bot.open()
    hold = held_up(bot)
    opened = bot.input(Opened())
    turn = asyncio.create_task(bot.runner.receive(opened))
    for _ in range(5):
        await asyncio.sleep(0)
    turn.cancel()
    hold.set()
    with pytest.raises(asyncio.CancelledError):
        await turn
    await until(lambda: bot.dispatcher.offered)

    rows = await bot.store.rows("owed")
    assert [owed.key for owed in bot.dispatcher.offered] == [row.id for row in rows]
    assert rows


@pytest.mark.asyncio
async def test_stop_takes_back_what_another_lane_owes_them_in_the_same_instant():
    """Who is known by id has one lane, who writes from an address another: only the store keeps them apart."""
    bot = await Bot.open()
    await bot.do(Opened())
    await bot.tap("carry")
    [person] = await bot.store.rows("person")
    away = Input(key="away:1:x", to=To.PERSON, id=person.id, body=WasAway())
    await asyncio.gather(bot.runner.receive(away), bot.runner.receive(bot.input(Said(text="STOP"))))

    kinds = {row.body.get("kind") for row in await bot.store.rows("owed")}
    assert "WasAway" not in kinds
    assert "WasAway" in {owed.kind for owed in bot.dispatcher.offered}


@pytest.mark.asyncio
async def test_help_waits_for_nobodys_earlier_turn():
    bot = await Bot.open()
    hold = held_up(bot)
    turns = asyncio.gather(
        bot.runner.receive(bot.input(Opened())), bot.runner.receive(bot.input(Said(text=CRISIS)))
    )
    for _ in range(5):
        await asyncio.sleep(0)
    helped = len(bot.dispatcher.helped)
    hold.set()
    await turns

    assert helped == 1


# -- others ----------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_who_was_to_be_told_is_told_once_after_a_crash():
    bot = await Bot.open(SESSION)
    for who in ("1001", "1002"):
        await bot.fits(who, SESSION, consents=(CONTACT,))
    await bot.tap("book:s1", "1001")
    await bot.tap("list:s1", "1002")
    heard = len(bot.texts("1002"))
    bot.runner._tell = lambda tells: None  # it dies before anybody hears of it
    await bot.tap("free:s1", "1001")
    await bot.crash()

    told = [row for row in await bot.rows("pending") if row.id.startswith("in:")]
    for row in [*told, *told]:
        await bot.runner.receive(msgspec.convert(row.body, Input), in_doubt=True)
        await bot.runner.idle()

    assert len(told) == 1
    assert list((await bot.session("s1")).holds) == ["p-1002"]
    assert heard == 1
    assert len(bot.texts("1002")) == 1  # the offer: this dispatcher began after the crash
    assert [row for row in await bot.rows("pending") if row.id.startswith("in:")] == []


def a_timer(row) -> Input:
    return msgspec.convert(row.body, Input)


@pytest.mark.asyncio
async def test_a_timer_that_was_stopped_or_set_anew_does_nothing():
    bot = await Bot.open(SESSION)
    await bot.fits("1001", SESSION)
    await bot.tap("book:s1")
    old = [a_timer(row) for row in await bot.rows("pending") if "/s1" in row.id]
    await bot.tap("free:s1")
    said, before = bot.texts(), await bot.rows("person")

    for timer in old:
        await bot.runner.receive(timer, in_doubt=True)

    assert old
    assert bot.texts() == said
    assert await bot.rows("person") == before


@pytest.mark.asyncio
async def test_a_timer_set_anew_for_another_time_is_not_done_by_the_old_one():
    bot = await Bot.open()
    await bot.do(Opened())
    [row] = await bot.rows("pending")
    timer = a_timer(row)
    earlier = msgspec.structs.replace(timer, key=f"{row.id}@1")

    await bot.runner.receive(earlier)

    assert await bot.rows("pending") == [row]
    assert await bot.person() is not None


@pytest.mark.asyncio
async def test_a_timer_that_was_done_and_is_there_once_more_goes_away():
    bot = await Bot.open()
    await bot.do(Opened())
    [row] = await bot.rows("pending")
    await bot.runner.receive(a_timer(row))
    await bot.store.commit(Commit(at=bot.now, writes=[Put(table="pending", id=row.id, body=row.body)]))

    await bot.runner.receive(a_timer(row))

    assert await bot.rows("pending") == []


@pytest.mark.asyncio
async def test_an_alert_reaches_every_coordinator_and_holds_no_content():
    link = Code(id="C7MQ2XZB", kind=CodeKind.COORDINATOR, made_at=NOW, joins=True)
    bot = await Bot.open(codes=(link,))
    await bot.do(Opened(payload="j_C7MQ2XZB"), "7001")
    heard = len(bot.texts("7001"))

    await bot.say("talk to a person", "1001")
    await bot.say(f"{CRISIS}, and my name is Zebedee", "1001")

    alerts = [owed.message for owed in bot.dispatcher.offered if owed.address.chat == "7001"][heard:]
    me = await bot.person("1001")
    assert me is not None
    assert [alert.text for alert in alerts] == [
        wording().text(Phrase(f"office-alert.{notice}"), language="en") for notice in ("call", "safety")
    ]
    assert not any(mark in str(alerts) for mark in ("1001", me.id, "Zebedee", "die"))


@pytest.mark.asyncio
async def test_only_people_in_mid_conversation_are_caught_up():
    bot = await Bot.open(SESSION)
    await bot.do(Opened(), "1001")  # on the welcome screen
    await bot.fits("1002", SESSION)  # on the screen of a meeting
    await bot.fits("1003", SESSION, screen="home")
    await bot.fits("1004", SESSION, stopped_at=NOW)
    await bot.fits("1005", SESSION, seen_at=NOW - dt.timedelta(days=3))

    inputs = await bot.runner.people_to_catch_up(bot.now)
    before = len(bot.dispatcher.offered)
    for each in [*inputs, *inputs]:
        await bot.runner.receive(each)

    me = await bot.person("1001")
    assert me is not None
    assert {each.id for each in inputs} == {me.id, "p-1002"}
    assert len(bot.dispatcher.offered) == before + 2


# -- consent ---------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("role", "consent"), [(Role.LIVED, "consent_screening_v1"), (Role.STAFF, "consent_staff_v1")]
)
async def test_a_consent_keeps_the_hash_of_the_very_text_that_was_shown(role, consent):
    bot = await Bot.open()
    await bot.do(Opened())
    for data in ("start", "carry", f"role:{role.value}"):
        await bot.tap(data)
    shown = bot.texts()[-1]
    await bot.tap("screening:agree")

    me = await bot.person()
    assert me is not None
    assert [(each.id, each.words) for each in me.consents] == [
        (consent, hashlib.sha256(shown.encode()).hexdigest())
    ]


@pytest.mark.asyncio
async def test_a_consent_shown_again_after_other_words_keeps_the_hash_of_the_newest_text():
    bot = await Bot.open()
    await bot.do(Opened())
    for data in ("start", "carry", "role:lived"):
        await bot.tap(data)
    first = bot.texts()[-1]
    await bot.say("what is this?")
    second = bot.texts()[-1]
    await bot.tap("screening:agree")

    me = await bot.person()
    assert me is not None
    assert first != second
    assert [each.words for each in me.consents] == [hashlib.sha256(second.encode()).hexdigest()]


# -- forgetting ------------------------------------------------------------------------------------------------


async def somebody_known_everywhere(bot):
    """A person with a row in every table that can name one; the other way back is theirs, too."""
    await bot.fits("1001", SESSION, source="K7MQ2XZB")
    await bot.tap("book:s1")
    await bot.tap("contact:agree")
    await bot.say("talk to a person")
    await bot.tap("talk:call")
    await bot.say("202 555 0143")
    me = "p-1001"
    rows = [
        Put(table="code", id="RTTTTTT2", body=msgspec.to_builtins(a_return_code(me))),
        Put(table="settled", id="tg:900#0", body={"key": "tg:900#0", "person": me, "kind": "reply"}),
        Put(table="coordinator", id=me, body={}),
    ]
    await bot.store.commit(Commit(at=bot.now, writes=rows))
    with pytest.raises(CouldNotHandle):
        await bot.runner.receive(bot.input(Said(text=POISON)), in_doubt=True)
    await set_aside(bot, bot.input(Said(text=POISON)))


def a_return_code(person):
    return Code(id="RTTTTTT2", kind=CodeKind.RETURN, made_at=NOW, person=person)


@pytest.mark.asyncio
async def test_erasing_leaves_nothing_but_the_hash_that_keeps_us_from_writing(poisoned):
    bot = await Bot.open(SESSION)
    await somebody_known_everywhere(bot)
    before = {found.split()[0] for found in await bot.traces("p-1001", '"1001"', "2025550143")}

    await bot.runner.receive(Input(key="cli:1", to=To.PERSON, id="p-1001", body=EraseAsked(by="command")))
    await bot.runner.idle()

    assert before >= {
        "person", "session", "code", "call", "owed", "settled", "pending", "notice", "dead", "coordinator", "attempt",
    }  # fmt: skip
    assert await bot.traces("p-1001", '"1001"', "2025550143") == []
    assert [row.id for row in await bot.rows("suppressed")] == [bot.store.hmac("suppressed", "telegram:1001")]
    assert await bot.rows("address") == []


@pytest.mark.asyncio
async def test_who_asked_to_be_forgotten_is_told_so_for_a_day_at_most_and_then_their_address_goes():
    bot = await Bot.open()
    await bot.do(Opened())
    await bot.say("delete")
    await bot.tap("delete:yes")

    told = bot.dispatcher.offered[-1]
    assert told.person == ""
    assert told.not_after == bot.now + 24 * 3600
    assert await bot.person() is None


@pytest.mark.asyncio
async def test_a_dead_letter_of_somebodys_very_first_message_goes_with_them(poisoned):
    bot = await Bot.open()
    await set_aside(bot, bot.input(Said(text=POISON)))
    [me] = await bot.rows("person")

    await bot.runner.receive(Input(key="cli:1", to=To.PERSON, id=me.id, body=EraseAsked(by="command")))

    assert await bot.rows("dead") == []


@pytest.mark.asyncio
async def test_a_dead_letter_to_a_session_goes_with_the_person_it_names(monkeypatch):
    bot = await Bot.open(SESSION)
    await bot.fits("1001", SESSION)

    def step(view, received, *, now):
        if isinstance(received.body, HoldRefused):
            raise KeyError("a fault of ours")
        return engine.step(view, received, now=now)

    monkeypatch.setattr(running, "step", step)
    refused = HoldRefused(person="p-1001")
    await set_aside(bot, Input(key="web:1", to=To.SESSION, id="s1", body=refused))
    assert len(await bot.rows("dead")) == 1

    await bot.runner.receive(Input(key="cli:1", to=To.PERSON, id="p-1001", body=EraseAsked(by="command")))

    assert await bot.rows("dead") == []


@pytest.mark.asyncio
async def test_a_timer_of_somebody_erased_does_nothing():
    bot = await Bot.open(SESSION)
    await bot.fits("1001", SESSION)
    timer = Input(
        key="timer/person/p-1001/rest_ends/@1",
        to=To.PERSON,
        id="p-1001",
        body=TimerFired(name=TimerName.REST_ENDS, was_due=NOW),
    )
    await bot.runner.receive(Input(key="cli:1", to=To.PERSON, id="p-1001", body=EraseAsked(by="command")))
    said = bot.texts()

    await bot.runner.receive(timer, in_doubt=True)

    assert bot.texts() == said
    assert await bot.rows("person") == []


# -- the way back ------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_return_code_moves_the_conversation_to_another_address():
    bot = await Bot.open(SESSION)
    await bot.fits("1001", SESSION)
    code = Put(table="code", id="RTTTTTT2", body=msgspec.to_builtins(a_return_code("p-1001")))
    await bot.store.commit(Commit(at=bot.now, writes=[code]))
    await bot.do(Opened(), "2002")
    newcomer = await bot.person("2002")
    await bot.say("rttt ttt2", "2002")

    me = await bot.person("2002")
    assert newcomer is not None
    assert me is not None
    assert me.id == "p-1001"
    assert [address.chat for address in me.addresses] == ["2002", "1001"]
    assert await bot.traces(newcomer.id) == []


@pytest.mark.asyncio
async def test_erasing_the_one_who_was_here_before_takes_no_address_from_who_came_back():
    bot = await Bot.open(SESSION)
    await bot.fits("1001", SESSION)
    seat = Seat(role=Role.LIVED, booked_at=NOW)
    held = msgspec.structs.replace(SESSION, id="s2", seats={"p-2002": seat})
    await bot.fits("2002", SESSION)
    rows = [
        Put(table="code", id="RTTTTTT2", body=msgspec.to_builtins(a_return_code("p-1001"))),
        Put(table="session", id="s2", body=msgspec.to_builtins(held)),
    ]
    await bot.store.commit(Commit(at=bot.now, writes=rows))
    await bot.say("RTTTTTT2", "2002")
    await bot.runner.receive(Input(key="cli:1", to=To.PERSON, id="p-2002", body=EraseAsked(by="command")))

    me = await bot.person("2002")
    assert me is not None
    assert me.id == "p-1001"


# -- the office --------------------------------------------------------------------------------------------------

UNTIL = NOW + dt.timedelta(minutes=15)


def signing_in(key, opens):
    return Input(
        key=key,
        to=To.OFFICE,
        id="office",
        body=SignedIn(token_hash="link", session_hash=opens, until=NOW + dt.timedelta(hours=8)),
    )


@pytest.mark.asyncio
async def test_a_one_time_link_used_twice_at_once_opens_one_session():
    bot = await Bot.open()
    await bot.office(SignInLinkMade(token_hash="link", until=UNTIL))

    results = await asyncio.gather(
        bot.runner.receive(signing_in("a", "one")),
        bot.runner.receive(signing_in("b", "two")),
        return_exceptions=True,
    )

    assert [type(result) for result in results] == [type(None), LinkUsed]
    assert [(row.id, row.body["kind"]) for row in await bot.rows("sign_in")] == [("one", "session")]


@pytest.mark.asyncio
async def test_a_one_time_link_that_is_too_old_opens_nothing():
    bot = await Bot.open()
    await bot.office(SignInLinkMade(token_hash="link", until=UNTIL))
    bot.now = UNTIL.timestamp() + 1

    with pytest.raises(LinkUsed):
        await bot.runner.receive(signing_in("a", "one"))

    assert [row.id for row in await bot.rows("sign_in")] == ["link"]


@pytest.mark.asyncio
async def test_signing_out_ends_the_session():
    bot = await Bot.open()
    await bot.office(SignInLinkMade(token_hash="link", until=UNTIL))
    await bot.runner.receive(signing_in("a", "one"))

    await bot.office(SignedOut(session_hash="one"))

    assert await bot.rows("sign_in") == []


# -- web --------------------------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_one_person_is_not_another_on_another_channel_with_the_same_number():
    bot = await Bot.open()
    await bot.do(Opened(), "1001")
    await bot.do(Opened(), "1001", channel=Channel.WEB)

    assert len(await bot.rows("person")) == 2
