"""Pulls the plug of a server at a named step of a payment; Python runs this first where PYTHONPATH names its folder.

The step stands in the file that BILLHOOK_DIE_AT names. Whoever comes there takes the file away and kills the process
group, so that each step is died at once.
"""

import os
import signal
from pathlib import Path
from typing import Any

from billhook.calls import ProcessorCalls
from billhook.db import calls
from billhook.db.executor import Executor
from billhook.wire.answering import Answer

_FILE = Path(os.environ["BILLHOOK_DIE_AT"])


def _die_at(step: str) -> None:
    try:
        if _FILE.read_text() != step:
            return
        _FILE.unlink()
    except FileNotFoundError:
        return
    os.killpg(os.getpgrp(), signal.SIGKILL)


def _deadly(function: Any, *, before: str | None = None, after: str | None = None) -> Any:
    async def called(*args: Any, **kwargs: Any) -> Any:
        if before is not None:
            _die_at(before)
        result = await function(*args, **kwargs)
        if after is not None:
            _die_at(after)
        return result

    return called


calls.claim = _deadly(calls.claim, after="claimed, not committed")
_ask, _settle = ProcessorCalls.ask, Executor._settle
ProcessorCalls.ask = _deadly(_ask, before="committed, not asked", after="asked, not settled")  # type: ignore[method-assign]
Executor._settle = _deadly(_settle, after="settled, not committed")  # type: ignore[method-assign]
Answer.send = _deadly(Answer.send, before="committed, not answered")  # type: ignore[method-assign]
