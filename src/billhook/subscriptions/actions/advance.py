"""What time does with a locked subscription (recurring.md §4.4, §12)."""

from billhook.db.tx import Tx
from billhook.invoices.objects import Item
from billhook.kernel.replacing import replace
from billhook.subscriptions import store, view
from billhook.subscriptions.actions import billing
from billhook.subscriptions.actions.composing import arrears_lines, cycle_lines
from billhook.subscriptions.actions.discounting import without_over
from billhook.subscriptions.actions.ending import detach_prorations, end, leave_alone
from billhook.subscriptions.actions.reporting import keep
from billhook.subscriptions.actions.trial import has_method
from billhook.subscriptions.objects import SubscriptionDetails
from billhook.subscriptions.rules.calendar import Period
from billhook.subscriptions.rules.lifecycle import INCOMPLETE, SUBSCRIPTION
from billhook.subscriptions.rules.steps import CANCEL, COLLECT_AGAIN, END_TRIAL, TELL_TRIAL_END, Step, next_step


async def lock_up_to_date(tx: Tx, subscription_id: str) -> SubscriptionDetails | None:
    """The locked subscription once time has done all that is due: a worker may be late, and a change must not be."""
    details = await store.lock(tx, subscription_id)
    while details is not None and details.subscription.status != INCOMPLETE:
        after = await _take_next(tx, details)
        if after is None:
            return details
        details = after
    return details


async def _take_next(tx: Tx, details: SubscriptionDetails) -> SubscriptionDetails | None:
    """The subscription after its next step; None if none is due. Telling of what comes is no step of a change."""
    step = next_step(details.subscription, details.items)
    if step is None or step.moment > tx.now:
        return None
    return await take(tx, details, step)


async def take(tx: Tx, details: SubscriptionDetails, step: Step) -> SubscriptionDetails:
    """The locked subscription after a step, for which no payment has to be awaited."""
    if step.name == CANCEL:
        return await _end_as_planned(tx, details, step.moment)
    if step.name == TELL_TRIAL_END:
        return await _tell_trial_end(tx, details)
    if step.name == END_TRIAL:
        return await _end_trial(tx, details, step.moment)
    if step.name == COLLECT_AGAIN:
        collecting = replace(details.subscription, pause_collection=None)
        return await keep(tx, details, replace(details, subscription=collecting))
    return await renew(tx, details, step.moment)


async def _end_as_planned(tx: Tx, details: SubscriptionDetails, moment: int) -> SubscriptionDetails:
    """The end that was asked for. What still waits is billed in a last invoice (recurring.md §3.6)."""
    s = details.subscription
    waiting = [item for item in await billing.pending_lines(tx, s) if item.subscription == s.id]
    used = [line for item in details.items for line in arrears_lines(tx, details, item, moment)]
    await leave_alone(tx, s.id)
    if not waiting and not used:
        return await end(tx, details, at=moment)
    period = Period(min(item.period_start for item in details.items), moment)
    billed, draft = await billing.bill(
        tx, details, [*waiting, *used], "subscription_cycle", at_once=False, period=period
    )  # fmt: skip
    ended = await end(tx, details, at=moment, after=billed)
    return await billing.settle_held(tx, ended, draft)


async def _tell_trial_end(tx: Tx, details: SubscriptionDetails) -> SubscriptionDetails:
    told = replace(details, subscription=replace(details.subscription, trial_end_told=True))
    kept = await keep(tx, details, told)
    tx.emit("customer.subscription.trial_will_end", tx.render(view.subscription, kept))
    return kept


async def _end_trial(tx: Tx, details: SubscriptionDetails, moment: int) -> SubscriptionDetails:
    """The first period that costs something begins; or nothing does, if its settings say so of one without a method."""
    s = details.subscription
    if s.trial_settings.missing_payment_method == "cancel" and not s.is_sent and not await has_method(tx, s):
        await detach_prorations(tx, s)
        return await end(tx, details, reason="cancellation_requested", at=moment)
    active = replace(details, subscription=replace(s, status=SUBSCRIPTION.after("end_trial", s.status)))
    return await renew(tx, details, moment, active)


async def renew(
    tx: Tx, before: SubscriptionDetails, moment: int, details: SubscriptionDetails | None = None
) -> SubscriptionDetails:  # fmt: skip
    """The subscription in its next period, with a draft of the invoice of that.

    Items whose period ends at `moment` go on; of several intervals, the others have more time.
    """
    now = await without_over(tx, details or before, moment)
    items, lines, closed = [], list[Item](), moment
    for item in now.items:
        if item.period_end > moment:
            items.append(item)
            continue
        closed = min(closed, item.period_start)
        moved, added = cycle_lines(tx, now, item, item.period_end)
        items.append(moved)
        lines += added
    moved_on = replace(now, items=tuple(items))
    waiting = await billing.pending_lines(tx, now.subscription)
    if not waiting and not lines:
        return await keep(tx, before, moved_on)  # a trial of metered prices alone
    billed, draft = await billing.bill(
        tx, moved_on, [*waiting, *lines], "subscription_cycle", at_once=False, period=Period(closed, moment),
    )  # fmt: skip
    return await billing.settle_held(tx, await keep(tx, before, billed), draft)
