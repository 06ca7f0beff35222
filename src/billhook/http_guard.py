"""What clients may hold of one HTTP process: how long a connection may stand still, and how many one peer may open.

No connection has a timer of its own. Each says since when it waits for its client, and one sweep per process, once a
second, closes those that wait for too long.
"""

import logging
import resource
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Self

from billhook.kernel.clock import monotonic
from billhook.settings import Settings

_log = logging.getLogger(__name__)
_SHARE_OF_DESCRIPTORS = 4
_TELL_SECONDS = 60.0


class Wait(Enum):
    """What a connection waits for."""

    HEAD = "the rest of a head, or the first head of a new connection"
    BODY = "the next byte of a body"
    NEXT = "the next request"
    ANSWER = "us: its client waits for an answer"


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds that a connection may wait for its client, and the connections of one peer in this process.

    `per_peer` 0 is no limit.
    """

    head_seconds: float = 30.0
    body_seconds: float = 30.0
    idle_seconds: float = 75.0
    per_peer: int = 0

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The limits that the settings name; no peer gets more than a quarter of the file descriptors."""
        per_peer = settings.connections_per_peer
        if per_peer:
            per_peer = min(per_peer, max(1, _descriptors() // _SHARE_OF_DESCRIPTORS))
        return cls(settings.head_seconds, settings.body_seconds, settings.idle_seconds, per_peer)

    def seconds(self, wait: Wait) -> float:
        """How long this wait may last."""
        return {Wait.HEAD: self.head_seconds, Wait.BODY: self.body_seconds, Wait.NEXT: self.idle_seconds}[wait]


class Guard:
    """Counts the connections of one process by peer."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._held: Counter[str] = Counter()
        self._told_at = -_TELL_SECONDS

    def admit(self, address: str) -> str | None:
        """The peer that a new connection counts for, "" for one that is not counted; None if it has too many."""
        peer = peer_of(address) if self.limits.per_peer else ""
        if not peer:
            return ""
        if self._held[peer] >= self.limits.per_peer:
            self._tell(peer)
            return None
        self._held[peer] += 1
        return peer

    def release(self, peer: str) -> None:
        """A connection that was admitted has ended."""
        if peer:
            self._held[peer] -= 1
            if not self._held[peer]:
                del self._held[peer]

    def _tell(self, peer: str) -> None:
        now = monotonic()
        if now - self._told_at >= _TELL_SECONDS:
            self._told_at = now
            _log.warning(
                "%s holds %d connections and gets no more; behind a proxy, set BILLHOOK_CONNECTIONS_PER_PEER=0",
                peer, self.limits.per_peer,
            )  # fmt: skip


def peer_of(address: str) -> str:
    """Whose connection it is: an IPv4 address, or a /64 network of IPv6, which one customer of a provider holds whole.

    "" for loopback and for what is no address: a proxy on the same machine, and tests, are not counted.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if ip.is_loopback:
        return ""
    return str(ip) if ip.version == 4 else str(ip_network((int(ip), 64), strict=False))


def raise_descriptor_limit() -> None:
    """Let this process and its children open as many files as the system allows it at most."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # some systems refuse "unlimited"
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def _descriptors() -> int:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return soft if soft != resource.RLIM_INFINITY else 1 << 30
