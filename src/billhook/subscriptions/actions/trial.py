"""Begin, move or end a trial by hand (recurring.md §3.7)."""

from dataclasses import dataclass

from billhook.customers import store as customers
from billhook.db.tx import Tx
from billhook.invoices.objects import Item
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.subscriptions.actions import billing
from billhook.subscriptions.actions.composing import arrears_lines, cycle_lines, trial_lines, without_period_end
from billhook.subscriptions.actions.prorate import credits_for
from billhook.subscriptions.objects import Subscription, SubscriptionDetails
from billhook.subscriptions.params import UpdateSubscription
from billhook.subscriptions.rules.lifecycle import SUBSCRIPTION, TRIALING
from billhook.subscriptions.rules.trials import moment_of


@dataclass(frozen=True, slots=True)
class WithTrial:
    """The subscription, its prorations, and lines that are invoiced at once whatever the caller says of prorations."""

    details: SubscriptionDetails
    prorations: tuple[Item, ...] = ()
    lines: tuple[Item, ...] = ()


async def with_trial(
    tx: Tx, details: SubscriptionDetails, params: UpdateSubscription, *, prorates: bool
) -> WithTrial:  # fmt: skip
    """The subscription with the end of its trial as it was given.

    Raises TRIAL_END_PAST, TRIAL_TOO_LONG and NO_METHOD_TO_CHARGE.
    """
    s = details.subscription
    if params.trial_end == "now":
        return await _ended(tx, details) if s.status == TRIALING else WithTrial(details)
    end = moment_of(params.trial_end, now=tx.now)
    if end is None:
        return WithTrial(details)
    if s.status == TRIALING:
        return _moved(details, end)
    return await _begun(tx, details, end, prorates=prorates)


async def _ended(tx: Tx, details: SubscriptionDetails) -> WithTrial:
    """The first period that costs something begins now."""
    s = without_period_end(details.subscription)
    active = replace(s, status=SUBSCRIPTION.after("end_trial", s.status), trial_end=tx.now, billing_cycle_anchor=tx.now)
    details = replace(details, subscription=active)
    items, lines = [], list[Item]()
    for item in details.items:
        moved, added = cycle_lines(tx, details, item, tx.now)
        items.append(moved)
        lines += added
    if any(line.amount for line in lines) and not active.is_sent and not await has_method(tx, active):
        raise errors.NO_METHOD_TO_CHARGE()
    return WithTrial(replace(details, items=tuple(items)), lines=tuple(lines))


async def has_method(tx: Tx, s: Subscription) -> bool:
    """Whether there is something to charge: of the subscription, or of its customer."""
    if await billing.method_of(tx, s) is not None:
        return True
    customer = await customers.find(tx, s.customer)
    return customer is not None and bool(customer.default_payment_method or customer.default_source)


def _moved(details: SubscriptionDetails, end: int) -> WithTrial:
    s = replace(details.subscription, trial_end=end, billing_cycle_anchor=end, trial_end_told=False)
    items = tuple(replace(item, period_end=end) for item in details.items)
    return WithTrial(replace(details, subscription=s, items=items))


async def _begun(tx: Tx, details: SubscriptionDetails, end: int, *, prorates: bool) -> WithTrial:
    """A trial of what was paid: the rest of the period is given back at once."""
    s = replace(
        details.subscription, status=SUBSCRIPTION.after("begin_trial", details.subscription.status),
        trial_start=tx.now, trial_end=end, billing_cycle_anchor=end, trial_end_told=False,
    )  # fmt: skip
    items, prorations, lines = [], list[Item](), list[Item]()
    for item in details.items:
        kept = item
        if prorates:
            kept, given_back = await credits_for(tx, details, item, tx.now)
            prorations += given_back
        lines += arrears_lines(tx, details, item, tx.now)
        moved, added = trial_lines(tx, replace(details, subscription=s), kept, end)
        items.append(moved)
        lines += added
    begun = replace(details, subscription=s, items=tuple(items))
    return WithTrial(begun, tuple(prorations), tuple(lines))
