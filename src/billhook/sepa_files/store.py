"""Every statement on SEPA orders and the files in which they stand."""

from collections.abc import Sequence

from billhook.db.rows import Rows
from billhook.db.statements import insert_into
from billhook.db.tx import Reader, Tx
from billhook.sepa_files.objects import SepaBatch, SepaOrder
from billhook.sepa_files.rules.lifecycle import RETURNED, SENT, SETTLED, WAITING

_ORDERS = Rows("sepa_orders", "o", SepaOrder)
_BATCHES = Rows("sepa_batches", "b", SepaBatch)
save = _ORDERS.save
find = _ORDERS.find
lock = _ORDERS.lock
insert_batch = _BATCHES.insert
save_batch = _BATCHES.save
find_batch = _BATCHES.find
lock_batch = _BATCHES.lock
_INSERT = f"{insert_into('sepa_orders', _ORDERS.columns)} ON CONFLICT (tenant, id) DO NOTHING"


async def insert_once(tx: Tx, order: SepaOrder) -> None:
    """Store an order, unless somebody else stores that of the same call."""
    await tx.execute(_INSERT, tx.tenant.id, *(getattr(order, name) for name in _ORDERS.columns))


async def lock_waiting(tx: Tx, kind: str, limit: int) -> list[SepaOrder]:
    """Orders that wait for a file, the oldest first. Whoever comes second waits, and then finds others."""
    rows = await tx.fetch(
        f"{_ORDERS.select} WHERE o.tenant = $1 AND o.kind = $2 AND o.status = $3 ORDER BY o.id LIMIT $4 FOR UPDATE",
        tx.tenant.id, kind, WAITING, limit,
    )  # fmt: skip
    return _ORDERS.of(rows)


async def waiting(reader: Reader, kind: str, limit: int) -> list[SepaOrder]:
    """Orders that wait for a file, the oldest first."""
    rows = await reader.fetch(
        f"{_ORDERS.select} WHERE o.tenant = $1 AND o.kind = $2 AND o.status = $3 ORDER BY o.id LIMIT $4",
        reader.tenant.id, kind, WAITING, limit,
    )  # fmt: skip
    return _ORDERS.of(rows)


async def lock_of_batch(tx: Tx, batch: str) -> list[SepaOrder]:
    """The orders of a file."""
    rows = await tx.fetch(
        f"{_ORDERS.select} WHERE o.tenant = $1 AND o.batch = $2 ORDER BY o.id FOR UPDATE", tx.tenant.id, batch
    )  # fmt: skip
    return _ORDERS.of(rows)


async def of_batch(reader: Reader, batch: str) -> list[SepaOrder]:
    """The orders of a file, the oldest first."""
    rows = await reader.fetch(
        f"{_ORDERS.select} WHERE o.tenant = $1 AND o.batch = $2 ORDER BY o.id", reader.tenant.id, batch
    )  # fmt: skip
    return _ORDERS.of(rows)


async def lock_named(tx: Tx, end_to_end_ids: Sequence[str]) -> dict[str, SepaOrder]:
    """The orders that were sent, by what the bank calls them."""
    rows = await tx.fetch(
        f"{_ORDERS.select} WHERE o.tenant = $1 AND o.end_to_end_id = ANY($2) AND o.batch IS NOT NULL "
        "ORDER BY o.id FOR UPDATE",
        tx.tenant.id, list(end_to_end_ids),
    )  # fmt: skip
    return {order.end_to_end_id: order for order in _ORDERS.of(rows)}


async def debits_of_amounts(reader: Reader, amounts: Sequence[int]) -> list[SepaOrder]:
    """The debits of these amounts that the bank executes or has executed."""
    rows = await reader.fetch(
        f"{_ORDERS.select} WHERE o.tenant = $1 AND o.kind = 'debit' AND o.amount = ANY($2) AND o.status = ANY($3)",
        reader.tenant.id, list(amounts), [SENT, SETTLED],
    )  # fmt: skip
    return _ORDERS.of(rows)


async def debits_by_mandate(reader: Reader, mandate: str, amounts: Sequence[int]) -> list[SepaOrder]:
    """The debits by a mandate, of one of these amounts, that the bank executes, has executed or has sent back."""
    rows = await reader.fetch(
        f"{_ORDERS.select} WHERE o.tenant = $1 AND o.mandate = $2 AND o.kind = 'debit' AND o.amount = ANY($3) "
        "AND o.status = ANY($4)",
        reader.tenant.id, mandate, list(amounts), [SENT, SETTLED, RETURNED],
    )  # fmt: skip
    return _ORDERS.of(rows)


async def used_mandates(reader: Reader, mandates: Sequence[str]) -> set[str]:
    """Those of some mandates by which a debit was sent that the bank did not refuse."""
    rows = await reader.fetch(
        "SELECT DISTINCT o.mandate FROM sepa_orders o WHERE o.tenant = $1 AND o.mandate = ANY($2) "
        "AND o.kind = 'debit' AND o.status = ANY($3)",
        reader.tenant.id, list(mandates), [SENT, SETTLED, RETURNED],
    )  # fmt: skip
    return {row["mandate"] for row in rows}


async def not_fetched(reader: Reader, kind: str) -> SepaBatch | None:
    """The file that was never handed out."""
    rows = await reader.fetch(
        f"{_BATCHES.select} WHERE b.tenant = $1 AND b.kind = $2 AND b.fetched_at IS NULL", reader.tenant.id, kind
    )  # fmt: skip
    return _BATCHES.of(rows)[0] if rows else None


async def batches(reader: Reader, limit: int) -> list[SepaBatch]:
    """The newest files, the newest first."""
    rows = await reader.fetch(
        f"{_BATCHES.select} WHERE b.tenant = $1 ORDER BY b.id DESC LIMIT $2", reader.tenant.id, limit
    )  # fmt: skip
    return _BATCHES.of(rows)


async def lock_batches(tx: Tx) -> list[SepaBatch]:
    """Every file of the tenant; nobody else changes one until this transaction ends."""
    rows = await tx.fetch(f"{_BATCHES.select} WHERE b.tenant = $1 ORDER BY b.id FOR NO KEY UPDATE", tx.tenant.id)
    return _BATCHES.of(rows)


async def waiting_sums(reader: Reader) -> dict[str, tuple[int, int]]:
    """How many orders of each kind wait for a file, and their sum in cents."""
    rows = await reader.fetch(
        "SELECT o.kind, count(*) AS number, sum(o.amount)::bigint AS amount FROM sepa_orders o "
        "WHERE o.tenant = $1 AND o.status = $2 GROUP BY o.kind",
        reader.tenant.id, WAITING,
    )  # fmt: skip
    return {row["kind"]: (row["number"], row["amount"]) for row in rows}
