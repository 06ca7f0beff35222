"""A server whose plug can be pulled."""

import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import stripe
from tests.builders import Shop
from tests.conftest import start_server
from tests.platform.processes import descendants_of, is_alive


class House:
    """A server on one data directory that can be killed and started again."""

    def __init__(self, data_dir: Path, workers: int, **environment: str) -> None:
        self.data_dir = data_dir
        self._arguments = ("--workers", str(workers))
        self._environment = environment
        self.opened = threading.Event()
        self.closed = threading.Event()
        self.gone = False
        self.start()

    def start(self) -> None:
        self.server = start_server(self.data_dir, *self._arguments, **self._environment)
        self.shop = Shop(self.server.client)

    def kill(self, whom: str) -> int:
        """Pull the plug: SIGKILL to the process group, or to every process at once. The moment, in Unix seconds."""
        self.opened.clear()
        self.family = self.family_now()
        if whom == "everything":
            for pid in self.family:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        else:
            os.killpg(self.server.process.pid, signal.SIGKILL)
        moment = int(time.time())
        self.server.process.wait(10)
        return moment

    def family_now(self) -> set[int]:
        """The server's processes and PostgreSQL's."""
        return {self.server.process.pid} | descendants_of(self.server.process.pid)

    def answer_to(self, ask: Callable[[], Any], seconds: float = 20.0) -> str:
        """The status or the code that is answered, once another request with the same key is no longer under way."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                return str(ask().status)
            except stripe.CardError as error:
                return str(error.code)
            except (stripe.APIError, stripe.IdempotencyError) as error:
                if error.http_status != 409:
                    raise
                assert time.monotonic() < deadline, "the key is held for ever"
                time.sleep(0.05)

    def processes(self) -> list[str]:
        """The processes that work on the data directory: they name it, live in it, or were of the family."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                command = (process / "cmdline").read_bytes().decode(errors="replace")
                here = str((process / "cwd").readlink())
                ours = int(process.name) in self.family or str(self.data_dir) in command + here
                if ours and is_alive(int(process.name)):
                    found.append(f"{process.name} {command}")
        return found
