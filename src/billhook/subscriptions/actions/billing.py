"""The invoices of subscriptions (recurring.md §5.1)."""

from collections.abc import Sequence

from billhook.customers.objects import Customer
from billhook.customers.params import CustomField
from billhook.db.tx import Tx
from billhook.discounts import discounts_store
from billhook.invoices import items_store
from billhook.invoices.actions.create import create
from billhook.invoices.actions.default_payment import lock_idle_payment
from billhook.invoices.actions.finalize import finalize_locked
from billhook.invoices.actions.mark_uncollectible import write_off
from billhook.invoices.actions.void import void_locked
from billhook.invoices.objects import InvoiceDetails, Item
from billhook.invoices.origin import Origin
from billhook.invoices.params import CreateInvoice
from billhook.invoices.rules.lifecycle import DRAFT, OPEN
from billhook.invoices.rules.refusing import refusal_of_finalize
from billhook.kernel.replacing import replace
from billhook.payment_methods import store as payment_methods
from billhook.payments import store as payments
from billhook.subscriptions.actions.composing import charged, usable
from billhook.subscriptions.actions.discounting import without_spent
from billhook.subscriptions.actions.metering import with_usage
from billhook.subscriptions.actions.reporting import newest
from billhook.subscriptions.objects import Subscription, SubscriptionDetails
from billhook.subscriptions.rules.calendar import Period
from billhook.subscriptions.rules.fitting import fitting
from billhook.subscriptions.rules.lifecycle import ACTIVE, PAST_DUE, SUBSCRIPTION, UNPAID
from billhook.tax import tax_ids_store


async def bill(
    tx: Tx, details: SubscriptionDetails, lines: Sequence[Item], reason: str, *, at_once: bool,
    period: Period | None = None, retried: bool = False,
) -> tuple[SubscriptionDetails, InvoiceDetails]:  # fmt: skip
    """An invoice of the lines, as a draft for about an hour or finalized `at_once`; and the subscription with it.

    `reason` is its `billing_reason`, `period` the time in which what it bills came up, None for this moment. What is
    finalized at once is tried again by itself if it is `retried`. What the invoice charges may be given back later.
    If nothing is collected for now, it is a draft that stays one, until `settle_held`.
    Raises what creating and finalizing raise.
    """
    s = details.subscription
    is_held = s.pause_collection is not None or s.status == UNPAID
    at_once = at_once and not is_held
    lines = fitting(await with_usage(tx, lines))
    origin = Origin(
        subscription=s.id, billing_reason=reason, metadata=s.metadata, default_tax_rates=s.default_tax_rates,
        default_payment_method=await method_of(tx, s), payment_method_types=s.payment_method_types,
        period_start=period.start if period is not None else None,
        period_end=period.end if period is not None else None,
        account_tax_ids=await _account_tax_ids(tx, s),
        discounts=usable(s.discounts, s.currency, period.end if period is not None else tx.now),
    )  # fmt: skip
    draft = await create(tx, _params(s, advances=not at_once and not is_held), lines=lines, origin=origin)
    billed = replace(
        details, items=charged(details.items, draft), subscription=replace(s, latest_invoice=draft.invoice.id)
    )
    # In a trial, somebody wants to see what would be: the draft says it all.
    if not at_once or tx.is_trial:
        return billed, draft
    issued = await finalize_locked(tx, draft, auto_advance=retried)
    billed = await without_spent(tx, _as_followed(tx, billed), issued.invoice)
    if s.save_default_payment_method == "on_subscription":
        await _keep_method(tx, issued)
    return billed, issued


def _as_followed(tx: Tx, billed: SubscriptionDetails) -> SubscriptionDetails:
    """The subscription with what became of it when its invoice was paid at once: it may owe nothing any more."""
    s, followed = billed.subscription, newest(tx, billed).subscription
    if s.status in (PAST_DUE, UNPAID) and followed.status == ACTIVE:
        return replace(billed, subscription=replace(s, status=SUBSCRIPTION.after("become_paid", s.status)))
    return billed


async def settle_held(tx: Tx, details: SubscriptionDetails, draft: InvoiceDetails) -> SubscriptionDetails:
    """Do with the draft of a stored subscription what a pause of collection says; the subscription after that.

    The customer's balance comes first. What that does not cover is void or written off (recurring.md §3.8). A draft
    that cannot be finalized stays one: it holds up no period.
    """
    pause = details.subscription.pause_collection
    if pause is None or pause.behavior == "keep_as_draft" or draft.invoice.status != DRAFT or tx.is_trial:
        return details
    if refusal_of_finalize(draft) is not None:
        return details
    issued = await finalize_locked(tx, draft, auto_advance=False)
    if issued.invoice.status != OPEN:
        return newest(tx, details)
    if pause.behavior == "void":
        await void_locked(tx, issued)
    else:
        await write_off(tx, issued, "user_forgiven")
    return newest(tx, details)


async def _keep_method(tx: Tx, issued: InvoiceDetails) -> None:
    """What pays the invoice is kept for the periods to come."""
    intent = await lock_idle_payment(tx, issued.invoice)
    if intent is not None:
        await payments.save_intent(tx, replace(intent, setup_future_usage="off_session"))


async def method_of(tx: Tx, s: Subscription) -> str | None:
    """The payment method of its own, if its customer has it still."""
    if s.default_payment_method is None:
        return None
    method = await payment_methods.find(tx, s.default_payment_method)
    return method.id if method is not None and method.customer == s.customer else None


async def has_discount_for_once(tx: Tx, customer: Customer) -> bool:
    """Whether the discount of the customer is for one invoice alone."""
    if customer.discount is None:
        return False
    found = await discounts_store.of_ids(tx, [customer.discount])
    return any(discount.duration == "once" for discount in found)


async def _account_tax_ids(tx: Tx, s: Subscription) -> list[str] | None:
    """Those of its tax ids that the account has still; None for all that it has."""
    named = s.invoice_settings.account_tax_ids
    if named is None:
        return None
    found = await tax_ids_store.of_ids(tx, named)
    return [each for each in named if each in found and found[each].customer is None] or None


async def pending_lines(tx: Tx, s: Subscription) -> list[Item]:
    """What waits for the next invoice of the customer, but for what another subscription left."""
    waiting = await items_store.lock_pending(tx, s.customer, s.currency)
    return [item for item in waiting if item.subscription in (None, s.id)]


def _params(s: Subscription, *, advances: bool) -> CreateInvoice:
    given: dict[str, object] = {
        "customer": s.customer, "currency": s.currency, "collection_method": s.collection_method,
        "auto_advance": advances,
    }  # fmt: skip
    if s.is_sent:
        given["days_until_due"] = s.days_until_due
    said = s.invoice_settings
    if (text := said.description if said.description is not None else s.description) is not None:
        given["description"] = text
    if said.footer is not None:
        given["footer"] = said.footer
    if said.custom_fields is not None:
        given["custom_fields"] = [CustomField.of(name=name, value=value) for name, value in said.custom_fields]
    return CreateInvoice.of(**given)
