"""The log of requests: what a server writes down of what programs ask, and what it never writes down."""

import io
import json
from typing import Any

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server, run_billhook
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

_OF = "SELECT r.*, t.livemode FROM request_log r JOIN tenants t ON t.id = r.tenant WHERE r.id = $1"
# A look tells these apart from everything else, so they are masked also in the middle of a text.
TOLD = {
    "card number": "4000056655665556",
    "card number in groups": "4000 0027 6000 3184",
    "IBAN": "DE89370400440532013000",
    "key": "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
}
# Only the name of their parameter tells that these are secrets.
NAMED = {"account number": "000123456789", "password": "correct horse battery"}


def logged(server: Server, id: str) -> Any:
    """The row of a request, as soon as it is written."""
    eventually(lambda: len(query(server, _OF, id)) == 1, f"{id} to be in the log")
    return query(server, _OF, id)[0]


def request_of(answer: Any) -> str:
    """The id of the request that gave an answer of the SDK."""
    return str(answer.last_response.request_id)


def test_a_request_is_logged_with_all_that_was_asked_and_answered(server: Server, client: stripe.StripeClient) -> None:
    customer = client.v1.customers.create({"name": "Ada", "metadata": {"order": "7"}}, {"idempotency_key": "ada-7-log"})
    row = logged(server, request_of(customer))
    assert (row["method"], row["path"], row["http_status"]) == ("POST", "/v1/customers", 200)
    assert json.loads(row["params"]) == {"name": "Ada", "metadata": {"order": "7"}}
    assert json.loads(row["response"])["id"] == row["object"] == customer.id
    assert (row["error_type"], row["error_code"], row["livemode"]) == (None, None, False)
    assert row["idempotency_key"] == "ada-7-log"
    assert row["api_version"] == stripe.api_version
    assert row["user_agent"].startswith("Stripe/v1 PythonBindings/")
    assert row["address"] == "127.0.0.1"
    assert row["key"].startswith("sk_test_****")
    assert 0 < row["micros"] < 60_000_000


def test_live_mode_keeps_the_responses_of_failures_alone(server: Server, live: stripe.StripeClient) -> None:
    customer = live.v1.customers.create({"name": "Ada"})
    row = logged(server, request_of(customer))
    assert (row["response"], row["object"]) == ("", customer.id)
    assert row["response_bytes"] > 300
    with pytest.raises(stripe.InvalidRequestError) as refused:
        live.v1.customers.retrieve("cus_nobody")
    assert "resource_missing" in logged(server, str(refused.value.request_id))["response"]


def test_an_error_is_logged_with_type_and_code(server: Server, client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.customers.retrieve("cus_nobody")
    row = logged(server, str(refused.value.request_id))
    assert (row["http_status"], row["error_type"], row["error_code"]) == (
        404,
        "invalid_request_error",
        "resource_missing",
    )
    assert row["object"] == "cus_nobody"


def test_live_and_test_mode_do_not_mix(server: Server, live: stripe.StripeClient, client: stripe.StripeClient) -> None:
    in_live, in_test = request_of(live.v1.customers.list()), request_of(client.v1.customers.list())
    assert logged(server, in_live)["livemode"] is True
    assert logged(server, in_test)["livemode"] is False


def test_a_request_without_a_key_is_nobody_s(server: Server, client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.AuthenticationError) as refused:
        server.client_with("sk_test_nobody4eC39HqLyjWDar").v1.customers.list()
    later = request_of(client.v1.customers.list())
    logged(server, later)
    assert query(server, _OF, str(refused.value.request_id)) == []


def _asked_with_secrets(client: stripe.StripeClient, shop: Shop) -> tuple[list[Any], dict[str, str]]:
    """Answers to requests that carry secrets, and the secrets that the server made."""
    told = "; ".join(TOLD.values())
    card: Any = {"number": TOLD["card number"], "cvc": "871", "exp_month": 12, "exp_year": 2040}
    bank: Any = {"account_holder_type": "individual", "account_number": NAMED["account number"]}
    bank["routing_number"] = "110000000"
    account: Any = {"type": "us_bank_account", "us_bank_account": bank, "billing_details": {"name": "Ada"}}
    endpoint = client.v1.webhook_endpoints.create({"url": "http://127.0.0.1:9/x", "enabled_events": ["charge.failed"]})
    client.v1.webhook_endpoints.delete(endpoint.id)
    intent = client.v1.payment_intents.create({"amount": 500, "currency": "usd"}, {"idempotency_key": TOLD["key"]})
    session = client.v1.billing_portal.sessions.create({"customer": shop.customer().id})
    made = {
        "client secret": str(intent.client_secret).rpartition("_")[2],
        "signing secret": str(endpoint.secret),
        "portal": session.url.rpartition("_")[2],
    }
    return [
        client.v1.customers.create({"description": told, "metadata": {"password": NAMED["password"], "note": told}}),
        client.v1.payment_methods.create({"type": "card", "card": card}),
        client.v1.payment_methods.create(account),
        endpoint,
        intent,
        session,
    ], made


def test_no_secret_is_in_the_log(server: Server, client: stripe.StripeClient, shop: Shop) -> None:
    answers, made = _asked_with_secrets(client, shop)
    requests = [request_of(each) for each in answers]
    address = f"/v1/payment_intents/{TOLD['card number']}?client_secret={TOLD['key']}&expand[]={TOLD['IBAN']}"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.raw_request("get", address)
    for id in [*requests, str(refused.value.request_id)]:
        row = dict(logged(server, id))
        told = " ".join(str(value) for name, value in row.items() if name not in ("id", "micros"))
        assert [name for name, secret in (TOLD | NAMED | made).items() if secret in told] == [], told
    card = json.loads(logged(server, requests[1])["params"])["card"]
    assert card == {"number": "********", "cvc": "********", "exp_month": "12", "exp_year": "2040"}


def test_a_file_is_described_and_its_content_is_not_logged(server: Server, client: stripe.StripeClient) -> None:
    content = io.BytesIO(b"%PDF-1.4 something confidential")
    content.name = "x.pdf"
    uploaded = client.v1.files.create({"file": content, "purpose": "dispute_evidence"})
    row = logged(server, request_of(uploaded))
    assert json.loads(row["params"]) == {"purpose": "dispute_evidence", "file": "(a file of 31 bytes)"}


def test_logs_are_printed_on_the_command_line(server: Server, client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.prices.retrieve("price_nobody")
    id = str(refused.value.request_id)
    logged(server, id)
    tail = ("logs", "tail", "--no-follow", "--lines", "5", "--status", "4xx", "--path", "/v1/prices")
    last = run_billhook(server, *tail).splitlines()[-1]
    assert "404  GET     /v1/prices/price_nobody  resource_missing" in last
    assert last.endswith(id)
    printed = json.loads(run_billhook(server, *tail, "--json").splitlines()[-1])
    assert (printed["id"], printed["status"], printed["error_code"]) == (id, 404, "resource_missing")
    assert printed["response"]["error"]["message"] == "No such price: 'price_nobody'"
    assert run_billhook(server, *tail[:-1], "/v1/asked_by_nobody") == ""
