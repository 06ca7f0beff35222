"""What the worker does with a subscription, a step in each transaction (recurring.md §4.4, §12)."""

from billhook.db.tx import Tx
from billhook.invoices import store as invoices
from billhook.invoices import view as invoices_view
from billhook.invoices.actions.void import void_locked
from billhook.invoices.rules.lifecycle import OPEN
from billhook.invoices.rules.refusing import refusal_of_void
from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace
from billhook.subscriptions import store
from billhook.subscriptions.actions.advance import take
from billhook.subscriptions.actions.preview import preview
from billhook.subscriptions.actions.reporting import announce, keep, newest
from billhook.subscriptions.objects import SubscriptionDetails
from billhook.subscriptions.preview_params import PreviewInvoice
from billhook.subscriptions.rules.lifecycle import INCOMPLETE, SUBSCRIPTION
from billhook.subscriptions.rules.steps import EXPIRE, TELL_UPCOMING, Step, next_step


async def advance(tx: Tx, subscription_id: str) -> None:
    """Take the next step of a subscription if its moment has come, and what comes at the same second.

    A test clock plays a moment once for each subscription.
    """
    seen = await store.find(tx, subscription_id)
    if seen is None:
        return
    if seen.subscription.status == INCOMPLETE:
        await _expire(tx, seen)
        return
    details = await store.lock(tx, subscription_id)
    if details is None:
        return
    step = first = _due(tx, details)
    while step is not None and first is not None and step.moment == first.moment:
        if step.name == TELL_UPCOMING:
            details = await _tell_upcoming(tx, details)
        else:
            details = newest(tx, await take(tx, details, step))
        step = _due(tx, details)


def _due(tx: Tx, details: SubscriptionDetails) -> Step | None:
    days = tx.tenant.settings.invoice_upcoming_days
    step = next_step(details.subscription, details.items, upcoming_days=days)
    return step if step is not None and step.moment <= tx.now else None


async def _expire(tx: Tx, seen: SubscriptionDetails) -> None:
    """Nobody paid the first invoice within its hours: it is void, and so the subscription is over.

    A payment that is under way comes first: then this is tried again later.
    """
    step = next_step(seen.subscription, seen.items)
    if step is None or step.name != EXPIRE or seen.subscription.latest_invoice is None:
        return
    invoice = await invoices.lock_if_any(tx, seen.subscription.latest_invoice)
    if invoice is None or step.moment > tx.now or invoice.invoice.status != OPEN:
        return
    details = await store.lock(tx, seen.subscription.id)
    if details is None or details.subscription.status != INCOMPLETE:
        return
    details = await announce(tx, details)
    if refusal_of_void(invoice) is None:
        await void_locked(tx, invoice)
        return
    # A part is paid, and stays so: the invoice is left to people.
    expired = replace(
        details.subscription, ended_at=tx.now, status=SUBSCRIPTION.after("expire", details.subscription.status)
    )
    await keep(tx, details, replace(details, subscription=expired))


async def _tell_upcoming(tx: Tx, details: SubscriptionDetails) -> SubscriptionDetails:
    """Tell of the invoice to come as it would be today; nothing is told of one that would not come."""
    s = details.subscription
    first = min(item.period_end for item in details.items)
    told = await keep(tx, details, replace(details, subscription=replace(s, upcoming_told_for=first)))
    if first <= tx.now:  # the worker was away, and the renewal is due itself
        return told
    async with tx.trial() as trial:
        try:
            found = await preview(trial, PreviewInvoice.of(subscription=s.id))
        except ApiError:
            return told
        shown = trial.render(invoices_view.preview, found)
    tx.emit("invoice.upcoming", shown)
    return told
