"""What the hosted page tells of attempts to pay: how the last one stands, and what has come in."""

from typing import Any

from billhook.accounts import settings
from billhook.db.tx import Reader
from billhook.invoices import payments_store
from billhook.invoices.objects import PAYMENT_PAID, Invoice
from billhook.payments import store
from billhook.payments.objects import Charge, PaymentIntent
from billhook.payments.rules.lifecycle import REQUIRES_ACTION
from billhook.payments.rules.types import allowed_types, types_for
from billhook.wire import addresses


def attempt(reader: Reader, invoice: Invoice, intent: PaymentIntent | None) -> dict[str, Any]:
    """How the payment intent of an invoice stands, in the shape of `attempt` in `presenting.present`."""
    status = error = confirm_url = None
    if intent is not None:
        status, error = intent.status, (intent.last_payment_error or {}).get("message")
        if status == REQUIRES_ACTION:
            confirm_url = addresses.authentication(reader.tenant, intent.id, intent.secret)
    return {
        "status": status,
        "error": error,
        "confirm_url": confirm_url,
        "methods": _methods(reader, invoice, intent),
        "save": settings.of(reader.tenant).hosted_payment_method_save,
    }


def _methods(reader: Reader, invoice: Invoice, intent: PaymentIntent | None) -> list[str]:
    """The types of payment methods that can pay here. There is no processor for live mode yet."""
    if reader.tenant.livemode:
        return []
    return allowed_types(intent) if intent is not None else types_for(invoice.currency)


async def payments(reader: Reader, invoice: Invoice) -> list[dict[str, Any]]:
    """What has come in, oldest first: when, how, and how much in minor units."""
    if not invoice.amount_paid:
        return []
    found = (await payments_store.of_invoices(reader, [invoice.id]))[invoice.id]
    paid = [payment for payment in reversed(found) if payment.status == PAYMENT_PAID]
    named = await store.intents_of_ids(reader, [p.payment_intent for p in paid if p.payment_intent is not None])
    charges = await store.charges_of_ids(reader, [i.latest_charge for i in named if i.latest_charge is not None])
    how = {charge.payment_intent: _method_of(charge) for charge in charges}
    return [
        {"at": p.paid_at or p.created, "amount": p.amount_paid, "method": how.get(p.payment_intent or "")} for p in paid
    ]


def _method_of(charge: Charge) -> dict[str, Any]:
    details = charge.payment_method_details
    return {"type": details["type"], **details[details["type"]]}
