"""Collect an invoice within the request that made it, as `payment_behavior` says (recurring.md §3.3)."""

from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.invoices import store as invoices
from billhook.invoices.actions.default_payment import lock_idle_payment
from billhook.invoices.actions.pay import claim_collection, default_method
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.params import PayInvoice
from billhook.invoices.rules.lifecycle import OPEN
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payments.actions.confirm import act_upon
from billhook.payments.actions.locking import lock_intent
from billhook.processors.interface import Outcome
from billhook.subscriptions import store
from billhook.subscriptions.actions.reporting import announce, keep, newest
from billhook.subscriptions.objects import Cancellation, Subscription, SubscriptionDetails
from billhook.subscriptions.params import CancellationDetails
from billhook.subscriptions.rules.lifecycle import ACTIVE, SUBSCRIPTION


def check_behavior(behavior: str, *, on: str) -> None:
    """Raises PAYMENT_BEHAVIOR_NOT_OFFERED."""
    if behavior not in ("allow_incomplete", "default_incomplete"):
        raise errors.PAYMENT_BEHAVIOR_NOT_OFFERED(param="payment_behavior", behavior=behavior, on=on)


def cancellation_of(s: Subscription, said: CancellationDetails) -> Cancellation:
    """Why it ends, with what its customer says."""
    comment = said.comment if said.given("comment") else s.cancellation.comment
    feedback = (said.feedback or None) if said.given("feedback") else s.cancellation.feedback
    return replace(s.cancellation, comment=comment, feedback=feedback)


async def collect_now(
    tx: Tx, before: SubscriptionDetails, details: SubscriptionDetails, invoice: InvoiceDetails, *, verb: str,
    off_session: bool, tries: bool,
) -> SubscriptionDetails | Call:  # fmt: skip
    """The subscription with the invoice of a change, or what has to be asked to pay that.

    With nothing to charge it with, the subscription is behind with its payments.
    """
    before = newest(tx, before)  # the invoice may have been paid at once, which was told
    is_due = invoice.invoice.status == OPEN and not details.subscription.is_sent
    if not is_due or not tries:
        return await keep(tx, before, details)
    if await default_method(tx, invoice.invoice) is None:
        s = details.subscription
        if s.status == ACTIVE:
            details = replace(details, subscription=replace(s, status=SUBSCRIPTION.after("fall_behind", s.status)))
        return await keep(tx, before, details)
    kept = await keep(tx, before, details)
    claimed = await claim(tx, invoice, verb=verb, off_session=off_session)
    return claimed if claimed is not None else newest(tx, kept)


async def claim(tx: Tx, invoice: InvoiceDetails, *, verb: str, off_session: bool) -> Call | None:
    """What has to be asked to pay an open invoice; None if nobody has to be asked, and it is paid."""
    intent = await lock_idle_payment(tx, invoice.invoice)
    claimed = await claim_collection(tx, invoice, intent, PayInvoice.of(off_session=off_session), verb=verb)
    return claimed if isinstance(claimed, Call) else None


async def settle(tx: Tx, call: Call, outcome: Outcome | None) -> SubscriptionDetails:
    """The subscription after the answer of the processor, whatever that was."""
    intent = await lock_intent(tx, call.subject)
    if outcome is not None:
        await act_upon(tx, intent, call, outcome)
    assert intent.invoice is not None
    paid = await invoices.find(tx, intent.invoice)
    assert paid is not None
    assert paid.invoice.subscription is not None
    details = await store.lock(tx, paid.invoice.subscription)
    assert details is not None
    return await announce(tx, newest(tx, details))
