"""The end of a subscription, whoever asks for it (recurring.md §3.6)."""

from dataclasses import dataclass

from billhook.db.tx import Tx
from billhook.invoices import items_store
from billhook.invoices import store as invoices
from billhook.invoices.actions.reporting import emit_change
from billhook.invoices.objects import Item
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.subscriptions.actions.prorate import charge_for, credits_for
from billhook.subscriptions.actions.reporting import announce, keep, newest
from billhook.subscriptions.objects import Subscription, SubscriptionDetails
from billhook.subscriptions.params import UpdateSubscription
from billhook.subscriptions.rules.lifecycle import SUBSCRIPTION, TRIALING
from billhook.subscriptions.rules.periods import entered


async def end(
    tx: Tx, before: SubscriptionDetails, *, reason: str | None = None, at: int | None = None,
    after: SubscriptionDetails | None = None,
) -> SubscriptionDetails:  # fmt: skip
    """The canceled subscription. `reason` is what Billhook knows of why; `at` the moment, if it is not now.

    `after` has what else changes with it. If it was to end anyway, the moment at which that was asked for stays.
    """
    after = after or before
    before = newest(tx, before)
    s = after.subscription
    moment = at if at is not None else tx.now
    cancellation = s.cancellation if reason is None else replace(s.cancellation, reason=reason)
    planned = s.cancel_at is not None and s.canceled_at is not None
    ended = replace(
        s, status=SUBSCRIPTION.after("cancel", s.status), ended_at=moment, cancellation=cancellation,
        canceled_at=s.canceled_at if planned else moment,
        cancel_at=s.cancel_at if at is not None else None,
        cancel_at_period_end=s.cancel_at_period_end and at is not None,
    )  # fmt: skip
    if not s.announced:
        before = await announce(tx, before)
        ended = replace(ended, announced=True)
    return await keep(tx, before, replace(after, subscription=ended), "customer.subscription.deleted")


async def leave_alone(tx: Tx, subscription_id: str) -> None:
    """What a subscription that ends has billed: a draft is not finalized by itself any more, an open invoice is not
    collected. Both stay owed."""
    for invoice_id in await invoices.ids_unsettled_of(tx, subscription_id):
        before = await invoices.lock(tx, invoice_id)
        if before.invoice.auto_advance:
            left = replace(
                before.invoice, auto_advance=False, automatically_finalizes_at=None, next_payment_attempt=None
            )  # fmt: skip
            await invoices.save(tx, before.invoice, left)
            await emit_change(tx, before, replace(before, invoice=left))


async def detach_prorations(tx: Tx, s: Subscription) -> None:
    """Prorations that wait are the customer's from now on, and ride on whatever they are billed next."""
    for item in await items_store.lock_pending(tx, s.customer, s.currency):
        if item.subscription == s.id:
            await items_store.save(tx, replace(item, subscription=None, subscription_item=None))


@dataclass(frozen=True, slots=True)
class WithEnd:
    """The subscription with the moment of its end, and the prorations that follow."""

    details: SubscriptionDetails
    prorations: tuple[Item, ...] = ()


async def with_end(
    tx: Tx, details: SubscriptionDetails, params: UpdateSubscription, *, prorates: bool
) -> WithEnd:  # fmt: skip
    """The subscription as it is to end, or no longer. Raises EXCLUSIVE_PARAMETERS, CANCEL_AT_PAST."""
    at_period_end = params.cancel_at_period_end
    if at_period_end and params.given("cancel_at"):
        raise errors.EXCLUSIVE_PARAMETERS(param="cancel_at", names="cancel_at, cancel_at_period_end")
    s = details.subscription
    if at_period_end and not s.cancel_at_period_end:
        undone = await _moved(tx, details, None, prorates=prorates)
        end_of_period = max(item.period_end for item in undone.details.items)
        return replace(undone, details=to_end(undone.details, end_of_period, now=tx.now, at_period_end=True))
    if params.given("cancel_at"):
        if params.cancel_at is None:
            return await _kept(tx, details, prorates=prorates)
        if params.cancel_at <= tx.now:
            raise errors.CANCEL_AT_PAST(param="cancel_at")
        moved = await _moved(tx, details, params.cancel_at, prorates=prorates)
        return replace(moved, details=to_end(moved.details, params.cancel_at, now=tx.now, at_period_end=False))
    if at_period_end is False and s.cancel_at_period_end:
        return await _kept(tx, details, prorates=prorates)
    return WithEnd(details)


def to_end(details: SubscriptionDetails, moment: int, *, now: int, at_period_end: bool) -> SubscriptionDetails:
    """The subscription that somebody asked to end at a moment."""
    s = details.subscription
    cancellation = replace(s.cancellation, reason="cancellation_requested")
    ending = replace(
        s, cancel_at=moment, cancel_at_period_end=at_period_end, canceled_at=now, cancellation=cancellation
    )  # fmt: skip
    return replace(details, subscription=ending)


async def _kept(tx: Tx, details: SubscriptionDetails, *, prorates: bool) -> WithEnd:
    """The subscription that goes on after all."""
    moved = await _moved(tx, details, None, prorates=prorates)
    s = moved.details.subscription
    cancellation = replace(s.cancellation, reason=None)
    going_on = replace(s, cancel_at=None, cancel_at_period_end=False, canceled_at=None, cancellation=cancellation)
    return replace(moved, details=replace(moved.details, subscription=going_on))


async def _moved(tx: Tx, details: SubscriptionDetails, cancel_at: int | None, *, prorates: bool) -> WithEnd:
    """The items with their periods to an earlier end or to the natural one, and what that gives back or charges."""
    s = details.subscription
    if s.status == TRIALING:
        return WithEnd(details)
    items, prorations = [], list[Item]()
    for item in details.items:
        into = entered(s.billing_cycle_anchor, details.interval(item), item.period_start, cancel_at)
        end = into.period.end
        moved = replace(item, period_end=end)
        if prorates and end < item.period_end:
            kept, given_back = await credits_for(tx, details, item, end)
            moved = replace(moved, debits=kept.debits)
            prorations += given_back
        elif (
            prorates
            and not details.is_metered(item)
            and end > (charged := max([item.period_end, *(debit.period.end for debit in item.debits)]))
        ):
            # What was cut without giving it back is paid already.
            moved, charge = await charge_for(tx, details, moved, charged)
            prorations.append(charge)
        items.append(moved)
    return WithEnd(replace(details, items=tuple(items)), tuple(prorations))
