"""Change a setup intent that waits for something (platform.md §7.4). No event tells of it."""

from billhook.customers import store as customers
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payments.actions.fields import types
from billhook.payments.actions.methods import take_method
from billhook.payments.rules.types import check_allowed
from billhook.setup_intents.actions.locking import lock_setup_intent
from billhook.setup_intents.actions.saving import save_changed
from billhook.setup_intents.actions.withdrawing import withdraw_later
from billhook.setup_intents.objects import SetupIntent
from billhook.setup_intents.params import UpdateSetupIntent
from billhook.setup_intents.rules.lifecycle import SETUP_INTENT, allowed_types
from billhook.wire.params import merged_metadata


async def update(tx: Tx, params: UpdateSetupIntent, intent_id: str) -> SetupIntent:
    """The setup intent with what was given changed.

    Raises NO_SUCH_PATH, SETUP_STATE, NO_SUCH_PARAM, METHOD_TYPE and what `take_method` raises.
    """
    needs_waiting = params.model_fields_set - {"metadata", "description", "expand"}
    intent = await lock_setup_intent(tx, intent_id, "update" if needs_waiting else None)
    change = {name: getattr(params, name) for name in ("customer", "description") if params.given(name)}
    if params.given("metadata"):
        change["metadata"] = merged_metadata(intent.metadata, params.metadata)
    change |= types(params.allowed_payment_method_types)
    if params.customer is not None and await customers.lock(tx, params.customer) is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=params.customer)
    new = await _with_method(tx, replace(intent, **change), params)
    if new != intent:
        await save_changed(tx, intent, new)
    return new


async def _with_method(tx: Tx, intent: SetupIntent, params: UpdateSetupIntent) -> SetupIntent:
    if params.given("payment_method") and params.payment_method is None and params.payment_method_data is None:
        free = await withdraw_later(tx, intent)
        return replace(free, status=SETUP_INTENT.after("drop_method", free.status), payment_method=None)
    method = await take_method(tx, params.payment_method, params.payment_method_data, intent.customer)
    if method is None:
        return intent
    check_allowed(allowed_types(intent), method.type)
    free = await withdraw_later(tx, intent)
    return replace(free, status=SETUP_INTENT.after("name_method", free.status), payment_method=method.id)
