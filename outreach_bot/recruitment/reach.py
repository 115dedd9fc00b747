"""Who can open an address: everybody, or only this machine and its neighbours. Reads the address, asks nobody."""

import ipaddress
import re
from urllib.parse import urlsplit

_NEAR = (
    "localhost", "local", "localdomain", "lan", "home", "internal", "intranet", "corp", "home.arpa",
    "test", "invalid", "example", "example.com", "example.net", "example.org", "onion",
)  # fmt: skip
"""Ends of names that no server of the public net answers for. Source: RFC 2606, 6761, 6762, 7686, 8375; ICANN's
reserved names."""
_NUMBERS = re.compile(r"[0-9a-fx.]*\d", re.IGNORECASE)
"""An address in numbers that is none as people write it, such as `127.1` or `0x7f000001`."""


def only_here(url: str) -> bool:
    """Say whether only this machine, or machines beside it, can open `url`. False where there is none."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return True  # it is no address, so nobody can open it
    if not host:
        return False
    try:
        return not ipaddress.ip_address(host.partition("%")[0]).is_global
    except ValueError:
        pass
    ends_near = any(host == end or host.endswith(f".{end}") for end in _NEAR)
    return ends_near or "." not in host or bool(_NUMBERS.fullmatch(host))
