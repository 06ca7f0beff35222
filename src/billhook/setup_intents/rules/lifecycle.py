"""The lives of setup intents and of their attempts: one table of transitions each (platform.md §7.4).

The statuses are those of a payment intent.
"""

from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.lifecycle import STAYS, Lifecycle, row
from billhook.payment_methods.objects import REUSABLE
from billhook.payments.rules.lifecycle import (
    CANCELED,
    FAILED,
    PROCESSING,
    REQUIRES_ACTION,
    REQUIRES_CONFIRMATION,
    REQUIRES_METHOD,
    SUCCEEDED,
    WAITING,
)  # fmt: skip
from billhook.setup_intents.objects import SetupIntent

STATUSES = (REQUIRES_METHOD, REQUIRES_CONFIRMATION, REQUIRES_ACTION, PROCESSING, SUCCEEDED, CANCELED)

SETUP_INTENT = Lifecycle("SetupIntent", STATUSES, starts={
    "create":             REQUIRES_METHOD,
    "create_with_method": REQUIRES_CONFIRMATION,
}, transitions={
    # asked for                 from               to                     refused elsewhere with
    "update":               row(WAITING,           STAYS,                 otherwise=errors.SETUP_STATE),
    "confirm":              row(WAITING,           PROCESSING,            otherwise=errors.SETUP_STATE),
    "authenticate":         row({REQUIRES_ACTION}, PROCESSING,            otherwise=errors.SETUP_STATE),
    "verify_microdeposits": row({REQUIRES_ACTION}, PROCESSING,            otherwise=errors.DEPOSITS_NOT_AWAITED),
    "cancel":               row(WAITING,           CANCELED,              otherwise=errors.SETUP_STATE),
    # part of another verb      from               to
    "name_method":          row(WAITING,           REQUIRES_CONFIRMATION),
    "drop_method":          row(WAITING,           REQUIRES_METHOD),
    "begin":                row(WAITING,           PROCESSING),
    "return":               row({REQUIRES_ACTION, PROCESSING}, PROCESSING),
    "refuse":               row({REQUIRES_ACTION}, REQUIRES_METHOD),
    # answer of the processor   from               to
    "approve":              row({PROCESSING},      SUCCEEDED),
    "ask_holder":           row({PROCESSING},      REQUIRES_ACTION),
    "fail":                 row({PROCESSING},      REQUIRES_METHOD),
})  # fmt: skip

ABANDONED = "abandoned"
OF_ATTEMPTS = (PROCESSING, REQUIRES_ACTION, SUCCEEDED, FAILED, ABANDONED)

SETUP_ATTEMPT = Lifecycle("setup_attempt", OF_ATTEMPTS, starts={"confirm": PROCESSING}, transitions={
    # verb            from                           to
    "ask_holder": row({PROCESSING},                  REQUIRES_ACTION),
    "go_on":      row({REQUIRES_ACTION},             PROCESSING),
    "succeed":    row({PROCESSING},                  SUCCEEDED),
    "fail":       row({PROCESSING, REQUIRES_ACTION}, FAILED),
    "abandon":    row({REQUIRES_ACTION},             ABANDONED),
})  # fmt: skip


def allowed_types(intent: SetupIntent) -> list[str]:
    """The types of payment methods that a setup intent names, or else all: it knows no currency."""
    return list(intent.allowed_payment_method_types or REUSABLE)


def refusal(verb: str, intent: SetupIntent) -> ApiError | None:
    """Why a caller cannot do this with an intent now; None if they can."""
    if SETUP_INTENT.allows(verb, intent.status) and _is_awaited(verb, intent):
        return None
    return SETUP_INTENT.refusal(verb, intent.status)


def _is_awaited(verb: str, intent: SetupIntent) -> bool:
    """Whether this is what an intent waits for that requires an action."""
    if verb == "authenticate":
        return not (intent.awaits_deposits or intent.session is not None)
    return verb != "verify_microdeposits" or intent.awaits_deposits
