"""Redeeming coupons and promotion codes: who may, how often, and what is told (invoicing.md §1.12, §2.3, §17)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused, types


def code_of(shop: Shop, coupon: str | None = None, **given: Any) -> Any:
    coupon = coupon or shop.v1.coupons.create({"percent_off": 10}).id
    return shop.v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": coupon}, **given})


def redeemed(shop: Shop, code: Any, customer: Any = None, amount: int = 1_000, **given: Any) -> Any:
    """A draft that redeems a code."""
    draft = shop.draft(amount, customer, **given)
    return shop.v1.invoices.update(draft.id, {"discounts": [{"promotion_code": code.id}]})


def test_a_code_key_by_key(shop: Shop) -> None:
    coupon = shop.v1.coupons.create({"percent_off": 10}).id
    customer = shop.customer()
    code = code_of(
        shop, coupon, code="SPRING-26", customer=customer.id, max_redemptions=3, metadata={"k": "v"},
        restrictions={
            "first_time_transaction": True, "minimum_amount": 500, "minimum_amount_currency": "usd",
            "currency_options": {"eur": {"minimum_amount": 400}},
        },
        expand=["restrictions.currency_options"],
    )  # fmt: skip
    assert (code.code, code.customer, code.active, code.times_redeemed) == ("SPRING-26", customer.id, True, 0)
    assert (code.promotion.type, code.promotion.coupon) == ("coupon", coupon)
    assert (code.restrictions.first_time_transaction, code.restrictions.minimum_amount) == (True, 500)
    assert code.restrictions.currency_options is not None
    assert code.restrictions.currency_options["eur"].minimum_amount == 400
    assert types(shop.events_of(code)) == ["promotion_code.created"]
    assert [c.id for c in shop.v1.promotion_codes.list({"code": "spring-26"}).data] == [code.id]
    assert [c.id for c in shop.v1.promotion_codes.list({"customer": customer.id}).data] == [code.id]
    assert [c.id for c in shop.v1.promotion_codes.list({"coupon": coupon, "active": True}).data] == [code.id]
    assert shop.v1.promotion_codes.list({"coupon": coupon, "active": False}).data == []
    minted = code_of(shop, coupon)
    assert len(minted.code) == 8
    assert minted.code.isupper() or minted.code.isdigit()


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({"code": "no blanks"}, "code"),
        ({"customer": "cus_none"}, "customer"),
        ({"expires_at": 1_000}, "expires_at"),
        ({"max_redemptions": 0}, "max_redemptions"),
        ({"restrictions": {"minimum_amount": 500}}, "restrictions[minimum_amount_currency]"),
        ({"restrictions": {"minimum_amount_currency": "usd"}}, "restrictions[minimum_amount]"),
    ],
)
def test_codes_that_cannot_be(shop: Shop, given: dict[str, Any], param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        code_of(shop, **given)
    assert (caught.value.http_status, caught.value.param) == (400, param)


class TestOneCodeOneMeaning:
    def test_an_active_code_is_there_once_in_any_case(self, shop: Shop) -> None:
        code = code_of(shop, code="Welcome")
        message = "An active promotion code with `code: WELCOME` already exists."
        with refused(message, param="code"):
            code_of(shop, code="WELCOME")
        shop.v1.promotion_codes.update(code.id, {"active": False})
        again = code_of(shop, code="WELCOME")
        with refused("An active promotion code with `code: Welcome` already exists.", param="code"):
            shop.v1.promotion_codes.update(code.id, {"active": True})
        shop.v1.promotion_codes.update(again.id, {"active": False})
        assert shop.v1.promotion_codes.update(code.id, {"active": True}).active

    def test_of_many_that_ask_at_once_one_gets_it(self, shop: Shop) -> None:
        coupon = shop.v1.coupons.create({"percent_off": 10}).id

        def ask(_: int) -> bool:
            try:
                code_of(shop, coupon, code="RUSH")
            except stripe.InvalidRequestError:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(ask, range(16))) == 1


class TestHowOften:
    def test_a_coupon_no_more_than_it_allows_however_many_ask(self, shop: Shop) -> None:
        coupon = shop.v1.coupons.create({"percent_off": 10, "max_redemptions": 5}).id

        def ask(_: int) -> bool:
            try:
                shop.empty(discounts=[{"coupon": coupon}])
            except stripe.InvalidRequestError:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(ask, range(20))) == 5
        after = shop.v1.coupons.retrieve(coupon)
        assert (after.times_redeemed, after.valid) == (5, False)

    def test_a_code_counts_for_itself_and_its_coupon(self, shop: Shop) -> None:
        coupon = shop.v1.coupons.create({"percent_off": 10}).id
        code = code_of(shop, coupon, max_redemptions=1)
        assert redeemed(shop, code).total == 900
        seen = shop.v1.promotion_codes.retrieve(code.id)
        assert (seen.times_redeemed, seen.active) == (1, False)
        assert shop.v1.coupons.retrieve(coupon).times_redeemed == 1
        message = "This promotion code cannot be redeemed because it has been used the maximum number of times."
        with refused(message, code="coupon_expired", param="discounts[0][promotion_code]"):
            redeemed(shop, code)

    def test_nothing_is_counted_when_the_request_fails(self, shop: Shop) -> None:
        coupon = shop.v1.coupons.create({"percent_off": 10, "max_redemptions": 1}).id
        with pytest.raises(stripe.InvalidRequestError):
            shop.empty(discounts=[{"coupon": coupon}, {"coupon": "none"}])
        assert shop.v1.coupons.retrieve(coupon).times_redeemed == 0
        shop.empty(discounts=[{"coupon": coupon}])


class TestRestrictions:
    param = "discounts[0][promotion_code]"

    def test_only_for_its_customer(self, shop: Shop) -> None:
        customer = shop.customer()
        code = code_of(shop, customer=customer.id)
        assert redeemed(shop, code, customer).total == 900
        message = "This promotion code cannot be redeemed because it is restricted to another customer."
        with refused(message, param=self.param):
            redeemed(shop, code)

    def test_only_for_who_has_not_bought(self, shop: Shop) -> None:
        customer = shop.customer()
        code = code_of(shop, restrictions={"first_time_transaction": True})
        assert redeemed(shop, code, customer).total == 900
        shop.invoice("paid", 1_000, customer)
        message = "This promotion code cannot be redeemed because the associated customer has prior transactions."
        with refused(message, param=self.param):
            redeemed(shop, code, customer)

    def test_only_from_an_amount_on_in_its_currency(self, shop: Shop) -> None:
        restrictions: Any = {
            "minimum_amount": 500, "minimum_amount_currency": "usd",
            "currency_options": {"eur": {"minimum_amount": 400}},
        }  # fmt: skip
        code = code_of(shop, restrictions=restrictions)
        assert redeemed(shop, code, amount=500).total == 450
        assert redeemed(shop, code, amount=400, currency="eur").total == 360
        message = (
            "This promotion code cannot be redeemed because the associated purchase does not meet the minimum amount "
            "requirement."
        )
        for amount, currency in ((499, "usd"), (399, "eur"), (10_000, "gbp")):
            with refused(message, param=self.param):
                redeemed(shop, code, amount=amount, currency=currency)

    def test_the_amount_is_that_of_the_item_or_of_what_was_pending(self, shop: Shop) -> None:
        code = code_of(shop, restrictions={"minimum_amount": 500, "minimum_amount_currency": "usd"})
        given: Any = [{"promotion_code": code.id}]
        draft, customer = shop.draft(10_000), shop.customer()
        shop.item(draft, 500, discounts=given)
        with refused(None, param=self.param):
            shop.item(draft, 499, discounts=given)
        shop.pending(customer, 499)
        included: Any = {"customer": customer.id, "pending_invoice_items_behavior": "include", "discounts": given}
        with refused(None, param=self.param):
            shop.v1.invoices.create(included)
        shop.pending(customer, 1)
        assert shop.v1.invoices.create(included).total == 450

    def test_not_when_it_is_off_or_its_coupon_gone(self, shop: Shop) -> None:
        code = code_of(shop)
        shop.v1.promotion_codes.update(code.id, {"active": False})
        message = "This promotion code cannot be redeemed because it is not active."
        with refused(message, param=self.param):
            redeemed(shop, code)
        other = code_of(shop)
        shop.v1.coupons.delete(other.promotion.coupon)
        assert shop.v1.promotion_codes.retrieve(other.id).active is False
        with refused(message, param=self.param):
            redeemed(shop, other)
        with refused(None, param="active"):
            shop.v1.promotion_codes.update(other.id, {"active": True})


class TestOfACustomer:
    def test_every_new_invoice_inherits_it_until_it_is_taken_away(self, shop: Shop) -> None:
        coupon = shop.v1.coupons.create({"percent_off": 10, "duration": "forever"}).id
        customer = shop.customer(coupon=coupon)
        assert types(shop.events_of(customer)) == ["customer.discount.created", "customer.created"]
        assert customer.discount.source.coupon == coupon
        first = shop.draft(1_000, customer)
        assert first.total == 900
        assert shop.draft(1_000, customer, discounts="").total == 1_000
        gone = shop.v1.customers.delete_discount(customer.id)
        assert types(shop.events_of(gone)) == ["customer.discount.deleted"]
        assert shop.v1.customers.retrieve(customer.id).discount is None
        assert shop.draft(1_000, customer).total == 1_000
        # What an invoice has, it keeps.
        assert shop.v1.invoices.retrieve(first.id).total == 900
        message = f"No active discount for customer: {customer.id}"
        with refused(message, status=404, code="resource_missing"):
            shop.v1.customers.delete_discount(customer.id)

    def test_another_one_takes_its_place(self, shop: Shop) -> None:
        one, two = (shop.v1.coupons.create({"percent_off": p, "duration": "forever"}).id for p in (10, 20))
        customer = shop.customer(coupon=one)
        changed = shop.v1.customers.update(customer.id, {"coupon": two})  # type: ignore[typeddict-unknown-key]
        assert changed.discount is not None
        assert changed.discount.source.coupon == two
        assert "customer.discount.updated" in types(shop.events_of(changed))

    def test_an_amount_in_another_currency_is_passed_over(self, shop: Shop) -> None:
        euros = shop.v1.coupons.create({"amount_off": 100, "currency": "eur", "duration": "forever"}).id
        customer = shop.customer(coupon=euros)
        assert shop.draft(1_000, customer).total == 1_000
        with refused(None, param="discounts[0][coupon]"):
            shop.empty(discounts=[{"coupon": euros}])
