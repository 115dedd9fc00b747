"""Which commands Telegram lists beside the chat: everybody's, and first those of coordinators and champions."""

from collections.abc import Iterable

from msgspec.structs import replace

from outreach_bot.dialogue import desk_chat, standing
from outreach_bot.dialogue.effects import Change, Turn
from outreach_bot.dialogue.inputs import Body
from outreach_bot.dialogue.state import Person, View
from outreach_bot.dialogue.team_effects import PutMember
from outreach_bot.dialogue.team_inputs import LeftTeam, WorkChanged
from outreach_bot.recruitment.office_roles import Member

EVERYBODY = ("start", "help", "change", "cancel", "stop", "privacy", "delete")
"""In the order shown; the words are `commands-menu.<command>`."""
OTHER_WORK = (WorkChanged, LeftTeam)
CHAMPIONS = ("mylink", "share", "flyer", "mystats", "pause", "leave")


def of(person: Person | None, member: Member | None = None) -> tuple[str, ...]:
    """List the commands of one person's chat; empty: those of everybody, as Telegram shows them anyway."""
    if person is None:
        return ()
    works = person.coordinator_since is not None
    own = tuple(what for what in desk_chat.COMMANDS if works and desk_chat.may_ask(member, what))
    champion = person.champion
    if champion is not None and not standing.missing(champion):
        own += CHAMPIONS
    return (*own, *EVERYBODY) if own else ()


def with_menu(turn: Turn, view: View, body: Body) -> Turn:
    """Owe the chat its new menu, where it is another one: whoever joins, leaves, or does other work."""
    menu = of(turn.me, _member(turn.me, view, turn.changes))
    # what they did before is not in the view any more: the team was changed in a turn of its own
    if menu == of(view.me, _member(view.me, view)) and not (turn.me and isinstance(body, OTHER_WORK)):
        return turn
    return replace(turn, menu=menu)


def _member(person: Person | None, view: View, changes: Iterable[Change] = ()) -> Member | None:
    """The member of the team this person is, with what the turn changes."""
    if person is None:
        return None
    known = [kept.member for kept in view.members.values()]
    known += [change.member for change in changes if isinstance(change, PutMember)]
    return next((each for each in reversed(known) if each.person == person.id), None)
