"""Says on a page that never changes by itself that there is something new: that much, and nothing of what it is.

The pages of one person and of one session stay as they were drawn, for somebody may be typing there, and each look at
a person is written down. Such a page carries a mark of what it shows. The stream tells when the mark is another one, and
`office.js` puts a quiet line with a link on the page, which leads to it as it is now.
"""

from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from outreach_bot.office import briefs, live
from outreach_bot.office.shell import Shell
from outreach_bot.recruitment.sessions import PersonId, Session
from outreach_bot.recruitment.sight import PLACES, without_others
from outreach_bot.store.reading import Row

PART = "news"
"""Id of the element that the line is put in; it is there from the start, empty, so that it is read out when it comes."""
PERSON_TABLES = ("person", "thread", "call", "session", "settled")
COUNTERS = ("tally", "counted")
"""Of a person: what reports count, which nobody sees on their page."""
UNCHANGED = live.is_now({PART: ""})
"""How the address of a stream says that nothing is new yet."""


def session_mark(session: Session) -> str:
    """Tell one state of a session from another, as who looks is shown it: of others only how many there are."""
    shown = [without_others(session), [len(getattr(session, name)) for name in PLACES]]
    return live.digest(msgspec.json.encode(shown).decode())


async def person_mark(shell: Shell, request: Request, person: PersonId) -> str:
    """Tell one state of all that a person's page shows of them from another; of nobody, too."""
    store = shell.reader(request)
    shelf = await shell.shelf(request)
    rows = [await store.get(table, person) for table in ("person", "thread", "call")]
    shown = [
        *map(_body, rows),
        shelf.meetings_of(person),
        [
            row.id
            for row in await store.find("settled", "person", person)
            if briefs.not_there(row) or briefs.given_up(row)
        ],
    ]
    return live.digest(msgspec.json.encode(shown, order="sorted").decode())


def _body(row: Row | None) -> dict[str, Any] | None:
    return {name: value for name, value in row.body.items() if name not in COUNTERS} if row else None


def stream(  # each by name
    shell: Shell,
    request: Request,
    *,
    tables: Iterable[str],
    mark: Callable[[], Awaitable[str]],
    page: str,
    open_to: Callable[[], Awaitable[bool]],
) -> Response:
    """Answer with the stream that says when `mark` is no more what the address says the page was drawn with.

    tables: those of which a change may be news. page: its address. open_to: whether whoever looks may still see it.
    """
    known, drawn = tuple(tables), request.query_params.get("at", "")

    async def version() -> int:
        return await shell.changes(known)

    async def draw() -> live.Parts:
        new = await mark() != drawn
        return {PART: shell.draw("_news.html", request, page=page) if new else ""}

    return live.stream(shell, request, version=version, draw=draw, open_to=open_to)
