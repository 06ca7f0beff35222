"""Prorations: what a change within a period gives back and charges, as invoice items (recurring.md §5.2, §6)."""

from collections.abc import Sequence
from decimal import Decimal

from billhook.db.tx import Tx
from billhook.invoices import items_store
from billhook.invoices import view as invoice_view
from billhook.invoices.objects import Credited, Item
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.subscriptions.actions.composing import sold
from billhook.subscriptions.actions.discounting import todays_value
from billhook.subscriptions.objects import SubscriptionDetails, SubscriptionItem
from billhook.subscriptions.rules import line_texts
from billhook.subscriptions.rules.calendar import Period
from billhook.subscriptions.rules.lifecycle import INCOMPLETE, TRIALING
from billhook.subscriptions.rules.periods import entered
from billhook.subscriptions.rules.prorating import Debit, credits_of, kept_of, share


async def credits_for(
    tx: Tx, details: SubscriptionDetails, item: SubscriptionItem, moment: int, *, as_billed: bool = False
) -> tuple[SubscriptionItem, list[Item]]:
    """What is given back of an item from a moment on, and the item with what it has charged beyond that.

    Classic gives back the price of the item as it is with the discount of today, flexible what was charged; both do so
    if it is to be given back `as_billed`.
    """
    if details.is_metered(item):
        return item, []
    of = sold(details, item)
    standing, lines = await _standing(tx, item.debits)
    kept = replace(item, debits=kept_of(standing, moment))
    if not details.subscription.is_flexible and not as_billed:
        value = await todays_value(tx, details, item)
        text = line_texts.unused(of.name, of.quantity, moment, value.percents)
        amount = share(-value.amount, _whole(details, item), start=moment, end=item.period_end)
        credited = next((lines[debit] for debit in standing), None)
        return kept, [_proration(tx, details, item, amount, text, Period(moment, item.period_end), credited)]
    return kept, [
        _proration(
            tx, details, item, one.amount, line_texts.unused(of.name, of.quantity, moment, _percents(one.debit)),
            one.period, lines[one.debit],
        )
        for one in credits_of(standing, moment)
    ]  # fmt: skip


async def charge_for(
    tx: Tx, details: SubscriptionDetails, item: SubscriptionItem, moment: int
) -> tuple[SubscriptionItem, Item]:  # fmt: skip
    """What an item costs from a moment to the end of its period, and the item with that charged.

    The period may be cut short: its whole is that of the grid. The discount of today is taken off before.
    """
    of, period = sold(details, item), Period(moment, item.period_end)
    value = await todays_value(tx, details, item)
    amount = share(value.amount, _whole(details, item), start=moment, end=item.period_end)
    text = line_texts.remaining(of.name, of.quantity, moment, value.percents)
    line = _proration(tx, details, item, amount, text, period, None)
    debit = Debit(amount, period, item=line.id, percent=next(iter(value.percents), None))
    return replace(item, debits=(*item.debits, debit)), line


def _percents(debit: Debit) -> tuple[Decimal, ...]:
    return () if debit.percent is None else (debit.percent,)


async def _standing(tx: Tx, debits: Sequence[Debit]) -> tuple[list[Debit], dict[Debit, Credited | None]]:
    """The debits without those whose invoice item somebody deleted, which were never charged; and the line that each
    stands in, None for one that waits for an invoice."""
    waiting = [debit.item for debit in debits if debit.item is not None]
    known = {item.id: item for item in await items_store.of_ids(tx, waiting)} if waiting else {}
    lines: dict[Debit, Credited | None] = {}
    for debit in debits:
        if debit.item is not None and debit.item not in known:
            continue
        item = known[debit.item] if debit.item is not None else None
        invoice, line = (item.invoice, item.line) if item is not None else (debit.invoice, debit.line)
        lines[debit] = Credited(invoice, (line,)) if invoice is not None and line is not None else None
    return [debit for debit in debits if debit in lines], lines


async def leave_pending(tx: Tx, items: Sequence[Item]) -> None:
    """Store prorations that wait for the next invoice, each told by an event."""
    for item in items:
        await items_store.insert(tx, item)
        tx.emit("invoiceitem.created", tx.render(invoice_view.item, item))


async def credit_unused(tx: Tx, details: SubscriptionDetails) -> SubscriptionDetails:
    """A subscription that ends now, with what was charged beyond now given back as pending items of the customer.

    They are of the customer alone: no invoice of the subscription follows (recurring.md §3.6). In both modes what was
    billed is given back. A trial has billed nothing, and a first invoice that nobody paid is no reason to give.
    """
    if details.subscription.status in (TRIALING, INCOMPLETE):
        return details
    items = []
    for item in details.items:
        kept, given_back = await credits_for(tx, details, item, tx.now, as_billed=True)
        items.append(kept)
        await leave_pending(
            tx, [replace(one, subscription=None, subscription_item=None, credited=None) for one in given_back]
        )
    return replace(details, items=tuple(items))


def _whole(details: SubscriptionDetails, item: SubscriptionItem) -> Period:
    """The period of the grid that the item is in."""
    anchor = details.subscription.billing_cycle_anchor
    return entered(anchor, details.interval(item), item.period_start, None).whole


def _proration(
    tx: Tx, details: SubscriptionDetails, item: SubscriptionItem, amount: int, text: str, period: Period,
    credited: Credited | None,
) -> Item:  # fmt: skip
    s = details.subscription
    return Item(
        id=new_id("ii"), date=tx.now, customer=s.customer, invoice=None, line=None, position=None, currency=s.currency,
        amount=amount, description=text, discountable=False, metadata=dict(s.metadata), period_start=period.start,
        period_end=period.end, price=item.price, product=item.product, unit_amount=None,
        quantity=Decimal(item.quantity), tax_rates=item.tax_rates, test_clock=s.test_clock, subscription=s.id,
        subscription_item=item.id, proration=True, credited=credited,
    )  # fmt: skip
