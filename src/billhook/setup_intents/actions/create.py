"""Create a setup intent, and confirm it at once where that is asked for (platform.md §7.4)."""

from billhook.customers import store as customers
from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id, new_token
from billhook.payments.actions.confirm import names_method
from billhook.payments.actions.confirmation_tokens import accepted_with, lock_given_token, use
from billhook.payments.actions.create import SECRET_LENGTH, automatic
from billhook.payments.actions.fields import options_by_type
from billhook.payments.actions.methods import take_method
from billhook.payments.rules.return_url import check_return_url
from billhook.payments.rules.types import check_allowed
from billhook.setup_intents import store, view
from billhook.setup_intents.actions.confirm import begin_set_up
from billhook.setup_intents.objects import SetupIntent
from billhook.setup_intents.params import CreateSetupIntent
from billhook.setup_intents.rules.lifecycle import SETUP_INTENT, allowed_types
from billhook.wire.params import merged_metadata


async def create(tx: Tx, params: CreateSetupIntent) -> SetupIntent | Call:
    """The new setup intent with `setup_intent.created`; with `confirm`, what `confirm` makes of it.

    Raises INVALID_VALUE, NO_SUCH_PARAM, EXCLUSIVE_PARAMETERS, METHOD_TYPE, INVALID_RETURN_URL, what `lock_given_token`
    and `take_method` raise and, with `confirm`, what `confirm` raises.
    """
    if not params.confirm:
        for name in ("confirmation_token", "return_url", "mandate_data"):
            if params.given(name):
                raise errors.INVALID_VALUE(param=name, name=name, reason="can only be given with confirm=true")
    check_return_url(params.return_url)
    if params.customer is not None and await customers.lock(tx, params.customer) is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=params.customer)
    token = await lock_given_token(tx, params.confirmation_token, named=names_method(params))
    chosen = token.payment_method if token is not None else params.payment_method
    method = await take_method(tx, chosen, params.payment_method_data, params.customer)
    intent = SetupIntent(
        id=new_id("seti"), created=tx.now, customer=params.customer,
        status=SETUP_INTENT.starts["create" if method is None else "create_with_method"], usage=params.usage,
        payment_method=method.id if method is not None else None,
        allowed_payment_method_types=params.allowed_payment_method_types,
        automatic_payment_methods=automatic(
            params.automatic_payment_methods, params.allowed_payment_method_types
        ),
        description=params.description, metadata=merged_metadata({}, params.metadata), last_setup_error=None,
        mandate=None, return_url=params.return_url or (token.return_url if token is not None else None),
        cancellation_reason=None, secret=new_token(SECRET_LENGTH),
        method_options=options_by_type(params.payment_method_options, {}),
    )  # fmt: skip
    if method is not None:
        check_allowed(allowed_types(intent), method.type)
    await store.insert(tx, intent)
    tx.emit("setup_intent.created", tx.render(view.setup_intent, intent))
    if not params.confirm:
        return intent
    await use(tx, token, setup_intent=intent.id)
    return await begin_set_up(tx, intent, method, accepted_with(token, params.mandate_data))
