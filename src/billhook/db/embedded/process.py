"""Child processes of the embedded PostgreSQL: as whom they run, and that they die with us.

PostgreSQL refuses to run as root. When we are root it runs as `billhook` if the system has such a user,
else as `nobody`, and an existing cluster keeps the owner it has. We open its directory while we still are
root, hand the descriptor down, and name it `/proc/self/fd/N`: the kernel follows that link without looking
at the parents, so data under a 0700 directory such as /root needs no door opened in it. (A relative path
would not do: PostgreSQL turns it into an absolute one, which it then may not enter.)
"""

import ctypes
import os
import pwd
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
_NOBODY = 65534
_PREFERRED_USERS = ("billhook", "nobody")

_libc = ctypes.CDLL(None, use_errno=True)


class EmbeddedPostgresError(Exception):
    """The embedded PostgreSQL cannot do its work; the message says why and what to do, for a person."""


@dataclass(frozen=True, slots=True)
class Account:
    """An unprivileged user of this system, under whom PostgreSQL runs because we are root."""

    uid: int
    gid: int


def account_for(cluster: Path) -> Account | None:
    """The account for this cluster directory (which need not exist), or None when we are not root.

    Raises EmbeddedPostgresError when the cluster belongs to somebody else and we may not switch to them.
    """
    owner = cluster.stat() if cluster.exists() else None
    if os.geteuid() != 0:
        if owner is not None and owner.st_uid != os.geteuid():
            raise EmbeddedPostgresError(
                f"{cluster} belongs to user {_user_name(owner.st_uid)}; run Billhook as that user or as root"
            )
        return None
    if owner is not None and owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    for name in _PREFERRED_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    return Account(_NOBODY, _NOBODY)


@contextmanager
def reachable(directory: Path, account: Account | None) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The name under which a child reaches `directory`, and the descriptors it must inherit for that."""
    if account is None:
        yield str(directory), ()
        return
    fd = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{fd}", (fd,)
    finally:
        os.close(fd)


def spawn(
    command: list[str],
    *,
    account: Account | None,
    pass_fds: tuple[int, ...] = (),
    stdin: int = subprocess.DEVNULL,
    stdout: int | IO[bytes] | None = subprocess.DEVNULL,
    stderr: int | IO[bytes] | None = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start a PostgreSQL program, in a session of its own, so that Ctrl-C reaches only us.

    Raises EmbeddedPostgresError when the system does not let us start it under `account`.
    """
    try:
        return subprocess.Popen(
            command,
            cwd="/",  # ours may be one that `account` cannot enter
            env=_environment(),
            stdin=stdin,
            stdout=stdout,
            stderr=stderr,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            umask=0o077,
            pass_fds=pass_fds,
            start_new_session=True,
            # SIGQUIT is PostgreSQL's immediate shutdown: it cannot hang on a client, and kills what does
            # not obey within five seconds. What was committed is in the log and is replayed at the start.
            preexec_fn=die_with_parent(signal.SIGQUIT),
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise EmbeddedPostgresError(f"cannot start {command[0]}{_as_whom(account)}: {error}") from error


def die_with_parent(death_signal: signal.Signals) -> Callable[[], None]:
    """What a child runs between fork and exec so that the kernel signals it when we are gone.

    The kernel watches the *thread* that forked, so the main thread must be the one. It forgets the wish
    when the user id changes; subprocess calls this after that change.
    """
    parent = os.getpid()

    def wish() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
        if os.getppid() != parent:  # we died before the wish was heard
            os._exit(1)

    return wish


def insist_on_a_name(account: Account | None) -> None:
    """Raise EmbeddedPostgresError when the user who will run initdb has no name, without which it refuses."""
    uid = account.uid if account else os.geteuid()
    if _user_name(uid) == str(uid):
        raise EmbeddedPostgresError(
            f"user id {uid} has no name in /etc/passwd, and PostgreSQL's initdb refuses to work without one; "
            "add a line for it, or name a running server with DATABASE_URL"
        )


def _environment() -> dict[str, str]:
    """Nothing of ours: PGDATA, PGPORT, a locale or a time zone of the caller must not reach the server."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"} | kept


def _as_whom(account: Account | None) -> str:
    return f" as user {_user_name(account.uid)}" if account else ""


def _user_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
