"""Two Billhooks: the shop in live mode, and a second one in test mode that plays its Stripe.

Between them are two wires that tests cut: the line by which the shop asks, and the news by which Stripe tells. Both
servers live by one clock, which jumps, and either is killed and started again on its data and its port.
"""

import base64
import contextlib
import http.client
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from tests.builders import DAY, Shop
from tests.conftest import Response, Server, free_port, run_billhook, start_server, stop_server
from tests.pages.document import read
from tests.platform.billhook_command import Command
from tests.platform.processes import descendants_of, is_alive
from tests.rooms.checkout.visitor import CARD as USUAL
from tests.rooms.checkout.visitor import EMAIL
from tests.rooms.webhooks.receiver import eventually
from tests.stories.away import COMPANY, path_of
from tests.stories.psql import query

from billhook.processors.stripe.checking import EVENTS

HUNTED = Path(__file__).parent / "hunted"
CARD = USUAL | {"expiry": "12 / 70"}
"""Each point takes a month, and all of them more than twelve years."""
PATH = os.pathsep.join(filter(None, [str(HUNTED), os.environ.get("PYTHONPATH")]))
SAFE = base64.b64encode(b"h" * 32).decode()
GONE = (OSError, http.client.HTTPException)
"""What a payer sees of a server that dies: no answer."""

How = Literal[
    "request lost", "answer lost", "delayed", "shop dies first", "shop dies after", "stripe dies first",
    "stripe dies after",
]  # fmt: skip


@dataclass
class Trap:
    """What happens to requests of a kind on the line. `kind` begins their method and path; `passes` of them go by.

    A loss goes on until the trap is taken away; a death happens once. `before` happens before the first is passed on.
    """

    kind: str
    how: How
    passes: int = 0
    before: Callable[[], object] | None = None
    sprung: bool = False


class House:
    """One of the two servers."""

    def __init__(self, folder: Path, ahead: Path, **environment: str) -> None:
        folder.mkdir()
        self.die_at = folder / "die-at"
        self._data_dir = folder / "data"
        self._environment = {
            "PYTHONPATH": PATH, "BILLHOOK_CLOCK_AHEAD": str(ahead), "BILLHOOK_DIE_AT": str(self.die_at), **environment,
        }  # fmt: skip
        self.port = free_port()
        self.start()

    def start(self) -> None:
        self.server: Server = start_server(self._data_dir, port=self.port, **self._environment)
        self._family = {self.server.process.pid} | descendants_of(self.server.process.pid)

    def kill(self) -> None:
        """Pull the plug."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.server.process.pid, signal.SIGKILL)

    def is_dead(self, seconds: float = 0) -> bool:
        try:
            self.server.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def mend(self) -> bool:
        """Start again what died; whether it had."""
        if not self.is_dead():
            return False
        eventually(lambda: not any(map(is_alive, self._family)), "the killed processes to be gone")
        self.start()
        return True

    def command(self, *words: str) -> str:
        return run_billhook(self.server, *words)


class Pair:
    """The shop, its Stripe, and what is between them."""

    def __init__(self, folder: Path) -> None:
        self._ahead_file, self.ahead = folder / "ahead", 0
        self._ahead_file.write_text("0".rjust(12))
        self.trap: Trap | None = None
        self.news: Literal["as they come", "lost", "twice", "held"] = "as they come"
        self.held: list[tuple[dict[str, str], bytes]] = []
        self._wires = [_listening(self._line), _listening(self._tell)]
        line, news = (f"http://127.0.0.1:{wire.server_port}" for wire in self._wires)
        self.stripe = House(folder / "stripe", self._ahead_file)
        known = {"BILLHOOK_STRIPE_API_BASE": line, "BILLHOOK_SEALING_KEY": SAFE}
        self.shop_house = House(folder / "shop", self._ahead_file, **known)
        self._key = self._connect(folder, news, known)

    def _connect(self, folder: Path, news: str, known: dict[str, str]) -> str:
        """Connect the shop to its Stripe, as the guide says; the shop's key of live mode."""
        shop = self.shop_house
        key = shop.command("keys", "roll", "--live", "--yes")
        for name, value in COMPANY.items():
            shop.command("settings", "set", name, value)
        asked: Any = {"url": news, "enabled_events": list(EVENTS)}
        secret = str(self.stripe.server.client.v1.webhook_endpoints.create(asked).secret)
        (folder / "key").write_text(self.stripe.server.key)
        (folder / "secret").write_text(secret)
        files = ("--key-file", str(folder / "key"), "--news-secret-file", str(folder / "secret"))
        environment = {**known, "BILLHOOK_PUBLIC_URL": shop.server.url}
        said = Command(shop.server.data_dir)("processors", "connect", "stripe", "--live", *files, **environment)
        assert said.returncode == 0, said.stderr
        self._door = urlsplit(said.stdout.strip().rpartition(" ")[2]).path
        return key

    @property
    def shop(self) -> Shop:
        """The shop in live mode, by the official SDK."""
        return Shop(self.shop_house.server.client_with(self._key))

    @property
    def there(self) -> Any:
        """What its Stripe knows, by the official SDK."""
        return self.stripe.server.client.v1

    def close(self) -> None:
        for wire in self._wires:
            wire.shutdown()
            wire.server_close()
        stop_server(self.shop_house.server)
        stop_server(self.stripe.server)

    # ── The wires ───────────────────────────────────────────────────────────────────────────────
    def _line(self, asked: "_Asked") -> Response | None:
        """A question of the shop; None closes the connection without an answer."""
        trap = self.trap
        if trap is None or not f"{asked.command} {asked.path}".startswith(trap.kind):
            return self._forwarded(asked, self.stripe)
        if trap.passes > 0:
            trap.passes -= 1
            return self._forwarded(asked, self.stripe)
        if trap.sprung and ("dies" in trap.how or trap.how == "delayed"):
            return self._forwarded(asked, self.stripe)
        trap.sprung = True
        if trap.before is not None:
            trap.before()
        if trap.how == "delayed":
            return self._forwarded(asked, self.stripe)
        if trap.how == "request lost":
            return None
        dying = self.shop_house if trap.how.startswith("shop") else self.stripe
        if trap.how.endswith("first"):
            dying.kill()
            dying.is_dead(10)
            return None
        answer = self._forwarded(asked, self.stripe)
        if trap.how == "answer lost":
            return None
        dying.kill()
        dying.is_dead(10)
        return answer

    def _tell(self, asked: "_Asked") -> Response | None:
        """News of Stripe."""
        match self.news:
            case "lost":
                return Response(200, {}, b"")
            case "held":
                self.held.append((asked.given, asked.body))
                return Response(200, {}, b"")
            case "twice":
                self._forwarded(asked, self.shop_house, self._door)
        return self._forwarded(asked, self.shop_house, self._door)

    def _forwarded(self, asked: "_Asked", to: House, path: str | None = None) -> Response | None:
        try:
            return _sent(to.port, asked.command, path or asked.path, asked.body, asked.given)
        except GONE:
            return None

    def tell_held(self, *, reverse: bool) -> list[int]:
        """Let the news come that were held back; how they were answered."""
        told = self.held[::-1] if reverse else self.held
        self.held = []
        answers = [_sent(self.shop_house.port, "POST", self._door, body, headers).status for headers, body in told]
        self.news = "as they come"
        return answers

    # ── Time ────────────────────────────────────────────────────────────────────────────────────
    def mend(self) -> None:
        """Take the trap away, and start again what died."""
        self.trap = None
        self.revive()

    def revive(self) -> None:
        """Start again what died."""
        for house in (self.shop_house, self.stripe):
            with contextlib.suppress(FileNotFoundError):
                house.die_at.unlink()
            house.mend()

    def passes(self, seconds: int) -> None:
        """The clocks of both go on, and what is due happens. Stripe forgets keys that are older than a day."""
        self.ahead += seconds
        self.jump()
        if seconds >= DAY:
            query(self.stripe.server, "DELETE FROM idempotency_keys")
        self.rests()

    def jump(self) -> None:
        """Let both clocks be as far ahead as is said."""
        # In place and of one length, so that a reader sees the old or the new number.
        with self._ahead_file.open("r+b", buffering=0) as file:
            file.write(f"{self.ahead:>12}".encode())

    def open_calls(self, house: House) -> list[tuple[str, str]]:
        """The calls of a server that nobody has settled: verb and subject."""
        rows = query(house.server, "SELECT verb, subject FROM calls WHERE settled_at IS NULL")
        return [(row["verb"], row["subject"]) for row in rows]

    def rests(self) -> None:
        """Wait until nothing is due."""
        still = 0

        def is_quiet() -> bool:
            nonlocal still
            is_due = any(_due(house.server, self.ahead) for house in (self.shop_house, self.stripe))
            still = 0 if is_due else still + 1
            return still >= 2

        eventually(is_quiet, "nothing to be due", seconds=40)


_DUE = """
    SELECT (SELECT count(*) FROM calls WHERE settled_at IS NULL AND next_attempt_at <= m.at)
         + (SELECT count(*) FROM webhook_deliveries WHERE next_attempt_at <= m.at)
         + (SELECT count(*) FROM checkout_sessions WHERE status = 'open' AND expires_at <= m.at)
         + (SELECT count(*) FROM pgqueuer
            WHERE status = 'picked' OR (status = 'queued' AND execute_after <= now())) AS due
    FROM (SELECT extract(epoch FROM clock_timestamp())::bigint + $1 AS at) m"""


def _due(server: Server, ahead: int) -> int:
    return int(query(server, _DUE, ahead)[0]["due"])


class _Asked(BaseHTTPRequestHandler):
    """A request on a wire: as it came, but for the host."""

    protocol_version = "HTTP/1.1"
    answering: Callable[["_Asked"], Response | None]

    def _answer(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        skipped = ("host", "connection", "content-length", "transfer-encoding")
        self.given = {name: value for name, value in self.headers.items() if name.lower() not in skipped}
        answer = type(self).answering(self)
        self.close_connection = True
        if answer is None:
            return
        with contextlib.suppress(OSError):
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.headers.get("content-type", "application/json"))
            self.send_header("Content-Length", str(len(answer.body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(answer.body)

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815 - the names are those of http.server

    def log_message(self, *_: Any) -> None:
        pass


def _listening(answering: Callable[[_Asked], Response | None]) -> ThreadingHTTPServer:
    handler = type("Handler", (_Asked,), {"answering": staticmethod(answering)})
    wire = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    wire.daemon_threads = True
    threading.Thread(target=wire.serve_forever, daemon=True).start()
    return wire


def _sent(port: int, method: str, path: str, body: bytes, headers: dict[str, str]) -> Response:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return Response(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


@dataclass
class Payer:
    """Somebody with a browser and the address of an invoice."""

    pair: Pair
    keeps: bool = False

    def presses(self, invoice: Any) -> str | None:
        """Press the button of the page; the address at Stripe to which that leads, if it leads there."""
        server, path = self.pair.shop_house.server, path_of(invoice)
        seen = read(server.request("GET", path, key=None).body)
        forms = seen.all("form", action=f"{path}/pay")
        if not forms:
            return None
        sent = {each.attributes["name"]: each.attributes.get("value") or "" for each in forms[0].all("input")}
        if not self.keeps:
            sent.pop("save", None)
        answer = server.request("POST", f"{path}/pay", urlencode(sent).encode(), key=None)
        url = answer.headers.get("location", "") if answer.status == 303 else ""
        return url if url.startswith(self.pair.stripe.server.url) else None

    def pays(self, url: str, card: dict[str, str] = CARD) -> bool:
        """Pay on the page at Stripe; whether there was anything to pay."""
        server, path = self.pair.stripe.server, urlsplit(url).path
        page = read(server.request("GET", path, key=None).body)
        if not page.all("form", action=f"{path}/pay"):
            return False
        wants = page.all("input", name="email")
        server.request("POST", f"{path}/pay", card | (EMAIL if wants else {}), key=None)
        return True

    def comes_back(self, invoice: Any) -> None:
        """Follow the address to which Stripe leads."""
        self.pair.shop_house.server.request("GET", f"{path_of(invoice)}/back", key=None)

    def visits(self, invoice: Any, away: Callable[[], None] = lambda: None, *, comes_back: bool = True) -> None:
        """Do all of this, as far as the servers answer. `away` happens before they pay."""
        with contextlib.suppress(*GONE):
            url = self.presses(invoice)
            if url is not None:
                away()
                self.pays(url)
            if comes_back:
                self.comes_back(invoice)


@contextlib.contextmanager
def two_billhooks(folder: Path) -> Iterator[Pair]:
    pair = Pair(folder)
    try:
        yield pair
    finally:
        pair.close()
