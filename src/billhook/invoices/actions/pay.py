"""Pay an invoice: claim, call, settle (invoicing.md §3.10).

A payment has three steps. The claim locks the invoice and decides what is to be collected and how; the call asks a
processor, with no transaction open (`db/calls.py`); the settlement writes down what came of it. A payment that was
made out of band, or of nothing, needs no call, so its claim and its settlement share one transaction.
"""

from billhook.customers import store as customers
from billhook.db.calls import Call, Refused
from billhook.db.tx import Tx
from billhook.invoices import store
from billhook.invoices.actions.default_payment import lock_idle_payment, open_payment
from billhook.invoices.actions.finalize import finalize_locked
from billhook.invoices.actions.record_payment import record
from billhook.invoices.actions.reporting import newest
from billhook.invoices.objects import Invoice, InvoiceDetails
from billhook.invoices.params import PayInvoice
from billhook.invoices.rules.lifecycle import INVOICE, PAID
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payment_methods.actions.create import create as create_method
from billhook.payment_methods.objects import CUSTOMER_BALANCE
from billhook.payment_methods.params import MandateData, PaymentMethodData
from billhook.payments.actions.confirm import act_upon, claim_payment
from billhook.payments.actions.declines import refuse_after_many_declines
from billhook.payments.actions.fund import pay_all_by_cash
from billhook.payments.actions.locking import lock_intent, with_intent
from billhook.payments.actions.mandates import standing_mandate, take_mandate
from billhook.payments.actions.methods import is_known, take_named_method
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.lifecycle import REQUIRES_ACTION
from billhook.payments.rules.types import check_type
from billhook.processors.interface import Outcome

VERB = "invoice.pay"


async def pay(tx: Tx, params: PayInvoice, invoice_id: str) -> InvoiceDetails | Call:
    """The paid invoice, or what has to be asked for it. A draft is finalized on the way.

    Raises NO_SUCH_PATH, ALREADY_PAID, NOT_OPEN, PAYMENT_IN_FLIGHT, NO_PAYMENT_METHOD, NO_PROCESSOR,
    EXCLUSIVE_PARAMETERS and what naming a payment method raises.
    """
    if params.paid_out_of_band and params.payment_method is not None:
        raise errors.EXCLUSIVE_PARAMETERS(param="paid_out_of_band", names="paid_out_of_band, payment_method")
    if not params.paid_out_of_band:
        tx.need_locks()
    details = await store.lock_to_pay(tx, invoice_id)
    if details.invoice.is_draft:
        details = await finalize_locked(tx, details)
        if details.invoice.status == PAID:
            return details
    INVOICE.require("mark_paid", details.invoice.status)
    intent = await lock_idle_payment(tx, details.invoice)
    if params.paid_out_of_band:
        return await record(tx, details, intent, amount=details.invoice.amount_remaining, metadata={})
    return await claim_collection(tx, details, intent, params)


async def claim_collection(
    tx: Tx, details: InvoiceDetails, intent: PaymentIntent | None, params: PayInvoice, *, verb: str = VERB
) -> InvoiceDetails | Call:
    """What has to be asked to collect an open invoice that is locked; `intent` is what `lock_idle_payment` gave.

    It is the paid invoice where the method is the customer's cash. Raises NO_PAYMENT_METHOD, NO_PROCESSOR,
    MANDATE_MISSING, CASH_SHORT and what naming a payment method or a mandate raises, and `check_type`; then nothing was
    written.
    """
    invoice = details.invoice
    named = params.payment_method or await default_method(tx, invoice)
    if named is None:
        raise errors.NO_PAYMENT_METHOD()
    method = await take_named_method(tx, named, invoice.customer)
    if params.payment_method is None and method.type != CUSTOMER_BALANCE and not is_known(tx.tenant, method):
        raise errors.NO_PAYMENT_METHOD()  # the merchant has changed the processor since it was saved
    waiting = intent or await reopened(tx, details)
    check_type(waiting, method)
    if method.type == CUSTOMER_BALANCE:
        await pay_all_by_cash(tx, waiting, method)
        return newest(tx, invoice.id) or details
    missing = errors.MANDATE_MISSING(param="payment_method", id=method.id)
    mandate = await standing_mandate(tx, method, params.mandate, missing=missing)
    return await claim_payment(
        tx, waiting, method, mandate=mandate, off_session=params.off_session, may_ask=True, verb=verb
    )


async def pay_on_page(
    tx: Tx, invoice_id: str, given: PaymentMethodData, *, amount: int, keep: bool | None,
    acceptance: MandateData | None = None,
) -> Call | None:  # fmt: skip
    """What has to be asked to pay an invoice with what its payer typed in; the payer is there to be asked.

    `amount` is what the page asked for, in minor units: if the invoice asks for something else by now, it is None
    and nothing was written. `keep` says whether the customer keeps the method, None that the payment intent decides.
    `acceptance`: how the payer gave the mandate to debit their account.
    Raises NO_SUCH_PATH, ALREADY_PAID, NOT_OPEN, PAYMENT_IN_FLIGHT, TOO_MANY_DECLINES, NO_PROCESSOR and what is wrong
    with the method.
    """
    details = await store.lock(tx, invoice_id)
    INVOICE.require("mark_paid", details.invoice.status)
    intent = await lock_idle_payment(tx, details.invoice)
    if details.invoice.amount_remaining != amount:
        return None
    if intent is not None:
        await refuse_after_many_declines(tx, intent)
    method = await create_method(tx, given)
    waiting = intent or await reopened(tx, details)
    if keep is not None:
        waiting = replace(waiting, setup_future_usage="off_session" if keep else None)
    check_type(waiting, method)
    mandate = await take_mandate(tx, waiting, method, None, acceptance)
    return await claim_payment(tx, waiting, method, mandate=mandate, off_session=False, may_ask=True, verb=VERB)


async def reopened(tx: Tx, details: InvoiceDetails) -> PaymentIntent:
    """A payment intent for an invoice that was finalized before they existed, or whose own was canceled since."""
    paid_by = await open_payment(tx, details.invoice, receipt_email=details.bill_to.email)
    await store.save(tx, details.invoice, paid_by)
    intent = await lock_idle_payment(tx, paid_by)
    assert intent is not None
    return intent


async def default_method(tx: Tx, invoice: Invoice) -> str | None:
    """The payment method that an invoice is collected with unless another is named (invoicing.md §6.1)."""
    if invoice.default_payment_method is not None:
        return invoice.default_payment_method
    customer = await customers.find(tx, invoice.customer)
    return customer.default_payment_method or customer.default_source if customer is not None else None


async def settle(tx: Tx, call: Call, outcome: Outcome | None) -> InvoiceDetails | Refused:
    """The invoice after the processor's answer, or the 402: declined, or the holder must agree first."""
    intent = await lock_intent(tx, call.subject)
    done = await act_upon(tx, intent, call, outcome) if outcome is not None else None
    if done is not None and done.error is not None:
        return Refused(with_intent(tx, done.error, done.intent))
    if done is not None and done.intent.status == REQUIRES_ACTION:
        return Refused(with_intent(tx, errors.INVOICE_ACTION_REQUIRED(), done.intent))
    assert intent.invoice is not None
    details = newest(tx, intent.invoice) or await store.find(tx, intent.invoice)
    assert details is not None
    return details
