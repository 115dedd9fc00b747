"""Keeps open pages fresh by server-sent events: of a page that changed, only the parts that did are sent.

A live page is made of parts, each drawn by itself. The page carries what its parts are (`is_now`), the stream sends a
part whenever it comes out differently, and `office.js` puts it in its place. Without JavaScript the page is as it was
when it was asked for.
"""

import asyncio
import contextlib
import hashlib
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping

import orjson
from starlette.requests import Request
from starlette.responses import Response

from outreach_bot.dialogue.inputs import Actor
from outreach_bot.inbound.web_guard import client_network, token_hash
from outreach_bot.inbound.web_streams import Seat
from outreach_bot.office.access import COOKIE
from outreach_bot.office.shell import Shell

LOOK_SECONDS = 2.0
"""How often an open page looks for changes."""
REDRAW_SECONDS = 60.0
"""How often it is drawn anew without any: "now is a safe time" is true for a while only."""
KEEP_ALIVE_LOOKS = 8
DIGEST_BYTES = 6
_ONE_TIME = re.compile(r'name="key" value="[^"]*"')
"""Each drawing gives each form another key: that alone is no change."""

Parts = Mapping[str, str]
"""The HTML of each part, by the id of the element it is in."""


def is_now(parts: Parts) -> str:
    """Write what the parts of a page are, as the address of its stream says it."""
    return "~".join(f"{name}.{digest(html)}" for name, html in parts.items())


def digest(html: str) -> str:
    """Tell one drawing of a part from another."""
    same = _ONE_TIME.sub("", html)
    return hashlib.blake2s(same.encode(), digest_size=DIGEST_BYTES).hexdigest()


PART = "live-part"
"""The one live part of a page that is drawn as a whole; its template marks where it begins and ends."""
_BEGINS, _ENDS = f'<div id="{PART}">', "</div><!-- live part ends -->"


def whole_page(
    shell: Shell,
    request: Request,
    *,
    tables: Iterable[str],
    page: Callable[[Request], Awaitable[Response]],
) -> Response:
    """Answer with the stream of a page that has one live part, cut out of the page as `page` draws it anew.

    tables: those whose rows the part shows.
    """
    known = tuple(tables)

    async def version() -> int:
        return await shell.changes(known)

    async def draw() -> Parts:
        html = bytes((await page(request)).body).decode()
        return {PART: html.partition(_BEGINS)[2].partition(_ENDS)[0]}

    return stream(shell, request, version=version, draw=draw)


def stream(
    shell: Shell,
    request: Request,
    *,
    version: Callable[[], Awaitable[int]],
    draw: Callable[[], Awaitable[Parts]],
    open_to: Callable[[], Awaitable[bool]] | None = None,
) -> Response:
    """Answer with the stream of a page. version: another number whenever `draw` may come out differently.

    open_to: whether whoever looks may still see what this one page is about, and there is such a thing. When not, the
    page is drawn once more, as it is to them then, and the stream ends: the two cannot be told apart.
    """
    return shell.parts.streams.response(
        lambda seat: _changes(shell, request, version, draw, open_to, seat),
        network=client_network(request),
        reader=token_hash(shell.parts.site.token(request, COOKIE)),
        known=True,
    )


async def _changes(  # all that a stream is about
    shell: Shell,
    request: Request,
    version: Callable[[], Awaitable[int]],
    draw: Callable[[], Awaitable[Parts]],
    open_to: Callable[[], Awaitable[bool]] | None,
    seat: Seat,
) -> AsyncGenerator[bytes, None]:
    shown = dict(part.split(".", 1) for part in request.query_params.get("is", "").split("~") if "." in part)
    drawn: tuple[int, int] | None = None
    looks = 0
    stopping, clock = shell.parts.stopping, shell.parts.clock
    yield b"retry: 3000\n\n"
    while not (stopping.is_set() or seat.over) and await _still_in(shell, request):
        over = open_to is not None and not await open_to()
        now = await version(), int(clock() // REDRAW_SECONDS)
        if now != drawn or over:
            drawn = now
            for name, html in (await draw()).items():
                if shown.get(name) != digest(html):
                    shown[name] = digest(html)
                    yield b"event: part\ndata: " + orjson.dumps({"id": name, "html": html}) + b"\n\n"
        if over:
            return
        # at its own pace: a sign of life that is late would tell of a change that is not for them
        if looks % KEEP_ALIVE_LOOKS == 0:
            yield b": still here\n\n"
        looks += 1
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), LOOK_SECONDS)


async def _still_in(shell: Shell, request: Request) -> bool:
    """Whether they are signed in, and may see what they saw: else the stream ends, and the page asks anew."""
    seen_by: Actor = request.state.actor
    return await shell.door.who(request) == seen_by
