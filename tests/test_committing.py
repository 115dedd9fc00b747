"""What a turn decided becomes rows: who is forgotten, what is taken back, who is told."""

import datetime as dt

import msgspec
import pytest

from outreach_bot.dialogue.effects import Notice, Priority
from outreach_bot.dialogue.inputs import Address, Channel, EraseAsked, Input, Opened, Said, TimerName, To
from outreach_bot.dialogue.state import Consent
from outreach_bot.outbound.base import Message, Owed
from outreach_bot.store.base import Commit, Put
from tests.helpers.people import NOW, session
from tests.helpers.real_runner import Bot

SESSION = session("s1", hospital="h1")
CONTACT = Consent(id="consent_contact_v1", agreed=True, at=NOW, channel="telegram", words="00")
ERASE = Input(key="cli:1", to=To.PERSON, id="p-1002", body=EraseAsked(by="command"))


async def taken_offer():
    """Ben took the seat that Ana gave back; the end of the offer is still to come."""
    bot = await Bot.open(SESSION)
    for who in ("1001", "1002"):
        await bot.fits(who, SESSION, consents=(CONTACT,))
    await bot.tap("book:s1", "1001")
    await bot.tap("list:s1", "1002")
    await bot.tap("free:s1", "1001")
    await bot.tap("take:s1", "1002")
    return bot


@pytest.mark.asyncio
async def test_the_end_of_an_offer_that_was_taken_names_nobody_who_is_forgotten():
    bot = await taken_offer()
    assert list((await bot.session("s1")).seats) == ["p-1002"]

    await bot.runner.receive(ERASE)
    await bot.runner.idle()

    assert await bot.traces("p-1002", '"1002"') == []


def a_note(key, person, *, priority=Priority.REMINDER, about="s1", kind=TimerName.REMIND_DAY.value):
    owed = Owed(
        key=key,
        person=person,
        address=Address(channel=Channel.TELEGRAM, chat="1001"),
        message=Message(text="A note"),
        priority=priority,
        due=NOW.timestamp() + 3600,
        about=about,
        kind=kind,
    )
    return Put(table="owed", id=key, body=msgspec.to_builtins(owed), due=owed.due)


async def with_notes(*notes):
    bot = await Bot.open(SESSION)
    await bot.fits("1001", SESSION)
    await bot.fits("1002", SESSION)
    await bot.store.commit(Commit(at=bot.now, writes=notes))
    return bot


@pytest.mark.asyncio
async def test_words_of_crisis_take_back_the_notes_that_wait_and_tell_that_a_person_should_decide():
    bot = await with_notes(
        a_note("n1", "p-1001"),
        a_note("n2", "p-1002"),
        a_note("n3", "p-1001", priority=Priority.REPLY),
    )

    await bot.say("I want to die")

    left = {row.id for row in await bot.rows("owed")}
    settled = [(row.id, row.body["state"]) for row in await bot.rows("settled")]
    assert left & {"n1", "n2", "n3"} == {"n2", "n3"}
    assert settled == [("n1", "cancelled")]
    assert [row.body["notice"] for row in await bot.rows("notice")] == [
        Notice.SAFETY.value,
        Notice.REMINDER_HELD.value,
    ]


@pytest.mark.asyncio
async def test_stop_takes_back_all_that_is_on_its_way_but_what_answers_them():
    bot = await with_notes(
        a_note("note", "p-1001"),
        a_note("away", "p-1001", priority=Priority.REPLY, kind="WasAway"),
        a_note("moved", "p-1001", priority=Priority.REPLY, kind="SessionMoved"),
        a_note("answer", "p-1001", priority=Priority.REPLY, kind="reply"),
        a_note("help", "p-1001", priority=Priority.HELP, kind="help"),
        a_note("theirs", "p-1002", priority=Priority.REPLY, kind="WasAway"),
    )

    await bot.say("stop")

    left = {row.id for row in await bot.rows("owed")}
    assert left & {"note", "away", "moved", "answer", "help", "theirs"} == {"answer", "help", "theirs"}


@pytest.mark.asyncio
async def test_nobody_is_told_of_notes_held_back_where_there_were_none():
    bot = await with_notes()

    await bot.say("I want to die")

    assert [row.body["notice"] for row in await bot.rows("notice")] == [Notice.SAFETY.value]


@pytest.mark.asyncio
async def test_giving_up_a_seat_takes_back_the_notes_about_that_seat_only():
    bot = await with_notes()
    await bot.tap("book:s1")
    await bot.store.commit(
        Commit(at=bot.now, writes=[a_note("n1", "p-1001"), a_note("n2", "p-1001", about="s2")])
    )

    await bot.tap("free:s1")

    left = {row.id for row in await bot.rows("owed")}
    assert left & {"n1", "n2"} == {"n2"}
    assert Notice.REMINDER_HELD.value not in [row.body["notice"] for row in await bot.rows("notice")]


@pytest.mark.asyncio
async def test_stopping_keeps_a_hash_and_takes_back_every_note():
    bot = await with_notes(a_note("n1", "p-1001"), a_note("n2", "p-1001", about="s2"))

    await bot.say("stop")

    assert {row.id for row in await bot.rows("owed")} & {"n1", "n2"} == set()
    assert [row.id for row in await bot.rows("suppressed")] == [bot.store.hmac("suppressed", "telegram:1001")]


@pytest.mark.asyncio
async def test_starting_again_drops_the_hash():
    bot = await with_notes()
    await bot.say("stop")

    await bot.do(Opened())

    assert await bot.rows("suppressed") == []


@pytest.mark.asyncio
async def test_a_timer_is_a_row_that_holds_the_turn_it_was_set_for():
    bot = await Bot.open()
    await bot.do(Opened())

    [row] = await bot.rows("pending")
    me = await bot.person()
    timer = msgspec.convert(row.body, Input)
    assert me is not None
    assert row.due == (NOW + dt.timedelta(hours=24)).timestamp()
    assert (timer.id, timer.key) == (me.id, f"{row.id}@{row.due:.0f}")
    assert row.body["body"]["turn"] == me.turn


@pytest.mark.asyncio
async def test_what_anyone_said_is_in_no_audit_row_and_no_notice():
    bot = await Bot.open()
    await bot.do(Opened())
    await bot.do(Said(text="I want to die, says Zebedee of 202 555 0143"))

    kept = str([*await bot.store.audit(), *await bot.rows("notice")])
    assert "crisis" in kept
    assert not any(mark in kept for mark in ("Zebedee", "202 555", '"1001"', "want"))


class WritesMeanwhile:
    """A store in which somebody else's line gets into the talk just before the first commit."""

    def __init__(self, store, line):
        self._store = store
        self._line = line

    def __getattr__(self, name):
        return getattr(self._store, name)

    async def commit(self, commit):
        line, self._line = self._line, None
        if line is not None:
            talk = await self._store.get("thread", "p-1001")
            body = {**talk.body, "lines": [*talk.body["lines"], line]}
            await self._store.commit(
                Commit(at=commit.at, writes=[Put(table="thread", id=talk.id, body=body)])
            )
        return await self._store.commit(commit)


@pytest.mark.asyncio
async def test_two_lines_of_a_talk_written_at_once_are_both_kept():
    bot = await Bot.open(SESSION)
    await bot.fits("1001", SESSION)
    lines = [{"text": "hello", "at": NOW.isoformat()}]
    talk = Put(table="thread", id="p-1001", body={"person": "p-1001", "lines": lines})
    await bot.store.commit(Commit(at=bot.now, writes=[talk]))
    bot.start(WritesMeanwhile(bot.store, {"text": "a reply", "at": NOW.isoformat(), "ours": True}))

    await bot.say("and one more")

    [talk] = await bot.rows("thread")
    assert [line["text"] for line in talk.body["lines"]] == ["hello", "a reply", "and one more"]


@pytest.mark.asyncio
async def test_help_that_is_owed_outlives_who_called_for_it_and_names_nobody():
    bot = await with_notes(
        a_note("h1", "p-1002", priority=Priority.HELP, kind="help"),
        a_note("r1", "p-1002", priority=Priority.REPLY, kind="reply"),
        a_note("h2", "p-1001", priority=Priority.HELP, kind="help"),
    )

    await bot.runner.receive(ERASE)
    await bot.runner.idle()

    owed = {row.id: row.body for row in await bot.rows("owed")}
    assert "r1" not in owed
    assert (owed["h1"]["person"], owed["h1"]["not_after"]) == ("", bot.now + 24 * 3600)
    assert owed["h2"]["person"] == "p-1001"
    assert await bot.traces("p-1002") == []
