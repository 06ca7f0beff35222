"""The pool of connections of one process."""

from typing import Any

import asyncpg
import orjson

# The binary form of JSONB is a version byte before the text. Binary, because only binary values can stand
# inside a composite, and an invoice is read together with its lines as an array of composites.
_JSONB_VERSION = b"\x01"


def _encode_jsonb(value: Any) -> bytes:
    return _JSONB_VERSION + orjson.dumps(value)


def _decode_jsonb(data: bytes) -> Any:
    return orjson.loads(data[1:])


async def _prepare(conn: Any) -> None:
    await conn.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_encode_jsonb, decoder=_decode_jsonb, format="binary"
    )


async def _leave_clean(_conn: Any) -> None:
    """asyncpg has already rolled back what was open; nothing here ever changes a session.

    The default would send one more statement at every release, a round trip for each request.
    """


async def open_pool(dsn: str, *, size: int = 10) -> "asyncpg.Pool[asyncpg.Record]":
    """Open up to `size` connections to `dsn`; JSONB columns travel as Python values."""
    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        init=_prepare,
        reset=_leave_clean,
        command_timeout=60,
        statement_cache_size=1024,
        max_cached_statement_lifetime=0,
        max_inactive_connection_lifetime=0,
        server_settings={
            "application_name": "billhook",
            "idle_in_transaction_session_timeout": "60000",
            "lock_timeout": "20000",
            # Every statement here is prepared and short; planning it anew each time costs more than it wins.
            "plan_cache_mode": "force_generic_plan",
            "jit": "off",
        },
    )
