"""Turns at work that keeps a processor busy, so that requests come first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from billhook.kernel.clock import monotonic


class Turns:
    """One turn at a time. After each, nobody has one for as long as it took: half of a processor stays free."""

    def __init__(self) -> None:
        self._seat = asyncio.Semaphore(1)

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """A turn. Its owner goes on at once; the rest delays the next one alone."""
        await self._seat.acquire()
        began = monotonic()
        try:
            yield
        finally:
            asyncio.get_running_loop().call_later(monotonic() - began, self._seat.release)
