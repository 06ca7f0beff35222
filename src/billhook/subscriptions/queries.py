"""What can be looked at: subscriptions and their items."""

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.subscriptions import store
from billhook.subscriptions.objects import ShownItem
from billhook.wire.lookups import existing

subscription = existing(store.find, "subscription")
"""A subscription. Raises NO_SUCH_PATH."""


async def item(reader: Reader, item_id: str) -> ShownItem:
    """An item. Raises INVALID_SUBSCRIPTION_ITEM for one that was never there, or is no more."""
    found = await store.items_of_ids(reader, [item_id])
    if not found:
        raise errors.INVALID_SUBSCRIPTION_ITEM(id=item_id)
    return found[0]
