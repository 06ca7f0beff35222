"""The address of the embedded server: a unix socket in the cluster directory, and a short way to it.

The server binds the socket by a relative name, so that the length of the path does not matter to it.
Clients name it absolutely, and the kernel gives them 107 bytes. Where that is too little they go through
a link in a 0700 directory of ours, named after the path it stands for.
"""

import contextlib
import os
import stat
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from billhook.db.embedded.files import private_directory
from billhook.db.embedded.process import EmbeddedPostgresError

SOCKET_NAME = ".s.PGSQL.5432"
_SOCKET_PATH_BYTES = 100
_RUNTIME_PATH_BYTES = 40
_HASH_LENGTH = 16


class SocketDirectory:
    """The directory to name as `host` of a cluster's connections.

    Raises EmbeddedPostgresError when somebody else occupies the name of the link that would be needed.
    """

    def __init__(self, cluster: Path) -> None:
        self.path = cluster
        self._place: Path | None = None
        if len(os.fsencode(cluster / SOCKET_NAME)) > _SOCKET_PATH_BYTES:
            self._place = _place_for(cluster)
            self.path = self._place / "pg"
            if not (self.path.is_symlink() and self.path.readlink() == cluster):
                self.path.unlink(missing_ok=True)
                self.path.symlink_to(cluster)

    def remove(self) -> None:
        """Take the link away, if there is one. What others made of it meanwhile stays."""
        if self._place is not None:
            with contextlib.suppress(OSError):
                self.path.unlink()
                self._place.rmdir()

    def dsn(self, *, user: str, password: str, database: str) -> str:
        """A PostgreSQL URL that asyncpg and libpq understand."""
        return f"postgresql://{user}:{password}@/{database}?host={quote(str(self.path), safe='/')}"


def _place_for(cluster: Path) -> Path:
    runtime = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    usable = (
        runtime.is_absolute()
        and len(os.fsencode(runtime)) <= _RUNTIME_PATH_BYTES
        and os.access(runtime, os.W_OK | os.X_OK)
    )
    name = f"billhook-{os.geteuid()}-{sha256(os.fsencode(cluster)).hexdigest()[:_HASH_LENGTH]}"
    place = (runtime if usable else Path("/tmp")) / name  # noqa: S108 - its owner and mode are checked
    private_directory(place)
    found = place.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o077:
        raise EmbeddedPostgresError(
            f"{cluster} is too long a path for a socket, and {place}, which would stand for it, is not ours"
        )
    return place
