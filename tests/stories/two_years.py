"""The server of a company that has sent invoices for two years.

Filling one takes longer than most tests, so it is filled once in a run and copied.
"""

import contextlib
import fcntl
import os
import subprocess
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest
from filling import fill
from server import KEY
from server import Server as BenchServer
from tests.conftest import Server, start_server, stop_server


@contextlib.contextmanager
def of_two_years(folders: pytest.TempPathFactory, invoices: int) -> Iterator[tuple[BenchServer, Server]]:
    """A server of its own with so many invoices: as the bench sees it, and as tests do."""
    data = folders.mktemp("old") / "data"
    subprocess.run(["cp", "-a", _filled(folders, invoices), data], check=True)
    with _running(data) as servers:
        yield servers


def _filled(folders: pytest.TempPathFactory, invoices: int) -> Path:
    """The data directory of a server that was filled; the first who asks fills it, whichever process that is in."""
    of_the_run = folders.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        of_the_run = of_the_run.parent
    folder = of_the_run / f"two-years-{invoices}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "is-filled").exists():
            with _running(folder / "data") as (bench, _):
                fill(bench, invoices)
            (folder / "is-filled").touch()
    return folder / "data"


@contextlib.contextmanager
def _running(data_dir: Path) -> Iterator[tuple[BenchServer, Server]]:
    server = start_server(data_dir, BILLHOOK_TEST_SECRET_KEY=KEY)
    try:
        yield _as_the_bench_sees(server), Server(server.url, KEY, server.data_dir, server.process)
    finally:
        stop_server(server)


def _as_the_bench_sees(server: Server) -> BenchServer:
    port = urllib.parse.urlsplit(server.url).port
    assert port is not None
    return BenchServer(server.process, port, server.data_dir)  # type: ignore[arg-type]
