"""Every statement on the ledger of cash, and on the sums in the customers' rows."""

from collections.abc import Sequence

from billhook.cash_balances.objects import CashMovement
from billhook.db.statements import insert_into
from billhook.db.tx import Reader, Tx
from billhook.wire import lists
from billhook.wire.params import Page

COLUMNS = tuple(CashMovement.__dataclass_fields__)
_SELECT = f"SELECT {', '.join('b.' + name for name in COLUMNS)} FROM cash_balance_transactions b"
_INSERT = insert_into("cash_balance_transactions", COLUMNS)


async def insert(tx: Tx, movement: CashMovement) -> None:
    """Store a new movement of a customer who is locked."""
    await tx.write_later(movement.id, _INSERT, tx.tenant.id, *(getattr(movement, name) for name in COLUMNS))


async def save_cash(tx: Tx, customer: str, currency: str, amount: int) -> None:
    """Write the sum in a currency of a customer who is locked, and nothing else of the row."""
    sql = "UPDATE customers SET cash = cash || $3 WHERE tenant = $1 AND id = $2"
    await tx.write_later(customer, sql, tx.tenant.id, customer, {currency: amount})


async def save_reconciles_at(tx: Tx, customer: str, moment: int | None) -> None:
    """Write when the cash of a locked customer is to be looked at again; None, not before it moves."""
    sql = "UPDATE customers SET reconciles_at = $3 WHERE tenant = $1 AND id = $2"
    await tx.write_later(customer, sql, tx.tenant.id, customer, moment)


async def find(reader: Reader, customer: str, movement_id: str) -> CashMovement | None:
    """A movement of this customer's cash."""
    row = await reader.fetchrow(
        f"{_SELECT} WHERE b.tenant = $1 AND b.id = $2 AND b.customer = $3", reader.tenant.id, movement_id, customer
    )
    return CashMovement(*row) if row is not None else None


async def page(reader: Reader, customer: str, wanted: Page) -> tuple[list[CashMovement], bool]:
    """A page of the movements of a customer's cash, in all currencies, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("b.customer", customer)
    rows, has_more = await lists.page(
        reader, _SELECT, by, wanted,
        table="cash_balance_transactions", noun="customer_cash_balance_transaction", alias="b",
    )  # fmt: skip
    return [CashMovement(*row) for row in rows], has_more


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[CashMovement]:
    """Movements by their ids."""
    rows = await reader.fetch(f"{_SELECT} WHERE b.tenant = $1 AND b.id = ANY($2)", reader.tenant.id, list(ids))
    return [CashMovement(*row) for row in rows]
