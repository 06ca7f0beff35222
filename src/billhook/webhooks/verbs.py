"""What can be asked of webhook endpoints. Deliveries are no verbs: their lanes claim and settle many at once."""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.webhooks import queries, store, view
from billhook.webhooks.actions.create import create
from billhook.webhooks.actions.delete import delete
from billhook.webhooks.actions.update import update
from billhook.webhooks.params import CreateEndpoint, ListEndpoints, UpdateEndpoint
from billhook.wire.deleted import deleted

_ENDPOINT = "webhook_endpoint"
_change = partial(Verb, needs="webhooks:write")
_look = partial(Verb, needs="webhooks:read", mode=Mode.READ)

CREATE = _change(f"{_ENDPOINT}.create", create, CreateEndpoint, _ENDPOINT, view.new_endpoint)
UPDATE = _change(f"{_ENDPOINT}.update", update, UpdateEndpoint, _ENDPOINT, view.endpoint)
DELETE = _change(f"{_ENDPOINT}.delete", delete, None, _ENDPOINT, deleted)
RETRIEVE = _look(f"{_ENDPOINT}.retrieve", queries.endpoint, None, _ENDPOINT, view.endpoint)
LIST = _look(f"{_ENDPOINT}.list", store.page, ListEndpoints, _ENDPOINT, view.endpoint)
