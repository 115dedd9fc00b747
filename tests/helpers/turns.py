"""One step of the dialogue, and what it decided."""

from msgspec.structs import replace

from outreach_bot.dialogue.effects import Count, Phrase, Timer
from outreach_bot.dialogue.engine import step
from outreach_bot.dialogue.state import KeptCode
from tests.helpers.people import NOW, received, view


def take(rules, me, body, *, sessions=None, codes=(), now=NOW, **seen):
    kept = {code.id: KeptCode(code=code, revision=1) for code in codes}
    return step(replace(view(rules, me, sessions), codes=kept, **seen), received(body), now=now)


def counted(turn):
    """Names of the counters a turn moves, without those of weeks: `test_tallying` has these."""
    names = [change.name for change in turn.changes if isinstance(change, Count)]
    return [name for name in names if not name.startswith("week:")]


def changed(turn, kind):
    return [change for change in turn.changes if isinstance(change, kind)]


def timers(turn):
    """Names of the timers that are set; a stopped one with a minus."""
    return [each.name.value if isinstance(each, Timer) else f"-{each.name.value}" for each in turn.timers]


def said(turn):
    """Ids of all words of a turn, message by message."""
    return [[each.id for each in _flat(say.words) if isinstance(each, Phrase)] for say in turn.says]


def offered(turn):
    """Data of the buttons of the last message."""
    return [each.data for row in turn.says[-1].buttons for each in row]


def _flat(words):
    return [one for each in words for one in (each if isinstance(each, tuple) else (each,))]
