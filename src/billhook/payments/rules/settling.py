"""From a processor's answer to what becomes of a payment intent, and the charge that tells of it (platform.md §7.1)."""

from dataclasses import dataclass
from typing import Any

from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace
from billhook.kernel.stored import Json
from billhook.kernel.wire_object import WireObject
from billhook.payment_methods.objects import CARD, CUSTOMER_BALANCE, SEPA_DEBIT, US_BANK_ACCOUNT, PaymentMethod
from billhook.payments.objects import Charge, PaymentIntent
from billhook.payments.rules.descriptor import statement_descriptor
from billhook.payments.rules.lifecycle import CHARGE, PAYMENT_INTENT
from billhook.processors.declines import advice, network_code, not_verified, refusal
from billhook.processors.interface import ActionRequired, Approved, Authorized, Declined, NotVerified, Outcome, Pending

# What a charge says of the account that it debits.
_OF_BANK_ACCOUNT = {
    SEPA_DEBIT: ("bank_code", "branch_code", "country", "fingerprint", "last4"),
    US_BANK_ACCOUNT: ("account_holder_type", "account_type", "bank_name", "fingerprint", "last4", "routing_number"),
}

# How risky a payment is, as a number (platform.md §7.8).
_RISK_SCORES = {"normal": 20, "elevated": 70, "highest": 90, "not_assessed": None}


# What an answer means for the charge.
_OF_CHARGE = {Approved: "succeed", Declined: "fail", Authorized: "succeed", Pending: "wait"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What a payment was tried with: the method, and as errors carry it (`shown`); the `call` by which the processor
    knows it, None for one out of cash; the mandate; the id that its charge gets, or the charge that was `pending` until
    now; the name of the `issuer`, which the statement of a card shows; the `processor` that was asked, None for that of
    test mode.
    """

    method: PaymentMethod
    shown: WireObject
    call: str | None
    mandate: str | None
    charge_id: str
    pending: Charge | None = None
    issuer: str = ""
    processor: str | None = None

    @property
    def is_by_cash(self) -> bool:
        """Whether nobody was asked, because the money was there already."""
        return self.call is None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of an intent: its charge, where there was one, and the events in their order. `error` is that of a
    decline."""

    intent: PaymentIntent
    charge: Charge | None
    events: tuple[str, ...]
    error: ApiError | None = None


def claimed(intent: PaymentIntent, method: PaymentMethod, verb: str = "confirm") -> PaymentIntent:
    """The intent while nobody knows what the processor will say. `verb` claims it, by the table."""
    return replace(
        intent, status=PAYMENT_INTENT.after(verb, intent.status), payment_method=method.id, last_payment_error=None,
        awaits_transfer=False,
    )  # fmt: skip


def settled(intent: PaymentIntent, attempt: Attempt, outcome: Outcome, *, now: int) -> Settled:
    """What a claimed intent becomes by an answer of the processor; without events nothing became of it."""
    if isinstance(outcome, ActionRequired):
        arrive_at = now + outcome.deposits_in if outcome.deposits_in is not None else None
        asked = replace(intent, status=PAYMENT_INTENT.after("ask_holder", intent.status), deposits_arrive_at=arrive_at)
        return Settled(asked, None, ("payment_intent.requires_action",))
    if isinstance(outcome, NotVerified):
        wrong = not_verified(outcome.code)
        if not outcome.is_final:
            again = replace(intent, status=PAYMENT_INTENT.after("ask_holder", intent.status))
            return Settled(again, None, (), wrong)
        return Settled(failed(intent, wrong, attempt.shown), None, ("payment_intent.payment_failed",), wrong)
    if isinstance(outcome, Pending) and attempt.pending is not None:
        return Settled(intent, None, ())
    charge = charge_of(intent, attempt, outcome, now=now)
    if isinstance(outcome, Pending):
        return Settled(
            replace(intent, latest_charge=charge.id), charge, ("charge.pending", "payment_intent.processing")
        )
    if isinstance(outcome, Approved):
        paid = replace(
            intent, status=PAYMENT_INTENT.after("fund" if attempt.is_by_cash else "approve", intent.status),
            amount_received=intent.amount, latest_charge=charge.id, awaits_transfer=False,
        )  # fmt: skip
        return Settled(paid, charge, ("charge.succeeded", "payment_intent.succeeded"))
    if isinstance(outcome, Authorized):
        held = replace(
            intent, status=PAYMENT_INTENT.after("authorize", intent.status), amount_capturable=intent.amount,
            latest_charge=charge.id, capture_before=now + outcome.lapses_in,
        )  # fmt: skip
        return Settled(held, charge, ("charge.succeeded", "payment_intent.amount_capturable_updated"))
    error = refusal(outcome.decline)
    return Settled(
        failed(intent, error, attempt.shown, charge=charge.id),
        charge,
        ("charge.failed", "payment_intent.payment_failed"),
        _of_attempt(error, intent, attempt, charge),
    )


def _of_attempt(error: ApiError, intent: PaymentIntent, attempt: Attempt, charge: Charge) -> ApiError:
    """The error with its charge, and with the method; a charge without a payment intent tells of its card itself."""
    error = error.with_attributes(charge=charge.id)
    return error if intent.is_direct else error.with_attributes(payment_method=attempt.shown)


def failed(
    intent: PaymentIntent, error: ApiError, shown: WireObject, *, charge: str | None = None, verb: str = "fail"
) -> PaymentIntent:
    """The intent after an attempt that came to nothing: it needs another method, and says why. `shown` as above.

    `verb` ends the attempt, by the table.
    """
    shown_error = error.shown() | ({"charge": charge} if charge is not None else {})
    return replace(
        intent, status=PAYMENT_INTENT.after(verb, intent.status), payment_method=None, deposits_arrive_at=None,
        latest_charge=charge if charge is not None else intent.latest_charge,
        last_payment_error=shown_error | {"payment_method": shown},
    )  # fmt: skip


def charge_of(
    intent: PaymentIntent, attempt: Attempt, outcome: Approved | Authorized | Declined | Pending, *, now: int
) -> Charge:
    """The charge of an attempt, with what it was made from; one that was pending becomes what it was waiting for."""
    error = refusal(outcome.decline) if isinstance(outcome, Declined) else None
    verb = _OF_CHARGE[type(outcome)]
    news: dict[str, Any] = {
        "failure_code": error.kind.code if error is not None else None,
        "failure_message": error.message if error is not None else None, "outcome": outcome_details(outcome),
        "amount_captured": intent.amount if isinstance(outcome, Approved | Pending) else 0,
        "reference": outcome.reference if isinstance(outcome, Approved) else None,
    }  # fmt: skip
    if attempt.pending is not None and intent.is_direct:
        # Nothing was known of it but that it was asked for.
        news["payment_method_details"] = method_details(intent, attempt.method, attempt.mandate, outcome, now=now)
    if attempt.pending is not None:
        return replace(attempt.pending, status=CHARGE.after(verb, attempt.pending.status), **news)
    method = attempt.method
    descriptor = statement_descriptor(intent, attempt.issuer) if method.type == CARD else None
    return Charge(
        id=attempt.charge_id, created=now, status=CHARGE.starts[verb], payment_intent=intent.id,
        customer=intent.customer, currency=intent.currency, amount=intent.amount, amount_refunded=0,
        payment_method=method.id,
        payment_method_details=method_details(intent, method, attempt.mandate, outcome, now=now),
        billing_details=method.billing_details, description=intent.description, metadata=intent.metadata,
        receipt_email=intent.receipt_email, shipping=intent.shipping,
        statement_descriptor=intent.statement_descriptor,
        statement_descriptor_suffix=intent.statement_descriptor_suffix, call=attempt.call,
        calculated_statement_descriptor=descriptor, processor=attempt.processor, **news,
    )  # fmt: skip


def unanswered(intent: PaymentIntent, attempt: Attempt, *, now: int) -> Charge:
    """The charge of an attempt of which nobody knows yet what came: it is `pending`, and nothing is taken."""
    return replace(charge_of(intent, attempt, Pending(again=0), now=now), amount_captured=0)


def outcome_details(outcome: Approved | Authorized | Declined | Pending) -> dict[str, str | int | None]:
    """The `outcome` of a charge."""
    details: dict[str, str | int | None] = {
        "advice_code": None, "network_advice_code": None, "network_decline_code": None,
        "network_status": "approved_by_network", "reason": None, "risk_level": outcome.risk,
        "risk_score": _RISK_SCORES.get(outcome.risk), "seller_message": "Payment complete.", "type": "authorized",
    }  # fmt: skip
    if not isinstance(outcome, Declined):
        return details
    decline = outcome.decline
    if decline.blocked:
        return details | {
            "network_status": "not_sent_to_network", "reason": f"{outcome.risk}_risk_level",
            "seller_message": "The payment was blocked because its risk is too high.", "type": "blocked",
        }  # fmt: skip
    return details | {
        "advice_code": advice(decline), "network_decline_code": network_code(decline),
        "network_status": "declined_by_network",
        "reason": decline.decline_code or decline.code, "seller_message": "The bank declined the payment.",
        "type": "issuer_declined",
    }  # fmt: skip


def method_details(
    intent: PaymentIntent, method: PaymentMethod, mandate: str | None,
    outcome: Approved | Authorized | Declined | Pending, *,
    now: int,
) -> Json:  # fmt: skip
    """The `payment_method_details` of a charge: the method as it was, and what may be done with an authorization."""
    if method.is_bank_account:
        kept = {name: method.details.get(name) for name in _OF_BANK_ACCOUNT[method.type]}
        return {"type": method.type, method.type: {**kept, "expected_debit_date": None, "mandate": mandate}}
    if method.type == CUSTOMER_BALANCE:
        return {"type": method.type, method.type: {}}
    if method.type != CARD:
        return {"type": method.type, method.type: dict(method.details)}
    card = method.details
    may_grow = isinstance(outcome, Authorized) and outcome.may_grow
    until = {"capture_before": now + outcome.lapses_in} if isinstance(outcome, Authorized) else {}
    names = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet")
    return {
        "type": method.type,
        method.type: {name: card.get(name) for name in names} | {
            "amount_authorized": intent.amount, "authorization_code": None, **until,
            "extended_authorization": {"status": "disabled"},
            "incremental_authorization": {"status": "available" if may_grow else "unavailable"},
            "installments": None, "mandate": mandate, "multicapture": {"status": "unavailable"},
            "network": card.get("brand"), "network_token": {"used": False}, "network_transaction_id": None,
            "overcapture": {"maximum_amount_capturable": intent.amount, "status": "unavailable"},
            "regulated_status": card.get("regulated_status"), "three_d_secure": None,
        },
    }  # fmt: skip
