"""Collect what a payment is confirmed with, and confirm one with it, once (platform.md §7.10)."""

from typing import Any

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.payment_methods import store as methods
from billhook.payment_methods.actions.create import create, create_from_template, is_template
from billhook.payment_methods.objects import PaymentMethod
from billhook.payment_methods.params import CustomerAcceptance, MandateData, Online
from billhook.payments import confirmation_tokens_store as store
from billhook.payments.actions.fields import shipping
from billhook.payments.objects import ConfirmationToken, ConfirmationTokenDetails
from billhook.payments.params import CreateConfirmationToken, CreateTestConfirmationToken
from billhook.payments.rules.return_url import check_return_url

LIFE_SECONDS = 12 * 3_600


async def collect(tx: Tx, params: CreateConfirmationToken) -> ConfirmationTokenDetails:
    """The token; no event tells of it.

    Raises MISSING_PARAMETER, INVALID_RETURN_URL and what creating the payment method raises.
    """
    if params.payment_method_data is None:
        raise errors.MISSING_PARAMETER(param="payment_method_data", name="payment_method_data")
    method = await create(tx, params.payment_method_data, "payment_method_data")
    return await _stored(tx, params, method, params.mandate_data)


async def collect_in_test(tx: Tx, params: CreateTestConfirmationToken) -> ConfirmationTokenDetails:
    """As `collect`, also with a payment method that exists.

    Raises TEST_MODE_ONLY, ONE_OF_REQUIRED, EXCLUSIVE_PARAMETERS, NO_SUCH_PARAM as well.
    """
    if tx.tenant.livemode:
        raise errors.TEST_MODE_ONLY()
    names = "payment_method, payment_method_data"
    if params.payment_method is None and params.payment_method_data is None:
        raise errors.ONE_OF_REQUIRED(param="payment_method", names=names)
    if params.payment_method is not None and params.payment_method_data is not None:
        raise errors.EXCLUSIVE_PARAMETERS(param="payment_method", names=names)
    if params.payment_method_data is not None:
        method: PaymentMethod | None = await create(tx, params.payment_method_data, "payment_method_data")
    elif is_template(params.payment_method or ""):
        method = await create_from_template(tx, params.payment_method or "", "payment_method")
    else:
        method = await methods.find(tx, params.payment_method or "")
    if method is None:
        raise errors.NO_SUCH_PARAM(param="payment_method", noun="PaymentMethod", id=params.payment_method)
    return await _stored(tx, params, method, None)


async def _stored(
    tx: Tx, params: CreateConfirmationToken | CreateTestConfirmationToken, method: PaymentMethod,
    given: MandateData | None,
) -> ConfirmationTokenDetails:  # fmt: skip
    check_return_url(params.return_url)
    token = ConfirmationToken(
        id=new_id("ctoken"), created=tx.now, expires_at=tx.now + LIFE_SECONDS, payment_method=method.id,
        mandate_data=given.model_dump(exclude_unset=True) if given is not None else None,
        return_url=params.return_url, setup_future_usage=params.setup_future_usage, shipping=shipping(params.shipping),
    )  # fmt: skip
    await store.insert(tx, token)
    return ConfirmationTokenDetails(token, method)


async def lock_given_token(tx: Tx, token_id: str | None, *, named: bool) -> ConfirmationToken | None:
    """The token that a caller gave, locked and good; None where none was given. `named`: so was a payment method.

    Raises EXCLUSIVE_PARAMETERS, NO_SUCH_PARAM, CONFIRMATION_TOKEN_USED, CONFIRMATION_TOKEN_EXPIRED.
    """
    if token_id is None:
        return None
    if named:
        names = "confirmation_token, payment_method, payment_method_data"
        raise errors.EXCLUSIVE_PARAMETERS(param="confirmation_token", names=names)
    token = await store.lock(tx, token_id)
    if token is None:
        raise errors.NO_SUCH_PARAM(param="confirmation_token", noun="confirmation_token", id=token_id)
    used_for = token.payment_intent or token.setup_intent
    if used_for is not None:
        raise errors.CONFIRMATION_TOKEN_USED(param="confirmation_token", token=token_id, intent=used_for)
    if token.expires_at <= tx.now:
        raise errors.CONFIRMATION_TOKEN_EXPIRED(param="confirmation_token", token=token_id)
    return token


async def use(
    tx: Tx, token: ConfirmationToken | None, *, payment_intent: str | None = None, setup_intent: str | None = None
) -> None:
    """It was used for this, and for nothing else any more."""
    if token is not None:
        await store.save(tx, replace(token, payment_intent=payment_intent, setup_intent=setup_intent))


def options_of(token: ConfirmationToken | None) -> dict[str, Any]:
    """What a token says of the payment that it confirms, by the fields of a payment intent."""
    if token is None:
        return {}
    options = {name: getattr(token, name) for name in ("return_url", "setup_future_usage", "shipping")}
    return {name: value for name, value in options.items() if value is not None}


def accepted_with(token: ConfirmationToken | None, given: MandateData | None) -> MandateData | None:
    """The mandate that was given: with the call, or on the page."""
    if given is not None or token is None or token.mandate_data is None:
        return given
    acceptance = token.mandate_data["customer_acceptance"]
    at, online = acceptance.get("accepted_at"), acceptance.get("online")
    return MandateData.of(
        customer_acceptance=CustomerAcceptance.of(
            type=acceptance["type"],
            # Rows of earlier releases have the moment as text.
            accepted_at=int(at) if at is not None else None,
            online=Online.of(**online) if online is not None else None,
        )
    )
