"""Which commands Telegram lists beside the chat: everybody's, and first those of coordinators and champions."""

from collections.abc import Iterable

from msgspec.structs import replace

from outreach_bot.dialogue import desk_chat, standing
from outreach_bot.dialogue.effects import Change, Say, Turn
from outreach_bot.dialogue.state import Person, View
from outreach_bot.dialogue.team_effects import PutMember
from outreach_bot.recruitment.office_roles import Member

EVERYBODY = ("start", "help", "change", "cancel", "stop", "privacy", "delete")
"""In the order shown; the words are `commands-menu.<command>`."""
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


def with_menu(turn: Turn, view: View) -> Turn:
    """Let the last message bring the chat's new menu along, where it is another one. Help goes ahead of all that."""
    menu = of(turn.me, _member(turn.me, view, turn.changes))
    if menu == of(view.me, _member(view.me, view)):
        return turn
    return replace(turn, says=_carried(turn.says, menu))


def _carried(says: tuple[Say, ...], menu: tuple[str, ...]) -> tuple[Say, ...]:
    carriers = [number for number, say in enumerate(says) if not say.help]
    if not carriers:
        return says
    last = carriers[-1]
    return (*says[:last], replace(says[last], menu=menu), *says[last + 1 :])


def _member(person: Person | None, view: View, changes: Iterable[Change] = ()) -> Member | None:
    """The member of the team this person is, with what the turn changes."""
    if person is None:
        return None
    known = [kept.member for kept in view.members.values()]
    known += [change.member for change in changes if isinstance(change, PutMember)]
    return next((each for each in reversed(known) if each.person == person.id), None)
