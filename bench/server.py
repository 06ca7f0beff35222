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
        request = urllib.request.Request(url, data=body, method=method)  # noqa: S310 - our own server
        request.add_header("Authorization", f"Bearer {KEY}")
        with _OPENER.open(request, timeout=60) as answer:
            data = answer.read()
            return json.loads(data) if "json" in answer.headers.get("Content-Type", "") else data

    def own_pids(self) -> list[int]:
        """The pids of the server without PostgreSQL: the process that was started and its HTTP processes."""
        found = [self.process.pid]
        for pid in found:
            with contextlib.suppress(OSError):
                children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
                found += [int(child) for child in children if _is_python(int(child))]
        return found

    def cpu_seconds(self) -> dict[int, float]:
        """User and system time that each of the own pids has used."""
        return {pid: _cpu_seconds(pid) for pid in self.own_pids()}

    def rss_mib(self) -> float:
        """Resident memory of the process that serves HTTP."""
        pid = self.own_pids()[-1]
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        raise RuntimeError(f"process {pid} has no VmRSS")

    def stop(self) -> None:
        """Ask it to stop, and insist after a while; the kernel takes PostgreSQL along."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def start(data_dir: Path, *, workers: int = 1) -> Server:
    """Start the server and wait for its first answer. Raises RuntimeError with the end of its log."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    environment = {k: v for k, v in os.environ.items() if not k.startswith("BILLHOOK_") and k != "DATABASE_URL"}
    environment |= {"BILLHOOK_TEST_SECRET_KEY": KEY}
    log = data_dir.with_suffix(".log")
    command = [sys.executable, "-m", "billhook", "serve", "--port", str(port)]
    command += ["--data-dir", str(data_dir), "--workers", str(workers)]
    begun = time.monotonic()
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 - our own command
            command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    server = Server(process, port, data_dir)
    try:
        while process.poll() is None and time.monotonic() - begun < _START_SECONDS:
            # The socket is bound before everything else, so the request waits inside the server.
            with contextlib.suppress(OSError):
                server.request("GET", "/v1/invoices?limit=1")
                server.started_seconds = time.monotonic() - begun
                return server
            time.sleep(0.002)
    except BaseException:
        server.stop()
        raise
    server.stop()
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-4000:]}")


@contextlib.contextmanager
def running(data_dir: Path, *, workers: int = 1) -> Iterator[Server]:
    """A server for the length of a `with`."""
    server = start(data_dir, workers=workers)
    try:
        yield server
    finally:
        server.stop()


@contextlib.contextmanager
def constant() -> Iterator[int]:
    """The port of a server that answers a constant, for the length of a `with`."""
    process = subprocess.Popen([sys.executable, str(HERE / "constant.py")], stdout=subprocess.PIPE)  # noqa: S603
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()


def play(port: int, scenario: str, clients: int, seconds: float, *, warm: float = 1.0, data: str = "") -> Any:
    """Let the load generator loose on a port; its summary."""
    command = [sys.executable, str(HERE / "load.py"), str(port), KEY, scenario, str(clients), str(warm), str(seconds)]
    done = subprocess.run([*command, *([data] if data else [])], capture_output=True, check=False)  # noqa: S603
    if done.returncode != 0:
        raise RuntimeError(f"the load generator failed:\n{done.stderr.decode()[-4000:]}")
    return json.loads(done.stdout)


def _is_python(pid: int) -> bool:
    return b"python" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0", 1)[0]


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
