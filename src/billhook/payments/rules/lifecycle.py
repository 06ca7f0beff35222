"""The life of a payment intent: one table of what may be done when (platform.md §7.1)."""

from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.payments.objects import PaymentIntent

STATUSES = (
    REQUIRES_METHOD, REQUIRES_CONFIRMATION, REQUIRES_ACTION, PROCESSING, REQUIRES_CAPTURE, SUCCEEDED, CANCELED,
) = (
    "requires_payment_method", "requires_confirmation", "requires_action", "processing", "requires_capture",
    "succeeded", "canceled",
)  # fmt: skip

WAITING = (REQUIRES_METHOD, REQUIRES_CONFIRMATION, REQUIRES_ACTION)

# verb            may be done in                                         said of what was done
ALLOWED: dict[str, tuple[tuple[str, ...], str]] = {
    "confirm":     (WAITING,                                            "confirmed"),
    "cancel":      ((*WAITING, REQUIRES_CAPTURE),                       "canceled"),
    "capture":     ((REQUIRES_CAPTURE,),                                "captured"),
    "increment":   ((REQUIRES_CAPTURE,),                                "incremented"),
    "update":      (WAITING,                                            "updated"),
    "authenticate": ((REQUIRES_ACTION,),                                 "authenticated"),
    "apply_customer_balance": (WAITING,                                 "paid from a customer balance"),
}  # fmt: skip


def refusal(verb: str, intent: PaymentIntent) -> ApiError | None:
    """Why the verb cannot be done now; None where it can."""
    allowed, done = ALLOWED[verb]
    is_asked = verb != "authenticate" or not (intent.awaits_transfer or intent.awaits_deposits)
    if intent.status in allowed and is_asked:
        return None
    if verb == "confirm" and intent.status == SUCCEEDED:
        return errors.INTENT_SUCCEEDED()
    return errors.INTENT_STATE(verb=verb, status=intent.status, done=done, allowed=", ".join(allowed))
