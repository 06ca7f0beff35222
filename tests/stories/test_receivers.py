"""Merchants' programs that are told of payments: the good one, and bad neighbours that do not disturb it.

What a single delivery does with each kind of answer is in tests/rooms/webhooks; here an invoice's whole life
passes by receivers of every kind at once.
"""

import itertools
import time
from collections.abc import Iterator
from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server, start_server, stop_server
from tests.rooms.webhooks.receiver import Receiver, close, eventually, hang, listening, redirect, status
from tests.stories.psql import query, settled_mail

# The server's own time limit and retries: four attempts in all.
RETRIES = 3
INVOICES = 10
LIFE = ["invoice.created", "invoice.updated", "invoice.updated", "invoice.finalized", "invoice.sent",
        "invoice.updated", "invoice.paid"]  # fmt: skip


@pytest.fixture(scope="module")
def telling(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start_server(
        tmp_path_factory.mktemp("receivers") / "data",
        BILLHOOK_WEBHOOK_TIMEOUT_SECONDS="1",
        BILLHOOK_WEBHOOK_RETRY_SECONDS=",".join("1" * RETRIES),
    )
    yield running
    stop_server(running)


@pytest.fixture
def shop(telling: Server) -> Iterator[Shop]:
    yield Shop(telling.client)
    for endpoint in telling.client.v1.webhook_endpoints.list({"limit": 100}):
        telling.client.v1.webhook_endpoints.delete(endpoint.id)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as found:
        yield found


def hears(shop: Shop, url: str, *types: str) -> Any:
    """An endpoint for these types of events."""
    return shop.v1.webhook_endpoints.create({"url": url, "enabled_events": list(types)})


def sold(shop: Shop) -> Any:
    """An invoice that was sent and paid."""
    sent = shop.v1.invoices.send_invoice(shop.draft().id)
    return shop.v1.invoices.pay(sent.id, {"paid_out_of_band": True})


def test_a_payment_is_told_and_the_official_client_believes_it(shop: Shop, receiver: Receiver) -> None:
    endpoint = hears(shop, receiver.url + "/paid", "invoice.paid")
    paid = sold(shop)
    (request,) = receiver.wait_for("/paid")
    event = request.event(endpoint.secret)
    assert (event.type, event.livemode, event.request.id) == ("invoice.paid", False, paid.last_response.request_id)
    assert event.data.object.to_dict() == paid.to_dict()
    # Nobody else can tell it: not with another body, another secret or another moment.
    signature = request.headers["stripe-signature"]
    moment = signature.removeprefix("t=").partition(",")[0]
    assert 0 <= time.time() - int(moment) < 10
    more = request.body.replace(b'"amount_paid":12000', b'"amount_paid":92000')
    assert more != request.body
    for body, header, secret in (
        (more, signature, endpoint.secret),
        (request.body, signature, "whsec_of_somebody_else"),
        (request.body, signature.replace(moment, str(int(moment) + 1)), endpoint.secret),
    ):
        with pytest.raises(stripe.SignatureVerificationError, match="No signatures found"):
            stripe.Webhook.construct_event(body, header, secret)


def test_bad_receivers_are_tried_again_on_schedule_and_disturb_nobody(
    telling: Server, shop: Shop, receiver: Receiver
) -> None:
    elsewhere = receiver.at("/elsewhere", status(200))
    bad = {"/500": status(500), "/hang": hang, "/redirect": redirect(elsewhere), "/close": close}
    ids = {path: hears(shop, receiver.at(path, answering), "invoice.paid").id for path, answering in bad.items()}
    good = hears(shop, receiver.at("/good", status(200)), *set(LIFE))
    paid = [(sold(shop), time.monotonic()) for _ in range(INVOICES)]
    received = receiver.wait_for("/good", INVOICES * len(LIFE))
    told: dict[str, list[str]] = {}
    late = []
    for request in received:
        event = request.event(good.secret)
        told.setdefault(event.data.object.id, []).append(event.type)
        late += [request.at - at for i, at in paid if event.type == "invoice.paid" and event.data.object.id == i.id]
    # The good one hears of everything at once, though not in order; the mails leave as if nothing was.
    assert {invoice: sorted(types) for invoice, types in told.items()} == {i.id: sorted(LIFE) for i, _ in paid}
    assert (len(late), max(late) < 2) == (INVOICES, True)
    for invoice, _ in paid:
        settled_mail(telling, invoice.id, "sent")
    # The bad ones were tried as often as the schedule says, and what they did is on record.
    for path, endpoint in ids.items():
        receiver.wait_for(path, INVOICES * (1 + RETRIES), 40)
        eventually(lambda e=endpoint: waiting(telling, e) == 0, f"{path} to be given up", 40)
        attempts = query(
            telling, "SELECT event, number, at, response_status, error FROM webhook_attempts WHERE endpoint = $1 "
            "ORDER BY event, number", endpoint,
        )  # fmt: skip
        assert [row["number"] for row in attempts] == [1, 2, 3, 4] * INVOICES
        assert {(row["response_status"], row["error"]) for row in attempts} == {SAID[path]}
        for first, second in itertools.pairwise(attempts):
            assert first["event"] != second["event"] or second["at"] > first["at"]
    assert receiver.on("/elsewhere") == []


SAID = {
    "/500": (500, None),
    "/hang": (None, "no complete answer within 1 seconds"),
    "/redirect": (307, None),
    "/close": (None, "the connection was closed before the answer was complete"),
}


def waiting(server: Server, endpoint: str) -> int:
    """How many deliveries to an endpoint are not settled."""
    counted = "SELECT count(*) FROM webhook_deliveries WHERE endpoint = $1 AND status = 'pending'"
    return int(query(server, counted, endpoint)[0][0])
