"""Every statement on the movements of customers' balances."""

from collections.abc import Sequence

import asyncpg

from billhook.customers.objects import Movement
from billhook.customers.params import ListBalanceTransactions
from billhook.db.clocks import live_in_time_of_customer
from billhook.db.statements import insert_into
from billhook.db.tx import Reader, Tx
from billhook.kernel.ids import first_id
from billhook.wire import lists

_COLUMNS = tuple(Movement.__dataclass_fields__)
_SELECT = f"SELECT {', '.join('b.' + name for name in _COLUMNS)} FROM customer_balance_transactions b"
_INSERT = insert_into("customer_balance_transactions", _COLUMNS)


async def insert(tx: Tx, movement: Movement) -> None:
    """Store a new movement of a customer that is locked."""
    await tx.write_later(movement.id, _INSERT, tx.tenant.id, *(getattr(movement, name) for name in _COLUMNS))


async def save(tx: Tx, movement: Movement) -> None:
    """Write what may change of a movement that `lock` gave."""
    await tx.execute(
        "UPDATE customer_balance_transactions SET description = $3, metadata = $4 WHERE tenant = $1 AND id = $2",
        tx.tenant.id, movement.id, movement.description, movement.metadata,
    )  # fmt: skip


async def find(reader: Reader, customer: str, movement_id: str) -> Movement | None:
    """A movement of this customer's balance."""
    return await _one(reader, customer, movement_id, "")


async def lock(tx: Tx, customer: str, movement_id: str) -> Movement | None:
    """A movement that nobody else changes until this transaction ends."""
    await live_in_time_of_customer(tx, customer)
    return await _one(tx, customer, movement_id, " FOR NO KEY UPDATE")


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[Movement]:
    """Movements by their ids."""
    rows = await reader.fetch(f"{_SELECT} WHERE b.tenant = $1 AND b.id = ANY($2)", reader.tenant.id, list(ids))
    return [_from_row(row) for row in rows]


async def of_types(reader: Reader, customer: str, types: Sequence[str]) -> list[Movement]:
    """All movements of a customer's balance that are of one of these types."""
    rows = await reader.fetch(
        f"{_SELECT} WHERE b.tenant = $1 AND b.customer = $2 AND b.type = ANY($3)",
        reader.tenant.id, customer, list(types),
    )  # fmt: skip
    return [_from_row(row) for row in rows]


async def sums(reader: Reader, customers: Sequence[str]) -> dict[str, dict[str, int]]:
    """What the movements of each customer come to, by currency."""
    rows = await reader.fetch(
        "SELECT b.customer, b.currency, sum(b.amount)::bigint AS amount FROM customer_balance_transactions b "
        "WHERE b.tenant = $1 AND b.customer = ANY($2) GROUP BY b.customer, b.currency",
        reader.tenant.id, list(customers),
    )  # fmt: skip
    found: dict[str, dict[str, int]] = {customer: {} for customer in customers}
    for row in rows:
        found[row["customer"]][row["currency"]] = row["amount"]
    return found


async def page(reader: Reader, customer: str, wanted: ListBalanceTransactions) -> tuple[list[Movement], bool]:
    """A page of the movements of a customer's balance, in all currencies."""
    by = lists.Filter(reader.tenant.id)
    by.equal("b.customer", customer)
    by.same("b.invoice", wanted.invoice)
    by.within("b.created", wanted.created)
    rows, has_more = await lists.page(
        reader, _SELECT, by, wanted,
        table="customer_balance_transactions", noun="customer_balance_transaction", alias="b",
    )  # fmt: skip
    return [_from_row(row) for row in rows], has_more


async def _one(reader: Reader, customer: str, movement_id: str, lock: str) -> Movement | None:
    row = await reader.fetchrow(
        f"{_SELECT} WHERE b.tenant = $1 AND b.id = $2 AND b.customer = $3{lock}",
        reader.tenant.id, movement_id, customer,
    )  # fmt: skip
    return _from_row(row) if row is not None else None


def _from_row(row: asyncpg.Record) -> Movement:
    return Movement(*row)


async def overpaid_since(reader: Reader, since: int, *, limit: int) -> int:
    """How many payments since a moment brought more than their invoices asked for, none on test clocks; counted up to a
    limit."""
    return await reader.fetchval(  # type: ignore[no-any-return]
        "SELECT count(*) FROM (SELECT 1 FROM customer_balance_transactions b WHERE b.tenant = $1 "
        "AND b.type = 'invoice_overpaid' AND b.id ~>=~ $2 AND NOT EXISTS (SELECT FROM customers c "
        "WHERE c.tenant = b.tenant AND c.id = b.customer AND c.test_clock IS NOT NULL) LIMIT $3) r",
        reader.tenant.id, first_id("cbtxn", since), limit,
    )  # fmt: skip
