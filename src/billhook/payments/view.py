"""Payment intents, charges, refunds and payment records as the newest API version shows them (platform.md §7)."""

from collections.abc import Mapping

from billhook.cash_balances.instructions import addresses_for
from billhook.cash_balances.rules.bank_transfers import EU, reference_of
from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireHash, WireObject
from billhook.payment_methods.objects import CARD, CUSTOMER_BALANCE, SEPA_DEBIT, US_BANK_ACCOUNT
from billhook.payment_methods.view import payment_method, shown_as_source
from billhook.payments.objects import Charge, ConfirmationTokenDetails, PaymentIntent, PaymentRecord, Refund
from billhook.payments.rules.funding import transfer_of
from billhook.payments.rules.lifecycle import REQUIRES_ACTION
from billhook.payments.rules.types import allowed_types
from billhook.wire import addresses

_DESTINATIONS: Mapping[str, WireHash] = {
    CARD: {
        "reference": None, "reference_status": "pending", "reference_type": "acquirer_reference_number",
        "type": "refund",
    },
}  # fmt: skip
_OPTIONS: Mapping[str, WireHash] = {
    CARD: {"installments": None, "mandate_options": None, "network": None, "request_three_d_secure": "automatic"},
    SEPA_DEBIT: {},
    US_BANK_ACCOUNT: {"verification_method": "automatic"},
}


def payment_intent(reader: Reader, p: PaymentIntent) -> WireObject:
    """The wire object. It carries the client secret, so events about it are secrets too."""
    shown = {
        "id": p.id,
        "object": "payment_intent",
        "allowed_payment_method_types": p.allowed_payment_method_types,
        "amount": p.amount,
        "amount_capturable": p.amount_capturable,
        "amount_details": {"tip": {}},
        "amount_received": p.amount_received,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": p.automatic_payment_methods,
        "canceled_at": p.canceled_at,
        "cancellation_reason": p.cancellation_reason,
        "capture_method": p.capture_method,
        "client_secret": p.client_secret,
        "confirmation_method": "automatic",
        "created": p.created,
        "currency": p.currency,
        "customer": p.customer,
        "customer_account": None,
        "description": p.description,
        "excluded_payment_method_types": None,
        "last_payment_error": p.last_payment_error,
        "latest_charge": p.latest_charge,
        "livemode": reader.tenant.livemode,
        "metadata": p.metadata,
        "next_action": transfer_instructions(reader, p)
        if p.awaits_transfer
        else next_action(reader, p.status, p.id, p.secret, p.return_url, p.deposits_arrive_at, away=p.session_url),
        "on_behalf_of": None,
        "payment_details": {"order_reference": p.invoice} if p.invoice is not None else None,
        "payment_method": p.payment_method,
        "payment_method_configuration_details": None,
        "payment_method_options": {type: _options(type, p) for type in allowed_types(p)},
        "payment_method_types": allowed_types(p),
        "payment_record": None,
        "processing": None,
        "receipt_email": p.receipt_email,
        "review": None,
        "setup_future_usage": p.setup_future_usage,
        "shipping": p.shipping,
        "source": None,
        "statement_descriptor": p.statement_descriptor,
        "statement_descriptor_suffix": p.statement_descriptor_suffix,
        "status": p.status,
        "transfer_data": None,
        "transfer_group": None,
    }
    return WireObject(shown)


def _options(type: str, p: PaymentIntent) -> WireHash:
    if type != CUSTOMER_BALANCE:
        return {**_OPTIONS.get(type, {}), **p.method_options.get(type, {})}
    transfer = transfer_of(p)
    country: WireHash = {"eu_bank_transfer": {"country": transfer.country}} if transfer.type == EU else {}
    types = {"requested_address_types": transfer.address_types} if transfer.address_types is not None else {}
    return {"bank_transfer": {"type": transfer.type, **country, **types}, "funding_type": "bank_transfer"}


def transfer_instructions(reader: Reader, p: PaymentIntent) -> WireHash:
    """Where the customer sends what is missing, and what they write on it."""
    assert p.customer is not None
    transfer = transfer_of(p)
    told: WireHash = {
        "amount_remaining": p.left_to_fund,
        "currency": p.currency,
        "financial_addresses": addresses_for(reader, p.customer, transfer),
        "hosted_instructions_url": addresses.transfer_instructions(reader.tenant, p.id, p.secret),
        "reference": reference_of(p.id),
        "type": transfer.type,
    }
    return {"display_bank_transfer_instructions": told, "type": "display_bank_transfer_instructions"}


def next_action(
    reader: Reader, status: str, intent: str, secret: str, return_url: str | None, deposits_arrive_at: int | None, *,
    away: str | None = None,
) -> WireHash | None:  # fmt: skip
    """The page on which the holder agrees to an intent, or does not, or tells what arrived at their account; None if
    they are not asked. `away` is the page of a processor on which they pay."""
    if status != REQUIRES_ACTION:
        return None
    url = away or addresses.authentication(reader.tenant, intent, secret)
    if deposits_arrive_at is not None:
        told: WireHash = {
            "arrival_date": deposits_arrive_at, "hosted_verification_url": url, "microdeposit_type": "descriptor_code",
        }  # fmt: skip
        return {"type": "verify_with_microdeposits", "verify_with_microdeposits": told}
    return {"redirect_to_url": {"return_url": return_url, "url": url}, "type": "redirect_to_url"}


def receipt_url(reader: Reader, c: Charge) -> str | None:
    """The receipt of a charge that took money."""
    return addresses.receipt(reader.tenant, c.id, c.receipt_token) if c.receipt_token else None


def charge(reader: Reader, c: Charge) -> WireObject:
    """The wire object."""
    shown = {
        "id": c.id,
        "object": "charge",
        "amount": c.amount,
        "amount_captured": c.amount_captured,
        "amount_refunded": c.amount_refunded,
        "application": None,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": c.balance_transaction,
        "billing_details": c.billing_details,
        "calculated_statement_descriptor": c.calculated_statement_descriptor,
        "captured": c.is_captured,
        "created": c.created,
        "currency": c.currency,
        "customer": c.customer,
        "description": c.description,
        "disputed": c.disputed,
        "failure_balance_transaction": None,
        "failure_code": c.failure_code,
        "failure_message": c.failure_message,
        "fraud_details": c.fraud_details,
        "livemode": reader.tenant.livemode,
        "metadata": c.metadata,
        "on_behalf_of": None,
        "outcome": {**c.outcome, "rule": None},
        "paid": c.is_paid,
        "payment_intent": c.shown_intent,
        "payment_method": c.payment_method,
        "payment_method_details": c.payment_method_details,
        "radar_options": {},
        "receipt_email": c.receipt_email,
        "receipt_number": c.receipt_number,
        "receipt_url": receipt_url(reader, c),
        "refunded": c.amount_refunded == c.amount,
        "review": None,
        "shipping": c.shipping,
        "source": _source(c),
        "source_transfer": None,
        "statement_descriptor": c.statement_descriptor,
        "statement_descriptor_suffix": c.statement_descriptor_suffix,
        "status": c.status,
        "transfer_data": None,
        "transfer_group": None,
    }
    return WireObject(shown)


def _source(c: Charge) -> WireHash | None:
    """The card of a charge that was made without a payment intent, as it was then."""
    if not c.is_direct:
        return None
    return shown_as_source(c.payment_method, c.customer, c.payment_method_details[CARD], c.billing_details, {})


_SHIPPED_TO = ("address", "name", "phone")
_PREVIEWED = ("allow_redisplay", "billing_details", "customer", "customer_account", "type")


def confirmation_token(reader: Reader, details: ConfirmationTokenDetails) -> WireObject:
    """The wire object, with the payment method as far as it is shown before it is used."""
    t, method = details.token, details.method
    previewed = payment_method(reader, method)
    accepted = (t.mandate_data or {}).get("customer_acceptance", {})
    shown = {
        "id": t.id,
        "object": "confirmation_token",
        "created": t.created,
        "expires_at": t.expires_at,
        "livemode": reader.tenant.livemode,
        "mandate_data": {"customer_acceptance": {"online": accepted.get("online"), "type": accepted["type"]}}
        if accepted
        else None,
        "payment_intent": t.payment_intent,
        "payment_method_options": None,
        "payment_method_preview": {name: previewed[name] for name in sorted((*_PREVIEWED, method.type))},
        "return_url": t.return_url,
        "setup_future_usage": t.setup_future_usage,
        "setup_intent": t.setup_intent,
        "shipping": {name: t.shipping.get(name) for name in _SHIPPED_TO} if t.shipping is not None else None,
        "use_stripe_sdk": True,
    }
    return WireObject(shown)


def _destination(method_type: str) -> WireHash:
    """Where the money goes. That of a bank transfer goes to the customer's cash balance."""
    name = "customer_cash_balance" if method_type == CUSTOMER_BALANCE else method_type
    return {name: _DESTINATIONS.get(method_type, {}), "type": name}


def refund(reader: Reader, r: Refund) -> WireObject:
    """The wire object."""
    shown = {
        "id": r.id,
        "object": "refund",
        "amount": r.amount,
        "balance_transaction": r.balance_transaction,
        "charge": r.charge,
        "created": r.created,
        "currency": r.currency,
        "customer": r.customer,
        "customer_account": None,
        "destination_details": _destination(r.method_type),
        "failure_balance_transaction": r.failure_balance_transaction,
        **({"failure_reason": r.failure_reason} if r.failure_reason is not None else {}),
        "metadata": r.metadata,
        "payment_intent": r.shown_intent,
        "payment_method": r.payment_method,
        "pending_reason": "processing" if r.status == "pending" else None,
        "reason": r.reason,
        "receipt_number": r.receipt_number,
        "source_transfer_reversal": None,
        "status": r.status,
        "transfer_reversal": None,
    }  # fmt: skip
    return WireObject(shown)


def payment_record(reader: Reader, r: PaymentRecord) -> WireObject:
    """The wire object: a payment that the merchant reports to have received in full."""

    def money(value: int) -> WireHash:
        return {"currency": r.currency, "value": value}

    shown = {
        "id": r.id,
        "object": "payment_record",
        "amount": money(r.amount),
        "amount_authorized": money(0),
        "amount_canceled": money(0),
        "amount_failed": money(0),
        "amount_guaranteed": money(r.amount),
        "amount_refunded": money(0),
        "amount_requested": money(r.amount),
        "application": None,
        "created": r.created,
        "customer_details": {"customer": r.customer, "email": None, "name": None, "phone": None},
        "customer_presence": None,
        "description": r.description,
        "latest_payment_attempt_record": None,
        "livemode": reader.tenant.livemode,
        "metadata": r.metadata,
        "payment_method_details": None,
        "processor_details": {"type": "custom"},
        "reported_by": "self",
        "shipping_details": None,
    }
    return WireObject(shown)
