"""Collect an invoice by itself: charge the default method when its moment has come (invoicing.md §4.4, §4.5)."""

from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.invoices import store
from billhook.invoices.actions import pay
from billhook.invoices.actions.attempts import record_attempt
from billhook.invoices.objects import Invoice, InvoiceDetails
from billhook.invoices.params import PayInvoice
from billhook.invoices.rules.collecting import AUTOMATIC, will_say_so_again
from billhook.invoices.rules.lifecycle import OPEN
from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace
from billhook.payments.actions.for_invoice import is_in_flight, lock_unpaid
from billhook.payments.actions.withdrawing import insist_on_no_session
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.lifecycle import REQUIRES_ACTION

_ASK_AGAIN_SECONDS = 3_600
"""How long nothing is collected where a processor does not say whether the payer has paid on its page."""


async def collect(tx: Tx, invoice_id: str) -> Call | None:
    """What has to be asked to collect an invoice that is due, or None.

    The payer may be on the page of a processor: then that is withdrawn first, lest they pay twice. Raises AskFirst.
    """
    details = await _due(tx, invoice_id)
    if details is None:
        return None
    intent = await lock_unpaid(tx, details.invoice.payment_intent)
    if is_in_flight(intent):
        return None  # Somebody is paying it; what comes of that says whether and when to go on.
    if intent is not None and await _is_of_no_use(tx, details.invoice, intent):
        await record_attempt(tx, details, automatic=True)
        return None
    if intent is not None and not await _is_withdrawn(tx, intent):
        later = replace(details.invoice, next_payment_attempt=tx.now + _ASK_AGAIN_SECONDS)
        await store.save(tx, details.invoice, later)
        return None
    try:
        call = await pay.claim_collection(tx, details, intent, PayInvoice(), verb=AUTOMATIC)
    except ApiError:
        # There is nothing to charge it with.
        await record_attempt(tx, details, "invoice.payment_failed", automatic=True)
        return None
    return call if isinstance(call, Call) else None


async def _is_withdrawn(tx: Tx, intent: PaymentIntent) -> bool:
    """Whether nobody can pay on the page of a processor what is to be collected now. Raises AskFirst."""
    try:
        await insist_on_no_session(tx, intent)
    except ApiError:
        return False
    return True


async def _is_of_no_use(tx: Tx, invoice: Invoice, intent: PaymentIntent) -> bool:
    """Whether the same method would be asked that waits for its holder, or that said no for good."""
    error = intent.last_payment_error
    if intent.status == REQUIRES_ACTION:
        asked = intent.payment_method
    elif error is not None and will_say_so_again(error) and "payment_method" in error:
        asked = error["payment_method"]["id"]
    else:
        return False
    return asked == await pay.default_method(tx, invoice)


async def _due(tx: Tx, invoice_id: str) -> InvoiceDetails | None:
    details = await store.lock_if_any(tx, invoice_id)
    if details is None:
        return None
    invoice = details.invoice
    moment = invoice.next_payment_attempt
    due = invoice.status == OPEN and invoice.auto_advance and moment is not None and moment <= tx.now
    return details if due else None
