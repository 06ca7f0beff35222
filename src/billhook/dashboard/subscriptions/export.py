"""Subscriptions as a CSV file."""

from collections.abc import Sequence

from starlette.responses import Response

from billhook.dashboard.csv_files import amount, defused, moment
from billhook.dashboard.exporting import csv_of, named_after
from billhook.dashboard.subscriptions import words
from billhook.dashboard.subscriptions.listing import filters_of
from billhook.dashboard.subscriptions.reading import names_of
from billhook.dashboard.visiting import Visit
from billhook.subscriptions import listing_store
from billhook.subscriptions.objects import SubscriptionDetails
from billhook.subscriptions.params import ListSubscriptions

COLUMNS = (
    "id", "customer", "customer_name", "status", "products", "prices", "quantities", "amounts", "intervals", "currency",
    "collection_method", "current_period_start", "current_period_end", "trial_end", "cancel_at", "canceled_at",
    "ended_at", "created", "mode",
)  # fmt: skip


_ROWS = 100


async def download(visit: Visit) -> Response:
    """The subscriptions of the filters in the address, newest first. What is of items stands in their order, after
    semicolons; amounts are of a whole period, before discounts and taxes."""
    filters = await filters_of(visit)

    async def rows(found: Sequence[SubscriptionDetails]) -> list[Sequence[object]]:
        names = await names_of(visit, found)
        return [_row(one, names.get(one.subscription.customer, ""), visit) for one in found]

    async def page(after: str | None) -> tuple[Sequence[SubscriptionDetails], str | None]:
        wanted = ListSubscriptions.of(limit=_ROWS, starting_after=after, **filters.wanted)
        async with visit.reader() as reader:
            found, has_more = await listing_store.page(reader, wanted)
        return found, found[-1].subscription.id if has_more else None

    return csv_of(named_after(visit, "subscriptions", filters.query), COLUMNS, page, rows)


def _row(one: SubscriptionDetails, customer: str, visit: Visit) -> Sequence[object]:
    s, items = one.subscription, one.items
    start, end = words.ends_of_periods(one) if items else (None, None)

    def each(texts: Sequence[object]) -> str:
        return defused("; ".join(map(str, texts)))

    return [
        s.id, s.customer, defused(customer), words.STATUSES[s.status][0],
        each([one.products[item.product].name for item in items]), each([item.price for item in items]),
        each([item.quantity for item in items]), each([amount(words.value(one, item), s.currency) for item in items]),
        each([words.every(one.interval(item)) for item in items]), s.currency, s.collection_method, moment(start),
        moment(end), moment(s.trial_end), moment(s.cancel_at), moment(s.canceled_at), moment(s.ended_at),
        moment(s.created), visit.mode,
    ]  # fmt: skip
