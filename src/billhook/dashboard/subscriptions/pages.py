"""One subscription: what it bills and when, what happens next, and what belongs to it."""

from starlette.responses import Response

from billhook.dashboard.asking import json_page
from billhook.dashboard.customers.naming import named
from billhook.dashboard.customers.showing import method_words
from billhook.dashboard.formatting import Formats
from billhook.dashboard.invoices.badges import badge as invoice_badge
from billhook.dashboard.invoices.badges import named as named_invoice
from billhook.dashboard.products.words import price_words
from billhook.dashboard.subscriptions import words
from billhook.dashboard.subscriptions.next_steps import next_steps
from billhook.dashboard.subscriptions.reading import Found, found, place_of, subscription_of, title_of
from billhook.dashboard.subscriptions.timeline import timeline
from billhook.dashboard.visiting import Visit
from billhook.subscriptions import verbs
from billhook.subscriptions.rules.lifecycle import ENDED, SUBSCRIPTION, TRIALING


async def show(visit: Visit) -> Response:
    """One subscription."""
    it = await found(visit)
    details, f = it.details, visit.formats
    s = details.subscription
    may = visit.may("subscriptions:write")
    can_change = SUBSCRIPTION.allows("change", s.status)
    return visit.page(
        "subscriptions/detail.html",
        title=title_of(details, visit),
        area="subscriptions",
        s=s,
        badge=words.badge(s),
        customer_name=named(it.customer),
        costs=words.costs(details, f),
        rows=[
            (item, details.products[item.product], price_words(details.price(item), f),
             words.every(details.interval(item)), words.value(details, item))
            for item in details.items
        ],
        period=_period(it, visit),
        next_steps=next_steps(details, it.next, f),
        coming=it.next,
        settings=_settings(it, f),
        invoices=[(each, invoice_badge(each.invoice, f.now), named_invoice(each.invoice)) for each in it.invoices],
        has_more_invoices=it.has_more_invoices,
        pending=it.pending,
        moments=timeline(it, f),
        metadata=words.metadata_lines(s.metadata),
        may_change=may and can_change,
        may_cancel=may and s.status not in ENDED,
        may_keep=may and can_change and s.cancel_at is not None,
        may_end_trial=may and s.status == TRIALING,
    )  # fmt: skip


def _period(it: Found, visit: Visit) -> str:
    """The period that runs; of several intervals, that of the one that is billed next."""
    if it.details.subscription.status in ENDED:
        return ""
    start, end = words.ends_of_periods(it.details)
    return f"{visit.formats.day(start)} to {visit.formats.day(end)}"


def _settings(it: Found, f: Formats) -> list[tuple[str, str]]:
    s = it.details.subscription
    method = method_words(it.method) if it.method is not None else "None"
    days = s.days_until_due
    sent = f"Send an invoice, due in {days} day{'' if days == 1 else 's'}" if days else "Send an invoice, due at once"
    return [
        ("Collection", sent if s.is_sent else words.METHODS[s.collection_method]),
        ("Payment method", method + ("" if s.default_payment_method or it.method is None else ", of the customer")),
        (
            "Tax rates",
            ", ".join(f"{rate.display_name} {rate.percentage.normalize():f}%" for rate in s.default_tax_rates),
        ),
        ("Discounts", ", ".join(discount.label for discount in s.discounts)),
        ("Currency", s.currency.upper()),
        ("Prorations", "Give back what was charged" if s.is_flexible else "Give back today's price"),
        ("Description", s.description or ""),
    ]


async def show_json(visit: Visit) -> Response:
    """The subscription as the API gives it."""
    details = await subscription_of(visit)
    return await json_page(visit, place_of(visit, details), verbs.RETRIEVE, details.subscription.id)
