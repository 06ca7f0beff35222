"""Create an event destination."""

from billhook.db.tx import Tx
from billhook.event_destinations.actions.types import stored_types
from billhook.event_destinations.objects import Destination
from billhook.event_destinations.params import CreateDestination
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.webhooks.actions.create import add, new_signing_secret
from billhook.webhooks.actions.fields import checked_url
from billhook.webhooks.objects import Endpoint
from billhook.wire.params import merged_metadata


async def create(tx: Tx, params: CreateDestination) -> Destination:
    """A new destination; its secret is shown now or never.

    Raises UNSUPPORTED_PARAMETER, MISSING_PARAMETER, URL_INVALID, INVALID_VALUE, TOO_MANY_ENDPOINTS, TOO_MANY_VERSIONS.
    """
    if params.type != "webhook_endpoint":
        raise errors.UNSUPPORTED_PARAMETER(param="type", name=f"type={params.type}", on="here")
    if params.webhook_endpoint is None:
        raise errors.MISSING_PARAMETER(param="webhook_endpoint", name="webhook_endpoint")
    if params.event_payload == "thin" and params.snapshot_api_version is not None:
        raise errors.INVALID_VALUE(
            param="snapshot_api_version", name="snapshot_api_version", reason="thin events have no version"
        )
    endpoint = Endpoint(
        id=new_id("ed"), created=tx.wall_now, url=checked_url(tx, params.webhook_endpoint.url),
        description=params.description, enabled_events=stored_types(params.enabled_events, params.event_payload),
        api_version=params.snapshot_api_version, secret=new_signing_secret(), status="enabled",
        metadata=merged_metadata({}, params.metadata), payload=params.event_payload, name=params.name,
        updated=tx.wall_now,
    )  # fmt: skip
    await add(tx, endpoint)
    return Destination(endpoint, params.include)
