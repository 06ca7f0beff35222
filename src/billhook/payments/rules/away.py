"""What an intent is while its payer is on the page of a processor, and when they come back."""

from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.lifecycle import PAYMENT_INTENT, PROCESSING

BEGIN, WITHDRAW = "payment_intent.begin", "payment_intent.withdraw"
"""The verbs that claim calls about sessions."""


def begun_for(intent: PaymentIntent, session: str) -> PaymentIntent:
    """The intent while nobody knows what the processor says of a session: at its begin, and while a bank decides."""
    verb = "return" if intent.session == session else "begin"
    return replace(
        intent, status=PAYMENT_INTENT.after(verb, intent.status), payment_method=None, last_payment_error=None,
        awaits_transfer=False, deposits_arrive_at=None, session=session, session_url=None, session_expires_at=None,
    )  # fmt: skip


def gone_away(intent: PaymentIntent, url: str, expires_at: int) -> PaymentIntent:
    """The intent while its payer is at `url`: anything may still be done with it."""
    return replace(
        intent, status=PAYMENT_INTENT.after("ask_holder", intent.status), session_url=url,
        session_expires_at=expires_at,
    )  # fmt: skip


def released(intent: PaymentIntent) -> PaymentIntent:
    """The intent without its session, which nobody paid."""
    verb = "fail" if intent.status == PROCESSING else "refuse"
    return replace(
        intent, status=PAYMENT_INTENT.after(verb, intent.status), session=None, session_url=None,
        session_expires_at=None,
    )  # fmt: skip


def lost(intent: PaymentIntent, error: ApiError) -> PaymentIntent:
    """The intent without its session, by which nothing was paid, and why."""
    return replace(released(intent), last_payment_error=error.shown())
