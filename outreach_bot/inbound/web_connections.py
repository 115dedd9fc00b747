"""How many connections the web server holds, from where, and which of them gives way when there is no more room.

A descriptor is what a flood takes first: the store, Telegram and the mail need theirs too. So connections are bounded
well below what the system allows, in all and per network, and newcomers are let in at the cost of whoever holds a
connection and asks for nothing. A hospital's patients share one address: a bound per network is never a refusal as
long as one of its connections is idle.
"""

import ipaddress
import resource
from dataclasses import dataclass
from typing import Protocol, Self

from outreach_bot.settings import CannotRun

MOST_DESCRIPTORS = 8_192
"""As many as we ask for; more would only hold more idle connections."""
LEAST_DESCRIPTORS = 128
RESERVED_DESCRIPTORS = 256
"""For all that is no web page: store, Telegram, mail, commands, flyers, and connections that are just closing."""
NETWORK_SHARE = 3
"""One network may hold a third of the connections: 256 of the usual 768, more than a hospital's patients need."""
STREAM_SHARE = 4
"""One network may hold a quarter of them as streams, all networks together three quarters: the rest stays for posts."""
IPV6_NETWORK = 64
"""Bits: what one household or server is given. Source: RFC 6177."""


def raise_descriptor_limit() -> int:
    """Raise the soft limit of open files as far as is allowed and of use; the limit as it is then.

    Raises:
        CannotRun: There is no running with so few.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MOST_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        except (ValueError, OSError):  # some systems allow less than they say: what there is must do
            wanted = soft
        soft = wanted
    limit = MOST_DESCRIPTORS if soft == resource.RLIM_INFINITY else min(soft, MOST_DESCRIPTORS)
    if limit < LEAST_DESCRIPTORS:
        raise CannotRun(
            f"Only {limit} files may be open at once, and the bot needs {LEAST_DESCRIPTORS}. "
            "Raise the limit before the start, for example with: ulimit -n 1024."
        )
    return limit


@dataclass(frozen=True, kw_only=True, slots=True)
class Bounds:
    """How many there may be at once."""

    connections: int
    of_a_network: int
    streams: int
    streams_of_a_network: int

    @classmethod
    def within(cls, descriptors: int) -> Self:
        """Share out what a process may open. descriptors: at least `LEAST_DESCRIPTORS`."""
        connections = max(descriptors - RESERVED_DESCRIPTORS, descriptors // 2)
        return cls(
            connections=connections,
            of_a_network=connections // NETWORK_SHARE,
            streams=connections * (STREAM_SHARE - 1) // STREAM_SHARE,
            streams_of_a_network=connections // STREAM_SHARE,
        )


def network_of(address: str) -> str:
    """Name what an address is counted as: itself, or of IPv6 its /64. What is no address stays as it is."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((int(ip), IPV6_NETWORK), strict=False))
    return str(ip)


class Held(Protocol):
    """An open connection."""

    @property
    def gives_way(self) -> bool:
        """Whether nothing is lost without it: it asks for nothing, has not finished asking, or does not read."""

    def drop(self) -> None:
        """End it at once."""


class Connections:
    """The open connections by network, in the order they came."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._open: dict[str, dict[Held, None]] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def make_room(self, network: str, *, shared: bool = False) -> bool:
        """Let a connection of `network` in, if need be in the place of an idle one; False: all are at work.

        shared: everybody comes from there, so that only the bound of all counts: a proxy of ours.
        """
        if not shared and len(self._open.get(network, ())) >= self._bounds.of_a_network:
            return self._drop_one(network)
        return self._count < self._bounds.connections or self.drop_idle()

    def drop_idle(self) -> bool:
        """Drop the idle connection that came first, of the network that holds most; False: none is idle."""
        by_number = sorted(self._open, key=lambda network: -len(self._open[network]))
        return any(self._drop_one(network) for network in by_number)

    def add(self, network: str, connection: Held) -> None:
        """A connection was taken."""
        self._open.setdefault(network, {})[connection] = None
        self._count += 1

    def discard(self, network: str, connection: Held) -> None:
        """It has ended, or is about to; twice is as good as once."""
        held = self._open.get(network, {})
        if connection in held:
            del held[connection]
            self._count -= 1
        if not held:
            self._open.pop(network, None)

    def _drop_one(self, network: str) -> bool:
        idle = next((each for each in self._open[network] if each.gives_way), None)
        if idle is None:
            return False
        self.discard(network, idle)
        idle.drop()
        return True
