"""Idempotency keys as stored: which request each belongs to, and its response (platform.md §4)."""

from dataclasses import dataclass

from billhook.db.outbox import KEPT_ANSWER
from billhook.db.tx import Reader, Tx


@dataclass(frozen=True, slots=True)
class KeptResponse:
    """The response of a key. Without `status` and `body` the key waits for an answer from outside."""

    request: str
    path: str
    parameters: bytes
    status: int | None
    body: str | None


async def find(reader: Reader, key: str) -> KeptResponse | None:
    """The response that is stored for a key."""
    row = await reader.fetchrow(KEPT_ANSWER, reader.tenant.id, key)
    return KeptResponse(*row) if row is not None else None


async def answer(tx: Tx, key: str, status: int, body: str) -> None:
    """Write the response of a key that waits, unless it has been written meanwhile."""
    await tx.execute(
        "UPDATE idempotency_keys SET status = $3, body = $4 WHERE tenant = $1 AND key = $2 AND status IS NULL",
        tx.tenant.id, key, status, body,
    )  # fmt: skip
