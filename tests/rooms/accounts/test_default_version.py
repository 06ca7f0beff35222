"""The account's default API version: for requests and webhook endpoints that name none (platform.md §5.1)."""

import json
from collections.abc import Iterator

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server
from tests.platform.billhook_command import Command
from tests.rooms.webhooks.receiver import Receiver, eventually, listening, status

from billhook.kernel.api_versions import NEWEST


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as found:
        yield found


@pytest.fixture
def command(server: Server) -> Iterator[Command]:
    """Commands beside the server; its account has the newest version again afterwards."""
    command = Command(server.data_dir)
    yield command
    assert command("settings", "unset", "default_api_version").returncode == 0


def version_of(server: Server) -> str:
    """The version of an answer to a request that names none."""
    return server.request("GET", "/v1/customers?limit=1").headers["stripe-version"]


def test_answers_events_and_deliveries_without_a_version_have_the_accounts(
    server: Server, shop: Shop, receiver: Receiver, command: Command
) -> None:
    assert version_of(server) == NEWEST
    assert command("settings", "set", "default_api_version", "2024-06-20").returncode == 0
    # A process remembers an account for a second.
    eventually(lambda: version_of(server) == "2024-06-20", "an answer in the new version")
    shaped: dict[str, stripe.WebhookEndpoint] = {}
    for path, version in (("/usual", {}), ("/own", {"api_version": "2025-08-27.basil"})):
        url = receiver.at(path, status(200))
        shaped[path] = shop.v1.webhook_endpoints.create(
            {"url": url, "enabled_events": ["invoice.created"], **version}  # type: ignore[typeddict-item]
        )
    assert [shaped["/usual"].api_version, shaped["/own"].api_version] == [None, "2025-08-27.basil"]
    customer = shop.v1.customers.create({"name": "Jenny Rosen"})
    made = server.request("POST", "/v1/invoices", {"customer": customer.id})
    assert made.headers["stripe-version"] == "2024-06-20"
    assert made.json["paid"] is False
    asked = server.request("GET", f"/v1/invoices/{made.json['id']}", headers={"Stripe-Version": NEWEST})
    assert asked.headers["stripe-version"] == NEWEST
    assert "paid" not in asked.json
    usual, own = (json.loads(receiver.wait_for(path)[0].body) for path in shaped)
    assert (usual["api_version"], usual["data"]["object"]["paid"]) == ("2024-06-20", False)
    assert own["api_version"] == "2025-08-27.basil"
    assert "paid" not in own["data"]["object"]
    # An event keeps the version that it was rendered in, whoever asks for it.
    event = server.request("GET", f"/v1/events/{usual['id']}", headers={"Stripe-Version": NEWEST}).json
    assert (event["api_version"], event["data"]["object"]["paid"]) == ("2024-06-20", False)
    for endpoint in shaped.values():
        shop.v1.webhook_endpoints.delete(endpoint.id)


def test_only_a_version_that_is_offered_is_taken(command: Command) -> None:
    for refused in ("2020-08-27", "2024-06-21", "2030-01-01.fennel", "newest"):
        said = command("settings", "set", "default_api_version", refused)
        assert (said.returncode, said.stdout) == (1, "")
        assert "must be a version from 2022-11-15 to 2026-10-28.endive" in said.stderr
