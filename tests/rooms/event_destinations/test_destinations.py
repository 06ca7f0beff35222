"""Event destinations and thin events, as the SDK uses them."""

from collections.abc import Iterator
from typing import Any

import pytest
import stripe
from tests.conftest import Server
from tests.rooms.webhooks.receiver import Receiver, listening, status

from billhook.events.rules.thin import related
from billhook.routes import ROUTES
from billhook.webhooks.rules.samples import samples
from billhook.wire.routing import Table

SECRET, URL = "webhook_endpoint.signing_secret", "webhook_endpoint.url"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as found:
        yield found


@pytest.fixture
def core(client: stripe.StripeClient) -> Iterator[Any]:
    yield client.v2.core
    for destination in client.v2.core.event_destinations.list():
        client.v2.core.event_destinations.delete(destination.id)


def made(core: Any, url: str, payload: str = "thin", *types: str, **more: Any) -> Any:
    """A destination with its address and its secret."""
    return core.event_destinations.create(
        {
            "type": "webhook_endpoint", "name": "Shipping", "event_payload": payload, "enabled_events": list(types),
            "webhook_endpoint": {"url": url}, "include": [SECRET, URL], **more,
        }
    )  # fmt: skip


def test_a_thin_event_is_verified_and_its_object_fetched(
    client: stripe.StripeClient, core: Any, receiver: Receiver
) -> None:
    destination = made(core, receiver.at("/thin", status(200)), "thin", "v1.customer.created", "v1.customer.deleted")
    secret = destination.webhook_endpoint.signing_secret
    assert (destination.id.startswith("ed_"), secret.startswith("whsec_")) == (True, True)
    customer = client.v1.customers.create({"name": "Müller"})
    [request] = receiver.wait_for("/thin")
    assert b"data" not in request.body
    assert "Müller".encode() not in request.body
    told = client.parse_event_notification(request.body, request.headers["stripe-signature"], secret)
    assert (told.type, told.object, told.livemode, told.context) == (
        "v1.customer.created",
        "v2.core.event",
        False,
        None,
    )
    assert customer.last_response is not None
    assert told.reason is not None
    assert told.reason.request is not None
    assert told.reason.request.id == customer.last_response.request_id
    assert told.fetch_related_object().name == "Müller"  # type: ignore[union-attr]
    event: Any = told.fetch_event()
    assert (event.id, event.snapshot_event) == (told.id, told.id)
    assert client.v1.events.retrieve(event.snapshot_event).data.object["id"] == customer.id
    with pytest.raises(stripe.SignatureVerificationError):
        client.parse_event_notification(request.body, request.headers["stripe-signature"], "whsec_other")
    with pytest.raises(ValueError, match="event notification"):
        request.event(secret)


def test_a_snapshot_destination_is_a_webhook_endpoint(
    client: stripe.StripeClient, core: Any, receiver: Receiver
) -> None:
    url = receiver.at("/whole", status(200))
    destination = made(core, url, "snapshot", "customer.created", snapshot_api_version="2024-06-20")
    endpoint = client.v1.webhook_endpoints.retrieve(destination.id)
    assert (endpoint.url, endpoint.api_version, endpoint.enabled_events) == (url, "2024-06-20", ["customer.created"])
    client.v1.customers.create()
    [request] = receiver.wait_for("/whole")
    assert request.event(destination.webhook_endpoint.signing_secret).api_version == "2024-06-20"
    old = client.v1.webhook_endpoints.create({"url": url, "enabled_events": ["invoice.paid"]})
    thin = made(core, url, "thin", "*")
    listed = core.event_destinations.list({"include": [URL]})
    assert [(d.id, d.event_payload, d.webhook_endpoint.url) for d in listed] == [
        (old.id, "snapshot", url), (thin.id, "thin", url), (destination.id, "snapshot", url),
    ]  # fmt: skip
    # The v1 API lists what it can describe.
    assert [e.id for e in client.v1.webhook_endpoints.list()] == [old.id, destination.id]


def test_it_is_changed_switched_and_deleted(client: stripe.StripeClient, core: Any, receiver: Receiver) -> None:
    url = receiver.at("/a", status(200))
    id = made(core, url, "thin", "v1.invoice.paid", description="first", metadata={"team": "a"}).id
    found = core.event_destinations.retrieve(id)
    assert (found.name, found.description, found.metadata["team"]) == ("Shipping", "first", "a")
    assert (found.webhook_endpoint.url, found.webhook_endpoint.signing_secret) == (None, None)
    other = receiver.at("/b", status(200))
    changed = core.event_destinations.update(
        id,
        {
            "name": "Other", "enabled_events": ["v1.invoice.voided", "v1.invoice.paid"], "include": [URL],
            "webhook_endpoint": {"url": other}, "metadata": {"team": None, "tier": "1"},
        },
    )  # fmt: skip
    assert (changed.name, changed.webhook_endpoint.url) == ("Other", other)
    assert changed.enabled_events == ["v1.invoice.voided", "v1.invoice.paid"]
    assert changed.metadata.to_dict() == {"tier": "1"}
    off = core.event_destinations.disable(id)
    assert (off.status, off.status_details.disabled.reason) == ("disabled", "user")
    on = core.event_destinations.enable(id)
    assert (on.status, on.status_details) == ("enabled", None)
    assert core.event_destinations.delete(id).id == id
    with pytest.raises(stripe.InvalidRequestError, match="No such event destination") as refused:
        core.event_destinations.retrieve(id)
    assert refused.value.http_status == 404


def test_a_ping_reaches_the_destination_alone(client: stripe.StripeClient, core: Any, receiver: Receiver) -> None:
    destination = made(core, receiver.at("/pinged", status(200)), "snapshot", "invoice.paid")
    made(core, receiver.at("/quiet", status(200)), "thin", "*")
    sent = core.event_destinations.ping(destination.id)
    [request] = receiver.wait_for("/pinged")
    secret = destination.webhook_endpoint.signing_secret
    told: Any = client.parse_event_notification(request.body, request.headers["stripe-signature"], secret)
    assert (told.id, told.type) == (sent.id, "v2.core.event_destination.ping")
    assert told.fetch_related_object().id == destination.id
    assert told.fetch_event().snapshot_event is None
    assert receiver.on("/quiet") == []


def test_lists_lead_to_their_next_page(client: stripe.StripeClient, core: Any, receiver: Receiver) -> None:
    url = receiver.at("/many", status(200))
    ids = [made(core, url, "thin", "*").id for _ in range(5)]
    page = core.event_destinations.list({"limit": 2, "include": [URL]})
    assert (len(page.data), page.next_page_url.startswith("/v2/core/event_destinations?")) == (2, True)
    everything = list(page.auto_paging_iter())
    assert [d.id for d in everything] == ids[::-1]
    assert {d.webhook_endpoint.url for d in everything} == {url}
    for name in "abc":
        client.v1.customers.create({"name": name})
    events = core.events.list({"types": ["v1.customer.created"], "limit": 2})
    newest = [event.id for event, _ in zip(events.auto_paging_iter(), range(3), strict=False)]
    assert newest == [event.id for event in client.v1.events.list({"type": "customer.created", "limit": 3})]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"type": "amazon_eventbridge"}, "type=amazon_eventbridge"),
        ({"amazon_eventbridge": {"aws_account_id": "1", "aws_region": "eu"}}, "amazon_eventbridge"),
        ({"azure_event_grid": {"azure_region": "eu"}}, "azure_event_grid"),
        ({"webhook_endpoint": {"url": "ftp://example.com"}}, "scheme"),
        ({"enabled_events": ["invoice.paid"]}, "invoice.paid is no type of thin events"),
        ({"event_payload": "snapshot"}, "v1.invoice.paid is no type of snapshot events"),
        ({"enabled_events": ["v1.invoice.eaten"]}, "enabled_events"),
        ({"snapshot_api_version": "2024-06-20"}, "thin events have no version"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_what_is_refused(core: Any, change: dict[str, Any], told: str) -> None:
    given = {
        "type": "webhook_endpoint", "name": "n", "event_payload": "thin", "enabled_events": ["v1.invoice.paid"],
        "webhook_endpoint": {"url": "http://127.0.0.1:9/"},
    }  # fmt: skip
    with pytest.raises(stripe.InvalidRequestError) as refused:
        core.event_destinations.create(given | change)
    assert refused.value.http_status == 400
    assert told in str(refused.value)


@pytest.mark.parametrize("body", [b"{", b"[1]", b'{"name": "\\u0000"}', b'{"a":' * 12 + b"1" + b"}" * 12])
def test_a_body_that_is_no_json_object_is_refused(server: Server, body: bytes) -> None:
    answer = server.request("POST", "/v2/core/event_destinations", body, {"Content-Type": "application/json"})
    assert answer.status == 400


def test_every_object_of_an_event_is_found_at_an_address_of_the_api() -> None:
    table = Table(list(ROUTES))
    for object in samples().values():
        found = related(object)  # type: ignore[arg-type]
        if found is not None:
            assert table.find("GET", found.url) is not None, found
