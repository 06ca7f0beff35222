"""Which database a command works on: that of DATABASE_URL, or the embedded one in the data directory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from billhook.db.embedded.lock import DataDirectoryInUseError
from billhook.db.embedded.server import EmbeddedServer, holds_data, running_dsn, start
from billhook.db.unusable import DatabaseUnusable
from billhook.settings import Settings

# Each HTTP process has a pool of its own (`app.py`); the rest is for jobs, the command line and psql.
_CONNECTIONS_PER_WORKER = 80
_CONNECTIONS_BESIDE = 40


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. `embedded` is the server that this process started, if it did."""

    dsn: str
    embedded: EmbeddedServer | None = None

    def look_after(self) -> None:
        """Start the embedded server again if it has died; a database of your own is looked after by you.

        Call it a few times a second from the main thread; it does not wait. Raises EmbeddedPostgresError when
        the server cannot be kept running.
        """
        if self.embedded is not None:
            self.embedded.look_after()


class NoDataError(DatabaseUnusable):
    """There is no data directory of Billhook. The message is one sentence for a person."""


@contextmanager
def open_database(settings: Settings, *, share: bool = False, create: bool = False) -> Iterator[Database]:
    """The database of `settings`, the embedded one started if need be and stopped at the end.

    With `share`, a data directory that a running Billhook holds is no error: its server is used. Only with
    `create` is a database made where there is none. Call it from the main thread. Raises EmbeddedPostgresError,
    DataDirectoryInUseError or NoDataError.
    """
    if settings.database_url is not None:
        yield Database(settings.database_url)
        return
    if not create and not holds_data(settings.data_dir):
        raise NoDataError(
            f"there is no data of Billhook in {settings.data_dir}; name the directory with --data-dir, "
            "or make it with `billhook serve`"
        )
    connections = _CONNECTIONS_BESIDE + _CONNECTIONS_PER_WORKER * max(settings.workers, 1)
    try:
        server = start(settings.data_dir, bin_dir=settings.pg_bin, max_connections=connections)
    except DataDirectoryInUseError as held:
        if not (share and held.holder):
            raise
        yield Database(running_dsn(settings.data_dir))
        return
    with server:
        yield Database(server.dsn, server)
