"""2025-12-15.clover: accounts as customers, and the amount of a line before discounts and taxes."""

from billhook.wire.versions.registry import change, without
from billhook.wire.versions.with_past import WithPast

VERSION = "2025-12-15.clover"

WITH_CUSTOMER_ACCOUNT = (
    "invoice",
    "invoiceitem",
    "credit_note",
    "customer",
    "customer_balance_transaction",
    "discount",
    "promotion_code",
    "payment_intent",
    "setup_intent",
    "subscription",
    "quote",
    "payment_method",
    "setup_attempt",
    "cash_balance",
    "customer_cash_balance_transaction",
)


@change(VERSION, *WITH_CUSTOMER_ACCOUNT)
def customer_account(body: WithPast) -> None:
    """Adds `customer_account` wherever there is a `customer`."""
    body.pop("customer_account", None)


@change(VERSION, "tax_id")
def customer_account_of_tax_id(tax_id: WithPast) -> None:
    """Adds `customer_account` and `owner.customer_account` to Tax ID."""
    tax_id.pop("customer_account", None)
    if "owner" in tax_id:
        tax_id["owner"] = without(tax_id["owner"], "customer_account")


@change(VERSION, "line_item")
def subtotal(line: WithPast) -> None:
    """Adds `subtotal` to Invoice Line Item."""
    line.pop("subtotal", None)
