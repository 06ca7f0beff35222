"""Change an event destination, or switch it on or off."""

from billhook.db.tx import Tx
from billhook.event_destinations.actions.types import stored_types
from billhook.event_destinations.objects import Destination
from billhook.event_destinations.params import UpdateDestination
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.webhooks import store
from billhook.webhooks.actions.update import update as update_endpoint
from billhook.webhooks.objects import Endpoint
from billhook.webhooks.params import UpdateEndpoint

_PASSED_ON = ("description", "metadata")


async def update(tx: Tx, params: UpdateDestination, id: str) -> Destination:
    """The destination with what was given changed. Raises NO_SUCH_PATH, URL_INVALID, INVALID_VALUE."""
    before = await _locked(tx, id)
    change = {name: getattr(params, name) for name in _PASSED_ON if params.given(name)}
    if params.webhook_endpoint is not None:
        change["url"] = params.webhook_endpoint.url
    if params.enabled_events is not None:
        change["enabled_events"] = stored_types(params.enabled_events, before.payload)
    changed = await update_endpoint(tx, UpdateEndpoint.of(**change), id)
    if params.name is not None and params.name != changed.name:
        changed = replace(changed, name=params.name, updated=tx.wall_now)
        await store.save(tx, changed)
    return Destination(changed, params.include)


async def enable(tx: Tx, id: str) -> Destination:
    """The destination, which gets what happens from now on. Raises NO_SUCH_PATH."""
    await _locked(tx, id)
    return Destination(await update_endpoint(tx, UpdateEndpoint.of(disabled=False), id))


async def disable(tx: Tx, id: str) -> Destination:
    """The destination, which gets nothing from now on. Raises NO_SUCH_PATH."""
    await _locked(tx, id)
    return Destination(await update_endpoint(tx, UpdateEndpoint.of(disabled=True), id))


async def _locked(tx: Tx, id: str) -> Endpoint:
    endpoint = await store.lock(tx, id)
    if endpoint is None:
        raise errors.NO_SUCH_PATH(noun="event destination", id=id)
    return endpoint
