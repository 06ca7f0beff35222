"""A line of the log as JSON: one object, whatever happened."""

import json
import subprocess
import sys
from typing import Any

_PROGRAM = """
import logging, structlog
from billhook.log_lines import log_to_stderr
from billhook.settings import Settings
from billhook.wire.under_way import SERVED, Served

log_to_stderr(Settings(log_format="json"))
ours, theirs = structlog.get_logger("billhook.a"), logging.getLogger("another.library")
secret = "sk_test_" + "localvariable"
try:
    raise ValueError("it broke")
except ValueError:
    ours.exception("request failed", path="/v1/customers")
    theirs.exception("went wrong")
SERVED.set(Served("req_1", account="acct_1"))
ours.warning("50% away")
theirs.warning("slow")
"""


def _lines() -> list[dict[str, Any]]:
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True)
    assert "sk_test_localvariable" not in done.stderr
    return [json.loads(line) for line in done.stderr.splitlines()]


def test_each_message_is_one_object() -> None:
    failed, went_wrong, away, slow = _lines()
    # A traceback is one field, and has no local variables.
    assert "ValueError: it broke\n" in failed["traceback"]
    assert "ValueError: it broke\n" in went_wrong["traceback"]
    assert (failed["level"], failed["message"], failed["path"]) == ("error", "request failed", "/v1/customers")
    assert (went_wrong["logger"], went_wrong["message"]) == ("another.library", "went wrong")
    assert "request" not in failed
    # What is written while a request is served names it.
    assert (away["message"], away["request"], away["account"]) == ("50% away", "req_1", "acct_1")
    assert (slow["message"], slow["request"], slow["account"]) == ("slow", "req_1", "acct_1")
