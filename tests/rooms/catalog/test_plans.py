"""Plans through the API: recurring prices in the words of old."""

from decimal import Decimal
from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused
from tests.conftest import TEST_KEY, Server


def plan_of(shop: Shop, **given: Any) -> stripe.Plan:
    """A plan of 10.00 US dollars a month, unless `given` says otherwise."""
    terms: Any = {"currency": "usd", "interval": "month", "amount": 1_000, "product": {"name": "Gold"}, **given}
    return shop.v1.plans.create({name: value for name, value in terms.items() if value is not None})


def told(shop: Shop, object_id: str) -> list[str]:
    """The types of the events about an object, oldest first."""
    found = shop.v1.events.list({"limit": 100}).data
    return [e.type for e in found if getattr(e.data.object, "id", None) == object_id][::-1]


def test_a_plan_is_a_price_of_the_same_id(shop: Shop) -> None:
    product = shop.v1.products.create({"name": "Gold"}).id
    plan = plan_of(
        shop, product=product, amount=None, amount_decimal="12.5", interval_count=3, nickname="Quarterly",
        trial_period_days=14, transform_usage={"divide_by": 5, "round": "up"}, metadata={"a": "b"},
    )  # fmt: skip
    assert (plan.amount, plan.amount_decimal) == (None, Decimal("12.5"))
    assert (plan.interval, plan.interval_count, plan.usage_type, plan.product) == ("month", 3, "licensed", product)
    price = shop.v1.prices.retrieve(plan.id)
    assert price.recurring.to_dict() == {
        "interval": "month", "interval_count": 3, "meter": None, "trial_period_days": 14, "usage_type": "licensed",
    }  # fmt: skip
    assert price.unit_amount_decimal == Decimal("12.5")
    assert (price.nickname, price.metadata.to_dict()) == ("Quarterly", {"a": "b"})
    assert price.transform_quantity.to_dict() == {"divide_by": 5, "round": "up"}
    assert shop.v1.plans.retrieve(plan.id) == plan
    assert told(shop, plan.id) == ["price.created", "plan.created"]


def test_a_recurring_price_is_a_plan_and_another_price_is_none(shop: Shop) -> None:
    price = shop.v1.prices.create(
        {"currency": "usd", "unit_amount": 700, "product_data": {"name": "Gold"}, "recurring": {"interval": "year"}}
    )
    plan = shop.v1.plans.retrieve(price.id)
    assert (plan.amount, plan.interval, plan.active) == (700, "year", True)
    once = shop.v1.prices.create({"currency": "usd", "unit_amount": 700, "product_data": {"name": "Gold"}})
    with refused(f"No such plan: '{once.id}'", status=404, code="resource_missing", param="plan"):
        shop.v1.plans.retrieve(once.id)
    assert [each.id for each in shop.v1.plans.list({"product": once.product}).data] == []


def test_tiers_are_shown_to_those_who_ask(shop: Shop) -> None:
    tiers = [{"up_to": 10, "unit_amount": 100}, {"up_to": "inf", "unit_amount": 50}]
    plan = plan_of(shop, amount=None, billing_scheme="tiered", tiers_mode="volume", tiers=tiers)
    assert "tiers" not in plan
    shown = shop.v1.plans.retrieve(plan.id, {"expand": ["tiers", "product"]})
    assert [(tier.up_to, tier.unit_amount) for tier in shown.tiers] == [(10, 100), (None, 50)]
    assert shown.product.name == "Gold"


def test_an_id_of_its_own_is_taken_once(shop: Shop) -> None:
    plan = plan_of(shop, id="gold-monthly-of-tests")
    assert (plan.id, shop.v1.prices.retrieve("gold-monthly-of-tests").unit_amount) == ("gold-monthly-of-tests", 1_000)
    with refused("Plan already exists.", code="resource_already_exists", param="id"):
        plan_of(shop, id="gold-monthly-of-tests")


def test_a_change_of_one_is_a_change_of_the_other(shop: Shop) -> None:
    plan = plan_of(shop)
    changed = shop.v1.plans.update(plan.id, {"nickname": "Gold", "active": False, "metadata": {"a": "b"}})
    price = shop.v1.prices.retrieve(plan.id)
    assert (changed.nickname, changed.active) == (price.nickname, price.active) == ("Gold", False)
    assert price.metadata.to_dict() == {"a": "b"}
    assert shop.v1.prices.update(plan.id, {"active": True}).active
    assert shop.v1.plans.retrieve(plan.id).active
    assert told(shop, plan.id)[2:] == ["price.updated", "plan.updated"] * 2
    # A plan has no lookup key, so only the price tells of it.
    shop.v1.prices.update(plan.id, {"lookup_key": plan.id})
    assert told(shop, plan.id)[6:] == ["price.updated"]


def test_plans_are_listed_by_product_active_or_not(shop: Shop) -> None:
    product = shop.v1.products.create({"name": "Gold"}).id
    first, second = (plan_of(shop, product=product, active=active).id for active in (True, False))
    assert [plan.id for plan in shop.v1.plans.list({"product": product}).data] == [second, first]
    assert [plan.id for plan in shop.v1.plans.list({"product": product, "active": False}).data] == [second]
    page = shop.v1.plans.list({"product": product, "limit": 1})
    assert [plan.id for plan in page.auto_paging_iter()] == [second, first]


def test_a_deleted_plan_leaves_a_hidden_price(shop: Shop) -> None:
    plan = plan_of(shop)
    gone = shop.v1.plans.delete(plan.id)
    assert (gone.id, gone.deleted) == (plan.id, True)
    with refused(f"No such plan: '{plan.id}'", status=404, code="resource_missing", param="plan"):
        shop.v1.plans.retrieve(plan.id)
    with refused(f"No such plan: '{plan.id}'", status=404, code="resource_missing", param="plan"):
        shop.v1.plans.delete(plan.id)
    assert shop.v1.prices.retrieve(plan.id).active is False
    for active in (True, False):
        assert shop.v1.prices.list({"product": plan.product, "active": active}).data == []
    with refused("The plan of this price was deleted, so the price cannot be activated.", param="active"):
        shop.v1.prices.update(plan.id, {"active": True})
    assert told(shop, plan.id)[2:] == ["plan.deleted", "price.deleted"]
    # Nothing is sold of the product any more, so it may go as well.
    assert shop.v1.products.delete(plan.product).deleted


def test_the_plan_of_a_default_price_stays(shop: Shop) -> None:
    made = {"currency": "usd", "unit_amount": 700, "recurring": {"interval": "year"}}
    product = shop.v1.products.create({"name": "Gold", "default_price_data": made})
    with refused("This price cannot be archived because it is the default price of its product."):
        shop.v1.plans.delete(product.default_price)


@pytest.mark.parametrize(
    ("given", "param", "message"),
    [
        ({"amount": None}, "amount", "Missing required param: amount."),
        ({"product": None}, "product", "Missing required param: product."),
        ({"product": {"active": True}}, "product[name]", "Missing required param: product[name]."),
        ({"product": ""}, "product",
         "You passed an empty string for 'product'. We assume empty values are an attempt to unset a parameter; "
         "however 'product' cannot be unset. You should remove 'product' from your request or supply a non-empty "
         "value."),
        ({"product": "prod_none"}, "product", "No such product: 'prod_none'"),
        ({"interval_count": 37}, "interval_count",
         "Invalid interval_count: at most 36 for the interval month (three years)"),
        ({"billing_scheme": "tiered", "tiers_mode": "volume"}, "amount",
         "Invalid amount: `amount` requires `billing_scheme` to be `per_unit`"),
    ],
)  # fmt: skip
def test_what_is_refused_is_named_as_it_was_sent(shop: Shop, given: Any, param: str, message: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        plan_of(shop, **given)
    assert (caught.value.param, caught.value.user_message) == (param, message)


def test_before_basil_a_plan_says_how_usage_was_summed_up(server: Server, shop: Shop) -> None:
    plan = plan_of(shop)
    old = server.client_with(TEST_KEY, stripe_version="2024-06-20").v1.plans.retrieve(plan.id)
    assert old.to_dict() == {**plan.to_dict(), "aggregate_usage": None, "amount_decimal": old.amount_decimal}
