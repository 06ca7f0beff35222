"""Starting on a database that is late, newer, or gone ahead in time."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tests.conftest import begun
from tests.platform.billhook_command import billhook, billhook_process
from tests.platform.processes import eventually, without_home
from tests.platform.serving import Serving

from billhook.db.embedded.server import start
from billhook.db.migrate import SchemaTooNew, migrate

UNREACHABLE = "postgresql://billhook:geheim@127.0.0.1:1/billhook"


def ask(dsn: str, statement: str) -> Any:
    """What a statement returns."""

    async def run() -> Any:
        conn = await asyncpg.connect(dsn)
        try:
            return await conn.fetchval(statement)
        finally:
            await conn.close()

    return asyncio.run(run())


def test_a_server_waits_for_a_database_that_is_late(tmp_path: Path, serving: list[Serving]) -> None:
    own = begun(tmp_path / "own")
    with start(own) as postgres:
        dsn = postgres.dsn
    server = Serving(tmp_path / "data", DATABASE_URL=dsn)
    serving.append(server)
    assert eventually(lambda: "waiting: the database at" in server.said(), seconds=60)
    with start(own):
        assert server.status_of_a_request() == 200
        assert server.stop() == 0
    assert server.said().count("waiting: ") == 1
    assert "Traceback" not in server.said()


def test_a_server_that_waits_can_be_stopped(tmp_path: Path, serving: list[Serving]) -> None:
    server = Serving(tmp_path / "data", DATABASE_URL=UNREACHABLE)
    serving.append(server)
    assert eventually(lambda: "127.0.0.1:1/billhook cannot be reached: Connection refused" in server.said(), seconds=60)
    assert "geheim" not in server.said()
    assert server.stop() == 0
    assert "Traceback" not in server.said()


def test_a_worker_waits_for_the_server_that_makes_the_schema(tmp_path: Path, serving: list[Serving]) -> None:
    with start(tmp_path / "own") as postgres:
        log = tmp_path / "work.log"
        with log.open("wb") as out:
            work = subprocess.Popen(
                [sys.executable, "-m", "billhook", "work"],
                env=without_home() | {"DATABASE_URL": postgres.dsn}, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        try:
            assert eventually(lambda: "waiting: there is no data of Billhook" in log.read_text(), seconds=60)
            server = Serving(tmp_path / "data", DATABASE_URL=postgres.dsn)
            serving.append(server)
            assert server.status_of_a_request() == 200
            assert eventually(lambda: "the worker runs" in log.read_text(), seconds=60)
            work.send_signal(signal.SIGTERM)
            assert work.wait(30) == 0
            assert server.stop() == 0
        finally:
            work.kill()
            work.wait(10)
    assert "Traceback" not in log.read_text()


def test_an_older_program_refuses_a_newer_schema(tmp_path: Path) -> None:
    with start(begun(tmp_path / "own")) as postgres:
        ask(postgres.dsn, "INSERT INTO schema_migrations (name) VALUES ('9001_from_the_future.sql')")
        for words in (["serve", "--port", "0"], ["work"]):
            said = billhook_process(*words, DATABASE_URL=postgres.dsn, BILLHOOK_DATA_DIR=str(tmp_path / "data"))
            assert (said.returncode, said.stdout) == (1, ""), words
            assert said.stderr.startswith(
                "billhook: a newer Billhook has changed the database (migration 9001_from_the_future.sql); "
            )
            assert said.stderr.count("\n") == 1
        ask(postgres.dsn, "DELETE FROM schema_migrations WHERE name LIKE '9001%'")
        ask(postgres.dsn, "INSERT INTO schema_migrations (name) VALUES ('pgqueuer 999.0.0')")
        with pytest.raises(SchemaTooNew, match=r"migration pgqueuer 999\.0\.0"):
            asyncio.run(migrate(postgres.dsn))


@pytest.mark.parametrize(
    "words",
    [["migrate"], ["keys", "roll", "--yes"], ["settings", "get"]],
)
def test_a_command_says_in_one_sentence_that_the_database_cannot_be_reached(words: list[str]) -> None:
    said = billhook(*words, DATABASE_URL=UNREACHABLE)
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr == ("billhook: the database at 127.0.0.1:1/billhook cannot be reached: Connection refused\n")


# A clock lies outside of us: this stands for one that is an hour ahead.
_AHEAD = """
import time
_ns, _s = time.time_ns, time.time
time.time_ns = lambda: _ns() + 3_600_000_000_000
time.time = lambda: _s() + 3_600
"""


def test_after_the_clock_stepped_back_events_still_follow_the_cursor(tmp_path: Path, serving: list[Serving]) -> None:
    (tmp_path / "ahead").mkdir()
    (tmp_path / "ahead" / "sitecustomize.py").write_text(_AHEAD)
    path = os.pathsep.join(filter(None, [str(tmp_path / "ahead"), os.environ.get("PYTHONPATH")]))
    early = Serving(begun(tmp_path / "data"), PYTHONPATH=path)
    serving.append(early)
    early.post("/v1/customers", {"name": "An hour ahead"})
    cursor = early.get("/v1/events?limit=1")["data"][0]["id"]
    assert early.stop() == 0

    data_dir = str(tmp_path / "data")
    said = billhook("doctor", "--data-dir", data_dir)
    assert said.returncode == 1
    assert "the clock has stepped back, or was ahead" in said.stdout

    late = Serving(tmp_path / "data")
    serving.append(late)
    late.post("/v1/customers", {"name": "By the right clock"})
    newer = late.get(f"/v1/events?ending_before={cursor}")["data"]
    assert [event["data"]["object"]["name"] for event in newer] == ["By the right clock"]
    assert late.stop() == 0
