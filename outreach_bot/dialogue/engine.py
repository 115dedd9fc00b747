"""One input in, one turn out: who is meant, and in which order a message is read. DESIGN section 7.

Rule: crisis first, then commands (whole messages only), then codes, then the current screen; what none of
them knows is answered kindly with the same buttons again. Every screen is in SCREENS, every tap in TAPS.
"""

import datetime as dt
from collections.abc import Callable
from typing import assert_never

from outreach_bot.dialogue import (
    alerts,
    asking,
    booking,
    champion_screens,
    champions,
    codes,
    contacts,
    coordinators,
    crediting,
    desk,
    desk_chat,
    gathering,
    helping,
    joining,
    keeping,
    looking,
    menus,
    moving,
    pressing,
    rights,
    screening,
    session_turns,
    sharing,
    talking,
    tallying,
    team,
    threads,
    timing,
)
from outreach_bot.dialogue.alert_inputs import AlertRaised, AlertTaken, AllClear
from outreach_bot.dialogue.aside_inputs import Failed
from outreach_bot.dialogue.commands import Command
from outreach_bot.dialogue.commands import read as read_command
from outreach_bot.dialogue.desk_inputs import SignedUpAtDesk
from outreach_bot.dialogue.draft import HELP, PERSON, Draft, Screen, Show, Tap
from outreach_bot.dialogue.effects import Button, Phrase, Turn
from outreach_bot.dialogue.inputs import (
    BY_THE_PERSON,
    Blocked,
    Body,
    CameBack,
    ChampionHeld,
    Edited,
    Input,
    OfferLapsed,
    Opened,
    Returned,
    Said,
    SeatOffered,
    SentMedia,
    SessionCancelled,
    SessionMoved,
    SharedContact,
    Tapped,
    TimerFired,
    TimerName,
    To,
    Unblocked,
    WasAway,
)
from outreach_bot.dialogue.safety import Crisis, read_input
from outreach_bot.dialogue.session_inputs import AttendanceMarked, PollAsked, SessionStays, WentAhead
from outreach_bot.dialogue.state import View
from outreach_bot.dialogue.team_inputs import LeftTeam, WorkChanged
from outreach_bot.recruitment.codes import read_typed

SCREENS: dict[str, Show] = {
    **joining.SCREENS,
    **screening.SCREENS,
    **booking.SCREENS,
    **keeping.SCREENS,
    **talking.SCREENS,
    **rights.SCREENS,
    **helping.SCREENS,
    **champions.SCREENS,
    **sharing.SCREENS,
    **pressing.SCREENS,
    **threads.SCREENS,
}
DONE: dict[str, Tap] = {
    "question": screening.done,
    "needs": lambda draft, _: asking.needs_done(draft),
    "extra": lambda draft, _: keeping.extra_done(draft),
    "talk_times": lambda draft, _: talking.times_done(draft),
}
"""What [Done] ends, on the screens that have one."""
TAPS: dict[str, tuple[Tap, tuple[str, ...]]] = {
    **joining.TAPS,
    **screening.TAPS,
    **booking.TAPS,
    **keeping.TAPS,
    **talking.TAPS,
    **rights.TAPS,
    **helping.TAPS,
    **champions.TAPS,
    **sharing.TAPS,
    **pressing.TAPS,
    **threads.TAPS,
    **desk_chat.TAPS,
    "done": (lambda draft, rest: DONE[draft.me.screen](draft, rest), tuple(DONE)),
}
"""Verb of a button's data to what it does, and the screens it belongs to; none: it works from anywhere."""

FRESH_TAPS = ("start", "about", "person", "help", "role", "carry")
"""Buttons of ours that a person we no longer know may still tap: everything behind them was forgotten."""

PARTS = {
    **dict.fromkeys(("a", "how", "poll"), 2),
    **dict.fromkeys(
        ("role", "lang", "kind", "talk", "time", "shared", "need", "film", "when", "more", "done"), 1
    ),
    **dict.fromkeys(("desk", "digest"), 1),
    "alert": alerts.TAP_PARTS,
    **dict.fromkeys(("employer", "mine", "rest", "told", "flyer", "thread"), 1),
    **dict.fromkeys(("meet", "book", "with", "list", "take", "pass", "leave", "coming", "move", "times"), 1),
}
"""How many parts a button's data needs after its verb. One of an older version may have fewer."""

AFTER_STOP = ("restart", "help", "person", "free", "leave", "pushed", "thread")
"""Buttons that work after STOP, whatever the screen."""


AS_CHAMPION: dict[Command, Callable[[Draft], bool]] = {
    Command.MYLINK: champion_screens.mylink,
    Command.SHARE: sharing.share,
    Command.FLYER: lambda draft: champion_screens.show(draft, "flyer"),
    Command.MYSTATS: lambda draft: champion_screens.show(draft, "mystats"),
    Command.PAUSE: champion_screens.pause,
    Command.LEAVE: lambda draft: champion_screens.show(draft, "champion_leave"),
}
"""What only champions may ask for. Each says if this person is one."""


def step(view: View, received: Input, *, now: dt.datetime) -> Turn:
    """Decide what one input does. Pure: same view, input and time give the same turn."""
    draft = Draft(view, received, now, SCREENS)
    if not looking.is_as_looked_at(view, received):
        draft.audit("came_too_late", about=received.id, detail=type(received.body).__name__, result="denied")
        return draft.turn()
    if received.to is To.SESSION:
        session_turns.session_turn(draft)
    elif received.to is To.OFFICE:
        coordinators.office_turn(draft)
    elif received.to is To.CONTACT:
        contacts.contact_turn(draft)
    else:
        _person(draft)
        crediting.credit(draft)
        tallying.tally(draft)
    return menus.with_menu(draft.turn(), view, received.body)


def offered(view: View, received: Input, *, now: dt.datetime) -> tuple[Button, ...]:
    """List the buttons of the screen a person we know is on: what a typed label is compared with."""
    screen = Draft(view, received, now, SCREENS).screen()
    return tuple(button for row in screen.buttons for button in row)


def _person(draft: Draft) -> None:
    body = draft.received.body
    _meet(draft, body)
    match body:
        case Opened():
            codes.opened(draft, body)
        case Said():
            _said(draft, body.text)
        case Tapped():
            _tapped(draft, body)
        case SharedContact():
            if _crisis(draft) is None:
                talking.number_shared(draft, body)
        case SentMedia():
            _media(draft)
        case Edited():
            if _crisis(draft) is not None:
                _expire(draft)
        case Returned():
            draft.reshow()
        case Blocked():
            rights.stop(draft, quietly=True)
        case _:
            _told(draft)


def _told(draft: Draft) -> None:
    """What time, others or we ourselves did. Somebody erased since is nobody to tell."""
    body = draft.received.body
    if draft.is_new and not isinstance(body, Failed | SignedUpAtDesk):
        return
    match body:
        case WasAway():
            _was_away(draft)
        case Failed():
            helping.failed(draft, body)
            _expire(draft)
        case TimerFired():
            timing.timer_fired(draft, body)
        case SeatOffered():
            booking.seat_offered(draft, body)
        case OfferLapsed():
            booking.offer_lapsed(draft, body)
        case SessionMoved():
            moving.session_moved(draft, body)
        case SessionCancelled():
            moving.session_cancelled(draft, body)
        case CameBack():
            codes.came_back(draft, body)
        case AlertRaised() | AlertTaken():
            alerts.told(draft, body)
        case AllClear():
            alerts.all_clear(draft, body)
        case ChampionHeld():
            champion_screens.held(draft, body)
        case PollAsked() | SessionStays() | WentAhead() | AttendanceMarked():
            gathering.told(draft, body)
        case LeftTeam():
            team.left(draft)
        case WorkChanged() | Unblocked():
            return  # what they may do is looked up each time, their menu follows by itself; who is back says so
        case _:
            desk.desk_turn(draft)


def _meet(draft: Draft, body: Body) -> None:
    address = draft.received.address
    if address is not None and draft.me.addresses[:1] != (address,):
        known = tuple(a for a in draft.me.addresses if a != address)
        draft.set(addresses=(address, *known))
    if isinstance(body, BY_THE_PERSON):
        draft.set(seen_at=draft.now, turn=draft.me.turn + 1)
        _expire(draft)
    if not draft.me.language:
        draft.set(language=_language(draft))


def _expire(draft: Draft) -> None:
    """Keep somebody who has only now become known no longer than an unfinished screening."""
    if draft.is_new:
        draft.timer(TimerName.SCREENING_EXPIRES, draft.now + screening.EXPIRES)


def _language(draft: Draft) -> str:
    hint = draft.received.language.split("-")[0].casefold()
    return hint if hint in draft.view.languages else draft.rules.campaign.language


# -- words ------------------------------------------------------------------------------------------------


def _said(draft: Draft, text: str) -> None:
    if draft.view.typed == HELP.data:
        helping.help_now(draft)
        return
    talks = threads.is_open(draft)
    found = _crisis(draft)
    if found is not None:
        if talks:
            threads.pass_on(draft, text, alert=helping.is_alarm(found))
        return
    if desk_chat.command(draft, text):
        return
    command = read_command(text, draft.rules.safety)
    if command is not None and not (command is Command.START and draft.view.typed):
        # "start" and "back" are words for START, and labels of buttons: where such a button is, it is meant
        _command(draft, command)
        return
    scanned = read_typed(text)
    if scanned is not None:
        codes.scanned(draft, scanned)
    elif draft.me.stopped_at is not None and not draft.me.before and not talks:
        rights.show_stopped(draft)
    elif draft.me.screen == "new" and not talks:
        draft.reshow()
    elif draft.view.typed:
        _tapped(draft, Tapped(data=draft.view.typed))
    elif draft.me.screen == "talk_number":
        talking.number_typed(draft, text)
    elif talks:
        threads.said(draft, text)
    else:
        _not_understood(draft)


def _crisis(draft: Draft) -> Crisis | None:
    found = read_input(draft.received, draft.rules.safety)
    if found is not None:
        helping.crisis(draft, found)
    return found


def _command(draft: Draft, command: Command) -> None:
    if draft.me.screen == "new" and command in (Command.CHANGE, Command.CANCEL, Command.STATUS):
        draft.reshow()
        return
    match command:
        case Command.START:
            rights.start_again(draft)
        case Command.STOP:
            rights.stop(draft)
        case Command.DELETE:
            rights.ask_delete(draft)
        case Command.EXPORT:
            rights.export(draft)
        case Command.PRIVACY:
            rights.privacy(draft)
        case Command.LANGUAGE:
            rights.languages(draft)
        case Command.HUMAN:
            talking.ask(draft)
        case Command.HELP:
            helping.help_now(draft)
        case Command.CHANGE:
            keeping.ask_change(draft)
        case Command.CANCEL:
            keeping.ask_cancel(draft)
        case Command.STATUS:
            keeping.show_home(draft)
        case Command.PRESSURE:
            pressing.pushed(draft)
        case Command.MYLINK | Command.SHARE | Command.FLYER | Command.MYSTATS | Command.PAUSE | Command.LEAVE:
            if not AS_CHAMPION[command](draft):
                _not_understood(draft)
        case _:
            assert_never(command)


def _not_understood(draft: Draft) -> None:
    if draft.me.screen == "new":
        draft.reshow()
    else:
        _offer_person(draft, Phrase("unknown"))


def _offer_person(draft: Draft, *before: Phrase) -> None:
    """Show where they are; a person to talk to is always among the buttons."""
    screen = draft.screen()
    rows = screen.buttons if (PERSON,) in screen.buttons else _with_person(screen)
    draft.say(*before, *screen.words, buttons=rows, ask_number=screen.ask_number, consent=screen.consent)


def _with_person(screen: Screen) -> tuple[tuple[Button, ...], ...]:
    rows = tuple(row for row in screen.buttons if row[-1] != HELP)
    return (*rows, (PERSON,), (HELP,))


def _media(draft: Draft) -> None:
    if _crisis(draft) is not None:
        return
    if draft.me.screen == "new":
        draft.reshow(Phrase("media"))
    else:
        _offer_person(draft, Phrase("media"))


# -- taps --------------------------------------------------------------------------------------------------


def _tapped(draft: Draft, body: Tapped) -> None:
    verb, *rest = body.data.split(":")
    tap, screens = TAPS.get(verb, (None, ()))
    if draft.is_new and verb not in FRESH_TAPS:
        draft.reshow(edit=False)
        return
    if _silenced(draft, verb, screens):
        rights.show_stopped(draft)
        return
    under = draft.me.before.partition("|")[0]
    if tap is not None and screens and draft.me.screen not in screens and under in screens:
        draft.uncover()
    elsewhere = screens and draft.me.screen not in screens and not draft.is_new
    if tap is None or elsewhere or len(rest) < PARTS.get(verb, 0):
        old_button(draft)
        return
    tap(draft, rest)


def _silenced(draft: Draft, verb: str, screens: tuple[str, ...]) -> bool:
    """After STOP a tap does nothing but what they asked for since, giving up a place, and help."""
    if draft.me.stopped_at is None or verb in AFTER_STOP:
        return False
    asked_since = draft.me.before and draft.me.screen in screens
    return not asked_since


def old_button(draft: Draft) -> None:
    """Answer a tap on a button of before: say so kindly, and show where the person is now."""
    draft.reshow(Phrase("old-button"), edit=False)


def _was_away(draft: Draft) -> None:
    if draft.me.stopped_at is None and draft.me.screen != "new":
        draft.show(draft.screen(), Phrase("was-away"), edit=False, silent=True, not_before=draft.earliest())
