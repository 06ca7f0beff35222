"""What a changed invoice does to the subscription that it bills (recurring.md §3.2)."""

from billhook.db.tx import Tx
from billhook.invoices import store as invoices
from billhook.invoices.facts import InvoiceChanged
from billhook.invoices.objects import Invoice
from billhook.invoices.rules.lifecycle import PAID
from billhook.kernel.replacing import replace
from billhook.payments import store as payments
from billhook.subscriptions import store
from billhook.subscriptions.actions.discounting import without_spent
from billhook.subscriptions.actions.ending import detach_prorations, end, leave_alone
from billhook.subscriptions.actions.reporting import keep
from billhook.subscriptions.objects import Subscription, SubscriptionDetails
from billhook.subscriptions.rules.following import (
    GIVE_UP,
    is_held_back,
    is_issued_with_discounts,
    is_to_be_void,
    matters,
    verb_after,
)
from billhook.subscriptions.rules.lifecycle import ENDED, SUBSCRIPTION, UNPAID


async def follow_invoice(tx: Tx, changed: InvoiceChanged) -> None:
    """An invoice of a subscription changed: so may the subscription."""
    assert changed.after.subscription is not None
    before, after, failed = changed.before, changed.after, changed.failed
    if is_issued_with_discounts(before, after):
        await _spend_discounts(tx, after)
    if not matters(before, after, failed=failed):
        return
    details = await store.lock(tx, changed.after.subscription)
    if details is None:
        return  # It is being created by this transaction, which knows.
    if is_held_back(details.subscription, after):
        return
    known = await invoices.of_subscription(tx, changed.after.subscription)
    attempts = 1 + len(tx.tenant.settings.retry_schedule)
    verb = verb_after(
        details.subscription, before, after, known, failed=failed, attempts_max=attempts, now=tx.now
    )  # fmt: skip
    if verb is None:
        return
    if verb == GIVE_UP:
        await _give_up(tx, details)
        return
    s = details.subscription
    ended_at = tx.now if verb == "expire" else s.ended_at
    followed = replace(
        s, status=SUBSCRIPTION.after(verb, s.status), ended_at=ended_at,
        default_payment_method=await _kept_method(tx, s, after),
    )  # fmt: skip
    await keep(tx, details, replace(details, subscription=followed))


async def _spend_discounts(tx: Tx, issued: Invoice) -> None:
    """A discount for `once` is over if it took something off; `billing` does so of what it finalizes itself.

    The subscription does not know the newest invoice yet if this transaction has just made it.
    """
    assert issued.subscription is not None
    details = await store.lock(tx, issued.subscription)
    if details is None or details.subscription.status in ENDED or is_to_be_void(details.subscription, issued):
        return
    if (details.subscription.latest_invoice or "") >= issued.id:
        spent = await without_spent(tx, details, issued)
        await keep(tx, details, spent)


async def _give_up(tx: Tx, details: SubscriptionDetails) -> None:
    """Nobody tries to collect any more: it ends, or what it bills stays a draft, or it goes on as it is (§8)."""
    s, action = details.subscription, tx.tenant.settings.subscriptions_exhausted
    if action == "cancel":
        await leave_alone(tx, s.id)
        await detach_prorations(tx, s)
        await end(tx, details, reason="payment_failed")
        return
    verb = "stop_collecting" if action == "unpaid" or s.status == UNPAID else "fall_behind"
    await keep(tx, details, replace(details, subscription=replace(s, status=SUBSCRIPTION.after(verb, s.status))))


async def _kept_method(tx: Tx, s: Subscription, paid: Invoice) -> str | None:
    """Its own payment method, or the one that paid if that is to be kept (`save_default_payment_method`)."""
    keeps = s.save_default_payment_method == "on_subscription" and s.default_payment_method is None
    if not keeps or paid.status != PAID or paid.payment_intent is None:
        return s.default_payment_method
    intent = await payments.find_intent(tx, paid.payment_intent)
    return intent.payment_method if intent is not None else None
