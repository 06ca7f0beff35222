"""What the tests of this folder ask the operating system about processes."""

import os
import time
from collections.abc import Callable
from pathlib import Path


def is_alive(pid: int) -> bool:
    """Whether this process runs; one that ended and waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def children_of(pid: int) -> set[int]:
    """The direct children of a process, whichever of its threads started them."""
    found: set[int] = set()
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        found.update(int(child) for child in listing.read_text().split())
    return found


def descendants_of(pid: int) -> set[int]:
    """All processes below this one."""
    found = children_of(pid)
    for child in tuple(found):
        found |= descendants_of(child)
    return found


def user_of(pid: int) -> int:
    """The effective user id of a process."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("Uid:")).split()[2])


def eventually(condition: Callable[[], bool], *, seconds: float = 15.0) -> bool:
    """Whether the condition became true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def without_home() -> dict[str, str]:
    """The environment of these tests less HOME and every setting of ours."""
    ours = ("BILLHOOK_", "DATABASE_URL", "HOME", "XDG_RUNTIME_DIR")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}
