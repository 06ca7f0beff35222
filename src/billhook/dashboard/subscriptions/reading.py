"""Reading subscriptions for their pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from billhook.catalog import store as catalog
from billhook.catalog import verbs as catalog_verbs
from billhook.catalog.objects import Price
from billhook.catalog.params import ListPrices
from billhook.customers import store as customers
from billhook.customers.objects import Customer
from billhook.dashboard.asking import Place
from billhook.dashboard.choices import Choices
from billhook.dashboard.customers.naming import named
from billhook.dashboard.subscriptions import words
from billhook.dashboard.visiting import Visit
from billhook.invoices import verbs as invoices
from billhook.invoices.items_params import ListItems
from billhook.invoices.objects import InvoiceDetails, Item
from billhook.invoices.params import ListInvoices
from billhook.kernel.api_error import ApiError
from billhook.payment_methods import store as payment_methods
from billhook.payment_methods.objects import PaymentMethod
from billhook.people import audit_store
from billhook.people.audit_store import Entry
from billhook.subscriptions import verbs
from billhook.subscriptions.actions.preview_change import NextInvoice
from billhook.subscriptions.objects import SubscriptionDetails

LIST = "/subscriptions"
_SOME, _MANY = 10, 100
_OFFERED_PAGES_MAX = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A subscription with everything that its page tells."""

    details: SubscriptionDetails
    customer: Customer
    method: PaymentMethod | None
    invoices: Sequence[InvoiceDetails]
    has_more_invoices: bool
    pending: Sequence[Item]
    deeds: Sequence[Entry]
    next: NextInvoice | None


async def subscription_of(visit: Visit) -> SubscriptionDetails:
    """The subscription that the address names; the page lives in its time. Raises NO_SUCH_PATH."""
    found: SubscriptionDetails = await visit.look(verbs.RETRIEVE, visit.named("subscription"))
    await visit.live_on(found.subscription.test_clock)
    return found


async def found(visit: Visit) -> Found:
    """The subscription of the address with what belongs to it. Raises NO_SUCH_PATH."""
    details = await subscription_of(visit)
    s = details.subscription
    async with visit.reader() as reader:
        customer = await customers.find(reader, s.customer)
        assert customer is not None
        chosen = s.default_payment_method or customer.default_payment_method
        method = await payment_methods.find(reader, chosen) if chosen is not None else None
        deeds = await audit_store.of_object(reader, s.id)
    billed, has_more = await visit.look(invoices.LIST, ListInvoices.of(limit=_SOME, subscription=s.id))
    waiting, _ = await visit.look(invoices.LIST_ITEMS, ListItems.of(limit=_MANY, customer=s.customer, pending=True))
    pending = [item for item in waiting if item.subscription in (None, s.id) and item.currency == s.currency]
    return Found(details, customer, method, billed, has_more, pending, deeds, await next_of(visit, details))


async def next_of(visit: Visit, details: SubscriptionDetails) -> NextInvoice | None:
    """The next invoice as it would be now; None if there is none, or nobody can tell."""
    try:
        found: NextInvoice | None = await visit.run_trial(verbs.PREVIEW_NEXT, details.subscription.id)
    except ApiError:
        return None
    return found


async def names_of(visit: Visit, found: Sequence[SubscriptionDetails]) -> Mapping[str, str]:
    """The names of the customers of subscriptions, by their ids."""
    ids = sorted({each.subscription.customer for each in found})
    async with visit.reader() as reader:
        return {each.id: named(each) for each in await customers.of_ids(reader, ids)}


def title_of(details: SubscriptionDetails, visit: Visit) -> str:
    """What a subscription is called: by what is in it."""
    return words.contents(details, visit.formats)


def place_of(visit: Visit, details: SubscriptionDetails) -> Place:
    """Where a page below a subscription stands."""
    here = visit.to(f"{LIST}/{details.subscription.id}")
    return Place("subscriptions", ((visit.to(LIST), "Subscriptions"), (here, title_of(details, visit))), here)


async def offered_prices(visit: Visit) -> list[Price]:
    """The newest prices to which somebody can subscribe."""
    offered: list[Price] = []
    after: str | None = None
    for _ in range(_OFFERED_PAGES_MAX):
        wanted = ListPrices.of(active=True, type="recurring", limit=_MANY, starting_after=after)
        found, has_more = await visit.look(catalog_verbs.LIST_PRICES, wanted)
        offered += found
        if not has_more:
            break
        after = found[-1].id
    return [
        price
        for price in offered
        if price.recurring is not None and price.recurring.usage_type != "metered" and price.custom_unit_amount is None
    ]


async def price_choices(visit: Visit, *, none: str, also: Sequence[str] = (), currency: str | None = None) -> Choices:
    """Prices to choose from, by their products, behind the words for none. `also` are those that are chosen already."""
    offered = await offered_prices(visit)
    async with visit.reader() as reader:
        missing = [id for id in also if id and id not in {price.id for price in offered}]
        offered += await catalog.prices_of_ids(reader, missing)
        ids = sorted({price.product for price in offered})
        products = {product.id: product for product in await catalog.products_of_ids(reader, ids)}
    chosen = [
        (price.id, words.offer(price, products[price.product], visit.formats))
        for price in offered
        if price.recurring is not None
        and (price.id in also or currency is None or currency in (price.currency, *price.currency_options))
        and (price.id in also or not products[price.product].is_deleted)
    ]
    return [("", none), *sorted(chosen, key=lambda pair: pair[1])]
