"""Every statement on invoice payments."""

from collections.abc import Sequence
from operator import attrgetter

from billhook.db.statements import insert_into, update_of
from billhook.db.tx import Reader, Tx
from billhook.invoices.objects import InvoicePayment
from billhook.invoices.params import PAYMENT_STATUSES, ListPayments
from billhook.invoices.rules.lifecycle import INVOICE_PAYMENT, PAYMENT_OPEN
from billhook.wire import lists

COLUMNS = tuple(InvoicePayment.__dataclass_fields__)
_SELECT = f"SELECT {', '.join('p.' + name for name in COLUMNS)} FROM invoice_payments p"


_INSERT = insert_into("invoice_payments", COLUMNS)
_UPDATE = update_of("invoice_payments", COLUMNS)
_written = attrgetter(*COLUMNS)


async def insert(tx: Tx, payment: InvoicePayment) -> None:
    """Store a new payment of an invoice; its record, if it has one, comes with it."""
    await tx.write_later(payment.id, _INSERT, tx.tenant.id, *_written(payment))


async def request(tx: Tx, intent: str, amount: int) -> None:
    """Ask for another amount by the open payment of an intent; the invoice is locked."""
    await tx.write_later(
        f"payment of {intent}",
        "UPDATE invoice_payments SET amount_requested = $3 "
        "WHERE tenant = $1 AND payment_intent = $2 AND status = 'open'",
        tx.tenant.id, intent, amount,
    )  # fmt: skip


async def cancel(tx: Tx, intent: str) -> None:
    """Cancel the open payment of an intent; the invoice is locked."""
    await tx.write_later(
        f"payment of {intent}",
        "UPDATE invoice_payments SET status = $5, canceled_at = $3 "
        "WHERE tenant = $1 AND payment_intent = $2 AND status = $4",
        tx.tenant.id, intent, tx.now, PAYMENT_OPEN, INVOICE_PAYMENT.after("cancel", PAYMENT_OPEN),
    )  # fmt: skip


async def save(tx: Tx, payment: InvoicePayment) -> None:
    """Write a payment whose invoice is locked."""
    await tx.write_later(payment.id, _UPDATE, tx.tenant.id, *_written(payment))


async def find_of_intent(reader: Reader, intent: str) -> InvoicePayment | None:
    """The payment that an intent makes, if it pays an invoice at all."""
    row = await reader.fetchrow(f"{_SELECT} WHERE p.tenant = $1 AND p.payment_intent = $2", reader.tenant.id, intent)
    return InvoicePayment(*row) if row is not None else None


async def open_beside(reader: Reader, invoice: str) -> str | None:
    """The intent of an open payment that is not the default one of an invoice."""
    return await reader.fetchval(  # type: ignore[no-any-return]
        "SELECT payment_intent FROM invoice_payments WHERE tenant = $1 AND invoice = $2 AND status = 'open' "
        "AND NOT is_default ORDER BY id LIMIT 1",
        reader.tenant.id, invoice,
    )  # fmt: skip


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


async def invoices_of_intents(reader: Reader, intents: Sequence[str]) -> dict[str, str]:
    """The invoice that each of these intents pays, if it pays any."""
    rows = await reader.fetch(
        "SELECT payment_intent, invoice FROM invoice_payments WHERE tenant = $1 AND payment_intent = ANY($2)",
        reader.tenant.id, list(intents),
    )  # fmt: skip
    return {row["payment_intent"]: row["invoice"] for row in rows}


async def page(reader: Reader, wanted: ListPayments) -> tuple[list[InvoicePayment], bool]:
    """A page of payments, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("p.invoice", wanted.invoice)
    by.made("p.created", "inpay", wanted.created)
    by_intent = None
    if wanted.payment is not None:
        by_intent = wanted.payment.type == "payment_intent"
        by.equal("p.payment_record", wanted.payment.payment_record)
        by.equal("p.payment_intent", wanted.payment.payment_intent)
    if by.is_indexed or (wanted.status is None and by_intent is None):
        by.same("p.status", wanted.status)
        by.same("(p.payment_intent IS NOT NULL)", by_intent)
    else:
        by.fan("p.status", wanted.status, PAYMENT_STATUSES)
        by.fan("(p.payment_intent IS NOT NULL)", by_intent, (False, True), "boolean")
    rows, has_more = await lists.page(
        reader, _SELECT, by, wanted, table="invoice_payments", noun="invoice_payment", alias="p"
    )
    return [InvoicePayment(*row) for row in rows], has_more
