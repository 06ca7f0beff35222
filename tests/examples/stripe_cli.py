"""Stripe's own command line, as npm installs it with the packages of the tests."""

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.conftest import Server

PROGRAM = Path(__file__).parents[2] / "node_modules" / "@stripe" / "cli" / "bin" / "shim.js"


@dataclass(frozen=True)
class StripeCli:
    """The command line, with a home directory of its own and no telemetry."""

    server: Server
    home: Path

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        return subprocess.run(self._words(words), env=self._environment, capture_output=True, text=True, timeout=60)

    @contextmanager
    def running(self, *words: str) -> Iterator[subprocess.Popen[str]]:
        """Run a command until the block ends."""
        process = subprocess.Popen(
            self._words(words), env=self._environment, text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # the program is a child of a script
            process.communicate()

    def _words(self, words: tuple[str, ...]) -> list[str]:
        if not PROGRAM.is_file():
            pytest.fail("the packages of the tests are missing; `./dev test` installs them")
        return ["node", str(PROGRAM), *words, "--api-base", self.server.url, "--api-key", self.server.key]

    @property
    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("STRIPE_")}
        home = str(self.home)
        return kept | {"STRIPE_CLI_TELEMETRY_OPTOUT": "1", "HOME": home, "XDG_CONFIG_HOME": home}
