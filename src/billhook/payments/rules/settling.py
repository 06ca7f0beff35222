"""From a processor's answer to what becomes of a payment intent, and the charge that tells of it (platform.md §7.1)."""

from dataclasses import dataclass, replace
from typing import Any

from billhook.kernel.errors import ApiError
from billhook.payment_methods.objects import PaymentMethod
from billhook.payments.objects import Charge, PaymentIntent
from billhook.payments.rules.lifecycle import PROCESSING, REQUIRES_ACTION, REQUIRES_METHOD, SUCCEEDED
from billhook.processors.declines import advice, refusal
from billhook.processors.interface import ActionRequired, Approved, Declined, Outcome

# How risky a payment is, as a number (platform.md §7.8).
_RISK_SCORES = {"normal": 20, "elevated": 70, "highest": 90}


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an intent: its charge, where there was one, and the events in their order. `error` is that of a
    decline."""

    intent: PaymentIntent
    charge: Charge | None
    events: tuple[str, ...]
    error: ApiError | None = None


def claimed(intent: PaymentIntent, method: PaymentMethod) -> PaymentIntent:
    """The intent while nobody knows what the processor will say."""
    return replace(intent, status=PROCESSING, payment_method=method.id, last_payment_error=None)


def settled(
    intent: PaymentIntent,
    method: PaymentMethod,
    outcome: Outcome,
    *,
    shown: dict[str, Any],
    charge_id: str,
    call: str,
    now: int,
) -> Settled:
    """What a claimed intent becomes by the answer of the processor. `shown` is the method as errors carry it,
    `call` the name of the payment at the processor.
    """
    if isinstance(outcome, ActionRequired):
        return Settled(replace(intent, status=REQUIRES_ACTION), None, ("payment_intent.requires_action",))
    charge = charge_of(intent, method, outcome, charge_id=charge_id, call=call, now=now)
    if isinstance(outcome, Approved):
        paid = replace(intent, status=SUCCEEDED, amount_received=intent.amount, latest_charge=charge.id)
        return Settled(paid, charge, ("charge.succeeded", "payment_intent.succeeded"))
    error = refusal(outcome.decline)
    return Settled(
        failed(intent, error, shown, charge=charge.id),
        charge,
        ("charge.failed", "payment_intent.payment_failed"),
        error.with_attributes(charge=charge.id, payment_method=shown),
    )


def failed(
    intent: PaymentIntent, error: ApiError, shown: dict[str, Any], *, charge: str | None = None
) -> PaymentIntent:
    """The intent after an attempt that came to nothing: it needs another method, and says why. `shown` as above."""
    told = error.body()["error"] | ({"charge": charge} if charge is not None else {})
    return replace(
        intent, status=REQUIRES_METHOD, payment_method=None,
        latest_charge=charge if charge is not None else intent.latest_charge,
        last_payment_error=told | {"payment_method": shown},
    )  # fmt: skip


def charge_of(
    intent: PaymentIntent,
    method: PaymentMethod,
    outcome: Approved | Declined,
    *,
    charge_id: str,
    call: str,
    now: int,
) -> Charge:
    """The charge of an attempt, with what it was made from."""
    error = refusal(outcome.decline) if isinstance(outcome, Declined) else None
    return Charge(
        id=charge_id, created=now, payment_intent=intent.id, customer=intent.customer, currency=intent.currency,
        amount=intent.amount, amount_refunded=0, status="failed" if error is not None else "succeeded",
        payment_method=method.id, payment_method_details=method_details(intent, method),
        billing_details=method.billing_details, description=intent.description, metadata=intent.metadata,
        failure_code=error.kind.code if error is not None else None,
        failure_message=error.message if error is not None else None, outcome=told_of(outcome),
        receipt_email=intent.receipt_email, shipping=intent.shipping,
        statement_descriptor=intent.statement_descriptor,
        statement_descriptor_suffix=intent.statement_descriptor_suffix, call=call,
    )  # fmt: skip


def told_of(outcome: Approved | Declined) -> dict[str, Any]:
    """The `outcome` of a charge."""
    told: dict[str, Any] = {
        "advice_code": None, "network_advice_code": None, "network_decline_code": None,
        "network_status": "approved_by_network", "reason": None, "risk_level": outcome.risk,
        "risk_score": _RISK_SCORES[outcome.risk], "seller_message": "Payment complete.", "type": "authorized",
    }  # fmt: skip
    if isinstance(outcome, Approved):
        return told
    decline = outcome.decline
    if decline.blocked:
        return told | {
            "network_status": "not_sent_to_network", "reason": f"{outcome.risk}_risk_level",
            "seller_message": "The payment was blocked because its risk is too high.", "type": "blocked",
        }  # fmt: skip
    return told | {
        "advice_code": advice(decline), "network_decline_code": "01", "network_status": "declined_by_network",
        "reason": decline.decline_code or decline.code, "seller_message": "The bank declined the payment.",
        "type": "issuer_declined",
    }  # fmt: skip


def method_details(intent: PaymentIntent, method: PaymentMethod) -> dict[str, Any]:
    """The `payment_method_details` of a charge: the method as it was."""
    card = method.details
    kept = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet")
    return {
        "type": method.type,
        method.type: {name: card.get(name) for name in kept} | {
            "amount_authorized": intent.amount, "authorization_code": None,
            "extended_authorization": {"status": "disabled"}, "incremental_authorization": {"status": "unavailable"},
            "installments": None, "mandate": None, "multicapture": {"status": "unavailable"},
            "network": card.get("brand"), "network_token": {"used": False}, "network_transaction_id": None,
            "overcapture": {"maximum_amount_capturable": intent.amount, "status": "unavailable"},
            "regulated_status": card.get("regulated_status"), "three_d_secure": None,
        },
    }  # fmt: skip
