"""Webhook endpoints through the official client."""

from collections.abc import Iterator

import pytest
import stripe
from tests.conftest import Server

URL = "https://example.com/hook"


@pytest.fixture(autouse=True)
def _no_endpoints_left(client: stripe.StripeClient) -> Iterator[None]:
    yield
    for endpoint in client.v1.webhook_endpoints.list({"limit": 100}):
        client.v1.webhook_endpoints.delete(endpoint.id)


def test_the_secret_is_shown_once(client: stripe.StripeClient) -> None:
    made = client.v1.webhook_endpoints.create(
        {"url": URL, "enabled_events": ["invoice.paid", "customer.created"], "metadata": {"a": "1"}}
    )
    assert made.secret is not None
    assert made.secret.startswith("whsec_")
    assert len(made.secret) == len("whsec_") + 32
    expected = {
        "id": made.id,
        "object": "webhook_endpoint",
        "api_version": None,
        "application": None,
        "created": made.created,
        "description": None,
        "enabled_events": ["invoice.paid", "customer.created"],
        "livemode": False,
        "metadata": {"a": "1"},
        "status": "enabled",
        "url": URL,
    }
    assert made.to_dict() == {**expected, "secret": made.secret}
    assert client.v1.webhook_endpoints.retrieve(made.id).to_dict() == expected
    assert [e.to_dict() for e in client.v1.webhook_endpoints.list().data] == [expected]
    assert "secret" not in client.v1.webhook_endpoints.update(made.id, {"description": "d"})


def test_update_changes_what_is_given(client: stripe.StripeClient) -> None:
    made = client.v1.webhook_endpoints.create(
        {"url": URL, "enabled_events": ["*"], "description": "first", "metadata": {"a": "1", "b": "2"}}
    )
    changed = client.v1.webhook_endpoints.update(
        made.id,
        {
            "url": URL + "2", "enabled_events": ["invoice.paid"], "disabled": True, "description": "",
            "metadata": {"a": "", "c": "3"},
        },
    )  # fmt: skip
    assert (changed.url, changed.enabled_events, changed.status) == (URL + "2", ["invoice.paid"], "disabled")
    assert (changed.description, changed.metadata.to_dict()) == (None, {"b": "2", "c": "3"})
    assert client.v1.webhook_endpoints.update(made.id, {"disabled": False}).status == "enabled"


def test_a_deleted_endpoint_is_gone(client: stripe.StripeClient) -> None:
    made = client.v1.webhook_endpoints.create({"url": URL, "enabled_events": ["*"]})
    stub = client.v1.webhook_endpoints.delete(made.id)
    assert stub.to_dict() == {"id": made.id, "object": "webhook_endpoint", "deleted": True}
    with pytest.raises(stripe.InvalidRequestError, match=f"No such webhook endpoint: '{made.id}'") as error:
        client.v1.webhook_endpoints.retrieve(made.id)
    assert (error.value.http_status, error.value.code) == (404, "resource_missing")


def test_every_type_that_the_official_client_names_is_accepted(client: stripe.StripeClient) -> None:
    types = ["payout.paid", "customer.subscription.trial_will_end", "radar.early_fraud_warning.created"]
    made = client.v1.webhook_endpoints.create({"url": URL, "enabled_events": types})  # type: ignore[typeddict-item]
    assert made.enabled_events == types


@pytest.mark.parametrize(
    ("given", "status", "param", "message"),
    [
        ({"enabled_events[]": "invoice.paid"}, 400, "url", "Missing required param: url."),
        ({"url": URL}, 400, "enabled_events", "Missing required param: enabled_events."),
        ({"url": "example.com", "enabled_events[]": "*"}, 400, "url",
         "Invalid URL: An explicit scheme (such as https) must be provided"),
        ({"url": URL, "enabled_events[0]": "*", "enabled_events[1]": "invoice.paid"}, 400, "enabled_events",
         "Invalid enabled_events: '*' stands alone and covers every event type"),
        ({"url": URL, "enabled_events[]": "*", "connect": "true"}, 400, "connect",
         "Billhook does not support the parameter connect here yet; see docs/guide/differences.md."),
        ({"url": URL, "enabled_events[]": "*", "status": "enabled"}, 400, "status",
         "Received unknown parameter: status"),
    ],
)  # fmt: skip
def test_refusals(server: Server, given: dict[str, str], status: int, param: str, message: str) -> None:
    answer = server.request("POST", "/v1/webhook_endpoints", given)
    assert (answer.status, answer.json["error"]["param"]) == (status, param)
    assert answer.json["error"]["message"] == message


@pytest.mark.parametrize(("name", "value"), [("enabled_events[0]", "invoice.*"), ("api_version", "2026-13-01.endive")])
def test_unknown_types_and_versions_are_refused_with_the_choices(server: Server, name: str, value: str) -> None:
    given = {"url": URL, "enabled_events[0]": "*", name: value}
    error = server.request("POST", "/v1/webhook_endpoints", given).json["error"]
    assert error["param"] == name
    assert error["message"].startswith(f"Invalid {name}: must be one of ")


def test_what_was_set_at_creation_cannot_be_changed(client: stripe.StripeClient, server: Server) -> None:
    made = client.v1.webhook_endpoints.create({"url": URL, "enabled_events": ["*"], "api_version": "2024-06-20"})
    assert made.api_version == "2024-06-20"
    answer = server.request("POST", f"/v1/webhook_endpoints/{made.id}", {"api_version": "2025-03-31.basil"})
    assert answer.json["error"]["message"] == "Received unknown parameter: api_version"


def test_a_tenant_has_at_most_sixteen(client: stripe.StripeClient) -> None:
    for _ in range(16):
        client.v1.webhook_endpoints.create({"url": URL, "enabled_events": ["*"]})
    with pytest.raises(stripe.InvalidRequestError, match="maximum of 16 test webhook endpoints"):
        client.v1.webhook_endpoints.create({"url": URL, "enabled_events": ["*"]})


def test_a_tenant_has_at_most_three_versions_of_its_own(client: stripe.StripeClient) -> None:
    for version in ("2024-06-20", "2025-03-31.basil", "2025-09-30.clover", "2025-09-30.clover"):
        client.v1.webhook_endpoints.create({"url": URL, "enabled_events": ["*"], "api_version": version})
    with pytest.raises(stripe.InvalidRequestError, match="at most 3 API versions"):
        client.v1.webhook_endpoints.create({"url": URL, "enabled_events": ["*"], "api_version": "2026-03-25.dahlia"})
