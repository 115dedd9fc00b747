"""After a seat: may we message you, what would help, film, other ways to help. Each alone, each can be skipped."""

from outreach_bot.dialogue import pressing
from outreach_bot.dialogue.draft import HELP, Draft, Screen, button, column
from outreach_bot.dialogue.effects import (
    Attach,
    Mark,
    Notice,
    Paragraph,
    Phrase,
    PutCall,
    PutCode,
    Unsuppress,
    Words,
)
from outreach_bot.dialogue.inputs import Channel
from outreach_bot.dialogue.screening import done_row, toggled
from outreach_bot.recruitment.calls import Call
from outreach_bot.recruitment.codes import Code
from outreach_bot.recruitment.leaving import may_leave
from outreach_bot.recruitment.rules import CodeKind
from outreach_bot.recruitment.sessions import Session

CONTACT = "consent_contact_v1"
FUTURE = "consent_future_v1"
FILM = "film_interest_v1"
SKIP = button("labels.skip", "skip")
FILM_KINDS = ("optional",)


def after_booking(draft: Draft, session: Session, *told: Paragraph, files: tuple[Attach, ...] = ()) -> None:
    """Say that it is done, with the calendar files, and ask what has not been asked yet."""
    draft.go("contact", session.id)
    if any(given.id == CONTACT and given.withdrawn_at is None for given in draft.me.consents):
        _next(draft)
    back = _way_back(draft)
    draft.show(draft.screen(), *told, *back, files=files)


def _way_back(draft: Draft) -> tuple[Words, ...]:
    """In a browser: a return code, as nothing can reach a closed page."""
    if draft.address is None or draft.address.channel is not Channel.WEB or not draft.view.fresh:
        return ()
    code = Code(id=draft.view.fresh[0], kind=CodeKind.RETURN, made_at=draft.now, person=draft.me.id)
    draft.change(PutCode(code=code))
    spoken = f"{code.id[:4]} {code.id[4:]}"
    if not may_leave(draft.rules, draft.view.link):
        return (Phrase("way-back.no-link", {"code": spoken}),)
    return (Phrase("way-back", {"code": spoken, "link": f"{draft.view.link}r_{code.id}"}),)


def contact_screen(draft: Draft) -> Screen:
    """May we message you about your meetings?"""
    return Screen(
        words=(Phrase(CONTACT),),
        buttons=column(
            button(f"{CONTACT}.agree", "contact:agree"), button(f"{CONTACT}.refuse", "contact:refuse"), HELP
        ),
        consent=CONTACT,
    )


def needs_screen(draft: Draft) -> Screen:
    """What would make it easier to join?"""
    rows = tuple(
        (button(f"needs.{need}", f"need:{need}", mark=Mark.TICKED if need in draft.me.ticked else Mark.NONE),)
        for need in draft.rules.screening.needs
    )
    return Screen(words=(Phrase("needs"),), buttons=(*rows, *done_row(draft, "needs"), (SKIP,), (HELP,)))


def film_screen(draft: Draft) -> Screen:
    """Interest in being filmed; never consent to it."""
    answers = [button(f"{FILM}.{answer}", f"film:{answer}") for answer in ("yes", "maybe", "no")]
    return Screen(words=(Phrase(FILM),), buttons=column(*answers, SKIP, HELP))


def future_screen(draft: Draft) -> Screen:
    """May we tell you about other ways to help?"""
    return Screen(
        words=(Phrase(FUTURE),),
        buttons=column(
            button(f"{FUTURE}.agree", "future:agree"), button(f"{FUTURE}.refuse", "future:refuse"), SKIP, HELP
        ),
        consent=FUTURE,
    )


def contact(draft: Draft, rest: list[str]) -> None:
    """Yes or no to messages about booked meetings. The booking stays in the chat above."""
    agreed = rest == ["agree"]
    draft.record_consent(CONTACT, agreed=agreed)
    if agreed and draft.address is not None:
        draft.change(Unsuppress(address=draft.address))
    told = Phrase("contact-agreed" if agreed else "contact-refused")
    if not draft.seats():
        told = Phrase("contact-agreed.list" if agreed else "contact-refused.list")
    _next(draft)
    draft.show(draft.screen(), told, edit=False)


def need(draft: Draft, rest: list[str]) -> None:
    """Tick or untick a need; "Nothing" stands alone."""
    if rest[0] in draft.rules.screening.needs:
        draft.set(ticked=toggled(draft.me.ticked, rest[0], alone=("none",)))
    draft.reshow()


def needs_done(draft: Draft) -> None:
    """[Done]: what was ticked is kept for the session's admin; "talk to a person" asks for one."""
    ticked = tuple(need for need in draft.rules.screening.needs if need in draft.me.ticked)
    draft.set(needs=ticked)
    draft.audit("needs_noted")
    if "other" in ticked:
        ask_person(draft, "needs")
    _next(draft)
    draft.reshow()


def ask_person(draft: Draft, reason: str) -> None:
    """Put down that a person is wanted, and tell coordinators once."""
    open_call = draft.view.call
    if open_call is None or open_call.done_at is not None:
        draft.change(PutCall(call=Call(person=draft.me.id, asked_at=draft.now, reason=reason)))
        draft.notify(Notice.CALL)
        draft.audit("call_asked", detail=reason)


def film(draft: Draft, rest: list[str]) -> None:
    """Interest in a film."""
    if rest[0] in ("yes", "maybe", "no"):
        draft.set(film=rest[0])
    _next(draft)
    draft.reshow()


def future(draft: Draft, rest: list[str]) -> None:
    """Yes or no to hearing about other ways to help."""
    draft.record_consent(FUTURE, agreed=rest == ["agree"])
    _next(draft)
    draft.reshow()


def told_by(draft: Draft, rest: list[str]) -> None:
    """How they know who told them: not kept."""
    pressing.note_told(draft, rest[0])
    _next(draft)
    draft.reshow(Phrase("told-by-thanks"))


def skip(draft: Draft, _: list[str]) -> None:
    """[Skip]: not now; it is not asked again with this booking."""
    if draft.me.screen == "told_by":
        pressing.note_told(draft, "")
    _next(draft)
    draft.reshow()


def _next(draft: Draft) -> None:
    """Go to the next thing that has not been asked yet."""
    session = draft.me.about
    order = ("contact", "needs", "film", "future", "told_by")
    for screen in order[order.index(draft.me.screen) + 1 :]:
        if _open(draft, screen, session):
            draft.go(screen, session)
            return
    draft.go("home", "set")


def _open(draft: Draft, screen: str, session_id: str) -> bool:
    session = draft.session(session_id)
    match screen:
        case "needs":
            return not draft.me.needs
        case "film":
            return session is not None and draft.kind(session).film in FILM_KINDS and not draft.me.film
        case "told_by":
            return pressing.may_ask(draft)
        case _:
            return not any(given.id == FUTURE for given in draft.me.consents)


SCREENS = {"contact": contact_screen, "needs": needs_screen, "film": film_screen, "future": future_screen}
TAPS = {
    "contact": (contact, ("contact",)),
    "need": (need, ("needs",)),
    "film": (film, ("film",)),
    "future": (future, ("future",)),
    "told": (told_by, ("told_by",)),
    "skip": (skip, ("needs", "film", "future", "told_by")),
}
