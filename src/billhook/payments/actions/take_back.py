"""Take cash back from a payment that it was applied to: the money is its customer's cash again (platform.md §7.7)."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.payments import store
from billhook.payments.actions.fund import let_go
from billhook.payments.actions.refund import claim_refund
from billhook.payments.objects import Charge, PaymentIntent
from billhook.payments.rules.lifecycle import SUCCEEDED


async def take_back(tx: Tx, intent: PaymentIntent) -> int:
    """A locked intent gives back the cash that was applied to it; how much, in minor units.

    What has paid is refunded to the cash balance, because a payment that succeeded stays so. Raises MONEY_SPENT if the
    payment was refunded in part or disputed.
    """
    if intent.status != SUCCEEDED:
        given = intent.amount_funded
        if given:
            await store.save_intent(tx, await let_go(tx, intent))
        return given
    charge = await _charge(tx, intent)
    if charge is None or charge.amount_refunded == charge.amount:
        return 0
    if charge.amount_refunded or charge.disputed:
        what = "disputed" if charge.disputed else "refunded in part"
        raise errors.MONEY_SPENT(reason=f"the payment {intent.id} was {what}")
    await claim_refund(tx, charge, charge.amount, reason=None, metadata={})
    return charge.amount


async def is_paid_by_cash(tx: Tx, intent: PaymentIntent) -> bool:
    """Whether a locked intent has succeeded, with cash."""
    return intent.status == SUCCEEDED and await _charge(tx, intent) is not None


async def _charge(tx: Tx, intent: PaymentIntent) -> Charge | None:
    """The charge that was made out of cash, locked."""
    charge = await store.lock_charge(tx, intent.latest_charge) if intent.latest_charge is not None else None
    return charge if charge is not None and charge.call is None else None
