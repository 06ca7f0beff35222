"""Create a webhook endpoint."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id, new_secret
from billhook.webhooks import store
from billhook.webhooks.actions.fields import checked_types, checked_url
from billhook.webhooks.objects import Endpoint
from billhook.webhooks.params import CreateEndpoint
from billhook.wire.params import merged_metadata

ENDPOINTS_MAX = 16
VERSIONS_MAX = 3
_SECRET_CHARACTERS = 32


def new_signing_secret() -> str:
    """A secret that nobody guesses."""
    return new_secret("whsec_", _SECRET_CHARACTERS)


async def create(tx: Tx, params: CreateEndpoint) -> Endpoint:
    """A new endpoint. Its secret is shown now and never again.

    Raises URL_INVALID, INVALID_VALUE, TOO_MANY_ENDPOINTS, TOO_MANY_VERSIONS.
    """
    if params.connect:
        raise errors.UNSUPPORTED_PARAMETER(param="connect", name="connect", on="here")
    endpoint = Endpoint(
        id=new_id("we"),
        created=tx.wall_now,
        url=checked_url(tx, params.url),
        description=params.description,
        enabled_events=checked_types(params.enabled_events),
        api_version=params.api_version,
        secret=new_signing_secret(),
        status="enabled",
        metadata=merged_metadata({}, params.metadata),
    )
    await add(tx, endpoint)
    return endpoint


async def add(tx: Tx, endpoint: Endpoint) -> None:
    """Store a new endpoint if there is room for it. Raises TOO_MANY_ENDPOINTS, TOO_MANY_VERSIONS."""
    # First, because it makes whoever else creates an endpoint wait, so that the count below holds.
    await tx.touch_tenant()
    _check_room(tx, await store.all_of(tx), endpoint)
    await store.insert(tx, endpoint)


def _check_room(tx: Tx, others: list[Endpoint], endpoint: Endpoint) -> None:
    if len(others) >= ENDPOINTS_MAX:
        raise errors.TOO_MANY_ENDPOINTS(limit=ENDPOINTS_MAX, mode="live" if tx.tenant.livemode else "test")
    versions = {e.api_version for e in (*others, endpoint)} - {None, tx.tenant.api_version}
    if len(versions) > VERSIONS_MAX and endpoint.api_version in versions:
        raise errors.TOO_MANY_VERSIONS(param="api_version")
