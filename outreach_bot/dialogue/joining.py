"""Welcome, what is not private, what this is, the role, and consent before any question."""

from outreach_bot.dialogue import screening
from outreach_bot.dialogue.draft import BACK, HELP, PERSON, Draft, Screen, button, column
from outreach_bot.dialogue.effects import Phrase
from outreach_bot.dialogue.forgetting import forget
from outreach_bot.dialogue.inputs import Channel, TimerName
from outreach_bot.recruitment.rules import Role

BACKS = (
    "about",
    "role",
    "consent",
    "question",
    "meeting",
    "which",
    "extra",
    "talk",
    "talk_number",
    "language",
    "pushed",
)
"""The screens with a [Back] of their own; on any other it is a button of before."""


def consent_for(role: Role) -> str:
    """Name the screening consent of a role: staff are asked no health answers."""
    return "consent_staff_v1" if role is Role.STAFF else "consent_screening_v1"


def _store_note(draft: Draft) -> Phrase:
    on_telegram = draft.address is not None and draft.address.channel is Channel.TELEGRAM
    return Phrase("store_note" if on_telegram else "store_note.elsewhere")


def welcome_screen(draft: Draft) -> Screen:
    """Say who we are and what this is."""
    return Screen(
        words=(Phrase("welcome"),),
        buttons=column(button("welcome.about", "about"), button("welcome.start", "start"), PERSON, HELP),
    )


def about_screen(draft: Draft) -> Screen:
    """Tell more."""
    return Screen(
        words=(Phrase("about"),), buttons=column(button("welcome.start", "start"), PERSON, BACK, HELP)
    )


def not_private_screen(draft: Draft) -> Screen:
    """Say what should not be written here, before anything is asked."""
    return Screen(
        words=(Phrase("not_private", {"store_note": _store_note(draft)}),),
        buttons=column(
            button("not_private.carry_on", "carry"),
            button("not_private.call_me", "person"),
            button("not_private.stop", "stop"),
            HELP,
        ),
    )


def role_screen(draft: Draft) -> Screen:
    """Ask which role is most like them."""
    roles = [button(f"role_pick.{role.value}", f"role:{role.value}") for role in Role]
    return Screen(
        words=(Phrase("role_pick"),),
        buttons=column(*roles, button("role_pick.unsure", "role:unsure"), BACK, HELP),
    )


def consent_screen(draft: Draft) -> Screen:
    """Ask for the screening consent of the role picked, alone."""
    consent = consent_for(Role(draft.me.about))
    return Screen(
        words=(Phrase(consent),),
        buttons=column(
            button(f"{consent}.agree", "screening:agree"),
            button(f"{consent}.refuse", "screening:refuse"),
            BACK,
            HELP,
        ),
        consent=consent,
    )


def about(draft: Draft, _: list[str]) -> None:
    """[Tell me more]."""
    draft.go("about")
    draft.show(about_screen(draft))


def start(draft: Draft, _: list[str]) -> None:
    """[Start]: first what is not private. The clock of an unfinished screening starts."""
    draft.go("not_private")
    _expires(draft)
    draft.show(not_private_screen(draft))


def carry_on(draft: Draft, _: list[str]) -> None:
    """[OK, carry on]."""
    draft.go("role")
    _expires(draft)
    draft.show(role_screen(draft))


def pick_role(draft: Draft, rest: list[str]) -> None:
    """A role, or not sure: then a person can help to find it."""
    if rest == ["unsure"]:
        screening.reach_talk(draft)
        return
    if rest[0] not in tuple(Role):
        draft.reshow(Phrase("old-button"), edit=False)
        return
    role = Role(rest[0])
    draft.go("consent", role.value)
    _expires(draft)
    if draft.agreed(consent_for(role)):
        screening.begin(draft, role)
    else:
        draft.show(consent_screen(draft))


def consent(draft: Draft, rest: list[str]) -> None:
    """Yes or no to keeping answers. No: nothing is kept."""
    role = Role(draft.me.about)
    agreed = rest == ["agree"]
    draft.record_consent(consent_for(role), agreed=agreed)
    if agreed:
        screening.begin(draft, role)
        return
    if draft.is_known_otherwise():
        draft.go("home")
        draft.show(draft.screen(), Phrase("consent_refused"))
        return
    forget(draft)
    draft.say(Phrase("consent_refused"), buttons=column(button("welcome.start", "start"), PERSON, HELP))


def back(draft: Draft, _: list[str]) -> None:
    """[Back], to the screen before; an overlay is taken away."""
    if draft.me.before:
        draft.uncover()
        draft.reshow()
        return
    match draft.me.screen:
        case "about":
            draft.go("welcome")
        case "role":
            draft.go("not_private")
        case "consent":
            draft.go("role")
        case "question":
            screening.step_back(draft)
        case "meeting":
            draft.go("meetings")
        case _:
            draft.go("home")
    draft.reshow()


def _expires(draft: Draft) -> None:
    draft.timer(TimerName.SCREENING_EXPIRES, draft.now + screening.EXPIRES)


SCREENS = {
    "welcome": welcome_screen,
    "about": about_screen,
    "not_private": not_private_screen,
    "role": role_screen,
    "consent": consent_screen,
}
TAPS = {
    "about": (about, ("welcome",)),
    "back": (back, BACKS),
    "start": (start, ("welcome", "about")),
    "carry": (carry_on, ("not_private",)),
    "role": (pick_role, ("role",)),
    "screening": (consent, ("consent",)),
}
