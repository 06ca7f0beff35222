"""Five receivers of webhooks in one process: fast, slow, failing half the time, hanging, redirecting."""

import asyncio
import contextlib
import hashlib
import threading
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

import orjson
from aiohttp import web

SLOW_SECONDS = 0.1
# Longer than the server waits.
HANGING_SECONDS = 3.0


def fails(event: str, attempt: int) -> bool:
    """Whether the receiver that fails half the time fails this attempt at an event."""
    return hashlib.sha256(f"{event}/{attempt}".encode()).digest()[0] % 2 == 1


@dataclass
class Receivers:
    """What came in; moments are on the monotonic clock of the machine.

    `told` is when the fast one first heard of an object; `calls` counts by path, `attempts` by path and event.
    """

    url: str = ""
    told: dict[str, float] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    attempts: Counter[tuple[str, str]] = field(default_factory=Counter)

    async def fast(self, event: str) -> web.Response:
        return web.Response()

    async def slow(self, event: str) -> web.Response:
        await asyncio.sleep(SLOW_SECONDS)
        return web.Response()

    async def half(self, event: str) -> web.Response:
        return web.Response(status=500 if fails(event, self.attempts["half", event]) else 200)

    async def hang(self, event: str) -> web.Response:
        await asyncio.sleep(HANGING_SECONDS)
        return web.Response()

    async def redirect(self, event: str) -> web.Response:
        return web.Response(status=307, headers={"Location": f"{self.url}/elsewhere"})

    async def elsewhere(self, event: str) -> web.Response:
        return web.Response()


PATHS = ("fast", "slow", "half", "hang", "redirect")


def _handler(receivers: Receivers, path: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    answer = getattr(receivers, path)

    async def handle(request: web.Request) -> web.Response:
        body = orjson.loads(await request.read())
        if path == "fast":
            receivers.told.setdefault(body["data"]["object"]["id"], time.monotonic())
        receivers.calls[path] += 1
        receivers.attempts[path, body["id"]] += 1
        response: web.Response = await answer(body["id"])
        return response

    return handle


@contextlib.contextmanager
def five_receivers() -> Iterator[Receivers]:
    """The receivers on a free port of loopback, in a thread of their own."""
    receivers, loop, ready = Receivers(), asyncio.new_event_loop(), threading.Event()

    async def serve() -> None:
        app = web.Application()
        for path in (*PATHS, "elsewhere"):
            app.router.add_post(f"/{path}", _handler(receivers, path))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        receivers.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        ending = asyncio.Event()
        loop.ending = ending  # type: ignore[attr-defined]
        ready.set()
        await ending.wait()
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    ready.wait(10)
    try:
        yield receivers
    finally:
        loop.call_soon_threadsafe(loop.ending.set)  # type: ignore[attr-defined]
        thread.join(10)
        loop.close()
