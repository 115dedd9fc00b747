"""What a person has: seats and list places, changing and giving up, extra reminders."""

from msgspec.structs import replace

from outreach_bot.dialogue import asking, booking, describing, gathering, moving, reminding, rights
from outreach_bot.dialogue.draft import BACK, HELP, PERSON, Draft, Screen, button, column
from outreach_bot.dialogue.effects import ChangeSeat, Mark, Notice, Phrase
from outreach_bot.dialogue.inputs import TimerName
from outreach_bot.dialogue.screening import RESTS, done_row, toggled
from outreach_bot.recruitment.rules import Outcome

EXTRA = ("week", "two_hours")
AT_HOME = ("home", "change")
"""Who changes a place that is gone meanwhile is shown home: its buttons work there too."""


def home_screen(draft: Draft) -> Screen:
    """Where the person is now: seats, places on lists, and what they can do."""
    held, waits = reminding.held_list(draft), tuple(describing.held(s) for s in draft.waits())
    seats = ((Phrase("home.seats"), *held),) if held else ()
    lists = ((Phrase("home.lists"), *waits),) if waits else ()
    nothing = () if held or waits else (Phrase("home.nothing"),)
    rows = [row[0] for row in gathering.open_questions(draft)]
    rows.append(button("labels.find", "find"))
    if held:
        rows += [button("labels.reminder_change", "change"), button("labels.reminder_cancel", "free")]
        rows.append(
            button("labels.more_reminders", "extra")
            if draft.agreed(asking.CONTACT)
            else button("labels.remind_me", "remind")
        )
    elif waits and not draft.agreed(asking.CONTACT):
        rows.append(button("labels.remind_me", "remind"))
    if waits:
        rows.append(button("seat-offer.leave", "leave_one"))
    intro = (Phrase("home"),) if draft.me.about == "set" else ()
    return Screen(words=(*intro, *seats, *lists, *nothing), buttons=column(*rows, PERSON, HELP))


def show_home(draft: Draft) -> None:
    """Show where they are: their meetings, or the screen of an unfinished conversation."""
    if draft.me.outcome is Outcome.FITS or draft.seats() or draft.waits():
        draft.go("home")
    draft.reshow()


def home(draft: Draft, _: list[str]) -> None:
    """[My meetings]."""
    show_home(draft)


def remind_me(draft: Draft, _: list[str]) -> None:
    """[Remind me about my meetings]: asks the consent that has not been given."""
    draft.go("contact", draft.seats()[0][0].id if draft.seats() else "")
    draft.reshow()


# -- change --------------------------------------------------------------------------------------------


def ask_change(draft: Draft) -> None:
    """CHANGE: which seat, if there are several."""
    held = draft.seats()
    if not held:
        show_home(draft)
    elif len(held) == 1:
        change(draft, [held[0][0].id])
    else:
        draft.go("which", "change")
        draft.reshow()


def change(draft: Draft, rest: list[str]) -> None:
    """Other times for one seat, which stays theirs until another is booked."""
    if not rest:
        ask_change(draft)
        return
    session = draft.held(rest[0])
    if session is None:
        draft.reshow(Phrase("old-button"), edit=False)
        return
    draft.go("change", session.id)
    draft.reshow()


def change_screen(draft: Draft) -> Screen:
    """Other times that fit, asking the group to move, keeping or giving up the place."""
    about, _, page = draft.me.about.partition("/")
    session = draft.held(about)
    if session is None:
        return home_screen(draft)
    others = booking.on_offer(draft)
    lines, rows = booking.a_page(draft, others, page)
    in_group = draft.kind(session).capacity > 1
    asks = [button("change.ask_move", f"move:{session.id}")] if in_group else []
    words = (
        Phrase("booking_cannot_come" if in_group else "booking_cannot_come_one")
        if others
        else Phrase("change-no-others")
    )
    return Screen(
        words=(words, *((lines,) if others else ())),
        buttons=(
            *rows,
            *column(
                *asks,
                button("change.keep", "home"),
                button("change.give_up", f"free:{session.id}"),
                PERSON,
                HELP,
            ),
        ),
    )


def ask_move(draft: Draft, rest: list[str]) -> None:
    """Ask the group to move the date: a coordinator is told, the seat stays."""
    session = draft.held(rest[0])
    if session is None:
        draft.reshow(Phrase("old-button"), edit=False)
        return
    seat = session.seats[draft.me.id]
    if not seat.asked_move:
        asked = replace(seat, asked_move=True)
        draft.change(ChangeSeat(session=session.id, person=draft.me.id, seat=asked))
        draft.notify(Notice.MOVE_ASKED)
        draft.audit("move_asked", detail=session.id)
        draft.count(f"move_asked:{session.id}")
    draft.go("home")
    draft.reshow(Phrase("change-asked"))


# -- give up -------------------------------------------------------------------------------------------


def ask_cancel(draft: Draft) -> None:
    """CANCEL: with a seat, two meanings are offered; without one it means stop."""
    if not draft.seats() and not draft.waits():
        rights.stop(draft)
        return
    draft.overlay("cancel")
    draft.reshow()


def cancel_screen(draft: Draft) -> Screen:
    """Cancel a meeting, or stop all messages?"""
    if draft.seats():
        rows = [
            button(
                Phrase("cancel.meeting", {"when": describing.button_label(s, alike=False)}), f"free:{s.id}"
            )
            for s, _ in draft.seats()
        ]
    else:
        rows = [
            button(Phrase("cancel.list", {"when": describing.button_label(s, alike=False)}), f"leave:{s.id}")
            for s in draft.waits()
        ]
    return Screen(
        words=(Phrase("cancel"),),
        buttons=column(*rows, button("cancel.stop", "stop"), button("change.keep", "keep"), HELP),
    )


def keep(draft: Draft, _: list[str]) -> None:
    """[Keep my place]."""
    draft.uncover()
    draft.reshow()


def free(draft: Draft, rest: list[str]) -> None:
    """Give up a seat, at once; other times are offered."""
    held = [session.id for session, _ in draft.seats()]
    if not rest and len(held) > 1:
        draft.go("which", "free")
        draft.reshow()
        return
    wanted = rest[0] if rest else (held[0] if held else "")
    session = draft.held(wanted)
    if session is None:
        draft.reshow(Phrase("old-button"), edit=False)
        return
    first = booking.stays_first(draft, session)
    booking.give_up(draft, wanted)
    draft.timer(TimerName.REST_ENDS, draft.now + RESTS)
    draft.go("meetings")
    if not booking.on_offer(draft):
        draft.go("home")
    told = (Phrase("booking_freed"), *((Phrase("booking_freed_first"),) if first else ()))
    draft.show(draft.screen(), *told, files=draft.calendar(session, cancel=True))


def which_screen(draft: Draft) -> Screen:
    """Which seat, or which list, is meant?"""
    verb = draft.me.about
    meant = draft.waits() if verb == "leave" else [session for session, _ in draft.seats()]
    rows = [
        button(Phrase("which.one", {"when": describing.button_label(s, alike=False)}), f"{verb}:{s.id}")
        for s in meant
    ]
    return Screen(words=(Phrase("which"),), buttons=column(*rows, BACK, HELP))


def leave_one(draft: Draft, _: list[str]) -> None:
    """[Leave the list], from home: which, if there are several."""
    waits = draft.waits()
    if len(waits) > 1:
        draft.go("which", "leave")
        draft.reshow()
        return
    booking.leave_list(draft, [waits[0].id] if waits else [""])


# -- reminders -----------------------------------------------------------------------------------------


def extra(draft: Draft, _: list[str]) -> None:
    """[More reminders]."""
    draft.go("extra")
    draft.set(ticked=draft.me.reminders or ())
    draft.reshow()


def extra_screen(draft: Draft) -> Screen:
    """A week before, two hours before: only for those who ask."""
    rows = tuple(
        (button(f"extra.{name}", f"when:{name}", mark=Mark.TICKED if name in draft.me.ticked else Mark.NONE),)
        for name in EXTRA
    )
    done = done_row(draft, "extra") or ((button("labels.multi_done", "done:extra"),),)
    return Screen(words=(Phrase("extra"),), buttons=(*rows, *done, (BACK,), (HELP,)))


def when(draft: Draft, rest: list[str]) -> None:
    """Tick or untick an extra reminder."""
    if rest[0] in EXTRA:
        draft.set(ticked=toggled(draft.me.ticked, rest[0], alone=()))
    draft.reshow()


def extra_done(draft: Draft) -> None:
    """[Done] under extra reminders."""
    draft.set(reminders=tuple(name for name in EXTRA if name in draft.me.ticked))
    draft.go("home")
    draft.reshow(Phrase("extra-done"))


SCREENS = {
    "home": home_screen,
    "change": change_screen,
    "cancel": cancel_screen,
    "which": which_screen,
    "extra": extra_screen,
    **asking.SCREENS,
}
TAPS = {
    "home": (home, ()),
    "remind": (remind_me, AT_HOME),
    "change": (change, ()),
    "move": (ask_move, ("change",)),
    "free": (free, ()),
    "keep": (keep, ("cancel",)),
    "leave_one": (leave_one, AT_HOME),
    "extra": (extra, AT_HOME),
    "when": (when, ("extra",)),
    **asking.TAPS,
    **reminding.TAPS,
    **moving.TAPS,
    **gathering.TAPS,
}
