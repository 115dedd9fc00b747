"""The chain of the audit log: each row names the hash of the one before, so that none can be changed or left out unseen."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

CHAIN_START = "0" * 64
"""`prev` of the first audit row."""


def hash_of(row: Mapping[str, Any]) -> str:
    """SHA-256 over an audit row without its own hash, hex."""
    return hashlib.sha256(orjson.dumps(dict(row), option=orjson.OPT_SORT_KEYS)).hexdigest()


def first_break(rows: Iterable[Mapping[str, Any]]) -> int:
    """Number the first row (from 1) that is missing, moved or changed; 0: the whole chain holds."""
    before = CHAIN_START
    for number, row in enumerate(rows, start=1):
        body = dict(row)
        stated = body.pop("hash", "")
        if body.get("seq") != number or body.get("prev") != before or hash_of(body) != stated:
            return number
        before = stated
    return 0
