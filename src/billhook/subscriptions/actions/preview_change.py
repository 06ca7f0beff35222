"""What a change would bill, and what the next invoice will be: the verbs themselves, in a trial that is undone.

Because the same verbs make it, a preview equals the invoice that follows.
"""

from dataclasses import dataclass

from billhook.db.tx import Tx
from billhook.invoices import store as invoices
from billhook.invoices.objects import InvoiceDetails, Item
from billhook.kernel import errors
from billhook.subscriptions.actions import billing
from billhook.subscriptions.actions.advance import lock_up_to_date
from billhook.subscriptions.actions.preview import next_draft
from billhook.subscriptions.actions.update import change
from billhook.subscriptions.objects import SubscriptionDetails
from billhook.subscriptions.params import UpdateSubscription


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """A subscription before a change and after it, and what the change bills.

    `waiting` are the prorations that wait for the next invoice. `invoice` is what is billed at once, None for nothing.
    """

    before: SubscriptionDetails
    after: SubscriptionDetails
    waiting: tuple[Item, ...]
    invoice: InvoiceDetails | None


@dataclass(frozen=True, slots=True)
class NextInvoice:
    """The draft that the next period makes at a moment."""

    at: int
    invoice: InvoiceDetails


async def preview_change(trial: Tx, params: UpdateSubscription, subscription_id: str) -> ChangePreview:
    """What an update would do; nobody is charged. Raises what the update raises."""
    before = await lock_up_to_date(trial, subscription_id)
    if before is None:
        raise errors.NO_SUCH_PATH(noun="subscription", id=subscription_id)
    waited = {item.id for item in await billing.pending_lines(trial, before.subscription)}
    after = await change(trial, before, params, collects=False)
    assert isinstance(after, SubscriptionDetails)
    waiting = await billing.pending_lines(trial, after.subscription)
    made = after.subscription.latest_invoice
    is_new = made is not None and made != before.subscription.latest_invoice
    return ChangePreview(
        before, after, tuple(item for item in waiting if item.id not in waited),
        await invoices.find_whole(trial, made) if is_new and made is not None else None,
    )  # fmt: skip


async def preview_next(trial: Tx, subscription_id: str) -> NextInvoice | None:
    """The next invoice as it would be if its period began now; None if no period follows.

    Raises NO_SUCH_PATH and what billing raises.
    """
    before = await lock_up_to_date(trial, subscription_id)
    if before is None:
        raise errors.NO_SUCH_PATH(noun="subscription", id=subscription_id)
    found = await next_draft(trial, before)
    if found is None or found.moment is None:
        return None
    draft = await invoices.find_whole(trial, found.draft.invoice.id)
    return NextInvoice(found.moment, draft) if draft is not None else None
