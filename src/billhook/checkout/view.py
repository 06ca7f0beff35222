"""Checkout Sessions and their lines as the newest API version shows them (types of stripe-python 16.1)."""

from collections.abc import Sequence

from billhook.catalog import view as catalog
from billhook.checkout.objects import PAYMENT, CheckoutSession, SessionLine, ShownLine
from billhook.checkout.rules.lifecycle import OPEN
from billhook.db.tx import Reader
from billhook.invoices.rules.totals import taxes_by_rate
from billhook.kernel.stored import Json
from billhook.kernel.wire_object import WireObject
from billhook.payment_methods.objects import CARD, REUSABLE
from billhook.payments.objects import MANUAL
from billhook.payments.rules.types import types_for
from billhook.tax.view import tax_rate
from billhook.wire import addresses

_NO_ADDRESS = {"city": None, "country": None, "line1": None, "line2": None, "postal_code": None, "state": None}


def offered_types(s: CheckoutSession) -> list[str]:
    """The types of payment methods that the payer of a session can use."""
    if s.allowed_payment_method_types is not None:
        return list(s.allowed_payment_method_types)
    if s.mode == PAYMENT and s.intent_data.get("capture_method") == MANUAL:
        return [CARD]
    return types_for(s.currency) if s.currency is not None else list(REUSABLE)


def checkout_session(reader: Reader, s: CheckoutSession) -> WireObject:
    """The wire object. It carries the address of the page while somebody can pay there."""
    is_payment = s.mode == PAYMENT
    shown = {
        "id": s.id,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False} if is_payment else None,
        "after_expiration": None,
        "allow_promotion_codes": None,
        "allowed_payment_method_types": s.allowed_payment_method_types,
        "amount_subtotal": s.amount_subtotal,
        "amount_total": s.amount_total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": None,
        "branding_settings": None,
        "cancel_url": s.cancel_url,
        "client_reference_id": s.client_reference_id,
        "client_secret": None,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "created": s.created,
        "currency": s.currency,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None, "shipping_address": None, "submit": None, "terms_of_service_acceptance": None,
        },
        "customer": s.customer,
        "customer_account": None,
        "customer_creation": s.customer_creation,
        "customer_details": _details(s),
        "customer_email": s.customer_email,
        "discounts": [] if is_payment else None,
        "excluded_payment_method_types": None,
        "expires_at": s.expires_at,
        "integration_identifier": None,
        "invoice": s.invoice,
        "invoice_creation": _invoice_creation(s.invoice_creation) if is_payment else None,
        "livemode": reader.tenant.livemode,
        "locale": s.locale,
        "managed_payments": None,
        "metadata": s.metadata,
        "mode": s.mode,
        "name_collection": None,
        "optional_items": None,
        "origin_context": None,
        "payment_intent": s.payment_intent,
        "payment_link": None,
        "payment_method_collection": "always",
        "payment_method_configuration_details": None,
        "payment_method_options": {},
        "payment_method_types": offered_types(s),
        "payment_status": s.payment_status,
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "presentment_details": None,
        "recovered_from": None,
        "redirect_on_completion": None,
        "return_url": None,
        "saved_payment_method_options": None,
        "setup_intent": s.setup_intent,
        "shipping_address_collection": None,
        "shipping_cost": None,
        "shipping_options": [],
        "status": s.status,
        "submit_type": s.submit_type,
        "subscription": None,
        "success_url": s.success_url,
        "tax_id_collection": {"enabled": False, "required": "never"} if is_payment else None,
        "total_details": (
            {"amount_discount": 0, "amount_shipping": 0, "amount_tax": s.amount_tax} if is_payment else None
        ),
        "ui_mode": "hosted_page",
        "url": addresses.checkout(reader.tenant, s.token) if s.status == OPEN else None,
        "wallet_options": None,
    }  # fmt: skip
    return WireObject(shown)


_NO_DATA: Json = {
    "account_tax_ids": None, "custom_fields": None, "description": None, "footer": None, "issuer": None,
    "metadata": {}, "rendering_options": None,
}  # fmt: skip


def _invoice_creation(given: Json | None) -> WireObject:
    data = {name: value for name, value in (given or {}).items() if name in _NO_DATA}
    return WireObject({"enabled": given is not None, "invoice_data": {**_NO_DATA, **data}})


def _details(s: CheckoutSession) -> WireObject | None:
    if s.customer_details is None:
        if s.customer_email is None:
            return None
        known = {"email": s.customer_email, "name": None, "phone": None, "tax_exempt": "none"}
    else:
        known = dict(s.customer_details)
    return WireObject({"address": None, "business_name": None, "individual_name": None, "tax_ids": None, **known})


def taxes(reader: Reader, lines: Sequence[SessionLine]) -> list[WireObject]:
    """The taxes on lines, as a list of `amount`, `rate`, `taxability_reason` and `taxable_amount`."""
    rates = {rate.id: rate for line in lines for rate in line.rates}
    return [
        WireObject(
            {
                "amount": tax.amount, "rate": tax_rate(reader, rates[tax.rate]), "taxability_reason": tax.reason,
                "taxable_amount": tax.taxable_amount,
            }
        )
        for tax in taxes_by_rate(tax for line in lines for tax in line.taxes)
    ]  # fmt: skip


def line_item(reader: Reader, shown_line: ShownLine) -> WireObject:
    """The wire object of a line."""
    line = shown_line.line
    {rate.id: rate for rate in line.rates}
    shown = {
        "id": line.id,
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": line.amount,
        "amount_tax": line.tax,
        "amount_total": line.total,
        "currency": shown_line.currency,
        "description": line.description,
        "discounts": [],
        "metadata": dict(line.metadata),
        "price": catalog.price(reader, shown_line.price),
        "quantity": line.quantity,
        "taxes": taxes(reader, [line]),
    }
    return WireObject(shown)
