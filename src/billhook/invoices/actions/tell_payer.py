"""Tell the customer of a payment, a refund, or an automatic charge that failed or waits for them (invoicing.md §5).

Mails tell of automatic attempts alone. A payer on the invoice's page, and a caller of the API, see the answer at once.
A receipt leaves once by itself: a charge that has a `receipt_number` has sent it (platform.md §7.8).
"""

from billhook.db.tx import Tx
from billhook.invoices import payments_store, store
from billhook.invoices.actions.mailing import ask_for_letter, ask_for_letter_alone
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.collecting import will_say_so_again
from billhook.invoices.rules.letters import ACTION_REQUIRED, PAYMENT_FAILED, RECEIPT, REFUND, Said
from billhook.invoices.rules.lifecycle import PAYMENT_PAID
from billhook.invoices.rules.receipts import recipient_of_receipt
from billhook.payments import store as payments
from billhook.payments.actions.number_receipt import number_receipt, number_refund
from billhook.payments.facts import ReceiptWanted, RefundMade
from billhook.payments.objects import Charge, PaymentIntent
from billhook.payments.rules.lifecycle import REQUIRES_ACTION


async def tell_payer(tx: Tx, tried: InvoiceDetails, intent: PaymentIntent) -> None:
    """Ask for the mail about an attempt at an invoice, if the account wants it."""
    account = tx.tenant.settings
    if intent.status == REQUIRES_ACTION:
        if account.email_action_required:
            await ask_for_letter(tx, tried, ACTION_REQUIRED, intent.id, Said(intent.amount))
    elif account.email_payment_failed:
        await ask_for_letter(tx, tried, PAYMENT_FAILED, intent.id, _said(tried, intent))


async def tell_paid(tx: Tx, paid: InvoiceDetails, charge: Charge, *, is_default: bool) -> None:
    """Ask for the mail with the receipt of a payment of an invoice, if somebody wants it and it has not left yet."""
    to = recipient_of_receipt(
        charge.receipt_email, paid.bill_to.email, is_default=is_default, by_setting=tx.tenant.settings.email_receipts
    )
    if to is not None and charge.receipt_number is None:
        await _send_receipt(tx, await number_receipt(tx, charge.id), paid, to)


async def tell_paid_alone(tx: Tx, charge: Charge) -> None:
    """Ask for the mail with the receipt of a payment that is for no invoice, if it has a `receipt_email`."""
    if charge.receipt_email:
        await _send_receipt(tx, await number_receipt(tx, charge.id), None, charge.receipt_email)


async def send_wanted(tx: Tx, wanted: ReceiptWanted) -> None:
    """Ask for the mail with a receipt that somebody wants at the address of its charge."""
    assert wanted.charge.receipt_email is not None
    await send_receipt(tx, wanted.charge, wanted.charge.receipt_email)


async def send_receipt(tx: Tx, charge: Charge, to: str) -> None:
    """Ask for the mail with the receipt of a charge that has a number, to this address."""
    await _send_receipt(tx, charge, await _invoice_of(tx, charge), to)


async def _send_receipt(tx: Tx, charge: Charge, paid: InvoiceDetails | None, to: str) -> None:
    said = Said(charge.amount_captured, charge.receipt_number)
    if paid is not None:
        await ask_for_letter(tx, paid, RECEIPT, charge.id, said, to=to)
    else:
        await ask_for_letter_alone(tx, charge.customer, RECEIPT, charge.id, said, to=to)


async def _invoice_of(tx: Tx, charge: Charge) -> InvoiceDetails | None:
    """The invoice that a charge paid."""
    payment = await payments_store.find_of_intent(tx, charge.payment_intent)
    return await store.find(tx, payment.invoice) if payment is not None and payment.status == PAYMENT_PAID else None


async def tell_refund(tx: Tx, made: RefundMade) -> None:
    """Ask for the mail about a refund, if the account wants it. It goes where the receipt went, or would have gone."""
    if not tx.tenant.settings.email_refunds:
        return
    charge = await payments.find_charge(tx, made.refund.charge)
    assert charge is not None
    payment = await payments_store.find_of_intent(tx, charge.payment_intent)
    details = await store.find(tx, payment.invoice) if payment is not None else None
    if payment is None or details is None:
        if charge.receipt_email:
            said = await _refunded(tx, made)
            await ask_for_letter_alone(tx, charge.customer, REFUND, made.refund.id, said, to=charge.receipt_email)
        return
    to = recipient_of_receipt(
        charge.receipt_email, details.bill_to.email, is_default=payment.is_default, by_setting=True
    )
    if to is not None:
        await ask_for_letter(tx, details, REFUND, made.refund.id, await _refunded(tx, made), to=to)


async def _refunded(tx: Tx, made: RefundMade) -> Said:
    return Said(made.refund.amount, (await number_refund(tx, made.refund.id)).receipt_number)


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
