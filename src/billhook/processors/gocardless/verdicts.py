"""What an answer of GoCardless means here. Pure: tables of states, and nothing that is not in them is guessed.

The rules are those of live-money.md §3.3.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from billhook.processors.gocardless.client import Refusal
from billhook.processors.gocardless.requests import CALL, DEBITS, INSTANT, UNNAMED
from billhook.processors.interface import (
    Approved,
    Decline,
    Declined,
    DisputeDecided,
    DisputeNotice,
    Method,
    Outcome,
    Pending,
    Refunded,
    RefundFailed,
    RefundOutcome,
    RefundPending,
    Verdict,
)  # fmt: skip
from billhook.processors.reading import Fields, Garbled, number, optional_text, own_id, part, text, word

LOOK_SECONDS = 3_600
PENDING_SECONDS = 6 * 3_600
DAY_SECONDS = 86_400
REFUND_MAY_FAIL_SECONDS = 30 * DAY_SECONDS
"""So long a refund that was paid may still come back."""
RISK = "not_assessed"

OPEN = frozenset({"pending", "ready_to_fulfil"})
"""The states of a billing request to which nobody has agreed yet."""
USABLE = frozenset({"pending_customer_approval", "pending_submission", "submitted", "active"})
"""The states of a mandate by which payments can be made."""

_NOT_ALLOWED, _CLOSED, _POOR = Decline("debit_not_authorized"), Decline("account_closed"), Decline("insufficient_funds")
_FAILED = Decline("generic_could_not_process")
# What GoCardless calls the cause of a failed debit or a chargeback: our decline, and Stripe's reason of a dispute.
_CAUSES = {
    "authorisation_disputed": (_NOT_ALLOWED, "debit_not_authorized"),
    "bank_account_closed": (_CLOSED, "bank_cannot_process"),
    "bank_account_transferred": (_CLOSED, "bank_cannot_process"),
    "insufficient_funds": (_POOR, "insufficient_funds"),
    "insufficient_payment_permissions": (_NOT_ALLOWED, "debit_not_authorized"),
    "invalid_bank_details": (Decline("no_account"), "incorrect_account_details"),
    "mandate_cancelled": (_NOT_ALLOWED, "debit_not_authorized"),
    "payment_stopped": (_NOT_ALLOWED, "customer_initiated"),
    "payment_violated_mandate_parameters": (_NOT_ALLOWED, "debit_not_authorized"),
    "refer_to_payer": (_POOR, "insufficient_funds"),
    "refund_requested": (_NOT_ALLOWED, "customer_initiated"),
    "return_on_odfi_request": (_NOT_ALLOWED, "debit_not_authorized"),
}  # fmt: skip
_SCHEMES = {
    "ach": DEBITS["usd"], "bacs": DEBITS["gbp"], "becs": DEBITS["aud"], "becs_nz": DEBITS["nzd"],
    "faster_payments": INSTANT, "pad": DEBITS["cad"], "sepa_core": DEBITS["eur"], "sepa_credit_transfer": INSTANT,
    "sepa_instant_credit_transfer": INSTANT,
}  # fmt: skip
_REASON_CODE = re.compile("[A-Z0-9-]{1,20}", re.ASCII)
_ENDING = re.compile("[0-9A-Z]{1,4}", re.ASCII)
_HAD_ARRIVED = frozenset({"confirmed", "paid_out", "late_failure_settled"})


def moment(of: Fields, name: str) -> int | None:
    """A moment of ISO 8601 in Unix seconds, None where there is none. Raises Garbled."""
    written = optional_text(of, name)
    try:
        found = datetime.fromisoformat(written) if written is not None else None
        return int(found.timestamp()) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):
        raise Garbled(f"{name} is no moment") from None


def call_of(made: Fields) -> object:
    """The call of ours that made something."""
    return (part(made, "metadata") or {}).get(CALL)


def insist_on_call(made: Fields, call: str) -> None:
    """What was made is that of the call. Raises Garbled."""
    if call_of(made) != call:
        raise Garbled("this was made by another call")


def insist_on_sum(found: tuple[int, str], amount: int, currency: str) -> None:
    """The sum is what was asked for (0: not known). Raises Garbled: nothing else is booked."""
    if amount and found != (amount, currency):
        raise Garbled("another sum was taken than was asked for")


def sum_taken(made: Fields) -> tuple[int, str]:
    """Amount in minor units and currency of a payment or a refund. Raises Garbled."""
    return number(made, "amount"), text(made, "currency").lower()


def of_payment(payment: Fields, events: Sequence[Fields]) -> Outcome:
    """What became of a payment; `events` are its own, the newest first, needed if it failed or came back.

    Raises Garbled.
    """
    match text(payment, "status"):
        case "pending_customer_approval" | "pending_submission" | "submitted":
            return Pending(PENDING_SECONDS, RISK)
        case "confirmed" | "paid_out":
            return Approved(RISK, reference=own_id(payment))
        case "failed" if not _HAD_ARRIVED & {str(event.get("action")) for event in events}:
            return Declined(_cause_of(events)[0], RISK)
        case "failed" | "charged_back":
            return Approved(RISK, notice_of(events), reference=own_id(payment))
        case "customer_approval_denied":
            return Declined(_NOT_ALLOWED, RISK)
        case "cancelled":
            return Declined(Decline("processing_error"), RISK)
        case _:
            raise Garbled("a payment has a status that is not expected here")


def needs_events(payment: Fields) -> bool:
    """Whether only the events of a payment say what became of it. Raises Garbled."""
    return text(payment, "status") in ("failed", "charged_back")


def notice_of(events: Sequence[Fields]) -> DisputeNotice:
    """Money that had arrived and is gone. GoCardless takes no answer to that, so it is final. Raises Garbled."""
    _, reason, code = _cause_of(events)
    return DisputeNotice("chargeback", reason, code, is_final=True)


def _cause_of(events: Sequence[Fields]) -> tuple[Decline, str, str | None]:
    """Our decline, Stripe's reason, and the bank's own code. Raises Garbled."""
    told = next((event for event in events if event.get("action") in ("charged_back", "failed")), {})
    details = part(told, "details") or {}
    decline, reason = _CAUSES.get(word(details, "cause") or "", (_FAILED, "general"))
    code = details.get("reason_code")
    return decline, reason, code if isinstance(code, str) and _REASON_CODE.fullmatch(code) else None


def of_chargeback(payment: Fields) -> Verdict:
    """The bank's word on money that came back. Raises Garbled."""
    return DisputeDecided("won" if text(payment, "status") in ("confirmed", "paid_out") else "lost")


def refused(refusal: Refusal) -> Decline:
    """What a no to a payment means: no money moved."""
    if refusal.status in (404, 410) or refusal.field in ("links", "links.mandate", "mandate"):
        return Decline("no_account")
    return _NOT_ALLOWED if (refusal.reason or "").startswith("mandate_") else Decline("processing_error")


def method_of(payment: Fields | None, billing_request: Fields, currency: str, *, is_kept: bool) -> Method:
    """What was paid with, or what is kept of it: the public details alone, by Stripe's names. Raises Garbled."""
    scheme = word(payment, "scheme") if payment is not None else None
    type = DEBITS.get(currency, UNNAMED) if is_kept or scheme is None else _SCHEMES.get(scheme, UNNAMED)
    account = part(part(billing_request, "resources") or {}, "customer_bank_account") or {}
    shown: dict[str, object] = {}
    if type == INSTANT:
        return Method(type, shown)
    # GoCardless tells two digits of an account.
    if _ENDING.fullmatch(ending := optional_text(account, "account_number_ending") or ""):
        shown["last4"] = ending
    if type == DEBITS["usd"]:
        shown["bank_name"] = optional_text(account, "bank_name")
    else:
        shown["country"] = optional_text(account, "country_code")
    return Method(type, shown)


def of_refund(refund: Fields, now: int) -> RefundOutcome:
    """What became of a refund, seen at `now`. Raises Garbled."""
    match text(refund, "status"):
        case "paid":
            made = moment(refund, "created_at")
            is_young = made is None or now - made < REFUND_MAY_FAIL_SECONDS
            return Refunded(DAY_SECONDS if is_young else None)
        case "created" | "pending_submission" | "submitted":
            return RefundPending(PENDING_SECONDS)
        case "bounced" | "failed" | "funds_returned":
            return RefundFailed("unknown")
        case "cancelled":
            return RefundFailed("merchant_request")
        case _:
            raise Garbled("a refund has a status that is not expected here")
