"""Commands of `billhook` that are forked from a process which has loaded it already.

Loading takes two seconds of CPU, and the tests start a hundred servers. `python -m tests.ready_made FD` loads, and
then forks a child for each request that comes through the socket; the child runs the command as `billhook` does.
What loading itself does is tested with real starts, in tests/platform and tests/examples.

Such a child looks for what is due four times as often as others do: hundreds of tests wait for what a moment brings.
By day it takes a job over after ten seconds of silence instead of thirty, and its PostgreSQL does not wait for the
disk. What a killed process wrote is with the kernel all the same: only a machine that stops could lose it, which no
test makes happen.
"""

import contextlib
import functools
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, Protocol

from tests.nightly import IS_NIGHTLY

_REQUEST_BYTES_MAX = 200_000
_SWEEP_SECONDS = 0.5
_POLL_SECONDS = 0.25
_SILENT_SECONDS = 10


class Process(Protocol):
    """What the tests use of a process, as of `subprocess.Popen`."""

    pid: int
    returncode: int | None

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...

    def send_signal(self, sig: int) -> None: ...

    def kill(self) -> None: ...


class Forked:
    """A child of the process that has loaded; it has the methods of `subprocess.Popen`."""

    def __init__(self, forker: "_Forker", pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._forker = forker
        self._ended = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """The exit status, or None while it runs."""
        return self._status_within(0)

    def wait(self, timeout: float | None = None) -> int:
        """The exit status once it ended. Raises subprocess.TimeoutExpired."""
        status = self._status_within(timeout)
        if status is None:
            raise subprocess.TimeoutExpired("billhook", timeout or 0)
        return status

    def send_signal(self, sig: int) -> None:
        """Send a signal, unless it ended."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._ended, sig)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def _status_within(self, seconds: float | None) -> int | None:
        if self.returncode is None and select.select([self._ended], [], [], seconds)[0]:
            self.returncode = self._forker.status_of(self.pid)
            os.close(self._ended)
        return self.returncode


def start(*words: str, env: Mapping[str, str], output: IO[bytes], errors: IO[bytes] | None = None) -> Process:
    """Run `billhook WORDS` in a session of its own, with nothing to read. Errors go to `output` if nothing is given."""
    if IS_NIGHTLY and env.get("PYTHONPATH") != os.environ.get("PYTHONPATH"):
        return subprocess.Popen(
            [sys.executable, "-m", "billhook", *words],
            env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=errors or output, start_new_session=True,
        )  # fmt: skip
    return _forker().start(words, env, output, errors or output)


class _Forker:
    """The process that has loaded, seen from the tests."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", "tests.ready_made", str(theirs.fileno())]
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        self._socket = ours

    def start(self, words: tuple[str, ...], env: Mapping[str, str], output: IO[bytes], errors: IO[bytes]) -> Forked:
        request = json.dumps({"words": words, "env": dict(env), "cwd": str(Path.cwd())}).encode()
        socket.send_fds(self._socket, [request], [output.fileno(), errors.fileno()])
        return Forked(self, self._answer())

    def status_of(self, pid: int) -> int:
        self._socket.send(json.dumps({"pid": pid}).encode())
        return self._answer()

    def _answer(self) -> int:
        answer = self._socket.recv(100)
        assert answer, "the process that forks the servers ended; what it said stands above"
        return int(answer)


@functools.cache
def _forker() -> _Forker:
    return _Forker()


def _serve(requests: socket.socket) -> list[str] | None:
    """Answer requests until the tests are gone. In a forked child, return the words of its command."""
    children: set[int] = set()
    while True:
        message, fds, _, _ = socket.recv_fds(requests, _REQUEST_BYTES_MAX, 2)
        if not message:
            for pid in children:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            return None
        request = json.loads(message)
        if "pid" in request:
            children.discard(request["pid"])
            answer = os.waitstatus_to_exitcode(os.waitpid(request["pid"], 0)[1])
        else:
            answer = os.fork()
            if answer == 0:
                requests.close()
                _become(request, fds)
                return list(request["words"])
            children.add(answer)
            for fd in fds:
                os.close(fd)
        requests.send(str(answer).encode())


def _become(request: dict[str, Any], fds: list[int]) -> None:
    """What a shell does between fork and exec."""
    os.setsid()
    for number, fd in enumerate(fds, start=1):
        os.dup2(fd, number)
        os.close(fd)
    os.chdir(request["cwd"])
    before = os.environ.get("PYTHONPATH", "")
    os.environ.clear()
    os.environ.update(request["env"])
    if (path := os.environ.get("PYTHONPATH", "")) != before:
        _customize(path.split(os.pathsep))


def _customize(folders: list[str]) -> None:
    """Run the test's own `sitecustomize`, which replaces parts of what is loaded; at night it runs first, as usual."""
    sys.path[:0] = folders
    sys.modules.pop("sitecustomize", None)
    if any((Path(folder) / "sitecustomize.py").exists() for folder in folders):
        importlib.import_module("sitecustomize")


def _spawn_without_fsync(spawn: Callable[..., Any], command: list[str | Path], **more: Any) -> Any:
    """Start PostgreSQL so that it does not wait for the disk; the last word on a setting counts."""
    return spawn([*command, "-c", "fsync=off"], **more)


def _load() -> None:
    """Load what the commands need, as they would, and compile the templates."""
    import billhook.serve
    import billhook.worker  # noqa: F401
    from billhook.dashboard.assets import Assets
    from billhook.dashboard.rendering import compiled
    from billhook.db import jobs, sweeps
    from billhook.db.embedded import server

    sweeps.SWEEP_SECONDS = _SWEEP_SECONDS
    jobs.POLL_SECONDS = _POLL_SECONDS
    if not IS_NIGHTLY:
        jobs.SILENT_SECONDS = _SILENT_SECONDS
        server.spawn = functools.partial(_spawn_without_fsync, server.spawn)
    compiled(Assets().icons)
    # What is loaded stays: a child that looks for garbage in it would copy it.
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    _load()
    with socket.socket(fileno=int(sys.argv[1])) as asking:
        command = _serve(asking)
    if command is not None:
        from billhook.cli import main

        sys.argv = ["billhook", *command]
        main()
