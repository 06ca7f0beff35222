"""The mandate of a payment: one that is given with it, one that is named, or one that stands (platform.md §7.6)."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.payment_methods import mandates_store
from billhook.payment_methods.actions.accept import accept
from billhook.payment_methods.objects import MULTI_USE, Mandate, PaymentMethod
from billhook.payment_methods.params import MandateData
from billhook.payments.objects import PaymentIntent


async def take_mandate(
    tx: Tx, intent: PaymentIntent, method: PaymentMethod, mandate_id: str | None, data: MandateData | None
) -> Mandate | None:
    """The mandate by which a locked method is debited for an intent; None for a card, which needs none.

    Raises EXCLUSIVE_PARAMETERS, MANDATE_INVALID, MANDATE_REQUIRED, MISSING_PARAMETER, NO_SUCH_PARAM.
    """
    if mandate_id is not None and data is not None:
        raise errors.EXCLUSIVE_PARAMETERS(param="mandate", names="mandate, mandate_data")
    if data is not None:
        if intent.setup_future_usage == "off_session" or method.customer is not None:
            return await accept(tx, method, data)
        return await accept(tx, method, data, amount=intent.amount, currency=intent.currency)
    missing = errors.MANDATE_REQUIRED(param="mandate_data", type=method.type)
    return await standing_mandate(tx, method, mandate_id, missing=missing)


async def standing_mandate(
    tx: Tx, method: PaymentMethod, mandate_id: str | None, *, missing: ApiError
) -> Mandate | None:
    """The mandate that is named, or the one that stands; None for a card without one.

    Raises `missing` for a bank account without one, NO_SUCH_PARAM, MANDATE_INVALID.
    """
    if mandate_id is not None:
        return await _named(tx, method, mandate_id)
    found = await _standing(tx, method)
    if found is None and method.is_bank_account:
        raise missing
    return found


async def _named(tx: Tx, method: PaymentMethod, mandate_id: str) -> Mandate:
    """A mandate by its id, good for this method. Raises NO_SUCH_PARAM, MANDATE_INVALID."""
    mandate = await mandates_store.find(tx, mandate_id)
    if mandate is None:
        raise errors.NO_SUCH_PARAM(param="mandate", noun="mandate", id=mandate_id)
    reason = None
    if mandate.payment_method != method.id:
        reason = "it is for another payment method"
    elif not mandate.is_active:
        reason = f"it is {mandate.status}"
    elif mandate.type != MULTI_USE:
        reason = "it was given for a single payment"
    if reason is not None:
        raise errors.MANDATE_INVALID(param="mandate", id=mandate_id, reason=reason)
    return mandate


async def _standing(tx: Tx, method: PaymentMethod) -> Mandate | None:
    """The latest mandate that holds for any number of payments with a method."""
    found = await mandates_store.active_of(tx, method.id) if method.is_bank_account else []
    return next((mandate for mandate in reversed(found) if mandate.type == MULTI_USE), None)
