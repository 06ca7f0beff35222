"""What is asked for with a choice: a test event of some type, and another secret for an endpoint."""

from starlette.responses import Response

from billhook.dashboard.developers.sections import DEVELOPERS, WEBHOOKS
from billhook.dashboard.developers.webhooks import address, detail, endpoint_of, up
from billhook.dashboard.faults import Faults, checked
from billhook.dashboard.visiting import Done, Visit
from billhook.events.types import EVENT_TYPES
from billhook.kernel.errors import ApiError
from billhook.webhooks import verbs
from billhook.webhooks.objects import Endpoint
from billhook.webhooks.params import RollSecret, SendTestEvent

KEPT = (("0", "Ends now"), ("3600", "1 hour"), ("86400", "24 hours"), ("604800", "7 days"))


# ── A test event ────────────────────────────────────────────────────────────────────────────────
async def show_test(visit: Visit) -> Response:
    """Ask which type is to be sent."""
    endpoint = await endpoint_of(visit)
    visit.insist(verbs.SEND_TEST_EVENT)
    return _testing(visit, endpoint, "", Faults())


async def send_test(visit: Visit) -> Response:
    """Send it, and lead to its delivery."""
    endpoint, faults = await endpoint_of(visit), Faults()
    wanted = visit.form.text("type")
    params = checked(SendTestEvent, {"type": wanted}, faults, _field_of)
    if params is None:
        return _testing(visit, endpoint, wanted, faults)
    try:
        sent = await visit.run(verbs.SEND_TEST_EVENT, params, endpoint.id)
    except ApiError as error:
        if error.status in (403, 404):
            raise
        faults.add(error, _field_of)
        return _testing(visit, endpoint, wanted, faults)
    notice = f"The test event {params.type} is on its way. Load the page again to see what comes of it."
    return visit.back(visit.to(address(endpoint.id, f"/deliveries/{sent.id}")), notice)


def _testing(visit: Visit, endpoint: Endpoint, wanted: str, faults: Faults) -> Response:
    listened = sorted(EVENT_TYPES.intersection(endpoint.enabled_events)) or sorted(EVENT_TYPES)
    return DEVELOPERS.page(
        visit, "developers/test_event.html", WEBHOOKS, title="Send test event", up=up(visit, endpoint),
        status=422 if faults else 200, endpoint=endpoint, types=[(name, name) for name in listened],
        type=wanted or ("invoice.paid" if "invoice.paid" in listened else listened[0]), faults=faults,
        away=visit.to(address(endpoint.id)),
    )  # fmt: skip


# ── Another secret ──────────────────────────────────────────────────────────────────────────────
async def show_roll(visit: Visit) -> Response:
    """Ask how long the old secret signs too."""
    return _rolling(visit, await endpoint_of(visit), "")


async def roll(visit: Visit) -> Response:
    """Make a new secret, and show it on the endpoint's page."""
    endpoint, faults = await endpoint_of(visit), Faults()
    params = checked(RollSecret, {"keep_seconds": visit.form.text("keep_seconds")}, faults, _field_of)
    if params is None:
        return _rolling(visit, endpoint, faults.at("keep_seconds"))
    rolled = await visit.run(verbs.ROLL_SECRET, params, endpoint.id)
    if isinstance(rolled, Done):
        return visit.back(visit.to(address(endpoint.id)), "This was done already.")
    return await detail(visit, rolled, secret=rolled.secret, rolled=True)


def _rolling(visit: Visit, endpoint: Endpoint, error: str) -> Response:
    return DEVELOPERS.page(
        visit, "developers/secret_roll.html", WEBHOOKS, title="Roll secret?", up=up(visit, endpoint),
        status=422 if error else 200, endpoint=endpoint, kept=KEPT, error=error, now=visit.formats.now,
        away=visit.to(address(endpoint.id)),
    )  # fmt: skip


def _field_of(param: str) -> str | None:
    return param if param in ("type", "keep_seconds") else None
