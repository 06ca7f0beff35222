"""Change the items of a subscription within a period (recurring.md §2.1, §4.3, §6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.catalog import store as catalog
from billhook.db.tx import Tx
from billhook.invoices.objects import Item
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.subscriptions import store
from billhook.subscriptions.actions.composing import cycle_lines, sold, without_period_end
from billhook.subscriptions.actions.discounting import item_with_discounts
from billhook.subscriptions.actions.items import check_amount, check_together, named_price, new_items, quantity_of
from billhook.subscriptions.actions.metering import frozen_usage, left_usage
from billhook.subscriptions.actions.prorate import charge_for, credits_for
from billhook.subscriptions.objects import ITEMS_MAX, SubscriptionDetails, SubscriptionItem
from billhook.subscriptions.params import TAX_RATES_MAX, ChangedItem
from billhook.subscriptions.rules.lifecycle import TRIALING
from billhook.subscriptions.rules.periods import entered
from billhook.tax.actions.resolve import resolve_rates
from billhook.wire.params import merged_metadata


@dataclass(frozen=True, slots=True)
class Changed:
    """A subscription with other items, those that are gone, and the prorations that follow.

    `lines` are those of whole periods that begin now, which are billed at once. `added` is billed once beside them.
    """

    details: SubscriptionDetails
    gone: tuple[SubscriptionItem, ...]
    prorations: tuple[Item, ...]
    lines: tuple[Item, ...] = ()
    added: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class _Change:
    """An item before and after; one of them is None if it is new or gone."""

    before: SubscriptionItem | None
    after: SubscriptionItem | None

    @property
    def costs(self) -> bool:
        """Whether what it costs may be another amount."""
        if self.before is None or self.after is None:
            return True
        return (self.before.price, self.before.quantity) != (self.after.price, self.after.quantity)


async def change_items(
    tx: Tx, before: SubscriptionDetails, given: Sequence[ChangedItem], moment: int, *, prorates: bool,
    begins_anew: bool, at_once: bool,
) -> Changed:  # fmt: skip
    """The items as they were asked for. What is not named stays.

    Periods begin anew now if the caller wants that, and in classic mode if the interval changes or what was free costs
    something (recurring.md §4.3). In flexible mode, what that costs waits for the next invoice if it is not billed
    `at_once`.

    Raises NO_SUCH_SUBSCRIPTION_ITEM, LAST_SUBSCRIPTION_ITEM, ITEMS_FULL, PRICE_CURRENCY and those of new items.
    """
    s = before.subscription
    changes = await _changes(tx, before, given)
    items = [change.after for change in changes if change.after is not None]
    if not items:
        raise errors.LAST_SUBSCRIPTION_ITEM()
    if len(items) > ITEMS_MAX:
        raise errors.ITEMS_FULL(customer=s.customer, most=ITEMS_MAX)
    after = await store.with_catalog(tx, s, items)
    check_together([after.price(item) for item in items], is_flexible=s.is_flexible)
    gone = tuple(
        replace(change.before, deleted_at=tx.now) for change in changes if change.before and change.after is None
    )
    is_free = s.status == TRIALING
    cleared = [params.id for params in given if params.clear_usage and params.id is not None]
    left = await left_usage(tx, before, after, cleared, prorates=prorates)
    if not is_free and begins_anew and s.is_flexible and prorates and not at_once:
        anew = await _anew_and_pending(tx, before, after, changes, gone)
        return replace(anew, prorations=(*left, *anew.prorations))
    if not is_free and (begins_anew or _moves_anchor(before, after)):
        anew = await _anew(tx, before, after, gone, prorates=prorates)
        return replace(anew, prorations=(*left, *anew.prorations))
    kept, prorations = [], list(left)
    for change in changes:
        item, added = await _prorated(tx, before, after, change, moment, prorates=prorates and not is_free)
        prorations += added
        if item is not None:
            kept.append(item)
    return Changed(replace(after, items=tuple(kept)), gone, tuple(prorations))


def _moves_anchor(before: SubscriptionDetails, after: SubscriptionDetails) -> bool:
    if before.subscription.is_flexible:
        return False
    intervals = [{details.interval(item) for item in details.items} for details in (before, after)]
    values = [sum(sold(details, item).value for item in details.items) for details in (before, after)]
    return intervals[0] != intervals[1] or (values[0] == 0 and values[1] > 0)


async def _anew(
    tx: Tx, before: SubscriptionDetails, after: SubscriptionDetails, gone: tuple[SubscriptionItem, ...], *,
    prorates: bool,
) -> Changed:  # fmt: skip
    """All periods begin now: the rest of those that ran is given back, and whole ones are billed."""
    prorations, lines, items = list[Item](), list[Item](), []
    for item in before.items:
        if prorates:
            _, given_back = await credits_for(tx, before, item, tx.now)
            prorations += given_back
    anchored = replace(after, subscription=without_period_end(replace(after.subscription, billing_cycle_anchor=tx.now)))
    for item in after.items:
        moved, added = cycle_lines(tx, anchored, replace(item, debits=()), tx.now)
        items.append(moved)
        lines += added
    return Changed(replace(anchored, items=tuple(items)), gone, tuple(prorations), tuple(lines))


async def _anew_and_pending(
    tx: Tx, before: SubscriptionDetails, after: SubscriptionDetails, changes: Sequence[_Change],
    gone: tuple[SubscriptionItem, ...],
) -> Changed:  # fmt: skip
    """All periods begin now, and only the difference in time and price waits for the next invoice.

    What stays as it was is paid to the end of its former period; the rest of the new one is charged.
    """
    anchored = replace(after, subscription=without_period_end(replace(after.subscription, billing_cycle_anchor=tx.now)))
    items, prorations = [], list[Item]()
    for change in changes:
        paid_to = tx.now
        item = change.after
        if change.before is not None and not change.costs:
            paid_to = change.before.period_end
        elif change.before is not None:
            kept, given_back = await credits_for(tx, before, change.before, tx.now)
            prorations += given_back
            item = replace(item, debits=kept.debits) if item is not None else None
        if item is None:
            continue
        if change.before is not None and not change.costs:
            prorations += await frozen_usage(tx, before, change.before)
        into = entered(tx.now, anchored.interval(item), tx.now, anchored.subscription.cancel_at)
        item = replace(item, period_start=tx.now, period_end=into.period.end)
        if after.is_metered(item):
            items.append(item)
            continue
        if item.period_end > paid_to:
            item, charge = await charge_for(tx, anchored, item, paid_to)
            prorations.append(charge)
        elif item.period_end < paid_to:
            kept, given_back = await credits_for(tx, before, replace(item, period_end=paid_to), item.period_end)
            prorations += given_back
            item = replace(item, debits=kept.debits)
        items.append(item)
    return Changed(replace(anchored, items=tuple(items)), gone, tuple(prorations))


async def _changes(tx: Tx, before: SubscriptionDetails, given: Sequence[ChangedItem]) -> list[_Change]:
    standing = {item.id: item for item in before.items}
    after: dict[str, SubscriptionItem | None] = dict(standing)
    added: list[SubscriptionItem] = []
    position = 1 + max((item.position for item in before.items), default=-1)
    for n, params in enumerate(given):
        place = f"items[{n}]"
        if params.id is None:
            (named,) = await new_items(
                tx, [params], before.subscription.id, before.subscription.customer, before.subscription.currency,
                position=position, place=place,
            )  # fmt: skip
            position += 1
            added.append(named.item)
            continue
        item = standing.get(params.id)
        if item is None:
            raise errors.NO_SUCH_SUBSCRIPTION_ITEM(param=f"{place}[id]", id=params.id)
        after[item.id] = None if params.deleted else await _changed(tx, before, item, params, place)
    changes = [_Change(standing[name], item) for name, item in after.items()]
    return [*changes, *(_Change(None, item) for item in added)]


async def _changed(
    tx: Tx, before: SubscriptionDetails, item: SubscriptionItem, params: ChangedItem, place: str
) -> SubscriptionItem:  # fmt: skip
    """An item with what was given. Another price without a quantity comes once (recurring.md §2.1)."""
    standing = (item.price, item.quantity)
    if params.price is not None or params.plan is not None or params.price_data is not None:
        price = await named_price(tx, params, place, currency=before.subscription.currency)
        if price.id != item.price:
            item = replace(item, price=price.id, product=price.product, quantity=quantity_of(price, None, place))
            item = replace(item, usage_since=tx.now)
    if params.quantity is not None:
        item = replace(item, quantity=params.quantity)
    if (item.price, item.quantity) != standing:
        now_costs = await catalog.find_price(tx, item.price)
        assert now_costs is not None
        quantity_of(now_costs, params.quantity, place)
        check_amount(now_costs, item.quantity, before.subscription.currency, place)
    if params.given("discounts") and params.discounts != []:
        s = before.subscription
        item = await item_with_discounts(tx, item, params.discounts, s.customer, s.currency, place)
    if params.given("metadata"):
        item = replace(item, metadata=merged_metadata(item.metadata, params.metadata))
    if params.given("tax_rates"):
        rates = params.tax_rates or []
        found = await resolve_rates(tx, rates, param=f"{place}[tax_rates]", limit=TAX_RATES_MAX)
        item = replace(item, tax_rates=tuple(found))
    return item


async def _prorated(
    tx: Tx, before: SubscriptionDetails, after: SubscriptionDetails, change: _Change, moment: int, *, prorates: bool
) -> tuple[SubscriptionItem | None, list[Item]]:
    """An item in the period that runs, and what its change gives back and charges."""
    lines: list[Item] = []
    item = change.after
    if prorates and change.before is not None and change.costs:
        kept, lines = await credits_for(tx, before, change.before, moment)
        item = replace(item, debits=kept.debits) if item is not None else None
    if item is None:
        return None, lines
    item = _in_period(after, item, change, moment, now=tx.now, keeps=not prorates and change.before is not None)
    if prorates and change.costs and not after.is_metered(item):
        item, charge = await charge_for(tx, after, item, moment)
        lines.append(charge)
    return item, lines


def _in_period(
    after: SubscriptionDetails, item: SubscriptionItem, change: _Change, moment: int, *, now: int, keeps: bool
) -> SubscriptionItem:  # fmt: skip
    """The item in the period of the grid that runs; in a trial in that.

    It `keeps` its period if nothing is prorated: what is not charged does not last longer.
    """
    s = after.subscription
    if keeps or (change.before is not None and change.before.price == item.price):
        return item
    if s.status == TRIALING and s.trial_end is not None:
        return replace(item, period_start=s.trial_start or now, period_end=s.trial_end)
    into = entered(s.billing_cycle_anchor, after.interval(item), moment, without_period_end(s).cancel_at)
    return replace(item, period_start=max(into.whole.start, s.start_date), period_end=into.period.end)
