"""Every statement on invoice payments."""

from collections.abc import Sequence

from billhook.db.statements import insert_into
from billhook.db.tx import Reader, Tx
from billhook.invoices.objects import InvoicePayment
from billhook.invoices.params import ListPayments
from billhook.wire import lists

COLUMNS = tuple(InvoicePayment.__dataclass_fields__)
_SELECT = f"SELECT {', '.join('p.' + name for name in COLUMNS)} FROM invoice_payments p"


_INSERT = insert_into("invoice_payments", COLUMNS)


async def insert(tx: Tx, payment: InvoicePayment) -> None:
    """Store a new payment of an invoice; its record, if it has one, comes with it."""
    await tx.write_later(payment.id, _INSERT, tx.tenant.id, *(getattr(payment, name) for name in COLUMNS))


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[InvoicePayment]:
    """Payments by their ids."""
    rows = await reader.fetch(f"{_SELECT} WHERE p.tenant = $1 AND p.id = ANY($2)", reader.tenant.id, list(ids))
    return [InvoicePayment(*row) for row in rows]


async def of_invoices(reader: Reader, invoices: Sequence[str]) -> dict[str, list[InvoicePayment]]:
    """The payments of each invoice, newest first."""
    rows = await reader.fetch(
        f"{_SELECT} WHERE p.tenant = $1 AND p.invoice = ANY($2) ORDER BY p.id DESC",
        reader.tenant.id,
        list(invoices),
    )
    found: dict[str, list[InvoicePayment]] = {invoice: [] for invoice in invoices}
    for row in rows:
        found[row["invoice"]].append(InvoicePayment(*row))
    return found


async def page(reader: Reader, wanted: ListPayments) -> tuple[list[InvoicePayment], bool]:
    """A page of payments, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("p.invoice", wanted.invoice)
    by.equal("p.status", wanted.status)
    by.within("p.created", wanted.created)
    if wanted.payment is not None:
        by.conditions.append("p.payment_record IS NOT NULL" if wanted.payment.type == "payment_record" else "false")
        by.equal("p.payment_record", wanted.payment.payment_record)
    rows, has_more = await lists.page(
        reader, _SELECT, by, wanted, table="invoice_payments", noun="invoice_payment", alias="p"
    )
    return [InvoicePayment(*row) for row in rows], has_more
