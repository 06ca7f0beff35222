"""Sessions of the portal as the API makes them."""

import re

import pytest
import stripe
from tests.builders import Shop
from tests.conftest import Server


def test_what_a_session_tells(server: Server, shop: Shop) -> None:
    customer = shop.v1.customers.create({"name": "Jenny Rosen"})
    given = {"customer": customer.id, "return_url": "https://shop.example/account", "locale": "de"}
    session = shop.v1.billing_portal.sessions.create(given)
    assert re.fullmatch(r"bps_1[0-9A-Za-z]{23}", session.id)
    assert re.fullmatch(rf"{server.url}/portal/acct_[0-9A-Za-z]+/test_[0-9A-Za-z]{{40}}", session.url)
    told = session.to_dict()
    assert {name: told[name] for name in given} == given
    assert (told["object"], told["livemode"]) == ("billing_portal.session", False)
    nothing = ("after_expiration", "configuration", "customer_account", "flow", "on_behalf_of")
    assert [told[name] for name in nothing] == [None] * 5


def test_each_session_has_a_secret_of_its_own(shop: Shop) -> None:
    customer = shop.v1.customers.create({}).id
    one, other = (shop.v1.billing_portal.sessions.create({"customer": customer}) for _ in range(2))
    assert one.url != other.url
    assert (one.locale, one.return_url) == (None, None)


def test_a_request_that_is_repeated_gets_the_same_session(shop: Shop) -> None:
    customer = shop.v1.customers.create({}).id
    again = {"idempotency_key": f"portal of {customer}"}
    one, other = (shop.v1.billing_portal.sessions.create({"customer": customer}, again) for _ in range(2))
    assert (one.id, one.url) == (other.id, other.url)


def test_no_event_and_no_list_tells_of_a_session(server: Server, shop: Shop) -> None:
    session = shop.v1.billing_portal.sessions.create({"customer": shop.v1.customers.create({}).id})
    assert session.url.rpartition("_")[2] not in server.request("GET", "/v1/events?limit=100").body.decode()
    assert server.request("GET", f"/v1/billing_portal/sessions/{session.id}").status == 404


@pytest.mark.parametrize(
    ("given", "param", "code"),
    [
        ({"customer": "cus_nobody"}, "customer", "resource_missing"),
        ({}, "customer", "parameter_missing"),
        ({"return_url": "javascript:alert(1)"}, "return_url", None),
        ({"locale": "tlh"}, "locale", None),
        ({"configuration": "bpc_1"}, "configuration", "parameter_not_supported"),
        ({"flow_data[type]": "payment_method_update"}, "flow_data", "parameter_not_supported"),
        ({"on_behalf_of": "acct_1"}, "on_behalf_of", "parameter_not_supported"),
    ],
)
def test_what_is_refused(server: Server, shop: Shop, given: dict[str, str], param: str, code: str | None) -> None:
    sent = {"customer": shop.v1.customers.create({}).id, **given} if given else {"locale": "de"}
    answer = server.request("POST", "/v1/billing_portal/sessions", sent)
    assert answer.status == 400
    error = answer.json["error"]
    assert (error["type"], error["param"], error.get("code")) == ("invalid_request_error", param, code)


def test_a_deleted_customer_and_one_of_the_other_mode_have_no_portal(
    shop: Shop, live: stripe.StripeClient
) -> None:  # fmt: skip
    gone = shop.v1.customers.create({}).id
    shop.v1.customers.delete(gone)
    for of, id in ((shop, gone), (live, shop.v1.customers.create({}).id)):
        with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
            of.v1.billing_portal.sessions.create({"customer": id})


def test_configurations_are_refused_by_name(server: Server) -> None:
    answer = server.request("POST", "/v1/billing_portal/configurations", {"features": "x"})
    assert (answer.status, answer.json["error"]["code"]) == (404, "not_supported")
    assert "onfigurations of the customer portal" in answer.json["error"]["message"]
