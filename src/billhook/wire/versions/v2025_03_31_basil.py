"""2025-03-31.basil: several payments for one invoice, and parents instead of subscriptions.

The largest break of the API so far. This file has the invoice and its neighbours; lines and
invoice items are in `v2025_03_31_basil_lines`.
"""

from typing import Any, TypedDict

from billhook.kernel.wire_object import WireObject
from billhook.wire.versions.registry import change
from billhook.wire.versions.with_past import WithPast

VERSION = "2025-03-31.basil"


class TaxAmount(TypedDict):
    """A tax in the older spelling."""

    amount: int
    inclusive: bool
    tax_rate: str | WireObject | None
    taxability_reason: str | None
    taxable_amount: int


@change(VERSION, "invoice")
def several_payments(invoice: WithPast) -> None:
    """Adds support for several (partial) payments: `payments`, `confirmation_secret` and `amount_overpaid`
    replace `payment_intent`, `charge`, `paid` and `paid_out_of_band`; `amount_paid` now counts payments out
    of band.
    """
    payments = invoice.pop("payments", None)
    invoice.pop("confirmation_secret", None)
    invoice.pop("amount_overpaid", None)
    payment = _default_payment(payments)
    intent = payment.get("payment_intent") or invoice.past.get("payment_intent")
    latest_charge = intent.get("latest_charge") if isinstance(intent, dict) else None
    invoice["payment_intent"] = intent
    invoice["charge"] = payment.get("charge") or latest_charge or invoice.past.get("charge")
    invoice["paid"] = invoice["status"] == "paid"
    elsewhere = invoice.past.get("amount_paid_off_stripe", 0)
    invoice["paid_out_of_band"] = invoice["paid"] and elsewhere > 0
    # What was paid out of band did not count as paid, so it still remained: on an invoice paid in that way,
    # the whole amount due.
    invoice["amount_paid"] -= elsewhere
    invoice["amount_remaining"] += elsewhere


@change(VERSION, "invoice")
def invoice_parents(invoice: WithPast) -> None:
    """Adds `parent` to Invoice in place of `subscription`, `subscription_details`,
    `subscription_proration_date` and `quote`.
    """
    parent = invoice.pop("parent", None) or {}
    details = parent.get("subscription_details") or {}
    invoice["subscription"] = details.get("subscription")
    invoice["subscription_details"] = {"metadata": details.get("metadata")} if details else None
    if details.get("subscription_proration_date") is not None:
        invoice["subscription_proration_date"] = details["subscription_proration_date"]
    invoice["quote"] = (parent.get("quote_details") or {}).get("quote")


@change(VERSION, "invoice")
def total_taxes(invoice: WithPast) -> None:
    """Replaces `tax` and `total_tax_amounts` of Invoice with `total_taxes`."""
    amounts = tax_amounts(invoice.pop("total_taxes", None))
    invoice["total_tax_amounts"] = amounts
    invoice["tax"] = sum(tax["amount"] for tax in amounts) if amounts else None


@change(VERSION, "invoice", "subscription")
def single_discount(body: WithPast) -> None:
    """Removes `discount` from Invoice and Subscription: `discounts` has all of them."""
    body["discount"] = body.past.get("discount") or _only_expanded(body.get("discounts"))


@change(VERSION, "invoice")
def platform_fields(invoice: WithPast) -> None:
    """Removes `application_fee_amount` and `transfer_data` from Invoice: they are facts of the payment."""
    invoice["application_fee_amount"] = None
    invoice["transfer_data"] = None


@change(VERSION, "payment_intent", "charge")
def invoice_of_payment(payment: WithPast) -> None:
    """Removes `invoice` from PaymentIntent and Charge: list the invoice payments instead."""
    payment["invoice"] = payment.past.get("invoice")


@change(VERSION, "payment_intent", "charge", "refund")
def presentment_details(body: WithPast) -> None:
    """Adds `presentment_details` to PaymentIntent, Charge and Refund."""
    body.pop("presentment_details", None)


@change(VERSION, "customer_balance_transaction")
def checkout_session(transaction: WithPast) -> None:
    """Adds `checkout_session` to Customer Balance Transaction."""
    transaction.pop("checkout_session", None)


@change(VERSION, "credit_note")
def several_refunds(credit_note: WithPast) -> None:
    """Replaces `refund` of Credit Note with `refunds`."""
    refunds = credit_note.pop("refunds", None) or []
    credit_note["refund"] = refunds[0]["refund"] if refunds else None


@change(VERSION, "credit_note")
def credit_note_taxes(credit_note: WithPast) -> None:
    """Replaces `tax_amounts` of Credit Note with `total_taxes`."""
    credit_note["tax_amounts"] = tax_amounts(credit_note.pop("total_taxes", None))


@change(VERSION, "subscription")
def periods_of_items(subscription: WithPast) -> None:
    """Moves `current_period_start` and `current_period_end` from Subscription to its items."""
    items = (subscription.get("items") or {}).get("data") or [{}]
    subscription["current_period_start"] = items[0].get("current_period_start")
    subscription["current_period_end"] = items[0].get("current_period_end")


@change(VERSION, "subscription_item")
def period_of_item(item: WithPast) -> None:
    """Adds `current_period_start` and `current_period_end` to Subscription Item."""
    item.pop("current_period_start", None)
    item.pop("current_period_end", None)


@change(VERSION, "price")
def aggregate_usage(price: WithPast) -> None:
    """Removes `recurring.aggregate_usage` from Price: meters replace the usage records that it summed up."""
    if price.get("recurring"):
        price["recurring"] = {**price["recurring"], "aggregate_usage": None}


@change(VERSION, "plan")
def aggregate_usage_of_plan(plan: WithPast) -> None:
    """Removes `aggregate_usage` from Plan."""
    plan["aggregate_usage"] = None


def tax_amounts(taxes: list[WireObject] | None) -> list[TaxAmount]:
    """The older spelling of taxes: `inclusive` for the behaviour, the rate without its wrapper."""
    return [
        {
            "amount": tax["amount"],
            "inclusive": tax["tax_behavior"] == "inclusive",
            "tax_rate": (tax.get("tax_rate_details") or {}).get("tax_rate"),
            # The reason `not_available` came with basil; a tax without a reason had null.
            "taxability_reason": None if tax["taxability_reason"] == "not_available" else tax["taxability_reason"],
            "taxable_amount": tax["taxable_amount"],
        }
        for tax in taxes or []
    ]


def _default_payment(payments: WireObject | None) -> WireObject:
    """What the default payment of an expanded list was made with: its `payment_intent` or its `charge`."""
    data = (payments.get("data") if payments else None) or []
    return next((payment["payment"] for payment in data if payment["is_default"]), WireObject({}))


def _only_expanded(discounts: list[Any] | None) -> WireObject | None:
    """The discount if there is exactly one and the caller had it expanded."""
    if discounts and len(discounts) == 1 and isinstance(discounts[0], dict):
        return WireObject(discounts[0])
    return None
