"""Inherit: a new invoice takes over the discount of its customer."""

from billhook.db.tx import Tx
from billhook.discounts import discounts_store
from billhook.discounts.actions.redeem import announce
from billhook.discounts.objects import Discount
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace


async def inherit(tx: Tx, customer_discount: str, *, currency: str, invoice: str) -> list[Discount]:
    """The customer's discount as one of the invoice, or nothing. It is no redemption and is not counted.

    Nothing is inherited of a discount that was removed or is over, that is for `once` and was inherited before, or
    whose amount does not exist in `currency` (invoicing.md §1.12). The end of a repeating one stays its end.
    """
    found = (await discounts_store.lock(tx, [customer_discount])).get(customer_discount)
    if found is None or found.is_over(tx.now):
        return []
    discount = replace(found, id=new_id("di"), invoice=invoice, origin=found.id, start=tx.now)
    used = discount.in_currency(currency)
    if used is None or (found.duration == "once" and await discounts_store.is_inherited(tx, found.id)):
        return []
    await discounts_store.insert_inherited(tx, discount)
    announce(tx, [discount])
    return [used]
