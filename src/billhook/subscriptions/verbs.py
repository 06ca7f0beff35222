"""What can be asked of subscriptions and their items."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.discounts.view import deleted_discount
from billhook.invoices import view as invoices_view
from billhook.subscriptions import queries, store, view
from billhook.subscriptions.actions import create, update
from billhook.subscriptions.actions.cancel import cancel
from billhook.subscriptions.actions.collecting import settle
from billhook.subscriptions.actions.delete_discount import delete_discount
from billhook.subscriptions.actions.item_verbs import create_item, delete_item, update_item
from billhook.subscriptions.actions.on_time import advance
from billhook.subscriptions.actions.preview import preview
from billhook.subscriptions.actions.preview_change import preview_change, preview_next
from billhook.subscriptions.actions.upcoming import upcoming, upcoming_lines
from billhook.subscriptions.params import (
    CancelSubscription,
    CreateItem,
    CreateSubscription,
    DeleteItem,
    ListItems,
    ListSubscriptions,
    UpdateItem,
    UpdateSubscription,
)
from billhook.subscriptions.preview_params import PreviewInvoice, Upcoming, UpcomingLines
from billhook.wire.deleted import deleted

_READ, _WRITE = "subscriptions:read", "subscriptions:write"
_subscription = partial(Verb, returns="subscription", shows=view.subscription)
_item = partial(Verb, returns="subscription_item", shows=view.item)

CREATE = _subscription(create.VERB, create.create, CreateSubscription, settles=settle, needs=_WRITE)
UPDATE = _subscription(update.VERB, update.update, UpdateSubscription, settles=settle, needs=_WRITE)
CANCEL = _subscription("subscription.cancel", cancel, CancelSubscription, needs=_WRITE)
DELETE_DISCOUNT = Verb(
    "subscription.delete_discount", delete_discount, None, "discount", deleted_discount, needs=_WRITE
)
RETRIEVE = _subscription("subscription.retrieve", queries.subscription, None, needs=_READ, mode=Mode.READ)
LIST = _subscription("subscription.list", store.page, ListSubscriptions, needs=_READ, mode=Mode.READ)

# Pages alone show these.
PREVIEW_CHANGE = Verb("subscription.preview_change", preview_change, UpdateSubscription, needs=_READ, mode=Mode.TRIAL)
PREVIEW_NEXT = Verb("subscription.preview_next", preview_next, needs=_READ, mode=Mode.TRIAL)

CREATE_ITEM = _item("subscription_item.create", create_item, CreateItem, needs=_WRITE)
UPDATE_ITEM = _item("subscription_item.update", update_item, UpdateItem, needs=_WRITE)
DELETE_ITEM = Verb("subscription_item.delete", delete_item, DeleteItem, "subscription_item", deleted, needs=_WRITE)
RETRIEVE_ITEM = _item("subscription_item.retrieve", queries.item, None, needs=_READ, mode=Mode.READ)
LIST_ITEMS = _item("subscription_item.list", store.page_of_items, ListItems, needs=_READ, mode=Mode.READ)

_preview = partial(Verb, needs="invoices:read", mode=Mode.TRIAL)
PREVIEW = _preview("invoice.create_preview", preview, PreviewInvoice, "invoice", invoices_view.preview)
UPCOMING = _preview("invoice.preview_upcoming", upcoming, Upcoming, "invoice", invoices_view.upcoming)
UPCOMING_LINES = _preview("line_item.preview_upcoming", upcoming_lines, UpcomingLines, "line_item", invoices_view.line)

# The worker alone runs this.
ADVANCE = Verb("subscription.advance", advance)
