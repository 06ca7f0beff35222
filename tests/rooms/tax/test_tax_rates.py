"""Tax rates: what may be said, what may change, and what never does (invoicing.md §1.10)."""

from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused, types
from tests.conftest import Server

VAT: dict[str, Any] = {"display_name": "VAT", "percentage": 19, "inclusive": False}


def test_a_rate_key_by_key(server: Server) -> None:
    given = {
        "display_name": "VAT", "percentage": "19", "inclusive": "false", "country": "DE", "state": "BY",
        "jurisdiction": "DE", "description": "VAT Germany", "tax_type": "vat", "metadata[k]": "v",
    }  # fmt: skip
    rate = server.request("POST", "/v1/tax_rates", given).json
    assert rate == {
        "id": rate["id"], "object": "tax_rate", "active": True, "country": "DE", "created": rate["created"],
        "description": "VAT Germany", "display_name": "VAT", "effective_percentage": None, "flat_amount": None,
        "inclusive": False, "jurisdiction": "DE", "jurisdiction_level": None, "livemode": False,
        "metadata": {"k": "v"}, "percentage": 19, "rate_type": None, "state": "BY", "tax_type": "vat",
    }  # fmt: skip
    assert rate["id"].startswith("txr_")
    assert len(rate["id"]) == 28
    assert server.request("GET", f"/v1/tax_rates/{rate['id']}").json == rate


@pytest.mark.parametrize("percentage", [0, 100, 8.875, 0.0001, 99.9999])
def test_percentages_come_back_as_they_were_sent(shop: Shop, percentage: float) -> None:
    rate = shop.v1.tax_rates.create({**VAT, "percentage": percentage})
    assert shop.v1.tax_rates.retrieve(rate.id).percentage == percentage


@pytest.mark.parametrize("percentage", ["100.0001", "1.00001", "1e9", "NaN", "-1", "19%", "999999999999999", ""])
def test_percentages_that_no_rate_has(server: Server, percentage: str) -> None:
    answer = server.request(
        "POST", "/v1/tax_rates", {"display_name": "A", "inclusive": "true", "percentage": percentage}
    )
    assert (answer.status, answer.json["error"]["param"]) == (400, "percentage")


@pytest.mark.parametrize("name", ["display_name", "percentage", "inclusive"])
def test_what_must_be_said(shop: Shop, name: str) -> None:
    given = {key: value for key, value in VAT.items() if key != name}
    with refused(f"Missing required param: {name}.", code="parameter_missing", param=name):
        shop.v1.tax_rates.create(given)


@pytest.mark.parametrize(
    ("given", "message", "code"),
    [
        (
            {"country": "Germany"},
            "Country 'Germany' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', "
            "'EG', or 'GB'.",
            "country_code_invalid",
        ),
        ({"display_name": "d" * 51}, None, None),
        ({"tax_type": "income"}, None, None),
        ({"jurisdiction_level": "city"}, None, "parameter_unknown"),
    ],
)
def test_what_may_not_be_said(shop: Shop, given: dict[str, Any], message: str | None, code: str | None) -> None:
    with refused(message, code=code, param=next(iter(given))):
        shop.v1.tax_rates.create({**VAT, **given})


class TestUpdate:
    def test_everything_else_may_change(self, shop: Shop) -> None:
        rate = shop.v1.tax_rates.create({**VAT, "metadata": {"a": "1", "b": "2"}})
        changed = {
            "active": False, "country": "AT", "description": "d", "display_name": "USt", "jurisdiction": "AT",
            "state": "9", "tax_type": "vat",
        }  # fmt: skip
        new = shop.v1.tax_rates.update(rate.id, {**changed, "metadata": {"a": ""}})
        assert {name: new[name] for name in changed} == changed
        assert new.metadata.to_dict() == {"b": "2"}
        (event,) = shop.events_of(new)
        assert event.type == "tax_rate.updated"
        assert event.data.object.to_dict() == new.to_dict()
        assert event.data.previous_attributes.to_dict() == {
            **{name: rate[name] for name in changed}, "metadata": {"a": "1"},
        }  # fmt: skip

    @pytest.mark.parametrize("name", ["percentage", "inclusive"])
    def test_what_was_worked_out_with_it_stays(self, shop: Shop, name: str) -> None:
        rate = shop.v1.tax_rates.create(VAT)
        with refused(f"Received unknown parameter: {name}", code="parameter_unknown", param=name):
            shop.v1.tax_rates.update(rate.id, {name: "1"})

    def test_an_archived_rate_can_come_back(self, shop: Shop) -> None:
        rate = shop.v1.tax_rates.create({**VAT, "active": False})
        assert shop.v1.tax_rates.update(rate.id, {"active": True}).active is True

    def test_no_change_no_event(self, shop: Shop) -> None:
        rate = shop.v1.tax_rates.create(VAT)
        assert types(shop.events_of(rate)) == ["tax_rate.created"]
        assert shop.events_of(shop.v1.tax_rates.update(rate.id, {"display_name": "VAT"})) == []


def test_lists(shop: Shop, client: stripe.StripeClient) -> None:
    made = [
        shop.v1.tax_rates.create({**VAT, "active": active, "inclusive": inclusive})
        for active in (True, False)
        for inclusive in (True, False)
    ]
    newest = [rate.id for rate in made][::-1]
    assert [r.id for r in client.v1.tax_rates.list({"limit": 4}).data] == newest
    archived = client.v1.tax_rates.list({"active": False, "limit": 2}).data
    assert [r.id for r in archived] == newest[:2]
    inclusive = client.v1.tax_rates.list({"inclusive": True, "created": {"gte": made[0].created}}).data
    assert [r.id for r in inclusive][:2] == [newest[1], newest[3]]
    assert client.v1.tax_rates.list({"created": {"gt": made[0].created + 3_600}}).data == []
    older = client.v1.tax_rates.list({"starting_after": newest[0], "limit": 3}).data
    assert [r.id for r in older] == newest[1:]


def test_rates_that_nobody_has(shop: Shop, live: stripe.StripeClient) -> None:
    with refused("No such tax rate: 'txr_x'", status=404, code="resource_missing", param="tax_rate"):
        shop.v1.tax_rates.retrieve("txr_x")
    rate = shop.v1.tax_rates.create(VAT)
    message = (
        f"No such tax rate: '{rate.id}'; a similar object exists in test mode, but a live mode key was used to make "
        "this request."
    )
    with refused(message, status=404, code="resource_missing", param="tax_rate"):
        live.v1.tax_rates.update(rate.id, {"active": False})
