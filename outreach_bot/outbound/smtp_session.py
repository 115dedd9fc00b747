"""One connection to a mail server: opened safely, and told step by step, so that we always know how far a message came.

The server takes a message with the final dot. Lost before the dot: it certainly did not go. Lost after it, without an
answer: nobody can know. So the dot is written by itself, when everything before it has left this process.
"""

import asyncio
import re
import ssl
from contextlib import suppress
from enum import StrEnum
from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib
import msgspec

from outreach_bot.outbound.base import NotSent, Refused, SendOutcome, Sent, Unknown

BUSY_SECONDS = 60.0
"""How long a server that said 421 is left alone. Source: RFC 5321, 4.5.4.1 wants at least 30 minutes for one message;
421 is about the whole server, which is often back sooner."""
GREYLISTED_SECONDS = 300.0
"""How soon one message goes again after 4xx: what greylisting commonly wants (RFC 6647, 2.1)."""
LOOK_SECONDS = 0.01
"""Between looks at whether a message has left this process."""
READY_FOR_DATA = 354
TAKEN = 250
CLOSING = 421
_PORTS = {"smtp": 587, "smtps": 465}
_STATUS = re.compile(r"\d\.\d{1,3}\.\d{1,3}")
_NO_MAILBOX = ("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")
"""Enhanced codes that say: this address does not exist, or not any more. Source: RFC 3463, RFC 7505."""
_NO_MAILBOX_BARE = (550, 551, 553)
"""The same from a server without enhanced codes. Source: RFC 5321, 4.2.2."""


class Trouble(StrEnum):
    """Why no email goes at all; the words are `email-trouble.<value>`."""

    NOT_SET = "not_set"
    """There is no mail server in the settings."""
    UNREACHABLE = "unreachable"
    NO_TLS = "no_tls"
    CERTIFICATE = "certificate"
    PASSWORD = "password"  # noqa: S105  a word for the office
    SENDER = "sender"
    """The server does not let us send under our own address."""


class NoSession(Exception):
    """The server could not be reached, or we will not talk to it like this."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class MailServer(msgspec.Struct, frozen=True, kw_only=True):
    """Where mail is handed over."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: Literal["implicit", "required", "optional", "never"] = "required"

    @classmethod
    def from_url(cls, url: str) -> "MailServer":
        """Read `smtp://user:pass@host:587?starttls=required` or `smtps://…`, as the settings have checked it."""
        parts = urlsplit(url)
        tls = (
            "implicit" if parts.scheme == "smtps" else parse_qs(parts.query).get("starttls", ["required"])[0]
        )
        return msgspec.convert(
            {
                "host": parts.hostname or "",
                "port": parts.port or _PORTS[parts.scheme],
                "user": unquote(parts.username or ""),
                "password": unquote(parts.password or ""),
                "tls": tls,
            },
            cls,
        )


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds to wait. Source: RFC 5321, 4.5.3.2; shorter where a person may be waiting to stop the bot."""

    connect: float = 20.0
    command: float = 60.0
    body: float = 180.0
    final: float = 600.0


class SmtpSession:
    """One connection, logged in. Not for two messages at once."""

    def __init__(
        self, server: MailServer, *, local_name: str, patience: Patience, tls: ssl.SSLContext | None = None
    ) -> None:
        self._server = server
        self._patience = patience
        self._client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            use_tls=server.tls == "implicit",
            start_tls=False,  # upgraded below, where a server without it can be refused
            local_hostname=local_name,
            timeout=patience.command,
            tls_context=tls,
        )
        self.sent = 0
        """Messages handed over on this connection."""
        self.final = False
        """The dot is out: only an answer can say what became of the message."""

    async def open(self) -> None:
        """Connect, encrypt, log in. Raises NoSession."""
        try:
            await self._client.connect(timeout=self._patience.connect)
            await self._encrypt()
            await self._log_in()
        except (aiosmtplib.SMTPException, OSError, ValueError) as fault:
            self.close()
            raise NoSession(_trouble(fault)) from None  # its text may hold the name or the password
        except NoSession:
            self.close()
            raise

    async def _encrypt(self) -> None:
        if self._server.tls in ("implicit", "never"):
            return
        await self._client.ehlo()
        if self._client.supports_extension("starttls"):
            await self._client.starttls()
        elif self._server.tls == "required":
            raise NoSession(Trouble.NO_TLS)

    async def _log_in(self) -> None:
        if not self._server.user:
            return
        try:
            await self._client.login(self._server.user, self._server.password)
        except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError):
            raise
        except aiosmtplib.SMTPException as refused:
            if isinstance(refused, aiosmtplib.SMTPResponseException) and refused.code < 500:  # noqa: PLR2004
                raise
            raise NoSession(Trouble.PASSWORD) from None

    @property
    def usable(self) -> bool:
        """Whether the connection stands."""
        return self._client.is_connected

    async def still_there(self) -> bool:
        """Ask whether it can be used again, and forget what was begun on it."""
        try:
            answer = await self._client.rset()
        except (aiosmtplib.SMTPException, OSError):
            return False
        return answer.code == TAKEN

    def close(self) -> None:
        """Hang up at once."""
        self._client.close()

    async def leave(self) -> None:
        """Say goodbye, and hang up."""
        with suppress(aiosmtplib.SMTPException, OSError):
            await self._client.quit(timeout=1.0)
        self._client.close()

    async def send(self, *, sender: str, recipient: str, message: bytes) -> SendOutcome:
        """Hand one message over, in lines that end in CRLF. Raises NoSession where the server refuses us, not the message."""
        try:
            await self._envelope(sender, recipient)
            await self._body(message)
        except aiosmtplib.SMTPSenderRefused as refused:
            if refused.code >= 500:  # noqa: PLR2004  permanent, and not about whom we write to
                raise NoSession(Trouble.SENDER) from None
            return _answered(refused.code, refused.message, to_mailbox=False)
        except aiosmtplib.SMTPResponseException as refused:
            to_mailbox = isinstance(refused, aiosmtplib.SMTPRecipientRefused)
            return _answered(refused.code, refused.message, to_mailbox=to_mailbox)
        except ValueError:
            return Refused("no email address")
        except (aiosmtplib.SMTPException, OSError):
            self.close()
            return NotSent(BUSY_SECONDS, throttled=True)
        return await self._dot()

    async def _envelope(self, sender: str, recipient: str) -> None:
        await self._client.mail(sender)
        await self._client.rcpt(recipient)
        answer = await self._client.execute_command(b"DATA")
        if answer.code != READY_FOR_DATA:
            raise aiosmtplib.SMTPDataError(answer.code, answer.message)

    async def _body(self, message: bytes) -> None:
        """Write all but the dot, and wait until it has left."""
        protocol, transport = self._client.protocol, self._client.transport
        if protocol is None or not isinstance(transport, asyncio.WriteTransport):
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        dotted = re.sub(rb"(?m)^\.", b"..", message)  # RFC 5321, 4.5.2
        protocol.write(dotted)
        async with asyncio.timeout(self._patience.body):
            while transport.get_write_buffer_size():  # noqa: ASYNC110  the library's own way to wait is private
                await asyncio.sleep(LOOK_SECONDS)
        if transport.is_closing():
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")

    async def _dot(self) -> SendOutcome:
        self.final = True
        try:
            answer = await self._client.execute_command(b".", timeout=self._patience.final)
        except (aiosmtplib.SMTPException, OSError):
            self.close()
            return Unknown("no answer after the last line")
        finally:
            self.final = False
        if answer.code != TAKEN:
            return _answered(answer.code, answer.message, to_mailbox=True)
        self.sent += 1
        return Sent()


def _answered(code: int, text: str, *, to_mailbox: bool) -> SendOutcome:
    """Say what an answer other than 250 means. Its text is not kept: it often holds the address."""
    if code == CLOSING:
        return NotSent(BUSY_SECONDS, throttled=True)
    if code < 500:  # noqa: PLR2004  RFC 5321, 4.2.1: 4yz is for now, 5yz for ever
        return NotSent(GREYLISTED_SECONDS)
    found = _STATUS.match(text)
    status = found[0] if found else ""
    gone = status in _NO_MAILBOX if status else to_mailbox and code in _NO_MAILBOX_BARE
    return Refused(f"{code} {status}".strip(), gone=gone)


def _trouble(fault: Exception) -> Trouble:
    if isinstance(fault, ssl.SSLError) or isinstance(fault.__cause__, ssl.SSLError):
        return Trouble.CERTIFICATE
    return Trouble.UNREACHABLE
