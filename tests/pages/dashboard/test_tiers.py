"""Prices with tiers and in further currencies."""

from typing import Any

import pytest
from tests.builders import Shop
from tests.pages.dashboard.signed_in import Visitor


@pytest.fixture
def product(shop: Shop) -> Any:
    return shop.v1.products.create({"name": "By the metre"})


def newest(shop: Shop, product: Any) -> Any:
    wanted = {"product": product.id, "limit": 1, "expand": ["data.tiers", "data.currency_options"]}
    return shop.v1.prices.list(wanted).data[0]  # type: ignore[arg-type]


def test_a_price_with_tiers(owner: Visitor, shop: Shop, product: Any) -> None:
    typed: dict[str, object] = {
        "currency": "eur", "tiers_mode": "graduated", "tier_up_to_0": "10", "tier_price_0": "5",
        "tier_up_to_1": "1,000", "tier_price_1": "4.255", "tier_price_3": "3", "tier_flat_3": "20",
    }  # fmt: skip
    done = owner.send(f"/products/{product.id}/prices/new", typed)
    made = newest(shop, product)
    assert (made.billing_scheme, made.tiers_mode, made.currency) == ("tiered", "graduated", "eur")
    assert [(t.up_to, str(t.unit_amount_decimal), t.flat_amount) for t in made.tiers] == [
        (10, "500", None), (1_000, "425.5", None), (None, "300", 2_000),
    ]  # fmt: skip
    told = owner.follow(done).page.one("section", aria_label="Prices").text
    for words in ("3 tiers, in EUR", "Up to 10: €5.00 each", "Above: €3.00 each and €20.00 flat", "for its own units"):
        assert words in told


def test_a_price_in_further_currencies(owner: Visitor, shop: Shop, product: Any) -> None:
    typed: dict[str, object] = {
        "price": "5", "currency": "eur", "other_price_0": "6.50", "other_currency_0": "usd",
        "other_price_2": "900", "other_currency_2": "jpy",
    }  # fmt: skip
    done = owner.send(f"/products/{product.id}/prices/new", typed)
    made = newest(shop, product)
    options = made.currency_options
    assert (made.unit_amount, options.usd.unit_amount, options.jpy.unit_amount) == (500, 650, 900)
    assert "Or $6.50" in owner.follow(done).page.one("section", aria_label="Prices").text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"tier_price_0": "5"}, "tiers_mode"),
        ({"tiers_mode": "volume"}, "tier_price_0"),
        ({"tiers_mode": "volume", "price": "5", "tier_price_0": "5"}, "price"),
        ({"tiers_mode": "volume", "tier_price_0": "5", "tier_price_1": "4"}, "tier_up_to_0"),
        ({"tiers_mode": "volume", "tier_price_0": "five"}, "tier_price_0"),
        ({"tiers_mode": "volume", "tier_up_to_0": "1.5", "tier_price_0": "5"}, "tier_up_to_0"),
        ({"price": "5", "other_price_0": "5", "other_currency_0": "eur"}, "other_currency_0"),
        ({"price": "5", "other_currency_1": "usd"}, "other_price_1"),
        (
            {"tiers_mode": "volume", "tier_price_0": "5", "other_price_0": "5", "other_currency_0": "usd"},
            "other_price_0",
        ),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    owner: Visitor, shop: Shop, product: Any, typed: dict[str, str], field: str
) -> None:  # fmt: skip
    seen = owner.send(f"/products/{product.id}/prices/new", {"currency": "eur", **typed})
    assert seen.status == 422
    assert seen.page.one("p", id=f"field-{field}-error").text
    assert not shop.v1.prices.list({"product": product.id}).data
