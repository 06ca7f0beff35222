"""How a session follows its intent."""

from dataclasses import dataclass

from billhook.checkout.objects import PAYMENT, CheckoutSession
from billhook.checkout.rules.lifecycle import CHECKOUT_SESSION, COMPLETE, OPEN, PAID, UNPAID
from billhook.kernel.replacing import replace
from billhook.payments.rules.lifecycle import PROCESSING, REQUIRES_CAPTURE, REQUIRES_METHOD, SUCCEEDED


@dataclass(frozen=True, slots=True)
class Followed:
    """The session, and the event that tells of it, if one does."""

    session: CheckoutSession
    event: str | None


def followed(session: CheckoutSession, status: str, *, was_reported: bool) -> Followed | None:
    """The session now that its intent has this status; None if nothing became of it.

    `was_reported`: the payment was under way, and this is the answer of the bank. An authorization completes the
    session, which stays unpaid until somebody captures it.
    """
    if session.status == OPEN and status in (SUCCEEDED, PROCESSING, REQUIRES_CAPTURE):
        if session.mode != PAYMENT and status != SUCCEEDED:
            return None
        payment = PAID if session.mode == PAYMENT and status == SUCCEEDED else session.payment_status
        done = replace(session, status=CHECKOUT_SESSION.after("complete", session.status), payment_status=payment)
        return Followed(done, "checkout.session.completed")
    if session.status != COMPLETE or session.payment_status != UNPAID:
        return None
    if status == SUCCEEDED:
        paid = replace(session, payment_status=PAID)
        return Followed(paid, "checkout.session.async_payment_succeeded" if was_reported else None)
    if status == REQUIRES_METHOD and was_reported:
        return Followed(session, "checkout.session.async_payment_failed")
    return None
