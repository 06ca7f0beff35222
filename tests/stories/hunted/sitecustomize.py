"""A server of the double-charge hunt: its clock jumps, it dies at a named step, and it sweeps often.

Python runs this first where PYTHONPATH names its folder. The steps are those of `dying`, and the two moments around the
entry of an id that a processor gave.
"""

import runpy
from pathlib import Path
from typing import Any

from billhook.db import jobs, sweeps
from billhook.processor_accounts.directory import StoredReferences

_STORIES = Path(__file__).parent.parent
runpy.run_path(str(_STORIES / "jumping" / "sitecustomize.py"))
_dying = runpy.run_path(str(_STORIES / "dying" / "sitecustomize.py"))

# Two seconds and thirty otherwise; nothing but the speed of the tests depends on it.
sweeps.SWEEP_SECONDS, jobs.SILENT_SECONDS = 0.2, 4
_keep: Any = StoredReferences.keep
StoredReferences.keep = _dying["_deadly"](_keep, before="id not written down", after="id written down")  # type: ignore[method-assign]
