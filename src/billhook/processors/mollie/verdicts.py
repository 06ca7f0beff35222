"""What an answer of Mollie means here. Pure: tables of states, and nothing that is not in them is guessed.

The rules are those of live-money.md §3.2. Refunds and chargebacks leave a payment `paid`.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from billhook.processors.interface import (
    ActionRequired,
    Approved,
    Decline,
    Declined,
    DisputeDecided,
    DisputeNotice,
    Expired,
    LookOutcome,
    Method,
    Outcome,
    Pending,
    Refunded,
    RefundFailed,
    RefundOutcome,
    RefundPending,
    Verdict,
    Waiting,
)  # fmt: skip
from billhook.processors.mollie.client import Refusal
from billhook.processors.mollie.requests import CALL, METHODS, minor_units, token
from billhook.processors.reading import Fields, Garbled, id_of, optional_text, own_id, part, text, word

LOOK_SECONDS = 3_600
PENDING_SECONDS = 6 * 3_600
DAY_SECONDS = 86_400
REFUND_MAY_FAIL_SECONDS = 30 * DAY_SECONDS
"""So long a refund that succeeded may still come back."""
RISK = "not_assessed"

_ASKS = Decline("authentication_required", "authentication_required")
_DECLINES = {
    "authentication_abandoned": _ASKS, "authentication_failed": _ASKS, "authentication_required": _ASKS,
    "authentication_unavailable_acs": _ASKS, "card_declined": Decline("card_declined", "generic_decline"),
    "card_expired": Decline("expired_card"), "inactive_card": Decline("card_declined", "card_not_supported"),
    "insufficient_funds": Decline("card_declined", "insufficient_funds"), "invalid_cvv": Decline("incorrect_cvc"),
    "invalid_card_number": Decline("card_declined", "invalid_account"),
    "invalid_card_type": Decline("card_declined", "card_not_supported"),
    "possible_fraud": Decline("card_declined", "fraudulent"),
    "refused_by_issuer": Decline("card_declined", "do_not_honor"),
}  # fmt: skip
# The bank's reasons of a debit that failed or came back (SEPA, external code set of ISO 20022).
_RETURNS = {
    "AC01": "no_account", "AC04": "account_closed", "AM04": "insufficient_funds", "MD01": "debit_not_authorized",
    "MD06": "debit_not_authorized",
}  # fmt: skip
_REASONS = {
    "AC01": "incorrect_account_details", "AC04": "bank_cannot_process", "AM04": "insufficient_funds",
    "MD01": "debit_not_authorized", "MD06": "customer_initiated",
}  # fmt: skip
_BRANDS = {
    "American Express": "amex", "Carte Bancaire": "cartes_bancaires", "Diners Club": "diners", "Discover": "discover",
    "JCB": "jcb", "Mastercard": "mastercard", "Maestro": "mastercard", "Unionpay": "unionpay", "Visa": "visa",
    "Vpay": "visa",
}  # fmt: skip
_BANK_CODE = re.compile("[A-Z]{2}[0-9]{2}", re.ASCII)
_EXPIRY = re.compile("(?:([0-9]{2})/([0-9]{2})|20([0-9]{2})-([0-9]{2})-[0-9]{2})", re.ASCII)
_IBAN = re.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{8,28}([A-Z0-9]{2}[0-9]{2})", re.ASCII)


def moment(of: Fields, name: str) -> int | None:
    """A moment of ISO 8601 in Unix seconds, None where there is none. Raises Garbled."""
    written = optional_text(of, name)
    try:
        found = datetime.fromisoformat(written) if written is not None else None
        return int(found.timestamp()) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):
        raise Garbled(f"{name} is no moment") from None


def call_of(made: Fields) -> object:
    """The call of ours that made a payment or a refund."""
    metadata = made.get("metadata")
    return metadata.get(CALL) if isinstance(metadata, dict) else None


def insist_on(made: Fields, call: str, amount: int, currency: str) -> None:
    """What was made is that of the call, and of the sum that was asked for (0: not known). Raises Garbled: nothing else
    is booked."""
    if call_of(made) != call:
        raise Garbled("a payment is that of another call")
    insist_on_sum(made, amount, currency)


def insist_on_sum(made: Fields, amount: int, currency: str) -> None:
    """What was made is of the sum that was asked for (0: not known). Raises Garbled."""
    if amount and minor_units(part(made, "amount")) != (amount, currency):
        raise Garbled("another sum was taken than was asked for")


def of_page(payment: Fields, notice: DisputeNotice | None = None) -> LookOutcome:
    """What became of a payment on Mollie's page. Raises Garbled."""
    match text(payment, "status"):
        case "open":
            return Waiting(LOOK_SECONDS)
        case "expired" | "canceled":
            return Expired()
        case _:
            return of_payment(payment, may_ask=False, notice=notice)


def of_payment(payment: Fields, *, may_ask: bool, notice: DisputeNotice | None = None) -> Outcome:
    """What became of a payment that was made. Raises Garbled."""
    match text(payment, "status"):
        case "paid":
            return approved(payment, notice)
        case "open" | "pending" | "authorized":  # the last is captured by itself, as we never ask for anything else
            return Pending(PENDING_SECONDS, RISK)
        case "failed":
            declined = decline_of(payment)
            return ActionRequired() if may_ask and declined is _ASKS else Declined(declined, RISK)
        case "canceled" | "expired":
            return Declined(Decline("processing_error"), RISK)
        case _:
            raise Garbled("a payment has a status that is not expected here")


def approved(payment: Fields, notice: DisputeNotice | None = None) -> Approved:
    """Money was taken. Mollie tells its fee with a settlement, and not here. Raises Garbled."""
    method, mandate, customer = method_of(payment), id_of(payment, "mandateId"), id_of(payment, "customerId")
    is_saved = optional_text(payment, "sequenceType") == "first" and mandate is not None and customer is not None
    saved = token(customer or "", mandate or "") if is_saved else None
    return Approved(
        RISK, notice, reference=own_id(payment), method=method, token=saved, mandate=mandate if saved else None
    )


def decline_of(payment: Fields) -> Decline:
    """Why a payment failed: Mollie's word for it, or the bank's code of a debit."""
    details = part(payment, "details") or {}
    code = details.get("bankReasonCode")
    if isinstance(code, str) and code in _RETURNS:
        return Decline(_RETURNS[code])
    generic = Decline("card_declined", "generic_decline")
    return _DECLINES.get(word(details, "failureReason") or "", generic)


def refused(refusal: Refusal) -> Decline:
    """What a no to a payment means: no money moved."""
    if refusal.is_missing or refusal.field in ("mandateId", "customerId"):
        return Decline("card_declined", "invalid_account")
    return Decline("invalid_currency" if refusal.field == "amount.currency" else "processing_error")


def method_of(payment: Fields) -> Method | None:
    """What was paid with: the public details alone, by Stripe's names. Raises Garbled."""
    named = word(payment, "method")
    if named is None:
        return None
    details, type = part(payment, "details") or {}, METHODS.get(named, named)
    shown = _card(details) if type == "card" else _account(details, is_debit=type == "sepa_debit")
    return Method(type, shown)


def _card(details: Fields) -> dict[str, object]:
    last4 = (optional_text(details, "cardNumber") or "")[-4:]
    expiry = _EXPIRY.fullmatch(optional_text(details, "cardExpiryDate") or "")
    shown: dict[str, object] = {
        "brand": _BRANDS.get(optional_text(details, "cardLabel") or "", "unknown"),
        "country": optional_text(details, "cardCountryCode"), "fingerprint": optional_text(details, "cardFingerprint"),
        "funding": word(details, "cardFunding") or "unknown", "last4": last4 if last4.isdigit() else "",
    }  # fmt: skip
    if expiry is not None:
        month, year = (expiry[1], expiry[2]) if expiry[1] else (expiry[4], expiry[3])
        shown |= {"exp_month": int(month), "exp_year": 2_000 + int(year)}
    if word(details, "wallet") == "applepay":
        shown["wallet"] = {"type": "apple_pay"}
    return shown


def _account(details: Fields, *, is_debit: bool) -> dict[str, object]:
    written = optional_text(details, "consumerAccount") or ""
    found = _IBAN.fullmatch(written)
    if found is None:
        return {}
    return {"last4": written[-4:], "country": written[:2]} if is_debit else {"iban_last4": written[-4:]}


def standing(chargebacks: Sequence[Fields]) -> list[Fields]:
    """The chargebacks that the bank has not taken back."""
    return [one for one in chargebacks if one.get("reversedAt") is None]


def notice_of(chargebacks: Sequence[Fields]) -> DisputeNotice | None:
    """The chargeback of a payment. Mollie takes no answer to one, so it is final. Raises Garbled."""
    found = standing(chargebacks)
    if not found:
        return None
    code = (part(found[0], "reason") or {}).get("code")
    known = code if isinstance(code, str) and _BANK_CODE.fullmatch(code) else None
    return DisputeNotice("chargeback", _REASONS.get(known or "", "general"), known, is_final=True)


def of_chargebacks(chargebacks: Sequence[Fields]) -> Verdict:
    """The bank's word on a chargeback."""
    return DisputeDecided("lost" if standing(chargebacks) or not chargebacks else "won")


def of_refund(refund: Fields, now: int) -> RefundOutcome:
    """What became of a refund, seen at `now`. Raises Garbled."""
    match text(refund, "status"):
        case "refunded":
            made = moment(refund, "createdAt")
            is_young = made is None or now - made < REFUND_MAY_FAIL_SECONDS
            return Refunded(DAY_SECONDS if is_young else None)
        case "queued" | "pending" | "processing":
            return RefundPending(PENDING_SECONDS)
        case "failed":
            return RefundFailed("unknown")
        case "canceled":
            return RefundFailed("merchant_request")
        case _:
            raise Garbled("a refund has a status that is not expected here")
