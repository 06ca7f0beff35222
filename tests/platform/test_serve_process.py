"""`billhook serve` as a process: it starts, says clearly why it cannot, and leaves nothing behind."""

import os
import re
import signal
import socket
import subprocess
from pathlib import Path

import pytest
from tests.conftest import begun
from tests.nightly import usual
from tests.platform.processes import children_of, eventually, is_alive
from tests.platform.serving import KEY, Serving, postgres_of


def nothing_left_of(family: set[int]) -> bool:
    return eventually(lambda: not any(map(is_alive, family)))


@pytest.mark.parametrize("workers", usual(["1", "2"], ["2"]))
@pytest.mark.parametrize("sig", usual([signal.SIGINT, signal.SIGTERM], [signal.SIGTERM]))
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


@pytest.mark.parametrize("workers", usual(["1", "2"], ["1"]))
def test_kill_minus_nine_leaves_nothing_behind_and_the_next_start_works(
    tmp_path: Path, serving: list[Serving], workers: str
) -> None:
    server = Serving(begun(tmp_path / "data"), "--workers", workers)
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
    server = Serving(begun(tmp_path / "data"), "--workers", "2")
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


@pytest.mark.parametrize("workers", usual(["1", "2"], ["1"]))
@pytest.mark.parametrize("sig", usual([signal.SIGKILL, signal.SIGQUIT], [signal.SIGKILL]))
def test_a_dead_postgres_is_started_again(
    tmp_path: Path, serving: list[Serving], workers: str, sig: signal.Signals
) -> None:
    server = Serving(begun(tmp_path / "data"), "--workers", workers)
    serving.append(server)
    assert server.status_of_a_request() == 200
    os.kill(postgres_of(server), sig)
    assert eventually(lambda: "the embedded PostgreSQL runs again" in server.said(), seconds=60)
    assert server.said().count("the embedded PostgreSQL has died") == 1
    assert eventually(lambda: server.answers(), seconds=60)
    assert server.stop() == 0
    assert "database system is shut down" in (tmp_path / "data" / "postgresql.log").read_text()


@pytest.mark.parametrize("workers", usual(["1", "2"], ["1"]))
def test_a_postgres_that_cannot_start_again_ends_the_server_with_a_sentence(
    tmp_path: Path, serving: list[Serving], workers: str
) -> None:
    server = Serving(begun(tmp_path / "data"), "--workers", workers)
    serving.append(server)
    server.url()
    with (tmp_path / "data" / "postgresql" / "postgresql.conf").open("a") as settings:
        settings.write("shared_buffers = nonsense\n")
    os.kill(postgres_of(server), signal.SIGKILL)
    assert server.process.wait(60) == 1
    assert "the embedded PostgreSQL ends again and again" in server.said()
    assert 'invalid value for parameter "shared_buffers"' in server.said()


def test_the_second_ctrl_c_ends_it_at_once(tmp_path: Path, serving: list[Serving]) -> None:
    server = Serving(begun(tmp_path / "data"))
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
    first = Serving(begun(tmp_path / "data"))
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
    assert "--port must be a whole number from 0 to 65535" in server.said()
    assert "BILLHOOK_SMTP_URL must start with smtp://" in server.said()
