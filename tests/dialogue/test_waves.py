"""Waves from making to the last message, through the real runner, store and timers."""

import datetime as dt

import pytest

from outreach_bot.dialogue.inputs import ContactStopped, WaveReaches
from outreach_bot.recruitment.contacts import Permission, Reached, Way
from outreach_bot.recruitment.waves import WaveState
from outreach_bot.store.base import Commit, Put
from tests.helpers.real_runner import rules
from tests.helpers.waves import MORNING, WaveBot, contact, wave

pytestmark = pytest.mark.asyncio

NIGHT = MORNING.replace(hour=3) + dt.timedelta(days=1)
"""Ten in the evening in New York."""
NINE = MORNING.replace(hour=14) + dt.timedelta(days=1)


async def test_each_contact_is_owed_one_message_at_its_own_priority_and_never_twice():
    bot = await WaveBot.open(*(contact(n) for n in range(3)))

    await bot.go(wave())
    await bot.tick()

    assert await bot.chats() == ["-1000000", "-1000001", "-1000002"]
    assert {(body["priority"], body.get("repeat_unknown", True)) for body in await bot.owed()} == {(3, False)}


async def test_what_was_previewed_is_what_is_owed():
    bot = await WaveBot.open(contact(0))
    await bot.make(wave())
    preview = bot.previewed(wave(), contact(0))

    await bot.approve()
    await bot.tick()

    (body,) = await bot.owed()
    assert body["message"]["text"] == preview
    assert "c_BCDFG2BB-so" in body["message"]["buttons"][0][0]["url"]


async def test_a_post_with_a_flyer_is_one_picture_with_the_words_and_the_link_below():
    bot = await WaveBot.open(contact(0, hospital="h2", language="en"))
    await bot.go(wave(form="card"))

    (body,) = await bot.owed()
    message = body["message"]
    assert message["text"].startswith("Would you like to have a say?")
    assert "c_BCDFG2BB-so" in message["buttons"][0][0]["url"]
    assert message["file"] == {
        "name": "flyer-card-en-BCDFG2BB.png",
        "media_type": "image/png",
        "seen": True,
        "flyer": {"form": "card", "language": "en", "code": "BCDFG2BB", "channel": "so", "hospital": "h2"},
    }


async def test_a_post_with_a_flyer_that_there_is_no_more_goes_as_words():
    bot = await WaveBot.open(contact(0))
    await bot.go(wave(form="gone"))

    (body,) = await bot.owed()
    assert "file" not in body["message"]


@pytest.mark.parametrize("way", [Way.TELEGRAM, Way.EMAIL])
async def test_a_wave_whose_flyer_may_not_be_shared_is_not_approved(way):
    bot = await WaveBot.open(contact(0), campaign=with_unapproved_flyers())
    await bot.make(wave(way=way, form="card"))
    await bot.approve()

    assert (await bot.wave()).state is WaveState.DRAFT
    (told,) = [row["detail"] for row in await bot.bot.store.audit() if row["action"] == "wave_not_approved"]
    assert told == "flyer"


@pytest.mark.parametrize("way", [Way.TELEGRAM, Way.EMAIL])
async def test_nobody_gets_a_flyer_that_may_not_be_shared_any_more(way):
    bot = await WaveBot.open(contact(0), campaign=with_unapproved_flyers())
    await bot.make(wave(way=way, form="card"))
    await bot.change_wave(state=WaveState.RUNNING)
    await bot.about(WaveReaches(wave="w-springspring"), contact(0))

    assert await bot.owed() == []
    assert await bot.ledger() == {"k-000000000000": "flyer"}


async def test_a_wave_without_a_flyer_needs_no_approval_of_flyers():
    bot = await WaveBot.open(contact(0), campaign=with_unapproved_flyers())
    await bot.go(wave())

    assert await bot.chats() == ["-1000000"]


def with_unapproved_flyers():
    """A real campaign whose flyers nobody approved."""
    return rules().model_copy(update={"flyers": rules().flyers.model_copy(update={"example": False})})


async def test_a_letter_is_previewed_as_it_is_owed():
    letter = wave(way=Way.EMAIL)
    bot = await WaveBot.open(contact(0))
    preview = bot.previewed(letter, contact(0))

    await bot.go(letter)

    (body,) = await bot.owed()
    assert body["message"]["text"] == preview
    assert "Hello Lee Park0" in preview
    assert body["address"] == {"channel": "email", "chat": "lee0@peers.example"}
    assert body["message"]["email"]["subject"] == "Will you share this with people you support?"


async def test_that_a_contact_was_reached_is_kept_with_wave_and_version():
    bot = await WaveBot.open(contact(0))
    await bot.make(wave())
    version = (await bot.wave()).version

    await bot.approve()
    await bot.tick()

    (reached,) = (await bot.contact(0)).reached
    assert (reached.wave, reached.way, reached.version) == ("w-springspring", Way.TELEGRAM, version)


async def test_nothing_goes_before_it_is_approved():
    bot = await WaveBot.open(contact(0))

    await bot.make(wave())
    await bot.tick(until=MORNING + dt.timedelta(days=2))

    assert await bot.owed() == []


async def test_who_made_a_large_wave_may_not_approve_it():
    bot = await WaveBot.open(*(contact(n) for n in range(rules().campaign.two_people.wave_above + 1)))
    await bot.make(wave())
    assert (await bot.wave()).state is WaveState.WAITING

    await bot.approve(by="ana")
    assert (await bot.wave()).state is WaveState.WAITING
    await bot.approve(by="Ben")

    assert (await bot.wave()).state is WaveState.APPROVED
    assert (await bot.wave()).approved_by == "Ben"


async def test_who_stopped_between_approval_and_sending_gets_nothing():
    bot = await WaveBot.open(contact(0), contact(1))
    await bot.make(wave())
    await bot.approve(at=MORNING + dt.timedelta(hours=1))

    await bot.about(ContactStopped(how="phone", by="Ben"), contact(0))
    await bot.tick(until=MORNING + dt.timedelta(hours=1))

    assert await bot.chats() == ["-1000001"]
    assert await bot.ledger() == {"k-000000000000": "do_not_contact"}


async def test_who_stops_while_it_is_owed_gets_nothing():
    bot = await WaveBot.open(contact(0), contact(1))
    await bot.go(wave())

    await bot.about(ContactStopped(how="phone", by="Ben"), contact(0))

    assert await bot.chats() == ["-1000001"]
    assert await bot.ledger() == {"k-000000000000": "cancelled"}


async def test_a_group_that_took_its_permission_back_is_not_posted_to():
    bot = await WaveBot.open(contact(0))
    await bot.make(wave())
    await bot.approve(at=MORNING + dt.timedelta(hours=1))

    await bot.change(0, permission=Permission.ASKED)
    await bot.tick(until=MORNING + dt.timedelta(hours=1))

    assert await bot.owed() == []
    assert await bot.ledger() == {"k-000000000000": "not_allowed_yet"}


async def test_two_waves_approved_at_once_keep_to_one_cap():
    bot = await WaveBot.open(contact(0, cap=1))
    await bot.make(wave())
    await bot.make(wave(id="w-summersummer"))
    later = MORNING + dt.timedelta(hours=1)
    await bot.approve(at=later)
    await bot.approve(wave_id="w-summersummer", at=later)

    await bot.tick(until=later)

    assert len(await bot.owed()) == 1
    assert await bot.ledger() == {"k-000000000000": "cap"}


async def test_times_of_long_ago_do_not_count_towards_the_cap():
    old = Reached(at=MORNING - dt.timedelta(days=31), way=Way.PHONE)
    bot = await WaveBot.open(contact(0, cap=1, reached=(old,)))

    await bot.go(wave())

    assert len(await bot.owed()) == 1


async def test_a_wave_approved_at_night_begins_at_nine():
    bot = await WaveBot.open(contact(0), now=NIGHT)

    await bot.go(wave())
    assert await bot.owed() == []
    assert (await bot.wave()).at == NINE

    await bot.tick(until=NINE)
    assert len(await bot.owed()) == 1


async def test_a_wave_that_we_slept_through_waits_for_the_morning():
    bot = await WaveBot.open(contact(0))
    await bot.make(wave())
    await bot.approve(at=MORNING + dt.timedelta(hours=1))

    await bot.tick(until=NIGHT)
    assert await bot.owed() == []

    await bot.tick(until=NINE)
    assert len(await bot.owed()) == 1


async def test_what_has_not_gone_by_the_evening_is_missed_not_sent_at_night():
    bot = await WaveBot.open(contact(0))

    await bot.go(wave())

    (body,) = await bot.owed()
    assert body["not_after"] == MORNING.replace(hour=2, minute=0).timestamp() + 24 * 3600


async def test_a_stopped_wave_cancels_what_has_not_gone():
    bot = await WaveBot.open(contact(0), contact(1))
    await bot.go(wave())

    await bot.stop()

    assert await bot.owed() == []
    assert set((await bot.ledger()).values()) == {"cancelled"}
    assert (await bot.wave()).stopped_by == "Ben"


async def test_what_may_be_on_its_way_when_a_wave_is_stopped_is_unknown_not_cancelled():
    bot = await WaveBot.open(contact(0))
    await bot.go(wave())
    (row,) = await bot.bot.store.rows("owed")
    tried = Put(table="owed", id=row.id, body=row.body | {"tries": 1}, due=row.due)
    await bot.bot.store.commit(Commit(at=bot.bot.now, writes=(tried,)))

    await bot.stop()

    assert await bot.ledger() == {"k-000000000000": "unknown"}


async def test_a_wave_stopped_before_its_time_never_begins():
    bot = await WaveBot.open(contact(0))
    await bot.make(wave())
    await bot.approve(at=MORNING + dt.timedelta(hours=1))

    await bot.stop()
    await bot.tick(until=MORNING + dt.timedelta(hours=1))

    assert await bot.owed() == []


async def test_approving_words_that_are_others_by_now_does_nothing():
    bot = await WaveBot.open(contact(0))
    await bot.make(wave())

    await bot.approve(version="0ld")

    assert (await bot.wave()).state is WaveState.DRAFT


async def test_a_wave_that_begins_with_other_words_than_approved_waits_for_a_person():
    bot = await WaveBot.open(contact(0))
    await bot.make(wave())
    await bot.approve(at=MORNING + dt.timedelta(hours=1))
    await bot.change_wave(version="0ld")

    await bot.tick(until=MORNING + dt.timedelta(hours=1))

    assert (await bot.wave()).state is WaveState.WAITING
    assert await bot.owed() == []


async def test_contacts_that_came_after_the_approval_are_not_reached():
    bot = await WaveBot.open(contact(0))
    await bot.make(wave())
    await bot.approve(at=MORNING + dt.timedelta(hours=1))

    await bot.bring_in(contact(1))
    await bot.tick(until=MORNING + dt.timedelta(hours=1))

    assert await bot.chats() == ["-1000000"]


async def test_a_death_in_the_middle_misses_nobody_and_reaches_nobody_twice():
    bot = await WaveBot.open(*(contact(n) for n in range(40)))
    await bot.make(wave())
    await bot.approve()
    await bot.die_after(commits=17)
    told = len(await bot.owed())
    assert 0 < told < 40

    await bot.tick()

    assert await bot.chats() == [f"-100{n:04}" for n in range(40)]
    reached = [len((await bot.contact(n)).reached) for n in range(40)]
    assert reached == [1] * 40


@pytest.mark.parametrize("way", [Way.PHONE, Way.SOCIAL, Way.PAPER])
async def test_what_is_worked_by_hand_owes_nothing(way):
    bot = await WaveBot.open(contact(0, ways=(way,)))

    await bot.go(wave(way=way))

    assert await bot.owed() == []
    assert (await bot.wave()).state is WaveState.RUNNING
    assert (await bot.wave()).to == ("k-000000000000",)


async def test_every_step_of_a_wave_is_audited_with_who_did_it():
    bot = await WaveBot.open(contact(0))
    await bot.go(wave())
    await bot.stop()

    rows = [
        (row["action"], row.get("by", "")) for row in await bot.bot.store.audit() if "wave" in row["action"]
    ]

    assert rows == [
        ("wave_made", "Ana"),
        ("wave_approved", "Ben"),
        ("wave_started", ""),
        ("wave_stopped", "Ben"),
    ]


# -- a link that nobody else can open -------------------------------------------------------------------------

DEAD = "http://127.0.0.1:8080/i/"


@pytest.mark.parametrize("way", [Way.TELEGRAM, Way.EMAIL])
async def test_a_wave_with_a_dead_link_is_not_approved(way):
    bot = await WaveBot.open(contact(0))
    bot.bot.runner.link = DEAD
    await bot.go(wave(way=way))

    assert (await bot.wave()).state is WaveState.DRAFT
    assert await bot.owed() == []
    (told,) = [row["detail"] for row in await bot.bot.store.audit() if row["action"] == "wave_not_approved"]
    assert told == "link"


@pytest.mark.parametrize("way", [Way.TELEGRAM, Way.EMAIL])
async def test_nobody_gets_a_link_that_is_dead_by_now(way):
    bot = await WaveBot.open(contact(0))
    bot.bot.runner.link = DEAD
    await bot.make(wave(way=way))
    await bot.change_wave(state=WaveState.RUNNING)
    await bot.about(WaveReaches(wave="w-springspring"), contact(0))

    assert await bot.owed() == []
    assert await bot.ledger() == {"k-000000000000": "link"}


async def test_a_trial_that_says_so_may_send_one():
    trial = rules().model_copy(update={"trial": True})
    bot = await WaveBot.open(contact(0), campaign=trial)
    bot.bot.runner.link = DEAD
    await bot.go(wave(way=Way.TELEGRAM))

    assert len(await bot.owed()) == 1
