"""`POST /v1/events/{id}/retry`, which `stripe events resend` asks."""

import json
from collections.abc import Iterator

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.cli_sessions.test_listening import frames, listening, opened
from tests.rooms.webhooks.receiver import Receiver, eventually
from tests.rooms.webhooks.receiver import listening as receiving


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


@pytest.fixture
def endpoint(receiver: Receiver, shop: Shop) -> Iterator[stripe.WebhookEndpoint]:
    made = shop.v1.webhook_endpoints.create({"url": f"{receiver.url}/hook", "enabled_events": ["product.created"]})
    yield made
    shop.v1.webhook_endpoints.delete(made.id)


def event_of(shop: Shop, kind: str) -> stripe.Event:
    return shop.v1.events.list({"type": kind, "limit": 1}).data[0]


@pytest.mark.parametrize("named", [True, False])
def test_an_endpoint_gets_the_event_again(
    server: Server, shop: Shop, receiver: Receiver, endpoint: stripe.WebhookEndpoint, named: bool
) -> None:
    shop.v1.products.create({"name": "Gold"})
    eventually(lambda: len(receiver.on("/hook")) == 1, "the delivery")
    event = event_of(shop, "product.created")
    eventually(lambda: shop.v1.events.retrieve(event.id).pending_webhooks == 0, "the delivery")
    sent = {"webhook_endpoint": endpoint.id} if named else {}
    answer = server.request("POST", f"/v1/events/{event.id}/retry", sent)
    assert (answer.status, answer.json["id"], answer.json["pending_webhooks"]) == (200, event.id, 1)
    eventually(lambda: len(receiver.on("/hook")) == 2, "the delivery")
    one, other = (each.event(endpoint.secret) for each in receiver.on("/hook"))
    assert one.id == other.id == event.id


def test_who_listens_hears_the_event_again(server: Server, shop: Shop) -> None:
    shop.v1.products.create({"name": "Gold"})
    event = event_of(shop, "product.created")
    with listening(opened(server)) as socket:
        list(frames(socket, seconds=0.8))
        answer = server.request("POST", f"/v1/events/{event.id}/retry", {"for_stripecli": "true"})
        assert answer.json["id"] == event.id
        heard = [json.loads(frame["event_payload"])["id"] for frame in frames(socket, seconds=1.0)]
    assert heard == [event.id, event.id]  # at both versions


@pytest.mark.parametrize(
    ("event", "sent", "status", "code"),
    [
        ("evt_nothing", {}, 404, "resource_missing"),
        (None, {"webhook_endpoint": "we_nothing"}, 400, "resource_missing"),
        (None, {"account": "acct_1"}, 400, "parameter_not_supported"),
    ],
)
def test_what_is_refused(
    server: Server, shop: Shop, event: str | None, sent: dict[str, str], status: int, code: str
) -> None:
    shop.v1.customers.create({})
    event = event or event_of(shop, "customer.created").id
    answer = server.request("POST", f"/v1/events/{event}/retry", sent)
    assert (answer.status, answer.json["error"]["code"]) == (status, code)
