"""Stripe's own command line works with Billhook (docs/guide/cli.md)."""

import json
import re
from pathlib import Path

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.docs.pages import GUIDE, section
from tests.examples.stripe_cli import StripeCli
from tests.nightly import usual
from tests.rooms.webhooks.receiver import eventually
from tests.rooms.webhooks.receiver import listening as receiving

# The fixtures of the command line send what the newest version no longer takes.
VERSION = "2025-03-31.basil"
SOME = ["invoice.paid", "charge.refunded", "promotion_code.created"]


def triggers(heading: str) -> list[str]:
    """The triggers of a table of the guide."""
    rows = section((GUIDE / "cli.md").read_text("utf-8"), f"### {heading}").splitlines()
    cells = [row.strip("| ").split(" | ") for row in rows if "`" in row]
    return [f"{of}.{what}" for of, each, *_ in cells for what in re.findall(r"`([a-z0-9_.]+)`", each)]


@pytest.fixture
def cli(server: Server, tmp_path: Path) -> StripeCli:
    return StripeCli(server, tmp_path)


def test_listening_forwards_events_with_the_secret_that_was_printed(cli: StripeCli, shop: Shop) -> None:
    printed = re.search(r"whsec_\w+", cli.run("listen", "--print-secret").stdout)
    assert printed is not None
    with (
        receiving() as receiver,
        cli.running("listen", "--events", "product.created", "--forward-to", f"{receiver.url}/hook") as process,
    ):
        assert process.stdout is not None
        ready = next((line for line in process.stdout if "Ready!" in line), "it ended")
        assert printed[0] in ready
        shop.v1.customers.create({})
        product = shop.v1.products.create({"name": "Gold"})
        eventually(lambda: bool(receiver.on("/hook")), "the event")
        event = receiver.on("/hook")[0].event(printed[0])
    assert (event.type, event.data.object.id) == ("product.created", product.id)


def test_listening_takes_the_paths_of_the_endpoints(cli: StripeCli, shop: Shop) -> None:
    given = {"url": "https://shop.example/hooks/gold", "enabled_events": ["product.created"]}
    endpoint = shop.v1.webhook_endpoints.create(given)
    try:
        with receiving() as receiver:
            forwarding = ("--use-configured-webhooks", "--forward-to", receiver.url)
            with cli.running("listen", "--latest", *forwarding) as process:
                assert process.stdout is not None
                assert any("Ready!" in line for line in process.stdout)
                shop.v1.products.create({"name": "Gold"})
                eventually(lambda: bool(receiver.on("/hooks/gold")), "the event")
    finally:
        shop.v1.webhook_endpoints.delete(endpoint.id)


def test_requests_are_shown_as_they_come(cli: StripeCli, server: Server) -> None:
    filters = ("--filter-request-path", "/v1/coupons", "--filter-status-code", "404")
    with cli.running("logs", "tail", "--format", "JSON", *filters) as process:
        assert process.stdout is not None
        assert any("Ready!" in line for line in process.stdout)
        server.request("GET", "/v1/coupons?limit=1")
        server.request("GET", "/v1/coupons/gold")
        shown = json.loads(next(line for line in process.stdout if "/v1/coupons" in line))
    assert (shown["method"], shown["url"], shown["status"]) == ("GET", "/v1/coupons/gold", 404)
    assert shown["error"]["message"] == "No such coupon: 'gold'"


def test_an_event_is_sent_again(cli: StripeCli, shop: Shop) -> None:
    shop.v1.products.create({"name": "Gold"})
    event = shop.v1.events.list({"type": "product.created", "limit": 1}).data[0]
    answered = cli.run("events", "resend", event.id)
    assert json.loads(answered.stdout)["id"] == event.id, answered.stderr


def test_general_commands(cli: StripeCli, shop: Shop) -> None:
    made = json.loads(cli.run("customers", "create", "--name=Jenny Rosen").stdout)
    assert shop.v1.customers.retrieve(made["id"]).name == "Jenny Rosen"
    cli.run("post", f"/v1/customers/{made['id']}", "-d", "metadata[colour]=red")
    got = json.loads(cli.run("get", f"/v1/customers/{made['id']}").stdout)
    assert got["metadata"] == {"colour": "red"}


@pytest.mark.parametrize("event", usual(triggers("Triggers that work"), SOME))
def test_a_trigger_that_works_causes_its_event(cli: StripeCli, shop: Shop, event: str) -> None:
    before = {each.id for each in shop.v1.events.list({"type": event}).data}
    done = cli.run("trigger", event, "--api-version", VERSION)
    assert done.returncode == 0, done.stdout + done.stderr
    eventually(lambda: bool({each.id for each in shop.v1.events.list({"type": event}).data} - before), event)


@pytest.mark.parametrize("event", usual(triggers("Triggers that are refused"), ["payment_link.created"]))
def test_a_trigger_that_does_not_work_says_why(cli: StripeCli, event: str) -> None:
    done = cli.run("trigger", event, "--api-version", VERSION)
    assert done.returncode != 0
    assert "Request failed, status=4" in done.stdout + done.stderr
