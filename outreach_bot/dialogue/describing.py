"""How a session is put into words: in a list, on its own screen, after booking."""

from outreach_bot.dialogue.draft import Draft
from outreach_bot.dialogue.effects import Mark, Phrase, Verbatim, When, Words
from outreach_bot.recruitment import seats
from outreach_bot.recruitment.session_needs import ONLINE
from outreach_bot.recruitment.sessions import Mode, Session


def name(session: Session) -> Phrase:
    """The plain name of a session's kind."""
    return Phrase(f"session-{session.kind}")


def examples(*sessions: Session) -> tuple[Phrase, ...]:
    """Say that meetings are only examples, where one of them is."""
    return (Phrase("example-note"),) if any(session.example for session in sessions) else ()


def where(session: Session) -> Words:
    """Where and how people meet."""
    way = Phrase(f"mode.{session.mode.value}")
    place = session.place if session.mode is not Mode.VIDEO else ""
    call = session.link_type if session.mode in ONLINE else ""
    told = tuple(Verbatim(each) for each in (place, call) if each)
    return Phrase("where", {"way": way, "place": told}) if told else way


def detail(draft: Draft, session: Session) -> Phrase:
    """Everything a person should know before they book."""
    kind = draft.kind(session)
    return Phrase(
        "booking_detail",
        {
            "session_plain_name": name(session),
            "date": When(session.starts, "day"),
            "start": When(session.starts, "time"),
            "end": When(session.ends, "time"),
            "place_or_mode": where(session),
            "capacity": session.capacity,
            "roles_plain": tuple(Phrase(f"role_plain.{role}") for role in kind.roles),
            "quiet": session.quiet_space or Phrase("booking_detail.ask_us"),
            "breaks": session.breaks or Phrase("booking_detail.ask_us"),
            "food": session.food or Phrase("booking_detail.ask_us"),
            "pay": session.pay_text or draft.rules.campaign.pay_text,
        },
    )


def comforts(session: Session) -> tuple[Phrase, ...]:
    """Say what is there for people's comfort, ahead: some are afraid of a dog, or cannot be near one."""
    if not session.comforts:
        return ()
    return (Phrase("comfort-line", {"what": tuple(Phrase(f"comfort.{each}") for each in session.comforts)}),)


def is_open(draft: Draft, session: Session) -> bool:
    """Tell whether this person could sit there now; a seat held for them is theirs to take."""
    return draft.me.id in session.holds or seats.has_room(session, draft.kind(session), role=draft.role)


def line(draft: Draft, session: Session) -> Phrase:
    """One line of a list: what, when, where."""
    return Phrase(
        "meeting-line" if is_open(draft, session) else "meeting-line.full",
        {"name": name(session), "when": When(session.starts, "button"), "where": where(session)},
    )


def button_label(session: Session, *, alike: bool) -> Words:
    """Weekday, date and time; the name too where two would read the same."""
    when = When(session.starts, "button")
    if alike:
        return Phrase("meeting-button.alike", {"when": when, "name": name(session)})
    return Phrase("meeting-button", {"when": when})


def mark(draft: Draft, session: Session) -> Mark:
    """Full ones stay listed, with a sign."""
    return Mark.NONE if is_open(draft, session) else Mark.FULL


def on(session: Session) -> dict[str, When]:
    """Day and time, the only facts that may stand in a note we send first."""
    return {"date": When(session.starts, "day"), "start": When(session.starts, "time")}


def seat(session: Session) -> tuple[Phrase, ...]:
    """All that somebody with a seat needs to come: the number to call in on is for them alone."""
    online = session.mode is not Mode.IN_PERSON and session.dial_in
    return (held(session), *((Phrase("dial-in", {"number": session.dial_in}),) if online else ()))


def held(session: Session) -> Phrase:
    """One line about a meeting somebody has a seat in, or waits for; marked where it is only an example."""
    return Phrase(
        "held-line.example" if session.example else "held-line",
        {
            "name": name(session),
            "when": When(session.starts, "day"),
            "start": When(session.starts, "time"),
            "where": where(session),
        },
    )
