"""The discounts of a subscription and of its items: named, taken off, and over (recurring.md §2.1, §5.4)."""

from collections.abc import Callable, Sequence

from billhook.customers import store as customers
from billhook.customers.actions.discounts import discount_of
from billhook.db.tx import Tx
from billhook.discounts import discounts_store
from billhook.discounts.actions.redeem import redeem
from billhook.discounts.actions.remove import remove
from billhook.discounts.objects import Discount
from billhook.discounts.params import GivenDiscount
from billhook.invoices import items_store
from billhook.invoices import store as invoices
from billhook.invoices.facts import InvoiceFinalizing
from billhook.invoices.objects import Invoice, InvoiceDetails
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.subscriptions import store
from billhook.subscriptions.actions.composing import sold, usable
from billhook.subscriptions.objects import Subscription, SubscriptionDetails, SubscriptionItem
from billhook.subscriptions.params import SubscriptionFields
from billhook.subscriptions.rules.discounting import Value, Valued, value_of


async def with_discounts(tx: Tx, details: SubscriptionDetails, params: SubscriptionFields) -> SubscriptionDetails:
    """The subscription with the discounts that were given in the place of those that it had.

    An empty list changes nothing, an empty text takes all away. Raises what redeeming raises.
    """
    s, given = details.subscription, params.discounts
    if not params.given("discounts") or given == []:
        return details
    found = await redeem(
        tx, given or [], customer=s.customer, currency=s.currency, subscription=s.id,
        amount=sum(sold(details, item).value for item in details.items),
        has_paid=lambda: invoices.has_paid(tx, s.customer),
    )  # fmt: skip
    kept = {discount.id for discount in found}
    for discount in s.discounts:
        if discount.id not in kept:
            await remove(tx, discount)
    return replace(details, subscription=replace(s, discounts=tuple(found)))


async def item_with_discounts(
    tx: Tx, item: SubscriptionItem, given: Sequence[GivenDiscount] | None, s_customer: str, currency: str, place: str
) -> SubscriptionItem:  # fmt: skip
    """The item with the discounts that were given. Raises what redeeming raises."""
    found = await redeem(
        tx, given or [], customer=s_customer, currency=currency, param=f"{place}[discounts]",
        subscription=item.subscription, subscription_item=item.id, has_paid=lambda: invoices.has_paid(tx, s_customer),
    )  # fmt: skip
    kept = {discount.id for discount in found}
    await discounts_store.remove(tx, [discount.id for discount in item.discounts if discount.id not in kept])
    return replace(item, discounts=tuple(found))


async def without_spent(tx: Tx, details: SubscriptionDetails, issued: Invoice) -> SubscriptionDetails:
    """The subscription without the discounts for `once` that took something off a finalized invoice of it."""
    taking = {one.discount for one in issued.total_discount_amounts if one.amount}
    return await _without(tx, details, lambda d: d.duration == "once" and d.id in taking)


async def drop_spent(tx: Tx, about: InvoiceFinalizing) -> None:
    """A draft is about to be finalized: what another invoice has spent since it was made takes nothing off it."""
    details: InvoiceDetails = tx.newest[about.invoice]
    assert details.invoice.subscription is not None
    once = {
        one.id for one in (*details.invoice.discounts, *(d for line in details.lines for d in line.discounts))
        if one.duration == "once" and one.subscription is not None
    }  # fmt: skip
    if not once:
        return
    await store.lock(tx, details.invoice.subscription)
    gone = once - (await discounts_store.lock(tx, sorted(once))).keys()
    if not gone:
        return
    lines = [
        replace(line, discounts=tuple(one for one in line.discounts if one.id not in gone)) for line in details.lines
    ]
    for before, line in zip(details.lines, lines, strict=True):
        if before != line:
            await items_store.save(tx, line)
    invoice = replace(
        details.invoice, discounts=tuple(one for one in details.invoice.discounts if one.id not in gone)
    )  # fmt: skip
    tx.newest[about.invoice] = replace(details, invoice=invoice, lines=tuple(lines))


async def without_over(tx: Tx, details: SubscriptionDetails, moment: int) -> SubscriptionDetails:
    """The subscription without the discounts whose last month has passed."""
    return await _without(tx, details, lambda d: d.is_over(moment))


async def _without(
    tx: Tx, details: SubscriptionDetails, is_gone: Callable[[Discount], bool]
) -> SubscriptionDetails:  # fmt: skip
    s = details.subscription
    for discount in filter(is_gone, s.discounts):
        await remove(tx, discount)
    of_items = [discount.id for item in details.items for discount in item.discounts if is_gone(discount)]
    if of_items:
        await discounts_store.remove(tx, of_items)
    items = tuple(
        replace(item, discounts=_kept(item.discounts, is_gone)) if item.discounts else item for item in details.items
    )
    return replace(details, items=items, subscription=replace(s, discounts=_kept(s.discounts, is_gone)))


def _kept(discounts: Sequence[Discount], is_gone: Callable[[Discount], bool]) -> tuple[Discount, ...]:
    return tuple(discount for discount in discounts if not is_gone(discount))


async def delete_discounts(tx: Tx, details: SubscriptionDetails) -> tuple[SubscriptionDetails, Discount]:
    """The subscription without the discounts of its own, and the first that it had. Raises NO_DISCOUNT."""
    s = details.subscription
    if not s.discounts:
        raise errors.NO_DISCOUNT(customer=s.customer)
    return await _without(tx, details, lambda d: d in s.discounts), s.discounts[0]


async def todays_value(tx: Tx, details: SubscriptionDetails, item: SubscriptionItem) -> Value:
    """The value of an item with the discounts of today: its own, then those of the subscription or of its customer.

    A discount for `once` waits for an invoice that bills a whole period. Classic mode takes the whole of an amount off
    the item, flexible mode spreads it over all items by what they cost (recurring.md §6.2, W12).
    """
    items = list(details.items)
    if item.id not in {one.id for one in items}:
        items.append(item)
    place = next(n for n, one in enumerate(items) if one.id == item.id)
    items[place] = item
    valued = [
        Valued(sold(details, one).value, one.product, _lasting(one.discounts, details.subscription, tx.now))
        for one in items
    ]
    shared = _lasting(await _shared(tx, details.subscription), details.subscription, tx.now)
    return value_of(valued, shared, place, spreads=details.subscription.is_flexible)


async def _shared(tx: Tx, s: Subscription) -> Sequence[Discount]:
    """The discounts of the subscription; if it has none, that of its customer."""
    if s.discounts:
        return s.discounts
    customer = await customers.find(tx, s.customer)
    found = discount_of(customer) if customer is not None else None
    return [found] if found is not None else []


def _lasting(discounts: Sequence[Discount], s: Subscription, now: int) -> tuple[Discount, ...]:
    return tuple(one for one in usable(discounts, s.currency, now) if one.duration != "once")
