"""Champions in the real bot: what the office does, what ends, what is kept, and what a person should look at."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from outreach_bot.dialogue.inputs import (
    ChampionHeld,
    Channel,
    CodeVoided,
    Input,
    Opened,
    ReviewsSeen,
    Said,
    Tapped,
    To,
)
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.store.base import Commit, Put
from tests.helpers.people import NOW
from tests.helpers.real_runner import Bot

pytestmark = pytest.mark.asyncio

OWN, ONCE, NEW, NEW_ONCE = "H5NQ3RTW", "RQTVWXY2", "KKKKKKK2", "RQTVWXY3"
JOINS = ("rules:agree", "kind:peer_support", "employer:no")
ROSA = "1001"
DAY = dt.timedelta(days=1)


def code(identifier=OWN, kind=CodeKind.CHAMPION, **fields: Any):
    return Code(id=identifier, kind=kind, made_at=NOW, name="Rosa", **fields)


async def opened_bot(**fields: Any):
    """A bot with Rosa's codes, one of them bounded by `fields`, and those of a second invitation."""
    once = code(ONCE, joins=True, gives=OWN)
    again = (code(NEW), code(NEW_ONCE, joins=True, gives=NEW))
    return await Bot.open(codes=(code(**fields), once, *again))


async def joined(bot):
    await bot.do(Opened(payload=f"j_{ONCE}"), ROSA)
    for data in JOINS:
        await bot.tap(data, ROSA)


async def champion(bot):
    person = await bot.person(ROSA)
    assert person is not None
    return person.champion


async def hold(bot, *, held):
    rosa = await bot.person(ROSA)
    body = ChampionHeld(held=held, by="office")
    await bot.runner.receive(Input(key=f"office:hold-{held}", to=To.PERSON, id=rosa.id, body=body))


async def signs(bot):
    return [(row.body["code"], row.body["sign"]) for row in await bot.rows("review")]


async def kept_code(bot, identifier=OWN):
    row = await bot.store.get("code", identifier)
    return msgspec.convert(row.body, Code)


# -- links that ended ---------------------------------------------------------------------------------------


async def test_a_champion_whose_link_was_ended_is_told_so_kindly():
    bot = await opened_bot()
    await joined(bot)
    await bot.office(CodeVoided(codes=(OWN,), by="office"))

    await bot.say("/share", ROSA)

    assert "Your link has come to its end." in bot.texts(ROSA)[-1]
    assert "t.me" not in bot.texts(ROSA)[-1]


async def test_a_champion_whose_days_are_over_is_told_so_too():
    bot = await opened_bot(until=NOW + 30 * DAY)
    await joined(bot)
    bot.now += 31 * DAY.total_seconds()

    await bot.say("/mylink", ROSA)

    assert "Your link has come to its end." in bot.texts(ROSA)[-1]


async def test_a_new_link_after_the_end_gives_a_new_code_and_asks_nothing_again():
    bot = await opened_bot()
    await joined(bot)
    await bot.office(CodeVoided(codes=(OWN,), by="office"))

    await bot.do(Opened(payload=f"j_{NEW_ONCE}"), ROSA)

    found = await champion(bot)
    assert (found.code, found.kind) == (NEW, "peer_support")
    assert "KKKK KKK2" in bot.texts(ROSA)[-1]


@pytest.mark.parametrize(
    ("fields", "sign"),
    [({"void": True}, "void"), ({"until": NOW - DAY}, "expired"), ({"most": 1}, "used_up")],
    ids=["void", "its days are over", "opened often enough"],
)
async def test_a_link_that_is_no_good_answers_alike_and_is_looked_at(fields, sign):
    good, bad = await opened_bot(), await opened_bot(**fields)
    for bot in (good, bad):
        await bot.do(Opened(payload=f"c_{OWN}"), "2001")
        bot.now += 60
        await bot.do(Opened(payload=f"c_{OWN}"), "2002")

    assert bad.texts("2002") == good.texts("2002")
    assert (OWN, sign) in await signs(bad)
    assert await signs(good) == []


async def test_who_came_by_a_link_may_open_it_again_when_it_is_used_up():
    bot = await opened_bot(most=1)
    await bot.do(Opened(payload=f"c_{OWN}"), "2001")
    await bot.do(Opened(payload=f"c_{OWN}"), "2001")

    assert await signs(bot) == []


async def test_a_one_time_link_whose_days_are_over_makes_nobody_a_champion():
    bot = await Bot.open(codes=(code(), code(ONCE, joins=True, gives=OWN, until=NOW - DAY)))

    await bot.do(Opened(payload=f"j_{ONCE}"), ROSA)

    assert await champion(bot) is None
    assert await signs(bot) == [(ONCE, "expired")]


async def test_voiding_names_what_it_ended_in_the_audit_log():
    bot = await opened_bot()
    await bot.office(CodeVoided(codes=(OWN, "MADEUPXX"), by="office"))

    assert (await kept_code(bot)).void
    voided = [row["about"] for row in await bot.store.audit() if row["action"] == "code_voided"]
    assert voided == [OWN]


# -- a rest ---------------------------------------------------------------------------------------------


async def test_a_champion_asked_to_rest_cannot_go_on_alone_and_can_when_let():
    bot = await opened_bot()
    await joined(bot)

    await hold(bot, held=True)
    await bot.say("/mylink", ROSA)
    resting = bot.texts(ROSA)[-1]
    await bot.tap("rest:on", ROSA)
    still = bot.texts(ROSA)[-1]
    await hold(bot, held=False)
    await bot.say("/mylink", ROSA)

    assert "Please do not share your link for now." in resting
    assert "Please do not share your link for now." in still
    assert "Or write to us and type this code: H5NQ 3RTW" in bot.texts(ROSA)[-1]


async def test_whoever_is_held_hears_nothing_by_themselves():
    bot = await opened_bot()
    await joined(bot)
    before = len(bot.texts(ROSA))

    await hold(bot, held=True)

    assert len(bot.texts(ROSA)) == before


# -- what is kept -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ending", [("delete", "delete:yes"), ("/leave", "rest:leave_yes")], ids=["DELETE", "leaving"]
)
async def test_who_goes_leaves_a_void_code_without_a_name(ending):
    bot = await opened_bot()
    await joined(bot)
    word, tap = ending

    await bot.say(word, ROSA)
    await bot.tap(tap, ROSA)

    kept = [await kept_code(bot, each) for each in (OWN, ONCE)]
    assert [(each.void, each.name) for each in kept] == [(True, ""), (True, "")]
    assert not [row for row in await bot.rows("pending") if "stats" in row.id]


async def test_the_own_link_is_not_where_a_champion_came_from():
    bot = await opened_bot()
    await joined(bot)

    await bot.do(Opened(payload=f"c_{OWN}-pf"), ROSA)

    person = await bot.person(ROSA)
    assert person is not None
    assert person.source == ""
    assert await bot.store.counters() == {}


async def test_somebody_from_before_the_employer_question_is_asked_it_now():
    bot = await opened_bot()
    await joined(bot)
    row = (await bot.rows("person"))[0]
    old = {**row.body, "champion": {k: v for k, v in row.body["champion"].items() if k != "employer"}}
    await bot.store.commit(Commit(at=bot.now, writes=[Put(table="person", id=row.id, body=old)]))

    await bot.say("/mylink", ROSA)

    assert "treats people for alcohol or drug use?" in bot.texts(ROSA)[-1]


# -- what is looked at ------------------------------------------------------------------------------------


async def test_a_review_names_the_code_and_the_sign_and_nobody():
    bot = await opened_bot()
    await joined(bot)
    for who in ("2001", "2002"):
        await bot.do(Opened(payload=f"c_{OWN}"), who)

    [review] = await bot.rows("review")
    [notice] = await bot.rows("notice")
    people = [row.id for row in await bot.rows("person")]
    assert review.body == {"code": OWN, "sign": "same_second", "at": bot.now}
    assert notice.body["person"] == ""
    reviewed = [row for row in await bot.store.audit() if row["action"] == "code_review"]
    assert [(row["about"], row["detail"]) for row in reviewed] == [("codes", "same_second")]
    assert not any(person in str(reviewed) for person in people)


async def test_a_stranger_is_a_sign_and_the_answer_is_not_kept():
    bot = await opened_bot()
    await bot.do(Opened(payload=f"c_{OWN}"), "2001")
    person = await bot.person("2001")
    assert person is not None
    asked = msgspec.structs.replace(person, screen="told_by")
    await bot.store.commit(
        Commit(at=bot.now, writes=[Put(table="person", id=person.id, body=msgspec.to_builtins(asked))])
    )
    await bot.do(Tapped(data="told:stranger"), "2001")

    after = await bot.person("2001")
    assert await signs(bot) == [(OWN, "stranger")]
    assert after is not None
    assert b"stranger" not in msgspec.json.encode(after)
    [trace] = await bot.traces("stranger")
    assert trace.startswith("review ")
    assert trace not in await bot.traces(person.id)


async def test_a_complaint_of_a_participant_points_to_the_link_that_brought_them():
    bot = await opened_bot()
    await bot.do(Opened(payload=f"c_{OWN}"), "2001")

    await bot.say("someone is pushing me to join", "2001")

    assert await signs(bot) == [(OWN, "pressure")]
    assert [row.body["notice"] for row in await bot.rows("notice")] == ["champion_pressure", "code_review"]


async def test_three_different_codes_nobody_made_are_a_series():
    bot = await opened_bot()
    for typed in ("BBBBBBB2", "BBBBBBB3", "BBBBBBB3", "BBBBBBB4", "BBBBBBB5"):
        await bot.say(typed, "2001")

    assert [sign for _, sign in await signs(bot)].count("serial") == 1


async def test_reviews_that_were_seen_are_gone():
    bot = await opened_bot()
    await bot.say("BBBBBBB2", "2001")
    ids = tuple(row.id for row in await bot.rows("review"))

    await bot.office(ReviewsSeen(reviews=ids, by="office"))

    assert await bot.rows("review") == []


# -- other channels -----------------------------------------------------------------------------------------


async def test_on_the_web_texts_and_emails_open_by_themselves():
    bot = await opened_bot()
    await bot.do(Opened(payload=f"j_{ONCE}"), ROSA, channel=Channel.WEB)
    for data in (*JOINS, "mine:share"):
        await bot.do(Tapped(data=data), ROSA, channel=Channel.WEB)

    message = bot.dispatcher.offered[-1].message
    links = {button.label: button.url for row in message.buttons for button in row if button.url}
    assert links["Send a text message"].startswith("sms:?&body=Your%20voice%20counts.")
    assert links["Send an email"].startswith("mailto:?subject=Your%20voice%20counts&body=")
    assert not any(button.is_telegrams for row in message.buttons for button in row)
    assert "c_H5NQ3RTW-so" in message.text


async def test_what_is_passed_on_fits_a_copy_button_even_with_a_long_name():
    bot = await opened_bot()
    bot.runner.link = f"https://t.me/{'n' * 32}?start="
    await joined(bot)

    await bot.tap("mine:share", ROSA)

    buttons = [button for row in bot.dispatcher.offered[-1].message.buttons for button in row]
    assert all(len(button.copy) <= 256 for button in buttons)
    assert sum(bool(button.copy) for button in buttons) == 3


async def test_a_stranger_who_wants_to_share_is_welcomed():
    bot = await opened_bot()
    await bot.do(Said(text="/share"), "2001")

    assert "chat bot, not a person" in bot.texts("2001")[-1]
