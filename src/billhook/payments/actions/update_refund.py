"""Change the metadata of a refund, and why none can be canceled or expires (platform.md §7.8)."""

from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.errors import ApiError
from billhook.kernel.replacing import replace
from billhook.payments import refunds_store, view
from billhook.payments.objects import Refund
from billhook.payments.params import UpdateRefund
from billhook.payments.rules.lifecycle import REFUND
from billhook.wire.params import merged_metadata


async def update_refund(tx: Tx, params: UpdateRefund, refund_id: str) -> Refund:
    """The refund with other metadata, and `refund.updated` where that is a change. Raises NO_SUCH_PATH."""
    refund = await refunds_store.lock(tx, refund_id)
    if refund is None:
        raise errors.NO_SUCH_PATH(noun="refund", id=refund_id)
    if not params.given("metadata"):
        return refund
    new = replace(refund, metadata=merged_metadata(refund.metadata, params.metadata))
    if new != refund:
        await refunds_store.save(tx, new)
        emit_updated(tx, "refund.updated", view.refund, refund, new)
    return new


async def cancel_refund(tx: Tx, refund_id: str) -> Refund:
    """Never done, since no refund waits for its customer: what was paid by bank transfer is cash again at once.

    Raises NO_SUCH_PATH, REFUND_WAITS_FOR_NOBODY.
    """
    raise await _waits_for_nobody(tx, refund_id, "cancel")


async def expire_refund(tx: Tx, refund_id: str) -> Refund:
    """Never done either. Raises TEST_MODE_ONLY, NO_SUCH_PATH, REFUND_WAITS_FOR_NOBODY."""
    if tx.tenant.livemode:
        raise errors.TEST_MODE_ONLY()
    raise await _waits_for_nobody(tx, refund_id, "expire")


async def _waits_for_nobody(tx: Tx, refund_id: str, verb: str) -> ApiError:
    refund = await refunds_store.find(tx, refund_id)
    if refund is None:
        return errors.NO_SUCH_PATH(noun="refund", id=refund_id)
    return REFUND.refusal(verb, refund.status)
