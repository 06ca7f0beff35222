"""The end of a month: invoices are mailed with their PDFs by the workers, while others use the API.

A month's end sends many invoices at once. Here a hundred are sent again and again, by one client that waits for each
answer: each mail is composed and its PDF set anew, as that of another invoice would be.
"""

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server import HERE, Server, play, running

_INVOICES = 100
_CLIENTS = 4
_LOOK_SECONDS = 0.2
_PATIENCE_SECONDS = 900.0


@dataclass(frozen=True, slots=True)
class MonthEnd:
    """How many mails left and how fast; the slowest twentieth of requests without them and beside them."""

    mails: int
    mails_per_second: float
    quiet_p95_ms: float
    busy_p95_ms: float

    @property
    def ratio(self) -> float:
        """How much slower the API is meanwhile."""
        return self.busy_p95_ms / self.quiet_p95_ms


class Sink:
    """A mail server of our own that counts."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._ask, self._answers = process.stdin, process.stdout
        self.port = int(self._answers.readline())

    def count(self) -> int:
        """How many mails have come."""
        self._ask.write("\n")
        self._ask.flush()
        return int(self._answers.readline())


@contextlib.contextmanager
def _sink() -> Iterator[Sink]:
    command = [sys.executable, str(HERE / "sink.py")]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield Sink(process)
    finally:
        process.terminate()
        process.wait()


def measure(directory: Path, mails: int, seconds: float) -> MonthEnd:
    """Mail as many invoices, on a server of its own. Raises RuntimeError if they do not all arrive."""
    with _sink() as sink, running(directory / "mails", BILLHOOK_SMTP_URL=f"smtp://127.0.0.1:{sink.port}") as server:
        ids = _open_invoices(server)
        quiet = _p95(play(server.port, "flow", _CLIENTS, seconds))
        begun = time.monotonic()
        with ThreadPoolExecutor(1) as sending:
            sent = sending.submit(_send, server, ids, mails)
            busy = _p95(play(server.port, "flow", _CLIENTS, seconds))
            sent.result()
        _until_all(sink, mails)
        return MonthEnd(mails, mails / (time.monotonic() - begun), quiet, busy)


def _send(server: Server, ids: list[str], mails: int) -> None:
    for n in range(mails):
        server.request("POST", f"/v1/invoices/{ids[n % len(ids)]}/send", {})


def _open_invoices(server: Server) -> list[str]:
    found = []
    for n in range(_INVOICES):
        form = {"name": f"Hartmann {n}", "email": f"payer{n}@example.com"}
        customer = server.request("POST", "/v1/customers", form)["id"]
        of_invoice = {"customer": customer, "collection_method": "send_invoice", "days_until_due": 30}
        draft = server.request("POST", "/v1/invoices", {**of_invoice, "currency": "usd", "auto_advance": "false"})
        item = {"customer": customer, "invoice": draft["id"], "amount": 5_000 + n, "currency": "usd"}
        server.request("POST", "/v1/invoiceitems", {**item, "description": "Hedges"})
        found.append(str(server.request("POST", f"/v1/invoices/{draft['id']}/finalize", {})["id"]))
    return found


def _p95(summary: Any) -> float:
    return max(step["p95"] for step in summary["latency_ms"].values())


def _until_all(sink: Sink, mails: int) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while sink.count() < mails:
        if time.monotonic() > deadline:
            raise RuntimeError(f"only {sink.count()} of {mails} mails arrived")
        time.sleep(_LOOK_SECONDS)
