"""A pytest plugin: a Billhook for your tests, and a sandbox for each of them.

Name it in your conftest.py: `pytest_plugins = ["billhook.testing"]`. A test that asks for `billhook` gets a `Sandbox`,
an account of its own that is deleted afterwards. The server of the tests starts with the first of them and keeps its
data in a temporary directory. If `BILLHOOK_URL` and `STRIPE_API_KEY` are set, tests use that server instead.
"""

import json
import os
import re
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from billhook.kernel.clock import monotonic
from billhook.kernel.ids import new_token

if TYPE_CHECKING:
    import stripe

T = TypeVar("T")

WAIT_SECONDS = 20.0
"""So long do mails, events and clocks have to come."""

_START_SECONDS = 60.0
_STOP_SECONDS = 20.0
_LOOK_SECONDS = 0.05
_API = re.compile(r"^ +API +(http\S+)$", re.MULTILINE)
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Refused(Exception):
    """The server did not answer 200. `status` is the HTTP status, and `error` the object that says why."""

    def __init__(self, status: int, error: Mapping[str, object]) -> None:
        super().__init__(f"{status} {error.get('code') or ''}: {error.get('message')}")
        self.status = status
        self.error = error


@dataclass(frozen=True)
class Server:
    """A running Billhook: its address, a secret key of test mode, and where its mails are, if they are near."""

    url: str
    secret_key: str
    outbox: Path | None = None

    def request(self, method: str, path: str, sent: Mapping[str, object] | None = None, *, key: str = "") -> Any:
        """The JSON of an answer. `sent` are parameters, nested as the API nests them. Raises Refused."""
        encoded = urllib.parse.urlencode(list(_flat(sent or {})))
        body = encoded.encode() if method == "POST" else None
        query = f"?{encoded}" if encoded and body is None else ""
        request = urllib.request.Request(f"{self.url}{path}{query}", data=body, method=method)
        request.add_header("Authorization", f"Bearer {key or self.secret_key}")
        try:
            with _OPENER.open(request, timeout=WAIT_SECONDS) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise Refused(error.code, json.load(error)["error"]) from None

    @contextmanager
    def sandbox(self, **settings: str) -> Iterator["Sandbox"]:
        """An account that nobody else has, deleted at the end. `settings` are those of `billhook settings`."""
        made = self.request("POST", "/v1/billhook/sandboxes", {"name": "A test", "settings": settings})
        try:
            yield Sandbox(self, made["id"], made["secret_key"], made["publishable_key"])
        finally:
            self.request("DELETE", f"/v1/billhook/sandboxes/{made['id']}")


@dataclass(frozen=True)
class Sandbox:
    """An account of its own, with nothing in it."""

    server: Server
    account: str
    secret_key: str
    publishable_key: str

    @cached_property
    def client(self) -> "stripe.StripeClient":
        """The official SDK, which speaks to this sandbox."""
        import stripe

        addresses: Any = {"api": self.server.url, "files": self.server.url}
        return stripe.StripeClient(self.secret_key, base_addresses=addresses, max_network_retries=0)

    def request(self, method: str, path: str, sent: Mapping[str, object] | None = None) -> Any:
        """The JSON of an answer, without the SDK. Raises Refused."""
        return self.server.request(method, path, sent, key=self.secret_key)

    def events(self, type: str = "*") -> list[Any]:
        """The newest hundred events of a type, such as `invoice.*`; the oldest of them first."""
        wanted = {"limit": 100} if type == "*" else {"limit": 100, "type": type}
        found: list[Any] = self.request("GET", "/v1/events", wanted)["data"]
        return found[::-1]

    def mails(self, at_least: int = 1, to: str | None = None) -> list[EmailMessage]:
        """The mails that left, as their readers get them, once there are `at_least` so many. `to` names a reader.

        Raises TimeoutError, and RuntimeError for a server whose outbox cannot be read from here.
        """
        if self.server.outbox is None:
            raise RuntimeError("name the outbox of the server in BILLHOOK_OUTBOX to read mails")
        outbox = self.server.outbox

        def _left() -> list[EmailMessage]:
            every = [message_from_bytes(path.read_bytes(), policy=default) for path in sorted(outbox.glob("*.eml"))]
            ours = [mail for mail in every if self.account in _text(mail) and to in (None, *_readers(mail))]
            return ours if len(ours) >= at_least else []

        return eventually(_left, f"{at_least} mails to leave") if at_least else _left()

    def clock(self, frozen_time: int) -> "Clock":
        """A test clock. Customers join it with `test_clock=clock.id`."""
        made = self.request("POST", "/v1/test_helpers/test_clocks", {"frozen_time": frozen_time})
        return Clock(self, made["id"], frozen_time)


@dataclass
class Clock:
    """A test clock. `now` is its time in Unix seconds."""

    sandbox: Sandbox
    id: str
    now: int

    def advance(self, *, days: int = 0, seconds: int = 0) -> None:
        """Let time pass, and wait until all that is due has happened. Raises TimeoutError."""
        path = f"/v1/test_helpers/test_clocks/{self.id}"
        self.now += days * 86_400 + seconds
        self.sandbox.request("POST", f"{path}/advance", {"frozen_time": self.now})
        eventually(lambda: self.sandbox.request("GET", path)["status"] != "advancing", "the clock to arrive")


def eventually(look: Callable[[], T], what: str) -> T:
    """What `look` returns once that is true of it. Raises TimeoutError."""
    deadline = monotonic() + WAIT_SECONDS
    while not (found := look()):
        if monotonic() > deadline:
            raise TimeoutError(f"waited {WAIT_SECONDS:g} seconds for {what}")
        threading.Event().wait(_LOOK_SECONDS)
    return found


@contextmanager
def running(directory: Path) -> Iterator[Server]:
    """A server with its data in `directory`, which it makes. Its log is `server.log` there. Raises RuntimeError."""
    directory.mkdir(parents=True, exist_ok=True)
    log, key = directory / "server.log", f"sk_test_{new_token(32)}"
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("BILLHOOK_", "DATABASE_URL"))}
    command = [sys.executable, "-m", "billhook", "serve", "--port", "0", "--data-dir", str(directory / "data")]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env={**ours, "BILLHOOK_TEST_SECRET_KEY": key},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield Server(_address(process, log), key, directory / "data" / "outbox")
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    """The address that the server says when it is ready."""
    deadline = monotonic() + _START_SECONDS
    while monotonic() < deadline:
        if found := _API.search(log.read_text("utf-8", "replace")):
            return found[1]
        if process.poll() is not None:
            break
        threading.Event().wait(_LOOK_SECONDS)
    raise RuntimeError(f"Billhook did not start:\n{log.read_text('utf-8', 'replace')[-4_000:]}")


def _text(mail: EmailMessage) -> str:
    """What a mail says in plain text: its links name the account."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def _readers(mail: EmailMessage) -> list[str]:
    return [
        address.addr_spec for name in ("To", "Cc") for field in mail.get_all(name, []) for address in field.addresses
    ]


def _flat(sent: Mapping[str, object], within: str = "") -> Iterator[tuple[str, str]]:
    """Parameters as forms spell them: `lines[0][amount]`."""
    for name, value in sent.items():
        place = f"{within}[{name}]" if within else str(name)
        if isinstance(value, Mapping):
            yield from _flat(value, place)
        elif isinstance(value, list | tuple):
            yield from _flat(dict(enumerate(value)), place)  # type: ignore[arg-type]
        else:
            yield place, "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@pytest.fixture(scope="session")
def billhook_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of the tests: that of BILLHOOK_URL, or one that starts here and ends with the tests."""
    url, key = os.environ.get("BILLHOOK_URL"), os.environ.get("STRIPE_API_KEY")
    if url and key:
        outbox = os.environ.get("BILLHOOK_OUTBOX")
        yield Server(url.rstrip("/"), key, Path(outbox) if outbox else None)
        return
    with running(tmp_path_factory.mktemp("billhook")) as server:
        yield server


@pytest.fixture
def billhook(billhook_server: Server) -> Iterator[Sandbox]:
    """A sandbox for this test alone."""
    with billhook_server.sandbox() as made:
        yield made
