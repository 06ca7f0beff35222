"""A real server for the benchmark: `python -m billhook serve` on a data directory of its own.

Everything is started here as a direct child and ended by its own pid.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KEY = "sk_test_benchBenchBench1"
_START_SECONDS = 60
_STOP_SECONDS = 25
_TICKS = os.sysconf("SC_CLK_TCK")
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Server:
    """A running server. `started_seconds` is the time from the command to the first answered request."""

    process: subprocess.Popen[bytes]
    port: int
    data_dir: Path
    started_seconds: float = 0.0

    def request(self, method: str, path: str, form: dict[str, Any] | None = None) -> Any:
        """One request as curl would send it; the decoded answer, or its bytes when it is no JSON."""
        body = urllib.parse.urlencode(form).encode() if form is not None else None
        url = path if path.startswith("http") else f"http://127.0.0.1:{self.port}{path}"
        request = urllib.request.Request(url, data=body, method=method)
        request.add_header("Authorization", f"Bearer {KEY}")
        with _OPENER.open(request, timeout=60) as answer:
            data = answer.read()
            return json.loads(data) if "json" in answer.headers.get("Content-Type", "") else data

    def own_pids(self) -> list[int]:
        """The pids of the server without PostgreSQL: the process that was started and all that it started."""
        found = [self.process.pid]
        for pid in found:
            found += [child for child in _children(pid) if not _is_postgres(child)]
        return found

    def http_pids(self) -> list[int]:
        """The pids of the processes that serve HTTP."""
        children = [pid for pid in self.own_pids() if b"billhook.serve_process" in _command(pid)]
        return children or [self.process.pid]

    def cpu_seconds(self) -> float:
        """User and system time of the server without PostgreSQL so far."""
        return sum(_cpu_seconds(pid) for pid in self.own_pids())

    def postgres_cpu_seconds(self) -> float:
        """The same of PostgreSQL; connections that have ended are counted with their parent."""
        postmaster = next(pid for pid in _children(self.process.pid) if _is_postgres(pid))
        live = sum(_cpu_seconds(pid) for pid in _children(postmaster))
        return live + _cpu_seconds(postmaster) + _cpu_seconds(postmaster, of_children=True)

    def rss_mib(self) -> float:
        """Resident memory of the largest process that serves HTTP."""
        return max(_rss_kib(pid) for pid in self.http_pids()) / 1024

    def stop(self) -> None:
        """Ask it to stop, and insist after a while; the kernel takes PostgreSQL along."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def start(data_dir: Path, *, workers: int = 1, **variables: str) -> Server:
    """Start the server with these variables and wait for its first answer.

    Raises RuntimeError with the end of its log.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    environment = {k: v for k, v in os.environ.items() if not k.startswith("BILLHOOK_") and k != "DATABASE_URL"}
    environment |= {"BILLHOOK_TEST_SECRET_KEY": KEY, **variables}
    log = data_dir.with_suffix(".log")
    command = [sys.executable, "-m", "billhook", "serve", "--port", str(port)]
    command += ["--data-dir", str(data_dir), "--workers", str(workers)]
    begun = time.monotonic()
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    server = Server(process, port, data_dir)
    try:
        while process.poll() is None and time.monotonic() - begun < _START_SECONDS:
            # The socket is bound before everything else, so the request waits inside the server.
            with contextlib.suppress(OSError):
                server.request("GET", "/v1/invoices?limit=1")
                server.started_seconds = time.monotonic() - begun
                _log_as_live_mode_does(data_dir)
                return server
            time.sleep(0.002)
    except BaseException:
        server.stop()
        raise
    server.stop()
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-4000:]}")


def _log_as_live_mode_does(data_dir: Path) -> None:
    """Test mode keeps the responses of all requests in its log; live mode, in which speed counts, leaves them out."""
    command = [sys.executable, "-m", "billhook", "settings", "set", "requests_keep_responses_test", "false"]
    subprocess.run(command, env={**os.environ, "BILLHOOK_DATA_DIR": str(data_dir)}, check=True, capture_output=True)


@contextlib.contextmanager
def running(data_dir: Path, *, workers: int = 1, **variables: str) -> Iterator[Server]:
    """A server for the length of a `with`."""
    server = start(data_dir, workers=workers, **variables)
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def constant() -> Iterator[int]:
    """The port of a server that answers a constant, for the length of a `with`."""
    process = subprocess.Popen([sys.executable, str(HERE / "constant.py")], stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def play(port: int, scenario: str, clients: int, seconds: float, *, warm: float = 1.0, data: str = "") -> Any:
    """Let the load generator loose on a port; its summary."""
    command = [sys.executable, str(HERE / "load.py"), str(port), KEY, scenario, str(clients), str(warm), str(seconds)]
    done = subprocess.run([*command, *([data] if data else [])], capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"the load generator failed:\n{done.stderr.decode()[-4000:]}")
    return json.loads(done.stdout)


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        tasks = [path.read_text().split() for path in Path(f"/proc/{pid}/task").glob("*/children")]
        return [int(child) for children in tasks for child in children]
    return []


def _command(pid: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _is_postgres(pid: int) -> bool:
    return b"postgres" in _command(pid).split(b"\0", 1)[0]


def _rss_kib(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


def _cpu_seconds(pid: int, *, of_children: bool = False) -> float:
    first = 13 if of_children else 11
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[first]) + int(fields[first + 1])) / _TICKS
    return 0.0
