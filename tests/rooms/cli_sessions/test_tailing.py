"""`stripe logs tail`, as its websocket sees it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.rooms.cli_sessions.test_listening import SESSION, frames, listening, opened

LOGS = {"websocket_features[]": "request_logs"}


def told(server: Server, work: Callable[[], object], filters: dict[str, list[str]], last: str) -> list[dict[str, Any]]:
    """What a client with these filters is told of some work, until a request whose path ends with `last`."""
    session = opened(server, **LOGS, filters=json.dumps(filters))
    assert (session["websocket_authorized_feature"], session["secret"]) == ("request_logs", "")
    found = []
    with listening(session) as socket:
        work()
        for frame in frames(socket, acknowledge=False, seconds=5.0):
            payload = json.loads(frame["event_payload"])
            assert (frame["type"], frame["request_log_id"]) == ("request_log_event", payload["request_id"])
            found.append(payload)
            if payload["url"].endswith(last):
                break
    return found


def test_requests_are_told_as_they_are_answered(server: Server, shop: Shop) -> None:
    made = []

    def work() -> None:
        made.append(shop.v1.customers.create({"name": "Jenny Rosen"}))
        server.request("POST", f"/v1/customers/{made[0].id}", {"email": "nonsense"})
        server.request("GET", f"/v1/customers/{made[0].id}/tax_ids")

    found = told(server, work, {"filter_request_path": ["/v1/customers"]}, "/tax_ids")
    mine = [one for one in found if one["request_id"] == made[0].last_response.request_id or made[0].id in one["url"]]
    assert [(one["method"], one["status"], one["livemode"]) for one in mine] == [
        ("POST", 200, False), ("POST", 400, False), ("GET", 200, False),
    ]  # fmt: skip
    assert [one["error"] for one in mine] == [
        {},
        {
            "type": "invalid_request_error", "code": "email_invalid", "param": "email",
            "message": "Invalid email address: nonsense",
        },
        {},
    ]  # fmt: skip
    assert mine[0]["url"] == "/v1/customers"


def test_only_what_is_asked_for(server: Server) -> None:
    def work() -> None:
        server.request("GET", "/v1/products?limit=1")
        server.request("GET", "/v1/products/prod_none")
        server.request("GET", "/v1/products/prod_last")

    filters = {"filter_request_path": ["/v1/products"], "filter_request_status": ["FAILED"]}
    found = told(server, work, filters, "/v1/products/prod_last")
    assert {"/v1/products/prod_none", "/v1/products/prod_last"} <= {one["url"] for one in found}
    assert {one["status"] // 100 for one in found} == {4}


def test_who_asks_for_connected_accounts_is_told_that_there_are_none(server: Server) -> None:
    filters = json.dumps({"filter_account": ["connect_in"]})
    assert opened(server, **LOGS, filters=filters)["display_connect_filter_warning"] is True
    assert opened(server, **LOGS)["display_connect_filter_warning"] is False


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({"websocket_features[]": "logs"}, None),
        ({**LOGS, "filters": "{"}, "filters"),
        ({**LOGS, "websocket_features[1]": "webhooks"}, "websocket_features"),
    ],
)
def test_what_cannot_be_listened_to_is_refused(server: Server, given: dict[str, str], param: str | None) -> None:
    answer = server.request("POST", "/v1/stripecli/sessions", SESSION | given)
    assert (answer.status, answer.json["error"].get("param")) == (400, param)
