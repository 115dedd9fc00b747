"""What is kept of a token that opens something: a hash, never the token."""

import hashlib


def token_hash(token: str) -> str:
    """What is kept of a token: nothing can be opened with it."""
    return hashlib.sha256(token.encode()).hexdigest()
