"""Attach a payment intent to an invoice: a payment beside the default one (invoicing.md §3.16, §6.4)."""

from billhook.db.tx import Tx
from billhook.invoices import payments_store, store
from billhook.invoices.actions.follow_payment import collect
from billhook.invoices.objects import InvoiceDetails, InvoicePayment
from billhook.invoices.params import AttachPayment
from billhook.invoices.rules.attaching import asked_for, require_attachable
from billhook.kernel import errors
from billhook.payments import store as payments
from billhook.payments.rules.lifecycle import SUCCEEDED


async def attach_payment(tx: Tx, params: AttachPayment, invoice_id: str) -> InvoiceDetails:
    """The invoice, with a payment that waits for the intent, or that has paid at once where the intent has succeeded.

    Raises NO_SUCH_PATH, NO_SUCH_PARAM, NOT_OPEN, NOT_ATTACHABLE.
    """
    before = await store.lock(tx, invoice_id)
    intent = await payments.lock_intent(tx, params.payment_intent)
    if intent is None or intent.is_direct:
        raise errors.NO_SUCH_PARAM(param="payment_intent", noun="payment_intent", id=params.payment_intent)
    attached = await payments_store.find_of_intent(tx, intent.id) is not None
    require_attachable(before.invoice, intent, attached=attached)
    payment = InvoicePayment.waiting(
        invoice_id, intent.id, before.invoice.currency, asked_for(intent), now=tx.now, is_default=False
    )
    await payments_store.insert(tx, payment)
    if intent.status == SUCCEEDED:
        assert intent.latest_charge is not None
        charge = await payments.find_charge(tx, intent.latest_charge)
        assert charge is not None
        return await collect(tx, before, payment, intent, charge)
    return before
