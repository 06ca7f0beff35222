"""`stripe listen`, as its websocket sees it."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import TEST_KEY, Server
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from billhook.cli_sessions.sockets import IN_FLIGHT_MAX, SOCKETS_MAX
from billhook.kernel.api_versions import NEWEST

SESSION = {"device_name": "laptop", "websocket_features[]": "webhooks"}


def opened(server: Server, **given: str) -> dict[str, Any]:
    answer = server.request("POST", "/v1/stripecli/sessions", SESSION | given)
    assert answer.status == 200
    return dict(answer.json)


def listening(session: dict[str, Any], **other: str) -> ClientConnection:
    address = (
        f"{other.get('url', session['websocket_url'])}?websocket_feature={session['websocket_authorized_feature']}"
    )
    headers = {"Websocket-Id": other.get("id", session["websocket_id"])}
    return connect(address, additional_headers=headers, subprotocols=["stripecli-devproxy-v1"])  # type: ignore[list-item]


def frames(socket: ClientConnection, *, acknowledge: bool = True, seconds: float = 3.0) -> Iterator[dict[str, Any]]:
    """What arrives, until nothing does for some time."""
    while True:
        try:
            frame = json.loads(socket.recv(timeout=seconds))
        except TimeoutError:
            return
        if acknowledge:
            conversation = {name: frame[name] for name in ("webhook_id", "webhook_conversation_id")}
            socket.send(json.dumps({"type": "event_ack", "event_id": "evt_1", **conversation}))
        yield frame


def of_customer(frame: dict[str, Any], customer: str) -> bool:
    return json.loads(frame["event_payload"])["data"]["object"]["id"] == customer  # type: ignore[no-any-return]


def test_an_event_arrives_at_both_versions_with_the_signature_of_the_session(server: Server, shop: Shop) -> None:
    session = opened(server)
    with listening(session) as socket:
        assert socket.subprotocol == "stripecli-devproxy-v1"
        customer = shop.v1.customers.create({"name": "Jenny Rosen"})
        got = []
        for frame in frames(socket):
            got += [frame] if of_customer(frame, customer.id) else []
            if len(got) == 2:
                break
    assert [frame["endpoint"] for frame in got] == [{"api_version": None}, {"api_version": NEWEST}]
    for frame in got:
        signature = frame["http_headers"]["Stripe-Signature"]
        event = stripe.Webhook.construct_event(frame["event_payload"], signature, session["secret"])  # type: ignore[no-untyped-call]
        assert (frame["type"], event.type, event.data.object.name) == (
            "webhook_event",
            "customer.created",
            "Jenny Rosen",
        )


def test_the_secret_stays_the_same(server: Server) -> None:
    one, other = opened(server), opened(server)
    assert one["secret"] == other["secret"]
    assert one["websocket_id"] != other["websocket_id"]


def test_a_client_that_acknowledges_nothing_gets_no_more(server: Server, shop: Shop) -> None:
    session = opened(server)
    with listening(session) as socket:
        customers = [shop.v1.customers.create({}).id for _ in range(IN_FLIGHT_MAX // 2 + 1)]
        first = list(frames(socket, acknowledge=False, seconds=1.0))
        assert len(first) == IN_FLIGHT_MAX
        for frame in first:
            socket.send(json.dumps({"type": "event_ack", "webhook_conversation_id": frame["webhook_conversation_id"]}))
        for frame in frames(socket):
            if of_customer(frame, customers[-1]):
                break
        else:
            pytest.fail("the last event never came")


@pytest.mark.parametrize("other", ["id", "mode", "account"])
def test_an_id_that_proves_nothing_opens_no_socket(server: Server, other: str) -> None:
    session = opened(server)
    address = session["websocket_url"]
    account = urlsplit(address).path.split("/")[-2]
    wrong = {
        "id": {"id": "wsid_1"},
        "mode": {"url": address.replace("/test", "/live")},
        "account": {"url": address.replace(account, "acct_1")},
    }[other]
    with pytest.raises(InvalidStatus) as refused:
        listening(session, **wrong)
    assert refused.value.response.status_code == 404
    assert json.loads(refused.value.response.body)["error"]["message"] == "Unknown WebSocket ID."


def test_a_tenant_has_eight_sockets_at_most(server: Server) -> None:
    session = opened(server)
    with ExitStack() as open_sockets:
        for _ in range(SOCKETS_MAX):
            open_sockets.enter_context(listening(session))
        with pytest.raises(InvalidStatus) as refused:
            listening(session)
        assert refused.value.response.status_code == 429


@pytest.mark.parametrize("feature", ["destinations", "v2_events", "magic"])
def test_other_features_are_refused_by_name(server: Server, feature: str) -> None:
    answer = server.request("POST", "/v1/stripecli/sessions", SESSION | {"websocket_features[]": feature})
    assert (answer.status, answer.json["error"]["code"]) == (400, "not_supported")
    assert feature in answer.json["error"]["message"]


def test_an_upgrade_elsewhere_is_answered_as_if_it_had_not_been_offered(server: Server) -> None:
    with pytest.raises(InvalidStatus) as refused:
        connect(
            f"{server.url.replace('http', 'ws')}/v1/customers?limit=1",
            additional_headers={"Authorization": f"Bearer {TEST_KEY}"},
        )
    assert refused.value.response.status_code == 200
