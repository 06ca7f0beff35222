"""Create a payment method, or make one from the name of a test card (platform.md §7.3)."""

from typing import Literal

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.clock import as_datetime
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.kernel.stored import Json
from billhook.payment_methods import card_tokens_store, store
from billhook.payment_methods.actions.seal import seal_iban
from billhook.payment_methods.objects import (
    CARD,
    CUSTOMER_BALANCE,
    SEPA_DEBIT,
    TYPES,
    US_BANK_ACCOUNT,
    Billing,
    CardDetails,
    PaymentMethod,
)
from billhook.payment_methods.params import (
    BillingAddress,
    BillingDetails,
    Card,
    PaymentMethodData,
    TokenCard,
)
from billhook.payment_methods.rules.bank_account import account_of_iban, account_of_numbers, shown_bank_account
from billhook.payment_methods.rules.card import check_cvc, check_expiry, default_expiry, shown_card, test_card_of
from billhook.processors import test_bank_accounts
from billhook.processors.known import name_of, offers_of
from billhook.processors.test_cards import NOT_OFFERED, TestCard, by_name
from billhook.wire.params import bracketed, merged_metadata

_PREFIX, _OF_CARDS, _TOKEN = "pm_", "pm_card_", "tok_"
_OF_TYPES = (_OF_CARDS, "pm_sepaDebit_", "pm_usBankAccount_")
_ADDRESS = tuple(BillingAddress.model_fields)
# Whose account is debited has to be said (platform.md §7.6).
_REQUIRED: dict[str, tuple[Literal["name", "email"], ...]] = {SEPA_DEBIT: ("name", "email"), US_BANK_ACCOUNT: ("name",)}


async def create(tx: Tx, data: PaymentMethodData, place: str = "") -> PaymentMethod:
    """Create a payment method, which nobody owns yet; no event tells of it.

    `place` is where the data stand, such as `payment_method_data`; empty for a call of their own.

    Raises MISSING_PARAMETER, INVALID_VALUE, EXCLUSIVE_PARAMETERS, LIVE_CARD_NUMBER, NO_SUCH_PARAM, TOKEN_USED,
    IBAN_NOT_KEPT and errors about the card or the account.
    """
    for other in TYPES:
        if other != data.type and data.given(other):
            wrong = _at(place, other)
            raise errors.INVALID_VALUE(param=wrong, name=wrong, reason=f"can only be given with type={other}")
    billing = billing_details(data.billing_details, None)
    if data.type == CUSTOMER_BALANCE:
        return await create_for_cash(tx, billing, data.allow_redisplay, merged_metadata({}, data.metadata))
    if getattr(data, data.type) is None:
        raise errors.MISSING_PARAMETER(param=_at(place, data.type), name=_at(place, data.type))
    details: Json
    if data.type == CARD:
        token, details, billing = await _read_card(tx, data, place, billing)
    else:
        token, details = await _read_account(tx, data, place, billing)
    return await _stored(
        tx, data.type, token, details, billing, allow_redisplay=data.allow_redisplay,
        metadata=merged_metadata({}, data.metadata),
        processor=name_of(tx.tenant) if data.type == SEPA_DEBIT and _takes_ibans(tx) else None,
    )  # fmt: skip


async def create_for_cash(
    tx: Tx, billing: Billing | None = None, allow_redisplay: str = "unspecified", metadata: dict[str, str] | None = None
) -> PaymentMethod:
    """Create a payment method that stands for the cash of whichever customer pays with it; good for one payment."""
    return await _stored(
        tx, CUSTOMER_BALANCE, "", {}, billing or billing_details(None, None), allow_redisplay=allow_redisplay,
        metadata=metadata,
    )  # fmt: skip


def _at(place: str, *names: str) -> str:
    return bracketed([*([place] if place else []), *names])


async def _read_card(tx: Tx, data: PaymentMethodData, place: str, billing: Billing) -> tuple[str, CardDetails, Billing]:
    param, given = _at(place, CARD), data.card
    assert given is not None
    if (given.number is None) == (given.token is None):
        kind = errors.ONE_OF_REQUIRED if given.number is None else errors.EXCLUSIVE_PARAMETERS
        raise kind(param=f"{param}[number]", names="number, token")
    if given.token is None:
        return *card_of_number(tx, given, param, billing), billing
    name, card, of_holder = await card_of_token(tx, given.token, f"{param}[token]", billing)
    return name, card, billing if data.billing_details is not None else of_holder


async def card_of_token(tx: Tx, token: str, param: str, billing: Billing) -> tuple[str, CardDetails, Billing]:
    """The name at the processor of the card of a token, what is shown of it, and its holder; the token is used now.

    A test token `tok_…` knows no holder: then it is what `billing` says. Raises TOKEN_USED, LIVE_CARD_NUMBER,
    NO_SUCH_PARAM, TEST_METHOD_NOT_OFFERED.
    """
    made_before = await card_tokens_store.lock(tx, token)
    if made_before is not None:
        if made_before.used:
            raise errors.TOKEN_USED(param=param, token=token)
        await card_tokens_store.save(tx, replace(made_before, used=True))
        return made_before.token, made_before.card, made_before.billing_details
    _refuse_live(tx, param)
    card = _named(token, _TOKEN, param, "token")
    return card.name, _named_card(tx, card, billing), billing


def card_of_number(tx: Tx, given: Card | TokenCard, param: str, billing: Billing) -> tuple[str, CardDetails]:
    """The name at the processor of a card that was given by its number, and what is shown of it.

    Raises LIVE_CARD_NUMBER, MISSING_PARAMETER and errors about the card.
    """
    _refuse_live(tx, param)
    card = test_card_of(given.number or "")
    expiry = check_expiry(given.exp_month, given.exp_year, as_datetime(tx.now).date())
    check_cvc(given.cvc, card.brand)
    cvc_given = given.cvc is not None
    return card.name, shown_card(
        card, expiry, account=tx.tenant.account, cvc_given=cvc_given, address=billing["address"]
    )


def _named_card(tx: Tx, card: TestCard, billing: Billing) -> CardDetails:
    expiry = default_expiry(as_datetime(tx.now).date())
    return shown_card(card, expiry, account=tx.tenant.account, cvc_given=True, address=billing["address"], named=True)


def _takes_ibans(tx: Tx) -> bool:
    return offers_of(tx.tenant).takes_ibans


async def _read_account(tx: Tx, data: PaymentMethodData, place: str, billing: Billing) -> tuple[str, Json]:
    for name in _REQUIRED[data.type]:
        if billing[name] is None:
            missing = _at(place, "billing_details", name)
            raise errors.MISSING_PARAMETER(param=missing, name=missing)
    if data.sepa_debit is not None and _takes_ibans(tx):
        return await seal_iban(tx, data.sepa_debit.iban, _at(place, SEPA_DEBIT, "iban"))
    _refuse_live(tx, _at(place, data.type))
    if data.sepa_debit is not None:
        account = account_of_iban(data.sepa_debit.iban)
        return account.name, shown_bank_account(account, owner=tx.tenant.account)
    given = data.us_bank_account
    assert given is not None
    account = account_of_numbers(given.account_number, given.routing_number)
    return account.name, shown_bank_account(
        account, owner=tx.tenant.account, holder_type=given.account_holder_type, account_type=given.account_type
    )


def _refuse_live(tx: Tx, param: str) -> None:
    if tx.tenant.livemode:
        raise errors.LIVE_CARD_NUMBER(param=param)


def is_template(method_id: str) -> bool:
    """Whether an id names a test card or account rather than a payment method: each use of it makes a new one."""
    return method_id.startswith(_PREFIX) and "_" in method_id.removeprefix(_PREFIX)


async def create_from_template(tx: Tx, template: str, param: str) -> PaymentMethod:
    """Create a payment method with the test card of `pm_card_…`, or the test account of `pm_sepaDebit_…` or
    `pm_usBankAccount_…`. Raises NO_SUCH_PARAM, also in live mode, and TEST_METHOD_NOT_OFFERED for those of other types
    and for what Stripe has beside them."""
    billing = billing_details(None, None)
    name = template.removeprefix(_PREFIX).removeprefix("card_")
    account = test_bank_accounts.by_name(name)
    card = by_name(name) if template.startswith(_OF_CARDS) else None
    if not template.startswith(_OF_TYPES) or name in NOT_OFFERED:
        raise errors.TEST_METHOD_NOT_OFFERED(param=param, name=template)
    if tx.tenant.livemode or (card is None and account is None):
        raise errors.NO_SUCH_PARAM(param=param, noun="PaymentMethod", id=template)
    if account is not None:
        details = shown_bank_account(account, owner=tx.tenant.account)
        return await _stored(tx, account.type, account.name, details, billing)
    assert card is not None
    return await _stored(tx, CARD, card.name, _named_card(tx, card, billing), billing)


def _named(token: str, prefix: str, param: str, noun: str) -> TestCard:
    name = token.removeprefix(prefix)
    card = by_name(name) if token.startswith(prefix) else None
    if name in NOT_OFFERED:
        raise errors.TEST_METHOD_NOT_OFFERED(param=param, name=token)
    if card is None:
        raise errors.NO_SUCH_PARAM(param=param, noun=noun, id=token)
    return card


async def _stored(
    tx: Tx, type: str, token: str, details: Json, billing: Billing, *, allow_redisplay: str = "unspecified",
    metadata: dict[str, str] | None = None, processor: str | None = None,
) -> PaymentMethod:  # fmt: skip
    method = PaymentMethod(
        id=new_id("pm"), created=tx.now, customer=None, type=type, token=token, details=details,
        billing_details=billing, allow_redisplay=allow_redisplay, metadata=metadata or {},
        processor=processor,
    )  # fmt: skip
    await store.insert(tx, method)
    return method


def billing_details(given: BillingDetails | None, before: Billing | None) -> Billing:
    """All five entries and all six lines of the address, those not given as they were before, or null."""
    whole: Billing = before or {
        "address": dict.fromkeys(_ADDRESS), "email": None, "name": None, "phone": None, "tax_id": None,
    }  # fmt: skip
    if given is None:
        return whole
    return {
        "address": _address(given.address) if given.given("address") else whole["address"],
        "email": given.email if given.given("email") else whole["email"],
        "name": given.name if given.given("name") else whole["name"],
        "phone": given.phone if given.given("phone") else whole["phone"],
        "tax_id": given.tax_id if given.given("tax_id") else whole["tax_id"],
    }


def _address(given: BillingAddress | None) -> dict[str, str | None]:
    lines = {name: getattr(given, name) for name in _ADDRESS if given is not None and given.given(name)}
    return {**dict.fromkeys(_ADDRESS), **lines}
