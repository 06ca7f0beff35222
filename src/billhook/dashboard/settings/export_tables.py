"""What an export has: a table for each type of object, with the columns of its CSV file.

A column is the path of a value in the API's object, and its name is the path with underscores. `@` behind a path is a
moment, `$` an amount in the currency of the object.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from billhook.catalog import verbs as catalog
from billhook.credit_notes import verbs as credit_notes
from billhook.customers import verbs as customers
from billhook.dashboard.csv_files import amount, defused, moment
from billhook.db.verbs import Verb
from billhook.discounts import verbs as discounts
from billhook.disputes import verbs as disputes
from billhook.events import verbs as events
from billhook.invoices import verbs as invoices
from billhook.kernel.wire_object import WireObject
from billhook.ledger import verbs as ledger
from billhook.meters import verbs as meters
from billhook.payments import verbs as payments
from billhook.payouts import verbs as payouts
from billhook.setup_intents import verbs as setup_intents
from billhook.subscriptions import verbs as subscriptions
from billhook.tax import verbs as taxes

_MADE = ("id", "created@")
_SECRET = frozenset({"client_secret", "confirmation_secret", "secret"})


@dataclass(frozen=True, slots=True)
class Table:
    """A type of object: the name of its files, the look that lists it, and the columns of its CSV file.

    `wanted` are parameters of the look without which it would leave some out.
    """

    name: str
    verb: Verb
    columns: Sequence[str]
    wanted: Mapping[str, str] = field(default_factory=dict)


INVOICES = Table("invoices", invoices.LIST, (
    *_MADE, "number", "status", "customer", "customer_name", "customer_email", "currency", "subtotal$", "total$",
    "amount_due$", "amount_paid$", "amount_remaining$", "due_date@", "status_transitions.finalized_at@",
    "status_transitions.paid_at@", "status_transitions.voided_at@", "collection_method", "description", "footer",
    "metadata",
))  # fmt: skip
LINES = (
    "invoice", "id", "description", "quantity", "currency", "amount$", "period.start@", "period.end@",
    "pricing.unit_amount_decimal", "pricing.price_details.price", "pricing.price_details.product", "taxes", "metadata",
)  # fmt: skip
TABLES = (
    Table("customers", customers.LIST, (
        *_MADE, "name", "email", "phone", "description", "address.line1", "address.line2", "address.postal_code",
        "address.city", "address.state", "address.country", "currency", "balance$", "delinquent", "tax_exempt",
        "metadata",
    )),
    Table("products", catalog.LIST_PRODUCTS, (*_MADE, "name", "description", "active", "default_price", "metadata")),
    Table("prices", catalog.LIST_PRICES, (
        *_MADE, "product", "nickname", "active", "type", "currency", "unit_amount_decimal", "tax_behavior", "metadata",
    )),
    Table("shipping_rates", catalog.LIST_SHIPPING_RATES, (
        *_MADE, "display_name", "active", "fixed_amount", "metadata",
    )),
    Table("coupons", discounts.LIST_COUPONS, (
        *_MADE, "name", "percent_off", "amount_off$", "currency", "duration", "times_redeemed", "valid", "metadata",
    )),
    Table("promotion_codes", discounts.LIST_CODES, (*_MADE, "code", "active", "times_redeemed", "metadata")),
    Table("tax_rates", taxes.LIST_RATES, (
        *_MADE, "display_name", "percentage", "inclusive", "active", "country", "metadata",
    )),
    INVOICES,
    Table("invoice_items", invoices.LIST_ITEMS, (
        "id", "date@", "customer", "invoice", "description", "quantity", "currency", "amount$", "metadata",
    )),
    Table("subscriptions", subscriptions.LIST, (
        *_MADE, "status", "customer", "currency", "collection_method", "start_date@", "billing_cycle_anchor@",
        "trial_end@", "cancel_at@", "canceled_at@", "ended_at@", "latest_invoice", "metadata",
    ), {"status": "all"}),
    Table("meters", meters.LIST, (
        *_MADE, "display_name", "event_name", "default_aggregation.formula", "event_time_window", "status",
    )),
    Table("credit_notes", credit_notes.LIST, (
        *_MADE, "number", "status", "invoice", "customer", "currency", "amount$", "reason", "memo", "metadata",
    )),
    Table("payments", payments.LIST, (
        *_MADE, "status", "customer", "currency", "amount$", "amount_received$", "description", "metadata",
    )),
    Table("charges", payments.LIST_CHARGES, (
        *_MADE, "status", "payment_intent", "customer", "currency", "amount$", "amount_refunded$",
        "payment_method_details.type", "failure_code", "metadata",
    )),
    Table("refunds", payments.LIST_REFUNDS, (
        *_MADE, "status", "charge", "payment_intent", "currency", "amount$", "reason", "metadata",
    )),
    Table("disputes", disputes.LIST, (*_MADE, "status", "charge", "currency", "amount$", "reason", "metadata")),
    Table("setup_intents", setup_intents.LIST, (*_MADE, "status", "customer", "payment_method", "metadata")),
    Table("balance_transactions", ledger.LIST, (
        *_MADE, "type", "source", "currency", "amount$", "fee$", "net$", "available_on@", "description",
    )),
    Table("payouts", payouts.LIST, (
        *_MADE, "status", "currency", "amount$", "arrival_date@", "balance_transaction", "reconciliation_status",
        "statement_descriptor", "failure_code",
    )),
    Table("events", events.LIST, (*_MADE, "type", "data.object.object", "data.object.id")),
)  # fmt: skip


def head(columns: Sequence[str]) -> list[str]:
    """The names of columns."""
    return [column.rstrip("@$").replace(".", "_") for column in columns]


def row(columns: Sequence[str], object: WireObject) -> list[str]:
    """The cells of an object."""
    return [_cell(column, object) for column in columns]


def _cell(column: str, object: WireObject) -> str:
    value: Any = object
    for name in column.rstrip("@$").split("."):
        value = value.get(name) if isinstance(value, dict) else None
    if value is None or value == {} or value == []:
        return ""
    if column.endswith("@"):
        return moment(value)
    if column.endswith("$"):
        return amount(value, object["currency"]) if object.get("currency") else str(value)
    return defused(value) if isinstance(value, str) else orjson.dumps(value).decode()


def without_secrets(value: Any, public_url: str) -> Any:
    """The same without what lets somebody act: secrets, and addresses of this server, which hold tokens of payers."""
    if isinstance(value, dict):
        return {name: None if name in _SECRET else without_secrets(inner, public_url) for name, inner in value.items()}
    if isinstance(value, list):
        return [without_secrets(inner, public_url) for inner in value]
    return None if isinstance(value, str) and value.startswith(f"{public_url}/") else value
