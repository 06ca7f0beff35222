"""Take a discount away from what it is on. What it took off finalized invoices stays."""

from collections.abc import Sequence

from billhook.db.tx import Tx
from billhook.discounts import discounts_store, view
from billhook.discounts.objects import Discount
from billhook.events.previous import emit_updated


async def remove(tx: Tx, discount: Discount) -> None:
    """Remove a discount of a customer or a subscription and report it."""
    await discounts_store.remove(tx, [discount.id])
    tx.emit("customer.discount.deleted", tx.render(view.discount, discount))


async def switch(tx: Tx, old: Discount, new: Discount) -> None:
    """A customer's discount makes way for another, which was redeemed just now."""
    await discounts_store.remove(tx, [old.id])
    emit_updated(tx, "customer.discount.updated", view.discount, old, new)


async def release(tx: Tx, discounts: Sequence[Discount]) -> None:
    """Let go of discounts of a draft that is deleted or that drops them; those of its subscription stay there.

    A customer's discount for `once` can then be inherited by another invoice. Redemptions stay counted.
    """
    of_draft = [discount.id for discount in discounts if not discount.is_inherited]
    if of_draft:
        await discounts_store.remove(tx, of_draft)
