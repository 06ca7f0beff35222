"""Limits of a key: a request takes a token of its bucket, and is one of those under way at once (platform.md §9).

A key has a bucket in each account that it acts in, and one for each route that it calls there. An account begins
without limits, and its requests then come nowhere near this file.
"""

from hashlib import blake2b

from billhook.account_settings.limits import Limits
from billhook.kernel import errors
from billhook.kernel.clock import monotonic_micros
from billhook.wire.asking import masked
from billhook.wire.routing import Route
from billhook.wire.shared_buckets import NAME_BYTES, NO_CELL, Buckets, Short


class Limiter:
    """Lets requests in while their keys are within their limits."""

    def __init__(self, buckets: Buckets) -> None:
        self._buckets = buckets

    def enter(self, limits: Limits, tenant: int, key: str, route: Route | None) -> int:
        """Let a request in, until `leave` gets what this returns. Raises RATE_LIMITED and CONCURRENCY_LIMITED.

        The route is asked first, so that nothing has to be given back if it refuses.
        """
        now, who = monotonic_micros(), f"{tenant} {key}"
        if limits.per_second_of_route and route is not None:
            bucket = _name(f"{who} {route.method} {route.path}")
            if self._buckets.enter(bucket, limits.per_second_of_route, 0, now) is Short.OF_TOKENS:
                raise errors.ROUTE_RATE_LIMITED(
                    masked=masked(key), limit=limits.per_second_of_route, method=route.method, path=route.path
                )
        if not (limits.per_second or limits.at_once):
            return NO_CELL
        cell = self._buckets.enter(_name(who), limits.per_second, limits.at_once, now)
        if cell is Short.OF_TOKENS:
            raise errors.RATE_LIMITED(masked=masked(key), limit=limits.per_second)
        if cell is Short.OF_ROOM:
            raise errors.CONCURRENCY_LIMITED(masked=masked(key), limit=limits.at_once)
        return cell if limits.at_once else NO_CELL

    def leave(self, cell: int) -> None:
        """Give back the room of a request, if it took any."""
        if cell != NO_CELL:
            self._buckets.leave(cell)


def _name(text: str) -> bytes:
    return blake2b(text.encode(), digest_size=NAME_BYTES).digest()
