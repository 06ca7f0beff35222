"""What can be given back of a charge, and what becomes of it (platform.md §7.8)."""

from billhook.kernel import errors
from billhook.kernel.display import money
from billhook.kernel.replacing import replace
from billhook.payments.objects import Charge, Refund
from billhook.payments.rules.lifecycle import FAILED, REFUND
from billhook.processors.interface import RefundFailed, RefundOutcome, RefundPending

_LOCALE = "en_US"


def amount_to_refund(charge: Charge, wanted: int | None) -> int:
    """The amount that is given back, in minor units: all that is left unless less is wanted.

    Raises CHARGE_NOT_PAID, CHARGE_NOT_CAPTURED, CHARGE_DISPUTED, CHARGE_REFUNDED, REFUND_OVER_CHARGE.
    """
    if not charge.is_paid:
        raise errors.CHARGE_NOT_PAID(charge=charge.id)
    if not charge.is_captured and charge.is_direct and charge.amount_refunded:
        raise errors.CHARGE_REFUNDED(charge=charge.id)
    if not charge.is_captured:
        raise errors.CHARGE_NOT_CAPTURED(charge=charge.id)
    if charge.charged_back:
        raise errors.CHARGE_DISPUTED(charge=charge.id)
    left = charge.amount - charge.amount_refunded
    if left == 0:
        raise errors.CHARGE_REFUNDED(charge=charge.id)
    if wanted is not None and wanted > left:
        raise errors.REFUND_OVER_CHARGE(
            param="amount",
            amount=money(wanted, charge.currency, _LOCALE),
            left=money(left, charge.currency, _LOCALE),
        )
    return wanted if wanted is not None else left


def settled(refund: Refund, charge: Charge, outcome: RefundOutcome) -> tuple[Refund, Charge]:
    """A refund and its charge after an answer of the processor; what was not given back can be asked for again."""
    if refund.status == FAILED:
        return refund, charge
    if isinstance(outcome, RefundFailed):
        left = replace(charge, amount_refunded=charge.amount_refunded - refund.amount)
        failed = replace(refund, status=REFUND.after("fail", refund.status), failure_reason=outcome.reason)
        return failed, left
    if isinstance(outcome, RefundPending):
        return refund, charge
    return replace(refund, status=REFUND.after("succeed", refund.status)), charge
