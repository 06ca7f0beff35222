"""One Billhook per data directory: an flock that our PostgreSQL holds together with us.

The descriptor is handed down to `postgres` and so to all its backends, and the kernel lets go of the lock
when the last of them has closed it. Whoever gets the lock therefore knows that no database process of a
predecessor is left, whatever a pid file says and whoever has that pid now.
"""

import fcntl
import logging
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from billhook.db.embedded.files import private_file
from billhook.db.embedded.process import EmbeddedPostgresError
from billhook.kernel.clock import monotonic

_log = logging.getLogger(__name__)
_POLL_SECONDS = 0.02
_SAY_AFTER_SECONDS = 1.0


class DataDirectoryInUseError(EmbeddedPostgresError):
    """Another process works in this data directory. `.holder` is its pid, 0 where that is not known."""

    def __init__(self, message: str, holder: int) -> None:
        super().__init__(message)
        self.holder = holder


class DataDirectoryLock:
    """The exclusive right to a data directory, held from construction to `release()`.

    Raises DataDirectoryInUseError at once when a live Billhook holds it, and after `patience_seconds` when
    only the PostgreSQL of a dead one does, which by then should have finished shutting down.
    """

    def __init__(self, data_dir: Path, *, patience_seconds: float = 60.0) -> None:
        self.path = data_dir / "lock"
        try:
            self.fd = private_file(self.path, os.O_RDWR)
        except OSError as error:
            raise EmbeddedPostgresError(f"cannot open {self.path}: {error.strerror}") from error
        try:
            self._wait(data_dir, patience_seconds)
            os.ftruncate(self.fd, 0)
            os.pwrite(self.fd, f"{os.getpid()} {_started(os.getpid())}\n".encode(), 0)
        except BaseException:
            os.close(self.fd)
            raise

    @classmethod
    def attempt(cls, data_dir: Path) -> "DataDirectoryLock | None":
        """The lock if it is free at this moment, else None. Raises EmbeddedPostgresError."""
        try:
            return cls(data_dir, patience_seconds=0.0)
        except DataDirectoryInUseError:
            return None

    def release(self) -> None:
        """Let go; doing it twice is harmless. A command that comes now finds no name in the file, and waits."""
        if self.fd >= 0:
            os.ftruncate(self.fd, 0)
            os.close(self.fd)
            self.fd = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()

    def _wait(self, data_dir: Path, patience_seconds: float) -> None:
        started = monotonic()
        said = False
        while True:
            try:
                fcntl.flock(self.fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                pass
            if (holder := self._live_holder()) is not None:
                raise DataDirectoryInUseError(
                    f"the data directory {data_dir} is in use by another Billhook (process {holder}); "
                    "stop that one first or choose another --data-dir",
                    holder,
                )
            waited = monotonic() - started
            if waited > patience_seconds:
                raise DataDirectoryInUseError(
                    f"a PostgreSQL left behind in {data_dir} has not ended after {waited:.0f} s; "
                    f"see the first line of {data_dir / 'postgresql' / 'postmaster.pid'} for its process",
                    0,
                )
            if waited > _SAY_AFTER_SECONDS and not said:
                _log.warning("waiting for the previous PostgreSQL in %s to finish", data_dir)
                said = True
            time.sleep(_POLL_SECONDS)

    def _live_holder(self) -> int | None:
        """The pid written into the file, if that very process still lives; pids are used again."""
        try:
            pid, started = os.pread(self.fd, 64, 0).decode().split()
            return int(pid) if _started(int(pid)) == started else None
        except ValueError:  # the holder has the lock, but has not written its name yet
            return None


def _started(pid: int) -> str:
    """When a process started, in the kernel's ticks; the empty string when there is no such process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    # The second field is the program's name in parentheses, which may itself contain anything.
    fields = stat.rpartition(")")[2].split()
    return "" if fields[0] in "ZX" else fields[19]
