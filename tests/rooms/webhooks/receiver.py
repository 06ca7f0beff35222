"""A receiver of webhooks that lives in the test process and behaves as badly as a test asks it to."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import stripe

WAIT_SECONDS = 20


@dataclass(frozen=True)
class Received:
    """One request as it came in; `at` is on the monotonic clock."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float

    def event(self, secret: str | None) -> Any:
        """The event, after the official client has checked its signature."""
        assert secret is not None
        return stripe.Webhook.construct_event(self.body, self.headers["stripe-signature"], secret)


Answering = Callable[["Handler"], None]


@dataclass
class Receiver:
    """Requests by path, in order, and how each path answers."""

    url: str
    answers: dict[str, Answering] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    # Set at the end of a test: whoever hangs lets go.
    ending: threading.Event = field(default_factory=threading.Event)

    def at(self, path: str, answering: Answering) -> str:
        """The URL of a path that answers in this way."""
        self.answers[path] = answering
        return self.url + path

    def on(self, path: str) -> list[Received]:
        """What came in on a path."""
        return [r for r in self.received if r.path == path]

    def wait_for(self, path: str, count: int = 1, seconds: float = WAIT_SECONDS) -> list[Received]:
        """Wait until `count` requests came in on a path."""
        eventually(lambda: len(self.on(path)) >= count, f"{count} requests on {path}", seconds)
        return self.on(path)


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        received = Received(self.path, headers, body, time.monotonic())
        self.receiver.received.append(received)
        with contextlib.suppress(OSError):
            self.receiver.answers.get(self.path, status(200))(self)

    def answer(self, code: int, body: bytes = b"", **headers: str) -> None:
        """A complete answer."""
        self.send_response(code)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def status(code: int, body: bytes = b"") -> Answering:
    """Answers with this status every time."""
    return lambda handler: handler.answer(code, body)


def in_turn(*each: Answering) -> Answering:
    """Answers the first request in the first way, and so on; the last way stays."""
    rest = list(each)
    return lambda handler: (rest.pop(0) if len(rest) > 1 else rest[0])(handler)


def after(seconds: float) -> Answering:
    """Answers 200 after a while."""

    def answering(handler: Handler) -> None:
        handler.receiver.ending.wait(seconds)
        handler.answer(200)

    return answering


def hang(handler: Handler) -> None:
    """Never answers."""
    handler.receiver.ending.wait(60)
    handler.close_connection = True


def redirect(to: str) -> Answering:
    """Sends the caller elsewhere."""
    return lambda handler: handler.answer(307, Location=to)


def close(handler: Handler) -> None:
    """Closes the connection without a word."""
    handler.close_connection = True


def endless(pause_seconds: float) -> Answering:
    """Answers 200 with a body that does not end."""

    def answering(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.close_connection = True
        while not handler.receiver.ending.wait(pause_seconds):
            handler.wfile.write(b"x" * 16_384)

    return answering


def eventually(
    condition: Callable[[], bool], what: str, seconds: float = WAIT_SECONDS, every_seconds: float = 0.02
) -> None:
    """Wait until the condition holds, or fail."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds:g} seconds for {what}"
        time.sleep(every_seconds)


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


@contextlib.contextmanager
def listening() -> Iterator[Receiver]:
    """A receiver on a free port of loopback."""
    receiver = Receiver("")
    handler = type("BoundHandler", (Handler,), {"receiver": receiver})
    with _Listener(("127.0.0.1", 0), handler) as listener:
        receiver.url = f"http://127.0.0.1:{listener.server_address[1]}"
        thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield receiver
        finally:
            receiver.ending.set()
            listener.shutdown()
            thread.join(5)
