"""Which database a command works on: that of DATABASE_URL, or the embedded one in the data directory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from billhook.db.embedded.lock import DataDirectoryInUseError
from billhook.db.embedded.server import EmbeddedServer, running_dsn, start
from billhook.settings import Settings

# Each HTTP process has a pool of its own (`app.py`); the rest is for jobs, the command line and psql.
_CONNECTIONS_PER_WORKER = 80
_CONNECTIONS_BESIDE = 40


@dataclass(frozen=True, slots=True)
class Database:
    """An open database. `embedded` is the server that this process started, if it did."""

    dsn: str
    embedded: EmbeddedServer | None = None

    def alive(self) -> bool:
        """False only when the embedded server has died; a database of your own answers for itself."""
        return self.embedded is None or self.embedded.alive()


@contextmanager
def open_database(settings: Settings, *, share: bool = False) -> Iterator[Database]:
    """The database of `settings`, the embedded one started if need be and stopped at the end.

    With `share`, a data directory that a running Billhook holds is no error: its server is used. Call it
    from the main thread. Raises EmbeddedPostgresError or DataDirectoryInUseError.
    """
    if settings.database_url is not None:
        yield Database(settings.database_url)
        return
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
