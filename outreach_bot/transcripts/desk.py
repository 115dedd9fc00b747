"""What a coordinator does at their desk in a transcript, as the input it is."""

import datetime as dt
from collections.abc import Mapping

from msgspec.structs import replace

from outreach_bot.dialogue.inputs import Body, SessionChanged
from outreach_bot.dialogue.session_inputs import (
    AlternateTakesOver,
    AttendanceNoted,
    Cochair,
    CochairCannotCome,
    GoesAheadAnyway,
    PollClosed,
    PollOpened,
)
from outreach_bot.recruitment.reasons import AheadReason
from outreach_bot.recruitment.sessions import Session, SessionStatus
from outreach_bot.transcripts.lines import Desk


def desk_body(act: Desk, session: Session, people: Mapping[str, str], *, by: str) -> Body:
    """Make the input. `people`: names on stage to the ids of who holds a seat."""
    times = tuple(time.astimezone(dt.UTC) for time in act.times)
    match act.deed:
        case "cannot-come":
            return CochairCannotCome(who=Cochair(act.words[0]))
        case "takes-over":
            return AlternateTakesOver()
        case "goes-ahead":
            return GoesAheadAnyway(reason=AheadReason(act.words[0]))
        case "poll":
            return PollOpened(times=times)
        case "close-poll":
            return PollClosed(time=times[0] if times else None)
        case "publish":
            return SessionChanged(session=replace(session, status=SessionStatus.PUBLISHED), by=by)
        case _:
            came = act.deed == "came"
            return AttendanceNoted(came={people.get(who, who): came for who in act.words})
