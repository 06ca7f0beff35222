"""Where the pages for developers are."""

from billhook.dashboard.developers import (
    allowing,
    clocks,
    deliveries,
    endpoint_acts,
    events,
    keys,
    logs,
    mail_export,
    making_keys,
    outbox,
    overview,
    restricting_keys,
    sandboxes,
    webhooks,
)
from billhook.dashboard.routing import PageRoute

_AREA = "/developers"
_ENDPOINT = f"{_AREA}/webhooks/{{endpoint}}"
_DELIVERY = f"{_ENDPOINT}/deliveries/{{event}}"
_KEY = f"{_AREA}/keys/{{id}}"
_CLOCKS = f"{_AREA}/test-clocks"
_CLOCK = f"{_CLOCKS}/{{clock}}"
_SANDBOXES = f"{_AREA}/sandboxes"
_SANDBOX = f"{_SANDBOXES}/{{sandbox}}"
_SEE_SANDBOXES, _SANDBOX_WRITE = "sandboxes:read", "sandboxes:write"
_SEE_CLOCKS, _MOVE = "test_clocks:read", "test_helpers:write"
_SEE, _CHANGE, _KEYS = "webhooks:read", "webhooks:write", "keys:write"

ROUTES = [
    PageRoute(_AREA, overview.show, needs=_SEE),
    PageRoute(f"{_AREA}/keys", keys.show_list, needs="keys:list"),
    PageRoute(f"{_AREA}/keys/new", making_keys.show_new, making_keys.create, needs=_KEYS, confirms=True),
    PageRoute(
        f"{_AREA}/keys/new-restricted",
        making_keys.show_new_restricted,
        making_keys.create_restricted,
        needs=_KEYS,
        confirms=True,
    ),
    PageRoute(
        f"{_KEY}/permissions", restricting_keys.show_permissions, restricting_keys.restrict, needs=_KEYS, confirms=True
    ),
    PageRoute(
        f"{_KEY}/networks", restricting_keys.show_networks, restricting_keys.allow_networks, needs=_KEYS, confirms=True
    ),
    PageRoute(f"{_KEY}/reveal", act=keys.reveal, needs=_KEYS),
    PageRoute(f"{_KEY}/roll", keys.show_roll, keys.roll, needs=_KEYS, confirms=True),
    PageRoute(f"{_KEY}/name", keys.show_naming, keys.name, needs=_KEYS),
    PageRoute(f"{_KEY}/end", keys.ask_end, keys.end, needs=_KEYS, confirms=True),
    PageRoute(f"{_AREA}/webhooks", webhooks.show_list, needs=_SEE),
    PageRoute(f"{_AREA}/webhooks/new", webhooks.show_new, webhooks.create, needs=_CHANGE),
    PageRoute(_ENDPOINT, webhooks.show, needs=_SEE),
    PageRoute(f"{_ENDPOINT}/edit", webhooks.show_edit, webhooks.change, needs=_CHANGE),
    PageRoute(f"{_ENDPOINT}/secret", act=webhooks.reveal, needs=_SEE),
    PageRoute(f"{_ENDPOINT}/test-event", endpoint_acts.show_test, endpoint_acts.send_test, needs=_CHANGE),
    PageRoute(f"{_ENDPOINT}/roll-secret", endpoint_acts.show_roll, endpoint_acts.roll, needs=_CHANGE, confirms=True),
    PageRoute(_DELIVERY, deliveries.show, needs="deliveries:read"),
    PageRoute(f"{_DELIVERY}/resend", deliveries.ask, deliveries.resend, needs="webhooks:resend"),
    PageRoute(f"{_ENDPOINT}/{{verb}}", webhooks.ask, webhooks.do, needs=_SEE),
    PageRoute(f"{_AREA}/events", events.show_list, needs="events:read"),
    PageRoute(f"{_AREA}/events/{{event}}", events.show, needs="events:read"),
    PageRoute(f"{_AREA}/logs", logs.show_list, needs="requests:read"),
    PageRoute(f"{_AREA}/logs/{{request}}", logs.show, needs="requests:read"),
    PageRoute(f"{_AREA}/outbox", outbox.show_list, needs="outbox:read"),
    PageRoute(f"{_AREA}/outbox/export.csv", mail_export.download, needs="reports:read"),
    PageRoute(f"{_AREA}/outbox/{{mail}}/allow", allowing.ask, allowing.act, needs="mail:allow"),
    PageRoute(f"{_AREA}/outbox/{{mail}}", outbox.show, needs="outbox:read"),
    PageRoute(f"{_AREA}/outbox/{{mail}}/body", outbox.show_body, needs="outbox:read"),
    PageRoute(_CLOCKS, clocks.show_list, needs=_SEE_CLOCKS, test_only=True),
    PageRoute(f"{_CLOCKS}/new", clocks.show_new, clocks.create, needs=_MOVE, test_only=True),
    PageRoute(_CLOCK, clocks.show, needs=_SEE_CLOCKS, test_only=True),
    PageRoute(f"{_CLOCK}/advance", act=clocks.advance, needs=_MOVE, test_only=True),
    PageRoute(f"{_CLOCK}/delete", clocks.ask_delete, clocks.delete, needs=_MOVE, test_only=True),
    PageRoute(f"{_CLOCK}/raw", clocks.show_json, needs=_SEE_CLOCKS, test_only=True),
    PageRoute(_SANDBOXES, sandboxes.show_list, needs=_SEE_SANDBOXES, test_only=True),
    PageRoute(f"{_SANDBOXES}/new", sandboxes.show_new, sandboxes.create, needs=_SANDBOX_WRITE, test_only=True),
    PageRoute(_SANDBOX, sandboxes.show, needs=_SEE_SANDBOXES, test_only=True),
    PageRoute(f"{_SANDBOX}/delete", sandboxes.ask_delete, sandboxes.delete, needs=_SANDBOX_WRITE, test_only=True),
]
