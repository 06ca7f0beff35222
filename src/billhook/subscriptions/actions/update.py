"""Update a subscription: its fields, its items, its end, its trial (recurring.md §2.1, §3.6, §3.7)."""

from collections.abc import Collection

from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.invoices import store as invoices
from billhook.invoices.actions.reporting import emit_change
from billhook.invoices.objects import InvoiceDetails
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.subscriptions import store
from billhook.subscriptions.actions import billing, fields
from billhook.subscriptions.actions.adding import added_items
from billhook.subscriptions.actions.advance import lock_up_to_date
from billhook.subscriptions.actions.change_items import Changed, change_items
from billhook.subscriptions.actions.collecting import cancellation_of, check_behavior, collect_now
from billhook.subscriptions.actions.discounting import with_discounts
from billhook.subscriptions.actions.ending import with_end
from billhook.subscriptions.actions.prorate import leave_pending
from billhook.subscriptions.actions.reporting import keep
from billhook.subscriptions.actions.trial import with_trial
from billhook.subscriptions.objects import SubscriptionDetails
from billhook.subscriptions.params import UpdateSubscription
from billhook.subscriptions.rules.lifecycle import ENDED, INCOMPLETE, SUBSCRIPTION

VERB = "subscription.update"

# What can be changed of a subscription that allows no other change.
_OF_ENDED = frozenset({"cancellation_details", "expand", "metadata"})
_ALWAYS = dict.fromkeys(ENDED, _OF_ENDED) | {
    INCOMPLETE: frozenset({"default_payment_method", "description", "expand", "metadata", "off_session"})
}


async def update(tx: Tx, params: UpdateSubscription, subscription_id: str) -> SubscriptionDetails | Call:
    """The changed subscription, or what has to be asked to pay the invoice of the change.

    Raises NO_SUCH_PATH, SUBSCRIPTION_ENDED, SUBSCRIPTION_INCOMPLETE, PRORATION_DATE and those of each part.
    """
    if params.given("default_payment_method"):
        for invoice in await invoices.ids_unsettled_of(tx, subscription_id):
            await _collect_with(tx, invoice, params.default_payment_method)
    before = await lock_up_to_date(tx, subscription_id)
    if before is None:
        raise errors.NO_SUCH_PATH(noun="subscription", id=subscription_id)
    return await change(tx, before, params, collects=params.payment_behavior == "allow_incomplete")


async def change(
    tx: Tx, before: SubscriptionDetails, params: UpdateSubscription, *, collects: bool
) -> SubscriptionDetails | Call:  # fmt: skip
    """The same of a locked subscription. What it does not collect at once, the invoice collects by itself."""
    _check_status(before.subscription.status, params.model_fields_set)
    check_behavior(params.payment_behavior, on="on updates")
    s = fields.with_pause(await fields.apply(tx, before.subscription, params), params, now=tx.now)
    if params.cancellation_details is not None:
        s = replace(s, cancellation=cancellation_of(s, params.cancellation_details))
    details = await with_discounts(tx, replace(before, subscription=s), params)
    moment = _moment(details, params, now=tx.now)
    prorates = params.proration_behavior != "none"
    changed = await change_items(
        tx, details, params.items, moment, prorates=prorates, begins_anew=params.billing_cycle_anchor == "now",
        at_once=params.proration_behavior == "always_invoice",
    )  # fmt: skip
    ended = await with_end(tx, changed.details, params, prorates=prorates)
    changed = replace(changed, details=ended.details, prorations=(*changed.prorations, *ended.prorations))
    trial = await with_trial(tx, changed.details, params, prorates=prorates)
    changed = replace(
        changed, details=trial.details, prorations=(*changed.prorations, *trial.prorations),
        lines=(*changed.lines, *trial.lines),
    )  # fmt: skip
    details = _with_its_period(changed.details)
    changed = replace(changed, details=details, added=tuple(await added_items(tx, details, params.add_invoice_items)))
    for item in changed.gone:
        await store.save_item(tx, item)
    return await _billed(tx, params, before, changed, collects=collects)


def _with_its_period(details: SubscriptionDetails) -> SubscriptionDetails:
    """What ends with its period ends with the one that runs now."""
    s = details.subscription
    if not s.cancel_at_period_end or s.status in ENDED:
        return details
    moment = max(item.period_end for item in details.items)
    return replace(details, subscription=replace(s, cancel_at=moment))


async def _collect_with(tx: Tx, invoice_id: str, method: str | None) -> None:
    """What is still owed is tried with the new method from now on."""
    before = await invoices.lock(tx, invoice_id)
    changed = replace(before.invoice, default_payment_method=method)
    await invoices.save(tx, before.invoice, changed)
    await emit_change(tx, before, replace(before, invoice=changed))


async def _billed(
    tx: Tx, params: UpdateSubscription, before: SubscriptionDetails, changed: Changed, *, collects: bool
) -> SubscriptionDetails | Call:  # fmt: skip
    """The subscription with the invoice of its change, or with prorations that wait for the next one."""
    pending = (*changed.prorations, *changed.added)
    at_once = changed.lines or (params.proration_behavior == "always_invoice" and pending)
    if not at_once:
        await leave_pending(tx, pending)
        return await keep(tx, before, changed.details)
    retried = params.payment_behavior == "allow_incomplete"
    details, invoice = await _invoice(tx, changed, retried=retried)
    collected = await collect_now(
        tx, before, details, invoice, verb=VERB, off_session=params.off_session,
        tries=collects,
    )  # fmt: skip
    return collected if isinstance(collected, Call) else await billing.settle_held(tx, collected, invoice)


async def _invoice(
    tx: Tx, changed: Changed, *, retried: bool
) -> tuple[SubscriptionDetails, InvoiceDetails]:  # fmt: skip
    s = changed.details.subscription
    lined = [replace(item, line=new_id("il")) for item in (*changed.added, *changed.prorations)]
    return await billing.bill(
        tx, changed.details, [*lined, *changed.lines], "subscription_update", at_once=not s.is_sent, retried=retried
    )


def _check_status(status: str, given: Collection[str]) -> None:
    """Raises SUBSCRIPTION_ENDED, SUBSCRIPTION_INCOMPLETE: some fields can always be changed."""
    if not _ALWAYS.get(status, frozenset()).issuperset(given):
        SUBSCRIPTION.require("change", status)


def _moment(details: SubscriptionDetails, params: UpdateSubscription, *, now: int) -> int:
    """From when on a change counts. Raises PRORATION_DATE."""
    given = params.proration_date
    if given is None:
        return now
    start = max(item.period_start for item in details.items)
    end = min(item.period_end for item in details.items)
    if not start <= given < end:
        raise errors.PRORATION_DATE(param="proration_date", start=start, end=end)
    return given
