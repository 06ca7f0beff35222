"""The life of a setup intent: one table of what may be done when (platform.md §7.4)."""

from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.setup_intents.objects import SetupIntent

REQUIRES_METHOD, REQUIRES_CONFIRMATION, REQUIRES_ACTION, PROCESSING, SUCCEEDED, CANCELED = STATUSES = (
    "requires_payment_method", "requires_confirmation", "requires_action", "processing", "succeeded", "canceled",
)  # fmt: skip

_WAITING = (REQUIRES_METHOD, REQUIRES_CONFIRMATION, REQUIRES_ACTION)

# verb             may be done in
ALLOWED: dict[str, tuple[str, ...]] = {
    "confirm":      _WAITING,
    "cancel":       _WAITING,
    "update":       _WAITING,
    "authenticate": (REQUIRES_ACTION,),
}  # fmt: skip


def refusal(verb: str, intent: SetupIntent) -> ApiError | None:
    """Why the verb cannot be done now; None where it can."""
    if intent.status in ALLOWED[verb]:
        return None
    allowed = ", ".join(ALLOWED[verb])
    return errors.SETUP_STATE(verb=verb, reason=f"it has a status of {intent.status}; it would need one of: {allowed}")
