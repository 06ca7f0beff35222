"""The lines of invoices of subscriptions, from what its items cost."""

from collections.abc import Sequence
from decimal import Decimal

from billhook.db.tx import Tx
from billhook.discounts.objects import Discount
from billhook.invoices.objects import InvoiceDetails, Item
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.subscriptions.objects import Subscription, SubscriptionDetails, SubscriptionItem
from billhook.subscriptions.rules import line_texts
from billhook.subscriptions.rules.calendar import Period
from billhook.subscriptions.rules.charges import Charge, Sold, charges_of
from billhook.subscriptions.rules.periods import Entered, entered
from billhook.subscriptions.rules.prorating import Debit, share


def without_period_end(s: Subscription) -> Subscription:
    """The subscription for a period that begins now: an end with the former period does not cut it short."""
    return replace(s, cancel_at=None) if s.cancel_at_period_end else s


def sold(details: SubscriptionDetails, item: SubscriptionItem) -> Sold:
    """What an item bills."""
    product = details.products[item.product]
    return Sold(details.price(item), product.name, product.unit_label, item.quantity, details.subscription.currency)


def usable(discounts: Sequence[Discount], currency: str, now: int) -> tuple[Discount, ...]:
    """Discounts that are not over, as they take off in the currency."""
    in_currency = [one.in_currency(currency) for one in discounts if not one.is_over(now)]
    return tuple(one for one in in_currency if one is not None)


def cycle_lines(
    tx: Tx, details: SubscriptionDetails, item: SubscriptionItem, start: int
) -> tuple[SubscriptionItem, list[Item]]:
    """The item in the period that begins at `start`, and the lines of that period. A part of a period costs a part."""
    s = details.subscription
    into = entered(s.billing_cycle_anchor, details.interval(item), start, s.cancel_at)
    moved = replace(item, period_start=into.period.start, period_end=into.period.end)
    if details.is_metered(item):
        return moved, _metered_lines(tx, details, item, into)
    charges = charges_of(sold(details, item)) if into.is_whole else [_part(details, item, into)]
    return moved, [line(tx, details, moved, charge, into.period) for charge in charges]


def _metered_lines(tx: Tx, details: SubscriptionDetails, item: SubscriptionItem, into: Entered) -> list[Item]:
    """What a metered item bills as a period begins: the usage of the one that is over.

    A first period has nothing to bill: classic mode has lines of no usage, flexible mode none (recurring.md §7.3).
    """
    over = arrears_lines(tx, details, item, into.period.start)
    if over or item.period_start < item.period_end or details.subscription.is_flexible:
        return over
    # The flat amount of a tier is billed with the usage.
    empty = [charge for charge in charges_of(sold(details, item)) if not charge.amount]
    return [line(tx, details, item, charge, into.period) for charge in empty]


def arrears_lines(tx: Tx, details: SubscriptionDetails, item: SubscriptionItem, until: int) -> list[Item]:
    """The line of what a metered item used until a moment, which `metering.with_usage` reads; no line for no time."""
    since = max(item.period_start, item.usage_since or 0, details.subscription.trial_end or 0)
    if not details.is_metered(item) or since >= until:
        return []
    empty = Charge(0, details.products[item.product].name, 0, None)
    over = line(tx, details, item, empty, Period(since, until))
    # A preview bills a period that is not over yet as if it were.
    return [replace(over, date=max(tx.now, until))]


def trial_lines(
    tx: Tx, details: SubscriptionDetails, item: SubscriptionItem, end: int
) -> tuple[SubscriptionItem, list[Item]]:
    """The item in a trial that begins now, and the line that costs nothing."""
    of, period = sold(details, item), Period(tx.now, end)
    flexible = details.subscription.is_flexible
    if details.is_metered(item):
        free = [] if flexible else [Charge(0, line_texts.metered_trial(of.name), 0, Decimal(0))]
        moved = replace(item, period_start=period.start, period_end=period.end)
        return moved, [line(tx, details, moved, charge, period) for charge in free]
    text = line_texts.trial(of.name, of.quantity, unit=of.unit_label, is_flexible=flexible)
    moved = replace(item, period_start=period.start, period_end=period.end)
    return moved, [line(tx, details, moved, Charge(0, text, item.quantity, Decimal(0)), period)]


def _part(details: SubscriptionDetails, item: SubscriptionItem, into: Entered) -> Charge:
    of = sold(details, item)
    amount = share(of.value, into.whole, start=into.period.start, end=into.period.end)
    return Charge(amount, line_texts.remaining(of.name, of.quantity, into.period.start), item.quantity, None)


def line(
    tx: Tx, details: SubscriptionDetails, item: SubscriptionItem, charge: Charge, period: Period
) -> Item:  # fmt: skip
    """A line of a period, which no caller sees as an invoice item."""
    s = details.subscription
    return Item(
        id=new_id("ii"), date=tx.now, customer=s.customer, invoice=None, line=new_id("il"), position=0,
        currency=s.currency, amount=charge.amount, description=charge.text, discountable=True,
        metadata=dict(s.metadata), period_start=period.start, period_end=period.end, price=item.price,
        product=item.product, unit_amount=charge.unit_amount, quantity=Decimal(charge.quantity),
        tax_rates=item.tax_rates, test_clock=s.test_clock, subscription=s.id, subscription_item=item.id,
        discounts=usable(item.discounts, s.currency, period.start),
    )  # fmt: skip


def charged(items: Sequence[SubscriptionItem], invoice: InvoiceDetails) -> tuple[SubscriptionItem, ...]:
    """The items with what an invoice charges for them: what may be given back later."""
    changed = []
    for item in items:
        # Usage of a period that is over is never given back.
        lines = [
            one for one in invoice.lines
            if one.subscription_item == item.id and one.is_of_cycle and not one.is_in_arrears
        ]  # fmt: skip
        percents = {d.id: d.percent_off for d in (*invoice.invoice.discounts, *item.discounts)}
        debits = tuple(
            Debit(
                _net(one), Period(one.period_start, one.period_end), invoice.invoice.id, one.line,
                percent=next((percents[t.discount] for t in one.discount_amounts if t.amount), None),
            )
            for one in lines
        )  # fmt: skip
        changed.append(replace(item, debits=debits) if debits else item)
    return tuple(changed)


def _net(item: Item) -> int:
    return item.amount - sum(taken.amount for taken in item.discount_amounts)
