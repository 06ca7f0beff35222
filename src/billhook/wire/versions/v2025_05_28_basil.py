"""2025-05-28.basil: credit notes partly before and partly after the payment, and balances by type."""

from billhook.wire.versions.registry import change
from billhook.wire.versions.with_past import WithPast

VERSION = "2025-05-28.basil"


@change(VERSION, "credit_note")
def pre_and_post_payment_amounts(credit_note: WithPast) -> None:
    """Adds `pre_payment_amount` and `post_payment_amount` to Credit Note."""
    credit_note.pop("pre_payment_amount", None)
    credit_note.pop("post_payment_amount", None)


@change(VERSION, "balance_transaction")
def balance_type(transaction: WithPast) -> None:
    """Adds `balance_type` to Balance Transaction."""
    transaction.pop("balance_type", None)
