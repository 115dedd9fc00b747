"""Sends email: a few connections kept for as long as there is something to send, and every outcome told apart.

No answer, address or word of a mail server is ever logged.
"""

import asyncio
import datetime as dt
import ssl
from collections.abc import Callable

import structlog

from outreach_bot.outbound.base import NotSent, Owed, Refused, SendOutcome, Unknown
from outreach_bot.outbound.email_message import Letterhead, compose, recipient
from outreach_bot.outbound.smtp_session import MailServer, NoSession, Patience, SmtpSession, Trouble

CONNECTIONS = 2
"""Open at once: many servers refuse more from one customer."""
IDLE_SECONDS = 20.0
"""A connection nobody uses is closed after so long: servers hang up after 30 seconds to 5 minutes."""
MESSAGES_EACH = 50
"""Messages on one connection: common servers cut it off at 100."""
FIRST_WAIT, LONGEST_WAIT = 15.0, 900.0
"""Seconds before a server that could not be used is tried again; twice as long each time."""
LATEST_AGAIN = 3600.0
"""Longest wait in seconds before a message that the server put off goes again; twice as long each time."""
REMEMBERED = 5_000
"""Messages put off whose waits are remembered."""

_log = structlog.get_logger(__name__)


class EmailSender:
    """A Sender for email. `trouble` says why nothing goes; None: all is well, or nothing was tried yet.

    Letters are dated by `clock` (unix seconds); waits are measured on the loop's clock, which nobody can set.
    prepare: looks at each letter once more as it goes; raises ValueError where it may not go any more.
    """

    def __init__(  # noqa: PLR0913  # everything a letter needs on its way, each by name
        self,
        server: MailServer,
        head: Letterhead,
        *,
        stop_link: Callable[[Owed], str],
        clock: Callable[[], float],
        prepare: Callable[[Owed], Owed] = lambda owed: owed,
        patience: Patience | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._head = head
        self._stop_link = stop_link
        self._clock = clock
        self._prepare = prepare
        self._patience = patience or Patience()
        self._tls = tls
        self._places = asyncio.Semaphore(CONNECTIONS)
        self._free: list[tuple[SmtpSession, asyncio.TimerHandle]] = []
        self._busy: set[SmtpSession] = set()
        self._leaving: set[asyncio.Task[None]] = set()
        self._put_off: dict[str, float] = {}
        self._not_before = 0.0
        self._wait = FIRST_WAIT
        self._stopping = False
        self.trouble: Trouble | None = None

    async def send(self, owed: Owed) -> SendOutcome:
        """Send one email once."""
        try:
            message, to = self._letter(owed), recipient(owed)
        except Exception as fault:  # noqa: BLE001  a letter that cannot be written never went: not unknown
            _log.error("an email could not be written", key=owed.key, kind=type(fault).__name__)
            return Refused("could not be written")
        async with self._places:
            try:
                outcome = await self._hand_over(message, to)
            except NoSession as none:
                return self._nothing_goes(none.trouble)
        return self._noted(owed, outcome)

    async def acknowledge_tap(self, tap: str) -> None:
        """An email has no buttons that wait."""

    async def answers(self) -> bool:
        """Say yes: an email of unknown fate never goes again, and a mail server that is away is known to be."""
        return True

    def stop(self) -> None:
        """Send nothing more: what is not at its last line yet is broken off, and certainly did not go."""
        self._stopping = True
        for session in list(self._busy):
            if not session.final:
                session.close()

    async def close(self) -> None:
        """Hang up."""
        self.stop()
        for session, timer in self._free:
            timer.cancel()
            await session.leave()
        self._free.clear()
        await asyncio.gather(*self._leaving, return_exceptions=True)

    # -- one letter ----------------------------------------------------------------------------------

    def _letter(self, owed: Owed) -> bytes:
        owed = self._prepare(owed)
        if owed.message.email is None:
            raise ValueError("no email")
        at = dt.datetime.fromtimestamp(self._clock(), dt.UTC)
        return compose(owed, owed.message.email, head=self._head, at=at, stop_link=self._stop_link(owed))

    async def _hand_over(self, message: bytes, to: str) -> SendOutcome:
        """Raises NoSession."""
        wait = self._not_before - _passed()
        if self._stopping or wait > 0:
            return NotSent(max(1.0, wait), throttled=True)
        session = await self._session()
        self._busy.add(session)
        try:
            outcome = await session.send(sender=self._head.address, recipient=to, message=message)
        except BaseException:
            session.close()
            raise
        finally:
            self._busy.discard(session)
        self._give_back(session)
        return outcome

    def _noted(self, owed: Owed, outcome: SendOutcome) -> SendOutcome:
        """Wait longer for what was put off before; a server that answers is one that can be used."""
        if isinstance(outcome, NotSent) and outcome.throttled:
            self._not_before = max(self._not_before, _passed() + outcome.after)
            return outcome
        if not isinstance(outcome, Unknown):
            self.trouble, self._wait = None, FIRST_WAIT
        if isinstance(outcome, NotSent):
            after = min(LATEST_AGAIN, self._put_off.get(owed.key, outcome.after / 2) * 2)
            if len(self._put_off) < REMEMBERED:
                self._put_off[owed.key] = after
            return NotSent(after)
        self._put_off.pop(owed.key, None)
        return outcome

    def _nothing_goes(self, trouble: Trouble) -> NotSent:
        """The server cannot be used: everything waits, longer each time."""
        now = _passed()
        if now >= self._not_before:  # the first of those that found out together
            self._not_before = now + self._wait
            self._wait = min(LONGEST_WAIT, self._wait * 2)
            self.trouble = trouble
            _log.warning("no email can be sent", reason=trouble.value)
        return NotSent(max(1.0, self._not_before - now), throttled=True)

    # -- connections -----------------------------------------------------------------------------------

    async def _session(self) -> SmtpSession:
        """One that stands, or a new one. Raises NoSession."""
        while self._free:
            session, timer = self._free.pop()
            timer.cancel()
            if session.usable and await session.still_there():
                return session
            session.close()
        session = SmtpSession(
            self._server, local_name=self._head.domain, patience=self._patience, tls=self._tls
        )
        await session.open()
        return session

    def _give_back(self, session: SmtpSession) -> None:
        if not session.usable:
            return
        if self._stopping or session.sent >= MESSAGES_EACH:
            self._leave(session)
            return
        timer = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._idle, session)
        self._free.append((session, timer))

    def _idle(self, session: SmtpSession) -> None:
        self._free = [entry for entry in self._free if entry[0] is not session]
        self._leave(session)

    def _leave(self, session: SmtpSession) -> None:
        task = asyncio.get_running_loop().create_task(session.leave())
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)


def _passed() -> float:
    return asyncio.get_running_loop().time()
