"""Connections of a stranger: bounds on what each holds, on how long it stands still, and on how many there are."""

import contextlib
import re
import resource
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import TEST_KEY, Server, start_server, stop_server
from tests.rooms.webhooks.receiver import eventually
from tests.wire.hostile import SECONDS, answer_to, assert_refused, connected

from billhook.http_guard import Guard, Limits, peer_of

HEAD = b"Host: x\r\nAuthorization: Bearer " + TEST_KEY.encode() + b"\r\n"
GET = b"GET /v1/customers?limit=1 HTTP/1.1\r\n" + HEAD
POST = b"POST /v1/customers HTTP/1.1\r\n" + HEAD + b"Content-Type: application/x-www-form-urlencoded\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"


def said_until_closed(connection: socket.socket) -> bytes:
    """Everything the server says until it closes the connection. TimeoutError if it does not."""
    said = b""
    with contextlib.suppress(ConnectionError):
        while piece := connection.recv(65_536):
            said += piece
    return said


def taken_bytes(connection: socket.socket, piece: bytes, most: int) -> int:
    """How much the connection takes of a piece that is sent again and again, until it is closed."""
    taken = 0
    with contextlib.suppress(ConnectionError):
        while taken < most:
            connection.sendall(piece)
            taken += len(piece)
    return taken


def log_of(server: Server) -> str:
    return (server.data_dir.parent / f"{server.data_dir.name}.log").read_text()


class TestTrailers:
    def test_never_authenticate(self, server: Server) -> None:
        trailer = b"0\r\nAuthorization: Bearer " + TEST_KEY.encode() + b"\r\n\r\n"
        status, body = answer_to(server, b"POST /v1/customers HTTP/1.1\r\nHost: x\r\n" + CHUNKED + trailer)
        assert_refused(status, body)
        assert status == 401

    def test_are_dropped(self, server: Server) -> None:
        trailers = b"Stripe-Version: junk\r\nAuthorization: Bearer sk_test_wrong\r\nHost: y\r\n\r\n"
        status, body = answer_to(server, POST + CHUNKED + b"6\r\nname=A\r\n0\r\n" + trailers)
        assert status == 200, body

    @pytest.mark.parametrize(
        "piece",
        [b"X: " + b"x" * 1_000 + b"\r\n", b"X-Endless-", b"0;" + b"x" * 1_000],
        ids=["many", "one", "extension"],
    )
    def test_without_end_end_the_connection(self, server: Server, piece: bytes) -> None:
        last = b"" if piece.startswith(b"0;") else b"0\r\n"
        with connected(server) as connection:
            connection.sendall(b"POST /v1/customers HTTP/1.1\r\nHost: x\r\n" + CHUNKED + last)
            assert taken_bytes(connection, piece, 30_000_000) < 20_000_000


class TestHeads:
    @pytest.mark.parametrize(
        "request_",
        [
            GET + b"X: " + b"x" * 70_000 + b"\r\n\r\n",
            GET + b"".join(b"X-%d: %b\r\n" % (n, b"x" * 1_000) for n in range(70)) + b"\r\n",
            b"GET /v1/customers/" + b"x" * 70_000 + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
        ],
        ids=["header", "headers", "URL"],
    )
    def test_of_70_kilobytes_are_refused_however_they_arrive(self, server: Server, request_: bytes) -> None:
        for size in (len(request_), 50_000, 1_000):
            with connected(server) as connection:
                with contextlib.suppress(ConnectionError):
                    for at in range(0, len(request_), size):
                        connection.sendall(request_[at : at + size])
                assert said_until_closed(connection).startswith(b"HTTP/1.1 431 "), size

    def test_of_60_kilobytes_are_taken(self, server: Server) -> None:
        assert answer_to(server, GET + b"X: " + b"x" * 60_000 + b"\r\n\r\n")[0] == 200

    def test_behind_a_large_body_is_counted_alone(self, server: Server) -> None:
        body = b"name=" + b"x" * 200_000
        first = POST + b"Content-Length: %d\r\n\r\n" % len(body) + body
        second = GET + b"Connection: close\r\n\r\n"
        with connected(server) as connection:
            connection.sendall(first + second[:50])
            connection.sendall(second[50:])
            said = said_until_closed(connection)
        assert (said.count(b"HTTP/1.1 400 "), said.count(b"HTTP/1.1 200 ")) == (1, 1)

    @pytest.mark.parametrize(
        ("head", "status"),
        [
            (b"", 400),
            (b"Host: x\r\nHost: x\r\n", 400),
            (b"Host: a b\r\n", 400),
            (b"Host: x/y?\r\n", 400),
            (b"Host: user@x\r\n", 400),
            (b"Host: x:port\r\n", 400),
            (b"Host:\r\n", 200),
            (b"Host: x:8420\r\n", 200),
            (b"host: [::1]:8420\r\n", 200),
            (b"Host: b\xc3\xbccher.example\r\n", 400),
        ],
    )
    def test_name_one_host(self, server: Server, head: bytes, status: int) -> None:
        assert answer_to(server, b"GET / HTTP/1.1\r\n" + head + b"\r\n")[0] == status

    def test_of_http_1_0_need_no_host(self, server: Server) -> None:
        assert answer_to(server, b"GET / HTTP/1.0\r\n\r\n")[0] == 200

    @pytest.mark.parametrize(
        "name", ["Authorization", "Idempotency-Key", "Stripe-Account", "Stripe-Version", "Content-Type"]
    )
    def test_say_once_what_decides(self, server: Server, name: str) -> None:
        more = {"Authorization": f"Bearer {TEST_KEY}", "Content-Type": "application/x-www-form-urlencoded"}
        value = f"{name}: {more.get(name, 'x')}\r\n".encode()
        request = b"POST /v1/customers HTTP/1.1\r\nHost: x\r\n" + value + value.upper().replace(b"BEARER", b"Bearer")
        status, body = answer_to(server, request + b"\r\n")
        assert_refused(status, body)
        assert (status, f"more than one {name.lower()} header" in body.decode()) == (400, True)

    def test_that_repeat_what_decides_nothing_are_taken(self, server: Server) -> None:
        assert answer_to(server, GET + b"Accept: a/b\r\nAccept: c/d\r\n\r\n")[0] == 200


class TestPipelines:
    def test_that_are_left_leave_no_traceback(self, tmp_path: Path) -> None:
        server = start_server(tmp_path / "data")
        try:
            for sent in (50, 2, 90):
                with connected(server) as connection:
                    connection.sendall((POST + b"Content-Length: 6\r\n\r\nname=A") * sent)
                    connection.recv(1)
                with connected(server) as connection:
                    connection.sendall((POST + b"Content-Length: 6\r\n\r\nname=A") * sent)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # reset
            assert server.request("GET", "/v1/customers").status == 200
        finally:
            stop_server(server)
        assert "Traceback" not in log_of(server)

    @pytest.mark.parametrize(
        "bad", [b"\x16\x03\x01\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", POST + b"Content-Length: x\r\n\r\n"]
    )
    def test_are_answered_in_their_order_before_a_refusal(self, server: Server, bad: bytes) -> None:
        with connected(server) as connection:
            connection.sendall((GET + b"\r\n") * 3 + bad)
            said = said_until_closed(connection)
        assert re.findall(rb"HTTP/1.1 (\d{3})", said) == [b"200", b"200", b"200", b"400"]

    def test_end_with_a_body_that_is_none(self, server: Server) -> None:
        with connected(server) as connection:
            connection.sendall((GET + b"\r\n") * 2 + POST + CHUNKED + b"zz\r\n")
            said = said_until_closed(connection)
        assert re.findall(rb"HTTP/1.1 (\d{3})", said) == [b"200", b"200", b"400"]


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that waits for its clients for half a second."""
    limits = {f"BILLHOOK_{name}_SECONDS": "0.5" for name in ("HEAD", "BODY", "IDLE")}
    running = start_server(tmp_path_factory.mktemp("impatient") / "data", **limits)
    yield running
    stop_server(running)


class TestSilence:
    """A test waits until the server hangs up, `SECONDS` at most for one read."""

    @pytest.mark.parametrize(
        "sent",
        [
            b"",
            b"G",
            GET[:-2],
            POST + b"Content-Length: 100\r\n\r\n",
            POST + b"Content-Length: 100\r\n\r\nname=x",
            POST + CHUNKED + b"6\r\nname=A\r\n",
            POST + CHUNKED + b"0\r\nX-Trailer: ",
        ],
        ids=["nothing", "a letter", "half a head", "no body", "half a body", "half the chunks", "half the trailers"],
    )
    def test_is_hung_up_on(self, impatient: Server, sent: bytes) -> None:
        with connected(impatient) as connection:
            connection.sendall(sent)
            assert said_until_closed(connection) == b""

    def test_after_an_answer_is_hung_up_on(self, impatient: Server) -> None:
        with connected(impatient) as connection:
            connection.sendall(GET + b"\r\n")
            assert said_until_closed(connection).startswith(b"HTTP/1.1 200 ")

    def test_of_whoever_reads_nothing_is_hung_up_on(self, impatient: Server) -> None:
        with contextlib.closing(socket.socket()) as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            connection.settimeout(SECONDS)
            connection.connect(("127.0.0.1", int(impatient.url.rpartition(":")[2])))
            # The answers are more than the buffers of both systems hold.
            page = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
            assert taken_bytes(connection, page, 100_000_000) < 100_000_000

    def test_does_not_end_a_body_that_arrives_slowly(self, impatient: Server) -> None:
        body = b"name=Slow"
        with connected(impatient) as connection:
            connection.sendall(POST + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body))
            for byte in body:
                time.sleep(0.25)
                connection.sendall(bytes([byte]))
            assert said_until_closed(connection).startswith(b"HTTP/1.1 200 ")

    def test_of_ours_is_not_the_clients(self, tmp_path: Path) -> None:
        """A payment that takes three seconds is answered, however little a client may be silent."""
        limits = {f"BILLHOOK_{name}_SECONDS": "0.5" for name in ("HEAD", "BODY", "IDLE")}
        server = start_server(tmp_path / "data", **limits, BILLHOOK_TEST_PROCESSOR_SECONDS="3")
        try:
            pay = {"amount": 500, "currency": "usd", "confirm": "true", "payment_method": "pm_card_visa"}
            pay["automatic_payment_methods[enabled]"] = "true"
            pay["automatic_payment_methods[allow_redirects]"] = "never"
            answer = server.request("POST", "/v1/payment_intents", pay)
        finally:
            stop_server(server)
        assert (answer.status, answer.json["status"]) == (200, "succeeded")

    def test_of_a_thousand_keeps_nobody_out(self, impatient: Server) -> None:
        """With 256 descriptors in all, as `ulimit -n` might have it, the silent ones make room."""
        resource.prlimit(impatient.process.pid, resource.RLIMIT_NOFILE, (256, 256))
        silent = [socket.socket() for _ in range(400)]
        try:
            for each in silent:
                each.settimeout(SECONDS)
                each.connect(("127.0.0.1", int(impatient.url.rpartition(":")[2])))

            def answers() -> bool:
                with contextlib.suppress(OSError):
                    return impatient.request("GET", "/v1/customers?limit=1").status == 200
                return False

            eventually(answers, "an answer")
        finally:
            for each in silent:
                each.close()


def test_the_limit_of_descriptors_is_raised_at_start(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 512), hard))
    try:
        server = start_server(tmp_path / "data")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    try:
        assert resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE) == (hard, hard)
    finally:
        stop_server(server)


class TestPeers:
    @pytest.mark.parametrize(
        ("address", "peer"),
        [
            ("203.0.113.5", "203.0.113.5"),
            ("::ffff:203.0.113.5", "203.0.113.5"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("fe80::1%eth0", "fe80::/64"),
            # A proxy on the same machine brings everybody's connections.
            ("127.0.0.1", ""),
            ("::1", ""),
            ("::ffff:127.0.0.1", ""),
            ("", ""),
        ],
    )
    def test_are_told_apart(self, address: str, peer: str) -> None:
        assert peer_of(address) == peer

    def test_hold_as_many_connections_as_the_limit_says(self) -> None:
        guard = Guard(Limits(per_peer=2))
        assert [guard.admit("203.0.113.5") for _ in range(3)] == ["203.0.113.5", "203.0.113.5", None]
        assert guard.admit("203.0.113.6") == "203.0.113.6"
        assert [guard.admit("127.0.0.1") for _ in range(5)] == [""] * 5
        guard.release("203.0.113.5")
        assert [guard.admit("203.0.113.5") for _ in range(2)] == ["203.0.113.5", None]

    def test_are_not_counted_without_a_limit(self) -> None:
        guard = Guard(Limits(per_peer=0))
        assert [guard.admit("203.0.113.5") for _ in range(5_000)] == [""] * 5_000
