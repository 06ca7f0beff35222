"""Pay an invoice on the page of a processor, and take what was paid there too late."""

from billhook.customers.balance import move_balance
from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.documents.labels import labels_for
from billhook.invoices import payments_store, store
from billhook.invoices.actions.default_payment import lock_idle_payment
from billhook.invoices.actions.pay import reopened
from billhook.invoices.objects import InvoicePayment
from billhook.invoices.rules.lifecycle import INVOICE, VOID
from billhook.kernel.replacing import replace
from billhook.payments.actions.begin_away import begin
from billhook.payments.actions.declines import refuse_after_many_declines
from billhook.payments.facts import PaidBeside


async def pay_away(
    tx: Tx, invoice_id: str, *, amount: int, type: str | None, keep: bool | None, return_url: str, locale: str
) -> Call | None:  # fmt: skip
    """What has to be asked to send the payer of an invoice to the processor's page; they come back to `return_url`.

    `amount` is what our page asked for, in minor units: if the invoice asks for something else by now, it is None and
    nothing was written. `type` is the type of method that they chose, None leaves the choice to that page. `keep` as
    for `pay_on_page`. Raises NO_SUCH_PATH, ALREADY_PAID, NOT_OPEN, PAYMENT_IN_FLIGHT, TOO_MANY_DECLINES, NO_PROCESSOR.
    """
    details = await store.lock(tx, invoice_id)
    INVOICE.require("mark_paid", details.invoice.status)
    intent = await lock_idle_payment(tx, details.invoice)
    if details.invoice.amount_remaining != amount:
        return None
    if intent is not None:
        await refuse_after_many_declines(tx, intent)
    waiting = intent or await reopened(tx, details)
    if keep is not None:
        waiting = replace(waiting, setup_future_usage="off_session" if keep else None)
    word = labels_for(locale)[0].invoice
    return await begin(
        tx, waiting, text=f"{word} {details.invoice.number}", return_url=return_url, email=details.bill_to.email,
        locale=locale, types=[type] if type is not None else waiting.allowed_payment_method_types or (),
    )  # fmt: skip


async def take_beside(tx: Tx, paid: PaidBeside) -> None:
    """A payer has paid an invoice too late, or twice: what it does not need goes to its customer's balance."""
    intent = paid.intent
    if intent.invoice is None:
        return
    details = await store.lock(tx, intent.invoice)
    invoice = details.invoice
    if invoice.status == VOID:
        balance = await move_balance(tx, invoice.customer, invoice.currency)
        await balance.to(balance.amount - intent.amount, "invoice_overpaid", invoice=invoice.id)
        return
    payment = InvoicePayment.waiting(
        invoice.id, intent.id, invoice.currency, intent.amount, now=tx.now, is_default=False
    )
    await payments_store.insert(tx, payment)
