"""What follows from what: verbs of higher rooms that run in the transaction of a lower one (`db/facts.py`)."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from billhook.account_statements.actions.plan_statement import plan_for_new
from billhook.cash_balances.facts import CashFunded, CashReturned, LockingCash
from billhook.checkout.actions import follow as checkout
from billhook.credit_notes.actions.credit_shortfall import credit_shortfall
from billhook.customers.facts import CustomerCreated, CustomerDeleted, SequenceRaised
from billhook.db.tx import Reactions, Tx
from billhook.disputes.actions.follow import follow_charge
from billhook.disputes.actions.follow_refund import follow_refund
from billhook.disputes.actions.open import open_dispute
from billhook.invoices.actions.follow_payment import follow_payment, lock_invoice
from billhook.invoices.actions.note_delivered import note_delivered
from billhook.invoices.actions.pay_away import take_beside
from billhook.invoices.actions.pay_back import put_back, take_back
from billhook.invoices.actions.raise_number import note_raise
from billhook.invoices.actions.reconcile import lock_waiting, look_later, reconcile
from billhook.invoices.actions.tell_payer import send_wanted, tell_refund
from billhook.invoices.facts import InvoiceChanged, InvoiceFallsShort, InvoiceFinalizing
from billhook.payments.actions.follow import follow_told
from billhook.payments.facts import (
    ChargeDisputed,
    ChargeFollowed,
    ChargeRefundedWhole,
    LockingPaymentIntent,
    PaidBeside,
    PaymentIntentSettled,
    ReceiptWanted,
    RefundCameBack,
    RefundMade,
)
from billhook.payouts.actions.wake import wake as wake_payouts
from billhook.people.actions.tell_of_endpoint import tell_endpoint_disabled, warn_of_endpoint
from billhook.processor_accounts.facts import PaymentsFollowed, PayoutsTold
from billhook.setup_intents.facts import SetupIntentSettled
from billhook.subscriptions.actions.discounting import drop_spent
from billhook.subscriptions.actions.follow_customer import follow_customer
from billhook.subscriptions.actions.follow_invoice import follow_invoice
from billhook.subscriptions.actions.metering import read_usage
from billhook.webhooks.facts import EndpointDisabled, EndpointFailing, EventDelivered

About = TypeVar("About")


def _on(about: type[About], *verbs: Callable[[Tx, About], Awaitable[None]]) -> Reactions:
    """The verbs that run, in this order; mypy sees to it that they take what is announced."""
    return {about: verbs}


FACTS: Reactions = {
    **_on(CashFunded, reconcile),
    **_on(CashReturned, look_later),
    **_on(ChargeDisputed, open_dispute),
    **_on(ChargeFollowed, follow_charge),
    **_on(ChargeRefundedWhole, follow_refund),
    **_on(CustomerCreated, plan_for_new),
    **_on(CustomerDeleted, follow_customer),
    **_on(EndpointDisabled, tell_endpoint_disabled),
    **_on(EndpointFailing, warn_of_endpoint),
    **_on(EventDelivered, note_delivered),
    **_on(InvoiceChanged, follow_invoice),
    **_on(InvoiceFallsShort, credit_shortfall),
    **_on(InvoiceFinalizing, drop_spent, read_usage),
    **_on(PaidBeside, take_beside, checkout.take_beside),
    **_on(PaymentIntentSettled, follow_payment, checkout.follow_payment),
    **_on(PaymentsFollowed, follow_told),
    **_on(PayoutsTold, wake_payouts),
    **_on(ReceiptWanted, send_wanted),
    **_on(RefundCameBack, put_back),
    **_on(RefundMade, take_back, tell_refund),
    **_on(SequenceRaised, note_raise),
    **_on(SetupIntentSettled, checkout.follow_setup),
}
"""What follows from a fact that a room announces."""

BEFORE_LOCKING: Reactions = {
    **_on(LockingCash, lock_waiting),
    **_on(LockingPaymentIntent, lock_invoice),
}
"""What rooms above lock before a room locks its own rows, so that no two transactions wait for each other.

Everybody locks in this order: call, invoice, payment intent, customer, payment method (decision 23); a subscription
after its customer (decision 98). Many invoices or many intents in the order of their ids. A credit note follows its
invoice, a charge its intent, a dispute its charge.
A room that begins in the middle does not know what comes first: the invoice of an intent, or all that a customer's cash
may pay. It says `tx.before_locking`, and the rooms above lock that.
"""

REACTIONS: Reactions = {**FACTS, **BEFORE_LOCKING}
