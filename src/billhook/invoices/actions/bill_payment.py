"""The invoice of a payment that was made before there was an invoice: of a Checkout Session."""

from collections.abc import Sequence

from billhook.db.tx import Tx
from billhook.invoices import payments_store
from billhook.invoices.actions.create import create
from billhook.invoices.actions.finalize import finalize_locked
from billhook.invoices.actions.follow_payment import collect
from billhook.invoices.objects import InvoiceDetails, Item
from billhook.invoices.params import CreateInvoice
from billhook.kernel.replacing import replace
from billhook.payments import store as payments
from billhook.payments.objects import PaymentIntent


async def bill_payment(tx: Tx, params: CreateInvoice, lines: Sequence[Item], intent: PaymentIntent) -> InvoiceDetails:
    """The paid invoice of `lines`, which are new and come to what a locked intent has brought.

    Neither the customer's balance nor their cash has a part in it: the whole was paid. Raises what `create` raises, and
    nothing is written then.
    """
    details = await create(tx, params, lines=lines)
    opened = await finalize_locked(tx, replace(details, balance=0), paid_by=intent)
    payment = await payments_store.find_of_intent(tx, intent.id)
    assert payment is not None
    assert intent.latest_charge is not None
    charge = await payments.find_charge(tx, intent.latest_charge)
    assert charge is not None
    return await collect(tx, opened, payment, intent, charge)
