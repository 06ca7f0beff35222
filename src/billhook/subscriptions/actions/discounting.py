"""The discount that prorations contain: what is prorated is not discounted once more (recurring.md §5.4)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from billhook.customers import store as customers
from billhook.db.tx import Tx
from billhook.discounts import discounts_store
from billhook.discounts.objects import Discount
from billhook.subscriptions.actions.composing import sold
from billhook.subscriptions.objects import SubscriptionDetails, SubscriptionItem


@dataclass(frozen=True, slots=True)
class Value:
    """What a whole period of an item costs after discounts, in minor units, exact; and the percentages taken off."""

    amount: Fraction
    percents: tuple[Decimal, ...] = ()


async def todays_value(tx: Tx, details: SubscriptionDetails, item: SubscriptionItem) -> Value:
    """The value of an item with the discount of its customer as it is now.

    A discount for `once` waits for an invoice that bills a whole period. An amount is spread over all items by what
    they cost; classic mode takes the whole of it off the item (recurring.md §6.2, W12).
    """
    value = sold(details, item).value
    discount = await _discount(tx, details)
    if discount is None or value <= 0 or not _touches(discount, item):
        return Value(Fraction(value))
    if discount.percent_off is not None:
        return Value(value * (1 - Fraction(discount.percent_off) / 100), (discount.percent_off,))
    whole = value
    if details.subscription.is_flexible:
        whole = sum(sold(details, one).value for one in details.items if _touches(discount, one)) or value
    taken = min(discount.amount_off or 0, whole)
    return Value(value - Fraction(taken * value, whole))


def _touches(discount: Discount, item: SubscriptionItem) -> bool:
    return not discount.products or item.product in discount.products


async def _discount(tx: Tx, details: SubscriptionDetails) -> Discount | None:
    customer = await customers.find(tx, details.subscription.customer)
    if customer is None or customer.discount is None:
        return None
    found = next(iter(await discounts_store.of_ids(tx, [customer.discount])), None)
    if found is None or found.is_over(tx.now) or found.duration == "once":
        return None
    return found.in_currency(details.subscription.currency)
