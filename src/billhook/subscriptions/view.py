"""Subscriptions and their items as the newest API version shows them (recurring.md §1.1, §1.2)."""

from billhook.catalog.objects import Price
from billhook.catalog.plans_view import plan
from billhook.catalog.view import price
from billhook.db.tx import Reader
from billhook.discounts.view import discount
from billhook.kernel.wire_object import WireHash, WireObject
from billhook.subscriptions.objects import ShownItem, Subscription, SubscriptionDetails, SubscriptionItem
from billhook.tax.view import tax_rate
from billhook.wire.lists import sublist
from billhook.wire.versions.with_past import WithPast

_NOTHING_DUE: WireHash = {"disabled_reason": None, "enabled": False, "liability": None}


def subscription(reader: Reader, details: SubscriptionDetails) -> WireObject:
    """The wire object with all its items.

    `plan` and `quantity` are those of the only item, as programs of old expect; null if there are several.
    """
    s = details.subscription
    only = details.items[0] if len(details.items) == 1 else None
    shown = {
        "id": s.id,
        "object": "subscription",
        "application": None,
        "application_fee_percent": None,
        "automatic_tax": _NOTHING_DUE,
        "billing_cycle_anchor": s.billing_cycle_anchor,
        "billing_cycle_anchor_config": s.anchor_config.shown() if s.anchor_config is not None else None,
        "billing_mode": _billing_mode(s),
        "billing_schedules": [],
        "billing_thresholds": None,
        "cancel_at": s.cancel_at,
        "cancel_at_period_end": s.cancel_at_period_end,
        "canceled_at": s.canceled_at,
        "cancellation_details": {
            "comment": s.cancellation.comment, "feedback": s.cancellation.feedback, "feedback_option": None,
            "reason": s.cancellation.reason,
        },
        "collection_method": s.collection_method,
        "created": s.created,
        "currency": s.currency,
        "customer": s.customer,
        "customer_account": None,
        "days_until_due": s.days_until_due,
        "default_payment_method": s.default_payment_method,
        "default_source": None,
        "default_tax_rates": [tax_rate(reader, rate) for rate in s.default_tax_rates],
        "description": s.description,
        "discounts": [one.id for one in s.discounts],
        "ended_at": s.ended_at,
        "invoice_settings": _invoice_settings(s),
        "items": sublist(
            f"/v1/subscription_items?subscription={s.id}",
            [_item(reader, item, details.price(item)) for item in details.items],
            len(details.items),
        ),
        "latest_invoice": s.latest_invoice,
        "livemode": reader.tenant.livemode,
        "managed_payments": {"enabled": False},
        "metadata": dict(s.metadata),
        "next_pending_invoice_item_invoice": None,
        "on_behalf_of": None,
        "pause_collection": _pause(s),
        "payment_settings": {
            "payment_method_options": None, "payment_method_types": s.payment_method_types,
            "save_default_payment_method": s.save_default_payment_method,
        },
        "pending_invoice_item_interval": None,
        "pending_setup_intent": None,
        "pending_update": None,
        "plan": plan(reader, details.price(only)) if only is not None else None,
        "presentment_details": None,
        "quantity": only.quantity if only is not None and not details.is_metered(only) else None,
        "schedule": None,
        "start_date": s.start_date,
        "status": s.status,
        "status_details": None,
        "test_clock": s.test_clock,
        "transfer_data": None,
        "trial_end": s.trial_end,
        "trial_settings": {
            "end_behavior": {
                "billing_cycle_anchor": s.trial_settings.billing_cycle_anchor,
                "missing_payment_method": s.trial_settings.missing_payment_method,
            }
        },
        "trial_start": s.trial_start,
    }  # fmt: skip
    if len(s.discounts) != 1:
        return WireObject(shown)
    # Older versions show the only one itself.
    return WireObject(WithPast(shown, discount=reader.render(discount, s.discounts[0])))


def item(reader: Reader, shown: ShownItem) -> WireObject:
    """An item alone."""
    return _item(reader, shown.item, shown.price)


def _item(reader: Reader, i: SubscriptionItem, of: Price) -> WireObject:
    shown = {
        "id": i.id,
        "object": "subscription_item",
        "billed_until": None,
        "billing_thresholds": None,
        "created": i.created,
        "current_period_end": i.period_end,
        "current_period_start": i.period_start,
        "current_trial": None,
        "discounts": [one.id for one in i.discounts],
        "metadata": i.metadata,
        "plan": plan(reader, of),
        "price": price(reader, of),
        **({} if of.is_metered else {"quantity": i.quantity}),
        "subscription": i.subscription,
        "tax_rates": [tax_rate(reader, rate) for rate in i.tax_rates],
    }
    return WireObject(shown)


def _invoice_settings(s: Subscription) -> WireHash:
    said = s.invoice_settings
    fields = said.custom_fields
    return {
        "account_tax_ids": list(said.account_tax_ids) if said.account_tax_ids is not None else None,
        "custom_fields": [{"name": name, "value": value} for name, value in fields] if fields is not None else None,
        "description": said.description,
        "footer": said.footer,
        "issuer": {"type": "self"},
    }


def _pause(s: Subscription) -> WireHash | None:
    pause = s.pause_collection
    return {"behavior": pause.behavior, "resumes_at": pause.resumes_at} if pause is not None else None


def _billing_mode(s: Subscription) -> WireHash:
    flexible = {"proration_discounts": "included"} if s.is_flexible else None
    return {"flexible": flexible, "type": s.billing_mode, "updated_at": s.billing_mode_updated_at}
