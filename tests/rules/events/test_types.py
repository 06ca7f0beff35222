"""The event types, compared with those that the official client names."""

import ast
import inspect

from stripe.params import _webhook_endpoint_create_params as official

from billhook.events.types import DOCUMENTED_TYPES, EVENT_TYPES


def _official_types() -> set[str]:
    for node in ast.walk(ast.parse(inspect.getsource(official))):
        if isinstance(node, ast.AnnAssign) and getattr(node.target, "id", "") == "enabled_events":
            return {n.value for n in ast.walk(node.annotation) if isinstance(n, ast.Constant)}  # type: ignore[misc]
    raise AssertionError("the client no longer names them there")


def test_every_official_type_may_be_subscribed_to_and_no_other() -> None:
    assert set(DOCUMENTED_TYPES) | {"*"} == _official_types(), "_DOCUMENTED in events/types.py follows the SDK"
    assert sorted(DOCUMENTED_TYPES) == list(DOCUMENTED_TYPES)


def test_what_is_emitted_is_documented() -> None:
    own = EVENT_TYPES - set(DOCUMENTED_TYPES)
    assert own == set(), "no SDK can subscribe to these: only what Stripe documents is emitted"
