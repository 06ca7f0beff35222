"""Test events, another secret, and how long an endpoint takes to answer."""

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.rooms.webhooks.receiver import Receiver, eventually, listening, status
from tests.stories.psql import query

from billhook.webhooks.rules.samples import sample

_paths = (f"/acts{n}" for n in itertools.count())


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with listening() as found:
        yield found


@pytest.fixture(autouse=True)
def _no_endpoints_left(client: stripe.StripeClient) -> Iterator[None]:
    yield
    for endpoint in client.v1.webhook_endpoints.list({"limit": 100}):
        client.v1.webhook_endpoints.delete(endpoint.id)


def listening_endpoint(shop: Shop, receiver: Receiver, *types: str) -> tuple[Any, str]:
    """An endpoint for these types that takes everything, and its path."""
    path = next(_paths)
    url = receiver.at(path, status(200))
    return shop.v1.webhook_endpoints.create({"url": url, "enabled_events": list(types)}), path


def page_of(endpoint: Any, rest: str = "") -> str:
    return f"/developers/webhooks/{endpoint.id}{rest}"


def chosen(seen: Seen) -> list[str]:
    return [option.attributes["value"] for option in seen.page.one("select", id="field-type").all("option")]


# ── Test events ─────────────────────────────────────────────────────────────────────────────────
def test_a_test_event_reaches_its_endpoint_alone(
    server: Server, owner: Visitor, shop: Shop, receiver: Receiver
) -> None:
    """It tells of the newest object, is retrievable, marked, and in no list; nobody else hears of it."""
    paid = shop.invoice("paid")
    endpoint, path = listening_endpoint(shop, receiver, "invoice.paid", "price.created")
    other, other_path = listening_endpoint(shop, receiver, "*")
    form = owner.get(page_of(endpoint, "/test-event"))
    assert (form.heading, chosen(form)) == ("Send test event", ["invoice.paid", "price.created"])
    seen = owner.send(page_of(endpoint, "/test-event"), {"type": "invoice.paid"})
    assert owner.follow(seen).heading.endswith("Test event")
    (request,) = receiver.wait_for(path)
    event = request.event(endpoint.secret)
    assert (event.type, event.livemode, event.data.object.id) == ("invoice.paid", False, paid.id)
    assert shop.v1.events.retrieve(event.id).data.object.id == paid.id
    # What happens after it does reach the other one, which shows that nothing came before.
    marker = shop.customer()
    told = [one.event(other.secret) for one in receiver.wait_for(other_path)]
    assert [one.data.object.id for one in told] == [marker.id]
    assert event.id not in [one.id for one in shop.v1.events.list({"limit": 100}).data]
    assert event.id not in [one.id for one in shop.v1.events.list({"type": "invoice.paid"}).data]
    assert event.id not in owner.get("/developers/events").page.text
    (row,) = owner.get(page_of(endpoint)).page.one("section", aria_label="Deliveries").one("tbody").all("tr")
    assert row.all("td")[0].text == "invoice.paid Test event"
    (entry,) = query(
        server, "SELECT verb, actor_label, changes FROM audit_log WHERE object = $1 AND verb LIKE '%test_event'",
        endpoint.id,
    )  # fmt: skip
    assert tuple(entry) == ("webhook_endpoint.send_test_event", "Anna Berg", "[]")


def test_a_test_event_of_a_new_invoice_lets_none_advance(
    server: Server, owner: Visitor, shop: Shop, receiver: Receiver
) -> None:
    """An invoice advances once its own `invoice.created` was delivered; a test event is none."""
    draft = shop.draft(auto_advance=True)
    query(server, "UPDATE invoices SET webhooks_delivered_at = NULL WHERE id = $1", draft.id)
    endpoint, path = listening_endpoint(shop, receiver, "invoice.created")
    owner.send(page_of(endpoint, "/test-event"), {"type": "invoice.created"})
    (request,) = receiver.wait_for(path)
    assert request.event(endpoint.secret).data.object.id == draft.id
    settled = "SELECT FROM webhook_deliveries WHERE endpoint = $1 AND status = 'delivered'"
    eventually(lambda: len(query(server, settled, endpoint.id)) == 1, "the delivery")
    (row,) = query(server, "SELECT webhooks_delivered_at FROM invoices WHERE id = $1", draft.id)
    assert row["webhooks_delivered_at"] is None


def test_of_what_was_never_made_a_sample_is_sent(server: Server, owner: Visitor, receiver: Receiver) -> None:
    """In a new sandbox, where nothing was made yet."""
    sandbox = server.request("POST", "/v1/billhook/sandboxes", {"name": "Nothing made"}).json
    inside = Shop(server.client_with(sandbox["secret_key"]))
    endpoint, path = listening_endpoint(inside, receiver, "*")
    page = f"/dashboard/{sandbox['id']}{page_of(endpoint, '/test-event')}"
    seen = owner.send(page, {"type": "test_helpers.test_clock.internal_failure"})
    assert seen.status == 303
    shown = receiver.wait_for(path)[0].event(endpoint.secret).data.object
    assert (shown.object, shown.id[-8:]) == ("test_helpers.test_clock", "00000000")
    refused = owner.send(page, {"type": "issuing_card.created"})
    assert (refused.status, "Choose one of the list." in refused.page.text) == (422, True)


def test_a_sample_has_the_shape_of_what_is_sent(shop: Shop) -> None:
    """Field by field, for what is made quickly; who adds a field to a view adds it to the sample."""
    shop.invoice("paid")
    shop.v1.coupons.create({"percent_off": 10, "duration": "once"})
    product = shop.v1.products.create({"name": "Hedge"})
    shop.v1.prices.create({"product": product.id, "currency": "eur", "unit_amount": 500})
    for kind in ("invoice.paid", "customer.created", "coupon.created", "product.created", "price.created"):
        made = shop.v1.events.list({"type": kind, "limit": 1}).data[0].to_dict()["data"]["object"]
        assert set(json.loads(sample(kind.rpartition(".")[0]))) == set(made), kind


def test_no_test_event_in_live_mode_or_to_a_disabled_endpoint(
    server: Server, owner: Visitor, shop: Shop, receiver: Receiver
) -> None:
    endpoint, _ = listening_endpoint(shop, receiver, "invoice.paid")
    form = owner.get(page_of(endpoint, "/test-event"))
    shop.v1.webhook_endpoints.update(endpoint.id, {"disabled": True})
    assert "Send test event" not in owner.get(page_of(endpoint)).page.text
    fields = {"csrf": form.value("csrf"), "key": form.value("key"), "type": "invoice.paid"}
    seen = owner.post(page_of(endpoint, "/test-event"), fields)
    assert (seen.status, "is disabled" in seen.page.one("div", role="alert").text) == (422, True)
    live = Visitor(server, "live", owner.cookies)
    where = live.send("/developers/webhooks/new", {"url": "https://example.com/live", "events": ["invoice.paid"]}).to
    assert "Send test event" not in live.get(where).page.text
    refused = live.post(f"{where}/test-event", fields)
    assert refused.status == 422
    assert "Test events exist in test mode only." in refused.page.one("div", role="alert").text
    assert query(server, "SELECT FROM events WHERE only_for = $1", where.rpartition("/")[2]) == []
    live.send(f"{where}/delete")


# ── The secret ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("kept", "old_works"), [("86400", True), ("0", False)])
def test_after_a_roll_the_old_secret_works_for_as_long_as_was_chosen(
    server: Server, owner: Visitor, shop: Shop, receiver: Receiver, kept: str, old_works: bool
) -> None:
    endpoint, path = listening_endpoint(shop, receiver, "customer.created")
    assert owner.get(page_of(endpoint, "/roll-secret")).heading == "Roll secret?"
    seen = owner.send(page_of(endpoint, "/roll-secret"), {"keep_seconds": kept})
    new = seen.page.one("code", id="secret").text
    assert (seen.status, seen.headers["cache-control"]) == (200, "private, no-store")
    assert (new.startswith("whsec_"), new != endpoint.secret) == (True, True)
    said = seen.page.one("section", aria_label="Settings").one("p", role="status").text
    assert ("The old one signs too until" in said) is old_works
    assert ("The old secret signs too until" in owner.get(page_of(endpoint)).page.text) is old_works
    customer = shop.customer()
    (request,) = receiver.wait_for(path)
    assert request.event(new).data.object.id == customer.id
    if old_works:
        assert request.event(endpoint.secret).data.object.id == customer.id
        query(server, "UPDATE webhook_endpoints SET old_secret_until = 1 WHERE id = $1", endpoint.id)
        shop.customer()
        request = receiver.wait_for(path, 2)[1]
    with pytest.raises(stripe.SignatureVerificationError):
        request.event(endpoint.secret)
    assert request.headers["stripe-signature"].count("v1=") == 1
    assert "secret" not in shop.v1.webhook_endpoints.retrieve(endpoint.id).to_dict()


def test_rolling_asks_for_the_password_again(server: Server, owner: Visitor, shop: Shop) -> None:
    endpoint = shop.v1.webhook_endpoints.create({"url": "https://example.com/a", "enabled_events": ["*"]})
    query(server, "UPDATE sessions SET confirmed_at = confirmed_at - 700")
    seen = owner.get(page_of(endpoint, "/roll-secret"))
    query(server, "UPDATE sessions SET confirmed_at = confirmed_at + 700")
    assert seen.to.startswith("/dashboard/me/confirm")


# ── Response time ───────────────────────────────────────────────────────────────────────────────
def test_how_long_it_takes_is_drawn_and_told(server: Server, owner: Visitor, shop: Shop, receiver: Receiver) -> None:
    endpoint, path = listening_endpoint(shop, receiver, "customer.created")
    assert owner.get(page_of(endpoint)).page.all("div", role="img") == []
    for _ in range(3):
        shop.customer()
    receiver.wait_for(path, 3)
    settled = "SELECT event FROM webhook_attempts WHERE endpoint = $1 ORDER BY event"
    eventually(lambda: len(query(server, settled, endpoint.id)) == 3, "three attempts")
    events = [row["event"] for row in query(server, settled, endpoint.id)]
    for event, duration in zip(events, (40, 2_500, 60), strict=True):
        query(server, "UPDATE webhook_attempts SET duration_ms = $2 WHERE event = $1", event, duration)
    seen = owner.get(page_of(endpoint))
    chart = seen.page.one("div", role="img", aria_label="Response time")
    assert "Median 60 ms, slowest 2.5 s" in chart.text
    assert [bar.text for bar in chart.all("svg")[0].all("title")] == [
        f"customer.created: 200 in {took}" for took in ("40 ms", "2.5 s", "60 ms")
    ]
    rows = seen.page.one("section", aria_label="Response times").one("tbody").all("tr")
    assert [[cell.text for cell in row.all("td")] for row in rows] == [
        ["200", "60 ms"], ["200", "2.5 s"], ["200", "40 ms"],
    ]  # fmt: skip
    assert [row.one("a").attributes["href"].rpartition("/")[2] for row in rows] == events[::-1]
