"""What becomes of an authorization: captured, raised, released or lapsed (platform.md §7.1)."""

from billhook.kernel import errors
from billhook.kernel.display import money
from billhook.kernel.replacing import replace
from billhook.payment_methods.objects import CARD
from billhook.payments.objects import Charge, PaymentIntent
from billhook.payments.rules.lifecycle import PAYMENT_INTENT, REQUIRES_CAPTURE
from billhook.payments.rules.settling import Settled
from billhook.processors.declines import refusal
from billhook.processors.interface import Authorized, Declined, IncrementOutcome

INCREMENTS_MAX = 10
"""How often a larger authorization may be asked for, declined ones included (platform.md §7.1)."""

LAPSED = "automatic"
"""The cancellation reason of a payment whose authorization has lapsed."""

_LOCALE = "en_US"


def has_lapsed(intent: PaymentIntent, now: int) -> bool:
    """Whether the bank keeps nothing ready any longer, though nobody has noticed yet."""
    return intent.status == REQUIRES_CAPTURE and intent.capture_before is not None and intent.capture_before <= now


def check_capturable(charge: Charge) -> None:
    """A charge for which a bank keeps something ready.

    Raises CHARGE_NOT_CAPTURABLE, CHARGE_CAPTURED, CHARGE_REFUNDED if it was released.
    """
    if not charge.is_paid:
        raise errors.CHARGE_NOT_CAPTURABLE(charge=charge.id)
    if charge.is_captured:
        raise errors.CHARGE_CAPTURED(charge=charge.id)
    if charge.amount_refunded:
        raise errors.CHARGE_REFUNDED(charge=charge.id)


def amount_to_capture(intent: PaymentIntent, wanted: int | None, *, param: str = "amount_to_capture") -> int:
    """How much of an authorization is taken, in minor units: all of it unless less is wanted.

    Raises CAPTURE_OVER about `param`.
    """
    if wanted is not None and wanted > intent.amount_capturable:
        shown = {"wanted": wanted, "held": intent.amount_capturable}
        raise errors.CAPTURE_OVER(
            param=param,
            **{name: money(amount, intent.currency, _LOCALE) for name, amount in shown.items()},
        )
    return wanted if wanted is not None else intent.amount_capturable


def captured(intent: PaymentIntent, charge: Charge, amount: int) -> Settled:
    """A payment of which so much was taken; the rest of its authorization was released with that."""
    paid = replace(
        intent, status=PAYMENT_INTENT.after("approve", intent.status), amount_received=amount, amount_capturable=0,
        capture_before=None,
    )  # fmt: skip
    taken = replace(charge, amount_captured=amount, amount_refunded=charge.amount - amount)
    return Settled(paid, taken, ("charge.captured", "payment_intent.succeeded"))


def released(intent: PaymentIntent, charge: Charge, verb: str, reason: str | None, *, now: int) -> Settled:
    """A payment whose authorization is given up (`verb` is `release`) or over (`lapse`): nothing will be taken.

    The caller tells of it.
    """
    off = replace(
        intent, status=PAYMENT_INTENT.after(verb, intent.status), canceled_at=now, cancellation_reason=reason,
        amount_capturable=0, capture_before=None,
    )  # fmt: skip
    return Settled(off, replace(charge, amount_refunded=charge.amount), ())


def check_increment(intent: PaymentIntent, charge: Charge, amount: int) -> None:
    """A larger authorization may be asked for. Raises INCREMENT_NOT_OFFERED, INCREMENTS_SPENT, INCREMENT_NOT_MORE."""
    if charge.payment_method_details[CARD]["incremental_authorization"]["status"] != "available":
        raise errors.INCREMENT_NOT_OFFERED()
    if intent.increments >= INCREMENTS_MAX:
        raise errors.INCREMENTS_SPENT(most=INCREMENTS_MAX)
    if amount <= intent.amount_capturable:
        held = money(intent.amount_capturable, intent.currency, _LOCALE)
        raise errors.INCREMENT_NOT_MORE(param="amount", held=held)


def incremented(intent: PaymentIntent, charge: Charge, amount: int, outcome: IncrementOutcome) -> Settled:
    """A payment of which this much is authorized now, or as much as before and the decline."""
    held = replace(intent, status=PAYMENT_INTENT.after("authorize", intent.status))
    if isinstance(outcome, Declined):
        error = refusal(outcome.decline)
        return Settled(held, charge, (), error.with_attributes(charge=charge.id))
    assert isinstance(outcome, Authorized)
    card = charge.payment_method_details[CARD] | {"amount_authorized": amount}
    card["overcapture"] = card["overcapture"] | {"maximum_amount_capturable": amount}
    larger = replace(charge, amount=amount, payment_method_details={**charge.payment_method_details, CARD: card})
    return Settled(
        replace(held, amount=amount, amount_capturable=amount), larger, ("payment_intent.amount_capturable_updated",)
    )
