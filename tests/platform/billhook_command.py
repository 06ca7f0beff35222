"""A command of `billhook`, run to its end."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.platform.processes import without_home


def billhook(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """What a command said and its exit status. Nobody answers its questions."""
    return subprocess.run(
        [sys.executable, "-m", "billhook", *words],
        env=without_home() | environment, capture_output=True, text=True, timeout=120, check=False,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip


@dataclass(frozen=True)
class Command:
    """Commands on one data directory."""

    data_dir: Path

    def __call__(self, *words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return billhook(*words, BILLHOOK_DATA_DIR=str(self.data_dir), **environment)
