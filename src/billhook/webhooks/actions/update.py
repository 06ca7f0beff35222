"""Change a webhook endpoint."""

from typing import Any

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.webhooks import store
from billhook.webhooks.actions.fields import checked_types, checked_url
from billhook.webhooks.objects import Endpoint
from billhook.webhooks.params import UpdateEndpoint
from billhook.wire.params import merged_metadata

# Another receiver, or a decision of somebody's: what failed before no longer counts.
_BEGUN_ANEW = {"failing_since": None, "warned_at": None, "given_up_at": None}


async def update(tx: Tx, params: UpdateEndpoint, endpoint_id: str) -> Endpoint:
    """The endpoint with what was given changed. Raises NO_SUCH_PATH, URL_INVALID, INVALID_VALUE.

    A disabled endpoint gets no new events, and deliveries that fall due meanwhile fail; those that fall due
    after it was enabled again go on (platform.md §6.5).
    """
    endpoint = await store.lock(tx, endpoint_id)
    if endpoint is None:
        raise errors.NO_SUCH_PATH(noun="webhook endpoint", id=endpoint_id)
    new = _changed(tx, endpoint, params)
    if new != endpoint:
        new = replace(new, updated=tx.wall_now)
        await store.save(tx, new)
        await tx.touch_tenant()
    return new


def _changed(tx: Tx, endpoint: Endpoint, params: UpdateEndpoint) -> Endpoint:
    change: dict[str, Any] = {}
    if params.url is not None:
        change["url"] = checked_url(tx, params.url)
    if change.get("url", endpoint.url) != endpoint.url or params.disabled is not None:
        change |= _BEGUN_ANEW
    if params.enabled_events is not None:
        change["enabled_events"] = checked_types(params.enabled_events)
    if params.disabled is not None:
        change["status"] = "disabled" if params.disabled else "enabled"
    if params.given("description"):
        change["description"] = params.description
    if params.given("metadata"):
        change["metadata"] = merged_metadata(endpoint.metadata, params.metadata)
    return replace(endpoint, **change)
