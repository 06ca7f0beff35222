"""Give a receipt its number, once, because a mail brings it (platform.md §7.8)."""

from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel.replacing import replace
from billhook.payments import receipt_numbers_store, refunds_store, store, view
from billhook.payments.objects import Charge, Refund


async def number_receipt(tx: Tx, charge_id: str) -> Charge:
    """The charge with the number of its receipt, which never changes. `charge.updated` tells of a new number."""
    charge = await store.lock_charge(tx, charge_id)
    assert charge is not None
    new = await with_number(tx, charge)
    if new != charge:
        await store.save_charge(tx, new)
        emit_updated(tx, "charge.updated", view.charge, charge, new)
    return new


async def with_number(tx: Tx, charge: Charge) -> Charge:
    """A locked charge with the number of its receipt; the caller writes it."""
    if charge.receipt_number is not None:
        return charge
    return replace(charge, receipt_number=await receipt_numbers_store.take(tx, charge.id))


async def number_refund(tx: Tx, refund_id: str) -> Refund:
    """The refund with the number of its receipt. `refund.updated` tells of a new number. Its charge is locked."""
    refund = await refunds_store.lock(tx, refund_id)
    assert refund is not None
    if refund.receipt_number is not None:
        return refund
    new = replace(refund, receipt_number=await receipt_numbers_store.take(tx, refund.id))
    await refunds_store.save(tx, new)
    emit_updated(tx, "refund.updated", view.refund, refund, new)
    return new
