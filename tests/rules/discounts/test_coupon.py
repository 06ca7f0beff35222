"""When coupons and promotion codes can be redeemed, and how long what they give lasts (invoicing.md §1.12)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import DAY, NOON

from billhook.discounts.objects import Coupon, PromotionCode
from billhook.discounts.rules.amounts import amount_in
from billhook.discounts.rules.coupon import check_redeem_by, check_redeemable
from billhook.discounts.rules.duration import end_of
from billhook.discounts.rules.promotion_code import (
    check_history,
    check_minimum,
    check_redeemable_by,
    check_times,
)
from billhook.kernel import errors
from billhook.kernel.errors import ApiError, ErrorKind

TEN = Coupon(
    id="TEN", sort_id="c1", created=NOON, deleted_at=None, name=None, percent_off=Decimal(10), amount_off=None,
    currency=None, currency_options={}, duration="once", duration_in_months=None, max_redemptions=None,
    redeem_by=None, times_redeemed=0, products=[], metadata={},
)  # fmt: skip
CODE = PromotionCode(
    id="promo_1", created=NOON, coupon="TEN", coupon_sort_id="c1", code="HELLO", customer=None, active=True,
    expires_at=None, max_redemptions=None, times_redeemed=0, first_time_transaction=False, minimum_amount=None,
    minimum_amount_currency=None, currency_options={}, metadata={},
)  # fmt: skip


def kind_of(check: Callable[..., None], *arguments: Any) -> ErrorKind | None:
    """What a check refuses with, None where it does not."""
    try:
        check(*arguments)
    except ApiError as error:
        return error.kind
    return None


@pytest.mark.parametrize(
    ("coupon", "kind"),
    [
        (TEN, None),
        # `redeem_by` is the last moment at which it can be redeemed.
        (replace(TEN, redeem_by=NOON), None),
        (replace(TEN, redeem_by=NOON - 1), errors.COUPON_EXPIRED),
        (replace(TEN, max_redemptions=2, times_redeemed=1), None),
        (replace(TEN, max_redemptions=2, times_redeemed=2), errors.COUPON_USED_UP),
        (replace(TEN, max_redemptions=1, times_redeemed=1, redeem_by=NOON - 1), errors.COUPON_EXPIRED),
    ],
)
def test_a_coupon_can_be_redeemed(coupon: Coupon, kind: ErrorKind | None) -> None:
    assert kind_of(check_redeemable, coupon, NOON, "discounts") is kind
    assert coupon.is_valid(NOON) is (kind is None)


def test_a_deleted_coupon_is_not_valid() -> None:
    assert replace(TEN, deleted_at=NOON).is_valid(NOON) is False


@pytest.mark.parametrize(
    ("redeem_by", "kind"),
    [
        (None, None),
        (NOON + 1, None),
        (NOON, errors.INVALID_VALUE),
        (NOON - 1, errors.INVALID_VALUE),
        (NOON + 5 * 365 * DAY, None),
        (NOON + 6 * 365 * DAY, errors.INVALID_VALUE),
    ],
)
def test_a_coupon_is_redeemable_for_five_years_at_most(redeem_by: int | None, kind: ErrorKind | None) -> None:
    assert kind_of(check_redeem_by, redeem_by, NOON) is kind


@pytest.mark.parametrize(
    ("code", "coupon", "customer", "kind"),
    [
        (CODE, TEN, None, None),
        (CODE, TEN, "cus_1", None),
        (replace(CODE, active=False), TEN, None, errors.PROMOTION_CODE_INACTIVE),
        (CODE, replace(TEN, deleted_at=NOON), None, errors.PROMOTION_CODE_INACTIVE),
        # Another coupon of the same id is not the one that the code was made for.
        (CODE, replace(TEN, sort_id="c2"), None, errors.PROMOTION_CODE_INACTIVE),
        (replace(CODE, expires_at=NOON + 1), TEN, None, None),
        (replace(CODE, expires_at=NOON), TEN, None, errors.PROMOTION_CODE_EXPIRED),
        (replace(CODE, max_redemptions=3, times_redeemed=3), TEN, None, errors.PROMOTION_CODE_USED_UP),
        (replace(CODE, customer="cus_1"), TEN, "cus_1", None),
        (replace(CODE, customer="cus_1"), TEN, "cus_2", errors.PROMOTION_CODE_OF_OTHER),
        (replace(CODE, customer="cus_1"), TEN, None, errors.PROMOTION_CODE_OF_OTHER),
        (CODE, replace(TEN, redeem_by=NOON - 1), None, errors.COUPON_EXPIRED),
        (CODE, replace(TEN, max_redemptions=1, times_redeemed=1), None, errors.COUPON_USED_UP),
    ],
)
def test_a_code_can_be_redeemed_by(
    code: PromotionCode, coupon: Coupon, customer: str | None, kind: ErrorKind | None
) -> None:
    assert kind_of(check_redeemable_by, code, coupon, customer, NOON, "discounts") is kind
    if customer == code.customer:
        assert code.is_active(coupon, NOON) is (kind is None)


@pytest.mark.parametrize(
    ("code", "coupon", "kind"),
    [
        (replace(CODE, expires_at=NOON + 1), TEN, None),
        (replace(CODE, expires_at=NOON), TEN, errors.INVALID_VALUE),
        (replace(CODE, expires_at=NOON + DAY), replace(TEN, redeem_by=NOON + DAY), None),
        (replace(CODE, expires_at=NOON + DAY + 1), replace(TEN, redeem_by=NOON + DAY), errors.INVALID_VALUE),
        (replace(CODE, max_redemptions=5), replace(TEN, max_redemptions=5), None),
        (replace(CODE, max_redemptions=6), replace(TEN, max_redemptions=5), errors.INVALID_VALUE),
    ],
)
def test_a_code_allows_no_more_than_its_coupon(code: PromotionCode, coupon: Coupon, kind: ErrorKind | None) -> None:
    assert kind_of(check_times, code, coupon, NOON) is kind


@pytest.mark.parametrize(
    ("amount", "currency", "kind"),
    [
        (5_000, "usd", None),
        (4_999, "usd", errors.PROMOTION_CODE_MINIMUM),
        (4_000, "eur", None),
        (3_999, "eur", errors.PROMOTION_CODE_MINIMUM),
        # No minimum is set in pounds, so nothing can reach it.
        (10**6, "gbp", errors.PROMOTION_CODE_MINIMUM),
    ],
)
def test_the_minimum_is_that_of_the_currency(amount: int, currency: str, kind: ErrorKind | None) -> None:
    code = replace(CODE, minimum_amount=5_000, minimum_amount_currency="usd", currency_options={"eur": 4_000})
    assert kind_of(check_minimum, code, amount, currency, "discounts") is kind
    assert kind_of(check_minimum, CODE, 0, currency, "discounts") is None


@pytest.mark.parametrize(("first_time", "has_paid", "kind"), [
    (True, True, errors.PROMOTION_CODE_FIRST_TIME), (True, False, None), (False, True, None),
])  # fmt: skip
def test_a_code_for_the_first_time(first_time: bool, has_paid: bool, kind: ErrorKind | None) -> None:
    code = replace(CODE, first_time_transaction=first_time)
    assert kind_of(check_history, code, has_paid, "discounts") is kind


def test_an_amount_in_a_currency() -> None:
    assert amount_in(500, "usd", {"eur": 450}, "usd") == 500
    assert amount_in(500, "usd", {"eur": 450}, "eur") == 450
    assert amount_in(500, "usd", {"eur": 450}, "gbp") is None


def at(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (at(2026, 1, 15, 12), 1, at(2026, 2, 15, 12)),
        (at(2026, 1, 31, 23, 59), 1, at(2026, 2, 28, 23, 59)),
        (at(2028, 1, 31), 1, at(2028, 2, 29)),
        (at(2026, 11, 30), 3, at(2027, 2, 28)),
        (at(2026, 12, 1), 12, at(2027, 12, 1)),
        (at(2026, 5, 31), 13, at(2027, 6, 30)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(start: int, months: int, end: int) -> None:
    assert end_of(months, start) == end
    assert end_of(None, start) is None


@given(st.integers(at(2000, 1, 1), at(2100, 1, 1)), st.integers(1, 120))
def test_a_month_more_ends_later(start: int, months: int) -> None:
    ended, later = end_of(months, start), end_of(months + 1, start)
    assert ended is not None
    assert later is not None
    assert start < ended < later
    assert 28 * DAY * months <= ended - start <= 31 * DAY * months
