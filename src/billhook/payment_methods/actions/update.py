"""Change a payment method: who pays, until when a card is good, whose an account is, metadata (platform.md §7.3)."""

from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.clock import as_datetime
from billhook.kernel.replacing import replace
from billhook.kernel.stored import Json
from billhook.payment_methods import store, view
from billhook.payment_methods.actions.create import billing_details
from billhook.payment_methods.objects import CARD, US_BANK_ACCOUNT, PaymentMethod
from billhook.payment_methods.params import ChangedAccount, ChangedCard, UpdatePaymentMethod
from billhook.payment_methods.rules.card import check_expiry
from billhook.wire.params import merged_metadata


async def update(tx: Tx, params: UpdatePaymentMethod, method_id: str) -> PaymentMethod:
    """The payment method with what was given changed, and `payment_method.updated` where that is anything.

    Raises NO_SUCH_PATH, METHOD_NOT_ATTACHED, INVALID_VALUE, INVALID_EXPIRY_MONTH, INVALID_EXPIRY_YEAR.
    """
    method = await store.lock(tx, method_id)
    if method is None:
        raise errors.NO_SUCH_PATH(noun="PaymentMethod", id=method_id)
    if method.customer is None:
        raise errors.METHOD_NOT_ATTACHED()
    new = replace(method, billing_details=billing_details(params.billing_details, method.billing_details))
    if params.allow_redisplay is not None:
        new = replace(new, allow_redisplay=params.allow_redisplay)
    for type in (CARD, US_BANK_ACCOUNT):
        if params.given(type) and method.type != type:
            raise errors.INVALID_VALUE(param=type, name=type, reason=f"this payment method is of type {method.type}")
    if params.card is not None:
        new = replace(new, details=_details(tx, method, params.card))
    if params.us_bank_account is not None:
        new = replace(new, details=_with(method.details, params.us_bank_account))
    if params.given("metadata"):
        new = replace(new, metadata=merged_metadata(method.metadata, params.metadata))
    if new != method:
        await store.save(tx, new)
        emit_updated(tx, "payment_method.updated", view.payment_method, method, new)
    return new


def _with(details: Json, given: ChangedAccount) -> Json:
    names = ("account_holder_type", "account_type")
    return {**details, **{name: getattr(given, name) for name in names if getattr(given, name) is not None}}


def _details(tx: Tx, method: PaymentMethod, card: ChangedCard) -> Json:
    month = card.exp_month if card.exp_month is not None else method.details["exp_month"]
    year = card.exp_year if card.exp_year is not None else method.details["exp_year"]
    month, year = check_expiry(month, year, as_datetime(tx.now).date())
    return {**method.details, "exp_month": month, "exp_year": year}
