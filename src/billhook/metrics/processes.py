"""What the HTTP processes share for `/metrics`: the port, and the folder in which several of them count.

The folder is made anew at each start. It lies where temporary files are, since nothing in it is worth keeping.
"""

import contextlib
import socket
import tempfile
from pathlib import Path

from billhook.metrics.page import SHARED_FOLDER
from billhook.metrics.port import metrics_listener
from billhook.settings import Settings


class Metrics:
    """The port and the folder, until `close`. Raises ListenError."""

    def __init__(self, settings: Settings) -> None:
        self.listener: socket.socket | None = metrics_listener(settings)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        if settings.workers > 1 and (self.listener is not None or settings.metrics_token is not None):
            self._folder = tempfile.TemporaryDirectory(prefix="billhook-metrics-")

    @property
    def descriptors(self) -> tuple[int, ...]:
        """What a child process inherits."""
        return (self.listener.fileno(),) if self.listener is not None else ()

    @property
    def environment(self) -> dict[str, str]:
        """By which variables a child process knows the folder."""
        return {SHARED_FOLDER: self._folder.name} if self._folder is not None else {}

    def forget(self, pid: int) -> None:
        """Take back what an ended process says of the present; its counters stay."""
        if self._folder is None:
            return
        for file in Path(self._folder.name).glob(f"gauge_live*_{pid}.db"):
            with contextlib.suppress(OSError):
                file.unlink()

    def close(self) -> None:
        """Give back the port and the folder."""
        if self.listener is not None:
            self.listener.close()
        if self._folder is not None:
            self._folder.cleanup()
