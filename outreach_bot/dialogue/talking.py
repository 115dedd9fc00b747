"""Talk to a person: coordinators are told at once and without content; then a number, safe times, shared phone."""

import phonenumbers
from msgspec.structs import replace

from outreach_bot.dialogue.asking import ask_person
from outreach_bot.dialogue.draft import BACK, HELP, PERSON, Draft, Rows, Screen, button, column
from outreach_bot.dialogue.effects import DropCall, Mark, Phrase, PutCall
from outreach_bot.dialogue.hours import closed_note
from outreach_bot.dialogue.inputs import SharedContact
from outreach_bot.dialogue.screening import done_row, toggled
from outreach_bot.recruitment.calls import Call

TIMES = ("morning", "afternoon", "evening", "any")
SHARED = ("no", "yes", "unsure")


def ask(draft: Draft) -> None:
    """[Talk to a person], or the word: told at once, then how."""
    ask_person(draft, "asked")
    draft.overlay("talk", "asked")
    draft.reshow()


def person(draft: Draft, _: list[str]) -> None:
    """The button [Talk to a person], or [Call me instead]."""
    ask(draft)


def talk_screen(draft: Draft) -> Screen:
    """How would they like to talk?"""
    return Screen(
        words=(Phrase("outcome_talk" if draft.me.about == "outcome" else "human"), *closed_note(draft)),
        buttons=column(
            button("labels.talk_call", "talk:call"),
            button("labels.talk_here", "talk:here"),
            button("labels.talk_self", "talk:self"),
            *((BACK,) if draft.me.before else ()),
            HELP,
        ),
    )


def talk(draft: Draft, rest: list[str]) -> None:
    """A call, an answer here, or they call us."""
    way = rest[0]
    if way == "self":
        draft.change(DropCall(person=draft.me.id))
        _end(draft, Phrase("talk_self"))
        return
    if way not in ("call", "here"):
        draft.reshow(Phrase("old-button"), edit=False)
        return
    ask_person(draft, draft.me.about or "asked")
    draft.change(PutCall(call=replace(_call(draft), way=way)))
    if way == "call":
        draft.overlay("talk_number")
        draft.reshow()
    else:
        _end(draft, Phrase("talk_here"))


def want_call(draft: Draft, reason: str, *words: Phrase) -> None:
    """Someone who said yes to a call: straight to the number."""
    ask_person(draft, reason)
    draft.change(PutCall(call=replace(_call(draft, reason), way="call")))
    draft.overlay("talk_number")
    draft.reshow(*words)


def _call(draft: Draft, reason: str = "asked") -> Call:
    open_call = draft.view.call
    if open_call is not None and open_call.done_at is None:
        return open_call
    return Call(person=draft.me.id, asked_at=draft.now, reason=draft.me.about or reason)


def number_screen(draft: Draft) -> Screen:
    """The number to call, typed or shared; or an answer in the chat."""
    return Screen(
        words=(Phrase("talk_number"),),
        buttons=column(button("labels.talk_here", "talk:here"), BACK, HELP),
        ask_number=Phrase("talk_number.share"),
    )


def number_typed(draft: Draft, text: str) -> None:
    """Read a number as people of the campaign's region write it."""
    number = parse(text, region=draft.rules.campaign.region)
    if number is None:
        draft.reshow(Phrase("talk_number_again"))
    else:
        _number(draft, number)


def number_shared(draft: Draft, body: SharedContact) -> None:
    """A shared contact counts only if it is their own, and only where a number was asked for."""
    number = parse(body.number, region=draft.rules.campaign.region, international=True)
    if draft.me.screen != "talk_number" or not body.own or number is None:
        asked = draft.me.screen == "talk_number"
        draft.reshow(Phrase("contact-not-yours" if asked else "contact-not-needed"), edit=False)
    else:
        _number(draft, number)


def parse(text: str, *, region: str, international: bool = False) -> str | None:
    """Read a phone number and return it in E.164, or None when it cannot be one.

    Args:
        text: As typed; spaces, dashes and brackets allowed.
        region: ISO 3166-1 alpha-2, for numbers without a country code.
        international: Telegram's contact cards leave out the plus sign.
    """
    typed = f"+{text.lstrip('+')}" if international else text
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _number(draft: Draft, number: str) -> None:
    draft.change(PutCall(call=replace(_call(draft), way="call", number=number)))
    draft.overlay("talk_times")
    draft.set(ticked=())
    draft.reshow(edit=False)


def times_screen(draft: Draft) -> Screen:
    """When is it safe to call?"""
    rows: Rows = tuple(
        (
            button(
                f"talk_times.{time}",
                f"time:{time}",
                mark=Mark.TICKED if time in draft.me.ticked else Mark.NONE,
            ),
        )
        for time in TIMES
    )
    words = (Phrase("talk_times"), *closed_note(draft))
    return Screen(words=words, buttons=(*rows, *done_row(draft, "times"), (HELP,)))


def time(draft: Draft, rest: list[str]) -> None:
    """Tick or untick a time; "any time" stands alone."""
    if rest[0] in TIMES:
        draft.set(ticked=toggled(draft.me.ticked, rest[0], alone=("any",)))
    draft.reshow()


def times_done(draft: Draft) -> None:
    """[Done] under the times."""
    times = tuple(time for time in TIMES if time in draft.me.ticked)
    draft.change(PutCall(call=replace(_call(draft), safe_times=times)))
    draft.set(ticked=())
    draft.overlay("talk_shared")
    draft.reshow()


def shared_screen(draft: Draft) -> Screen:
    """Does somebody else use that phone?"""
    return Screen(
        words=(Phrase("talk_shared"),),
        buttons=column(*(button(f"talk_shared.{answer}", f"shared:{answer}") for answer in SHARED), HELP),
    )


def shared(draft: Draft, rest: list[str]) -> None:
    """The last question; not sure is treated as shared."""
    call = replace(_call(draft), shared_phone=rest[0] != "no")
    draft.change(PutCall(call=call))
    _end(draft, Phrase("talk_done"))


def _end(draft: Draft, words: Phrase) -> None:
    """Say how it goes on, and go back to what was underneath; after the outcome talk there is nothing more."""
    draft.uncover()
    if draft.me.screen == "talk":
        draft.go("waiting_for_us")
        draft.show(replace(draft.screen(), words=(words, *closed_note(draft))))
    else:
        draft.reshow(words, *closed_note(draft))


def waiting_screen(draft: Draft) -> Screen:
    """Nothing more to do but wait for a person, or think again."""
    has_place = bool(draft.seats() or draft.waits())
    first = button("labels.my_place", "home") if has_place else PERSON
    return Screen(
        words=(Phrase("outcome_talk"), *closed_note(draft)),
        buttons=column(first, button("labels.again", "again"), HELP),
    )


SCREENS = {
    "talk": talk_screen,
    "talk_number": number_screen,
    "talk_times": times_screen,
    "talk_shared": shared_screen,
    "waiting_for_us": waiting_screen,
}
TAPS = {
    "person": (person, ()),
    "talk": (talk, ("talk", "talk_number", "talk_times", "talk_shared")),
    "time": (time, ("talk_times",)),
    "shared": (shared, ("talk_shared",)),
}
