"""How statuses, intervals and costs of subscriptions are called."""

from collections.abc import Mapping

from billhook.catalog.objects import Price, Product
from billhook.dashboard.formatting import Formats
from billhook.dashboard.products.words import price_words
from billhook.subscriptions.objects import Subscription, SubscriptionDetails, SubscriptionItem
from billhook.subscriptions.rules.calendar import Interval
from billhook.subscriptions.rules.charges import Sold

# A status in words, and its tone.
STATUSES = {
    "active": ("Active", "done"),
    "trialing": ("Trialing", "calm"),
    "past_due": ("Past due", "late"),
    "unpaid": ("Unpaid", "late"),
    "incomplete": ("Incomplete", "late"),
    "canceled": ("Canceled", "ended"),
    "incomplete_expired": ("Expired", "ended"),
}
PAUSES = {
    "void": "New invoices are void",
    "mark_uncollectible": "New invoices are written off",
    "keep_as_draft": "New invoices stay drafts",
}
METHODS = {
    "charge_automatically": "Charge the saved payment method",
    "send_invoice": "Send an invoice to pay",
}
FEEDBACK = {
    "too_expensive": "It is too expensive",
    "missing_features": "Features are missing",
    "switched_service": "They switched to another service",
    "unused": "They do not use it",
    "customer_service": "Customer service was poor",
    "too_complex": "It is too complex",
    "low_quality": "The quality is low",
    "other": "Another reason",
}
REASONS = {
    "cancellation_requested": "Somebody asked for it",
    "payment_failed": "Its payment failed",
    "payment_disputed": "Its payment was disputed",
}
PRORATIONS = {
    "create_prorations": "Put the difference on the next invoice",
    "always_invoice": "Invoice the difference now",
    "none": "Do not prorate",
}


def badge(s: Subscription) -> tuple[str, str]:
    """The status as people say it: what is to end says so."""
    if s.cancel_at is not None and s.status in ("active", "trialing"):
        return ("Canceling", "calm")
    return STATUSES[s.status]


def every(interval: Interval) -> str:
    """How often: "per month", "every 3 months"."""
    return f"per {interval.unit}" if interval.count == 1 else f"every {interval.count} {interval.unit}s"


def value(details: SubscriptionDetails, item: SubscriptionItem) -> int:
    """What a whole period of an item costs, in minor units, before discounts and taxes."""
    product = details.products[item.product]
    sold = Sold(details.price(item), product.name, product.unit_label, item.quantity, details.subscription.currency)
    return sold.value


def costs(details: SubscriptionDetails, f: Formats) -> str:
    """What it costs before discounts and taxes: "€20.00 per month", "€20.00 per month and €50.00 per year"."""
    sums: dict[Interval, int] = {}
    for item in details.items:
        interval = details.interval(item)
        sums[interval] = sums.get(interval, 0) + value(details, item)
    currency = details.subscription.currency
    return " and ".join(f"{f.money(amount, currency)} {every(interval)}" for interval, amount in sums.items())


def contents(details: SubscriptionDetails, f: Formats) -> str:
    """What is in it: "Gold", "2 × Gold, Support"."""
    return ", ".join(
        (f"{f.number(item.quantity)} × " if item.quantity != 1 else "") + details.products[item.product].name
        for item in details.items
    )


def offer(price: Price, product: Product, f: Formats) -> str:
    """A price as it can be chosen: "Gold – €20.00 per month (Early birds)"."""
    assert price.recurring is not None
    interval = Interval(price.recurring.interval, price.recurring.interval_count)
    told = f"{product.name} – {price_words(price, f)} {every(interval)}"
    return f"{told} ({price.nickname})" if price.nickname else told


def ends_of_periods(details: SubscriptionDetails) -> tuple[int, int]:
    """When the period begins that runs, and when the first of its items is billed again."""
    return min(item.period_start for item in details.items), min(item.period_end for item in details.items)


def distance(seconds: int) -> str:
    """How long it is until then: "21 hours", "40 minutes"."""
    hours, minutes = (seconds + 1_800) // 3_600, max(seconds // 60, 1)
    if seconds >= 3_600:
        return f"{hours} hour{'' if hours == 1 else 's'}"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def metadata_lines(metadata: Mapping[str, str]) -> list[tuple[str, str]]:
    """Metadata in the order of its keys."""
    return sorted(metadata.items())
