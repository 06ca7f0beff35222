"""Take its discounts away from a subscription, as programs of old do (recurring.md §2.1)."""

from billhook.db.tx import Tx
from billhook.discounts.objects import Discount
from billhook.kernel import errors
from billhook.subscriptions.actions.advance import lock_up_to_date
from billhook.subscriptions.actions.discounting import delete_discounts
from billhook.subscriptions.actions.reporting import keep
from billhook.subscriptions.rules.lifecycle import SUBSCRIPTION


async def delete_discount(tx: Tx, subscription_id: str) -> Discount:
    """The first discount that it had; now it has none. Raises NO_SUCH_PATH, NO_DISCOUNT, SUBSCRIPTION_ENDED."""
    before = await lock_up_to_date(tx, subscription_id)
    if before is None:
        raise errors.NO_SUCH_PATH(noun="subscription", id=subscription_id)
    SUBSCRIPTION.require("change", before.subscription.status)
    after, gone = await delete_discounts(tx, before)
    await keep(tx, before, after)
    return gone
