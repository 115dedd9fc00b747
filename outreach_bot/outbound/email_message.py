"""An email as bytes: plain and HTML parts from the same words, a file beside them, headers as they go on the wire.

Nothing is fetched when it is opened, and nothing in it tells us that it was.
"""

import datetime as dt
import hashlib
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import jinja2
import msgspec
from markupsafe import Markup

from outreach_bot.outbound.base import Email, Owed
from outreach_bot.outbound.telegram_text import PARAGRAPHS, plain

TEMPLATES = Path(__file__).parent / "templates"
UNFOLDED = ("list-unsubscribe", "list-unsubscribe-post", "message-id")
"""Headers that stay one line: folded, Python turns a long address into encoded words, which no mail program undoes there.

RFC 5322, 2.1.1 takes lines of up to 998 characters.
"""
ONE_CLICK = "List-Unsubscribe=One-Click"
"""RFC 8058: the body that a mail program posts."""


class Letterhead(msgspec.Struct, frozen=True, kw_only=True):
    """Who all email is from."""

    name: str
    address: str
    reply_to: str = ""

    @property
    def domain(self) -> str:
        """What is behind the @, as it goes on the wire."""
        return self.address.rpartition("@")[2].encode("idna").decode()


class _OneLinePolicy(EmailPolicy):
    """SMTP's policy, but for headers that may not be folded."""

    def fold(self, name: str, value: Any) -> str:
        """Fold as always, or not at all."""
        if name.lower() in UNFOLDED:
            return f"{name}: {value}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same as bytes."""
        if name.lower() in UNFOLDED:
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


POLICY = _OneLinePolicy(linesep=SMTP.linesep, max_line_length=SMTP.max_line_length, cte_type="7bit")


def compose(owed: Owed, email: Email, *, head: Letterhead, at: dt.datetime, stop_link: str) -> bytes:
    """Write the email that `owed` is, as of `at`. Raises ValueError where its address is none.

    stop_link: the page that stops more; mail programs post to it at one click (RFC 8058).
    """
    made = EmailMessage(policy=POLICY)
    made["From"] = Mailbox(head.name, addr_spec=head.address)
    made["To"] = Mailbox(addr_spec=recipient(owed))
    if head.reply_to:
        made["Reply-To"] = Mailbox(head.name, addr_spec=head.reply_to)
    made["Subject"] = email.subject
    made["Date"] = format_datetime(at)
    made["Message-ID"] = message_id(owed, head)
    made["Auto-Submitted"] = "auto-generated"
    if stop_link.startswith("https://"):  # RFC 8058, 3.1: https only
        made["List-Unsubscribe"] = f"<{stop_link}>"
        made["List-Unsubscribe-Post"] = ONE_CLICK
    made.set_content(_plain(owed, email, stop_link), cte="quoted-printable")
    made.add_alternative(_html(owed, email, stop_link), subtype="html", cte="quoted-printable")
    file = owed.message.file
    if file is not None:
        main, _, sub = file.media_type.partition(";")[0].partition("/")
        made.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    _mark_parts(made, owed)
    return made.as_bytes()


def _mark_parts(made: EmailMessage, owed: Owed) -> None:
    """Part its parts by marks made of its key: a letter that goes again is the same, byte for byte but its date."""
    several = [part for part in made.walk() if part.is_multipart()]
    for number, part in enumerate(several):
        part.set_boundary(f"{_digest(owed)}-{number}")


def recipient(owed: Owed) -> str:
    """The address as it goes on the wire. Raises ValueError where it is none that every server takes."""
    local, at, domain = owed.address.chat.strip().rpartition("@")
    if not (local and at and domain and local.isascii()):
        raise ValueError("no email address")
    return f"{local}@{domain.encode('idna').decode()}"


def message_id(owed: Owed, head: Letterhead) -> str:
    """The same for the same owed message: a mail server that gets it twice can tell."""
    return f"<{_digest(owed)}@{head.domain}>"


def _digest(owed: Owed) -> str:
    return hashlib.sha256(owed.key.encode()).hexdigest()[:32]


def _plain(owed: Owed, email: Email, stop_link: str) -> str:
    buttons = [f"{each.label}\n{each.url}" for row in owed.message.buttons for each in row]
    parts = [plain(owed.message.text), *buttons, plain(email.closing), f"{email.stop}\n{stop_link}"]
    return PARAGRAPHS.join(parts) + "\n"


def _html(owed: Owed, email: Email, stop_link: str) -> str:
    return _template().render(
        email=email,
        paragraphs=_paragraphs(owed.message.text),
        buttons=[each for row in owed.message.buttons for each in row],
        closing=_paragraphs(email.closing),
        stop_link=stop_link,
    )


def _paragraphs(text: str) -> list[Markup]:
    """`text` is escaped already and holds no tag but <b>."""
    return [Markup(each.replace("\n", "<br>\n")) for each in text.split(PARAGRAPHS)]  # noqa: S704


def _template() -> jinja2.Template:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    found = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return found.get_template("email.html")
