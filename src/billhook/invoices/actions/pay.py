"""Pay an invoice: claim, call, settle (invoicing.md §3.10).

A payment has three steps. `claim` locks the invoice and decides what is to be collected and how; the call
asks a processor, with no transaction open; `settle` writes down what came of it. A payment that was made out
of band, or of nothing, needs no call, so its claim and its settlement share one transaction. With no
processor there is nothing that could be called, and a claim that would need one is refused.
"""

from dataclasses import dataclass, replace
from typing import Any

from billhook.db.tx import Tx
from billhook.invoices import payments_store, store, view
from billhook.invoices.actions.finalize import finalize_locked
from billhook.invoices.actions.reporting import report_change
from billhook.invoices.objects import InvoicePayment, Sheet
from billhook.invoices.params import PayInvoice
from billhook.invoices.rules.lifecycle import PAID, after
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.payments import records
from billhook.payments.records import PaymentRecord


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be collected: the locked invoice and the amount that remains, in minor units."""

    sheet: Sheet
    amount: int


async def pay(tx: Tx, params: PayInvoice, invoice_id: str) -> dict[str, Any]:
    """The paid invoice. A draft is finalized on the way.

    Raises NO_SUCH_PATH, ALREADY_PAID, NOT_OPEN, NO_PAYMENT_METHOD.
    """
    sheet = await store.lock(tx, invoice_id)
    if sheet.invoice.is_draft:
        sheet, shown = await finalize_locked(tx, sheet)
        if sheet.invoice.status == PAID:
            return shown
    claimed = claim(sheet, out_of_band=params.paid_out_of_band)
    return await settle_out_of_band(tx, claimed)


def claim(sheet: Sheet, *, out_of_band: bool) -> Claim:
    """Decide what is to be collected. Raises ALREADY_PAID, NOT_OPEN, NO_PAYMENT_METHOD."""
    after("settle", sheet.invoice.status)
    if not out_of_band:
        raise errors.NO_PAYMENT_METHOD()
    return Claim(sheet, sheet.invoice.amount_remaining)


async def settle_out_of_band(tx: Tx, claimed: Claim) -> dict[str, Any]:
    """Record a payment that was made elsewhere: `invoice.paid`, and no `invoice.payment_succeeded`."""
    before = claimed.sheet
    invoice = before.invoice
    record = PaymentRecord(new_id("pr"), tx.now, invoice.customer, invoice.currency, claimed.amount)
    payment = InvoicePayment(
        id=new_id("inpay"), created=tx.now, invoice=invoice.id, currency=invoice.currency,
        amount_requested=claimed.amount, amount_paid=claimed.amount, status="paid", is_default=False,
        payment_record=record.id, paid_at=tx.now, canceled_at=None,
    )  # fmt: skip
    paid = replace(
        invoice,
        status=after("settle", invoice.status),
        amount_paid=invoice.amount_paid + claimed.amount,
        amount_paid_off_stripe=invoice.amount_paid_off_stripe + claimed.amount,
        paid_at=tx.now,
        auto_advance=False,
    )
    await records.insert(tx, record)
    await payments_store.insert(tx, payment)
    await store.save(tx, invoice, paid)
    tx.emit("invoice_payment.paid", view.payment(tx, payment))
    return report_change(tx, before, replace(before, invoice=paid), "invoice.paid")
