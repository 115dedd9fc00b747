"""What coordinators do: publish sessions, invite champions, move sessions and call them off."""

import asyncio
import datetime as dt
import random
from collections.abc import Callable
from functools import cache
from typing import Any, Protocol

import msgspec

from outreach_bot.dialogue.inputs import Body, Input, Invited, SessionChanged, SessionsImported, To
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.polls import moved_to
from outreach_bot.recruitment.rules import CodeKind, Rules
from outreach_bot.recruitment.sessions import Session, SessionStatus
from outreach_bot.transcripts import parse
from outreach_bot.transcripts.publishing import published
from tests.helpers.every_kind import EVERY_KIND
from tests.simulation.grain import DAY

HEAD = f"""{EVERY_KIND}session: celebration party1 2027-03-23 14:00 capacity=1
session: celebration party2 2027-03-24 14:00 capacity=2
session: celebration party3 2027-03-25 14:00 capacity=3
code: place K7MQ2XZB Library

user: /start
"""
PLACE = "K7MQ2XZB"
CHAMPIONS = {"H5NQ3RTW": "RQTVWXY2", "NBCDFGHJ": "RBCDFGHJ"}
"""The code that a champion passes on, and the one that makes them a champion."""


class Works(Protocol):
    """What the office needs of the world."""

    chance: random.Random
    over: bool
    days: float

    def trace(self, line: str) -> None: ...
    def wall(self) -> float: ...
    async def up(self) -> None: ...
    async def receives(self, received: Input) -> bool: ...


@cache
def head() -> Any:
    return parse(HEAD, path="simulated.chat").head


class Office:
    """The coordinators of one run."""

    def __init__(self, world: Works, rules: Rules) -> None:
        self._world = world
        self._rules = rules
        self._number = 0

    async def opens(self, champions: int) -> None:
        """Publish some sessions, and give out codes."""
        now = dt.datetime.fromtimestamp(self._world.wall(), dt.UTC)
        codes = [*head().codes]
        for share, once in list(CHAMPIONS.items())[:champions]:
            codes.append(Code(id=share, kind=CodeKind.CHAMPION, name="Kim", made_at=now))
            codes.append(
                Code(id=once, kind=CodeKind.CHAMPION, name="Kim", made_at=now, joins=True, gives=share)
            )
        imported = SessionsImported(sessions=self._sessions(now), by="desk")
        await self._does([imported, Invited(codes=tuple(codes), by="desk")])

    def _sessions(self, now: dt.datetime) -> tuple[Session, ...]:
        """Few of them, and all want the same; or many. Some are soon, so that what is said before and after comes."""
        chance, every = self._world.chance, head().sessions
        chosen = every if chance.random() < 0.5 else chance.sample(every, chance.randint(2, 5))
        apart = chance.choice((4.0, 24.0, 24.0, 2.0 * 24))
        hour = now.replace(minute=0, second=0, microsecond=0)
        return tuple(
            moved_to(
                published(line, self._rules),
                hour + dt.timedelta(hours=round(apart * (1 + number)) + chance.randint(2, 30)),
            )
            for number, line in enumerate(chosen)
        )

    async def works(self, end: float, rows: Callable[[], dict[str, dict[str, Any]]]) -> None:
        """Move a session, or call one off, now and then."""
        world, loop = self._world, asyncio.get_running_loop()
        every = min(0.5 * DAY, max(600.0, world.days * DAY / world.chance.choice((3, 10))))
        while loop.time() < end:
            await asyncio.sleep(world.chance.expovariate(1 / every))
            sessions = rows()
            if not sessions:
                continue
            session = msgspec.convert(sessions[world.chance.choice(sorted(sessions))], Session)
            if world.chance.random() < 0.7:
                starts = dt.datetime.fromtimestamp(world.wall(), dt.UTC) + dt.timedelta(
                    hours=world.chance.randint(5, 300)
                )
                changed = moved_to(session, starts.replace(second=0, microsecond=0))
            else:
                changed = msgspec.structs.replace(session, status=SessionStatus.CANCELLED)
            world.trace(f"desk changes {session.id}")
            await self._does([SessionChanged(session=changed, by="desk")], to=To.SESSION, receiver=session.id)

    async def _does(self, bodies: list[Body], *, to: To = To.OFFICE, receiver: str = "") -> None:
        """Do something, and try again until it is done."""
        world = self._world
        for body in bodies:
            self._number += 1
            received = Input(key=f"office:{self._number}", to=to, id=receiver, body=body)
            while not world.over:
                await world.up()
                if await world.receives(received):
                    break
                await asyncio.sleep(10.0)
