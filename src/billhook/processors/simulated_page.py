"""The page of the simulated processor: `python -m billhook.processors.simulated_page 8100`.

It keeps its sessions in memory. `mode` is what a test or a person changes: it can be `open`, `silent` (503 for
everything), `closed` (nobody can pay) or `slow` (`delay` seconds before each answer).
"""

import json
import sys
import threading
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from billhook.kernel.clock import wall_now
from billhook.kernel.ids import new_token

_BODY_MAX = 65_536
_AGAIN_SECONDS = 3_600
_TOKEN_LENGTH = 16

_WAYS = {
    "card": {"brand": "visa", "country": "US", "exp_month": 12, "exp_year": 2034, "funding": "credit", "last4": "4242"},
    "ideal": {"bank": "rabobank", "bic": "RABONL2U", "iban_last4": "6789"},
}
_PAGE = """<!doctype html><html lang="en"><title>Simulated processor</title><h1>{text}</h1><p>{amount} {currency}</p>
<form method="post">{buttons}</form><p><a href="{back}">Back to the shop</a></p></html>"""


@dataclass
class Session:
    """What one payer pays: `asked` is what was sent, `status` what became of it."""

    id: str
    asked: dict[str, object]
    expires_at: int
    status: str = "open"
    type: str = "card"
    saved: bool = False
    paid_times: int = 0

    def told(self) -> dict[str, object]:
        """What an adapter is told."""
        if self.status == "paid":
            token = f"simpm_{self.id}" if self.saved else None
            return {
                "status": "paid", "type": self.type, "details": _WAYS[self.type], "charge": f"simch_{self.id}",
                "fee": 25, "token": token,
            }  # fmt: skip
        if self.status == "declined":
            return {"status": "declined", "code": "insufficient_funds"}
        return {"status": self.status, "again": _AGAIN_SECONDS}


@dataclass
class Page:
    """A simulated processor on a port of loopback, between `start` and `stop`."""

    port: int = 0
    mode: str = "open"
    delay: float = 0.0
    sessions: dict[str, Session] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    pause: threading.Event = field(default_factory=threading.Event)

    def start(self) -> "Page":
        page = self

        class Handler(_Handler):
            of = page

        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def stop(self) -> None:
        self.pause.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def captured(self) -> int:
        """Minor units of all that was paid here."""
        return sum(int(str(each.asked["amount"])) for each in self.sessions.values() if each.status == "paid")

    def begin(self, asked: dict[str, object]) -> dict[str, object]:
        """The session of a key, made once."""
        with self.lock:
            id = self.keys.get(str(asked["key"]))
            if id is None:
                id = new_token(_TOKEN_LENGTH)
                self.keys[str(asked["key"])] = id
                self.sessions[id] = Session(id, asked, wall_now() + int(str(asked["lives_for"])))
            session = self.sessions[id]
            return {"id": id, "url": f"{self.url}/pay/{id}", "expires_at": session.expires_at}

    def look(self, id: str) -> dict[str, object]:
        with self.lock:
            session = self.sessions[id]
            if session.status == "open" and session.expires_at <= wall_now():
                session.status = "expired"
            return session.told()

    def cancel(self, id: str) -> dict[str, object]:
        with self.lock:
            session = self.sessions[id]
            if session.status == "open":
                session.status = "expired"
            return session.told()

    def decide(self, id: str, outcome: str, type: str = "card") -> str:
        """What the payer does on the page; where they go from there."""
        with self.lock:
            session = self.sessions[id]
            is_open = session.status == "open" and session.expires_at > wall_now() and self.mode != "closed"
            if is_open and outcome in ("paid", "declined", "pending"):
                session.status, session.type = outcome, type
                session.saved = bool(session.asked["save"])
            elif session.status == "pending" and outcome in ("paid", "declined"):
                session.status = outcome
            return str(session.asked["return_url"])

    def shown(self, id: str) -> str:
        """The page of a session."""
        session = self.sessions[id]
        types = [str(each) for each in session.asked["types"]] if isinstance(session.asked["types"], list) else []
        ways = [(type, "paid", f"Pay by {type}") for type in types or _WAYS]
        choices = [*ways, ("card", "pending", "Pay slowly"), ("card", "declined", "Fail")]
        is_open = session.status == "open" and session.expires_at > wall_now() and self.mode != "closed"
        buttons = "".join(
            f'<button name="outcome" value="{outcome} {escape(type)}">{escape(label)}</button>'
            for type, outcome, label in choices
        )  # fmt: skip
        return _PAGE.format(
            text=escape(str(session.asked["text"])), amount=session.asked["amount"],
            currency=escape(str(session.asked["currency"])), back=escape(str(session.asked["return_url"])),
            buttons=buttons if is_open else "Nothing can be paid here any more.",
        )  # fmt: skip


class _Handler(BaseHTTPRequestHandler):
    of: Page
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        session = self.path.removeprefix("/pay/")
        if not self.path.startswith("/pay/") or session not in self.of.sessions:
            self._answer(404, b"not found", "text/plain")
            return
        self._answer(200, self.of.shown(session).encode(), "text/html; charset=utf-8")

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), _BODY_MAX))
        if self.path.startswith("/pay/"):
            outcome, _, type = parse_qs(body.decode()).get("outcome", ["paid card"])[0].partition(" ")
            self.send_response(303)
            self.send_header("Location", self.of.decide(self.path.removeprefix("/pay/"), outcome, type or "card"))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.of.asked.append(self.path)
        if self.of.mode == "silent":
            self._answer(503, b"{}", "application/json")
            return
        if self.of.mode == "slow":
            self.of.pause.wait(self.of.delay)
        sent = json.loads(body)
        doers = {"/sessions": lambda: self.of.begin(sent), "/look": lambda: self.of.look(sent["id"]),
                 "/cancel": lambda: self.of.cancel(sent["id"])}  # fmt: skip
        self._answer(200, json.dumps(doers[self.path]()).encode(), "application/json")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the server's log is that of the tests."""

    def _answer(self, status: int, body: bytes, type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Serve until the process is stopped."""
    page = Page(port=int(sys.argv[1]) if len(sys.argv) > 1 else 8100).start()
    sys.stdout.write(f"{page.url}\n")
    sys.stdout.flush()
    page.pause.wait()


if __name__ == "__main__":
    main()
