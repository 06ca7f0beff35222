"""Shipping rates: what it costs to ship, in each currency, and what an invoice takes of them (invoicing.md §1.13)."""

import json
from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused

POST: dict[str, Any] = {
    "display_name": "Post", "type": "fixed_amount", "fixed_amount": {"amount": 499, "currency": "usd"},
}  # fmt: skip


def rate(shop: Shop, **given: Any) -> Any:
    return shop.v1.shipping_rates.create({**POST, **given})


def fixed(amount: int = 499, currency: str = "usd", **options: Any) -> dict[str, Any]:
    return {"amount": amount, "currency": currency, "currency_options": options}


def test_every_field(shop: Shop) -> None:
    estimate = {"minimum": {"unit": "business_day", "value": 2}, "maximum": {"unit": "week", "value": 1}}
    made = rate(
        shop, delivery_estimate=estimate, metadata={"carrier": "yellow"}, tax_behavior="exclusive",
        tax_code="txcd_92010001", fixed_amount=fixed(eur={"amount": 450, "tax_behavior": "inclusive"}),
        expand=["fixed_amount.currency_options"],
    )  # fmt: skip
    expected = {
        "id": made.id, "object": "shipping_rate", "active": True, "created": made.created,
        "delivery_estimate": estimate, "display_name": "Post",
        "fixed_amount": {
            "amount": 499, "currency": "usd",
            "currency_options": {
                "eur": {"amount": 450, "tax_behavior": "inclusive"},
                "usd": {"amount": 499, "tax_behavior": "exclusive"},
            },
        },
        "livemode": False, "metadata": {"carrier": "yellow"}, "tax_behavior": "exclusive",
        "tax_code": "txcd_92010001", "type": "fixed_amount",
    }  # fmt: skip
    assert made.id.startswith("shr_")
    assert json.loads(made.last_response.body) == expected
    del expected["fixed_amount"]["currency_options"]
    assert json.loads(shop.v1.shipping_rates.retrieve(made.id).last_response.body) == expected
    assert shop.events_of(made) == []


def test_what_is_left_out(shop: Shop) -> None:
    made = rate(shop)
    assert (made.delivery_estimate, made.tax_code, made.tax_behavior) == (None, None, "unspecified")
    assert made.metadata.to_dict() == {}


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"fixed_amount": None}, "fixed_amount"),
        ({"display_name": None}, "display_name"),
        ({"display_name": "x" * 101}, "display_name"),
        ({"fixed_amount": fixed(-1)}, "fixed_amount[amount]"),
        ({"fixed_amount": fixed(currency="xxx")}, "fixed_amount[currency]"),
        ({"fixed_amount": fixed(eur={"tax_behavior": "exclusive"})}, "fixed_amount[currency_options][eur][amount]"),
        ({"type": "by_weight"}, "type"),
        ({"delivery_estimate": {"minimum": {"unit": "fortnight", "value": 1}}}, "delivery_estimate[minimum][unit]"),
        ({"delivery_estimate": {"minimum": {"unit": "day", "value": 0}}}, "delivery_estimate[minimum][value]"),
    ],
)
def test_what_is_refused(shop: Shop, change: dict[str, Any], param: str) -> None:
    given = {name: value for name, value in {**POST, **change}.items() if value is not None}
    with pytest.raises(stripe.InvalidRequestError) as caught:
        shop.v1.shipping_rates.create(given)
    assert (caught.value.http_status, caught.value.param) == (400, param)


def test_what_may_change(shop: Shop) -> None:
    made = rate(shop, metadata={"a": "1", "b": "2"})
    changed = shop.v1.shipping_rates.update(
        made.id,
        {
            "active": False, "metadata": {"a": "", "c": "3"}, "tax_behavior": "inclusive",
            "fixed_amount": {"currency_options": {"eur": {"amount": 450}}}, "expand": ["fixed_amount.currency_options"],
        },
    )  # fmt: skip
    assert (changed.active, changed.tax_behavior) == (False, "inclusive")
    assert changed.metadata.to_dict() == {"b": "2", "c": "3"}
    assert changed.fixed_amount.currency_options["eur"].amount == 450
    assert changed.fixed_amount.amount == 499


def test_what_may_not_change(shop: Shop) -> None:
    made = rate(shop, tax_behavior="exclusive", fixed_amount=fixed(eur={"amount": 450, "tax_behavior": "inclusive"}))
    update = shop.v1.shipping_rates.update
    with refused(None, param="tax_behavior"):
        update(made.id, {"tax_behavior": "inclusive"})
    with refused(None, param="fixed_amount[currency_options][eur][tax_behavior]"):
        update(made.id, {"fixed_amount": {"currency_options": {"eur": {"tax_behavior": "exclusive"}}}})
    with refused(None, param="fixed_amount[currency_options][usd]"):
        update(made.id, {"fixed_amount": {"currency_options": {"usd": {"amount": 1}}}})
    with refused(None, code="parameter_missing", param="fixed_amount[currency_options][gbp][amount]"):
        update(made.id, {"fixed_amount": {"currency_options": {"gbp": {"tax_behavior": "exclusive"}}}})
    with refused("No such shipping rate: 'shr_none'", status=404, code="resource_missing", param="shipping_rate_token"):
        update("shr_none", {"active": False})


def test_lists(shop: Shop) -> None:
    yen = rate(shop, fixed_amount=fixed(900, "jpy"))
    off = rate(shop, fixed_amount=fixed(800, "jpy"))
    shop.v1.shipping_rates.update(off.id, {"active": False})
    rate(shop)

    def ids(**by: Any) -> list[str]:
        return [one.id for one in shop.v1.shipping_rates.list({"created": {"gte": yen.created}, **by}).data]

    assert ids(currency="jpy")[:2] == [off.id, yen.id]
    assert yen.id in ids(currency="jpy", active=True)
    assert off.id not in ids(currency="jpy", active=True)
    assert ids(currency="jpy", active=False)[0] == off.id
    assert ids(currency="jpy", limit=1, starting_after=off.id) == [yen.id]


class TestOnAnInvoice:
    def test_it_costs_what_the_rate_says_in_the_currency_of_the_invoice(self, shop: Shop) -> None:
        both = rate(shop, fixed_amount=fixed(eur={"amount": 450}))
        for currency, amount in (("usd", 499), ("eur", 450)):
            invoice = shop.empty(currency=currency, shipping_cost={"shipping_rate": both.id})
            cost = invoice.shipping_cost
            assert (cost.shipping_rate, cost.amount_subtotal, cost.amount_total, cost.amount_tax) == (
                both.id, amount, amount, 0,
            )  # fmt: skip
            assert (invoice.amount_shipping, invoice.total, invoice.subtotal) == (amount, amount, 0)
        with refused(None, param="shipping_cost[shipping_rate]"):
            shop.empty(currency="gbp", shipping_cost={"shipping_rate": both.id})

    def test_an_archived_rate_is_not_taken(self, shop: Shop) -> None:
        off = rate(shop)
        kept = shop.empty(currency="usd", shipping_cost={"shipping_rate": off.id})
        shop.v1.shipping_rates.update(off.id, {"active": False})
        message = f"The shipping rate {off.id} is not active."
        with refused(message, param="shipping_cost[shipping_rate]"):
            shop.empty(currency="usd", shipping_cost={"shipping_rate": off.id})
        # What an invoice has, it keeps.
        assert shop.v1.invoices.retrieve(kept.id).amount_shipping == 499
        with refused(
            "No such shipping rate: 'shr_none'", code="resource_missing", param="shipping_cost[shipping_rate]"
        ):
            shop.empty(shipping_cost={"shipping_rate": "shr_none"})

    def test_an_inline_rate_is_archived(self, shop: Shop) -> None:
        invoice = shop.empty(currency="usd", shipping_cost={"shipping_rate_data": POST})
        assert invoice.amount_shipping == 499
        assert shop.v1.shipping_rates.retrieve(invoice.shipping_cost.shipping_rate).active is False

    def test_it_can_be_taken_away(self, shop: Shop) -> None:
        invoice = shop.empty(currency="usd", shipping_cost={"shipping_rate_data": POST})
        cleared = shop.v1.invoices.update(invoice.id, {"shipping_cost": ""})
        assert (cleared.shipping_cost, cleared.amount_shipping, cleared.total) == (None, 0, 0)
