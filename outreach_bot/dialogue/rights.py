"""Rights that always work, at once: stop, start again, delete, see, privacy, language."""

from collections.abc import Iterable

import msgspec

from outreach_bot.dialogue import ringing, threads
from outreach_bot.dialogue.draft import BACK, HELP, Draft, Screen, button, column
from outreach_bot.dialogue.effects import (
    Attach,
    DropCall,
    DropFirst,
    EndCode,
    FileKind,
    Forget,
    FreeSeat,
    LeaveList,
    Notice,
    Phrase,
    Suppress,
    Unsuppress,
    Verbatim,
    Words,
)
from outreach_bot.dialogue.inputs import HoldRefused, SeatFreed, TimerName
from outreach_bot.dialogue.state import Consent, Person

CONTACT = "consent_contact_v1"
HERE = button("labels.back", "here")

FIELDS: dict[str, str] = {
    "id": "code",
    "made_at": "first_seen",
    "seen_at": "last_seen",
    "addresses": "address",
    "language": "language",
    "turn": "place",
    "screen": "place",
    "about": "place",
    "ticked": "place",
    "before": "place",
    "shown": "consents",
    "role": "role",
    "question_set": "place",
    "answers": "answers",
    "outcome": "outcome",
    "hospitals": "hospitals",
    "one_to_one": "outcome",
    "consents": "consents",
    "needs": "needs",
    "film": "film",
    "source": "source",
    "source_channel": "source",
    "counted": "counted",
    "tally": "counted",
    "tried": "tried",
    "asked_how": "place",
    "reminders": "reminders",
    "stopped_at": "stopped",
    "paused_at": "paused",
    "unprompted": "reminders",
    "champion": "champion",
    "coordinator_since": "coordinator",
    "name": "name",
    "phone": "phone",
    "safe_times": "phone",
    "needs_met": "needs",
    "notes": "notes",
    "digest_off": "coordinator",
}
"""Every field of `Person`, and the name it goes by in /privacy, EXPORT and before DELETE: `field-<name>`."""
BESIDE = ("seats", "call", "thread")
"""What is kept of a person outside their own record."""


def kept_names() -> tuple[Phrase, ...]:
    """Name everything we may keep, each once and on a line of its own, in the order of the record."""
    return _listed(dict.fromkeys((*FIELDS.values(), *BESIDE)))


def _listed(names: Iterable[str]) -> tuple[Phrase, ...]:
    return tuple(Phrase("list-line", {"item": Phrase(f"field-{name}")}) for name in names)


# -- stop and start ------------------------------------------------------------------------------------


def stop(draft: Draft, *, quietly: bool = False) -> None:
    """Nothing more, on any channel. Seats are kept, and the person is told so."""
    draft.uncover()
    if draft.me.stopped_at is None:
        # a number was given so that we may call: that is over, too
        agreed = draft.agreed(CONTACT)
        draft.set(stopped_at=draft.now, consents=_withdrawn(draft), name="", phone="", safe_times=())
        threads.end(draft)
        if ringing.is_ours(draft.view.call):
            draft.change(DropCall(person=draft.me.id))
        draft.change(*(Suppress(address=address) for address in draft.me.addresses))
        draft.audit("stopped")
        if agreed:
            draft.audit("consent_withdrawn", detail=CONTACT)
        draft.stop_timer(TimerName.CHECK_IN)
        for session in draft.waits():
            if draft.me.id in session.holds:
                draft.tell_session(session.id, HoldRefused(person=draft.me.id))
        if draft.seats():
            draft.notify(Notice.STOPPED)
    if draft.is_new:
        # somebody we know nothing of: the HMAC is all that is kept
        draft.forgotten = True
    if not quietly:
        show_stopped(draft, Phrase("stop"))


def _withdrawn(draft: Draft) -> tuple[Consent, ...]:
    return tuple(
        msgspec.structs.replace(given, withdrawn_at=draft.now)
        if given.id == CONTACT and given.agreed and given.withdrawn_at is None
        else given
        for given in draft.me.consents
    )


def stop_tapped(draft: Draft, _: list[str]) -> None:
    """[Stop], [Stop all messages]."""
    stop(draft)


def stopped_screen(draft: Draft) -> Screen:
    """Say that nothing is sent, and how to come back."""
    return Screen(words=(Phrase("stopped"),), buttons=column(button("labels.start_again", "restart"), HELP))


def show_stopped(draft: Draft, *words: Words) -> None:
    """Show where somebody is who stopped, in other `words` where there are some."""
    screen = stopped_screen(draft)
    draft.say(*(words or screen.words), buttons=screen.buttons)


def come_back(draft: Draft) -> None:
    """The stop is over; messages need a new yes."""
    draft.uncover()
    if draft.me.stopped_at is not None:
        draft.set(stopped_at=None, paused_at=None)
        draft.change(*(Unsuppress(address=address) for address in draft.me.addresses))
        draft.audit("started_again")


def start_again(draft: Draft) -> None:
    """START: the last screen again."""
    come_back(draft)
    draft.reshow()


def restart(draft: Draft, _: list[str]) -> None:
    """[Start again]."""
    start_again(draft)


# -- delete --------------------------------------------------------------------------------------------


def ask_delete(draft: Draft) -> None:
    """DELETE asks once: it cannot be undone. Nothing kept: said so at once."""
    if draft.is_new:
        erase(draft)
        return
    draft.overlay("delete")
    draft.reshow()


def delete_screen(draft: Draft) -> Screen:
    """What will be gone."""
    held = dict.fromkeys(FIELDS[field] for field in Person.__struct_fields__ if _is_set(draft.me, field))
    seats = ("seats",) if draft.seats() or draft.waits() else ()
    call = ("call",) if draft.view.call else ()
    thread = ("thread",) if draft.view.thread else ()
    return Screen(
        words=(Phrase("delete_confirm"), (Phrase("delete-list"), *_listed((*held, *seats, *call, *thread)))),
        buttons=column(
            button("labels.delete_yes", "delete:yes"), button("labels.delete_no", "delete:no"), HELP
        ),
    )


def _is_set(person: Person, field: str) -> bool:
    return bool(getattr(person, field))


def delete(draft: Draft, rest: list[str]) -> None:
    """Yes or no to deleting everything."""
    if rest == ["yes"]:
        erase(draft)
        return
    draft.uncover()
    draft.reshow(Phrase("delete-kept"))


def erase(draft: Draft, *, by: str = "") -> None:
    """Erase the person: seats freed, everything gone but the HMAC that keeps us from writing again."""
    me = draft.me
    for kept in draft.view.sessions.values():
        session = kept.session
        if me.id in session.seats:
            draft.change(FreeSeat(session=session.id, person=me.id))
            if session.starts > draft.now:
                draft.tell_session(session.id, SeatFreed())
        if me.id in session.waiting:
            draft.change(LeaveList(session=session.id, person=me.id))
        if me.id in session.first:
            draft.change(DropFirst(session=session.id, person=me.id))
        if me.id in session.holds:
            draft.tell_session(session.id, HoldRefused(person=me.id, leaves=True))
    if me.champion is not None:
        draft.change(EndCode(code=me.champion.code))
    draft.change(
        *(Suppress(address=address) for address in me.addresses), DropCall(person=me.id), Forget(person=me.id)
    )
    draft.audit("erased", detail="by_coordinator" if by else "")
    draft.forgotten = True
    if not by:
        draft.say(Phrase("delete_done"), buttons=((HELP,),))


# -- see -----------------------------------------------------------------------------------------------


def privacy(draft: Draft) -> None:
    """/privacy: what we keep, by name, from the list of fields itself."""
    draft.say(Phrase("privacy_short"), (Phrase("privacy-list"), *kept_names()), buttons=column(HERE, HELP))


def export(draft: Draft) -> None:
    """EXPORT: their own data, as a file and in words."""
    attach = Attach(kind=FileKind.OWN_DATA, lines=own_lines(draft))
    draft.audit("exported_own")
    draft.say(Phrase("export"), buttons=column(HERE, HELP), files=(attach,))


def here(draft: Draft, _: list[str]) -> None:
    """[Back] under something that only told: the conversation never left its place."""
    draft.reshow()


def own_lines(draft: Draft) -> tuple[Words, ...]:
    """Every field that holds something, with its name and its value as kept."""
    me = msgspec.to_builtins(draft.me)
    # a field that holds its default is not in `me`: somebody we just met has no screen
    lines = [
        _line(FIELDS[field], me[field])
        for field in Person.__struct_fields__
        if field in me and _is_set(draft.me, field)
    ]
    lines += [_line("seats", place) for place in _places(draft)]
    if draft.view.call is not None:
        lines.append(_line("call", msgspec.to_builtins(draft.view.call)))
    if draft.view.thread is not None:
        lines += [
            _line("thread", msgspec.to_builtins(msgspec.structs.replace(line, key="")))
            for line in draft.view.thread.lines
        ]
    return tuple(lines)


def _places(draft: Draft) -> Iterable[dict[str, object]]:
    """All that sessions hold of them: seats, those of before too, lists, offers, and where they are asked first."""
    who = draft.me.id
    for session in sorted(draft.sessions.values(), key=lambda one: (one.starts, one.id)):
        if who in session.seats:
            yield {"meeting": session.id, **msgspec.to_builtins(session.seats[who])}
        for list_name in ("waiting", "holds", "first"):
            place = getattr(session, list_name).get(who)
            if place is not None:
                yield {"meeting": session.id, list_name: msgspec.to_builtins(place)}


def _line(name: str, value: object) -> Phrase:
    return Phrase(
        "export-line",
        {"field": Phrase(f"field-{name}"), "value": Verbatim(msgspec.json.encode(value).decode())},
    )


# -- language ------------------------------------------------------------------------------------------


def languages(draft: Draft) -> None:
    """/language: a choice, where there is one."""
    if len(draft.view.languages) == 1:
        draft.reshow(Phrase("language-only"))
    else:
        draft.overlay("language")
        draft.reshow()


def language_screen(draft: Draft) -> Screen:
    """Each language by its own name."""
    rows = [button(Phrase(f"languages.{code}"), f"lang:{code}") for code in draft.view.languages]
    return Screen(words=(Phrase("languages"),), buttons=column(*rows, BACK, HELP))


def language(draft: Draft, rest: list[str]) -> None:
    """A language was picked; the conversation goes on in it."""
    if rest[0] in draft.view.languages:
        draft.set(language=rest[0])
    draft.uncover()
    draft.reshow()


SCREENS = {"delete": delete_screen, "language": language_screen, "stopped": stopped_screen}
TAPS = {
    "here": (here, ()),
    "stop": (stop_tapped, ("not_private", "cancel", "pushed")),
    "restart": (restart, ()),
    "delete": (delete, ("delete",)),
    "lang": (language, ("language",)),
}
