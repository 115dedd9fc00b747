"""No text, count, timing or button that a champion can see changes with what those they told do.

One champion has the same conversation in many worlds. In each, other people do something else with the champion's
link, or with codes that ended or never were. What reaches the champion must be the same, byte for byte.
"""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
import pytest

from outreach_bot.dialogue.inputs import (
    Address,
    Blocked,
    Channel,
    CodeVoided,
    Input,
    Opened,
    ReviewsSeen,
    Said,
    Tapped,
)
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.rules import CodeKind
from tests.helpers.people import NOW, session
from tests.helpers.real_runner import Bot

pytestmark = pytest.mark.asyncio

ROSA = "1001"
OWN, ONCE, USED, VOID, NOBODYS = "H5NQ3RTW", "RQTVWXY2", "RQTVWXY3", "KKKKKKK2", "BBBBBBB2"
LINK = Opened(payload=f"c_{OWN}-pf")
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MONDAY = dt.datetime(2027, 3, 15, 14, tzinfo=dt.UTC)
"""When the band of somebody who joined on 1 March is first counted: 10 am in New York."""
JOINS = ("rules:agree", "kind:peer_support", "employer:skip", "nonames:agree")
FITS = (
    "start", "carry", "role:lived", "screening:agree", "a:l_age:yes", "a:l_hospital:h1", "done:l_hospital",
    "a:l_experience:yes", "a:l_ready:group",
)  # fmt: skip
BOOKS = ("meet:s1", "book:s1", "contact:agree", "skip", "skip", "skip")

World = Callable[[Bot], Awaitable[None]]


def code(identifier, **fields: Any):
    return Code(id=identifier, made_at=NOW, kind=CodeKind.CHAMPION, **fields)


def codes(most):
    return (
        code(OWN, name="Rosa", most=most),
        code(ONCE, name="Rosa", joins=True, gives=OWN),
        code(USED, name="Kim", joins=True, gives="KKKKKKK3", used_at=NOW),
        code(VOID, name="Lee", void=True),
    )


class Watched:
    """A bot, and all that Rosa ever gets to see of it."""

    def __init__(self, bot: Bot):
        self.bot = bot
        self.seen: list[bytes] = []
        self._known = 0

    async def rosa(self, body):
        await self.bot.do(body, ROSA)
        await self.look()

    async def wait(self, span):
        """Let time pass, and everything that comes due be done."""
        end = self.bot.now + span.total_seconds()
        while rows := await self.bot.store.due("pending", end, limit=1):
            self.bot.now = max(self.bot.now, rows[0].due or 0.0)
            await self.bot.runner.receive(msgspec.convert(rows[0].body, Input))
            await self.bot.runner.idle()
        self.bot.now = end
        await self.look()

    async def look(self):
        """Note what was sent to her since, when and how, and what comes up when she calls the bot elsewhere."""
        fresh = self.bot.dispatcher.offered[self._known :]
        self._known = len(self.bot.dispatcher.offered)
        for owed in fresh:
            if owed.address.chat == ROSA:
                how = (owed.due, owed.not_after, owed.priority, owed.kind, owed.message)
                self.seen.append(msgspec.json.encode(how))
        address = Address(channel=Channel.TELEGRAM, chat=ROSA)
        self.seen.append(msgspec.json.encode(await self.bot.runner.inline_card(address, "en")))


async def conversation(*worlds: World, most: int | None = None) -> list[bytes]:
    """What Rosa sees, while `worlds` happen around her, one after each thing she does."""
    bot = await Bot.open(session("s1", "lived_interview"), codes=codes(most))
    watched = Watched(bot)
    await watched.rosa(Opened(payload=f"j_{ONCE}"))
    for data in JOINS:
        await watched.rosa(Tapped(data=data, message="7"))
    around = iter(worlds)
    for step in HERS:
        await next(around, nothing)(bot)
        await watched.look()
        await (watched.wait(step) if isinstance(step, dt.timedelta) else watched.rosa(step))
    return watched.seen


HERS = (
    Said(text="/mylink"), HOUR, Tapped(data="mine:share", message="9"), Tapped(data="mine:mystats", message="9"),
    Said(text="/flyer"), Tapped(data="flyer:poster_a4", message="9"), 2 * DAY, Said(text="/mystats"),
    Said(text=OWN), Said(text=NOBODYS), Said(text=VOID), Opened(payload=f"j_{USED}"), LINK, Said(text="export"),
    MONDAY - NOW, Said(text="/mystats"), Tapped(data="mine:home", message="9"), 8 * DAY, Said(text="/mystats"),
    Said(text="pause"), DAY, Tapped(data="rest:on", message="9"), Said(text="stop"), Said(text="/mystats"),
    Said(text="start"), Said(text="someone is pressuring me"), Said(text="privacy"), Said(text="/leave"),
    Tapped(data="rest:leave_yes", message="9"), Said(text="/mylink"), LINK, Said(text="delete"),
    Tapped(data="delete:yes", message="9"),
)  # fmt: skip
"""All that a champion can do, over four weeks. A span is time that passes."""


# -- what others do --------------------------------------------------------------------------------------


async def nothing(_bot: Bot) -> None:
    """Nobody does anything."""


def people(number: int, *things, first: int = 2001) -> World:
    """So many people who each do these things; a text is a tap."""

    async def act(bot: Bot) -> None:
        for who in range(first, first + number):
            for thing in things:
                await bot.do(Tapped(data=thing) if isinstance(thing, str) else thing, str(who))

    return act


async def void_all(bot: Bot) -> None:
    """The office ends a code that is not hers, and looks at what there is to look at."""
    rows = await bot.rows("review")
    await bot.office(ReviewsSeen(reviews=tuple(row.id for row in rows), by="office"))
    await bot.office(CodeVoided(codes=(USED, VOID), by="office"))


OPENS = people(1, LINK)
WORLDS: dict[str, tuple[World, ...]] = {
    "one opens the link": (OPENS,),
    "one opens it late": (nothing,) * 7 + (OPENS,),
    "four open it": (people(4, LINK),),
    "four open it, one after another": tuple(people(1, LINK, first=2001 + n) for n in range(4)),
    "one types the code": (people(1, Said(text="h5nq 3rtw")),),
    "one opens it twice": (people(1, LINK, LINK),),
    "one says no": (people(1, LINK, "start", "carry", "role:lived", "screening:refuse"),),
    "one is too young": (people(1, LINK, *FITS[:4], "a:l_age:no"),),
    "one fits": (people(1, LINK, *FITS),),
    "one books": (people(1, LINK, *FITS, *BOOKS),),
    "one books and does not know her": (people(1, LINK, *FITS, *BOOKS, "told:stranger"),),
    "one books, comes and tells how it was": (
        people(1, LINK, *FITS, *BOOKS, "told:friend"),
        *(nothing,) * 15,
        people(1, "how:heard:s1"),
    ),
    "one says that they are pushed": (
        people(1, LINK, Said(text="someone is pushing me to join")),
        nothing,
        people(1, Said(text="someone is pushing me to join")),
    ),
    "one needs help": (people(1, LINK, Said(text="I want to die")),),
    "one stops": (people(1, LINK, Said(text="stop")),),
    "one deletes everything": (people(1, LINK, *FITS, *BOOKS), people(1, Said(text="delete"), "delete:yes")),
    "one blocks the bot": (people(1, LINK, Blocked()),),
    "one tries codes that are no good": (
        people(1, Said(text=NOBODYS), Said(text=VOID), Opened(payload=f"j_{USED}"), Said(text="BBBBBBB3")),
    ),
    "many try codes in a row": tuple(
        people(1, Said(text=f"BBBBBBB{n}"), first=2000 + n) for n in range(2, 9)
    ),
    "her used link is opened by somebody": (people(1, Opened(payload=f"j_{ONCE}")),),
    "the office looks and ends other codes": (people(2, LINK), nothing, void_all),
}


@pytest.fixture(scope="module")
def alone():
    """What she sees when nobody does anything."""
    return asyncio.run(conversation())


@pytest.mark.parametrize("world", WORLDS.values(), ids=WORLDS.keys())
async def test_what_others_do_changes_nothing_she_sees(world, alone):
    assert await conversation(*world) == alone


@pytest.mark.parametrize("most", [1, 2])
@pytest.mark.parametrize("number", [0, 1, 2, 4])
async def test_a_link_that_is_used_up_looks_to_her_as_before(most, number, alone):
    assert await conversation(people(number, LINK), most=most) == alone


SIX = {
    "all book or give up": (people(1, LINK, *FITS, *BOOKS), people(5, LINK, *FITS, first=2002)),
    "all say no": (people(6, LINK, "start", "carry", "role:family", "screening:refuse"),),
    "all delete": (people(6, LINK, Said(text="delete"), "delete:yes"),),
    "they come on another day": (*(nothing,) * 7, people(6, LINK)),
    "they come one by one": tuple(people(1, LINK, first=2001 + n) for n in range(6)),
    "nine come": (people(9, LINK),),
}


@pytest.mark.parametrize("world", SIX.values(), ids=SIX.keys())
async def test_within_a_band_it_is_all_the_same(world):
    assert await conversation(*world) == await conversation(people(6, LINK))


async def test_a_band_moves_and_only_when_all_are_counted(alone):
    many = await conversation(people(6, LINK))

    differs = [at for at, (one, other) in enumerate(zip(alone, many, strict=True)) if one != other]
    first = msgspec.json.decode(many[differs[0]])[0]
    told = [msgspec.json.decode(many[at])[4]["text"] for at in differs]
    assert first >= MONDAY.timestamp()
    assert all("5 to 9" in text for text in told)


async def test_what_comes_after_the_count_shows_at_the_next():
    early, late = people(6, LINK), (*(nothing,) * 16, people(6, LINK))

    soon, later = await conversation(early), await conversation(*late)

    differs = [msgspec.json.decode(at)[0] for at, other in zip(later, soon, strict=True) if at != other]
    week = dt.timedelta(days=7)
    assert [MONDAY <= dt.datetime.fromtimestamp(at, dt.UTC) < MONDAY + week for at in differs] == [True]


async def test_the_worlds_are_not_all_the_same():
    """Else the tests above would hold for nothing."""
    bot = await Bot.open(session("s1", "lived_interview"), codes=codes(None))
    await people(1, LINK, *FITS, *BOOKS, "told:stranger")(bot)
    await people(1, LINK, first=3001)(bot)
    counters = await bot.store.counters()

    assert (counters[f"opened:{OWN}:pf"], counters[f"booked:{OWN}:pf"]) == (2, 1)
    assert {row.body["sign"] for row in await bot.rows("review")} == {"stranger", "same_second"}
