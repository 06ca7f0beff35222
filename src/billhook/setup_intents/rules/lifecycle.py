"""The life of a setup intent, in the statuses of a payment intent: what may be done when (platform.md §7.4)."""

from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.payment_methods.objects import REUSABLE
from billhook.payments.rules.lifecycle import REQUIRES_ACTION, WAITING
from billhook.setup_intents.objects import SetupIntent

# verb             may be done in
ALLOWED: dict[str, tuple[str, ...]] = {
    "confirm":      WAITING,
    "cancel":       WAITING,
    "update":       WAITING,
    "authenticate": (REQUIRES_ACTION,),
}  # fmt: skip


def allowed_types(intent: SetupIntent) -> list[str]:
    """The types of payment methods that a setup intent names, or else all: it knows no currency."""
    return list(intent.allowed_payment_method_types or REUSABLE)


def refusal(verb: str, intent: SetupIntent) -> ApiError | None:
    """Why the verb cannot be done now; None where it can."""
    if intent.status in ALLOWED[verb] and not (verb == "authenticate" and intent.awaits_deposits):
        return None
    allowed = ", ".join(ALLOWED[verb])
    return errors.SETUP_STATE(verb=verb, reason=f"it has a status of {intent.status}; it would need one of: {allowed}")
