"""Telling of subscriptions: what changed, at the end of every verb."""

from billhook.db.tx import Tx
from billhook.events.previous import previous_attributes
from billhook.kernel.replacing import replace
from billhook.subscriptions import store, view
from billhook.subscriptions.objects import SubscriptionDetails
from billhook.subscriptions.rules.steps import next_step

JOB = "subscriptions.advance"


async def start(tx: Tx, details: SubscriptionDetails) -> SubscriptionDetails:
    """Store a new subscription with its items, its next step planned. `announce` tells of it."""
    planned = _planned(tx, details)
    await store.insert(tx, planned.subscription)
    for item in planned.items:
        await store.insert_item(tx, item)
    tx.newest[planned.subscription.id] = planned
    return planned


async def keep(tx: Tx, before: SubscriptionDetails, after: SubscriptionDetails, *also: str) -> SubscriptionDetails:
    """Write a changed subscription with its items and plan its next step; tell of it, then `also`.

    A subscription of which no event has told yet is told of as it is now.
    """
    told = _planned(tx, after)
    if told.subscription != before.subscription:
        await store.save(tx, told.subscription)
    former = {item.id: item for item in before.items}
    for item in told.items:
        if item.id not in former:
            await store.insert_item(tx, item)
        elif former[item.id] != item:
            await store.save_item(tx, item)
    _tell(tx, before, told, also)
    tx.newest[told.subscription.id] = told
    return told


async def announce(tx: Tx, details: SubscriptionDetails) -> SubscriptionDetails:
    """Tell of a new subscription, once."""
    if details.subscription.announced:
        return details
    told = replace(details, subscription=replace(details.subscription, announced=True))
    await store.save(tx, told.subscription)
    tx.emit("customer.subscription.created", tx.render(view.subscription, told))
    tx.newest[told.subscription.id] = told
    return told


def newest(tx: Tx, details: SubscriptionDetails) -> SubscriptionDetails:
    """The subscription as this transaction last wrote it: a reaction may have changed it."""
    found: SubscriptionDetails | None = tx.newest.get(details.subscription.id)
    return found or details


def _planned(tx: Tx, details: SubscriptionDetails) -> SubscriptionDetails:
    """The subscription with the moment of its next step. A job takes what is due already; the sweep finds the rest."""
    s = details.subscription
    step = next_step(s, details.items, upcoming_days=tx.tenant.settings.invoice_upcoming_days)
    moment = step.moment if step is not None else None
    if moment is not None and moment <= tx.now:
        tx.enqueue(JOB, f"{tx.tenant.id}/{s.id}")
    return replace(details, subscription=replace(s, next_step_at=moment))


def _tell(tx: Tx, before: SubscriptionDetails, after: SubscriptionDetails, also: tuple[str, ...]) -> None:
    if not after.subscription.announced:
        return
    shown = tx.render(view.subscription, after)
    previous = previous_attributes(tx.render(view.subscription, before), shown)
    if previous and "customer.subscription.deleted" not in also:
        tx.emit("customer.subscription.updated", shown, previous)
    for type in also:
        tx.emit(type, shown)
