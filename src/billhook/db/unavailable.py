"""A database that cannot be used at the moment, told apart from a statement that is wrong.

asyncpg raises many classes for the same trouble: refused, reset, shutting down, starting, full, out of
connections. This file judges them by SQLSTATE class (PostgreSQL manual, appendix A), so that the rooms above
need to know one exception.
"""

import asyncpg
import structlog

from billhook.kernel.clock import monotonic

log = structlog.get_logger(__name__)

# 08 connection, 53 resources (disk, memory, connections), 57 operator (shutdown, starting, cancel), 58 system.
_CLASSES = frozenset({"08", "53", "57", "58"})
# A server that became a replica; a session that PostgreSQL ended because its transaction was idle.
_STATES = frozenset({"25006", "25P03"})

LOG_SECONDS = 60.0
_said_at: dict[str, float] = {}


class DatabaseUnavailable(Exception):
    """The database cannot be used now. Answered with 503; the caller may try again.

    `is_broken`: the connection is lost, and another one may work at once. `is_undecided`: the commit was sent, so
    nobody knows whether it happened.
    """

    def __init__(self, cause: BaseException, *, is_broken: bool = False, is_undecided: bool = False) -> None:
        super().__init__(str(cause) or type(cause).__name__)
        self.reason = getattr(cause, "sqlstate", None) or type(cause).__name__
        self.is_broken = is_broken
        self.is_undecided = is_undecided


DRIVER_ERRORS = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What asyncpg may raise; `OSError` includes time limits."""


def is_unavailable(error: BaseException) -> bool:
    """Whether the error tells of the database's state. A wrong statement or value does not."""
    if isinstance(error, asyncpg.PostgresError):
        state = error.sqlstate or ""
        return state[:2] in _CLASSES or state in _STATES
    return isinstance(error, OSError)


def log_outage(error: DatabaseUnavailable) -> None:
    """Log the reason, once a minute for each: an outage meets every request and every job."""
    now = monotonic()
    said_at = _said_at.get(error.reason)
    if said_at is None or now - said_at >= LOG_SECONDS:
        _said_at[error.reason] = now
        log.error("database unavailable", reason=error.reason, error=str(error))
