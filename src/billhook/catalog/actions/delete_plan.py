"""Delete a plan. Its price stays for what names it: hidden, inactive, and never to be activated again."""

from billhook.catalog import plans_view, store, view
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.wire.deleted import Deleted


async def delete_plan(tx: Tx, plan_id: str) -> Deleted:
    """Delete a plan. The events carry price and plan as they were. Raises NO_SUCH_PATH and PRICE_IS_DEFAULT."""
    default_price = await store.hold_product_of_price(tx, plan_id)
    price = await store.lock_price(tx, plan_id)
    if price is None or not price.is_plan:
        raise errors.NO_SUCH_PATH(noun="plan", id=plan_id)
    if default_price == price.id:
        raise errors.PRICE_IS_DEFAULT()
    hidden = replace(price, active=False)
    await store.save_price(tx, hidden)
    await store.hide_price(tx, hidden.id)
    tx.emit("plan.deleted", tx.render(plans_view.plan, price))
    tx.emit("price.deleted", tx.render(view.price, price))
    return Deleted(plan_id, "plan")
