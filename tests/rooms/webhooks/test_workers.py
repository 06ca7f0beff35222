"""Deliveries by several worker processes, and after one was killed."""

import os
import signal
from collections import Counter
from pathlib import Path

import pytest
import stripe
from tests.conftest import Server, start_server, stop_server
from tests.nightly import IS_NIGHTLY, usual
from tests.rooms.webhooks.receiver import after, eventually, hang, in_turn, listening, status
from tests.stories.psql import query

EVENTS = 150 if IS_NIGHTLY else 30


def _create_customers(client: stripe.StripeClient, count: int) -> set[str]:
    return {client.v1.customers.create().id for _ in range(count)}


def _undelivered(client: stripe.StripeClient) -> int:
    return len(client.v1.events.list({"delivery_success": False, "limit": 100}).data)


def test_several_workers_never_deliver_one_attempt_twice(tmp_path: Path) -> None:
    server = start_server(tmp_path / "data", "--workers", "2")
    try:
        with listening() as receiver:
            for path in ("/quick", "/slow"):
                server.client.v1.webhook_endpoints.create(
                    {"url": receiver.url + path, "enabled_events": ["customer.created"]}
                )
            receiver.at("/quick", status(200))
            receiver.at("/slow", after(0.3))
            customers = _create_customers(server.client, EVENTS)
            for path in ("/quick", "/slow"):
                bodies = Counter(r.body for r in receiver.wait_for(path, EVENTS))
                assert len(bodies) == EVENTS
                assert set(bodies.values()) == {1}
                assert all(any(c.encode() in body for body in bodies) for c in customers)
            eventually(lambda: _undelivered(server.client) == 0, "all deliveries to be settled")
            assert len(receiver.received) == 2 * EVENTS
    finally:
        stop_server(server)


@pytest.mark.parametrize("sig", usual([signal.SIGKILL, signal.SIGTERM], [signal.SIGKILL]))
def test_a_delivery_under_way_when_the_server_ends_is_made_again(tmp_path: Path, sig: signal.Signals) -> None:
    # A claim ends ten seconds after its call would have.
    server = start_server(tmp_path / "data", BILLHOOK_WEBHOOK_TIMEOUT_SECONDS="1")
    with listening() as receiver:
        receiver.at("/", in_turn(hang, status(200)))
        endpoint = server.client.v1.webhook_endpoints.create(
            {"url": receiver.url + "/", "enabled_events": ["customer.created"]}
        )
        server.client.v1.customers.create()
        receiver.wait_for("/")
        _end(server, sig)
        server = start_server(tmp_path / "data", BILLHOOK_WEBHOOK_TIMEOUT_SECONDS="1")
        if not IS_NIGHTLY:  # as if its claim had ended
            query(server, "UPDATE webhook_deliveries SET next_attempt_at = 1 WHERE status = 'pending'")
        try:
            first, second = receiver.wait_for("/", 2)
            assert first.body == second.body
            assert second.event(endpoint.secret).type == "customer.created"
        finally:
            stop_server(server)


def _end(server: Server, sig: signal.Signals) -> None:
    os.kill(server.process.pid, sig)
    server.process.wait(20)
