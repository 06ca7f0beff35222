"""The webhooks tool: endpoints, their deliveries, and sending again."""

import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server
from tests.pages.dashboard.signed_in import Seen, Visitor
from tests.pages.document import Element
from tests.rooms.webhooks.receiver import Answering, Receiver, eventually, in_turn, listening, status
from tests.stories.psql import query

Somebody = Callable[[str], Visitor]
_LIST = "/developers/webhooks"
_paths = (f"/page{n}" for n in itertools.count())


@pytest.fixture(autouse=True)
def _no_endpoints_left(client: stripe.StripeClient) -> Iterator[None]:
    yield
    for endpoint in client.v1.webhook_endpoints.list({"limit": 100}):
        client.v1.webhook_endpoints.delete(endpoint.id)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with listening() as found:
        yield found


def an_endpoint(shop: Shop, receiver: Receiver, answering: Answering, **given: Any) -> Any:
    """An endpoint for new customers that answers in this way."""
    url = receiver.at(next(_paths), answering)
    return shop.v1.webhook_endpoints.create({"url": url, "enabled_events": ["customer.created"], **given})


def page_of(endpoint: Any, rest: str = "") -> str:
    return f"{_LIST}/{endpoint.id}{rest}"


def settled(server: Server, endpoint: Any, state: str, count: int = 1) -> list[str]:
    """The events of the deliveries to an endpoint, once this many have a status; the oldest first."""

    def rows() -> list[Any]:
        return query(
            server, "SELECT event FROM webhook_deliveries WHERE endpoint = $1 AND status = $2 ORDER BY event",
            endpoint.id, state,
        )  # fmt: skip

    eventually(lambda: len(rows()) == count, f"{count} deliveries to be {state}")
    return [row["event"] for row in rows()]


def table(seen: Seen) -> list[list[str]]:
    """The rows of the table of a page, each cell as it is read."""
    return [[cell.text for cell in row.all("td")] for row in _listed(seen).one("tbody").all("tr")]


def headers(seen: Seen) -> list[str]:
    return [cell.text for cell in _listed(seen).one("thead").all("th")]


def _listed(seen: Seen) -> Element:
    """The part of a page with the table; beside the deliveries of an endpoint stands that of its response times."""
    return next(iter(seen.page.all("section", aria_label="Deliveries")), seen.page)


# ── Endpoints ───────────────────────────────────────────────────────────────────────────────────
def test_an_endpoint_is_added(owner: Visitor, shop: Shop) -> None:
    assert "No endpoints yet" in owner.get(_LIST).page.text
    fields = {"url": "https://example.com/hook", "description": "Books", "events": ["invoice.paid", "invoice.sent"]}
    seen = owner.send(f"{_LIST}/new", {**fields, "api_version": "2025-09-30.clover"})
    (made,) = shop.v1.webhook_endpoints.list().data
    assert (made.url, made.description, made.api_version) == ("https://example.com/hook", "Books", "2025-09-30.clover")
    assert made.enabled_events == ["invoice.paid", "invoice.sent"]
    page = owner.follow(seen)
    assert page.heading == "https://example.com/hook Enabled"
    assert page.page.one("p", role="status").text == "The endpoint is added. Your program needs its secret."
    assert "2 events" in page.page.text
    assert table(owner.get(_LIST))[0][:4] == ["https://example.com/hookBooks", "Enabled", "2 events", "0"]


def test_all_events_can_be_chosen_at_once(owner: Visitor, shop: Shop) -> None:
    owner.send(f"{_LIST}/new", {"url": "https://example.com/all", "all_events": "1", "events": ["invoice.paid"]})
    (made,) = shop.v1.webhook_endpoints.list().data
    assert made.enabled_events == ["*"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"url": "", "all_events": "1"}, "Enter the address that is told, such as https://example.com/webhooks."),
        ({"url": "ftp://example.com", "all_events": "1"}, "Invalid URL"),
        ({"url": "https://example.com/x"}, "Choose at least one event, or all."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    owner: Visitor, shop: Shop, fields: dict[str, object], sentence: str
) -> None:
    seen = owner.send(f"{_LIST}/new", {**fields, "description": 'Kept "as typed" <b>'})
    assert seen.status == 422
    name = "events" if "all_events" not in fields else "url"
    assert sentence in seen.page.one("p", id=f"field-{name}-error").text
    field = seen.page.one("*", id=f"field-{name}")
    assert f"field-{name}-error" in field.attributes["aria-describedby"]
    assert seen.value("description") == 'Kept "as typed" <b>'
    assert shop.v1.webhook_endpoints.list().data == []


def test_an_endpoint_is_changed_and_what_it_names_already_stays_ticked(owner: Visitor, shop: Shop) -> None:
    """A type that Billhook does not send may stand there, because the set-up was made for Stripe."""
    made = shop.v1.webhook_endpoints.create({"url": "https://example.com/a", "enabled_events": ["payout.paid"]})
    page = owner.get(page_of(made, "/edit"))
    ticked = [box.attributes["value"] for box in page.page.all("input", name="events") if "checked" in box.attributes]
    assert ticked == ["payout.paid"]
    seen = owner.send(
        page_of(made, "/edit"), {"url": "https://example.com/b", "events": ["payout.paid", "price.created"]}
    )
    assert owner.follow(seen).heading.startswith("https://example.com/b")
    changed = shop.v1.webhook_endpoints.retrieve(made.id)
    assert (changed.url, changed.enabled_events) == ("https://example.com/b", ["payout.paid", "price.created"])


def test_the_secret_is_shown_when_asked_for_and_that_is_written_down(
    server: Server, owner: Visitor, shop: Shop
) -> None:
    made = shop.v1.webhook_endpoints.create({"url": "https://example.com/a", "enabled_events": ["*"]})
    hidden = owner.get(page_of(made))
    assert made.secret not in hidden.page.text
    seen = owner.post(page_of(made, "/secret"), {"csrf": hidden.value("csrf")})
    assert (seen.status, seen.headers["cache-control"]) == (200, "private, no-store")
    assert seen.page.one("code", id="secret").text == made.secret
    assert made.secret not in owner.get(page_of(made)).page.text
    (entry,) = query(server, "SELECT verb, actor_label FROM audit_log WHERE object = $1", made.id)
    assert tuple(entry) == ("webhook_endpoint.reveal_secret", "Anna Berg")


def test_an_endpoint_is_disabled_enabled_and_deleted(owner: Visitor, shop: Shop) -> None:
    made = shop.v1.webhook_endpoints.create({"url": "https://example.com/a", "enabled_events": ["*"]})
    assert owner.get(page_of(made, "/disable")).heading == "Disable this endpoint?"
    assert owner.follow(owner.send(page_of(made, "/disable"))).heading.endswith("Disabled")
    assert shop.v1.webhook_endpoints.retrieve(made.id).status == "disabled"
    assert owner.follow(owner.send(page_of(made, "/enable"))).heading.endswith("Enabled")
    seen = owner.send(page_of(made, "/delete"))
    assert seen.to == "/dashboard/test/developers/webhooks"
    assert owner.get(page_of(made)).status == 404


# ── Deliveries ──────────────────────────────────────────────────────────────────────────────────
def test_a_delivery_shows_what_was_sent_and_answered(
    server: Server, owner: Visitor, shop: Shop, receiver: Receiver
) -> None:
    hostile = b"<script>alert(1)</script>" + b"x" * 5_000
    endpoint = an_endpoint(shop, receiver, in_turn(status(500, hostile), status(200, b"fine")))
    shop.customer(name="<i>Jenny</i>")
    (event,) = settled(server, endpoint, "delivered")
    seen = owner.get(page_of(endpoint))
    assert headers(seen)[:7] == ["Event", "Status", "Response", "Duration", "Attempts", "Next attempt", "Sent"]
    (row,) = table(seen)
    assert [row[0], row[1], row[2], row[4], row[5]] == ["customer.created", "Delivered", "200", "2", "–"]
    assert re.fullmatch(r"\d+ ms|\d\.\d s", row[3])
    one = owner.get(page_of(endpoint, f"/deliveries/{event}"))
    sent = receiver.on(endpoint.url.removeprefix(receiver.url))[-1]
    shown = one.page.one("section", aria_label="Request").one("pre", aria_label="Body").text
    assert "".join(shown.split()) == "".join(sent.body.decode().split())
    assert one.page.one("section", aria_label="Response").one("pre").text == "fine"
    attempts = [item.text for item in one.page.one("section", aria_label="Attempts").all("li")]
    assert [text[:14] for text in attempts] == ["Attempt 2: 200", "Attempt 1: 500"]


def test_an_answer_is_cut_and_shown_as_text(server: Server, owner: Visitor, shop: Shop, receiver: Receiver) -> None:
    endpoint = an_endpoint(shop, receiver, status(500, b"<script>alert(1)</script>" + b"x" * 1_000_000))
    shop.customer()
    (event,) = settled(server, endpoint, "failed")
    one = owner.get(page_of(endpoint, f"/deliveries/{event}"))
    answer = one.page.one("section", aria_label="Response").one("pre").text
    assert answer.startswith("<script>alert(1)</script>xxx")
    assert len(answer) == 4_096


def test_what_failed_is_sent_again(server: Server, owner: Visitor, shop: Shop, receiver: Receiver) -> None:
    """The tests' server gives up after four attempts; the fifth is the one that a person asks for."""
    endpoint = an_endpoint(shop, receiver, in_turn(*[status(500)] * 4, status(200)))
    shop.customer()
    (event,) = settled(server, endpoint, "failed")
    here = page_of(endpoint, f"/deliveries/{event}")
    assert owner.get(f"{here}/resend").heading == "Resend customer.created?"
    assert owner.send(f"{here}/resend").to == owner.address(here)
    assert settled(server, endpoint, "delivered") == [event]
    received = receiver.on(endpoint.url.removeprefix(receiver.url))
    assert len(received) == 5
    assert len({one.body for one in received}) == 1
    assert received[-1].event(endpoint.secret).id == event


def test_all_that_failed_is_sent_again_oldest_first(
    server: Server, owner: Visitor, shop: Shop, receiver: Receiver
) -> None:
    answers = {"code": 500}
    endpoint = an_endpoint(shop, receiver, lambda handler: handler.answer(answers["code"]))
    for _ in range(3):
        shop.customer()
    events = settled(server, endpoint, "failed", 3)
    assert "Sends 3 events to" in owner.get(page_of(endpoint, "/resend-failed")).page.text
    answers["code"] = 200
    seen = owner.follow(owner.send(page_of(endpoint, "/resend-failed")))
    assert seen.page.one("p", role="status").text.startswith("3 events will be sent again.")
    assert settled(server, endpoint, "delivered", 3) == events
    received = receiver.on(endpoint.url.removeprefix(receiver.url))[-3:]
    assert sorted(one.event(endpoint.secret).id for one in received) == events


def test_a_delivery_that_waits_is_sent_at_once(server: Server, owner: Visitor, shop: Shop, receiver: Receiver) -> None:
    endpoint = an_endpoint(shop, receiver, in_turn(status(500), status(200)))
    shop.customer()
    waiting = "SELECT event FROM webhook_attempts WHERE endpoint = $1"
    eventually(lambda: len(query(server, waiting, endpoint.id)) == 1, "the first attempt")
    (row,) = query(server, waiting, endpoint.id)
    query(
        server, "UPDATE webhook_deliveries SET next_attempt_at = next_attempt_at + 3600 WHERE endpoint = $1 "
        "AND status = 'pending'", endpoint.id,
    )  # fmt: skip
    owner.send(page_of(endpoint, f"/deliveries/{row['event']}/resend"))
    settled(server, endpoint, "delivered")


def test_nothing_is_sent_again_to_a_disabled_endpoint(
    server: Server, owner: Visitor, shop: Shop, receiver: Receiver
) -> None:
    endpoint = an_endpoint(shop, receiver, status(500))
    shop.customer()
    (event,) = settled(server, endpoint, "failed")
    shop.v1.webhook_endpoints.update(endpoint.id, {"disabled": True})
    for path in (f"/deliveries/{event}/resend", "/resend-failed"):
        seen = owner.send(page_of(endpoint, path))
        assert seen.status == 422
        assert "is disabled. Enable it before" in seen.page.one("div", role="alert").text
    assert settled(server, endpoint, "failed") == [event]


def test_deliveries_are_narrowed_by_status_and_paged(
    server: Server, owner: Visitor, shop: Shop, receiver: Receiver
) -> None:
    answers = {"code": 200}
    endpoint = an_endpoint(shop, receiver, lambda handler: handler.answer(answers["code"]))
    for _ in range(30):
        shop.customer()
    delivered = settled(server, endpoint, "delivered", 30)
    answers["code"] = 500
    shop.customer()
    (failed,) = settled(server, endpoint, "failed")

    def events(seen: Seen) -> list[str]:
        return [re.findall(r"evt_\w+", a.attributes["href"])[0] for a in _listed(seen).one("tbody").all("a")]

    newest_first = [failed, *reversed(delivered)]
    first = owner.get(page_of(endpoint))
    assert events(first) == newest_first[:25]
    (older,) = [a for a in first.page.one("nav", aria_label="Pages").all("a") if a.text == "Older"]
    second = owner.get(older.attributes["href"])
    assert events(second) == newest_first[25:]
    (newer,) = second.page.one("nav", aria_label="Pages").all("a")
    assert newer.text == "Newer"
    assert events(owner.get(newer.attributes["href"])) == newest_first[:25]
    assert events(owner.get(page_of(endpoint, "?status=failed"))) == [failed]
    assert events(owner.get(page_of(endpoint, "?status=delivered"))) == newest_first[1:26]
    assert "No deliveries match" in owner.get(page_of(endpoint, "?status=pending")).page.text
    tabs = [a.text for a in first.page.one("nav", aria_label="Status").all("a")]
    assert tabs == ["All", "Failed 1", "Pending 0", "Delivered 30"]


# ── Who may ─────────────────────────────────────────────────────────────────────────────────────
def test_support_resends_and_reads_no_bodies(
    server: Server, somebody: Somebody, owner: Visitor, shop: Shop, receiver: Receiver
) -> None:
    endpoint = an_endpoint(shop, receiver, in_turn(*[status(500, b"inside")] * 4, status(200)))
    shop.customer()
    (event,) = settled(server, endpoint, "failed")
    support = somebody("support")
    seen = support.get(page_of(endpoint, f"/deliveries/{event}"))
    assert "Your role does not show what was sent and answered." in seen.page.text
    assert seen.page.all("pre") == []
    assert support.get(page_of(endpoint, "/edit")).status == 403
    assert support.post(page_of(endpoint, "/secret"), {"csrf": token(support)}).status == 403
    assert support.send(page_of(endpoint, f"/deliveries/{event}/resend")).status == 303
    settled(server, endpoint, "delivered")


def token(visitor: Visitor) -> str:
    """What the forms of somebody carry."""
    return visitor.get("/").value("csrf")


def test_an_analyst_sees_endpoints_and_changes_nothing(somebody: Somebody, owner: Visitor, shop: Shop) -> None:
    made = shop.v1.webhook_endpoints.create({"url": "https://example.com/a", "enabled_events": ["*"]})
    analyst = somebody("analyst")
    seen = analyst.get(page_of(made))
    assert seen.status == 200
    assert "Reveal secret" not in seen.page.text
    assert seen.page.all("section", aria_label="Deliveries") == []
    for path in ("/secret", "/disable", "/delete", "/edit", "/resend-failed"):
        assert analyst.post(page_of(made, path), {"csrf": token(analyst)}).status == 403, path
    assert analyst.post(f"{_LIST}/new", {"csrf": token(analyst), "url": "https://example.com"}).status == 403
    assert [e.status for e in shop.v1.webhook_endpoints.list().data] == ["enabled"]


def test_an_endpoint_of_the_other_mode_is_not_there(server: Server, owner: Visitor, shop: Shop) -> None:
    made = shop.v1.webhook_endpoints.create({"url": "https://example.com/a", "enabled_events": ["*"]})
    live = Visitor(server, mode="live", cookies=owner.cookies)
    for path in ("", "/edit", "/disable", "/delete", "/deliveries/evt_1", "/deliveries/evt_1/resend"):
        assert live.get(page_of(made, path)).status == 404, path
    assert live.post(page_of(made, "/secret"), {"csrf": token(live)}).status == 404
    assert live.post(page_of(made, "/delete"), {"csrf": token(live)}).status == 404
    assert len(shop.v1.webhook_endpoints.list().data) == 1


def test_a_form_without_its_token_does_nothing(owner: Visitor, shop: Shop) -> None:
    made = shop.v1.webhook_endpoints.create({"url": "https://example.com/a", "enabled_events": ["*"]})
    for path in ("/secret", "/delete", "/edit", "/resend-failed"):
        assert owner.post(page_of(made, path), {}).status == 403, path
    assert len(shop.v1.webhook_endpoints.list().data) == 1


def test_the_pages_know_event_destinations_and_their_ping(owner: Visitor, shop: Shop, receiver: Receiver) -> None:
    destinations = shop.client.v2.core.event_destinations
    destination = destinations.create(
        {
            "type": "webhook_endpoint", "name": "Shipping", "event_payload": "thin",
            "enabled_events": ["v1.price.created"],
            "webhook_endpoint": {"url": receiver.at(next(_paths), status(200))},
        }
    )  # fmt: skip
    sent = destinations.ping(destination.id)
    assert "Enabled" in owner.get(_LIST).page.text
    page = owner.get(page_of(destination)).page.text
    assert "none, it gets thin events" in page
    assert "v2.core.event_destination.ping" in page
    assert '"related_object"' in owner.get(page_of(destination, f"/deliveries/{sent.id}")).page.text
    assert owner.get(f"/developers/events/{sent.id}").status == 200
    destinations.delete(destination.id)
