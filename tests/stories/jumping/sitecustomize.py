"""A machine whose clock jumps; Python runs this first where PYTHONPATH names its folder.

The file that BILLHOOK_CLOCK_AHEAD names says how many seconds the clock is ahead; negative, behind.
"""

import os
import time

_file = os.open(os.environ["BILLHOOK_CLOCK_AHEAD"], os.O_RDONLY)
_seconds, _nanoseconds = time.time, time.time_ns


def _ahead() -> int:
    return int(os.pread(_file, 20, 0))


time.time = lambda: _seconds() + _ahead()
time.time_ns = lambda: _nanoseconds() + _ahead() * 1_000_000_000
