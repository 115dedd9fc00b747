"""What each of those booked said to an open question for times: who has not answered, and who has no chat to do it in."""

import datetime as dt
from dataclasses import dataclass

import msgspec
from starlette.requests import Request

from outreach_bot.dialogue.state import Person
from outreach_bot.office.shell import Shell
from outreach_bot.recruitment.sessions import PersonId, Session
from outreach_bot.recruitment.sight import is_other


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerLine:
    """One person's answer, by code."""

    person: PersonId
    can: tuple[dt.datetime, ...] | None
    """Which times suit them; empty: none of them; None: not answered."""
    chat: bool
    """They can be asked, and can answer, in a chat."""
    theirs: bool
    """Whoever looks may note an answer of this person."""


async def answers(shell: Shell, request: Request, session: Session) -> list[AnswerLine]:
    """List everybody booked: first those who have not answered, and of these first who has no chat."""
    if session.poll is None:
        return []
    lines = [await _line(shell, request, session, person) for person in session.seats if not is_other(person)]
    return sorted(lines, key=lambda line: (line.can is not None, line.chat))


async def _line(shell: Shell, request: Request, session: Session, person: PersonId) -> AnswerLine:
    row = await shell.reader(request).get("person", person)
    me = msgspec.convert(row.body, Person) if row else None
    return AnswerLine(
        person=person,
        can=session.seats[person].can,
        chat=me is not None and bool(me.addresses),
        theirs=me is not None,
    )
