"""The cluster: PostgreSQL's files in the data directory, made whole or not at all.

`initdb` works in a directory beside the final one; the database and the password are made there too, and
one rename makes it the cluster. A kill at any moment leaves either nothing or everything. The tunable
settings are written once into `postgresql.conf`, where their owner may change them; what has to hold is
given on the command line at every start (`server.py`).
"""

import os
import shutil
import subprocess
from pathlib import Path

from billhook.db.embedded.binaries import Binaries
from billhook.db.embedded.files import private_directory, private_file, sync_directory
from billhook.db.embedded.process import Account, EmbeddedPostgresError, insist_on_a_name, reachable, spawn
from billhook.kernel.ids import new_token

ROLE = "billhook"
DATABASE = "billhook"
_PASSWORD_LENGTH = 40
_PASSWORD_FILE = "billhook.password"  # noqa: S105 - a file's name
_PATIENCE_SECONDS = 300.0
_BUILTIN_LOCALE_MAJOR = 17  # the first that sorts the same way on every operating system, for ever

_TUNABLE = """
# Billhook's defaults, for a small machine. They are yours to change: Billhook does not write here again.
shared_buffers = 128MB
max_wal_size = 2GB
wal_compression = on
jit = off                       # invoices are read by key; compiling such queries costs more than it saves
log_checkpoints = off
log_line_prefix = '%m [%p] '
timezone = 'UTC'
log_timezone = 'UTC'
"""


def directory_in(data_dir: Path) -> Path:
    """Where the cluster of a data directory is."""
    return data_dir / "postgresql"


def ensure(data_dir: Path, binaries: Binaries, account: Account | None, lock_fd: int) -> Path:
    """The cluster directory of `data_dir`, made now if there is none. The caller holds the lock.

    Raises EmbeddedPostgresError with what initdb said, or when the files are of another major version.
    """
    final = directory_in(data_dir)
    if not final.exists():
        insist_on_a_name(account)
        staging = data_dir / "postgresql.new"
        if staging.exists():  # a start that was killed; nobody works in it, since the lock is ours
            shutil.rmtree(staging)
        private_directory(staging)
        if account:
            os.chown(staging, account.uid, account.gid)
        _initialise(staging, binaries, account, lock_fd)
        staging.rename(final)
        sync_directory(data_dir)
    made_by = (final / "PG_VERSION").read_text().strip()
    if made_by != str(binaries.major):
        raise EmbeddedPostgresError(
            f"{final} was made by PostgreSQL {made_by}, and these programs are PostgreSQL {binaries.major}; "
            "name the older ones with BILLHOOK_PG_BIN, or move the data over with pg_dump or pg_upgrade"
        )
    return final


def password_of(cluster: Path) -> str:
    """The password of the role `billhook`. Raises EmbeddedPostgresError when its file is gone."""
    try:
        return (cluster / _PASSWORD_FILE).read_text().strip()
    except OSError as error:
        raise EmbeddedPostgresError(f"cannot read {cluster / _PASSWORD_FILE}: {error.strerror}") from error


def _initialise(staging: Path, binaries: Binaries, account: Account | None, lock_fd: int) -> None:
    password = new_token(_PASSWORD_LENGTH)
    with reachable(staging, account) as (here, here_fds):
        fds = (lock_fd, *here_fds)
        _initdb(here, password, binaries, account, fds)
        with (staging / "postgresql.conf").open("a") as settings:
            settings.write(_TUNABLE)
        _write_password(staging, password)
        single = [binaries.program("postgres"), "--single", "-D", here, "-c", "exit_on_error=on", "postgres"]
        _run(single, account, fds, standard_input=f"CREATE DATABASE {DATABASE}\n")
        _run([binaries.program("initdb"), "--sync-only", "-D", here], account, fds)


def _initdb(here: str, password: str, binaries: Binaries, account: Account | None, fds: tuple[int, ...]) -> None:
    command = [
        *(binaries.program("initdb"), "-D", here, "-U", ROLE, "--encoding=UTF8", "--no-locale"),
        *("--data-checksums", "--auth=scram-sha-256"),
        *("--no-sync", "--no-instructions"),  # one sync at the end of everything
    ]
    if binaries.major >= _BUILTIN_LOCALE_MAJOR:
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    # The password travels in memory: the user who runs initdb may not be able to read any file of ours.
    password_fd = os.memfd_create("password")
    try:
        os.write(password_fd, f"{password}\n".encode())
        _run([*command, f"--pwfile=/proc/self/fd/{password_fd}"], account, (*fds, password_fd))
    finally:
        os.close(password_fd)


def _run(
    command: list[str],
    account: Account | None,
    pass_fds: tuple[int, ...],
    *,
    standard_input: str = "",
) -> None:
    process = spawn(
        command,
        account=account,
        pass_fds=pass_fds,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        said, _ = process.communicate(standard_input.encode(), timeout=_PATIENCE_SECONDS)
    except BaseException:
        process.kill()
        process.wait()
        raise
    if process.returncode != 0:
        raise EmbeddedPostgresError(
            f"{Path(command[0]).name} failed ({process.returncode}): {said.decode(errors='replace').strip()}"
        )


def _write_password(staging: Path, password: str) -> None:
    """Beside the data that it opens, so that the two cannot part; 0600, owned as the directory is."""
    owner = staging.stat()
    fd = private_file(staging / _PASSWORD_FILE, os.O_WRONLY | os.O_EXCL)
    try:
        os.fchown(fd, owner.st_uid, owner.st_gid if os.geteuid() == 0 else -1)
        os.write(fd, f"{password}\n".encode())
        os.fsync(fd)
    finally:
        os.close(fd)
