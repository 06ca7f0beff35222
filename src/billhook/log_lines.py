"""The log: one line for each message on standard error, as text or as JSON.

A line that is written while a request is served has its id, and the account once that is known. No line has a key. A
traceback has no local variables: keys and signing secrets would be among them.
"""

import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import orjson
import structlog

from billhook.settings import Settings
from billhook.wire.under_way import SERVED

_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_FIELDS = "billhook_fields"
_TRACEBACK_LENGTH_MAX = 20_000


def log_to_stderr(settings: Settings) -> None:
    """Set up the log of this process."""
    handler = logging.StreamHandler(sys.stderr)
    is_json = settings.log_format == "json"
    handler.setFormatter(_Json() if is_json else logging.Formatter(_TEXT))
    logging.basicConfig(handlers=[handler], level=logging.INFO)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            _leave_traceback_to_logging,
            _with_request,
            _as_fields if is_json else structlog.processors.KeyValueRenderer(key_order=["event"], drop_missing=True),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )


def _leave_traceback_to_logging(_logger: Any, _method: str, event: Any) -> Any:
    """`logging` prints the traceback itself, plainly."""
    event.pop("exc_info", None)
    return event


def _with_request(_logger: Any, _method: str, event: Any) -> Any:
    served = SERVED.get()
    if served is not None:
        event.setdefault("request", served.id)
        if served.account is not None:
            event.setdefault("account", served.account)
    return event


def _as_fields(_logger: Any, _method: str, event: Any) -> Any:
    return (event.pop("event", ""),), {"extra": {_FIELDS: event}}


class _Json(logging.Formatter):
    """One object a line: time, level, logger and message, then the fields of the message."""

    def format(self, record: logging.LogRecord) -> str:
        head = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        fields = getattr(record, _FIELDS, None)
        if fields is None:  # a line of another library
            fields = _with_request(None, "", {})
        line = {**fields, **head} if fields.keys() & head.keys() else {**head, **fields}
        if record.exc_info:
            said = "".join(traceback.format_exception(*record.exc_info))
            line["traceback"] = said[-_TRACEBACK_LENGTH_MAX:]
        return orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode()
