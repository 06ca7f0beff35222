"""A look at what is claimed: calls that nobody answers, and idempotency keys whose request is gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Claims:
    """How many claims there are, for how many seconds the oldest, and a few of them."""

    number: int
    seconds: int
    named: tuple[str, ...]


_UNANSWERED = """
    SELECT count(*), $2 - min(c.created), (array_agg(c.subject ORDER BY c.created))[1:3] FROM calls c
    WHERE c.tenant = $1 AND c.settled_at IS NULL AND c.attempts >= $3"""
_HELD_KEYS = """
    SELECT count(*), $2 - min(k.created), (array_agg(k.key ORDER BY k.created))[1:3] FROM idempotency_keys k
    WHERE k.tenant = $1 AND k.status IS NULL AND k.created <= $2 - $3
    AND NOT EXISTS (SELECT FROM calls c
        WHERE c.tenant = k.tenant AND c.settled_at IS NULL AND c.reply ->> 'key' = k.key)"""
_ASKED = "SELECT c.subject FROM calls c WHERE c.tenant = $1 AND c.settled_at IS NULL AND c.subject = ANY($2)"


async def unanswered(conn: Any, tenant: int, now: int, attempts: int) -> Claims:
    """Calls that were asked again this many times, and that nobody has answered."""
    return _claims(await conn.fetchrow(_UNANSWERED, tenant, now, attempts))


async def held_keys(conn: Any, tenant: int, now: int, seconds: int) -> Claims:
    """Keys that have been held for longer than that by a request whose call nobody will settle any more."""
    return _claims(await conn.fetchrow(_HELD_KEYS, tenant, now, seconds))


async def without_call(conn: Any, tenant: int, subjects: Sequence[str]) -> list[str]:
    """Those of these objects about which nobody is being asked."""
    asked = {row["subject"] for row in await conn.fetch(_ASKED, tenant, list(subjects))}
    return [subject for subject in subjects if subject not in asked]


def _claims(row: Any) -> Claims:
    return Claims(row[0], row[1] or 0, tuple(row[2] or ()))
