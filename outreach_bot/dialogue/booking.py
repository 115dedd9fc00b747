"""From the list of meetings to a booked seat or a place on the list, and what is offered to those who wait."""

from msgspec.structs import replace

from outreach_bot.dialogue import asking, describing, reminding
from outreach_bot.dialogue.draft import BACK, HELP, PERSON, Draft, Rows, Screen, button, column
from outreach_bot.dialogue.effects import (
    Attach,
    CancelNotes,
    DropFirst,
    FreeSeat,
    JoinList,
    KeepFirst,
    LeaveList,
    Notice,
    Paragraph,
    Phrase,
    TakeSeat,
    When,
)
from outreach_bot.dialogue.inputs import (
    HoldRefused,
    OfferLapsed,
    SeatFreed,
    SeatOffered,
)
from outreach_bot.recruitment import fitting, seats, waiting_list
from outreach_bot.recruitment.rules import Outcome
from outreach_bot.recruitment.sessions import Seat, Session, SessionId, Waiter

PAGE = 6
"""Meetings on one screen: more would not fit a small phone."""


# -- the list ------------------------------------------------------------------------------------------


def on_offer(draft: Draft) -> list[Session]:
    """List what fits this person; while they change a seat, what could take its place."""
    swaps = draft.me.about.partition("/")[0] if draft.me.screen == "change" else ""
    found = fitting.fitting(draft.wishes(swaps=swaps), draft.sessions, draft.rules, draft.now)
    had = {key for key, kept in draft.view.sessions.items() if draft.me.id in kept.session.seats}
    return [session for session in found if session.id not in had]


def session_rows(draft: Draft, found: list[Session]) -> Rows:
    """One button a meeting, told apart by name where day and time are the same."""
    starts = [session.starts for session in found]
    return tuple(
        (
            button(
                describing.button_label(session, alike=starts.count(session.starts) > 1),
                f"meet:{session.id}",
                mark=describing.mark(draft, session),
            ),
        )
        for session in found
    )


def meetings_screen(draft: Draft) -> Screen:
    """What fits, a page at a time; or why nothing is here."""
    found = on_offer(draft)
    if not found:
        resting = fitting.is_resting(draft.wishes(), draft.sessions, draft.rules, draft.now)
        return Screen(
            words=(Phrase("booking_resting" if resting else "no-meetings"),),
            buttons=column(PERSON, button("labels.my_place", "home"), HELP),
        )
    lines, rows = a_page(draft, found, draft.me.about)
    return Screen(
        words=(Phrase("booking_offer", {"n": len(found)}), *describing.examples(*found), lines),
        buttons=(*rows, (PERSON,), (HELP,)),
    )


def a_page(draft: Draft, found: list[Session], number: str) -> tuple[tuple[Phrase, ...], Rows]:
    """Write one page of a list of meetings: its lines, and its buttons with those to other pages."""
    page = int(number) if number.isdigit() else 0
    shown = found[page * PAGE : (page + 1) * PAGE] or found[:PAGE]
    lines = tuple(describing.line(draft, session) for session in shown)
    more = ((button("meetings.more", f"more:{page + 1}"),),) if len(found) > (page + 1) * PAGE else ()
    first = ((button("meetings.first", "more:0"),),) if page else ()
    return lines, (*session_rows(draft, shown), *more, *first)


def more(draft: Draft, rest: list[str]) -> None:
    """[More times], of all meetings or of those that could take a seat's place."""
    if draft.me.screen == "change":
        draft.go("change", f"{draft.me.about.partition('/')[0]}/{rest[0]}")
    else:
        draft.go("meetings", rest[0])
    draft.reshow()


def find(draft: Draft, _: list[str]) -> None:
    """[Find a meeting]; who has not been through the questions begins there."""
    draft.go("meetings" if draft.me.outcome is Outcome.FITS else "role")
    draft.reshow()


# -- one meeting ---------------------------------------------------------------------------------------


def meeting_screen(draft: Draft) -> Screen:
    """Everything about one meeting, and [Book this] or [Join the list]."""
    session = draft.session(draft.me.about)
    if session is None:
        return meetings_screen(draft)
    kind = draft.kind(session)
    open_to_them = describing.is_open(draft, session)
    rows = [button("labels.book", f"book:{session.id}")] if open_to_them else []
    if open_to_them and kind.companion and seats.has_room(session, kind, role=draft.role, companions=1):
        rows.append(button("labels.book_with_supporter", f"with:{session.id}"))
    if not open_to_them and draft.me.id not in session.waiting:
        rows.append(button("labels.join_list", f"list:{session.id}"))
    full = () if open_to_them else (Phrase("booking_full"),)
    why = (Phrase("why-line", {"why": session.why_text}),) if session.why_text else ()
    return Screen(
        words=(
            describing.detail(draft, session),
            *describing.comforts(session),
            *describing.examples(session),
            *why,
            *full,
        ),
        buttons=column(*rows, BACK, HELP),
    )


def meet(draft: Draft, rest: list[str]) -> None:
    """A meeting was picked; a change of seat is remembered underneath."""
    session = draft.session(rest[0])
    if session is None or draft.me.outcome is None:
        draft.reshow(Phrase("old-button"), edit=False)
        return
    changes = f"change|{draft.me.about}" if draft.me.screen == "change" else ""
    draft.go("meeting", session.id)
    draft.set(before=changes)
    draft.reshow()


def book(draft: Draft, rest: list[str], *, companions: int = 0) -> None:
    """[Book this]: the seat is taken by the commit, or the meeting is shown as it now is."""
    session = draft.session(rest[0])
    if session is None:
        draft.reshow(Phrase("old-button"), edit=False)
        return
    old = _swapped(draft)
    held = fitting.held_by(draft.me.id, draft.sessions.values())
    refusal = fitting.misfit(session, draft.wishes(swaps=old), held, draft.rules, draft.now)
    if refusal is not None or draft.me.id in session.seats:
        draft.go("home" if draft.me.id in session.seats else "meetings")
        draft.reshow(Phrase("booking_gone"))
        return
    kind = draft.kind(session)
    room = replace(session, holds={who: h for who, h in session.holds.items() if who != draft.me.id})
    if not seats.has_room(room, kind, role=draft.role, companions=companions):
        draft.rest_on_session(session.id)
        draft.set(screen="meeting", about=session.id)
        draft.reshow()
        return
    _seat(draft, session, draft.session(old), companions)


def book_with_supporter(draft: Draft, rest: list[str]) -> None:
    """[Book with a supporter]."""
    book(draft, rest, companions=1)


def _swapped(draft: Draft) -> SessionId:
    screen, _, about = draft.me.before.partition("|")
    about = about.partition("/")[0]
    held = draft.session(about) if screen == "change" else None
    return about if held is not None and draft.me.id in held.seats else ""


def _seat(draft: Draft, session: Session, old: Session | None, companions: int) -> None:
    told: tuple[Paragraph, ...] = (Phrase("booking_booked"), describing.seat(session))
    if old is not None:
        told = (*told, Phrase("booking_swapped", describing.on(old)))
    files = seat_down(draft, session, old, companions)
    draft.notify(Notice.BOOKED)
    asking.after_booking(draft, session, *told, files=files)


def seat_down(draft: Draft, session: Session, old: Session | None, companions: int) -> tuple[Attach, ...]:
    """Take a seat, in place of the one in `old` where there is one; return the calendar files of it."""
    seat = Seat(role=draft.role, booked_at=draft.now, companions=companions, hospitals=draft.me.hospitals)
    files = draft.calendar(session)
    if old is not None:
        give_up(draft, old.id)
        files = (*files, *draft.calendar(old, cancel=True))
    end_first(draft, session.kind)
    draft.change(CancelNotes(about=session.id), TakeSeat(session=session.id, person=draft.me.id, seat=seat))
    draft.stop_timer(reminding.REST)
    draft.audit("seat_taken", detail=session.id)
    reminding.set_reminders(draft, session, booked_at=draft.now)
    return files


def give_up(draft: Draft, session_id: SessionId) -> None:
    """Give a seat back: it is offered to the next on the list at once."""
    draft.change(CancelNotes(about=session_id), FreeSeat(session=session_id, person=draft.me.id))
    draft.audit("seat_freed", detail=session_id)
    draft.tell_session(session_id, SeatFreed())
    reminding.stop_reminders(draft, session_id)


def stays_first(draft: Draft, session: Session) -> bool:
    """Keep somebody who gives up a seat that moved first for the next session of its kind; tell whether they are."""
    seat = session.seats[draft.me.id]
    if not seat.moved or draft.kind(session).capacity == 1:
        return False
    waiter = Waiter(role=seat.role, since=draft.now, hospitals=seat.hospitals, first=True)
    draft.change(KeepFirst(session=session.id, person=draft.me.id, waiter=waiter))
    draft.audit("kept_first", detail=session.id)
    return True


def end_first(draft: Draft, kind: str) -> bool:
    """They have a place of this kind again, or ask for one: tell whether they were to be asked first."""
    owed = [
        session.id
        for session in draft.sessions.values()
        if session.kind == kind and draft.me.id in session.first
    ]
    for session in owed:
        draft.change(DropFirst(session=session, person=draft.me.id))
    return bool(owed)


# -- the waiting list ----------------------------------------------------------------------------------


def join_list(draft: Draft, rest: list[str]) -> None:
    """[Join the list]; if a seat came free in between, the meeting is shown with it."""
    session = draft.session(rest[0])
    held = fitting.held_by(draft.me.id, draft.sessions.values())
    wishes = draft.wishes(swaps=_swapped(draft))
    refusal = session and fitting.misfit(session, wishes, held, draft.rules, draft.now)
    if session is None or refusal is not None or draft.me.id in session.seats:
        draft.go("meetings")
        draft.reshow(Phrase("booking_gone"))
        return
    if draft.me.id in session.waiting or draft.me.id in session.holds:
        # a second tap must not cost them their place
        draft.go("home")
        draft.reshow(Phrase("old-button"), edit=False)
        return
    if seats.has_room(session, draft.kind(session), role=draft.role):
        draft.rest_on_session(session.id)
        draft.go("meeting", session.id)
        draft.reshow(Phrase("booking_free_now"))
        return
    waiter = wait_for(draft, session)
    draft.notify(Notice.BOOKED)
    number = waiting_list.place(seats.join_list(session, draft.me.id, waiter), draft.me.id)
    asking.after_booking(draft, session, Phrase("booking_waitlist", {"n": number}), describing.held(session))


def wait_for(draft: Draft, session: Session, *, companions: int = 0) -> Waiter:
    """Take a place on the list."""
    had_one = any(draft.me.id in s.seats and s.kind == session.kind for s in draft.sessions.values())
    waiter = Waiter(
        role=draft.role,
        since=draft.now,
        companions=companions,
        hospitals=draft.me.hospitals,
        new_to_it=not had_one,
        first=end_first(draft, session.kind),
    )
    draft.change(JoinList(session=session.id, person=draft.me.id, waiter=waiter))
    draft.audit("list_joined", detail=session.id)
    return waiter


def seat_offered(draft: Draft, body: SeatOffered) -> None:
    """A seat is held for this person. Who may not be written to, or whom it no longer fits, is passed over."""
    session = draft.session(body.session)
    if session is None or draft.me.id not in session.holds:
        return
    instead = _in_the_way(draft, session)
    if instead is None or not draft.may_write_first():
        draft.tell_session(session.id, HoldRefused(person=draft.me.id))
        return
    old = draft.session(instead)
    first = session.holds[draft.me.id].waiter.first
    facts = {**describing.on(session), "until": When(body.until, "moment")}
    draft.write_first(
        Phrase("seat-offer-first", facts) if first else Phrase("seat-offer", facts),
        *((Phrase("seat-offer-instead", describing.on(old)),) if old else ()),
        buttons=offer_buttons(session.id),
        not_after=body.until,
        about=session.id,
    )


def _in_the_way(draft: Draft, session: Session) -> SessionId | None:
    held = fitting.held_by(draft.me.id, draft.sessions.values())
    return fitting.in_the_way(session, draft.wishes(), held, draft.rules, draft.now)


def offer_buttons(session: SessionId) -> Rows:
    """Yes, not this one, leave the list."""
    return column(
        button("seat-offer.take", f"take:{session}"),
        button("seat-offer.pass", f"pass:{session}"),
        button("seat-offer.leave", f"leave:{session}"),
        HELP,
    )


def take_offer(draft: Draft, rest: list[str]) -> None:
    """Yes to a held seat; one that stands in its way is given up for it, as the offer said."""
    session = draft.session(rest[0])
    if session is None or draft.me.id not in session.holds:
        draft.reshow(Phrase("seat-offer-gone"), edit=False)
        return
    instead = _in_the_way(draft, session)
    if instead is None:
        draft.tell_session(session.id, HoldRefused(person=draft.me.id))
        draft.reshow(Phrase("seat-offer-gone"), edit=False)
        return
    _seat(draft, session, draft.session(instead), session.holds[draft.me.id].waiter.companions)


def pass_offer(draft: Draft, rest: list[str]) -> None:
    """Not this one: still on the list, for the next seat."""
    session = draft.session(rest[0])
    if session is None or draft.me.id not in session.holds:
        draft.reshow(Phrase("seat-offer-gone"), edit=False)
        return
    draft.change(CancelNotes(about=session.id))
    draft.audit("offer_passed", detail=session.id)
    draft.tell_session(session.id, HoldRefused(person=draft.me.id))
    draft.say(Phrase("seat-offer-passed"), buttons=column(button("labels.my_place", "home"), HELP))


def leave_list(draft: Draft, rest: list[str]) -> None:
    """Leave the list, with or without a held seat."""
    session = draft.session(rest[0])
    if session is not None and draft.me.id in session.holds:
        draft.tell_session(session.id, HoldRefused(person=draft.me.id, leaves=True))
    elif session is not None and draft.me.id in session.waiting:
        draft.change(LeaveList(session=session.id, person=draft.me.id))
    else:
        draft.reshow(Phrase("seat-offer-gone"), edit=False)
        return
    draft.change(CancelNotes(about=session.id))
    draft.audit("list_left", detail=session.id)
    draft.say(
        Phrase("list-left"),
        buttons=column(button("labels.find", "find"), button("labels.my_place", "home"), HELP),
    )


def offer_lapsed(draft: Draft, body: OfferLapsed) -> None:
    """The held seat went on: no harm done, and still on the list."""
    session = draft.session(body.session)
    if session is not None and draft.may_write_first() and draft.may_write_this_week():
        draft.write_first(
            Phrase("seat-offer-lapsed", describing.on(session)),
            buttons=column(button("seat-offer.leave", f"leave:{session.id}"), HELP),
            silent=True,
            about=session.id,
        )


SCREENS = {"meetings": meetings_screen, "meeting": meeting_screen}
TAPS = {
    "more": (more, ("meetings", "change")),
    "find": (find, ()),
    "meet": (meet, ("meetings", "meeting", "change")),
    "book": (book, ("meeting",)),
    "with": (book_with_supporter, ("meeting",)),
    "list": (join_list, ("meeting",)),
    "take": (take_offer, ()),
    "pass": (pass_offer, ()),
    "leave": (leave_list, ()),
}
