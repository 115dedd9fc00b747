"""Messages to open web pages. A message is sent when the page says it has shown it, not before.

A page drops what it already showed, by id: sending again is harmless, so an unanswered try is "not sent".
"""

import asyncio
import contextlib
from typing import Any

from outreach_bot.outbound.base import File, NotSent, Owed, SendOutcome, Sent
from outreach_bot.outbound.web_message import public_id, shown

ACK_SECONDS = 6.0
"""How long a page has to say that it showed a message; then it is told again, and drops what it has."""
NO_PAGE_SECONDS = 3600.0
"""Until the next try without a page; a page that opens wakes the dispatcher at once."""
AGAIN_SECONDS = 2.0
MOST_UNREAD = 50
"""Events that wait for a page: it is told one again every few seconds until it has shown it."""
FILE_SECONDS = 600.0
"""How long a file can be fetched after the last page of its chat has closed: the download may close it."""


class Page:
    """One open page: what it is still to be told, in order. None ends it."""

    def __init__(self, chat: str) -> None:
        self.chat = chat
        self.told: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

    def tell(self, event: dict[str, Any]) -> None:
        """Let it show something; a page that does not read is ended, and asks anew when it does."""
        if self.told.qsize() < MOST_UNREAD:
            self.told.put_nowait(event)
            return
        while not self.told.empty():
            self.told.get_nowait()
        self.end()

    def end(self) -> None:
        """End it, once it was told all that waits for it."""
        self.told.put_nowait(None)


class _Flight:
    """A message shown to the pages of a chat, waiting for the first to say so."""

    def __init__(self, event: dict[str, Any]) -> None:
        self.event = event
        self.landed: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def end(self, *, landed: bool) -> None:
        if not self.landed.done():
            self.landed.set_result(landed)


class WebSender:
    """Knows the open pages of each chat and hands them what is owed."""

    def __init__(self, *, region: str, phone: str = "") -> None:
        self._region = region
        self._phone = phone
        self._pages: dict[str, set[Page]] = {}
        self._flights: dict[str, dict[str, _Flight]] = {}
        self._files: dict[tuple[str, str], tuple[float, File]] = {}
        self._stopped = False

    async def send(self, owed: Owed) -> SendOutcome:
        """Show one message on every open page of its chat; done when the first page has it."""
        chat, identifier = owed.address.chat, public_id(owed.key)
        if not self._pages.get(chat):
            return NotSent(after=NO_PAGE_SECONDS)
        self._keep_file(chat, identifier, owed.message.file)
        flight = _Flight(shown(owed, identifier=identifier, region=self._region, phone=self._phone))
        self._flights.setdefault(chat, {})[identifier] = flight
        for page in self._pages[chat]:
            page.tell(flight.event)
        try:
            landed = await self._landed(flight)
        finally:
            self._forget_flight(chat, identifier, flight)
        if landed:
            return Sent(message=owed.message.edits or identifier)
        return NotSent(after=AGAIN_SECONDS if self._pages.get(chat) else NO_PAGE_SECONDS)

    async def acknowledge_tap(self, tap: str) -> None:
        """Do nothing: the page stops its own waiting sign when its line is taken."""

    async def answers(self) -> bool:
        """Say yes: of each message a page says whether it is there."""
        return True

    def open(self, chat: str) -> Page:
        """A page of `chat` has opened; it gets at once what is on its way to the others."""
        page = Page(chat)
        for flight in self._flights.get(chat, {}).values():
            page.tell(flight.event)
        self._pages.setdefault(chat, set()).add(page)
        if self._stopped:
            page.end()
        return page

    def close(self, page: Page) -> None:
        """A page has closed. When it was the last, what it was being shown did not go."""
        pages = self._pages.get(page.chat, set())
        pages.discard(page)
        if not pages:
            self._pages.pop(page.chat, None)
            for flight in self._flights.get(page.chat, {}).values():
                flight.end(landed=False)

    def drawn(self, owed: Owed) -> dict[str, Any]:
        """Write a message as a page shows it, without owing it."""
        return shown(owed, identifier=public_id(owed.key), region=self._region, phone=self._phone)

    def acknowledge(self, chat: str, identifier: str) -> None:
        """A page of `chat` has shown the message `identifier`."""
        if flight := self._flights.get(chat, {}).get(identifier):
            flight.end(landed=True)

    def file(self, chat: str, identifier: str) -> File | None:
        """The file of a message that was shown to `chat`, and to nobody else."""
        kept = self._files.get((chat, identifier))
        return kept[1] if kept else None

    def stop(self) -> None:
        """End every page's stream, so that the server can stop; pages come back by themselves."""
        self._stopped = True
        for page in (page for pages in self._pages.values() for page in pages):
            page.end()

    async def _landed(self, flight: _Flight) -> bool:
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(flight.landed, ACK_SECONDS)
        return False

    def _forget_flight(self, chat: str, identifier: str, flight: _Flight) -> None:
        flights = self._flights.get(chat, {})
        if flights.get(identifier) is flight:
            del flights[identifier]
        if not flights:
            self._flights.pop(chat, None)

    def _keep_file(self, chat: str, identifier: str, file: File | None) -> None:
        if file is None:
            return
        now = asyncio.get_running_loop().time()
        stale = [
            key
            for key, (since, _) in self._files.items()
            if since + FILE_SECONDS < now and key[0] not in self._pages
        ]
        for key in stale:
            del self._files[key]
        self._files[chat, identifier] = (now, file)
