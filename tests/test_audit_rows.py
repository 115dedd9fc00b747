"""Rows of the audit log: the version of words and rules on each, hashes of what somebody's work changed."""

import datetime as dt
import re

import msgspec
import pytest

from outreach_bot.dialogue.actors import Actor
from outreach_bot.dialogue.desk_inputs import CallNoted, NoteWritten, SeatGiven
from outreach_bot.dialogue.inputs import (
    CodeVoided,
    Input,
    Invited,
    SessionsImported,
    To,
    WaveMade,
    WaveStopped,
)
from outreach_bot.dialogue.state import Consent
from outreach_bot.dialogue.team_inputs import MemberAdded, MemberChanged
from outreach_bot.recruitment.calls import Call, CallNote
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.contacts import Way
from outreach_bot.recruitment.office_roles import Member, OfficeRole
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.recruitment.waves import Wave
from outreach_bot.store.base import Commit, Put
from outreach_bot.store.chain import first_break
from tests.helpers.people import NOW, session
from tests.helpers.real_runner import Bot, rules

INES = Actor(role=OfficeRole.OWNER, name="Ines", member="m-ines", session="0a1b2c3d")
SESSION = session("s1", hospital="h1")
CONTACT = Consent(id="consent_contact_v1", agreed=True, at=NOW, channel="telegram", words="00")
ONE = re.compile(r"[0-9a-f]{16}")


async def does(bot, body, to=To.OFFICE, receiver="office"):
    """Let Ines do something in the office; the rows it left."""
    known = len(await bot.store.audit())
    await bot.runner.receive(Input(key=f"desk:{known}", to=to, id=receiver, body=body, actor=INES))
    await bot.runner.idle()
    return (await bot.store.audit())[known:]


@pytest.mark.asyncio
async def test_every_row_has_the_version_of_the_words_and_rules_in_force():
    bot = await Bot.open(SESSION)
    await bot.tap("start")
    await bot.say("stop")

    rows = await bot.store.audit()

    assert rows
    assert {row["version"] for row in rows} == {rules().version}


@pytest.mark.asyncio
async def test_rows_of_participants_have_no_hashes():
    bot = await Bot.open(SESSION)
    await bot.fits("1001", SESSION, consents=(CONTACT,))
    await bot.tap("book:s1")

    taken = next(row for row in await bot.store.audit() if row["action"] == "seat_taken")

    assert "before" not in taken
    assert "after" not in taken


@pytest.mark.asyncio
async def test_a_code_is_hashed_as_it_was_and_as_it_is():
    bot = await Bot.open()
    code = Code(id="K7MQ2XZB", kind=CodeKind.CHAMPION, name="Sam", made_at=NOW)

    (made,) = await does(bot, Invited(codes=(code,), by="Ines"))
    (ended,) = await does(bot, CodeVoided(codes=(code.id,), by="Ines"))

    assert "before" not in made
    assert ONE.fullmatch(made["after"])
    assert (ended["before"], ended["after"] == made["after"]) == (made["after"], False)


@pytest.mark.asyncio
async def test_a_member_is_hashed_as_they_were_and_as_they_are():
    bot = await Bot.open()
    member = Member(id="m-noor", name="Noor", role=OfficeRole.COORDINATOR, since=NOW)

    (added,) = await does(bot, MemberAdded(member=member))
    (changed,) = await does(bot, MemberChanged(member="m-noor", role=OfficeRole.AUDITOR))

    assert ONE.fullmatch(changed["after"])
    assert changed["before"] == added["after"] != changed["after"]


@pytest.mark.asyncio
async def test_a_wave_is_hashed_as_it_was_and_as_it_is():
    bot = await Bot.open()
    wave = Wave(id="w-spring", name="Spring", networks=("peer_networks",), way=Way.PHONE, made_at=NOW)

    (made,) = await does(bot, WaveMade(wave=wave))
    (stopped,) = await does(bot, WaveStopped(wave="w-spring", by="Ines"))

    assert stopped["before"] == made["after"] != stopped["after"]


@pytest.mark.asyncio
async def test_a_seat_given_at_a_desk_hashes_the_person_and_the_session():
    bot = await Bot.open(SESSION)
    await bot.fits("1001", SESSION, consents=(CONTACT,))

    rows = await does(bot, SeatGiven(session="s1"), To.PERSON, "p-1001")

    given = next(row for row in rows if row["action"] == "desk_seat_taken")
    before, after = given["before"].split(), given["after"].split()
    assert len(before) == len(after) == 2
    assert not set(before) & set(after)


@pytest.mark.asyncio
async def test_a_call_that_was_noted_hashes_the_call():
    bot = await Bot.open(SESSION)
    await bot.fits("1001", SESSION)
    call = Call(person="p-1001", asked_at=NOW, reason="asked", way="call")
    await bot.store.commit(
        Commit(at=bot.now, writes=[Put(table="call", id="p-1001", body=msgspec.to_builtins(call))])
    )

    (noted,) = await does(bot, CallNoted(outcome=CallNote.REACHED), To.PERSON, "p-1001")

    assert noted["before"] != noted["after"]


@pytest.mark.asyncio
async def test_what_was_hashed_cannot_be_read_in_the_log():
    bot = await Bot.open(SESSION)
    await bot.fits("1001", SESSION)

    await does(bot, NoteWritten(text="Rosalind likes mornings"), To.PERSON, "p-1001")

    assert "Rosalind" not in str(await bot.store.audit())


@pytest.mark.asyncio
async def test_a_session_changed_by_a_file_says_who_and_what_it_was_before():
    bot = await Bot.open(SESSION)
    later = msgspec.structs.replace(SESSION, starts=SESSION.starts + dt.timedelta(hours=1))

    await bot.office(SessionsImported(sessions=(later,), by="command"))

    changed = next(row for row in await bot.store.audit() if row["action"] == "session_changed")
    assert changed["by"] == "command"
    assert changed["before"] != changed["after"]


@pytest.mark.asyncio
async def test_a_log_that_began_without_these_columns_holds_together():
    bot = await Bot.open()
    old = {"action": "signed_in", "about": "office", "by": "Ines"}
    await bot.store.commit(Commit(at=bot.now, audit=(old,)))

    await bot.tap("start")
    await bot.say("stop")

    rows = await bot.store.audit()
    assert "version" not in rows[0]
    assert "version" in rows[-1]
    assert first_break(rows) == 0
