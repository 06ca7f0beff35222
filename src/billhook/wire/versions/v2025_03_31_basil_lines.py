"""2025-03-31.basil: pricing and parents of lines and invoice items. Belongs to `v2025_03_31_basil`."""

from decimal import Decimal

from billhook.kernel.wire_object import WireObject
from billhook.wire.versions.registry import change
from billhook.wire.versions.v2025_03_31_basil import VERSION, tax_amounts
from billhook.wire.versions.with_past import WithPast

_DECIMAL_PLACES = Decimal("1e-12")


@change(VERSION, "line_item", "credit_note_line_item")
def taxes(line: WithPast) -> None:
    """Replaces `tax_amounts`, `amount_excluding_tax` and `unit_amount_excluding_tax` of Invoice Line Item and
    Credit Note Line Item with `taxes`.
    """
    amounts = tax_amounts(line.pop("taxes", None))
    inclusive = sum(tax["amount"] for tax in amounts if tax["inclusive"])
    line["tax_amounts"] = amounts
    line["amount_excluding_tax"] = line["amount"] - inclusive
    unit_amount = (line.get("pricing") or line).get("unit_amount_decimal")
    if inclusive and line["quantity"]:
        unit_amount = _decimal_string(Decimal(line["amount"] - inclusive) / line["quantity"])
    line["unit_amount_excluding_tax"] = unit_amount


@change(VERSION, "line_item")
def line_parents(line: WithPast) -> None:
    """Replaces `type`, `invoice_item`, `subscription_item`, `proration` and `proration_details` of Invoice
    Line Item with `parent`.
    """
    parent = line.pop("parent", None) or {}
    of_subscription = parent.get("type") == "subscription_item_details"
    details = parent.get("subscription_item_details" if of_subscription else "invoice_item_details") or {}
    line["type"] = "subscription" if of_subscription else "invoiceitem"
    line["proration"] = details.get("proration", False)
    line["proration_details"] = details.get("proration_details") or {"credited_items": None}
    if line.get("subscription") is None:
        line["subscription"] = details.get("subscription")
    # These two were left out where there was none, never null.
    for name in ("invoice_item", "subscription_item"):
        if details.get(name) is not None:
            line[name] = details[name]


@change(VERSION, "line_item")
def line_pricing(line: WithPast) -> None:
    """Replaces `price`, `plan` and `tax_rates` of Invoice Line Item with `pricing` and `taxes`."""
    recurring = line["type"] == "subscription"
    line["price"] = price = _price(line, line.pop("pricing", None), "recurring" if recurring else "one_time")
    line["plan"] = _plan(price)
    line["tax_rates"] = line.past.get("tax_rates", [])


@change(VERSION, "invoiceitem")
def item_parents(item: WithPast) -> None:
    """Replaces `subscription` and `subscription_item` of Invoice Item with `parent`."""
    details = (item.pop("parent", None) or {}).get("subscription_details") or {}
    item["subscription"] = details.get("subscription")
    if details.get("subscription_item") is not None:
        item["subscription_item"] = details["subscription_item"]


@change(VERSION, "invoiceitem")
def item_pricing(item: WithPast) -> None:
    """Replaces `price`, `plan`, `unit_amount` and `unit_amount_decimal` of Invoice Item with `pricing`."""
    pricing = item.pop("pricing", None)
    item["price"] = price = _price(item, pricing, "one_time")
    item["plan"] = _plan(price)
    item["unit_amount_decimal"] = (pricing or {}).get("unit_amount_decimal")
    item["unit_amount"] = _whole(item["unit_amount_decimal"])


def _price(owner: WithPast, pricing: WireObject | None, kind: str) -> WireObject | None:
    """The whole price if the view gave it or the caller had it expanded, else what the line tells of it."""
    if owner.past.get("price"):
        return owner.past["price"]
    details = pricing.get("price_details") if pricing else None
    if not pricing or not details:
        return None
    if isinstance(details["price"], dict):
        return WireObject(details["price"])
    unit_amount = pricing.get("unit_amount_decimal")
    shown = {
        "id": details["price"],
        "object": "price",
        "billing_scheme": "tiered" if unit_amount is None else "per_unit",
        "currency": owner["currency"],
        "livemode": owner["livemode"],
        "product": details["product"],
        "type": kind,
        "unit_amount": _whole(unit_amount),
        "unit_amount_decimal": unit_amount,
    }
    return WireObject(shown)


def _plan(price: WireObject | None) -> WireObject | None:
    """A recurring price in the words of the plan that it once was; None for any other."""
    recurring = price.get("recurring") if price else None
    if not price or not recurring:
        return None
    shown = {
        "id": price["id"],
        "object": "plan",
        "active": price["active"],
        "aggregate_usage": None,
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "billing_scheme": price["billing_scheme"],
        "created": price["created"],
        "currency": price["currency"],
        "interval": recurring["interval"],
        "interval_count": recurring["interval_count"],
        "livemode": price["livemode"],
        "metadata": price["metadata"],
        "meter": recurring.get("meter"),
        "nickname": price["nickname"],
        "product": price["product"],
        "tiers_mode": price.get("tiers_mode"),
        "transform_usage": price.get("transform_quantity"),
        "trial_period_days": recurring.get("trial_period_days"),
        "usage_type": recurring["usage_type"],
    }
    return WireObject(shown)


def _whole(decimal: str | None) -> int | None:
    """A decimal amount as an integer; None if it has a fraction or there is none."""
    if decimal is None:
        return None
    amount = Decimal(decimal)
    return int(amount) if amount == amount.to_integral_value() else None


def _decimal_string(amount: Decimal) -> str:
    """At most twelve decimal places and no trailing zeros, as on the wire."""
    text = f"{amount.quantize(_DECIMAL_PLACES):f}"
    return text.rstrip("0").rstrip(".")
