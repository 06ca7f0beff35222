"""Usage on invoices: what metered items bill once a period is over (recurring.md §7.3, §7.4)."""

from collections.abc import Collection, Sequence
from decimal import Decimal

import structlog

from billhook.catalog import store as catalog
from billhook.catalog.objects import Price, Product
from billhook.db.tx import Tx
from billhook.invoices import items_store
from billhook.invoices.facts import InvoiceFinalizing
from billhook.invoices.objects import InvoiceDetails, Item
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.money import LARGEST_AMOUNT
from billhook.kernel.replacing import replace
from billhook.meters import store as meters
from billhook.meters.objects import Meter
from billhook.subscriptions.actions.composing import arrears_lines
from billhook.subscriptions.objects import SubscriptionDetails, SubscriptionItem
from billhook.subscriptions.rules.charges import Charge, Sold, charges_of, plain

_QUANTITY_MAX = Decimal(10**18 - 1)
"""The most units that a line can hold; no usage stops a renewal."""

log = structlog.get_logger(__name__)


async def read_usage(tx: Tx, about: InvoiceFinalizing) -> None:
    """A draft is about to be finalized: its usage is read for the last time, and frozen with it."""
    details: InvoiceDetails = tx.newest[about.invoice]
    lines = await with_usage(tx, details.lines)
    if lines == list(details.lines):
        return
    lines = [replace(one, invoice=about.invoice, position=position) for position, one in enumerate(lines)]
    before = {one.id: one for one in details.lines}
    for gone in before.keys() - {one.id for one in lines}:
        await items_store.delete(tx, gone)
    for one in lines:
        if one.id not in before:
            await items_store.insert(tx, one)
        elif one != before[one.id]:
            await items_store.save(tx, one)
    tx.newest[about.invoice] = replace(details, lines=tuple(lines))


async def with_usage(tx: Tx, lines: Sequence[Item]) -> list[Item]:
    """The lines with the usage of their periods as it is known now. Licensed lines stay as they are.

    A metered price has a line for each tier that the usage reaches, so there may be more or fewer than before.
    """
    over = [one for one in lines if one.is_in_arrears]
    if not over:
        return list(lines)
    prices = {p.id: p for p in await catalog.prices_of_ids(tx, list({one.price for one in over})) if p.is_metered}
    products = {p.id: p for p in await catalog.products_of_ids(tx, list({p.product for p in prices.values()}))}
    counted = await meters.of_ids(tx, [_meter_of(price) for price in prices.values()])
    by_id = {meter.id: meter for meter in counted}
    groups: dict[tuple[str | None, str, int, int], list[Item]] = {}
    for one in over:
        if one.price in prices:
            groups.setdefault(_group_of(one), []).append(one)
    read: list[Item] = []
    for one in lines:
        if not one.is_in_arrears or one.price not in prices:
            read.append(one)
        elif (standing := groups.pop(_group_of(one), None)) is not None:
            price = prices[one.price]
            read += await _read(tx, standing, price, products[price.product], by_id[_meter_of(price)])
    return read


async def left_usage(
    tx: Tx, before: SubscriptionDetails, after: SubscriptionDetails, cleared: Collection[str], *, prorates: bool
) -> list[Item]:
    """What metered items used until they leave or get another price: pending items, frozen, in flexible mode.

    Classic mode drops it with another price. An item leaves only if nothing is unbilled, or it is `cleared`.

    Raises METERED_USAGE_LEFT, CLEAR_USAGE_NOT_METERED.
    """
    kept = {item.id: item for item in after.items}
    left: list[Item] = []
    for item in before.items:
        if item.id in cleared and (item.id in kept or not before.is_metered(item)):
            raise errors.CLEAR_USAGE_NOT_METERED(param="clear_usage")
        if item.id in cleared or (item.id in kept and kept[item.id].price == item.price):
            continue
        lines = [one for one in await used_lines(tx, before, item) if one.amount or one.quantity]
        if not before.subscription.is_flexible:
            if lines and item.id not in kept:
                raise errors.METERED_USAGE_LEFT(param="clear_usage")
        elif prorates:
            left += map(_frozen, lines)
    return left


async def frozen_usage(tx: Tx, details: SubscriptionDetails, item: SubscriptionItem) -> list[Item]:
    """Pending items of what an item used until now, since its period ends now; none if it is not metered."""
    return [_frozen(one) for one in await used_lines(tx, details, item)]


def _frozen(line: Item) -> Item:
    """A pending item that is not read again."""
    return replace(line, line=None, position=None, proration=True)


async def used_lines(tx: Tx, details: SubscriptionDetails, item: SubscriptionItem) -> list[Item]:
    """The lines of what an item used in its period until now; none if that is nothing."""
    lines = await with_usage(tx, arrears_lines(tx, details, item, tx.now))
    return lines if any(one.quantity for one in lines) else []


async def _read(tx: Tx, standing: Sequence[Item], price: Price, product: Product, meter: Meter) -> list[Item]:
    """The lines of a period of an item, in place of those that stand; these keep their ids, discounts and rates."""
    first = standing[0]
    value = await meters.usage(tx, meter, first.customer, first.period_start, first.period_end)
    quantity = plain(min(max(value, Decimal(0)), _QUANTITY_MAX))
    charges = charges_of(Sold(price, product.name, product.unit_label, quantity, first.currency))
    added = replace(first, discount_amounts=(), taxes=(), given_taxes=None)
    lines = []
    for place, charge in enumerate(charges):
        stands = place < len(standing)
        one = standing[place] if stands else replace(added, id=new_id("ii"), line=new_id("il"))
        is_same = stands and (one.quantity, one.unit_amount) == (Decimal(charge.quantity), charge.unit_amount)
        text = one.description if is_same else charge.text  # somebody may have given it other words
        lines.append(
            replace(
                one, amount=_within(charge, first), description=text, quantity=Decimal(charge.quantity),
                unit_amount=charge.unit_amount,
            )
        )  # fmt: skip
    return lines


def _within(charge: Charge, line: Item) -> int:
    """The amount of a charge, but no more than a line can hold."""
    if charge.amount > LARGEST_AMOUNT:
        log.warning(
            "usage costs more than a line can hold", subscription=line.subscription, item=line.subscription_item
        )
    return min(charge.amount, LARGEST_AMOUNT)


def _group_of(line: Item) -> tuple[str | None, str, int, int]:
    return line.subscription_item, line.price, line.period_start, line.period_end


def _meter_of(price: Price) -> str:
    assert price.recurring is not None
    assert price.recurring.meter is not None
    return price.recurring.meter
