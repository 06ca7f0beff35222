"""Create a payment method, or make one from the name of a test card (platform.md §7.3)."""

from typing import Any

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.clock import as_datetime
from billhook.kernel.ids import new_id
from billhook.payment_methods import store, view
from billhook.payment_methods.objects import CARD, PaymentMethod
from billhook.payment_methods.params import BillingAddress, BillingDetails, CreatePaymentMethod, PaymentMethodData
from billhook.payment_methods.rules.card import (
    check_cvc,
    check_expiry,
    default_expiry,
    shown_card,
    test_card_of,
)
from billhook.processors.test_cards import TestCard, by_name
from billhook.wire.params import merged_metadata

Object = dict[str, Any]

_TEMPLATE, _TOKEN = "pm_card_", "tok_"
_ADDRESS = tuple(BillingAddress.model_fields)


async def create(tx: Tx, params: CreatePaymentMethod) -> Object:
    """The payment method, which nobody owns yet; no event tells of it. Raises what `made` raises."""
    return view.payment_method(tx, await made(tx, params))


async def made(tx: Tx, data: PaymentMethodData, place: str = "") -> PaymentMethod:
    """The new payment method of what was sent; `place` is where that stands, such as `payment_method_data`.

    Raises MISSING_PARAMETER, EXCLUSIVE_PARAMETERS, LIVE_CARD_NUMBER, NO_SUCH_PARAM and errors about the card.
    """
    param = f"{place}[card]" if place else "card"
    given = data.card
    if given is None:
        raise errors.MISSING_PARAMETER(param=param, name=param)
    if (given.number is None) == (given.token is None):
        kind = errors.ONE_OF_REQUIRED if given.number is None else errors.EXCLUSIVE_PARAMETERS
        raise kind(param=f"{param}[number]", names="number, token")
    if tx.tenant.livemode:
        raise errors.LIVE_CARD_NUMBER(param=param)
    today = as_datetime(tx.now).date()
    if given.token is not None:
        card = _named(given.token, _TOKEN, f"{param}[token]", "token")
        expiry = default_expiry(today)
    else:
        card = test_card_of(given.number or "")
        expiry = check_expiry(given.exp_month, given.exp_year, today)
        check_cvc(given.cvc, card.brand)
    return await _stored(
        tx, card, expiry, billing_details(data.billing_details, None),
        cvc_given=given.cvc is not None or given.token is not None, allow_redisplay=data.allow_redisplay,
        metadata=merged_metadata({}, data.metadata),
    )  # fmt: skip


def is_template(method_id: str) -> bool:
    """Whether an id names a test card rather than a payment method: each use of it makes a new one."""
    return method_id.startswith(_TEMPLATE)


async def made_of_template(tx: Tx, template: str, param: str) -> PaymentMethod:
    """A new payment method with the test card of `pm_card_…`. Raises NO_SUCH_PARAM, also in live mode."""
    card = None if tx.tenant.livemode else by_name(template.removeprefix(_TEMPLATE))
    if card is None:
        raise errors.NO_SUCH_PARAM(param=param, noun="PaymentMethod", id=template)
    expiry = default_expiry(as_datetime(tx.now).date())
    return await _stored(tx, card, expiry, billing_details(None, None), cvc_given=True)


def _named(token: str, prefix: str, param: str, noun: str) -> TestCard:
    card = by_name(token.removeprefix(prefix)) if token.startswith(prefix) else None
    if card is None:
        raise errors.NO_SUCH_PARAM(param=param, noun=noun, id=token)
    return card


async def _stored(
    tx: Tx, card: TestCard, expiry: tuple[int, int], billing: Object, *, cvc_given: bool,
    allow_redisplay: str = "unspecified", metadata: dict[str, str] | None = None,
) -> PaymentMethod:  # fmt: skip
    details = shown_card(card, expiry, account=tx.tenant.account, cvc_given=cvc_given, address=billing["address"])
    method = PaymentMethod(
        id=new_id("pm"), created=tx.now, customer=None, type=CARD, token=card.name, details=details,
        billing_details=billing, allow_redisplay=allow_redisplay, metadata=metadata or {},
    )  # fmt: skip
    await store.insert(tx, method)
    return method


def billing_details(given: BillingDetails | None, before: Object | None) -> Object:
    """All five entries and all six lines of the address, those not given as they were before, or null."""
    whole = before or {
        "address": dict.fromkeys(_ADDRESS), "email": None, "name": None, "phone": None, "tax_id": None,
    }  # fmt: skip
    if given is None:
        return whole
    changed = {name: getattr(given, name) for name in ("email", "name", "phone", "tax_id") if given.given(name)}
    if given.given("address"):
        address = given.address
        lines = {name: getattr(address, name) for name in _ADDRESS if address is not None and address.given(name)}
        changed["address"] = {**dict.fromkeys(_ADDRESS), **lines}
    return {**whole, **changed}
