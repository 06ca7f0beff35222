"""What callers may send about disputes (platform.md §7.8)."""

from typing import Annotated

from billhook.wire.params import Boolean, Expand, Hash, Id, IdUnset, Metadata, Page, Params, RangeOrMoment, text_unset

_Text = Annotated[str | None, text_unset(20_000)]
# So many characters may all texts have together.
EVIDENCE_MAX = 150_000


class Evidence(Params):
    """What speaks against a dispute: texts, and ids of files."""

    not_offered = frozenset({"appeal", "enhanced_evidence"})
    access_activity_log: _Text = None
    billing_address: _Text = None
    cancellation_policy: IdUnset = None
    cancellation_policy_disclosure: _Text = None
    cancellation_rebuttal: _Text = None
    customer_communication: IdUnset = None
    customer_email_address: _Text = None
    customer_name: _Text = None
    customer_purchase_ip: _Text = None
    customer_signature: IdUnset = None
    duplicate_charge_documentation: IdUnset = None
    duplicate_charge_explanation: _Text = None
    duplicate_charge_id: _Text = None
    product_description: _Text = None
    receipt: IdUnset = None
    refund_policy: IdUnset = None
    refund_policy_disclosure: _Text = None
    refund_refusal_explanation: _Text = None
    service_date: _Text = None
    service_documentation: IdUnset = None
    shipping_address: _Text = None
    shipping_carrier: _Text = None
    shipping_date: _Text = None
    shipping_documentation: IdUnset = None
    shipping_tracking_number: _Text = None
    uncategorized_file: IdUnset = None
    uncategorized_text: _Text = None


class UpdateDispute(Params):
    """Evidence is sent to the bank unless `submit` says that more is to come."""

    not_offered = frozenset({"intended_submission_method"})
    evidence: Annotated[Evidence | None, Hash] = None
    expand: Expand = []
    metadata: Metadata = {}
    submit: Boolean = True


class ListDisputes(Page):
    charge: Id | None = None
    created: RangeOrMoment | None = None
    payment_intent: Id | None = None
