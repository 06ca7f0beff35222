"""Duplicate an invoice: a new draft with the same lines and words, and with dates of its own."""

from billhook.customers import store as customers
from billhook.db.tx import Tx
from billhook.invoices import items_store, store, view
from billhook.invoices.actions.lines import with_lines
from billhook.invoices.actions.revise import copied, copied_lines
from billhook.invoices.objects import InvoiceDetails
from billhook.kernel import errors
from billhook.kernel.replacing import replace


async def duplicate(tx: Tx, invoice_id: str) -> InvoiceDetails:
    """The new draft, due as long after its creation as the original was. Raises NO_SUCH_PATH.

    Discounts are not copied: each was redeemed for the original.
    """
    original = await store.lock(tx, invoice_id)
    invoice = original.invoice
    found = await customers.find_to_bill(tx, invoice.customer)
    if found is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=invoice.customer)
    customer, today = found
    term = invoice.due_date - invoice.created if invoice.due_date is not None else None
    draft = replace(
        copied(tx, invoice), from_invoice=None, discounts=(), due_date=tx.now + term if term is not None else None,
        period_start=tx.now, period_end=tx.now, template_version=None, late_fee_for=None, subscription=None,
        subscription_metadata=None, billing_reason="manual",
    )  # fmt: skip
    lines = [
        replace(line, discounts=(), subscription=None, subscription_item=None, proration=False, credited=None)
        for line in copied_lines(tx, original.lines, draft.id)
    ]
    details = await with_lines(tx, InvoiceDetails(draft, (), today, customer.balance_in(draft.currency)), lines)
    await store.insert(tx, details.invoice)
    for item in details.lines:
        await items_store.insert(tx, item)
        tx.emit("invoiceitem.created", tx.render(view.item, item))
    tx.emit("invoice.created", tx.render(view.invoice, details))
    return details
