"""Create a subscription: its first period, its first invoice, and the payment of that (recurring.md §2.1, §3.3)."""

from billhook.customers import store as customers
from billhook.customers.objects import Customer
from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.invoices.actions.pay import default_method
from billhook.invoices.objects import InvoiceDetails, Item
from billhook.invoices.rules.lifecycle import OPEN
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.subscriptions import store
from billhook.subscriptions.actions import billing, fields
from billhook.subscriptions.actions.adding import added_items
from billhook.subscriptions.actions.collecting import check_behavior, claim
from billhook.subscriptions.actions.composing import cycle_lines, trial_lines
from billhook.subscriptions.actions.discounting import with_discounts
from billhook.subscriptions.actions.ending import to_end
from billhook.subscriptions.actions.items import check_together, new_items, shortest_of
from billhook.subscriptions.actions.prorate import leave_pending
from billhook.subscriptions.actions.reporting import announce, newest, start
from billhook.subscriptions.objects import FLEXIBLE, Subscription, SubscriptionDetails
from billhook.subscriptions.params import CreateSubscription
from billhook.subscriptions.rules.calendar import Interval, after, anchor_of
from billhook.subscriptions.rules.lifecycle import SUBSCRIPTION
from billhook.subscriptions.rules.trials import trial_end_of

VERB = "subscription.create"


async def create(tx: Tx, params: CreateSubscription) -> SubscriptionDetails | Call:
    """The new subscription, or what has to be asked to pay its first invoice.

    Nothing is kept if it is refused. Raises NO_SUCH_PARAM, MISSING_PARAMETER, NO_METHOD_TO_CHARGE, those of items,
    trial, anchor and fields, and what billing raises.
    """
    if params.payment_behavior == "pending_if_incomplete":
        raise errors.PENDING_UPDATE_ON_CREATE(param="payment_behavior")
    check_behavior(params.payment_behavior, on="on creation")
    customer = await customers.lock(tx, params.customer)
    if customer is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=params.customer)
    details = await _new(tx, params, customer)
    details, invoice = await _first_invoice(tx, params, details)
    is_due = invoice is not None and invoice.invoice.status == OPEN and not details.subscription.is_sent
    if is_due:
        s = details.subscription
        details = replace(details, subscription=replace(s, status=SUBSCRIPTION.after("await_payment", s.status)))
    details = await start(tx, details)
    if not is_due or invoice is None:
        return await announce(tx, details)
    if params.payment_behavior == "default_incomplete":
        return await announce(tx, details)
    return await _claim(tx, params, details, invoice)


async def _new(tx: Tx, params: CreateSubscription, customer: Customer) -> SubscriptionDetails:
    """The subscription with its items, before its first period."""
    subscription_id = new_id("sub")
    mode = params.billing_mode.type if params.billing_mode is not None else FLEXIBLE
    named = await new_items(tx, params.items, subscription_id, customer.id, params.currency)
    if not named:
        raise errors.MISSING_PARAMETER(param="items", name="items")
    check_together([one.price for one in named], is_flexible=mode == FLEXIBLE)
    currency = params.currency or named[0].price.currency
    for n, one in enumerate(named):
        if params.currency is None and one.price.currency != currency:
            param = f"items[{n}][price]"
            raise errors.PRICE_CURRENCY(param=param, price_currency=one.price.currency, currency=currency)
    shortest = shortest_of([one.price for one in named])
    trial_end = trial_end_of(
        params.trial_end, params.trial_period_days, [one.price for one in named],
        from_price=params.trial_from_plan, now=tx.now,
    )  # fmt: skip
    s = Subscription(
        id=subscription_id, created=tx.now, customer=customer.id,
        status=SUBSCRIPTION.starts["create_trial" if trial_end is not None else "create"], currency=currency,
        collection_method="charge_automatically", billing_mode=mode,
        billing_mode_updated_at=tx.now if mode == FLEXIBLE else None,
        billing_cycle_anchor=_anchor(params, shortest, trial_end, now=tx.now),
        anchor_config=config.value() if (config := params.billing_cycle_anchor_config) is not None else None,
        start_date=tx.now, trial_start=tx.now if trial_end is not None else None, trial_end=trial_end,
        test_clock=customer.test_clock,
    )  # fmt: skip
    s = await fields.apply(tx, s, params)
    details = await store.with_catalog(tx, s, [one.item for one in named])
    details = await with_discounts(tx, details, params)
    if params.cancel_at is None:
        return details
    if params.cancel_at <= tx.now:
        raise errors.CANCEL_AT_PAST(param="cancel_at")
    if params.cancel_at_period_end:
        raise errors.EXCLUSIVE_PARAMETERS(param="cancel_at", names="cancel_at, cancel_at_period_end")
    return to_end(details, params.cancel_at, now=tx.now, at_period_end=False)


def _anchor(params: CreateSubscription, shortest: Interval, trial_end: int | None, *, now: int) -> int:
    """The moment that all periods count from.

    Raises EXCLUSIVE_PARAMETERS, ANCHOR_PAST, ANCHOR_TOO_LATE, ANCHOR_OF_DAYS.
    """
    given, config = params.billing_cycle_anchor, params.billing_cycle_anchor_config
    if given is not None and config is not None:
        names = "billing_cycle_anchor, billing_cycle_anchor_config"
        raise errors.EXCLUSIVE_PARAMETERS(param="billing_cycle_anchor_config", names=names)
    if config is not None:
        if not shortest.months:
            raise errors.ANCHOR_OF_DAYS(param="billing_cycle_anchor_config")
        return anchor_of(config.value(), shortest, now)
    if given is None:
        return trial_end if trial_end is not None else now
    if given <= now:
        raise errors.ANCHOR_PAST(param="billing_cycle_anchor")
    latest = after(trial_end if trial_end is not None else now, shortest, 1)
    if given > latest:
        raise errors.ANCHOR_TOO_LATE(param="billing_cycle_anchor", latest=latest)
    return given


async def _first_invoice(
    tx: Tx, params: CreateSubscription, details: SubscriptionDetails
) -> tuple[SubscriptionDetails, InvoiceDetails | None]:
    """The subscription in its first period, and the invoice of that; None if nothing is billed before the anchor."""
    s, lines, items = details.subscription, list[Item](), []
    for item in details.items:
        if s.trial_end is not None:
            moved, added = trial_lines(tx, details, item, s.trial_end)
        else:
            moved, added = cycle_lines(tx, details, item, tx.now)
        items.append(moved)
        lines += added
    details = replace(details, items=tuple(items))
    if params.cancel_at_period_end:
        moment = max(item.period_end for item in details.items)
        details = to_end(details, moment, now=tx.now, at_period_end=True)
    added = await added_items(tx, details, params.add_invoice_items)
    if params.proration_behavior == "none" and _is_stub(s, now=tx.now):
        await leave_pending(tx, added)
        return details, None
    waiting = await billing.pending_lines(tx, s)
    if not waiting and not lines and not added:
        return details, None  # metered prices alone
    added = [replace(item, line=new_id("il")) for item in added]
    billed, invoice = await billing.bill(
        tx, details, [*waiting, *added, *lines], "subscription_create", at_once=not s.is_sent
    )  # fmt: skip
    return billed, invoice


def _is_stub(s: Subscription, *, now: int) -> bool:
    """Whether the first period only leads to the anchor."""
    return s.trial_end is None and s.billing_cycle_anchor > now


async def _claim(
    tx: Tx, params: CreateSubscription, details: SubscriptionDetails, invoice: InvoiceDetails
) -> SubscriptionDetails | Call:
    """What has to be asked to pay the first invoice. Raises NO_METHOD_TO_CHARGE."""
    if await default_method(tx, invoice.invoice) is None:
        raise errors.NO_METHOD_TO_CHARGE()
    claimed = await claim(tx, invoice, verb=VERB, off_session=params.off_session)
    return claimed if claimed is not None else await announce(tx, newest(tx, details))
