"""Which commands Telegram lists beside the chat: everybody's, and first those of coordinators and champions."""

from msgspec.structs import replace

from outreach_bot.dialogue import desk_chat, standing
from outreach_bot.dialogue.effects import Say
from outreach_bot.dialogue.state import Person

EVERYBODY = ("start", "help", "change", "cancel", "stop", "privacy", "delete")
"""In the order shown; the words are `commands-menu.<command>`."""
CHAMPIONS = ("mylink", "share", "flyer", "mystats", "pause", "leave")


def of(person: Person | None) -> tuple[str, ...]:
    """List the commands of one person's chat; empty: those of everybody, as Telegram shows them anyway."""
    if person is None:
        return ()
    own: tuple[str, ...] = desk_chat.COMMANDS if person.coordinator_since is not None else ()
    champion = person.champion
    if champion is not None and not standing.missing(champion):
        own += CHAMPIONS
    return (*own, *EVERYBODY) if own else ()


def with_menu(says: tuple[Say, ...], before: Person | None, after: Person | None) -> tuple[Say, ...]:
    """Let the last message bring the chat's new menu along, where it is another one. Help goes ahead of all that."""
    menu = of(after)
    carriers = [number for number, say in enumerate(says) if not say.help]
    if menu == of(before) or not carriers:
        return says
    last = carriers[-1]
    return (*says[:last], replace(says[last], menu=menu), *says[last + 1 :])
