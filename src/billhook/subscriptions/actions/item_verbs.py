"""The verbs of items: each is a change of their subscription (recurring.md §2.2).

An invoice that such a change makes is not collected within the request: it collects itself at once.
"""

from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.subscriptions import store
from billhook.subscriptions.actions.advance import lock_up_to_date
from billhook.subscriptions.actions.collecting import check_behavior
from billhook.subscriptions.actions.update import change
from billhook.subscriptions.objects import ShownItem, SubscriptionDetails, SubscriptionItem
from billhook.subscriptions.params import (
    ChangedItem,
    CreateItem,
    DeleteItem,
    ItemFields,
    UpdateItem,
    UpdateSubscription,
)
from billhook.subscriptions.rules.lifecycle import ENDED
from billhook.wire.deleted import Deleted

_OF_SUBSCRIPTION = ("off_session", "payment_behavior", "proration_behavior", "proration_date")


async def create_item(tx: Tx, params: CreateItem) -> ShownItem:
    """One more item. Raises NO_SUCH_PARAM and those of `change`."""
    before = await lock_up_to_date(tx, params.subscription)
    if before is None or before.subscription.status in ENDED:
        raise errors.NO_SUCH_PARAM(param="subscription", noun="subscription", id=params.subscription)
    after = await _changed(tx, before, params, ChangedItem.of(**_of_item(params)))
    known = {item.id for item in before.items}
    return _shown(after, next(item for item in after.items if item.id not in known))


async def update_item(tx: Tx, params: UpdateItem, item_id: str) -> ShownItem:
    """The changed item. Raises INVALID_SUBSCRIPTION_ITEM and those of `change`."""
    before = await _of(tx, item_id)
    after = await _changed(tx, before, params, ChangedItem.of(id=item_id, **_of_item(params)))
    return _shown(after, next(item for item in after.items if item.id == item_id))


async def delete_item(tx: Tx, params: DeleteItem, item_id: str) -> Deleted:
    """The item is gone. Raises INVALID_SUBSCRIPTION_ITEM and those of `change`."""
    before = await _of(tx, item_id)
    await _changed(tx, before, params, ChangedItem.of(id=item_id, deleted=True, clear_usage=params.clear_usage))
    return Deleted(item_id, "subscription_item")


async def _of(tx: Tx, item_id: str) -> SubscriptionDetails:
    item = await store.find_item(tx, item_id)
    if item is None or item.deleted_at is not None:
        raise errors.INVALID_SUBSCRIPTION_ITEM(id=item_id)
    before = await lock_up_to_date(tx, item.subscription)
    if before is None or before.subscription.status in ENDED or item_id not in {one.id for one in before.items}:
        raise errors.INVALID_SUBSCRIPTION_ITEM(id=item_id)
    return before


async def _changed(
    tx: Tx, before: SubscriptionDetails, params: ItemFields | DeleteItem, item: ChangedItem
) -> SubscriptionDetails:  # fmt: skip
    check_behavior(params.payment_behavior, on="on items")
    given = {name: getattr(params, name) for name in _OF_SUBSCRIPTION if name in params.model_fields_set}
    after = await change(tx, before, UpdateSubscription.of(items=[item], **given), collects=False)
    assert not isinstance(after, Call)
    return after


def _of_item(params: ItemFields) -> dict[str, object]:
    return {name: getattr(params, name) for name in params.model_fields_set & set(ChangedItem.model_fields)}


def _shown(details: SubscriptionDetails, item: SubscriptionItem) -> ShownItem:
    return ShownItem(item, details.price(item))
