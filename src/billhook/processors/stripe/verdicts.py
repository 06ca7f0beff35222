"""What an answer of Stripe means here. Pure: a table of states, and nothing that is not in it is guessed.

The rules are those of live-money.md §2.4. A word of Stripe's that is unknown is `Garbled`: nobody knows what became of
it, so it is asked again, and somebody reads the log.
"""

from decimal import Decimal, InvalidOperation
from typing import Literal

from billhook.processors.following import Booked
from billhook.processors.interface import (
    ActionRequired,
    Approved,
    Authorized,
    Decline,
    Declined,
    DisputeDecided,
    DisputeNotice,
    Outcome,
    Pending,
    Refunded,
    RefundFailed,
    RefundOutcome,
    RefundPending,
    Settled,
    SetUpOutcome,
    UnderReview,
    Verdict,
)  # fmt: skip
from billhook.processors.reading import (
    Fields,
    Garbled,
    id_of,
    number,
    optional_number,
    optional_text,
    own_id,
    part,
    rows,
    text,
    word,
)  # fmt: skip
from billhook.processors.stripe.client import Refusal
from billhook.processors.stripe.methods import method_of, saved_of

PENDING_SECONDS = 6 * 3_600
FEE_SECONDS = 60
AUTHORIZATION_SECONDS = 7 * 86_400
DAY_SECONDS = 86_400
REFUND_MAY_FAIL_SECONDS = 30 * 86_400
"""So long a refund that succeeded may still come back."""

ABANDONED = "abandoned"
"""Why we cancel an intent whose holder has to agree: they do so on a page, by another one."""

_RISKS = frozenset({"normal", "elevated", "highest", "not_assessed"})
# Codes for which there are words here (`processors/declines.py`); any other is said as one of these.
_CODES = frozenset(
    "account_closed authentication_required card_declined charge_exceeds_source_limit charge_exceeds_weekly_limit "
    "debit_not_authorized expired_card generic_could_not_process incorrect_cvc insufficient_funds invalid_currency "
    "no_account processing_error".split()
)
_AUTHENTICATION = frozenset({"authentication_required", "payment_intent_authentication_failure"})
_FAILURES = frozenset(
    "lost_or_stolen_card expired_or_canceled_card charge_for_pending_refund_disputed insufficient_funds declined "
    "merchant_request unknown".split()
)
_PROCESSING_ERROR = Decline("processing_error")


def of_intent(intent: Fields, now: int, *, may_ask: bool = True) -> Outcome:
    """What became of a PaymentIntent that was confirmed, seen at `now`. Raises Garbled."""
    match text(intent, "status"):
        case "succeeded":
            return approved(intent, now)
        case "processing":
            return Pending(PENDING_SECONDS, risk_of(intent))
        case "requires_action":
            return ActionRequired() if may_ask else Declined(_asked_for_nobody())
        case "requires_payment_method":
            return declined(intent, may_ask=may_ask)
        case "requires_capture":
            return authorized(intent, now)
        case "canceled" if optional_text(intent, "cancellation_reason") == ABANDONED:
            return ActionRequired() if may_ask else Declined(_asked_for_nobody())
        case "canceled":
            return Declined(_PROCESSING_ERROR)
        case _:
            raise Garbled("an intent has a status that is not expected here")


def _asked_for_nobody() -> Decline:
    return Decline("authentication_required", "authentication_required")


def approved(intent: Fields, now: int) -> Approved:
    """Money was taken: with its fee if Stripe knows it already. Raises Garbled."""
    charge = part(intent, "latest_charge")
    if charge is None:
        raise Garbled("an intent that succeeded has no charge")
    details = part(charge, "payment_method_details")
    token, mandate = saved_of(intent, details)
    booked = booked_of(charge, text(intent, "currency"), now)
    given_back = (optional_number(charge, "amount_refunded") or 0) - released_of(charge)
    return Approved(
        risk_of(intent), fee=booked.fee if booked is not None else None,
        available_in=booked.available_in if booked is not None else 0, reference=own_id(intent),
        method=method_of(details), token=token, mandate=mandate, settled=_settled(booked),
        fee_in=FEE_SECONDS if booked is None else 0,
        happened=charge.get("disputed") is True or given_back > 0,
    )  # fmt: skip


def released_of(charge: Fields) -> int:
    """What a capture did not take of an authorization, which Stripe counts as refunded; minor units. Raises Garbled."""
    amount, captured = optional_number(charge, "amount"), optional_number(charge, "amount_captured")
    return 0 if amount is None or captured is None else max(0, amount - captured)


def insist_on_sum(intent: Fields, amount: int, currency: str) -> None:
    """What was taken is what was asked for, in minor units of `currency`. Raises Garbled: nothing else is booked."""
    if (number(intent, "amount_received"), text(intent, "currency")) != (amount, currency):
        raise Garbled("another sum was taken than was asked for")


def booked_of(charge: Fields, currency: str, now: int) -> Booked | None:
    """What Stripe wrote into the merchant's account for a charge in a currency; None if nothing yet. Raises Garbled."""
    entry = part(charge, "balance_transaction")
    if entry is None:
        return None
    arrived, rate = text(entry, "currency"), entry.get("exchange_rate")
    if arrived == currency:
        rate = None
    elif not _is_rate(rate):
        raise Garbled("exchange_rate is no number above 0")
    available_in = max(0, number(entry, "available_on") - now)
    shown = None if rate is None else str(rate)
    return Booked(number(entry, "amount"), arrived, number(entry, "fee"), available_in, shown)


def rate_of(entry: Fields) -> str | None:
    """By how much Stripe multiplied what an entry was, as it writes it; None where nothing was converted."""
    rate = entry.get("exchange_rate")
    return str(rate) if _is_rate(rate) else None


def _is_rate(rate: object) -> bool:
    if isinstance(rate, bool) or not isinstance(rate, int | float | str):
        return False
    try:
        value = Decimal(str(rate))
    except InvalidOperation:
        return False
    return value.is_finite() and value > 0


def _settled(booked: Booked | None) -> Settled | None:
    if booked is None or booked.rate is None:
        return None
    return Settled(booked.amount, booked.currency, booked.rate)


def authorized(intent: Fields, now: int) -> Authorized:
    """The bank keeps the money ready. Raises Garbled."""
    charge = part(intent, "latest_charge") or {}
    card = part(part(charge, "payment_method_details") or {}, "card") or {}
    until = optional_number(card, "capture_before")
    lapses_in = AUTHORIZATION_SECONDS if until is None else max(0, until - now)
    grows = optional_text(part(card, "incremental_authorization") or {}, "status") == "available"
    return Authorized(lapses_in, grows, risk_of(intent))


def declined(intent: Fields, *, may_ask: bool = True) -> Declined | ActionRequired:
    """An intent whose last attempt failed. Raises Garbled if it had none."""
    error = part(intent, "last_payment_error")
    if error is None:
        raise Garbled("nobody tried to pay this intent yet")
    code, reason = word(error, "code"), word(error, "decline_code")
    if may_ask and code == "authentication_required":
        return ActionRequired()
    blocked = word(part(part(intent, "latest_charge") or {}, "outcome") or {}, "type") == "blocked"
    return Declined(decline(code, reason, word(error, "type"), blocked=blocked), risk_of(intent))


def decline(code: str | None, reason: str | None, type: str | None = None, *, blocked: bool = False) -> Decline:
    """Stripe's codes as they are, if there are words for them here; else the nearest."""
    if code in _AUTHENTICATION:
        return Decline("authentication_required", reason or "authentication_required", blocked)
    if code in _CODES:
        assert code is not None
        return Decline(code, reason or ("generic_decline" if code == "card_declined" else None), blocked)
    if type == "card_error":
        return Decline("card_declined", reason or "generic_decline", blocked)
    return Decline("processing_error", reason, blocked)


def of_refusal(refusal: Refusal, now: int, *, may_ask: bool = True) -> Outcome:
    """What a no to a payment means: no money moved. Raises Garbled."""
    if refusal.intent is not None and refusal.status == 402:
        return of_intent(refusal.intent, now, may_ask=may_ask)
    if may_ask and refusal.code == "authentication_required":
        return ActionRequired()
    if refusal.is_missing("payment_method"):
        return Declined(Decline("card_declined", "invalid_account"))
    return Declined(decline(refusal.code, refusal.decline_code, refusal.type))


def risk_of(intent: Fields) -> str:
    """How Stripe rates the last attempt at an intent."""
    outcome = part(part(intent, "latest_charge") or {}, "outcome") or {}
    level = outcome.get("risk_level")
    return level if isinstance(level, str) and level in _RISKS else "not_assessed"


def of_set_up(intent: Fields) -> SetUpOutcome:
    """What became of a SetupIntent that was confirmed. Raises Garbled."""
    match text(intent, "status"):
        case "succeeded":
            return Approved(
                reference=own_id(intent), token=id_of(intent, "payment_method"), mandate=id_of(intent, "mandate")
            )
        case "requires_action":
            return ActionRequired()
        case "requires_payment_method":
            error = part(intent, "last_setup_error")
            if error is None:
                raise Garbled("nobody tried to set this up yet")
            return Declined(decline(word(error, "code"), word(error, "decline_code"), word(error, "type")))
        case "canceled":
            return Declined(_PROCESSING_ERROR)
        case _:
            raise Garbled("a set-up has a status that is not expected here")


def of_refund(refund: Fields, now: int) -> RefundOutcome:
    """What became of a refund, seen at `now`. Raises Garbled."""
    match text(refund, "status"):
        case "succeeded":
            is_young = now - number(refund, "created") < REFUND_MAY_FAIL_SECONDS
            return Refunded(DAY_SECONDS if is_young else None)
        case "pending" | "requires_action":
            return RefundPending(PENDING_SECONDS)
        case "failed" | "canceled":
            reason = word(refund, "failure_reason")
            return RefundFailed(reason if reason in _FAILURES and reason is not None else "unknown")
        case _:
            raise Garbled("a refund has a status that is not expected here")


def refund_refused(refusal: Refusal) -> RefundFailed:
    """Stripe makes no refund at all."""
    return RefundFailed("insufficient_funds" if refusal.code == "balance_insufficient" else "unknown")


INQUIRIES = frozenset({"warning_needs_response", "warning_under_review", "warning_closed", "prevented"})


def notice_of(dispute: Fields) -> DisputeNotice:
    """What a dispute is about. Raises Garbled."""
    status = text(dispute, "status")
    kind: Literal["inquiry", "chargeback"] = "inquiry" if status in INQUIRIES else "chargeback"
    fees = sum(number(entry, "fee") for entry in rows(dispute, "balance_transactions"))
    # Debits without a mandate are lost at once: nobody is asked.
    is_final = status == "lost" and not number(part(dispute, "evidence_details") or {"submission_count": 0},
                                               "submission_count")  # fmt: skip
    reason = word(dispute, "reason") or "general"
    code = optional_text(dispute, "network_reason_code")
    return DisputeNotice(kind, reason, code, is_final, max(0, fees), own_id(dispute))


def of_dispute(dispute: Fields, *, was_inquiry: bool) -> Verdict:
    """The bank's word on a dispute that was answered; `was_inquiry`: it took nothing then. Raises Garbled."""
    match text(dispute, "status"):
        case "won" | "warning_closed" | "prevented":
            return DisputeDecided("won")
        case "lost":
            return DisputeDecided("lost")
        case "needs_response" | "under_review" if was_inquiry:
            return DisputeDecided("escalated")
        case "needs_response" | "under_review" | "warning_needs_response" | "warning_under_review":
            return UnderReview(DAY_SECONDS)
        case _:
            raise Garbled("a dispute has a status that is not expected here")
