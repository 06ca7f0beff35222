"""The lives of payment intents, charges and refunds: one table of transitions each (platform.md §7.1, §7.8).

An intent is `processing` from the moment a call is claimed. The answer of the processor leads it on.
"""

from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.lifecycle import STAYS, Lifecycle, row
from billhook.payments.objects import PaymentIntent

STATUSES = (
    REQUIRES_METHOD, REQUIRES_CONFIRMATION, REQUIRES_ACTION, PROCESSING, REQUIRES_CAPTURE, SUCCEEDED, CANCELED,
) = (
    "requires_payment_method", "requires_confirmation", "requires_action", "processing", "requires_capture",
    "succeeded", "canceled",
)  # fmt: skip

WAITING = (REQUIRES_METHOD, REQUIRES_CONFIRMATION, REQUIRES_ACTION)

_STATE = errors.INTENT_STATE

PAYMENT_INTENT = Lifecycle("PaymentIntent", STATUSES, starts={
    "create":             REQUIRES_METHOD,
    "create_with_method": REQUIRES_CONFIRMATION,
    "pay_beside":         PROCESSING,  # by a page that was to be withdrawn
}, transitions={
    # asked for                   from                to               refused elsewhere with
    "update":                 row(WAITING,            STAYS,           done="updated", otherwise=_STATE),
    "confirm":                row(WAITING,            PROCESSING,      done="confirmed", otherwise=_STATE,
                                                                       succeeded=errors.INTENT_SUCCEEDED),
    "authenticate":           row({REQUIRES_ACTION},  PROCESSING,      done="authenticated", otherwise=_STATE),
    "verify_microdeposits":   row({REQUIRES_ACTION},  PROCESSING,      otherwise=errors.DEPOSITS_NOT_AWAITED),
    "apply_customer_balance": row(WAITING,            REQUIRES_ACTION, done="paid from a customer balance",
                                                                       otherwise=_STATE),
    "capture":                row({REQUIRES_CAPTURE}, PROCESSING,      done="captured", otherwise=_STATE),
    "increment":              row({REQUIRES_CAPTURE}, PROCESSING,      done="incremented", otherwise=_STATE),
    "cancel":                 row(WAITING,            CANCELED,        done="canceled", otherwise=_STATE,
                                  also={REQUIRES_CAPTURE: PROCESSING}),
    # part of another verb        from                to
    "name_method":            row(WAITING,            REQUIRES_CONFIRMATION),
    "drop_method":            row(WAITING,            REQUIRES_METHOD),
    "await_transfer":         row(WAITING,            REQUIRES_ACTION),
    "fund":                   row({REQUIRES_ACTION},  SUCCEEDED),
    "begin":                  row(WAITING,            PROCESSING),
    "return":                 row({REQUIRES_ACTION, PROCESSING}, PROCESSING),
    "refuse":                 row({REQUIRES_ACTION},  REQUIRES_METHOD),
    "lapse":                  row({REQUIRES_CAPTURE}, CANCELED, also={PROCESSING: CANCELED}),
    # answer of the processor     from                to
    "approve":                row({PROCESSING},       SUCCEEDED),
    "authorize":              row({PROCESSING},       REQUIRES_CAPTURE),
    "ask_holder":             row({PROCESSING},       REQUIRES_ACTION),
    "fail":                   row({PROCESSING},       REQUIRES_METHOD),
    "release":                row({PROCESSING},       CANCELED),
})  # fmt: skip


def refusal(verb: str, intent: PaymentIntent) -> ApiError | None:
    """Why a caller cannot do this with an intent now; None if they can."""
    if PAYMENT_INTENT.allows(verb, intent.status) and _is_awaited(verb, intent):
        return None
    return PAYMENT_INTENT.refusal(verb, intent.status)


def _is_awaited(verb: str, intent: PaymentIntent) -> bool:
    """Whether this is what an intent waits for that requires an action."""
    if verb == "authenticate":
        return not (intent.awaits_transfer or intent.awaits_deposits or intent.session is not None)
    return verb != "verify_microdeposits" or intent.awaits_deposits


PENDING, FAILED = "pending", "failed"
OF_MONEY = (PENDING, SUCCEEDED, FAILED)

CHARGE = Lifecycle("charge", OF_MONEY, starts={
    "wait":    PENDING,
    "succeed": SUCCEEDED,
    "fail":    FAILED,
}, transitions={
    # verb         from       to
    "succeed": row({PENDING}, SUCCEEDED),
    "fail":    row({PENDING}, FAILED),
})  # fmt: skip

REFUND = Lifecycle("refund", OF_MONEY, starts={
    "create":  PENDING,
    "release": SUCCEEDED,  # of an authorization, of which nothing was taken
}, transitions={
    # verb         from                  to         refused elsewhere with
    "cancel":  row((),                   STAYS,     done="canceled", otherwise=errors.REFUND_WAITS_FOR_NOBODY),
    "expire":  row((),                   STAYS,     done="expired", otherwise=errors.REFUND_WAITS_FOR_NOBODY),
    "succeed": row({PENDING, SUCCEEDED}, SUCCEEDED),
    "fail":    row({PENDING, SUCCEEDED}, FAILED),
})  # fmt: skip
