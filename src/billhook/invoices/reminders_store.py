"""Every statement on the invoices about which no reminder is mailed."""

from collections.abc import Sequence

from billhook.db.tx import Reader, Tx


async def off_among(reader: Reader, invoices: Sequence[str]) -> frozenset[str]:
    """Those of these invoices whose reminders are off."""
    rows = await reader.fetch(
        "SELECT w.invoice FROM invoices_without_reminders w WHERE w.tenant = $1 AND w.invoice = ANY($2)",
        reader.tenant.id, list(invoices),
    )  # fmt: skip
    return frozenset(row["invoice"] for row in rows)


async def switch(tx: Tx, invoice: str, *, on: bool) -> None:
    """Write down whether reminders are on for this invoice."""
    sql = (
        "DELETE FROM invoices_without_reminders WHERE tenant = $1 AND invoice = $2"
        if on
        else "INSERT INTO invoices_without_reminders (tenant, invoice) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    )
    await tx.execute(sql, tx.tenant.id, invoice)
