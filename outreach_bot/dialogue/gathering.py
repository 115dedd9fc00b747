"""What people hear of a session's course: which times suit them, that it stays, who leads it; and that they came."""

import datetime as dt

from msgspec.structs import replace

from outreach_bot.dialogue import asking, crediting, describing
from outreach_bot.dialogue.desk_inputs import TimesNoted
from outreach_bot.dialogue.draft import HELP, PERSON, Draft, Rows, button, column
from outreach_bot.dialogue.effects import CancelNotes, ChangeSeat, Mark, Notice, Paragraph, Phrase, When
from outreach_bot.dialogue.session_inputs import AttendanceMarked, PollAsked, SessionStays, WentAhead
from outreach_bot.recruitment import attendance
from outreach_bot.recruitment.sessions import PersonId, Session

NONE = "none"


def told(draft: Draft, body: PollAsked | SessionStays | WentAhead | AttendanceMarked) -> None:
    """Tell this person, if it still concerns them."""
    session = draft.session(body.session)
    if session is None or draft.me.id not in session.seats:
        return
    match body:
        case PollAsked():
            _ask(draft, session)
        case SessionStays():
            _stays(draft, session)
        case WentAhead():
            _note(draft, session, Phrase("booking_led_otherwise", describing.on(session)), person=True)
        case AttendanceMarked():
            _marked(draft, came=body.came)


# -- which times suit them --------------------------------------------------------------------------------


def _ask(draft: Draft, session: Session) -> None:
    if session.poll is None or session.seats[draft.me.id].can is not None:
        return
    if not draft.may_write_first():
        draft.notify(Notice.REMINDER_HELD)  # a person asks them
        return
    draft.write_first(
        _question(session), buttons=_times(session, draft.me.id), not_after=session.starts, about=session.id
    )


def _question(session: Session) -> Phrase:
    return Phrase("move-poll", describing.on(session))


def _times(session: Session, person: PersonId) -> Rows:
    """One button a time, ticked where it suits them; the time itself is in the button, so that an old one is known."""
    poll = session.poll
    can = session.seats[person].can
    rows = [
        button(
            Phrase("meeting-button", {"when": When(time, "button")}),
            f"poll:{session.id}:{_minute(time)}",
            mark=Mark.TICKED if time in (can or ()) else Mark.NONE,
        )
        for time in (poll.times if poll else ())
    ]
    none = button("move-poll.none", f"poll:{session.id}:{NONE}", mark=Mark.TICKED if can == () else Mark.NONE)
    return column(*rows, none, PERSON, HELP)


def answer(draft: Draft, rest: list[str]) -> None:
    """One tap: this time suits them, or after all not. It counts at once, and can be changed until a time is chosen."""
    session = draft.held(rest[0])
    poll = session.poll if session else None
    time = next((each for each in (poll.times if poll else ()) if rest[1] == _minute(each)), None)
    if session is None or poll is None or (time is None and rest[1] != NONE):
        draft.reshow(Phrase("old-button"), edit=False)
        return
    chosen = set(session.seats[draft.me.id].can or ()) ^ {time} if time else set()
    now = _answered(draft, session, chosen)
    draft.say(*_noted(now.seats[draft.me.id].can), _question(now), buttons=_times(now, draft.me.id))


def noted_at_desk(draft: Draft, body: TimesNoted) -> None:
    """What they told a coordinator: the same answer as by taps, and as easily changed. Too late, it changes nothing."""
    session = draft.held(body.session)
    poll = session.poll if session else None
    if session is None or poll is None or not set(body.can) <= set(poll.times):
        draft.audit("times_noted", detail=body.session, result="denied")
        return
    _answered(draft, session, set(body.can))
    draft.audit("times_noted", detail=session.id)


def _answered(draft: Draft, session: Session, can: set[dt.datetime]) -> Session:
    """Keep which times suit this person; none is an answer, too. The session as it is then."""
    seat = replace(session.seats[draft.me.id], can=tuple(sorted(can)))
    draft.change(ChangeSeat(session=session.id, person=draft.me.id, seat=seat))
    return draft.sessions[session.id]


def _noted(can: tuple[dt.datetime, ...] | None) -> tuple[Paragraph, ...]:
    return (Phrase("move-poll-noted" if can else "move-poll-noted.none"),)


def _minute(time: dt.datetime) -> str:
    return str(int(time.timestamp()) // 60)


def show(draft: Draft, rest: list[str]) -> None:
    """[Tell us which times suit you], at home: the question once more."""
    session = draft.held(rest[0])
    if session is None or session.poll is None:
        draft.reshow(Phrase("old-button"), edit=False)
        return
    draft.say(_question(session), buttons=_times(session, draft.me.id))


def open_questions(draft: Draft) -> Rows:
    """A button for each meeting whose question this person has not answered."""
    asked = [session for session, seat in draft.seats() if session.poll is not None and seat.can is None]
    return column(
        *(
            button(
                Phrase("move-poll.open", {"when": describing.button_label(session, alike=False)}),
                f"times:{session.id}",
            )
            for session in asked
        )
    )


def _stays(draft: Draft, session: Session) -> None:
    seat = replace(session.seats[draft.me.id], can=None, asked_move=False)
    draft.change(CancelNotes(about=session.id), ChangeSeat(session=session.id, person=draft.me.id, seat=seat))
    _note(draft, session, Phrase("booking_stays", describing.on(session)))


def _note(draft: Draft, session: Session, words: Phrase, *, person: bool = False) -> None:
    if not draft.may_write_first():
        draft.notify(Notice.REMINDER_HELD)
        return
    draft.write_first(
        words,
        buttons=column(
            button("booking_stays.fine", f"coming:{session.id}"),
            button("labels.reminder_change", f"change:{session.id}"),
            button("labels.reminder_cancel", f"free:{session.id}"),
            *((PERSON,) if person else ()),
            HELP,
        ),
        not_after=session.starts,
        about=session.id,
    )


# -- whether they came ----------------------------------------------------------------------------------------


def _marked(draft: Draft, *, came: bool) -> None:
    """Count who came for the code that brought them; who missed two is offered a talk, and never punished."""
    if came:
        return  # credited with every turn of theirs
    crediting.take_back_attended(draft)
    if attendance.missed(draft.me.id, draft.sessions.values()) >= attendance.MISSED_OFTEN:
        asking.ask_person(draft, "missed")


TAPS = {"poll": (answer, ()), "times": (show, ())}
