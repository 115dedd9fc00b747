"""The links that stop all email to a contact: made when a letter goes, read when somebody follows one.

A token says whom to stop and nothing else, and nobody can make one: it carries a keyed hash of the contact's id.
"""

import base64
import binascii
import hmac
from collections.abc import Callable

PURPOSE = "stop-email"
"""Names the list as well: there is one, all email to contacts of networks."""
SEAL_BYTES = 16
"""128 bits: see `store.sealing.LOOKUP_BYTES`."""
LONGEST_TOKEN = 128
"""Characters; ours have 40."""

Hmac = Callable[[str, str], str]
"""A keyed hash for a purpose, in hex; see `Store.hmac`."""


def stop_token(contact: str, keyed: Hmac) -> str:
    """Write the token of `contact`: the same in every letter, and good for ever."""
    seal = bytes.fromhex(keyed(PURPOSE, contact))[:SEAL_BYTES]
    return base64.urlsafe_b64encode(contact.encode() + seal).decode().rstrip("=")


def read_stop_token(token: str, keyed: Hmac) -> str:
    """Read which contact a token is for; empty when it is none of ours."""
    if len(token) > LONGEST_TOKEN:
        return ""
    try:
        read = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        contact = read[:-SEAL_BYTES].decode("ascii")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""
    ours = hmac.compare_digest(stop_token(contact, keyed), token)
    return contact if contact and ours else ""


def stop_page(base: str, token: str) -> str:
    """Write the address of the page: it shows a button when opened, and stops when posted to."""
    return f"{base}/u/{token}"
