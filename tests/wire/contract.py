"""Every answer and every event that a test gets through the SDK is what the SDK's types say.

`listen` puts an ear into the SDK; `heard` tells what was wrong since it was asked last. Answers in older versions and
lists are left alone: the objects of a list were answers or events before.
"""

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from sdk_types import classes
from stripe import StripeResponse
from tests.wire.sdk_objects import Fault, faults

from billhook.kernel.api_versions import NEWEST

_FOUND: list[str] = []
_EVENTS: set[str] = set()

# What Stripe leaves out too, or shows to those who ask for it: patterns of places.
# fmt: off
SOMETIMES = (
    # Expanded or asked for by name.
    "charge.refunds", "checkout.session.line_items", "checkout.session.total_details.breakdown",
    "coupon.applies_to", "coupon.currency_options", "customer.cash_balance", "customer.tax",
    "customer.invoice_credit_balance", "customer.sources", "customer.subscriptions", "customer.tax_ids",
    "invoice.confirmation_secret", "invoice.payments", "*.shipping_cost.taxes", "price.currency_options",
    "price.tiers", "plan.tiers", "price.currency_options.tiers", "*.restrictions.currency_options",
    "shipping_rate.fixed_amount.currency_options", "webhook_endpoint.secret",
    # Of a licence, not of what is metered.
    "subscription_item.quantity",
    # Numbers of the customer's own series; gone while the account counts by itself.
    "customer.next_invoice_sequence",
    # For accounts with a permission of their own.
    "*.iin", "*.issuer", "*.card.description", "charge.level3", "charge.authorization_code",
    # For platforms and their accounts.
    "*.account", "tax_id.owner.application", "charge.transfer", "mandate.on_behalf_of", "setup_intent.attach_to_self",
    "balance.connect_reserved",
    # Only in what happened so.
    "*_error.*", "refund.failure_reason", "refund.next_action", "refund.description", "refund.instructions_email",
    "*.fraud_details.*", "*.next_action.*", "*.shipping.carrier", "*.customer_shipping.carrier", "*.tracking_number",
    "mandate.multi_use*", "mandate.single_use", "mandate.customer_acceptance.*", "*.card.capture_before",
    "*.us_bank_account.payment_reference", "*.status_details.*", "credit_note_line_item.invoice_line_item",
    "*.financial_addresses.*", "*.presentment_details", "*.radar_options.session",
    "*.credit_balance_transaction", "invoice_payment.payment.*", "payment_record.processor_details.custom",
    # Options that nobody chose.
    "*.payment_method_options.*", "*.card.moto", "*.card.*_credential_usage", "*.card.transaction_link_id",
    "*.card.electronic_commerce_indicator",
    # Parts of Stripe that Billhook refuses by name (docs/guide/compatibility.md).
    "account.capabilities.*", "account.settings.*", "account.company", "account.controller",
    "account.external_accounts", "account.future_requirements", "account.groups", "account.individual",
    "account.requirements", "account.tos_acceptance", "account.business_profile.*", "balance.instant_available",
    "balance.issuing", "balance.refund_and_dispute_prefunding", "balance.*.source_types.*",
    "dispute.evidence.appeal", "dispute.*.enhanced_*", "dispute.intended_submission_method",
    "invoice.threshold_reason", "invoiceitem.frozen_fields", "invoiceitem.proration_details", "*.amount_details.*",
    "payment_intent.hooks", "*.managed_payments", "payment_intent.payment_details.*", "confirmation_token.metadata",
    # A token's card is not yet anybody's.
    "card.*",
)

# Where the types are narrower than the API, or where differences.md says what is otherwise here.
OTHERWISE = (
    "type: billing_portal.session.configuration", "unknown: card.wallet", "unknown: refund.destination_details.*",
    "value: dispute.payment_method_details.type", "value: funding_instructions.bank_transfer.type",
    "value: payment_intent.last_payment_error.code", "type: *.tax_rate_details.tax_rate",
    # Stripe still shows what the types no longer name (recurring.md §1.1).
    "unknown: subscription.plan", "unknown: subscription.quantity",
    # Null in the preview of a subscription that does not exist yet (recurring.md §11).
    "type: invoice.parent.subscription_details.subscription",
    # The SDK has it in a class for each type of event.
    "unknown: v2.core.event.related_object",
)
# fmt: on


def listen() -> None:
    """Look at every answer from now on."""
    begin = StripeResponse.__init__

    def _looked_at(self: StripeResponse, body: str, code: int, headers: Any) -> None:
        begin(self, body, code, headers)
        if code == 200 and headers.get("Stripe-Version") == NEWEST:
            _FOUND.extend(str(fault) for one in _objects(json.loads(body)) for fault in faults(one) if _counts(fault))

    StripeResponse.__init__ = _looked_at  # type: ignore[method-assign]


def heard() -> list[str]:
    """What was wrong with the answers since this was asked last."""
    found = sorted(set(_FOUND))
    _FOUND.clear()
    return found


def _counts(fault: Fault) -> bool:
    if fault.what == "missing":
        return fault.value != "" or not _is_one_of(SOMETIMES, fault.place)
    return not _is_one_of(OTHERWISE, f"{fault.what}: {fault.place}")


@cache
def _is_one_of(patterns: tuple[str, ...], place: str) -> bool:
    return any(fnmatchcase(place, pattern) for pattern in patterns)


def _objects(answer: Any) -> Iterator[dict[str, Any]]:
    if answer.get("object") in ("list", "search_result"):
        for each in answer["data"]:
            if each["object"] == "event" and each["id"] not in _EVENTS:
                _EVENTS.add(each["id"])
                yield from _objects(each)
    elif answer.get("object") == "event":
        # An event keeps the version in which it was made.
        yield from _objects(answer["data"]["object"]) if answer["api_version"] == NEWEST else ()
    elif answer.get("object") in classes():  # the SDK does not know what Billhook alone has
        yield answer
