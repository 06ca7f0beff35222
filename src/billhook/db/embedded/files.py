"""Files and directories that their owner alone may use, whatever the umask of the caller is."""

import contextlib
import os
from pathlib import Path


def private_file(path: Path, flags: int) -> int:
    """Open or create a file of mode 0600 and return its descriptor. Raises OSError."""
    fd = os.open(path, flags | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with contextlib.suppress(PermissionError):  # it exists and is another user's, who let us open it
        os.fchmod(fd, 0o600)
    return fd


def private_directory(path: Path) -> None:
    """Make a directory and the parents it lacks, of mode 0700. What exists stays as it is. Raises OSError."""
    missing = [directory for directory in (path, *path.parents) if not directory.exists()]
    for directory in reversed(missing):
        with contextlib.suppress(FileExistsError):  # another process made it meanwhile
            directory.mkdir()
            directory.chmod(0o700)


def sync_directory(path: Path) -> None:
    """Make a rename in this directory durable."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
