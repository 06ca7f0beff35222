"""What is wrong with a payment: its charge against refunds and against the ledger (platform.md §7.8). Minor units."""

from collections.abc import Iterator, Mapping, Sequence

from billhook.invoices.objects import PAYMENT_PAID, InvoicePayment
from billhook.ledger.objects import Entry
from billhook.payments.objects import Charge, PaymentIntent, Refund
from billhook.payments.rules.lifecycle import FAILED


def faults_of_charge(charge: Charge, refunds: Sequence[Refund], entries: Mapping[str, Entry]) -> Iterator[str]:
    """What of a charge its refunds or the ledger contradict. `entries` are those that charge and refunds name."""
    released = charge.amount - charge.amount_captured if charge.is_captured else 0
    given_back = released + sum(refund.amount for refund in refunds if refund.status != FAILED)
    if charge.amount_refunded != given_back:
        yield f"its amount refunded is {charge.amount_refunded}, and its refunds come to {given_back}"
    yield from _faults_of_entry(charge.balance_transaction, charge.id, charge.amount_captured, entries)
    for refund in refunds:
        yield from _faults_of_entry(refund.balance_transaction, refund.id, -refund.amount, entries)
        yield from _faults_of_entry(refund.failure_balance_transaction, refund.id, refund.amount, entries)


def _faults_of_entry(entry_id: str | None, source: str, amount: int, entries: Mapping[str, Entry]) -> Iterator[str]:
    if entry_id is None:
        return
    entry = entries.get(entry_id)
    if entry is None:
        yield f"the ledger lacks the entry {entry_id} of {source}"
    elif entry.exchange_rate is not None:
        # What arrived is of another currency: what it should be, only the processor knows.
        if (entry.source, entry.amount > 0) != (source, amount > 0):
            yield f"the entry {entry_id} says {entry.amount} of {entry.source} instead of what became of {amount}"
    elif (entry.source, entry.amount) != (source, amount):
        yield f"the entry {entry_id} says {entry.amount} of {entry.source} instead of {amount} of {source}"


def faults_of_intent(payment: InvoicePayment, intent: PaymentIntent | None) -> Iterator[str]:
    """What of the payment of an invoice its payment intent contradicts."""
    if payment.status != PAYMENT_PAID or payment.payment_intent is None:
        return
    received = intent.amount_received if intent is not None else 0
    if payment.amount_paid != received:
        yield f"its payment {payment.id} is {payment.amount_paid}, and {payment.payment_intent} received {received}"
