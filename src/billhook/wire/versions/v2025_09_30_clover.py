"""2025-09-30.clover: where a discount comes from, net amounts of invoice items, and ids of previews."""

from billhook.kernel.wire_object import WireObject
from billhook.wire.versions.registry import change, drop
from billhook.wire.versions.with_past import WithPast

VERSION = "2025-09-30.clover"


@change(VERSION, "discount")
def discount_source(discount: WithPast) -> None:
    """Replaces `coupon` of Discount with `source`, which names the coupon instead of having it."""
    discount["coupon"] = _coupon(discount, discount.pop("source", None))


@change(VERSION, "promotion_code")
def promotion(promotion_code: WithPast) -> None:
    """Replaces `coupon` of Promotion Code with `promotion`, which names the coupon instead of having it."""
    promotion_code["coupon"] = _coupon(promotion_code, promotion_code.pop("promotion", None))


@change(VERSION, "invoice")
def ids_of_previews(invoice: WithPast) -> None:
    """Adds `id` to previews of Invoice."""
    if invoice["id"].startswith("upcoming_"):
        del invoice["id"]


@change(VERSION, "invoiceitem")
def net_amount_and_proration_details(item: WithPast) -> None:
    """Adds `net_amount` and `proration_details` to Invoice Item."""
    item.pop("net_amount", None)
    item.pop("proration_details", None)


@change(VERSION, "customer")
def names_of_customers(customer: WithPast) -> None:
    """Adds `business_name` and `individual_name` to Customer."""
    customer.pop("business_name", None)
    customer.pop("individual_name", None)


@change(VERSION, "subscription")
def flexible_mode(subscription: WithPast) -> None:
    """Adds `billing_mode.flexible` to Subscription."""
    drop(subscription, "billing_mode", "flexible")


def _coupon(owner: WithPast, source: WireObject | None) -> WireObject | None:
    """The whole coupon, or as much of it as is known."""
    if "coupon" in owner.past:
        return owner.past["coupon"]
    coupon = source["coupon"] if source else None
    return WireObject({"id": coupon, "object": "coupon"}) if isinstance(coupon, str) else coupon
