"""The late fees of an invoice, and the late invoice of a fee."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.invoices import store
from billhook.invoices.objects import Invoice


async def fees_of(reader: Reader, invoice_id: str) -> Sequence[Invoice]:
    """The invoices that charge a fee for this one, the first one first."""
    statement = "SELECT id FROM invoices WHERE tenant = $1 AND late_fee_for = $2 ORDER BY id"
    ids = [row["id"] for row in await reader.fetch(statement, reader.tenant.id, invoice_id)]
    found = {details.invoice.id: details.invoice for details in await store.of_ids(reader, ids)} if ids else {}
    return [found[id] for id in ids if id in found]


async def late_invoice_of(reader: Reader, fee: Invoice) -> Invoice | None:
    """The invoice for which this one charges a fee, if it charges one."""
    details = await store.find(reader, fee.late_fee_for) if fee.late_fee_for is not None else None
    return details.invoice if details is not None else None
