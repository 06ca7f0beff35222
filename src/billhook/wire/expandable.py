"""Names that may be expanded beside those which the rooms register.

`ABSENT` are the fields whose objects do not exist here: Stripe's types call them expandable, so they may be expanded,
and are null. `BEFORE_BASIL` and `BEFORE_CLOVER` are the names that versions before those releases had in objects of
several rooms. Read off the types of stripe-python 10.12 (2024-06-20), 12.5 (basil), 14.4 (clover) and 16.1 (endive).
"""

from collections.abc import Mapping

from billhook.kernel.api_versions import BASIL, CLOVER
from billhook.wire.expand import NOTHING, Registry, Versions

SINCE_BASIL = Versions(since=BASIL)
BEFORE_BASIL = Versions(before=BASIL)
BEFORE_CLOVER = Versions(before=CLOVER)
SINCE_PAYMENT_RECORDS = Versions(since="2025-10-29.clover")

_DEBITED_LATER = tuple(
    f"payment_method_details.{type}.generated_sepa_debit{what}"
    for type in ("bancontact", "ideal", "sofort")
    for what in ("", "_mandate")
)

ABSENT: Mapping[str, tuple[str, ...]] = {
    "account": (
        "company.verification.document.back", "company.verification.document.front", "external_accounts",
        "settings.invoices.default_account_tax_ids",
    ),
    "billing_portal.session": ("configuration",),
    "card": ("account",),
    "charge": (
        "application", "application_fee", "failure_balance_transaction", "on_behalf_of", "outcome.rule", "review",
        "source_transfer", "transfer", "transfer_data.destination", *_DEBITED_LATER,
    ),
    "checkout.session": (
        "automatic_tax.liability.account", "discounts.coupon", "discounts.promotion_code", "invoice",
        "invoice_creation.invoice_data.account_tax_ids", "invoice_creation.invoice_data.issuer.account", "payment_link",
        "shipping_cost.shipping_rate", "shipping_options.shipping_rate", "subscription",
    ),
    "confirmation_token": (
        "payment_method_preview.card.generated_from.setup_attempt",
        "payment_method_preview.sepa_debit.generated_from.charge",
        "payment_method_preview.sepa_debit.generated_from.setup_attempt",
    ),
    "customer_balance_transaction": ("checkout_session",),
    "customer_cash_balance_transaction": (
        "adjusted_for_overdraft.balance_transaction", "adjusted_for_overdraft.linked_transaction",
        "transferred_to_balance.balance_transaction",
    ),
    "discount_amount": ("credit_balance_transaction",),
    "invoice": (
        "application", "automatic_tax.liability.account", "default_source", "issuer.account", "on_behalf_of",
    ),
    "invoice_payment": ("payment.charge",),
    "invoiceitem": ("proration_details.discount_amounts.discount",),
    "payment_intent": (
        "amount_details.line_items", "application", "on_behalf_of", "payment_record", "review", "source",
        "transfer_data.destination",
    ),
    "payment_method": (
        "card.generated_from.setup_attempt", "sepa_debit.generated_from.charge",
        "sepa_debit.generated_from.setup_attempt",
    ),
    "payment_record": ("payment_method_details.us_bank_account.mandate", *_DEBITED_LATER),
    "payout": ("application_fee", "destination"),
    "product": ("tax_code",),
    "refund": ("source_transfer_reversal", "transfer_reversal"),
    "setup_attempt": (
        "application", "on_behalf_of", "payment_method_details.card_present.generated_card",
        *(place for place in _DEBITED_LATER if "sofort" not in place),
        *(place for place in _DEBITED_LATER if "sofort" in place),
    ),
    "setup_intent": ("application", "on_behalf_of", "single_use_mandate"),
    "shipping_rate": ("tax_code",),
    "subscription": (
        "application", "automatic_tax.liability.account", "billing_schedules.applies_to.price",
        "cancellation_details.feedback_option", "default_source", "invoice_settings.account_tax_ids",
        "invoice_settings.issuer.account", "on_behalf_of", "pending_setup_intent", "pending_update.discounts",
        "schedule", "transfer_data.destination",
    ),
    "tax_id": ("owner.account", "owner.application"),
}  # fmt: skip
"""By type of object; `discount_amount` is an element of such lists as `total_pretax_credit_amounts`."""

REFERENCES_BEFORE_BASIL = (
    ("invoice", "charge", "charge"),
    ("invoice", "payment_intent", "payment_intent"),
    ("invoice", "quote", NOTHING),
    ("invoice", "subscription", "subscription"),
    ("invoice", "transfer_data.destination", NOTHING),
    ("charge", "invoice", "invoice"),
    ("payment_intent", "invoice", "invoice"),
    ("credit_note", "refund", "refund"),
    ("line_item", "invoice_item", "invoiceitem"),
    ("line_item", "subscription_item", "subscription_item"),
    ("invoiceitem", "subscription", "subscription"),
    ("tax_amount", "tax_rate", "tax_rate"),
)

NESTED_BEFORE_BASIL = (
    ("invoice", "discount", "discount"),
    ("invoice", "total_tax_amounts", "tax_amount"),
    ("credit_note", "tax_amounts", "tax_amount"),
    ("credit_note_line_item", "tax_amounts", "tax_amount"),
    ("line_item", "tax_amounts", "tax_amount"),
    ("line_item", "price", "price"),
    ("line_item", "plan", "plan"),
    ("invoiceitem", "price", "price"),
    ("invoiceitem", "plan", "plan"),
)


def register(registry: Registry) -> None:
    """What does not exist, and the names of the past."""
    for object_type, places in ABSENT.items():
        registry.lacks(object_type, *places)
    for owner, place, target in REFERENCES_BEFORE_BASIL:
        registry.refers(owner, place, target, BEFORE_BASIL)
    for owner, place, target in NESTED_BEFORE_BASIL:
        registry.nests(owner, place, target, BEFORE_BASIL)
    for owner in ("discount", "promotion_code"):
        registry.nests(owner, "coupon", "coupon", BEFORE_CLOVER)
    # Since then they are gone, and whoever still asks gets nothing for it, but no refusal either.
    registry.lacks("line_item", "price", versions=SINCE_BASIL)
    registry.lacks("charge", "invoice", versions=SINCE_BASIL)
    registry.lacks("payment_intent", "invoice", versions=SINCE_BASIL)
