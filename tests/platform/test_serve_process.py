"""`billhook serve` as a process: it starts, says clearly why it cannot, and leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.platform.processes import children_of, descendants_of, eventually, is_alive, without_home

SERVE = (sys.executable, "-m", "billhook", "serve")
KEY = "sk_test_platformTests1"


class Serving:
    """A `billhook serve` in a session of its own, as in a terminal of its own."""

    def __init__(self, data_dir: Path, *options: str, **environment: str) -> None:
        self.log = data_dir.parent / f"{data_dir.name}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "billhook",
                    "serve",
                    "--port",
                    "0",
                    "--data-dir",
                    str(data_dir),
                    *options,
                ],
                env=without_home() | {"BILLHOOK_TEST_SECRET_KEY": KEY} | environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.pid = self.process.pid

    def said(self) -> str:
        return self.log.read_text()

    def url(self) -> str:
        """The address from the banner, once that is there."""
        assert eventually(lambda: "Ctrl-C stops it" in self.said() or self.process.poll() is not None, seconds=30)
        found = re.search(r"API +(http://\S+)", self.said())
        assert found, self.said()
        return found.group(1)

    def status_of_a_request(self) -> int:
        request = urllib.request.Request(f"{self.url()}/v1/customers?limit=1")
        request.add_header("Authorization", f"Bearer {KEY}")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)

    def family(self) -> set[int]:
        """This process and all below it."""
        return {self.pid} | descendants_of(self.pid)

    def stop(self, sig: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(sig)
        return self.process.wait(30)


@pytest.fixture
def serving() -> Iterator[list[Serving]]:
    started: list[Serving] = []
    yield started
    for one in started:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait(10)


def nothing_left_of(family: set[int]) -> bool:
    return eventually(lambda: not any(map(is_alive, family)))


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("sig", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_in_peace_and_leaves_nothing_behind(
    tmp_path: Path, serving: list[Serving], workers: str, sig: signal.Signals
) -> None:
    server = Serving(tmp_path / "data", "--workers", workers)
    serving.append(server)
    assert server.status_of_a_request() == 200
    family = server.family()
    assert len(family) > int(workers)
    assert server.stop(sig) == 0
    assert nothing_left_of(family)
    assert "Traceback" not in server.said()
    assert "database system is shut down" in (tmp_path / "data" / "postgresql.log").read_text()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_kill_minus_nine_leaves_nothing_behind_and_the_next_start_works(
    tmp_path: Path, serving: list[Serving], workers: str
) -> None:
    server = Serving(tmp_path / "data", "--workers", workers)
    serving.append(server)
    server.url()
    family = server.family()
    server.process.kill()
    successor = Serving(tmp_path / "data")
    serving.append(successor)
    assert successor.status_of_a_request() == 200
    assert nothing_left_of(family)
    assert successor.stop() == 0


def test_a_dead_http_process_is_replaced(tmp_path: Path, serving: list[Serving]) -> None:
    server = Serving(tmp_path / "data", "--workers", "2")
    serving.append(server)
    assert server.status_of_a_request() == 200
    processes = {
        pid for pid in children_of(server.pid) if b"billhook.serve_process" in Path(f"/proc/{pid}/cmdline").read_bytes()
    }
    assert len(processes) == 2
    victim = min(processes)
    os.kill(victim, signal.SIGKILL)
    assert eventually(lambda: f"HTTP process {victim} ended" in server.said())
    assert server.status_of_a_request() == 200
    assert eventually(lambda: len(children_of(server.pid)) == 3)  # two of HTTP and postgres
    assert server.stop() == 0


def test_it_ends_with_an_error_when_postgres_dies(tmp_path: Path, serving: list[Serving]) -> None:
    server = Serving(tmp_path / "data")
    serving.append(server)
    server.url()
    (postgres,) = children_of(server.pid)
    os.kill(postgres, signal.SIGQUIT)
    assert server.process.wait(30) == 1
    assert "the embedded PostgreSQL has died" in server.said()


def test_the_second_ctrl_c_ends_it_at_once(tmp_path: Path, serving: list[Serving]) -> None:
    server = Serving(tmp_path / "data")
    serving.append(server)
    address = re.match(r"http://([\d.]+):(\d+)", server.url())
    assert address
    with socket.create_connection((address.group(1), int(address.group(2))), timeout=10) as unfinished:
        # A request whose body never arrives keeps a graceful shutdown waiting.
        unfinished.sendall(
            f"POST /v1/customers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {KEY}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\n".encode()
        )
        assert server.status_of_a_request() == 200
        family = server.family()
        server.process.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            server.process.wait(1)
        assert server.stop(signal.SIGINT) == 130
    assert nothing_left_of(family)


def test_a_taken_port_is_said_before_anything_is_made(tmp_path: Path, serving: list[Serving]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        server = Serving(tmp_path / "data", "--port", str(port))
        serving.append(server)
        assert server.process.wait(30) == 1
    assert server.said() == (
        f"billhook: cannot listen on 127.0.0.1 port {port}: another program listens there; choose another --port\n"
    )
    assert not (tmp_path / "data").exists()


def test_a_data_directory_in_use_is_said_with_the_process(tmp_path: Path, serving: list[Serving]) -> None:
    first = Serving(tmp_path / "data")
    serving.append(first)
    first.url()
    other_name = tmp_path / "data-again"
    other_name.symlink_to(tmp_path / "data")
    second = Serving(other_name)
    serving.append(second)
    assert second.process.wait(30) == 1
    assert f"in use by another Billhook (process {first.pid})" in second.said()
    assert "Traceback" not in second.said()
    assert first.status_of_a_request() == 200
    assert first.stop() == 0


def test_wrong_settings_are_named(tmp_path: Path, serving: list[Serving]) -> None:
    server = Serving(tmp_path / "data", "--port", "99999", BILLHOOK_SMTP_URL="http://mail")
    serving.append(server)
    assert server.process.wait(30) == 2
    assert "port: Input should be less than or equal to 65535" in server.said()
    assert "must start with smtp://" in server.said()
