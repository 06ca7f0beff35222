"""Coupons: what is taken off, for how long, and how often (invoicing.md §1.12)."""

from typing import Any

import pytest
from tests.builders import Shop, refused, types
from tests.conftest import Server

YEAR = 365 * 86_400


def told(shop: Shop, coupon: str) -> list[Any]:
    """The events about a coupon, oldest first."""
    found = shop.v1.events.list({"limit": 100, "type": "coupon.*"}).auto_paging_iter()
    return [event for event in found if getattr(event.data.object, "id", None) == coupon][::-1]


def test_key_by_key(server: Server) -> None:
    coupon = server.request("POST", "/v1/coupons", {"percent_off": "12.5", "name": "Spring", "metadata[k]": "v"}).json
    assert coupon == {
        "id": coupon["id"], "object": "coupon", "amount_off": None, "created": coupon["created"], "currency": None,
        "duration": "once", "duration_in_months": None, "livemode": False, "max_redemptions": None,
        "metadata": {"k": "v"}, "name": "Spring", "percent_off": 12.5, "redeem_by": None, "times_redeemed": 0,
        "valid": True,
    }  # fmt: skip
    assert server.request("GET", f"/v1/coupons/{coupon['id']}").json == coupon


def test_every_field(shop: Shop) -> None:
    product = shop.v1.products.create({"name": "Gold"}).id
    now = shop.v1.coupons.create({"percent_off": 1}).created
    coupon = shop.v1.coupons.create(
        {
            "id": "SPRING-26", "amount_off": 500, "currency": "usd", "duration": "repeating", "duration_in_months": 3,
            "max_redemptions": 7, "redeem_by": now + YEAR, "applies_to": {"products": [product, product]},
            "currency_options": {"eur": {"amount_off": 450}, "jpy": {"amount_off": 700}},
            "expand": ["applies_to", "currency_options"],
        }
    )  # fmt: skip
    assert (coupon.id, coupon.amount_off, coupon.currency, coupon.percent_off) == ("SPRING-26", 500, "usd", None)
    assert (coupon.duration, coupon.duration_in_months) == ("repeating", 3)
    assert (coupon.max_redemptions, coupon.redeem_by) == (7, now + YEAR)
    assert coupon.applies_to.products == [product]
    assert coupon.currency_options is not None
    assert {name: option["amount_off"] for name, option in coupon.currency_options.to_dict().items()} == {
        "eur": 450, "jpy": 700, "usd": 500,
    }  # fmt: skip
    assert shop.v1.coupons.retrieve("SPRING-26").id == "SPRING-26"
    assert "applies_to" not in shop.v1.coupons.retrieve("SPRING-26")


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({}, "percent_off"),
        ({"percent_off": 10, "amount_off": 5, "currency": "usd"}, "amount_off"),
        ({"amount_off": 5}, "currency"),
        ({"amount_off": 0, "currency": "usd"}, "amount_off"),
        ({"amount_off": -5, "currency": "usd"}, "amount_off"),
        ({"percent_off": 0}, "percent_off"),
        ({"percent_off": "100.01"}, "percent_off"),
        ({"percent_off": "33.333"}, "percent_off"),
        ({"percent_off": 10, "duration": "always"}, "duration"),
        ({"percent_off": 10, "duration": "repeating"}, "duration_in_months"),
        ({"percent_off": 10, "duration": "once", "duration_in_months": 2}, "duration_in_months"),
        ({"percent_off": 10, "redeem_by": 1_000}, "redeem_by"),
        ({"percent_off": 10, "redeem_by": 4_000_000_000}, "redeem_by"),
        ({"percent_off": 10, "max_redemptions": 0}, "max_redemptions"),
        ({"percent_off": 10, "name": "x" * 41}, "name"),
        ({"percent_off": 10, "id": "a/b"}, "id"),
        ({"percent_off": 10, "id": "a b"}, "id"),
        ({"percent_off": 10, "applies_to[products][0]": "prod_none"}, "applies_to[products]"),
        ({"percent_off": 10, "valid": "true"}, "valid"),
    ],
)
def test_refused(server: Server, given: dict[str, Any], param: str) -> None:
    answer = server.request("POST", "/v1/coupons", given)
    assert (answer.status, answer.json["error"].get("param")) == (400, param)


def test_an_id_is_given_once(shop: Shop) -> None:
    shop.v1.coupons.create({"id": "ONCE", "percent_off": 10})
    with refused("Coupon already exists.", code="resource_already_exists", param="id"):
        shop.v1.coupons.create({"id": "ONCE", "percent_off": 20})


class TestChanging:
    def test_name_metadata_and_further_currencies(self, shop: Shop) -> None:
        coupon = shop.v1.coupons.create({"amount_off": 500, "currency": "usd", "metadata": {"a": "1"}})
        changed = shop.v1.coupons.update(
            coupon.id,
            {
                "name": "Autumn", "metadata": {"a": "", "b": "2"}, "currency_options": {"eur": {"amount_off": 400}},
                "expand": ["currency_options"],
            },
        )  # fmt: skip
        assert (changed.name, changed.metadata.to_dict()) == ("Autumn", {"b": "2"})
        assert changed.currency_options is not None
        assert changed.currency_options["eur"].amount_off == 400
        assert types(told(shop, coupon.id)) == ["coupon.created", "coupon.updated"]
        (_, event) = told(shop, coupon.id)
        assert event.data.previous_attributes.to_dict() == {"name": None, "metadata": {"a": "1", "b": None}}

    def test_nothing_changed_tells_nothing(self, shop: Shop) -> None:
        coupon = shop.v1.coupons.create({"percent_off": 10, "name": "Same"})
        shop.v1.coupons.update(coupon.id, {"name": "Same"})
        assert types(told(shop, coupon.id)) == ["coupon.created"]

    def test_what_is_taken_off_never_changes(self, shop: Shop) -> None:
        coupon = shop.v1.coupons.create({"percent_off": 10})
        with refused("Received unknown parameter: percent_off", code="parameter_unknown", param="percent_off"):
            shop.v1.coupons.update(coupon.id, {"percent_off": 20})  # type: ignore[typeddict-unknown-key]


class TestDeleting:
    def test_it_is_gone_and_its_id_is_free(self, shop: Shop) -> None:
        coupon = shop.v1.coupons.create({"id": "AGAIN", "percent_off": 10})
        assert shop.v1.coupons.delete(coupon.id).to_dict() == {"id": "AGAIN", "object": "coupon", "deleted": True}
        assert types(told(shop, "AGAIN")) == ["coupon.created", "coupon.deleted"]
        for act in (shop.v1.coupons.retrieve, shop.v1.coupons.delete):
            with refused("No such coupon: 'AGAIN'", status=404, code="resource_missing", param="coupon"):
                act("AGAIN")
        with refused("No such coupon: 'AGAIN'", code="resource_missing", param="discounts[0][coupon]"):
            shop.empty(discounts=[{"coupon": "AGAIN"}])
        assert shop.v1.coupons.create({"id": "AGAIN", "percent_off": 20}).percent_off == 20

    def test_discounts_that_were_given_live_on(self, shop: Shop) -> None:
        coupon = shop.v1.coupons.create({"percent_off": 10}).id
        draft = shop.draft(1_000, discounts=[{"coupon": coupon}])
        shop.v1.coupons.delete(coupon)
        assert shop.v1.invoices.finalize_invoice(draft.id).total == 900


def test_the_list_is_newest_first_and_filters(shop: Shop) -> None:
    made = [shop.v1.coupons.create({"percent_off": n}) for n in (1, 2, 3)]
    listed = shop.v1.coupons.list({"limit": 2})
    assert ([c.id for c in listed.data], listed.has_more) == ([made[2].id, made[1].id], True)
    assert shop.v1.coupons.list({"starting_after": made[1].id, "limit": 1}).data[0].id == made[0].id
    assert made[0].id in [c.id for c in shop.v1.coupons.list({"created": {"gte": made[0].created}, "limit": 100}).data]
    assert shop.v1.coupons.list({"created": {"gt": made[2].created + 60}}).data == []
