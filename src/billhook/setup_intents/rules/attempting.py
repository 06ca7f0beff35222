"""What becomes of an attempt: as its setup intent goes, so it goes (platform.md §7.4)."""

from dataclasses import replace
from typing import Any

from billhook.payment_methods.objects import CARD, PaymentMethod
from billhook.payment_methods.rules.card import checked
from billhook.payments.rules.lifecycle import (
    CANCELED,
    PROCESSING,
    REQUIRES_ACTION,
    REQUIRES_METHOD,
    SUCCEEDED,
)  # fmt: skip
from billhook.setup_intents.objects import SetupAttempt, SetupIntent

ABANDONED, FAILED = "abandoned", "failed"

# The attempt, by the intent.
_STATUSES = {
    PROCESSING: "processing", REQUIRES_ACTION: "requires_action", SUCCEEDED: "succeeded", REQUIRES_METHOD: FAILED,
    CANCELED: ABANDONED,
}  # fmt: skip
_OPEN = ("processing", "requires_action")
_OF_CARD = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet")


def begun(attempt_id: str, intent: SetupIntent, method: PaymentMethod, *, now: int) -> SetupAttempt:
    """The attempt of a claimed intent."""
    details: dict[str, Any] = {}
    if method.type == CARD:
        details = {name: checked(method).details.get(name) for name in _OF_CARD}
        details |= {"network": method.details.get("brand"), "three_d_secure": None}
    return SetupAttempt(
        attempt_id, now, intent.id, intent.customer, method.id, {"type": method.type, method.type: details},
        intent.usage, _STATUSES[intent.status],
    )  # fmt: skip


def followed(attempt: SetupAttempt, intent: SetupIntent) -> SetupAttempt:
    """The attempt now that its intent has become this. One that is over stays what it is."""
    if attempt.status not in _OPEN:
        return attempt
    status = _STATUSES[intent.status]
    return replace(attempt, status=status, setup_error=intent.last_setup_error if status == FAILED else None)


def abandoned(attempt: SetupAttempt) -> SetupAttempt:
    """An attempt that another one takes the place of."""
    return replace(attempt, status=ABANDONED) if attempt.status in _OPEN else attempt
