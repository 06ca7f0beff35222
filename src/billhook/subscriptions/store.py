"""Every statement on subscriptions and their items."""

from collections.abc import Sequence

from billhook.catalog import store as catalog
from billhook.catalog.objects import Price, Product
from billhook.customers import store as customers
from billhook.db.rows import Rows
from billhook.db.tx import Reader, Tx
from billhook.discounts.objects import Discount
from billhook.kernel.stored import each
from billhook.subscriptions.objects import (
    Cancellation,
    InvoiceSettings,
    PauseCollection,
    ShownItem,
    Subscription,
    SubscriptionDetails,
    SubscriptionItem,
    TrialSettings,
)
from billhook.subscriptions.params import ListItems, ListSubscriptions
from billhook.subscriptions.rules.calendar import AnchorConfig
from billhook.subscriptions.rules.lifecycle import ENDED
from billhook.subscriptions.rules.prorating import Debit
from billhook.tax.objects import frozen_rate
from billhook.wire import lists

_ROWS = Rows(
    "subscriptions", "s", Subscription,
    decoders={
        "anchor_config": AnchorConfig.from_stored,
        "cancellation": Cancellation.from_stored,
        "default_tax_rates": each(frozen_rate),
        "discounts": each(Discount.from_stored),
        "invoice_settings": InvoiceSettings.from_stored,
        "pause_collection": PauseCollection.from_stored,
        "trial_settings": TrialSettings.from_stored,
    },
)  # fmt: skip
_ITEMS = Rows(
    "subscription_items", "t", SubscriptionItem,
    decoders={
        "debits": each(Debit.from_stored), "discounts": each(Discount.from_stored), "tax_rates": each(frozen_rate),
    },
)  # fmt: skip
insert = _ROWS.insert
save = _ROWS.save
insert_item = _ITEMS.insert
save_item = _ITEMS.save
find_item = _ITEMS.find


async def find(reader: Reader, subscription_id: str) -> SubscriptionDetails | None:
    """A subscription with its items."""
    return next(iter(await of_ids(reader, [subscription_id])), None)


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[SubscriptionDetails]:
    """Subscriptions by their ids."""
    return await _whole(reader, await _ROWS.of_ids(reader, ids))


async def with_catalog(reader: Reader, s: Subscription, items: Sequence[SubscriptionItem]) -> SubscriptionDetails:
    """A subscription that is not stored yet, or whose items change, with what the catalogue says of them."""
    prices, products = await _catalog(reader, items)
    return SubscriptionDetails(s, tuple(items), prices, products)


async def lock(tx: Tx, subscription_id: str) -> SubscriptionDetails | None:
    """A subscription that nobody else changes until this transaction ends. Its customer is locked before."""
    found = await _ROWS.find(tx, subscription_id)
    if found is None:
        return None
    await customers.lock_even_deleted(tx, found.customer)
    locked = await _ROWS.lock(tx, subscription_id)
    return (await _whole(tx, [locked]))[0] if locked is not None else None


async def ids_living_of(reader: Reader, customer: str) -> list[str]:
    """The ids of the subscriptions of a customer that have not ended."""
    sql = "SELECT s.id FROM subscriptions s WHERE s.tenant = $1 AND s.customer = $2 AND s.status <> ALL($3)"
    return [row["id"] for row in await reader.fetch(f"{sql} ORDER BY s.id", reader.tenant.id, customer, list(ENDED))]


async def move_to_clock(tx: Tx, customer: str, clock: str) -> None:
    """Put the subscriptions of a customer on a test clock: their next step is due when that says so."""
    sql = "UPDATE subscriptions SET test_clock = $3 WHERE tenant = $1 AND customer = $2"
    await tx.execute(sql, tx.tenant.id, customer, clock)


async def page(reader: Reader, wanted: ListSubscriptions) -> tuple[list[SubscriptionDetails], bool]:
    """A page of subscriptions, newest first; without a status, those that have not ended."""
    by = lists.Filter(reader.tenant.id)
    by.equal("s.customer", wanted.customer)
    by.off_clocks("s.test_clock", wanted.customer, wanted.test_clock)
    by.equal("s.test_clock", wanted.test_clock)
    by.same("s.collection_method", wanted.collection_method)
    if wanted.status == "ended":
        by.where("s.status = ANY({})", list(ENDED))
    elif wanted.status is None:
        by.where("s.status <> ALL({})", list(ENDED))
    elif wanted.status != "all":
        by.equal("s.status", wanted.status)
    for name in ("price", "plan"):
        if (price := getattr(wanted, name)) is not None:
            by.where(_HAS_PRICE, price)
    by.made("s.created", "sub", wanted.created, clock="s.test_clock")
    rows, has_more = await lists.page_of(reader, _ROWS, by, wanted, noun="subscription")
    return await _whole(reader, rows), has_more


_HAS_PRICE = (
    "EXISTS (SELECT FROM subscription_items t WHERE t.tenant = s.tenant AND t.subscription = s.id "
    "AND t.deleted_at IS NULL AND t.price = {})"
)


async def page_of_items(reader: Reader, wanted: ListItems) -> tuple[list[ShownItem], bool]:
    """A page of the items of a subscription, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("t.subscription", wanted.subscription)
    by.indexed("t.deleted_at IS NULL")
    rows, has_more = await lists.page_of(reader, _ITEMS, by, wanted, noun="subscription_item")
    return await shown(reader, rows), has_more


async def shown(reader: Reader, items: Sequence[SubscriptionItem]) -> list[ShownItem]:
    """Items with their prices."""
    prices = {price.id: price for price in await catalog.prices_of_ids(reader, [item.price for item in items])}
    return [ShownItem(item, prices[item.price]) for item in items]


async def items_of_ids(reader: Reader, ids: Sequence[str]) -> list[ShownItem]:
    """Items by their ids, without those that were deleted."""
    found = await _ITEMS.of_ids(reader, ids)
    return await shown(reader, [item for item in found if item.deleted_at is None])


async def newest_of_customers(
    reader: Reader, customers_: Sequence[str], most: int
) -> tuple[list[SubscriptionDetails], dict[str, int]]:
    """The newest subscriptions of each customer that have not ended, newest first, and how many each has."""
    sql = (
        "SELECT id, customer, of_all FROM (SELECT s.id, s.customer, count(*) OVER w AS of_all, "
        "row_number() OVER (w ORDER BY s.id DESC) AS place FROM subscriptions s "
        "WHERE s.tenant = $1 AND s.customer = ANY($2) AND s.status <> ALL($3) "
        "WINDOW w AS (PARTITION BY s.customer)) n WHERE place <= $4"
    )
    rows = await reader.fetch(sql, reader.tenant.id, list(customers_), list(ENDED), most)
    found = await of_ids(reader, [row["id"] for row in rows])
    ordered = sorted(found, key=lambda details: details.subscription.id, reverse=True)
    return ordered, {row["customer"]: row["of_all"] for row in rows}


async def _whole(reader: Reader, found: Sequence[Subscription]) -> list[SubscriptionDetails]:
    if not found:
        return []
    sql = (
        f"{_ITEMS.select} WHERE t.tenant = $1 AND t.subscription = ANY($2) AND t.deleted_at IS NULL ORDER BY t.position"
    )
    items = _ITEMS.of(await reader.fetch(sql, reader.tenant.id, [one.id for one in found]))
    prices, products = await _catalog(reader, items)
    by_subscription: dict[str, list[SubscriptionItem]] = {one.id: [] for one in found}
    for item in items:
        by_subscription[item.subscription].append(item)
    return [SubscriptionDetails(one, tuple(by_subscription[one.id]), prices, products) for one in found]


async def _catalog(reader: Reader, items: Sequence[SubscriptionItem]) -> tuple[dict[str, Price], dict[str, Product]]:
    """The prices and products of items, by their ids."""
    prices = await catalog.prices_of_ids(reader, list({item.price for item in items}))
    products = await catalog.products_of_ids(reader, list({item.product for item in items}))
    return {price.id: price for price in prices}, {product.id: product for product in products}
