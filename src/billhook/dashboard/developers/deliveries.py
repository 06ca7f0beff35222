"""One delivery: what was sent, what was answered, every attempt, and sending it again."""

import orjson
from starlette.responses import Response

from billhook.dashboard.asking import Place, act_on, ask_page
from billhook.dashboard.confirmation import Confirmation
from billhook.dashboard.developers import words
from billhook.dashboard.developers.sections import DEVELOPERS, WEBHOOKS
from billhook.dashboard.developers.webhooks import address, endpoint_of, up
from billhook.dashboard.json_code import json_code
from billhook.dashboard.visiting import Visit
from billhook.webhooks import verbs
from billhook.webhooks.objects import Delivery, Endpoint


async def _found(visit: Visit) -> tuple[Endpoint, Delivery]:
    endpoint = await endpoint_of(visit)
    delivery: Delivery = await visit.look(verbs.RETRIEVE_DELIVERY, visit.named("event"), endpoint.id)
    return endpoint, delivery


async def show(visit: Visit) -> Response:
    """One delivery. Its bodies are shown to those who may read them."""
    endpoint, delivery = await _found(visit)
    request, attempts, code = None, [], None
    if visit.may("bodies:read"):
        request = await visit.look(verbs.REQUEST, delivery.event, endpoint.id)
        attempts = await visit.look(verbs.ATTEMPTS, delivery.event, endpoint.id)
        code = json_code(orjson.loads(request.body))
    return DEVELOPERS.page(
        visit,
        "developers/delivery.html",
        WEBHOOKS,
        title=delivery.type,
        up=up(visit, endpoint),
        endpoint=endpoint,
        delivery=delivery,
        state=words.DELIVERY[delivery.status],
        words=words,
        request=request,
        body=code,
        attempts=attempts,
        address=address(endpoint.id, f"/deliveries/{delivery.event}"),
    )


async def ask(visit: Visit) -> Response:
    """Ask before an event is sent again."""
    endpoint, delivery = await _found(visit)
    return ask_page(visit, _place(visit, endpoint, delivery), _question(endpoint, delivery))


async def resend(visit: Visit) -> Response:
    """Send it again, and lead to the delivery."""
    endpoint, delivery = await _found(visit)
    confirmation = _question(endpoint, delivery)
    return await act_on(
        visit, _place(visit, endpoint, delivery), confirmation, verbs.RESEND, delivery.event, endpoint.id
    )


def _question(endpoint: Endpoint, delivery: Delivery) -> Confirmation:
    return Confirmation(
        heading=f"Resend {delivery.type}?",
        sentences=(f"Sends {delivery.event} to {endpoint.url} now, with the same body and a new signature.",),
        button="Resend",
        notice=f"{delivery.type} is sent again. Load the page again to see what comes of it.",
    )


def _place(visit: Visit, endpoint: Endpoint, delivery: Delivery) -> Place:
    here = visit.to(address(endpoint.id, f"/deliveries/{delivery.event}"))
    return Place("developers", (*up(visit, endpoint), (here, delivery.type)), here)
