"""Waiting for a while, unless something happens before."""

import asyncio


async def pause(event: asyncio.Event, seconds: float) -> None:
    """Wait for so many seconds, but not longer than until the event."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
