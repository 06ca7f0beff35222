"""Cancel a subscription at once (recurring.md §3.6)."""

from billhook.db.tx import Tx
from billhook.invoices import items_store
from billhook.invoices import view as invoice_view
from billhook.invoices.objects import InvoiceDetails
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.subscriptions.actions import billing
from billhook.subscriptions.actions.advance import lock_up_to_date
from billhook.subscriptions.actions.collecting import cancellation_of
from billhook.subscriptions.actions.ending import detach_prorations, end, leave_alone
from billhook.subscriptions.actions.metering import used_lines
from billhook.subscriptions.actions.prorate import credit_unused
from billhook.subscriptions.objects import SubscriptionDetails
from billhook.subscriptions.params import CancelSubscription
from billhook.subscriptions.rules.calendar import Period
from billhook.subscriptions.rules.lifecycle import ENDED, INCOMPLETE


async def cancel(tx: Tx, params: CancelSubscription, subscription_id: str) -> SubscriptionDetails:
    """The canceled subscription. What is unpaid stays owed, but nobody tries to collect it by itself any more.

    Raises NO_SUCH_PATH, also for one that has ended.
    """
    await leave_alone(tx, subscription_id)
    details = await lock_up_to_date(tx, subscription_id)
    if details is None or details.subscription.status in ENDED:
        raise errors.NO_SUCH_PATH(noun="subscription", id=subscription_id)
    await leave_alone(tx, subscription_id)  # a renewal may have come first
    if params.prorate:
        await detach_prorations(tx, details.subscription)
        details = await credit_unused(tx, details)
    elif not params.invoice_now:
        await _drop_prorations(tx, details)
    if (said := params.cancellation_details) is not None:
        s = details.subscription
        details = replace(details, subscription=replace(s, cancellation=cancellation_of(s, said)))
    after, draft = await _billed_now(tx, details) if params.invoice_now else (details, None)
    ended = await end(tx, details, reason="cancellation_requested", after=after)
    return await billing.settle_held(tx, ended, draft) if draft is not None else ended


async def _billed_now(
    tx: Tx, details: SubscriptionDetails
) -> tuple[SubscriptionDetails, InvoiceDetails | None]:  # fmt: skip
    """The subscription with a last invoice of what waits, if anything does.

    What it gives back becomes the customer's balance, as on every invoice below zero.
    """
    used = [line for item in details.items for line in await used_lines(tx, details, item)]
    lines = [*await billing.pending_lines(tx, details.subscription), *used]
    if not lines or details.subscription.status == INCOMPLETE:
        return details, None
    period = Period(min(item.period_start for item in details.items), tx.now)
    return await billing.bill(
        tx, details, lines, "subscription_cycle", at_once=not details.subscription.is_sent, period=period, retried=True,
    )  # fmt: skip


async def _drop_prorations(tx: Tx, details: SubscriptionDetails) -> None:
    """Prorations that wait for an invoice go with their subscription."""
    s = details.subscription
    for item in await items_store.lock_pending(tx, s.customer, s.currency):
        if item.subscription == s.id and item.proration:
            await items_store.delete(tx, item.id)
            tx.emit("invoiceitem.deleted", tx.render(invoice_view.item, item))
