"""The load generator: raw HTTP over keep-alive sockets, in a process of its own.

    python bench/load.py PORT KEY SCENARIO CLIENTS WARM_SECONDS SECONDS [DATA]

Each client is one connection with one request under way, as one thread with an official SDK has. All clients
share one thread and one epoll, because a generator that needs a core for itself would measure itself; its
own ceiling is measured against `constant.py`. The result is one line of JSON on standard output.

SCENARIO is `flow` (the six requests of docs/benchmarks.md), `get` (one of the invoices DATA, a list of ids
separated by commas), `list` (100 of them), or `usage` (meter events named "usage" of the customers DATA).
"""

import json
import select
import socket
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import Generator
from typing import Any

RECEIVE_BYTES = 1 << 20
# What an official SDK sends of itself; the newest version, so nothing is walked back.
SDK = (
    b"User-Agent: Stripe/v1 PythonBindings/16.1.0\r\n"
    b'X-Stripe-Client-User-Agent: {"bindings_version":"16.1.0","httplib":"requests","lang":"python",'
    b'"lang_version":"3.11.7","platform":"Linux-6.1-x86_64","publisher":"stripe","uname":"Linux 6.1 x86_64"}\r\n'
    b"Stripe-Version: 2026-10-28.endive\r\n"
    b"Accept: */*\r\nAccept-Encoding: gzip, deflate\r\nConnection: keep-alive\r\n"
)

# A step gives what to send under the name to count it as, and gets the body of the answer.
Script = Generator[tuple[str, bytes], bytes, None]


class Requests:
    """Writes requests for one server and one key."""

    def __init__(self, port: int, key: str) -> None:
        self._head = f"Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {key}\r\n".encode() + SDK

    def get(self, path: str) -> bytes:
        return b"GET %b HTTP/1.1\r\n%b\r\n" % (path.encode(), self._head)

    def post(self, path: str, form: str) -> bytes:
        """A POST with an idempotency key of its own."""
        body = form.encode()
        return (
            b"POST %b HTTP/1.1\r\n%bContent-Type: application/x-www-form-urlencoded\r\n"
            b"Idempotency-Key: %b\r\nContent-Length: %d\r\n\r\n%b"
        ) % (path.encode(), self._head, str(uuid.uuid4()).encode(), len(body), body)


def the_flow(to: Requests) -> Script:
    """One invoice from nothing to paid: six requests, five of them durable writes, again and again."""
    while True:
        customer = _id(
            (
                yield (
                    "create customer",
                    to.post("/v1/customers", "name=Jenny+Rosen&email=jenny.rosen%40example.com"),
                )
            )
        )
        form = f"customer={customer}&collection_method=send_invoice&days_until_due=30"
        invoice = _id((yield "create invoice", to.post("/v1/invoices", form)))
        form = f"customer={customer}&invoice={invoice}&amount=1999&currency=usd&description=One+time+setup"
        yield "create item", to.post("/v1/invoiceitems", form)
        yield "finalize", to.post(f"/v1/invoices/{invoice}/finalize", "")
        yield "pay", to.post(f"/v1/invoices/{invoice}/pay", "paid_out_of_band=true")
        yield "retrieve", to.get(f"/v1/invoices/{invoice}")


def reads_of_one(to: Requests, ids: list[str], start: int) -> Script:
    """One invoice after the other."""
    place = start
    while True:
        place = (place + 7919) % len(ids)
        yield "retrieve", to.get(f"/v1/invoices/{ids[place]}")


def reads_of_lists(to: Requests) -> Script:
    """The newest hundred invoices."""
    while True:
        yield "list", to.get("/v1/invoices?limit=100")


def usage_of_many(to: Requests, customers: list[str], start: int) -> Script:
    """An event of one customer after the other, each with an identifier of its own."""
    place = start
    while True:
        place = (place + 7919) % len(customers)
        form = f"payload[stripe_customer_id]={customers[place]}&payload[value]=1&identifier={uuid.uuid4()}"
        yield "report", to.post("/v1/billing/meter_events", f"event_name=usage&{form}")


def _id(body: bytes) -> str:
    start = body.index(b'"id":"') + 6
    return body[start : body.index(b'"', start)].decode()


class Client:
    """One connection that plays a script."""

    def __init__(self, port: int, script: Script) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._script = script
        self._received = b""
        self._length = -1
        self.step = ""
        self.sent_at = 0.0

    def send(self, answer: bytes | None) -> None:
        """Send the next request of the script; requests are short, so they fit the socket's buffer."""
        self.step, request = next(self._script) if answer is None else self._script.send(answer)
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bytes | None:
        """The body of the answer once it is whole. Raises RuntimeError for anything but 200."""
        chunk = self.socket.recv(RECEIVE_BYTES)
        if not chunk:
            raise RuntimeError(f"the server closed the connection during {self.step!r}")
        self._received += chunk
        if self._length < 0:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return None
            head = self._received[:end].lower()
            at = head.index(b"content-length:") + 15
            self._length = end + 4 + int(head[at:].split(b"\r\n", 1)[0])
            if not head.startswith(b"http/1.1 200"):
                raise RuntimeError(f"{self.step}: {self._received.decode(errors='replace')[:2000]}")
            self._body_at = end + 4
        if len(self._received) < self._length:
            return None
        body = self._received[self._body_at :]
        self._received, self._length = b"", -1
        return body


def play(clients: list[Client], warm_seconds: float, seconds: float) -> dict[str, list[float]]:
    """Let all clients run, and return the durations in seconds of the requests answered after the warm-up."""
    durations: dict[str, list[float]] = defaultdict(list)
    poll = select.epoll()
    by_fd = {client.socket.fileno(): client for client in clients}
    for fd, client in by_fd.items():
        poll.register(fd, select.EPOLLIN)
        client.send(None)
    begin = time.perf_counter() + warm_seconds
    end = begin + seconds
    while (now := time.perf_counter()) < end:
        for fd, _ in poll.poll(end - now):
            client = by_fd[fd]
            body = client.receive()
            if body is not None:
                now = time.perf_counter()
                if now >= begin:
                    durations[client.step].append(now - client.sent_at)
                client.send(body)
    return durations


def summary(durations: dict[str, list[float]], seconds: float, cpu_seconds: float) -> dict[str, Any]:
    """Rates per second and latencies in milliseconds."""
    total = sum(map(len, durations.values()))
    return {
        "requests_per_second": total / seconds,
        "flows_per_second": total / 6 / seconds,
        "generator_cpu_share": cpu_seconds / seconds,
        "latency_ms": {
            step: {"p50": _quantile(taken, 0.5), "p95": _quantile(taken, 0.95), "p99": _quantile(taken, 0.99)}
            for step, taken in durations.items()
        },
    }


def _quantile(taken: list[float], part: float) -> float:
    ordered = sorted(taken)
    return round(ordered[min(len(ordered) - 1, int(part * len(ordered)))] * 1000, 3)


def main() -> None:
    """Play and print."""
    port, key, scenario, count = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
    warm_seconds, seconds = float(sys.argv[5]), float(sys.argv[6])
    to = Requests(port, key)
    ids = sys.argv[7].split(",") if len(sys.argv) > 7 else []
    scripts = {
        "flow": lambda n: the_flow(to),
        "get": lambda n: reads_of_one(to, ids, n * 101),
        "list": lambda n: reads_of_lists(to),
        "usage": lambda n: usage_of_many(to, ids, n * 101),
    }
    clients = [Client(port, scripts[scenario](n)) for n in range(count)]
    used = time.process_time()
    durations = play(clients, warm_seconds, seconds)
    json.dump(summary(durations, seconds, time.process_time() - used), sys.stdout)


if __name__ == "__main__":
    main()
