"""What pages send back: small forms, each with a token of its session and a key of its own."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from starlette.requests import Request

from outreach_bot.inbound.web_guard import BODY_LIMIT, Refusal
from outreach_bot.storable import plain

DIGEST_LENGTH = 24
_KEY = re.compile(r"[a-z]+:[0-9a-f]{24}")
MOST_FIELDS = 400
"""A list of everybody booked for the largest meeting, and more."""
TOKEN_LENGTH = 32


@dataclass(frozen=True, kw_only=True)
class Form:
    """What was sent: field to text; of boxes, all that were ticked."""

    fields: Mapping[str, list[str]]

    @classmethod
    async def read(cls, request: Request) -> "Form":
        """Read a small form. Raises Refusal: 415 another type, 413 too large, 400 unreadable."""
        if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
            raise Refusal(415)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_LIMIT:
                raise Refusal(413)
        try:
            fields = parse_qs(body.decode(), max_num_fields=MOST_FIELDS, errors="strict")
        except ValueError:
            raise Refusal(400) from None
        return cls(fields={name: [plain(value) for value in values] for name, values in fields.items()})

    def text(self, name: str) -> str:
        """The text of a field; of boxes, the words with blanks between."""
        return " ".join(self.fields.get(name, ()))

    def one(self, name: str) -> str:
        """The text of a field, without blanks around it; of several, the first."""
        return self.fields.get(name, [""])[0].strip()

    def all(self, name: str) -> list[str]:
        """Every value of a field: the boxes that were ticked."""
        return list(self.fields.get(name, ()))

    def key(self, otherwise: str) -> str:
        """The key the page gave this form: what it makes is made once."""
        given = self.text("key")
        return given if _KEY.fullmatch(given) else otherwise

    def sent_key(self, otherwise: str) -> str:
        """The key of what was sent: pressing the button twice does it once; what was changed in between is another thing."""
        sent = sorted((name, values) for name, values in self.fields.items() if name not in ("key", "token"))
        digest = hashlib.sha256(repr(sent).encode()).hexdigest()[:DIGEST_LENGTH]
        key = self.key(otherwise)
        return f"{key}:{digest}" if key != otherwise else otherwise


def form_token(session: str) -> str:
    """Make the token that forms of a session carry: nobody can make it who does not hold the session's cookie."""
    return hmac.new(session.encode(), b"office form", hashlib.sha256).hexdigest()[:TOKEN_LENGTH]


def is_from_us(form: Form, session: str) -> bool:
    """Tell whether a form carries the token of its session."""
    return bool(session) and hmac.compare_digest(form.one("token").encode(), form_token(session).encode())
