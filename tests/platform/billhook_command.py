"""A command of `billhook`, run to its end."""

import contextlib
import io
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests import ready_made
from tests.platform.processes import without_home

from billhook.cli import main


@dataclass(frozen=True)
class Said:
    """What a command said, and its exit status."""

    returncode: int
    stdout: str
    stderr: str


def billhook(*words: str, **environment: str) -> Said:
    """A short command in this process, where what it needs is loaded already. Nobody answers its questions."""
    out, err = io.StringIO(), io.StringIO()
    before = dict(os.environ), sys.argv, sys.stdin
    variables = without_home() | environment
    os.environ.clear()
    os.environ.update(variables)
    sys.argv, sys.stdin = ["billhook", *words], io.StringIO()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
        status: object = 0
    except SystemExit as ended:
        status = ended.code
    finally:
        os.environ.clear()
        os.environ.update(before[0])
        sys.argv, sys.stdin = before[1:]
    if isinstance(status, str):  # as Python itself does at the end of a process
        return Said(1, out.getvalue(), f"{err.getvalue()}{status}\n")
    assert status is None or isinstance(status, int)
    return Said(status or 0, out.getvalue(), err.getvalue())


def billhook_process(*words: str, **environment: str) -> Said:
    """A command that runs in a process of its own, as `serve` and `work` do."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        status = ready_made.start(*words, env=without_home() | environment, output=out, errors=errors).wait(100)
        out.seek(0)
        errors.seek(0)
        return Said(status, out.read().decode(), errors.read().decode())


@dataclass(frozen=True)
class Command:
    """Commands on one data directory."""

    data_dir: Path

    def __call__(self, *words: str, **environment: str) -> Said:
        return billhook(*words, BILLHOOK_DATA_DIR=str(self.data_dir), **environment)
