"""Every statement on the ledger of cash, and on the sums in the customers' rows."""

from collections.abc import Sequence

from billhook.cash_balances.objects import CashMovement
from billhook.db.rows import Rows
from billhook.db.tx import Reader, Tx
from billhook.wire import lists
from billhook.wire.params import Page

_ROWS = Rows("cash_balance_transactions", "b", CashMovement)
# Its customer must be locked.
insert = _ROWS.insert
of_ids = _ROWS.of_ids


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
        f"{_ROWS.select} WHERE b.tenant = $1 AND b.id = $2 AND b.customer = $3", reader.tenant.id, movement_id, customer
    )
    return _ROWS.of([row])[0] if row is not None else None


async def sums(reader: Reader, customers: Sequence[str]) -> dict[str, dict[str, int]]:
    """What the movements of each customer's cash come to, by currency."""
    rows = await reader.fetch(
        "SELECT m.customer, m.currency, sum(m.net_amount)::bigint AS amount FROM cash_balance_transactions m "
        "WHERE m.tenant = $1 AND m.customer = ANY($2) GROUP BY m.customer, m.currency",
        reader.tenant.id, list(customers),
    )  # fmt: skip
    found: dict[str, dict[str, int]] = {customer: {} for customer in customers}
    for row in rows:
        found[row["customer"]][row["currency"]] = row["amount"]
    return found


async def page(reader: Reader, customer: str, wanted: Page) -> tuple[list[CashMovement], bool]:
    """A page of the movements of a customer's cash, in all currencies, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("b.customer", customer)
    return await lists.page_of(reader, _ROWS, by, wanted, noun="customer_cash_balance_transaction")
