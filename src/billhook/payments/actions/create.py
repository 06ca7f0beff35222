"""Create a payment intent, and confirm it at once where that is asked for (platform.md §7.1)."""

from collections.abc import Sequence

from billhook.customers import store as customers
from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id, new_token
from billhook.kernel.replacing import replace
from billhook.payments import store, view
from billhook.payments.actions.confirm import begin_payment, names_method, without_method
from billhook.payments.actions.confirmation_tokens import accepted_with, lock_given_token, options_of, use
from billhook.payments.actions.fields import method_options, shipping
from billhook.payments.actions.methods import take_method
from billhook.payments.objects import AutomaticMethods, ConfirmationToken, PaymentIntent
from billhook.payments.params import AutomaticPaymentMethods, CreatePaymentIntent
from billhook.payments.rules.amounts import check_chargeable
from billhook.payments.rules.lifecycle import PAYMENT_INTENT
from billhook.payments.rules.return_url import check_return_url
from billhook.payments.rules.types import check_type
from billhook.wire.params import merged_metadata

SECRET_LENGTH = 25

_CONFIRMING = (
    "confirmation_token", "off_session", "error_on_requires_action", "return_url", "mandate", "mandate_data",
)  # fmt: skip


async def create(tx: Tx, params: CreatePaymentIntent) -> PaymentIntent | Call:
    """The new payment intent with `payment_intent.created`; with `confirm`, what `confirm` makes of it.

    Raises CHARGE_TOO_SMALL, CHARGE_TOO_LARGE, CHARGE_STEP, NO_SUCH_PARAM, EXCLUSIVE_PARAMETERS, what
    `lock_given_token`, `take_method` and `check_type` raise and, with `confirm`, INTENT_WITHOUT_METHOD, NO_PROCESSOR
    and what `take_mandate` and `await_cash` raise.
    """
    check_chargeable(params.amount, params.currency)
    if not params.confirm:
        for name in _CONFIRMING:
            if params.given(name):
                raise errors.INVALID_VALUE(param=name, name=name, reason="can only be given with confirm=true")
    check_return_url(params.return_url)
    if params.customer is not None:
        customer = await customers.lock(tx, params.customer)
        if customer is None:
            raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=params.customer)
    token = await lock_given_token(tx, params.confirmation_token, named=names_method(params))
    chosen = token.payment_method if token is not None else params.payment_method
    method = await take_method(tx, chosen, params.payment_method_data, params.customer)
    intent = _intent(tx, params, method.id if method is not None else None, token)
    await use(tx, token, payment_intent=intent.id)
    if method is not None:
        check_type(intent, method)
    await store.insert_intent(tx, intent)
    tx.emit("payment_intent.created", tx.render(view.payment_intent, intent))
    if not params.confirm:
        return intent
    if method is None:
        raise without_method(tx, intent)
    return await begin_payment(tx, intent, method, params, accepted_with(token, params.mandate_data))


def _intent(
    tx: Tx, params: CreatePaymentIntent, method: str | None, token: ConfirmationToken | None
) -> PaymentIntent:  # fmt: skip
    intent = PaymentIntent(
        id=new_id("pi"), created=tx.now, customer=params.customer, currency=params.currency, amount=params.amount,
        amount_received=0, status=PAYMENT_INTENT.starts["create" if method is None else "create_with_method"],
        capture_method=params.capture_method, payment_method=method,
        allowed_payment_method_types=params.allowed_payment_method_types,
        automatic_payment_methods=automatic(params.automatic_payment_methods, params.allowed_payment_method_types),
        setup_future_usage=params.setup_future_usage, description=params.description,
        metadata=merged_metadata({}, params.metadata), receipt_email=params.receipt_email,
        shipping=shipping(params.shipping), statement_descriptor=params.statement_descriptor,
        statement_descriptor_suffix=params.statement_descriptor_suffix, last_payment_error=None, latest_charge=None,
        return_url=params.return_url, canceled_at=None, cancellation_reason=None, secret=new_token(SECRET_LENGTH),
        invoice=None, test_clock=tx.moment.clock,
        **method_options(params.payment_method_options, params.currency, {}),
    )  # fmt: skip
    options = {name: value for name, value in options_of(token).items() if getattr(intent, name) is None}
    return replace(intent, **options) if options else intent


def automatic(given: AutomaticPaymentMethods | None, named: Sequence[str] | None) -> AutomaticMethods | None:
    """All types that fit, unless some are named (platform.md §7.1). Raises EXCLUSIVE_PARAMETERS."""
    if given is not None and given.enabled and named is not None:
        names = "automatic_payment_methods, allowed_payment_method_types"
        raise errors.EXCLUSIVE_PARAMETERS(param="automatic_payment_methods", names=names)
    if named is not None or (given is not None and not given.enabled):
        return None
    return {"allow_redirects": given.allow_redirects if given is not None else "always", "enabled": True}
