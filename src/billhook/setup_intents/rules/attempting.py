"""What becomes of an attempt: as its setup intent goes, so it goes (platform.md §7.4)."""

from billhook.kernel.replacing import replace
from billhook.payment_methods.objects import CARD, PaymentMethod
from billhook.payment_methods.rules.card import checked
from billhook.payments.rules.lifecycle import CANCELED, FAILED, PROCESSING, REQUIRES_ACTION, REQUIRES_METHOD, SUCCEEDED
from billhook.setup_intents.objects import SetupAttempt, SetupIntent
from billhook.setup_intents.rules.lifecycle import SETUP_ATTEMPT

# What becomes of the attempt, by what the intent has become.
_FOLLOWS = {
    PROCESSING: "go_on", REQUIRES_ACTION: "ask_holder", SUCCEEDED: "succeed", REQUIRES_METHOD: "fail",
    CANCELED: "abandon",
}  # fmt: skip
_OPEN = (PROCESSING, REQUIRES_ACTION)
_OF_CARD = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet")


def begun(attempt_id: str, intent: SetupIntent, method: PaymentMethod, *, now: int) -> SetupAttempt:
    """The attempt of a claimed intent."""
    details: dict[str, object] = {}
    if method.type == CARD:
        details = {name: checked(method).details.get(name) for name in _OF_CARD}
        details |= {"network": method.details.get("brand"), "three_d_secure": None}
    return SetupAttempt(
        attempt_id, now, intent.id, intent.customer, method.id, {"type": method.type, method.type: details},
        intent.usage, status=SETUP_ATTEMPT.starts["confirm"],
    )  # fmt: skip


def followed(attempt: SetupAttempt, intent: SetupIntent) -> SetupAttempt:
    """The attempt now that its intent has become this. One that is over stays what it is."""
    if attempt.status not in _OPEN:
        return attempt
    after = replace(attempt, status=SETUP_ATTEMPT.after(_FOLLOWS[intent.status], attempt.status), setup_error=None)
    return replace(after, setup_error=intent.last_setup_error) if after.status == FAILED else after


def abandoned(attempt: SetupAttempt) -> SetupAttempt:
    """An attempt that another one takes the place of."""
    if attempt.status not in _OPEN:
        return attempt
    return replace(attempt, status=SETUP_ATTEMPT.after("abandon", attempt.status))
