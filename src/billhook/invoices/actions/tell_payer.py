"""Tell the customer of a payment, a refund, or an automatic charge that failed or waits for them (invoicing.md §5).

Mails tell of automatic attempts alone. A payer on the invoice's page, and a caller of the API, see the answer at once.
"""

from billhook.db.tx import Tx
from billhook.invoices import payments_store, store
from billhook.invoices.actions.mailing import ask_for_letter
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.collecting import will_say_so_again
from billhook.invoices.rules.letters import ACTION_REQUIRED, PAYMENT_FAILED, RECEIPT, REFUND, Said
from billhook.payments.facts import RefundMade
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.lifecycle import REQUIRES_ACTION


async def tell_payer(tx: Tx, tried: InvoiceDetails, intent: PaymentIntent) -> None:
    """Ask for the mail about an attempt at an invoice, if the account wants it."""
    account = tx.tenant.settings
    if intent.status == REQUIRES_ACTION:
        if account.email_action_required:
            await ask_for_letter(tx, tried, ACTION_REQUIRED, intent.id, Said(intent.amount))
    elif account.email_payment_failed:
        await ask_for_letter(tx, tried, PAYMENT_FAILED, intent.id, _said(tried, intent))


async def tell_paid(tx: Tx, paid: InvoiceDetails, intent: PaymentIntent) -> None:
    """Ask for the mail with the receipt of a payment of an invoice, if the account wants it."""
    if tx.tenant.settings.email_receipts and intent.latest_charge is not None:
        await ask_for_letter(tx, paid, RECEIPT, intent.latest_charge, Said(intent.amount_received))


async def tell_refund(tx: Tx, made: RefundMade) -> None:
    """Ask for the mail about a refund of what paid an invoice, if the account wants it."""
    if not tx.tenant.settings.email_refunds:
        return
    payment = await payments_store.find_of_intent(tx, made.refund.payment_intent)
    details = await store.find(tx, payment.invoice) if payment is not None else None
    if details is not None:
        await ask_for_letter(tx, details, REFUND, made.refund.id, Said(made.refund.amount))


def _said(tried: InvoiceDetails, intent: PaymentIntent) -> Said:
    """The reason, and the next attempt unless the same bank would only say the same again."""
    error, following = intent.last_payment_error, tried.invoice.next_payment_attempt
    if error is None:
        return Said(intent.amount, next_attempt_at=following)
    return Said(
        intent.amount,
        next_attempt_at=None if will_say_so_again(error) else following,
        code=error.get("code"),
        decline_code=error.get("decline_code"),
        message=error["message"],
    )
