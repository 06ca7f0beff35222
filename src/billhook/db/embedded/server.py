"""Starting and stopping the embedded PostgreSQL.

`postgres` is a direct child, reachable through a unix socket in its own directory only. It is ready when
it says so in line 8 of `postmaster.pid`. It ends by SIGINT (a clean shutdown), or, when we are killed, by
the SIGQUIT that the kernel sends it (`process.py`). If it dies alone, `EmbeddedServer.look_after` starts it again.
"""

import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from billhook.db.embedded import binaries, cluster
from billhook.db.embedded.address import SOCKET_NAME, SocketDirectory
from billhook.db.embedded.files import private_directory, private_file
from billhook.db.embedded.lock import DataDirectoryLock
from billhook.db.embedded.process import Account, EmbeddedPostgresError, account_for, reachable, spawn
from billhook.kernel.clock import monotonic

_log = logging.getLogger(__name__)
_READY_POLL_SECONDS = 0.005
# A start after a crash replays up to max_wal_size of log, on a disk that may be slow.
_READY_PATIENCE_SECONDS = 300.0
FAST_SHUTDOWN_SECONDS = 30.0
IMMEDIATE_SHUTDOWN_SECONDS = 10.0
_LOG_BYTES = 10_000_000
# So many starts within the window, and a further death is no accident.
_STARTS_MAX = 5
_STARTS_WINDOW_SECONDS = 60.0
# A start writes its pid files and some 16 MB of log; with less room PostgreSQL ends at once.
_ROOM_BYTES = 32 << 20
_SAY_SECONDS = 60.0
# A backend ends when it looks for its parent, at the latest when its statement is over.
_LEFT_BEHIND_SECONDS = 90.0


class EmbeddedServer:
    """A running embedded PostgreSQL. `stop()` it, or use it as a context manager.

    It may die: by the out-of-memory killer, on a full disk, by a mistake of its own. `look_after` starts it again.
    """

    def __init__(
        self, plan: "_Plan", process: subprocess.Popen[bytes], lock: DataDirectoryLock, directory: Path
    ) -> None:
        self._plan = plan
        self._process = process
        self._lock = lock
        self._directory = directory
        self._is_ready = True
        self._dead_since = 0.0
        self._said_full_at: float | None = None
        self._starts: deque[float] = deque(maxlen=_STARTS_MAX)
        self._socket = SocketDirectory(directory)
        self.dsn = _dsn(self._socket, directory)

    @property
    def pid(self) -> int:
        """The postgres process; another one after it was started again."""
        return self._process.pid

    def alive(self) -> bool:
        """Whether the postgres process is there. After its death `look_after` starts another."""
        return self._process.poll() is None

    def look_after(self) -> None:
        """Start the server again if it has died; call it a few times a second, from the main thread.

        It never waits: each call takes the next step that can be taken. On a full disk that step is none. Raises
        EmbeddedPostgresError when it ends again and again, or when processes of the dead one do not end.
        """
        if self._process.poll() is None:
            if not self._is_ready and _is_ready(self._directory / "postmaster.pid", self._process.pid):
                self._is_ready = True
                _log.warning("the embedded PostgreSQL runs again")
            return
        if self._lock.fd >= 0:
            self._give_up_lock()
        if not self._has_room():
            return
        lock = DataDirectoryLock.attempt(self._plan.data_dir)
        if lock is not None:
            self._lock = lock
            self._starts.append(monotonic())
            self._process, _ = _launched(self._plan, lock)
        elif monotonic() - self._dead_since > _LEFT_BEHIND_SECONDS:
            raise EmbeddedPostgresError(
                f"processes of the dead PostgreSQL in {self._directory} have not ended after "
                f"{_LEFT_BEHIND_SECONDS:.0f} s"
            )

    def _give_up_lock(self) -> None:
        """Note a death. Only a lock that is taken anew tells that no process of the dead server is left."""
        now = monotonic()
        is_often = len(self._starts) == _STARTS_MAX and now - self._starts[0] < _STARTS_WINDOW_SECONDS
        if is_often and self._has_room():
            log = self._plan.log
            raise EmbeddedPostgresError(
                f"the embedded PostgreSQL ends again and again; the end of {log}:\n{_tail(log)}"
            )
        _log.error(
            "the embedded PostgreSQL has died (%d) and is started again; see %s",
            self._process.returncode,
            self._plan.log,
        )
        self._is_ready = False
        self._dead_since = now
        self._lock.release()

    def _has_room(self) -> bool:
        """Whether the disk has what a start needs. A full one is told once a minute."""
        if shutil.disk_usage(self._plan.data_dir).free >= _ROOM_BYTES:
            return True
        now = monotonic()
        if self._said_full_at is None or now - self._said_full_at >= _SAY_SECONDS:
            self._said_full_at = now
            _log.error("the disk of %s is full; PostgreSQL is started again once it has room", self._plan.data_dir)
        return False

    def stop(self) -> None:
        """End it cleanly, at worst by force, and let go of the data directory. Twice is harmless.

        Open connections are closed and their transactions rolled back. Returns when the process is gone.
        """
        try:
            _end(self._process)
            self._socket.remove()
        finally:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a start needs, kept for the next one."""

    data_dir: Path
    bin_dir: Path | None
    max_connections: int

    @property
    def log(self) -> Path:
        return self.data_dir / "postgresql.log"


def start(data_dir: Path, *, bin_dir: Path | None = None, max_connections: int = 100) -> EmbeddedServer:
    """Start PostgreSQL on `data_dir`, making both if need be, and return when it takes connections.

    Call it from the main thread: the kernel ends the child when the *thread* that started it is gone.
    Blocks for a fraction of a second, longer after a crash or while a predecessor still shuts down.
    Raises EmbeddedPostgresError, or its subclass DataDirectoryInUseError when another Billhook is here.
    """
    if sys.platform != "linux":
        raise EmbeddedPostgresError("the embedded PostgreSQL needs Linux; name a running server with DATABASE_URL")
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError("the embedded PostgreSQL must be started from the main thread")
    plan = _Plan(data_dir.absolute(), bin_dir, max_connections)
    try:
        private_directory(plan.data_dir)
    except OSError as error:
        raise EmbeddedPostgresError(f"cannot make the data directory {plan.data_dir}: {error.strerror}") from error
    lock = DataDirectoryLock(plan.data_dir)
    try:
        process, directory = _launched(plan, lock)
        try:
            _wait_until_ready(process, directory, plan.log)
            return EmbeddedServer(plan, process, lock, directory)
        except BaseException:
            _end(process)
            raise
    except BaseException:
        lock.release()
        raise


def holds_data(data_dir: Path) -> bool:
    """Whether a Billhook has made its database in `data_dir`. Changes nothing."""
    return cluster.directory_in(data_dir.absolute()).exists()


def running_dsn(data_dir: Path) -> str:
    """The address of the server that another Billhook has started on `data_dir`, for a second command."""
    directory = cluster.directory_in(data_dir.absolute())
    return _dsn(SocketDirectory(directory), directory)


def _dsn(socket: SocketDirectory, directory: Path) -> str:
    return socket.dsn(user=cluster.ROLE, password=cluster.password_of(directory), database=cluster.DATABASE)


def _launched(plan: _Plan, lock: DataDirectoryLock) -> tuple[subprocess.Popen[bytes], Path]:
    """The process, which is not ready yet, and the directory of its cluster."""
    account = account_for(cluster.directory_in(plan.data_dir))
    programs = binaries.find(plan.bin_dir, account, plan.data_dir)
    directory = cluster.ensure(plan.data_dir, programs, account, lock.fd)
    _discard_stale_pid_file(directory)
    return _launch(programs, directory, account, lock.fd, plan.log, plan.max_connections), directory


def _launch(
    programs: binaries.Binaries,
    directory: Path,
    account: Account | None,
    lock_fd: int,
    log: Path,
    max_connections: int,
) -> subprocess.Popen[bytes]:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": ".",
        "port": "5432",
        "max_connections": str(max_connections),
        # An acknowledged invoice is on the disk. These three are not a matter of taste.
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "password_encryption": "scram-sha-256",
        "logging_collector": "off",
        "log_destination": "stderr",
        "cluster_name": "billhook",
    }
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    if log.exists() and log.stat().st_size > _LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))
    fd = private_file(log, os.O_WRONLY | os.O_APPEND)
    try:
        with reachable(directory, account) as (here, here_fds):
            command = [programs.program("postgres"), "-D", here, *options]
            return spawn(command, account=account, pass_fds=(lock_fd, *here_fds), stdout=fd, stderr=fd)
    finally:
        os.close(fd)


def _wait_until_ready(process: subprocess.Popen[bytes], directory: Path, log: Path) -> None:
    deadline = monotonic() + _READY_PATIENCE_SECONDS
    while not _is_ready(directory / "postmaster.pid", process.pid):
        if process.poll() is not None:
            raise EmbeddedPostgresError(
                f"PostgreSQL ended while starting ({process.returncode}); the end of {log}:\n{_tail(log)}"
            )
        if monotonic() > deadline:
            raise EmbeddedPostgresError(
                f"PostgreSQL was not ready after {_READY_PATIENCE_SECONDS:.0f} s; the end of {log}:\n{_tail(log)}"
            )
        time.sleep(_READY_POLL_SECONDS)


def _is_ready(pid_file: Path, pid: int) -> bool:
    try:
        lines = pid_file.read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0].strip() == str(pid) and lines[7].strip() == "ready"


def _discard_stale_pid_file(directory: Path) -> None:
    """Remove the pid files of a server that was killed; PostgreSQL would balk if its pid is in use again.

    Holding the lock we know that no server of ours is left. One started by hand holds no lock, but its
    shared memory, named in line 7, has processes attached to it.
    """
    pid_file = directory / "postmaster.pid"
    try:
        lines = pid_file.read_text().splitlines()
    except FileNotFoundError:
        lines = []
    shared_memory = lines[6].split() if len(lines) > 6 else []
    if len(shared_memory) == 2 and _attached(shared_memory[1]):
        raise EmbeddedPostgresError(
            f"a PostgreSQL that Billhook did not start (process {lines[0]}) is running in {directory}; stop it first"
        )
    pid_file.unlink(missing_ok=True)
    # The one beside the socket names the same pid, and a pid that is a zombie's counts as in use.
    (directory / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)


def _attached(shared_memory_id: str) -> bool:
    try:
        rows = [row.split() for row in Path("/proc/sysvipc/shm").read_text().splitlines()]
    except OSError:
        return False
    heading = rows[0]
    identity, attachments = heading.index("shmid"), heading.index("nattch")
    return any(row[identity] == shared_memory_id and int(row[attachments]) > 0 for row in rows[1:])


def _end(process: subprocess.Popen[bytes]) -> None:
    for wish, patience_seconds in (
        (signal.SIGINT, FAST_SHUTDOWN_SECONDS),
        (signal.SIGQUIT, IMMEDIATE_SHUTDOWN_SECONDS),
    ):
        if process.poll() is not None:
            return
        process.send_signal(wish)
        try:
            process.wait(patience_seconds)
            return
        except subprocess.TimeoutExpired:
            continue
    process.kill()
    process.wait()


def _tail(log: Path) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-15:])
    except OSError:
        return ""
