"""A `billhook serve` of a test's own, and the file that it writes."""

import json
import re
import signal
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from tests import ready_made
from tests.conftest import TEST_KEY
from tests.platform.processes import children_of, descendants_of, eventually, without_home

KEY = TEST_KEY


class Serving:
    """A `billhook serve` in a session of its own, as in a terminal of its own."""

    def __init__(self, data_dir: Path, *options: str, **environment: str) -> None:
        self.data_dir = data_dir
        self.log = data_dir.parent / f"{data_dir.name}.log"
        with self.log.open("wb") as log:
            self.process: ready_made.Process = ready_made.start(
                *("serve", "--port", "0", "--data-dir", str(data_dir), *options),
                env=without_home() | {"BILLHOOK_TEST_SECRET_KEY": KEY} | environment,
                output=log,
            )
        self.pid = self.process.pid

    def said(self) -> str:
        return self.log.read_text()

    def url(self) -> str:
        """The address from the banner, once that is there."""
        assert eventually(lambda: "Ctrl-C stops it" in self.said() or self.process.poll() is not None, seconds=60)
        found = re.search(r"API +(http://\S+)", self.said())
        assert found, self.said()
        return found.group(1)

    def status_of_a_request(self) -> int:
        request = urllib.request.Request(f"{self.url()}/v1/customers?limit=1")
        request.add_header("Authorization", f"Bearer {KEY}")
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)

    def get(self, path: str) -> Any:
        """The JSON of a GET with the test key."""
        return self._request(path, None)

    def post(self, path: str, values: dict[str, str]) -> Any:
        """The JSON of a POST with the test key."""
        return self._request(path, urllib.parse.urlencode(values).encode())

    def _request(self, path: str, body: bytes | None) -> Any:
        request = urllib.request.Request(f"{self.url()}{path}", data=body, headers={"Authorization": f"Bearer {KEY}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def answers(self) -> bool:
        """Whether a request that reads the database succeeds."""
        try:
            return self.status_of_a_request() == 200
        except OSError:
            return False

    def family(self) -> set[int]:
        """This process and all below it."""
        return {self.pid} | descendants_of(self.pid)

    def stop(self, sig: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(sig)
        return self.process.wait(30)


def postgres_of(server: Serving) -> int:
    """The process of the embedded PostgreSQL."""
    (found,) = (pid for pid in children_of(server.pid) if b"postgres" in Path(f"/proc/{pid}/cmdline").read_bytes())
    return found
