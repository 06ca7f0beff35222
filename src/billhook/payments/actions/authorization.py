"""An authorization: its payment intent, its charge, and the names by which the processor knows it."""

from dataclasses import dataclass

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.payment_methods import store as methods
from billhook.payments import store
from billhook.payments.actions.locking import check, lock_intent
from billhook.payments.objects import Charge, PaymentIntent
from billhook.payments.rules.capturing import has_lapsed


@dataclass(frozen=True, slots=True)
class Authorization:
    """`key` is the call that made it, `token` the method on which it was made."""

    intent: PaymentIntent
    charge: Charge
    key: str
    token: str


async def standing_authorization(tx: Tx, intent_id: str, verb: str) -> Authorization:
    """The authorization for a verb, locked. Raises NO_SUCH_PATH, INTENT_STATE, CAPTURE_LAPSED."""
    intent = await lock_intent(tx, intent_id)
    check(tx, verb, intent)
    if has_lapsed(intent, tx.now):
        raise errors.CAPTURE_LAPSED()
    return await authorization_of(tx, intent)


async def authorization_of(tx: Tx, intent: PaymentIntent) -> Authorization:
    """The authorization, lock_intent, that was made for a locked intent."""
    charge = await authorized_charge(tx, intent)
    method = await methods.find(tx, charge.payment_method)
    assert method is not None
    assert charge.call is not None
    return Authorization(intent, charge, charge.call, method.token)


async def authorized_charge(tx: Tx, intent: PaymentIntent) -> Charge:
    """The charge, lock_intent, of an intent with an authorization."""
    assert intent.latest_charge is not None
    charge = await store.lock_charge(tx, intent.latest_charge)
    assert charge is not None
    return charge
