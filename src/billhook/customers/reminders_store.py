"""Every statement on the customers who get no reminders."""

from collections.abc import Sequence

from billhook.db.tx import Reader, Tx


async def off_among(reader: Reader, customers: Sequence[str]) -> frozenset[str]:
    """Those of these customers whose reminders are off."""
    rows = await reader.fetch(
        "SELECT w.customer FROM customers_without_reminders w WHERE w.tenant = $1 AND w.customer = ANY($2)",
        reader.tenant.id, list(customers),
    )  # fmt: skip
    return frozenset(row["customer"] for row in rows)


async def switch(tx: Tx, customer: str, *, on: bool) -> None:
    """Write down whether reminders are on for this customer."""
    sql = (
        "DELETE FROM customers_without_reminders WHERE tenant = $1 AND customer = $2"
        if on
        else "INSERT INTO customers_without_reminders (tenant, customer) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    )
    await tx.execute(sql, tx.tenant.id, customer)
