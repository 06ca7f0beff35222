"""What can be asked of webhook endpoints and of deliveries to them.

That an event is delivered is no verb: the lanes claim and settle many at once.
"""

from functools import partial

from billhook.db.verbs import Mode, Verb
from billhook.webhooks import queries, store, view
from billhook.webhooks.actions.create import create
from billhook.webhooks.actions.delete import delete
from billhook.webhooks.actions.resend import resend, resend_failed
from billhook.webhooks.actions.reveal_secret import reveal_secret
from billhook.webhooks.actions.roll_secret import roll_secret
from billhook.webhooks.actions.send_test_event import send_test_event
from billhook.webhooks.actions.update import update
from billhook.webhooks.params import (
    CreateEndpoint,
    ListDeliveries,
    ListEndpoints,
    RollSecret,
    SendTestEvent,
    UpdateEndpoint,
)
from billhook.wire.deleted import deleted

_ENDPOINT, _DELIVERY = "webhook_endpoint", "webhook_delivery"
_change = partial(Verb, needs="webhooks:write")
_look = partial(Verb, needs="webhooks:read", mode=Mode.READ)

CREATE = _change(f"{_ENDPOINT}.create", create, CreateEndpoint, _ENDPOINT, view.new_endpoint)
UPDATE = _change(f"{_ENDPOINT}.update", update, UpdateEndpoint, _ENDPOINT, view.endpoint)
DELETE = _change(f"{_ENDPOINT}.delete", delete, None, _ENDPOINT, deleted)
RETRIEVE = _look(f"{_ENDPOINT}.retrieve", queries.endpoint, None, _ENDPOINT, view.endpoint)
LIST = _look(f"{_ENDPOINT}.list", queries.endpoints, ListEndpoints, _ENDPOINT, view.endpoint)
LIST_ALL = _look(f"{_ENDPOINT}.list_all", store.page, ListEndpoints, _ENDPOINT, view.endpoint)

REVEAL_SECRET = Verb(f"{_ENDPOINT}.reveal_secret", reveal_secret, needs="webhooks:write")
ROLL_SECRET = _change(f"{_ENDPOINT}.roll_secret", roll_secret, RollSecret)
SEND_TEST_EVENT = _change(f"{_ENDPOINT}.send_test_event", send_test_event, SendTestEvent)
RESEND_FAILED = Verb(f"{_ENDPOINT}.resend_failed", resend_failed, needs="webhooks:resend")
RESEND = Verb(f"{_DELIVERY}.resend", resend, needs="webhooks:resend")

_look_at = partial(Verb, needs="deliveries:read", mode=Mode.READ)
LIST_DELIVERIES = _look_at(f"{_DELIVERY}.list", queries.deliveries, ListDeliveries)
RETRIEVE_DELIVERY = _look_at(f"{_DELIVERY}.retrieve", queries.delivery)
DELIVERIES_OF_EVENT = _look_at(f"{_DELIVERY}.of_event", queries.of_event)

_look_into = partial(Verb, needs="bodies:read", mode=Mode.READ)
ATTEMPTS = _look_into(f"{_DELIVERY}.attempts", queries.attempts)
REQUEST = _look_into(f"{_DELIVERY}.request", queries.request)
