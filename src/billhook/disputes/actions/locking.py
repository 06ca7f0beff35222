"""Lock a dispute: after the charge that it is about, as everybody does."""

from billhook.db.tx import Tx
from billhook.disputes import store
from billhook.disputes.objects import Dispute
from billhook.kernel import errors
from billhook.payments import store as payments
from billhook.payments.objects import Charge


async def lock_dispute(tx: Tx, dispute_id: str) -> tuple[Dispute, Charge]:
    """A dispute and its charge that nobody else changes until this transaction ends. Raises NO_SUCH_PATH."""
    seen = await store.find(tx, dispute_id)
    if seen is None:
        raise errors.NO_SUCH_PATH(param="dispute", noun="dispute", id=dispute_id)
    charge = await payments.lock_charge(tx, seen.charge)
    dispute = await store.lock(tx, dispute_id)
    assert charge is not None
    assert dispute is not None
    return dispute, charge
