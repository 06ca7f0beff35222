"""What an invoice would be that a subscription takes part in: the verbs that would make it, in a trial that is undone.

See recurring.md §11. Because the same verbs make it, the invoice that follows is for the same cents.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.customers import store as customers
from billhook.customers.actions.discounts import without_discount
from billhook.customers.objects import Customer
from billhook.db.tx import Tx
from billhook.discounts.objects import Discount
from billhook.invoices import items_store
from billhook.invoices import store as invoices
from billhook.invoices.actions.create_preview import (
    as_upcoming,
    change_pending_items,
    create_preview,
    previewed_customer,
    with_fields,
    with_new_items,
)
from billhook.invoices.objects import InvoiceDetails, Preview
from billhook.kernel import errors
from billhook.kernel.api_error import ApiError
from billhook.kernel.clock import HOUR_SECONDS
from billhook.kernel.replacing import replace
from billhook.subscriptions.actions import billing
from billhook.subscriptions.actions.advance import lock_up_to_date, take
from billhook.subscriptions.actions.create import create
from billhook.subscriptions.actions.metering import used_lines
from billhook.subscriptions.actions.prorate import credit_unused
from billhook.subscriptions.actions.reporting import newest
from billhook.subscriptions.actions.update import change
from billhook.subscriptions.objects import SubscriptionDetails
from billhook.subscriptions.params import CreateSubscription, UpdateSubscription
from billhook.subscriptions.preview_params import PreviewedSubscription, PreviewInvoice
from billhook.subscriptions.rules.calendar import Period
from billhook.subscriptions.rules.lifecycle import ENDED, INCOMPLETE
from billhook.subscriptions.rules.steps import next_step

_OF_UPDATE = (
    "billing_cycle_anchor", "cancel_at", "cancel_at_period_end", "default_tax_rates", "items", "metadata",
    "proration_behavior", "proration_date", "trial_end",
)  # fmt: skip
_OF_CREATE = (
    "billing_cycle_anchor", "billing_mode", "cancel_at", "cancel_at_period_end", "default_tax_rates", "metadata",
    "proration_behavior", "trial_end",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """A draft, and when it would be made; None for now."""

    draft: InvoiceDetails
    moment: int | None = None


async def preview(trial: Tx, params: PreviewInvoice) -> Preview:
    """The invoice as it would be: the next one of a subscription, that of a change, or the first of a new one.

    Without a subscription it is that of what waits for the customer. Raises NO_SUCH_PARAM, MISSING_PARAMETER,
    UNSUPPORTED_PARAMETER, NO_UPCOMING_INVOICE and those of the verbs on subscriptions, invoices and items.
    """
    if params.subscription is not None:
        return await _of_standing(trial, params, params.subscription)
    details = params.details()
    if details is None:
        return await create_preview(trial, params)
    return await _of_new(trial, params, details)


async def _of_standing(trial: Tx, params: PreviewInvoice, subscription_id: str) -> Preview:
    before = await lock_up_to_date(trial, subscription_id)
    if before is None or params.customer not in (None, before.subscription.customer):
        raise errors.NO_SUCH_PARAM(param="subscription", noun="subscription", id=subscription_id)
    s = before.subscription
    if s.status in ENDED or s.status == INCOMPLETE:
        raise errors.NO_UPCOMING_INVOICE(customer=s.customer)
    named = params.model_copy(update={"customer": s.customer})
    customer = await previewed_customer(trial, named)
    await change_pending_items(trial, customer, named)
    if params.preview_mode == "recurring":
        before = await _without_what_comes_once(trial, before, customer)
    made = await _changed(trial, params, before)
    return await _finished(trial, params, made, is_named=True)


async def _of_new(trial: Tx, params: PreviewInvoice, asked: PreviewedSubscription) -> Preview:
    customer = await previewed_customer(trial, params)
    await change_pending_items(trial, customer, params)
    given = {name: getattr(asked, name) for name in _OF_CREATE if asked.given(name)}
    if given.get("trial_end") == "now":
        del given["trial_end"]
    if isinstance(given.get("billing_cycle_anchor"), str):
        del given["billing_cycle_anchor"]  # both words mean now, if nothing was there before
    wanted = CreateSubscription.of(
        customer=customer.id, currency=params.currency, items=asked.items, payment_behavior="default_incomplete",
        **given,
    )  # fmt: skip
    try:
        created = await create(trial, wanted)
    except ApiError as error:
        raise error.naming("items", "subscription_details[items]") from None
    assert isinstance(created, SubscriptionDetails)
    if params.preview_mode == "recurring":
        created = await _without_what_comes_once(trial, created, customer)
        made = await _next(trial, created)
    elif (draft := await _latest(trial, created)) is not None:
        made = Made(draft)
    else:
        made = await _next(trial, created)
    found = await _finished(trial, params, made, is_named=params.customer is not None)
    return replace(found, is_of_new_subscription=True)


async def _changed(trial: Tx, params: PreviewInvoice, before: SubscriptionDetails) -> Made:
    """The invoice of a change that is billed at once, or the next one after it."""
    asked = params.details() or PreviewedSubscription.of()
    if asked.cancel_now:
        return await _canceled(trial, before, prorates=asked.proration_behavior != "none")
    given = {name: getattr(asked, name) for name in _OF_UPDATE if asked.given(name)}
    if isinstance(given.get("billing_cycle_anchor"), int):
        param = "subscription_details[billing_cycle_anchor]"
        raise errors.UNSUPPORTED_PARAMETER(
            param=param, name="billing_cycle_anchor as a moment", on="of a subscription that exists"
        )
    if params.preview_mode == "recurring":
        given["proration_behavior"] = "none"
        given.pop("proration_date", None)
    if not given:
        return await _next(trial, before)
    try:
        changed = await change(trial, before, UpdateSubscription.of(**given), collects=False)
    except ApiError as error:
        raise error.naming("items", "subscription_details[items]") from None
    assert isinstance(changed, SubscriptionDetails)
    if changed.subscription.latest_invoice != before.subscription.latest_invoice:
        draft = await _latest(trial, changed)
        assert draft is not None
        return Made(draft)
    return await _next(trial, changed)


async def _canceled(trial: Tx, before: SubscriptionDetails, *, prorates: bool) -> Made:
    """The invoice of what waits and of what is given back, if the subscription ended now."""
    s = before.subscription
    if prorates:
        before = await credit_unused(trial, before)
    used = [line for item in before.items for line in await used_lines(trial, before, item)]
    lines = [*await billing.pending_lines(trial, s), *used]
    if not lines:
        raise errors.NO_UPCOMING_INVOICE(customer=s.customer)
    period = Period(min(item.period_start for item in before.items), trial.now)
    _, draft = await billing.bill(trial, before, lines, "subscription_cycle", at_once=False, period=period)
    return Made(draft)


async def next_draft(trial: Tx, details: SubscriptionDetails) -> Made | None:
    """What time makes of a subscription: the draft of the first step that bills something; None if none does."""
    if details.subscription.status == INCOMPLETE:
        return None
    while (step := next_step(details.subscription, details.items)) is not None:
        before, details = details, newest(trial, await take(trial, details, step))
        if details.subscription.latest_invoice != before.subscription.latest_invoice:
            draft = await _latest(trial, details)
            assert draft is not None
            return Made(draft, step.moment)
    return None


async def _next(trial: Tx, details: SubscriptionDetails) -> Made:
    """The same. Raises NO_UPCOMING_INVOICE."""
    found = await next_draft(trial, details)
    if found is None:
        raise errors.NO_UPCOMING_INVOICE(customer=details.subscription.customer)
    return found


async def _latest(trial: Tx, details: SubscriptionDetails) -> InvoiceDetails | None:
    latest = details.subscription.latest_invoice
    return await invoices.find_whole(trial, latest) if latest is not None else None


async def _without_what_comes_once(
    trial: Tx, details: SubscriptionDetails, customer: Customer
) -> SubscriptionDetails:  # fmt: skip
    """The subscription without what waits for the next invoice alone, which is not part of each one."""
    s = details.subscription
    for item in await items_store.lock_pending(trial, s.customer, s.currency):
        await items_store.delete(trial, item.id)
    if await billing.has_discount_for_once(trial, customer):
        await customers.save(trial, without_discount(customer))
    items = tuple(replace(item, discounts=_lasting(item.discounts)) for item in details.items)
    return replace(details, items=items, subscription=replace(s, discounts=_lasting(s.discounts)))


def _lasting(discounts: Sequence[Discount]) -> tuple[Discount, ...]:
    return tuple(discount for discount in discounts if discount.duration != "once")


async def _finished(trial: Tx, params: PreviewInvoice, made: Made, *, is_named: bool) -> Preview:
    draft = await with_fields(trial, made.draft, params)
    draft = await with_new_items(trial, draft, params)
    found = as_upcoming(draft, is_named=is_named)
    if made.moment is None:
        return found
    if not found.details.invoice.auto_advance:
        then = replace(found.details.invoice, created=made.moment)
        return replace(found, details=replace(found.details, invoice=then))
    attempt = made.moment + trial.tenant.settings.finalization_hours * HOUR_SECONDS
    then = replace(
        found.details.invoice, created=made.moment, automatically_finalizes_at=attempt,
        next_payment_attempt=attempt if found.details.invoice.collection_method == "charge_automatically" else None,
    )  # fmt: skip
    return replace(found, details=replace(found.details, invoice=then))
