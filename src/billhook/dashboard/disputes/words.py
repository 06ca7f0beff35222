"""How disputes, their reasons and the kinds of evidence are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billhook.disputes.objects import Dispute

# A status in words, and its tone.
STATUSES = {
    "warning_needs_response": ("Inquiry to answer", "late"),
    "warning_under_review": ("Inquiry under review", "calm"),
    "warning_closed": ("Inquiry closed", "ended"),
    "needs_response": ("To answer", "late"),
    "under_review": ("Under review", "calm"),
    "won": ("Won", "done"),
    "lost": ("Lost", "ended"),
}
_REASONS = {
    "bank_cannot_process": "The bank could not process it",
    "credit_not_processed": "A promised refund never came",
    "customer_initiated": "The holder had their bank take it back",
    "debit_not_authorized": "The debit was not authorized",
    "duplicate": "Paid twice",
    "fraudulent": "Fraud: the holder did not pay",
    "incorrect_account_details": "Wrong account details",
    "insufficient_funds": "The account had not enough money",
    "product_not_received": "Nothing was delivered",
    "product_unacceptable": "What was delivered is not as promised",
    "subscription_canceled": "It was canceled before",
    "unrecognized": "The holder does not recognize it",
}


def reason(dispute: Dispute) -> str:
    """What somebody has against the payment."""
    return _REASONS.get(dispute.reason) or dispute.reason.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Text:
    """A kind of evidence: its name in the API, its words, and whether it fills more than a line."""

    name: str
    words: str
    is_long: bool = False


GROUPS: Sequence[tuple[str, Sequence[Text]]] = (
    (
        "What was sold",
        (
            Text("product_description", "Description of the product", is_long=True),
            Text("service_date", "Day of the service"),
            Text("access_activity_log", "Log of use", is_long=True),
        ),
    ),
    (
        "Who bought it",
        (
            Text("customer_name", "Name"),
            Text("customer_email_address", "E-mail"),
            Text("customer_purchase_ip", "IP address at the purchase"),
            Text("billing_address", "Billing address", is_long=True),
        ),
    ),
    (
        "Shipping",
        (
            Text("shipping_address", "Shipping address", is_long=True),
            Text("shipping_date", "Day of shipping"),
            Text("shipping_carrier", "Carrier"),
            Text("shipping_tracking_number", "Tracking number"),
        ),
    ),
    (
        "Refunds and cancellation",
        (
            Text("refund_policy_disclosure", "How the refund policy was shown", is_long=True),
            Text("refund_refusal_explanation", "Why no refund was due", is_long=True),
            Text("cancellation_policy_disclosure", "How the cancellation policy was shown", is_long=True),
            Text("cancellation_rebuttal", "Why it was not canceled in time", is_long=True),
        ),
    ),
    (
        "Paid twice?",
        (
            Text("duplicate_charge_id", "Id of the other charge"),
            Text("duplicate_charge_explanation", "How the two differ", is_long=True),
        ),
    ),
    ("Anything else", (Text("uncategorized_text", "Further evidence", is_long=True),)),
)
"""The kinds of evidence as the form shows them."""

KINDS = {text.name: text.words for _, texts in GROUPS for text in texts}
"""Every kind of evidence that is a text, by its name."""

FILE_KINDS = {
    "receipt": "Receipt, a file",
    "customer_communication": "What the customer wrote, a file",
    "customer_signature": "Signature of the customer, a file",
    "service_documentation": "Proof of the service, a file",
    "shipping_documentation": "Proof of shipping, a file",
    "refund_policy": "Refund policy, a file",
    "cancellation_policy": "Cancellation policy, a file",
    "duplicate_charge_documentation": "Proof of the other charge, a file",
    "uncategorized_file": "Further evidence, a file",
}
"""Every kind of evidence that is a file, by its name, as it is called among the others."""

_NO_FILES: Mapping[str, tuple[str, str]] = {}


def file_words(kind: str) -> str:
    """What a kind of file is called where there are only files."""
    return FILE_KINDS[kind].removesuffix(", a file")


def given(dispute: Dispute, files: Mapping[str, tuple[str, str]] = _NO_FILES) -> list[tuple[str, str, str]]:
    """The evidence that there is: words, text, and the address of a file; empty for what has none.

    `files` gives the name and the address of a file, by its kind.
    """
    texts = [(words, dispute.evidence[name], "") for name, words in KINDS.items() if dispute.evidence.get(name)]
    kinds = [(name, words) for name, words in FILE_KINDS.items() if dispute.evidence.get(name)]
    return [*texts, *((words, *files.get(name, (dispute.evidence[name], ""))) for name, words in kinds)]
