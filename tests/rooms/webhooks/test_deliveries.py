"""Deliveries to receivers, good and bad.

The server's retries come a second after each other here, and a receiver may take two seconds to answer.
"""

import itertools
import time
from collections.abc import Iterator

import pytest
import stripe
from tests.conftest import Server, start_server, stop_server
from tests.rooms.webhooks.receiver import (
    Answering,
    Receiver,
    close,
    endless,
    eventually,
    hang,
    in_turn,
    listening,
    redirect,
    status,
)  # fmt: skip
from tests.stories.psql import query

_paths = (f"/hook{n}" for n in itertools.count())


@pytest.fixture(scope="module")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start_server(
        tmp_path_factory.mktemp("webhooks") / "data",
        BILLHOOK_WEBHOOK_RETRY_SECONDS="1,1",
        BILLHOOK_WEBHOOK_TIMEOUT_SECONDS="2",
    )
    yield running
    stop_server(running)


@pytest.fixture
def client(impatient: Server) -> Iterator[stripe.StripeClient]:
    yield impatient.client
    _forget_endpoints(impatient.client)


@pytest.fixture
def patient(server: Server) -> Iterator[stripe.StripeClient]:
    """A server that waits 20 seconds for an answer: what is delivered meanwhile did not wait for it."""
    yield server.client
    _forget_endpoints(server.client)


def _forget_endpoints(client: stripe.StripeClient) -> None:
    for endpoint in client.v1.webhook_endpoints.list({"limit": 100}):
        client.v1.webhook_endpoints.delete(endpoint.id)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as found:
        yield found


def _endpoint(
    client: stripe.StripeClient, receiver: Receiver, answering: Answering, **more: str
) -> tuple[stripe.WebhookEndpoint, str]:
    """An endpoint for new customers that answers in this way, and its path."""
    path = next(_paths)
    url = receiver.at(path, answering)
    return client.v1.webhook_endpoints.create(
        {"url": url, "enabled_events": ["customer.created"], **more}  # type: ignore[typeddict-item]
    ), path


def _pending(client: stripe.StripeClient, customer: str) -> int:
    """How many endpoints have not taken the event of this customer's creation."""
    events = client.v1.events.list({"type": "customer.created", "limit": 100}).data
    return next(e.pending_webhooks for e in events if getattr(e.data.object, "id", None) == customer)


def nothing_waits(server: Server) -> None:
    """Wait until no delivery of any endpoint is to be tried again, and as long as an attempt would take to begin."""
    rows = "SELECT 1 FROM webhook_deliveries WHERE status = 'pending' OR next_attempt_at IS NOT NULL"
    eventually(lambda: query(server, rows) == [], "no delivery to wait")
    time.sleep(0.8)


def test_a_delivery_carries_the_signed_event(client: stripe.StripeClient, receiver: Receiver) -> None:
    endpoint, path = _endpoint(client, receiver, status(200))
    customer = client.v1.customers.create({"name": "Müller & Söhne"})
    [request] = receiver.wait_for(path)
    event = request.event(endpoint.secret)
    assert (event.type, event.data.object.id, event.livemode) == ("customer.created", customer.id, False)
    assert event.data.object.name == "Müller & Söhne"
    assert customer.last_response is not None
    assert event.request.id == customer.last_response.request_id
    assert request.headers["content-type"] == "application/json; charset=utf-8"
    eventually(lambda: _pending(client, customer.id) == 0, "the delivery to be settled")
    stored = client.v1.events.retrieve(event.id).to_dict()
    assert {**stored, "pending_webhooks": 1} == event.to_dict()


def test_an_endpoint_gets_its_own_version(client: stripe.StripeClient, receiver: Receiver) -> None:
    endpoint, path = _endpoint(client, receiver, status(200), api_version="2024-06-20")
    client.v1.customers.create()
    [request] = receiver.wait_for(path)
    assert request.event(endpoint.secret).api_version == "2024-06-20"


def test_an_endpoint_gets_only_what_it_asked_for(client: stripe.StripeClient, receiver: Receiver) -> None:
    endpoint, path = _endpoint(client, receiver, status(200))
    customer = client.v1.customers.create()
    client.v1.customers.update(customer.id, {"name": "n"})
    last = client.v1.customers.create()
    receiver.wait_for(path, 2)
    told = [r.event(endpoint.secret) for r in receiver.on(path)]
    assert [event.type for event in told] == ["customer.created"] * 2
    assert {event.data.object.id for event in told} == {customer.id, last.id}


def test_a_failed_delivery_is_repeated_byte_for_byte_and_signed_anew(
    client: stripe.StripeClient, receiver: Receiver
) -> None:
    endpoint, path = _endpoint(client, receiver, in_turn(status(500), status(200)))
    customer = client.v1.customers.create()
    first, second = receiver.wait_for(path, 2)
    assert first.body == second.body
    assert first.headers["stripe-signature"] != second.headers["stripe-signature"]
    assert second.event(endpoint.secret).data.object.id == customer.id
    eventually(lambda: _pending(client, customer.id) == 0, "the delivery to be settled")


def test_bad_answers_are_repeated_until_the_schedule_ends(
    impatient: Server, client: stripe.StripeClient, receiver: Receiver
) -> None:
    bad = [status(500), status(404), status(410), hang, close, endless(0), endless(0.2)]
    paths = [_endpoint(client, receiver, answering)[1] for answering in bad]
    customer = client.v1.customers.create()
    for path in paths:
        attempts = receiver.wait_for(path, 3)
        assert len({a.body for a in attempts}) == 1
        # Moments are whole seconds, so the second retry begins more than one second after the first attempt.
        assert attempts[2].at - attempts[0].at > 1
    # The schedule of this server ends after two retries.
    nothing_waits(impatient)
    assert [len(receiver.on(path)) for path in paths] == [3] * len(bad)
    assert _pending(client, customer.id) == len(bad)


def test_redirects_are_not_followed(client: stripe.StripeClient, receiver: Receiver) -> None:
    elsewhere = receiver.at("/elsewhere", status(200))
    _, path = _endpoint(client, receiver, redirect(elsewhere))
    client.v1.customers.create()
    receiver.wait_for(path, 2)
    assert receiver.on("/elsewhere") == []


def test_bad_endpoints_do_not_delay_a_good_one(patient: stripe.StripeClient, receiver: Receiver) -> None:
    bad = [hang, hang, endless(0.2), close, status(500), redirect(receiver.url + "/elsewhere")]
    hanging, *_ = [_endpoint(patient, receiver, answering)[1] for answering in bad]
    # A name server that does not answer, and an address where nobody listens.
    for url in ("http://nobody.invalid/", "http://127.0.0.1:9/"):
        patient.v1.webhook_endpoints.create({"url": url, "enabled_events": ["customer.created"]})
    good, path = _endpoint(patient, receiver, status(200))
    created = {patient.v1.customers.create().id for _ in range(60)}
    assert {r.event(good.secret).data.object.id for r in receiver.wait_for(path, 60)} == created
    # All that while the one that hangs kept every caller it had: none had come back for a second time.
    kept = [r.body for r in receiver.on(hanging)]
    assert len(kept) == len(set(kept)) > 0


def test_one_slow_answer_does_not_delay_others_of_the_same_endpoint(
    patient: stripe.StripeClient, receiver: Receiver
) -> None:
    _, path = _endpoint(patient, receiver, in_turn(hang, status(200)))
    for _ in range(5):
        patient.v1.customers.create()
    # The first waits for its answer as long as the test runs.
    assert len({r.body for r in receiver.wait_for(path, 5)}) == 5


def test_a_disabled_endpoint_gets_nothing(client: stripe.StripeClient, receiver: Receiver) -> None:
    endpoint, path = _endpoint(client, receiver, status(200))
    client.v1.webhook_endpoints.update(endpoint.id, {"disabled": True})
    client.v1.customers.create()
    client.v1.webhook_endpoints.update(endpoint.id, {"disabled": False})
    wanted = client.v1.customers.create()
    [request] = receiver.wait_for(path)
    assert wanted.id.encode() in request.body


def test_a_retry_that_falls_due_while_the_endpoint_is_disabled_fails(
    impatient: Server, client: stripe.StripeClient, receiver: Receiver
) -> None:
    endpoint, path = _endpoint(client, receiver, status(500))
    client.v1.customers.create()
    receiver.wait_for(path)
    client.v1.webhook_endpoints.update(endpoint.id, {"disabled": True})
    nothing_waits(impatient)
    client.v1.webhook_endpoints.update(endpoint.id, {"disabled": False})
    nothing_waits(impatient)
    assert len(receiver.on(path)) == 1


def test_a_deleted_endpoint_gets_no_retry(client: stripe.StripeClient, receiver: Receiver) -> None:
    endpoint, path = _endpoint(client, receiver, status(500))
    customer = client.v1.customers.create()
    receiver.wait_for(path)
    client.v1.webhook_endpoints.delete(endpoint.id)
    assert _pending(client, customer.id) == 0
    time.sleep(2.2)  # the second after which it would come, and what it takes to begin
    assert len(receiver.on(path)) == 1


@pytest.mark.parametrize("ending", ["delivered", "given up", "deleted"])
def test_an_invoice_knows_when_its_creation_was_delivered_everywhere(
    client: stripe.StripeClient, receiver: Receiver, ending: str
) -> None:
    def endpoint(path: str, answering: Answering) -> str:
        url = receiver.at(path, answering)
        return client.v1.webhook_endpoints.create({"url": url, "enabled_events": ["invoice.created"]}).id

    def delivered_at() -> int | None:
        return client.v1.invoices.retrieve(invoice.id).webhooks_delivered_at

    endpoint("/good", status(200))
    fails = in_turn(status(500), status(200) if ending == "delivered" else status(500))
    bad = endpoint("/bad", fails if ending != "deleted" else hang)
    customer = client.v1.customers.create({"email": "payer@example.com"})
    invoice = client.v1.invoices.create(
        {"customer": customer.id, "collection_method": "send_invoice", "days_until_due": 30}
    )
    receiver.wait_for("/good")
    receiver.wait_for("/bad")
    assert delivered_at() is None
    if ending == "deleted":
        client.v1.webhook_endpoints.delete(bad)
    eventually(lambda: delivered_at() is not None, "the invoice to be told")
    assert (delivered_at() or 0) >= invoice.created
    assert len(receiver.on("/bad")) == {"delivered": 2, "given up": 3, "deleted": 1}[ending]


def test_metadata_services_are_not_called(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="may not be called"):
        client.v1.webhook_endpoints.create({"url": "http://169.254.169.254/latest/meta-data/", "enabled_events": ["*"]})
