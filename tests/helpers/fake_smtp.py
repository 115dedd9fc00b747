"""A mail server that keeps what it takes, and fails as told: aiosmtpd, in this very loop."""

import asyncio
import datetime as dt
import ssl
from collections import Counter
from email import message_from_bytes
from email.policy import default
from typing import Any

import msgspec
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """One message that was taken, byte for byte."""

    sender: str
    to: str
    content: bytes
    encrypted: bool
    user: str

    @property
    def read(self):
        return message_from_bytes(self.content, policy=default)


class FakeSmtp:
    """`faults` maps an address to what happens to a message for it: an answer, or a way to drop the connection."""

    def __init__(self, *, starttls=None, password=""):
        self.taken: list[Taken] = []
        self.faults: dict[str, list[str]] = {}
        self.after: dict[str, str] = {}
        self.sender_fault = ""
        self.connections = 0
        self.open: set[Any] = set()
        self.most_open = 0
        self.begun: Counter[str] = Counter()
        self.gate: asyncio.Event | None = None
        """Set: a message waits here before the server answers its last line."""
        self.waiting = asyncio.Event()
        self.thinking: asyncio.Event | None = None
        """Set: an address waits here before it is answered."""
        self.asked = asyncio.Event()
        self.port = 0
        self._starttls, self._password = starttls, password
        self._server: Any = None

    async def __aenter__(self):
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Conversation(self, loop), "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self._server.close()
        for transport in list(self.open):
            transport.abort()
        await asyncio.sleep(0)
        self._server = None

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}?starttls=never"

    def addresses(self):
        return [each.to for each in self.taken]

    def next_fault(self, address):
        """What is to happen this time; the last fault of a list stays."""
        faults = self.faults.get(address, [])
        return faults.pop(0) if len(faults) > 1 else next(iter(faults), "")

    # -- what aiosmtpd asks -----------------------------------------------------------------------

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self.sender_fault:
            return self.sender_fault
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        self.begun[address] += 1
        if self.thinking is not None:
            self.asked.set()
            await self.thinking.wait()
        fault = self.next_fault(address)
        if fault.startswith("data "):
            self.after[address] = fault.removeprefix("data ")
        elif fault.startswith("drop"):
            self.after[address] = fault
        elif fault:
            return fault
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        (to,) = envelope.rcpt_tos
        fault = self.after.pop(to, "")
        if fault == "drop after the dot":
            server.transport.abort()
            return "250 never read"
        if fault:
            return fault
        self.taken.append(
            Taken(
                sender=envelope.mail_from,
                to=to,
                content=envelope.original_content,
                encrypted=session.ssl is not None,
                user=(session.auth_data or b"").decode(),
            )
        )
        if self.gate is not None:  # it is taken, whether or not anybody is there to hear so
            self.waiting.set()
            await self.gate.wait()
        return "250 2.0.0 taken"

    def authenticate(self, server, session, envelope, mechanism, auth_data):
        right = auth_data.password.decode() == self._password
        return AuthResult(success=right, handled=right, auth_data=auth_data.login)


class _Conversation(SMTP):
    def __init__(self, fake, loop):
        secured = fake._starttls
        super().__init__(
            fake,
            hostname="mail.test",
            ident="test",
            loop=loop,
            tls_context=secured,
            require_starttls=False,
            authenticator=fake.authenticate if fake._password else None,
            auth_required=bool(fake._password),
            auth_require_tls=bool(fake._password),
            data_size_limit=None,
        )
        self._fake = fake

    def connection_made(self, transport):
        self._fake.connections += 1
        self._fake.open.add(transport)
        self._fake.most_open = max(self._fake.most_open, len(self._fake.open))
        self._mine = transport
        super().connection_made(transport)

    def connection_lost(self, error):
        self._fake.open.discard(self._mine)
        super().connection_lost(error)

    async def smtp_DATA(self, arg):  # noqa: N802 - aiosmtpd's name
        to = next(iter(self.envelope.rcpt_tos if self.envelope else ()), "")
        fault = self._fake.after.get(to, "")
        if fault in ("drop at DATA", "drop before the dot"):
            del self._fake.after[to]
            if fault == "drop before the dot":
                await self.push("354 go on")
                await self._reader.readline()
            self._mine.abort()
            return
        await super().smtp_DATA(arg)


def certificate(folder, name="localhost"):
    """A server's context and a client's that trusts it, for `name`."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public, private = folder / "cert.pem", folder / "key.pem"
    public.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(public, private)
    return server, ssl.create_default_context(cafile=public)
