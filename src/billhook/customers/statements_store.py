"""Every statement of SQL on when the next statement of account of a customer is mailed.

The moment stands in the customer's row; NULL as long as nothing is planned. Saving a customer leaves it alone.
"""

from billhook.db.tx import Reader, Tx

IS_THERE = "d.deleted_at IS NULL"
"""That a customer `d` is not deleted."""

IS_UNPLANNED = f"d.statement_at IS NULL AND {IS_THERE}"
"""That nothing is planned for a customer `d`, as the index has it (migrations/0070_statements_of_account.sql)."""


async def plan(tx: Tx, customer: str, moment: int | None) -> None:
    """Write when the next statement of a locked customer is due; None for none."""
    sql = "UPDATE customers SET statement_at = $3 WHERE tenant = $1 AND id = $2"
    await tx.write_later(customer, sql, tx.tenant.id, customer, moment)


async def moment_of(reader: Reader, customer: str) -> int | None:
    """When the next statement of a customer is due."""
    sql = "SELECT c.statement_at FROM customers c WHERE c.tenant = $1 AND c.id = $2"
    found: int | None = await reader.fetchval(sql, reader.tenant.id, customer)
    return found


async def unplanned(reader: Reader, limit: int) -> list[str]:
    """The ids of at most `limit` customers for whom nothing is planned."""
    sql = f"SELECT d.id FROM customers d WHERE d.tenant = $1 AND {IS_UNPLANNED} LIMIT $2"
    return [row["id"] for row in await reader.fetch(sql, reader.tenant.id, limit)]
