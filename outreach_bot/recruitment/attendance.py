"""Who came: never a reason to punish; who missed two is offered a talk. Source: DOMAIN section 7."""

from collections.abc import Iterable

from outreach_bot.recruitment.sessions import PersonId, Session

MISSED_OFTEN = 2


def missed(person: PersonId, sessions: Iterable[Session]) -> int:
    """Count the sessions this person had a seat in and did not come to."""
    return sum(person in each.seats and each.seats[person].attended is False for each in sessions)
