"""How payments, refunds and their reasons are called, and the tone of each: calm, late, done or ended."""

from billhook.documents.method_words import BRANDS
from billhook.kernel.stored import Json
from billhook.payment_methods.objects import CARD, CUSTOMER_BALANCE, SEPA_DEBIT, US_BANK_ACCOUNT
from billhook.payments.objects import Charge, PaymentIntent
from billhook.payments.rules.lifecycle import CANCELED, PROCESSING, REQUIRES_CAPTURE, SUCCEEDED
from billhook.processors import simulated_redirect
from billhook.processors.known import TEST

Badge = tuple[str, str]
"""A status in words, and its tone."""

REFUND: dict[str, Badge] = {
    "pending": ("Pending", "calm"),
    "succeeded": ("Succeeded", "done"),
    "failed": ("Failed", "late"),
}
CHARGE: dict[str, Badge] = {
    "pending": ("Processing", "calm"),
    "succeeded": ("Succeeded", "done"),
    "failed": ("Failed", "late"),
}
REASONS = (
    ("", "No reason"),
    ("requested_by_customer", "Asked for by the customer"),
    ("duplicate", "Paid twice"),
    ("fraudulent", "Fraud"),
)
_CANCELED_BECAUSE = {
    "abandoned": "it was abandoned",
    "automatic": "its authorization lapsed",
    "duplicate": "it was a duplicate",
    "fraudulent": "of fraud",
    "requested_by_customer": "the customer asked for it",
    "void_invoice": "its invoice was voided",
}
METHODS = {
    CARD: "Card",
    CUSTOMER_BALANCE: "Bank transfer",
    SEPA_DEBIT: "SEPA Direct Debit",
    US_BANK_ACCOUNT: "US bank account",
}
ASKED = {
    "begin": "Payment on a page of the processor",
    "cancel": "Withdraw a page",
    "capture": "Capture",
    "charge": "Charge",
    "dispute": "Answer to a dispute",
    "increment": "Raise an authorization",
    "look": "Look at a payment",
    "refund": "Refund",
    "release": "Release an authorization",
    "set_up": "Save a method",
}
"""What a call asks, by its kind."""

SUBJECTS = {"in": "Invoice", "du": "Dispute", "cn": "Credit note", "cus": "Customer"}
"""What a call is about that is about no payment, by the prefix of its id."""

NO_LABEL = {"": "The test processor", TEST: "The test processor", simulated_redirect.NAME: "The simulated page"}
"""Who is asked, where no account was connected."""

NOT_DONE: Badge = ("Not done yet", "calm")
NO_ANSWER: Badge = ("No answer", "late")
_UNREADY: Badge = ("Needs the customer", "calm")


STATUSES = {
    "succeeded": "Succeeded",
    "processing": "Processing",
    "needs_customer": _UNREADY[0],
    "uncaptured": "Uncaptured",
    "failed": "Failed",
    "canceled": "Canceled",
    "refunded": "Refunded",
    "partly_refunded": "Partly refunded",
    "disputed": "Disputed",
}
"""What a payment can be called, by the name that the list is filtered by."""


def badge(intent: PaymentIntent, charge: Charge | None) -> Badge:
    """A payment in one word; `charge` is its newest attempt."""
    if intent.status == SUCCEEDED:
        return _paid(charge)
    if intent.status == REQUIRES_CAPTURE:
        return "Uncaptured", "calm"
    if intent.status == PROCESSING:
        return "Processing", "calm"
    if intent.status == CANCELED:
        return "Canceled", "ended"
    return ("Failed", "late") if intent.last_payment_error is not None else _UNREADY


def _paid(charge: Charge | None) -> Badge:
    if charge is None:
        return "Succeeded", "done"
    if charge.charged_back:
        return "Disputed", "late"
    if charge.amount_given_back:
        is_whole = charge.amount_given_back >= charge.amount_captured
        return ("Refunded", "ended") if is_whole else ("Partly refunded", "calm")
    return ("Disputed", "late") if charge.disputed else ("Succeeded", "done")


def method(details: Json | None) -> str:
    """How a payment was made: "Visa •••• 4242"; an empty text where nothing is known."""
    if not details:
        return ""
    kind = str(details["type"])
    shown = details.get(kind) or {}
    name = BRANDS.get(shown.get("brand", "")) or METHODS.get(kind) or kind.replace("_", " ").capitalize()
    return f"{name} •••• {shown['last4']}" if shown.get("last4") else name


def reason(charge: Charge) -> str:
    """Why an attempt failed, in the bank's words and its code."""
    code = charge.outcome.get("reason") or charge.failure_code
    words = (charge.failure_message or "No reason was given.").strip()
    return f"{words} ({code})" if code else words


def canceled_because(intent: PaymentIntent) -> str:
    """Why a payment was canceled, as it follows "because"; empty if nobody said."""
    return _CANCELED_BECAUSE.get(intent.cancellation_reason or "", "")


def refund_reason(value: str | None) -> str:
    """The reason of a refund."""
    return dict(REASONS).get(value or "", value or "") if value else ""
