"""Create a Checkout Session (types of stripe-python 16.1)."""

from collections.abc import Sequence

from billhook.checkout import store
from billhook.checkout.actions.bill import invoice_creation
from billhook.checkout.actions.lines import priced
from billhook.checkout.objects import PAYMENT, SETUP, CheckoutSession, SessionLine
from billhook.checkout.params import CreateSession
from billhook.checkout.rules.expiring import expiry
from billhook.checkout.rules.lifecycle import CHECKOUT_SESSION, NO_PAYMENT, UNPAID
from billhook.checkout.rules.ways import ways
from billhook.customers import store as customers
from billhook.customers.objects import Customer
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id, new_token
from billhook.kernel.stored import Json
from billhook.payment_methods.objects import REUSABLE
from billhook.payments.objects import MANUAL
from billhook.payments.rules.amounts import check_chargeable
from billhook.payments.rules.return_url import check_return_url
from billhook.payments.rules.types import takes
from billhook.processors.known import offers_of
from billhook.wire.addresses import TOKEN_LENGTH
from billhook.wire.params import merged_metadata

_OF_PAYMENT = ("invoice_creation", "line_items", "payment_intent_data", "submit_type")


async def create(tx: Tx, params: CreateSession) -> CheckoutSession:
    """The open session. No event tells of it.

    Raises CHECKOUT_WITHOUT_WAY, CHECKOUT_SUBSCRIPTION, CHECKOUT_UI_MODE, CHECKOUT_MODE, CHECKOUT_EXPIRY,
    MISSING_PARAMETER, NO_SUCH_PARAM, EXCLUSIVE_PARAMETERS, INVALID_RETURN_URL, METHOD_CURRENCY, CHARGE_TOO_SMALL and
    what `priced` raises.
    """
    _check(params)
    require_way(tx, params.mode, params.allowed_payment_method_types, _intent_data(params))
    customer = await _customer(tx, params)
    expires_at = expiry(params.expires_at, now=tx.now)
    currency = params.currency
    lines: tuple[SessionLine, ...] = ()
    total = subtotal = tax = None
    if params.mode == PAYMENT:
        currency, lines, sums = await priced(tx, params.line_items or [], params.currency, customer)
        total, subtotal = sums.total, sums.subtotal
        tax = sum(line.tax for line in lines)
        try:
            check_chargeable(total, currency)
        except errors.ApiError as error:
            raise error.naming("amount", "line_items") from None
    _check_types(params, currency)
    session = CheckoutSession(
        id=new_id("cs_live" if tx.tenant.livemode else "cs_test"), created=tx.now, mode=params.mode,
        status=CHECKOUT_SESSION.starts["create"],
        payment_status=UNPAID if params.mode == PAYMENT else NO_PAYMENT, currency=currency,
        customer=params.customer, customer_email=params.customer_email,
        customer_creation=None if params.customer is not None else params.customer_creation or "if_required",
        customer_details=None, client_reference_id=params.client_reference_id,
        metadata=merged_metadata({}, params.metadata), success_url=params.success_url, cancel_url=params.cancel_url,
        locale=params.locale, submit_type=params.submit_type,
        allowed_payment_method_types=params.allowed_payment_method_types, intent_data=_intent_data(params),
        lines=lines, amount_subtotal=subtotal, amount_total=total, amount_tax=tax, token=new_token(TOKEN_LENGTH),
        expires_at=expires_at, test_clock=tx.moment.clock, invoice_creation=await invoice_creation(tx, params),
    )  # fmt: skip
    await store.insert(tx, session)
    tx.enqueue("checkout.expire", f"{tx.tenant.id}/{session.id}", at=expires_at)
    return session


def require_way(tx: Tx, mode: str, types: Sequence[str] | None, intent_data: Json) -> None:
    """Somebody can pay a session, or keep a method by it: by a form of ours, or on the processor's page.

    Raises CHECKOUT_WITHOUT_WAY, and INVALID_VALUE for money that is only to be kept ready, which that page takes.
    """
    offers = offers_of(tx.tenant)
    if offers.makes_cards:
        return
    if not ways(offers, mode, types):
        raise errors.CHECKOUT_WITHOUT_WAY(what="keeps a payment method" if mode == SETUP else "takes this payment")
    if intent_data.get("capture_method") == MANUAL:
        name = "payment_intent_data[capture_method]"
        reason = "the page of the processor takes the money at once: manual capture is not offered"
        raise errors.INVALID_VALUE(param=name, name=name, reason=reason)


def _check(params: CreateSession) -> None:
    """What can be said without looking anything up."""
    if params.mode == "subscription":
        raise errors.CHECKOUT_SUBSCRIPTION(param="mode")
    if params.ui_mode != "hosted_page":
        raise errors.CHECKOUT_UI_MODE(param="ui_mode", ui_mode=params.ui_mode)
    for name in _OF_PAYMENT if params.mode == SETUP else ("setup_intent_data",):
        if params.given(name):
            raise errors.CHECKOUT_MODE(param=name, name=name, mode=params.mode)
    if params.mode == PAYMENT and not params.line_items:
        raise errors.MISSING_PARAMETER(param="line_items", name="line_items")
    if params.success_url is None:
        raise errors.MISSING_PARAMETER(param="success_url", name="success_url")
    for name in ("success_url", "cancel_url"):
        _check_url(name, getattr(params, name))
    for other in ("customer_email", "customer_creation"):
        if params.customer is not None and params.given(other):
            raise errors.EXCLUSIVE_PARAMETERS(param=other, names=f"customer, {other}")


def _check_url(name: str, url: str | None) -> None:
    """Raises INVALID_RETURN_URL."""
    try:
        check_return_url(url.replace("{CHECKOUT_SESSION_ID}", "cs_test_1") if url is not None else None)
    except errors.ApiError as error:
        raise error.naming("return_url", name) from None


async def _customer(tx: Tx, params: CreateSession) -> Customer | None:
    if params.customer is None:
        return None
    customer = await customers.lock(tx, params.customer)
    if customer is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=params.customer)
    return customer


def _check_types(params: CreateSession, currency: str | None) -> None:
    """The types that are named can do what is asked. Raises METHOD_CURRENCY, METHOD_NOT_HELD, INVALID_ENUM."""
    param = "allowed_payment_method_types"
    data = params.payment_intent_data
    for type in params.allowed_payment_method_types or ():
        if type not in REUSABLE:
            raise errors.INVALID_ENUM(param=param, name=param, choices=", ".join(REUSABLE))
        fits = takes(type)
        if params.mode == PAYMENT and fits is not None and currency not in fits:
            raise errors.METHOD_CURRENCY(param=param, type=type, takes=", ".join(fits), currency=currency)
        if data is not None and data.capture_method == MANUAL and type != "card":
            raise errors.METHOD_NOT_HELD(param=param, type=type)


def _intent_data(params: CreateSession) -> Json:
    data = params.payment_intent_data or params.setup_intent_data
    if data is None:
        return {}
    return {name: getattr(data, name) for name in type(data).model_fields if data.given(name)}
