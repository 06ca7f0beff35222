"""Coupons for `once` are over when the invoice that they are on is finalized (invoicing.md §1.12, §3.17)."""

from billhook.customers.actions.discounts import spend_discount
from billhook.db.tx import Tx
from billhook.discounts import view
from billhook.invoices.objects import Invoice


async def spend_discounts(tx: Tx, draft: Invoice) -> None:
    """Report `customer.discount.deleted` for each discount of the draft that is for `once`, and take the customer's
    own away from them if the draft inherited it. What they took off this invoice stays.

    A revision goes on with the discounts of its original, which were spent with that.
    """
    for discount in draft.discounts:
        if discount.duration == "once" and discount.invoice == draft.id:
            tx.emit("customer.discount.deleted", tx.render(view.discount, discount))
            if discount.origin is not None:
                await spend_discount(tx, draft.customer, discount.origin)
