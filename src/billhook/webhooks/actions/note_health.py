"""Note whether an endpoint works: remember since when it fails, have people told, and disable it in the end."""

from collections.abc import Sequence

from billhook.db.tx import Tx
from billhook.kernel.replacing import replace
from billhook.webhooks import store
from billhook.webhooks.facts import EndpointDisabled, EndpointFailing
from billhook.webhooks.objects import Endpoint, Outcome
from billhook.webhooks.rules.failing import Health, Step, after_attempts


async def note_health(tx: Tx, endpoint: Endpoint, outcomes: Sequence[Outcome], *, report: bool = True) -> Endpoint:
    """The endpoint after these attempts, which ended together. A disabled endpoint stays as it is.

    Without `report` nothing follows: nobody is told, and the endpoint is not disabled.
    """
    if not endpoint.is_enabled:
        return endpoint
    succeeded = any(outcome.status == "delivered" for outcome in outcomes)
    health, step = after_attempts(endpoint.health, succeeded=succeeded, now=tx.wall_now, livemode=tx.tenant.livemode)
    if (health == endpoint.health and step is None) or (step is not None and not report):
        return endpoint
    noted = _noted(endpoint, health, step, tx.wall_now)
    # If somebody else notes or changes something at the same moment, the next attempt decides again.
    if not await store.save_health(tx, endpoint, noted):
        return endpoint
    await _tell(tx, noted, step, outcomes[-1].problem)
    return noted


def _noted(endpoint: Endpoint, health: Health, step: Step | None, now: int) -> Endpoint:
    noted = replace(endpoint, failing_since=health.failing_since, warned_at=health.warned_at)
    return replace(noted, status="disabled", given_up_at=now) if step is Step.DISABLE else noted


async def _tell(tx: Tx, endpoint: Endpoint, step: Step | None, problem: str) -> None:
    """Have people told of what follows."""
    since, disabled_from = endpoint.failing_since, endpoint.health.disabled_from
    if step is None or since is None or disabled_from is None:
        return
    if step is Step.WARN:
        await tx.announce(EndpointFailing(endpoint, since, tx.wall_now, disabled_from, problem))
        return
    await tx.touch_tenant()
    await tx.announce(EndpointDisabled(endpoint, since, tx.wall_now, problem))
