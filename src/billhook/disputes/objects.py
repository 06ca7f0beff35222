"""Disputes and early fraud warnings as stored: frozen, in minor units and Unix seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from billhook.kernel.stored import Json
from billhook.ledger.objects import Entry

# The evidence that there is against a dispute: texts, and ids of files.
TEXTS = (
    "access_activity_log", "billing_address", "cancellation_policy_disclosure", "cancellation_rebuttal",
    "customer_email_address", "customer_name", "customer_purchase_ip", "duplicate_charge_explanation",
    "duplicate_charge_id", "product_description", "refund_policy_disclosure", "refund_refusal_explanation",
    "service_date", "shipping_address", "shipping_carrier", "shipping_date", "shipping_tracking_number",
    "uncategorized_text",
)  # fmt: skip
FILES = (
    "cancellation_policy", "customer_communication", "customer_signature", "duplicate_charge_documentation",
    "receipt", "refund_policy", "service_documentation", "shipping_documentation", "uncategorized_file",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dispute:
    """A dispute of a charge. The order of the fields is that of the columns.

    `payment_method_details` are those that the API shows, `evidence` the texts and the ids of files that were
    given, by name. It can be
    answered until `due_by`; None where there is nothing to answer. `balance_transactions` are the entries of the ledger
    that it made, as they were made; `fee` is what it costs if the money is taken back. `reference` is what the
    processor calls it, None if it has not told; one that has a name there is over when the processor says so.
    """

    id: str
    created: int
    charge: str
    payment_intent: str
    amount: int
    currency: str
    status: str
    reason: str
    network_reason_code: str | None
    payment_method_details: Json
    evidence: Mapping[str, str] = field(default_factory=dict)
    submission_count: int = 0
    due_by: int | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    balance_transactions: Sequence[Entry] = ()
    fee: int = 0
    test_clock: str | None = None
    reference: str | None = None

    @property
    def fee_currency(self) -> str:
        """The currency of the `fee`: that in which the payment was booked."""
        return self.balance_transactions[0].currency if self.balance_transactions else self.currency


@dataclass(frozen=True, slots=True)
class FraudWarning:
    """A bank says that a payment was fraud. `is_actionable` is no column: a refund can still prevent a dispute."""

    id: str
    created: int
    charge: str
    payment_intent: str
    fraud_type: str
    reference: str | None = None
    is_actionable: bool = True
