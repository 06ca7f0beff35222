"""A real server for the tests: one process with its own embedded PostgreSQL for each pytest worker.

Tests talk to it as users do, through the official SDK or plain HTTP. Each test gets a key of its own only
where it must be alone; mostly objects of its own are enough, because ids never repeat.
"""

import atexit
import contextlib
import fcntl
import functools
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import stripe
from tests import ready_made
from tests.builders import Shop
from tests.wire import contract

from billhook.db.moment import READ_TOO_EARLY

TEST_KEY = "sk_test_forTheTestsOfBillhook"
START_SECONDS = 60

# Whoever starts the tests in the background of a script has them ignore Ctrl-C, and what they start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass
class Response:
    """A raw answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


@dataclass
class Server:
    """A running `billhook serve`."""

    url: str
    key: str
    data_dir: Path
    process: ready_made.Process
    client: stripe.StripeClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.client_with(self.key)

    def client_with(self, key: str, **more: Any) -> stripe.StripeClient:
        return stripe.StripeClient(
            key, base_addresses={"api": self.url, "files": self.url}, max_network_retries=0, **more
        )

    def request(
        self,
        method: str,
        path: str,
        data: Any = None,
        headers: dict[str, str] | None = None,
        *,
        key: str | None = "",
    ) -> Response:
        """Plain HTTP. `data` is bytes as they are, or a flat dict to be form-encoded; None sends no body."""
        body = urllib.parse.urlencode(data).encode() if isinstance(data, dict) else data
        request = urllib.request.Request(self.url + path, data=body, method=method)
        if body is not None:
            request.add_header("Content-Type", "application/x-www-form-urlencoded")
        if key is not None:
            request.add_header("Authorization", f"Bearer {key or self.key}")
        for name, value in (headers or {}).items():
            request.add_header(name, value)
        try:
            with _OPENER.open(request, timeout=30) as answer:
                return Response(answer.status, dict(answer.headers.items()), answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Response(error.code, dict(error.headers.items()), error.read())


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(data_dir: Path, *arguments: str, port: int | None = None, **environment: str) -> Server:
    """Start `billhook serve` on a free port and wait until it answers."""
    if not data_dir.exists() and "DATABASE_URL" not in environment:
        begun(data_dir)
    return _start_server(data_dir, *arguments, port=port or free_port(), **environment)


def begun(data_dir: Path) -> Path:
    """The directory, as a first start with TEST_KEY and a stop leave it."""
    subprocess.run(["cp", "-a", _new_data(), data_dir], check=True)
    (data_dir / "postgresql.log").unlink()  # its readers ask for what happens from here on
    return data_dir


@functools.cache
def _new_data() -> Path:
    """What a first start makes. A copy takes a fifth of the time that it takes to make one.

    The processes of one run share it: the first makes it, and the last that ends removes it.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"alone-{os.getpid()}")
    folder = Path(tempfile.gettempdir()) / f"billhook-new-{run}"
    folder.mkdir(mode=0o700, exist_ok=True)
    users = os.open(folder / "users", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(users, fcntl.LOCK_SH)
    atexit.register(_leave, folder, users)
    made = folder / "data"
    with (folder / "maker").open("wb") as maker:
        fcntl.flock(maker, fcntl.LOCK_EX)
        if not (folder / "is-made").exists():
            shutil.rmtree(made, ignore_errors=True)
            stop_server(_start_server(made, port=free_port()))
            (folder / "is-made").touch()
    return made


def _leave(folder: Path, users: int) -> None:
    """Remove the folder unless another process still uses it."""
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)


def _start_server(data_dir: Path, *arguments: str, port: int, **environment: str) -> Server:
    env = {k: v for k, v in os.environ.items() if not k.startswith("BILLHOOK_") and k != "DATABASE_URL"}
    env |= {"BILLHOOK_TEST_SECRET_KEY": TEST_KEY, "BILLHOOK_WEBHOOK_RETRY_SECONDS": "1,1,1", **environment}
    log = (data_dir.parent / f"{data_dir.name}.log").open("ab")
    words = ("serve", "--port", str(port), "--data-dir", str(data_dir), *arguments)
    process = ready_made.start(*words, env=env, output=log)
    server = Server(f"http://127.0.0.1:{port}", TEST_KEY, data_dir, process)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError):
            if server.request("GET", "/v1/customers?limit=1").status == 200:
                return server
        time.sleep(0.05)
    stop_server(server)
    raise RuntimeError(f"the server did not start:\n{Path(log.name).read_text()[-4000:]}")


def stop_server(server: Server) -> None:
    """Ask it to stop, and insist after a while."""
    if server.process.poll() is None:
        server.process.send_signal(signal.SIGTERM)
        try:
            server.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.process.pid, signal.SIGKILL)
            server.process.wait(10)
    log = server.data_dir.parent / f"{server.data_dir.name}.log"
    assert not log.exists() or READ_TOO_EARLY not in log.read_text(errors="replace")


contract.listen()


@pytest.fixture(autouse=True)
def contract_kept() -> Iterator[None]:
    """Whatever a test is about: the answers that it gets are what the SDK's types say."""
    contract.heard()
    yield
    assert contract.heard() == []


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server that most tests share."""
    running = start_server(tmp_path_factory.mktemp("billhook") / "data")
    yield running
    stop_server(running)


@pytest.fixture
def client(server: Server) -> stripe.StripeClient:
    """The official SDK, pointed at the server."""
    return server.client


@pytest.fixture
def shop(client: stripe.StripeClient) -> Shop:
    """Makes customers and invoices through the SDK."""
    return Shop(client)


def run_billhook(server: Server, *words: str) -> str:
    """Run a command of `billhook` beside a running server and return what it printed."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("BILLHOOK_") and k != "DATABASE_URL"}
    env |= {"BILLHOOK_DATA_DIR": str(server.data_dir)}
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as errors:
        status = ready_made.start(*words, env=env, output=said, errors=errors).wait(60)
        errors.seek(0)
        assert status == 0, errors.read().decode()
        said.seek(0)
        return said.read().decode().strip()


@pytest.fixture(scope="session")
def live(server: Server) -> stripe.StripeClient:
    """The same account in live mode."""
    return server.client_with(run_billhook(server, "keys", "roll", "--live", "--yes"))
