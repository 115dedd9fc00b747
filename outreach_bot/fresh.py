"""Random ids, codes and keys. They say nothing about whom they are for, and two are never the same."""

import hashlib
import secrets

import pyotp

from outreach_bot.recruitment.codes import ALPHABET, LENGTH, LETTERS

ID_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
ID_LENGTH = 12
"""31 to the power of 12: two people never get the same id."""


def person_id() -> str:
    """Draw an id for a person."""
    return f"p-{_letters()}"


def contact_id() -> str:
    """Draw an id for a contact of a network."""
    return f"k-{_letters()}"


def wave_id() -> str:
    """Draw an id for a wave."""
    return f"w-{_letters()}"


def approval_id() -> str:
    """Draw an id for a question that a second person has to answer."""
    return f"a-{_letters()}"


def member_id() -> str:
    """Draw an id for a member of the office."""
    return f"m-{_letters()}"


def code() -> str:
    """Draw a code; see `recruitment.codes`."""
    return secrets.choice(LETTERS) + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))


def token() -> str:
    """Draw a token nobody can guess: 256 random bits."""
    return secrets.token_urlsafe(32)


def lock_secret() -> str:
    """Draw the secret of a second lock: 160 random bits in base 32, as apps take it. Source: RFC 4226, 4."""
    return pyotp.random_base32()


def key(origin: str) -> str:
    """Draw a key for an input that comes once: `origin:…`."""
    return f"{origin}:{secrets.token_hex(12)}"


def person_id_for(once: str) -> str:
    """Work out an id from a key that comes once: a form that is sent twice makes one person."""
    number = int.from_bytes(hashlib.sha256(once.encode()).digest())
    letters = []
    for _ in range(ID_LENGTH):
        number, letter = divmod(number, len(ID_LETTERS))
        letters.append(ID_LETTERS[letter])
    return f"p-{''.join(letters)}"


def _letters() -> str:
    return "".join(secrets.choice(ID_LETTERS) for _ in range(ID_LENGTH))
