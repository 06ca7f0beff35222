"""What a quantity of a price comes to. Expected amounts are worked out by hand beside each row."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.catalog.objects import CurrencyOption, CustomUnitAmount, Price, Tier, TransformQuantity
from billhook.catalog.rules.pricing import amount_of, offers, tax_behavior_of, unit_amount_of

D = Decimal


def a_price(**terms: Any) -> Price:
    """A price of nothing but its terms, in US dollars."""
    blank: dict[str, Any] = {
        "id": "price_1", "created": 0, "active": True, "inline": False, "product": "prod_1", "currency": "usd",
        "nickname": None, "lookup_key": None, "metadata": {}, "tax_behavior": "unspecified", "unit_amount": None,
        "custom_unit_amount": None, "tiers_mode": None, "tiers": None, "currency_options": {},
        "transform_quantity": None, "recurring": None,
    }  # fmt: skip
    return Price(**{**blank, **terms})


def tiers(*steps: tuple[int | None, str | None, str | None]) -> tuple[Tier, ...]:
    """Tiers from (up_to, flat amount, unit amount)."""
    return tuple(Tier(up_to, D(flat) if flat else None, D(unit) if unit else None) for up_to, flat, unit in steps)


# The example of the pricing guide: 1-5 at 7.00, 6-10 at 6.50, from 11 at 6.00.
FONTS = tiers((5, None, "700"), (10, None, "650"), (None, None, "600"))
# A plan: the first ten are in the flat 50.00, the next forty 3.00 each and 10.00 on top, then 2.125 each.
SEATS = tiers((10, "5000", None), (50, "1000", "300"), (None, None, "212.5"))

PER_UNIT = [
    pytest.param("1000", "3", 3000, id="3 x 1000"),
    pytest.param("0.5", "3", 2, id="3 x 0.5 = 1.5, half goes away from zero"),
    pytest.param("0.5", "1", 1, id="0.5 rounds up"),
    pytest.param("0.333333333333", "3", 1, id="0.999999999999 rounds to 1"),
    pytest.param("0.000000000001", "499999999999", 0, id="0.499999999999 rounds to 0"),
    pytest.param("0.000000000001", "500000000000", 1, id="exactly a half, from the smallest price there is"),
    pytest.param("1999", "2.5", 4998, id="2.5 x 1999 = 4997.5"),
    pytest.param("-250", "3", -750, id="a minted price may be negative"),
    pytest.param("-0.5", "1", -1, id="half goes away from zero below it too"),
    pytest.param("1000", "0", 0, id="nothing"),
]


@pytest.mark.parametrize(("unit_amount", "quantity", "amount"), PER_UNIT)
def test_per_unit_is_multiplied_exactly_and_rounded_once(unit_amount: str, quantity: str, amount: int) -> None:
    assert amount_of(a_price(unit_amount=D(unit_amount)), D(quantity), "usd") == amount


GRADUATED = [
    pytest.param(FONTS, "1", 700, id="one font at 700"),
    pytest.param(FONTS, "5", 3500, id="5 x 700"),
    pytest.param(FONTS, "6", 4150, id="5 x 700 + 1 x 650"),
    pytest.param(FONTS, "20", 12750, id="3500 + 5 x 650 + 10 x 600"),
    pytest.param(FONTS, "25", 15750, id="3500 + 3250 + 15 x 600"),
    pytest.param(FONTS, "5.5", 3825, id="3500 + 0.5 x 650"),
    pytest.param(FONTS, "0", 0, id="no fonts"),
    pytest.param(SEATS, "0", 5000, id="the first flat amount is due for nothing too"),
    pytest.param(SEATS, "10", 5000, id="inside the flat tier"),
    pytest.param(SEATS, "11", 6300, id="5000 + 1000 + 1 x 300"),
    pytest.param(SEATS, "50", 18000, id="5000 + 1000 + 40 x 300"),
    pytest.param(SEATS, "51", 18213, id="18000 + 212.5 rounds up"),
    pytest.param(SEATS, "52", 18425, id="18000 + 2 x 212.5, no rounding in between"),
]


@pytest.mark.parametrize(("steps", "quantity", "amount"), GRADUATED)
def test_graduated_tiers_each_price_their_own_part(steps: tuple[Tier, ...], quantity: str, amount: int) -> None:
    assert amount_of(a_price(tiers=steps, tiers_mode="graduated"), D(quantity), "usd") == amount


VOLUME = [
    pytest.param(FONTS, "5", 3500, id="5 x 700"),
    pytest.param(FONTS, "6", 3900, id="6 x 650"),
    pytest.param(FONTS, "20", 12000, id="20 x 600"),
    pytest.param(FONTS, "25", 15000, id="25 x 600"),
    pytest.param(FONTS, "5.1", 3315, id="5.1 x 650: past the bound is the next tier"),
    pytest.param(SEATS, "0", 5000, id="the flat amount of the first tier"),
    pytest.param(SEATS, "11", 4300, id="1000 + 11 x 300"),
    pytest.param(SEATS, "51", 10838, id="51 x 212.5 = 10837.5"),
]


@pytest.mark.parametrize(("steps", "quantity", "amount"), VOLUME)
def test_volume_tiers_price_the_whole_quantity(steps: tuple[Tier, ...], quantity: str, amount: int) -> None:
    assert amount_of(a_price(tiers=steps, tiers_mode="volume"), D(quantity), "usd") == amount


PACKAGES = [
    pytest.param(10, "up", "25", 3000, id="25 / 10 is 3 packages begun"),
    pytest.param(10, "down", "25", 2000, id="25 / 10 is 2 packages full"),
    pytest.param(10, "up", "30", 3000, id="30 / 10 is exactly 3"),
    pytest.param(10, "down", "9.99", 0, id="no package full"),
    pytest.param(10, "up", "0.000000000001", 1000, id="the least thing begins a package"),
    pytest.param(3, "up", "1", 1000, id="a third is one"),
    pytest.param(10, "up", "0", 0, id="nothing begins nothing"),
]


@pytest.mark.parametrize(("divide_by", "rounding", "quantity", "amount"), PACKAGES)
def test_packages_are_counted_before_they_are_priced(divide_by: int, rounding: str, quantity: str, amount: int) -> None:
    price = a_price(unit_amount=D(1000), transform_quantity=TransformQuantity(divide_by, rounding))
    assert amount_of(price, D(quantity), "usd") == amount


def test_a_currency_option_has_its_own_amounts() -> None:
    euros = CurrencyOption(D("9.5"), None, None, "inclusive")
    price = a_price(unit_amount=D(10), currency_options={"eur": euros}, tax_behavior="exclusive")
    assert (amount_of(price, D(3), "usd"), amount_of(price, D(3), "eur")) == (30, 29)  # 28.5 rounds up
    assert (unit_amount_of(price, "usd"), unit_amount_of(price, "eur")) == (D(10), D("9.5"))
    assert (tax_behavior_of(price, "usd"), tax_behavior_of(price, "eur")) == ("exclusive", "inclusive")
    assert offers(price, "eur")
    assert not offers(price, "gbp")


def test_tiers_of_a_currency_option_are_counted_in_the_mode_of_the_price() -> None:
    euros = CurrencyOption(None, tiers((5, None, "600"), (None, None, "500")), None, "unspecified")
    volume = a_price(tiers=FONTS, tiers_mode="volume", currency_options={"eur": euros})
    graduated = a_price(tiers=FONTS, tiers_mode="graduated", currency_options={"eur": euros})
    assert amount_of(volume, D(6), "eur") == 3000  # 6 x 500
    assert amount_of(graduated, D(6), "eur") == 3500  # 5 x 600 + 500


def test_no_one_unit_amount_where_there_is_none() -> None:
    assert unit_amount_of(a_price(tiers=FONTS, tiers_mode="volume"), "usd") is None
    assert unit_amount_of(a_price(custom_unit_amount=CustomUnitAmount(None, None, 500)), "usd") is None
    assert unit_amount_of(a_price(unit_amount=D(10)), "eur") is None


@pytest.mark.parametrize(
    ("price", "quantity", "currency"),
    [
        pytest.param(a_price(unit_amount=D(1)), D(1), "eur", id="a currency without an option"),
        pytest.param(a_price(unit_amount=D(1)), D(-1), "usd", id="a negative quantity"),
        pytest.param(a_price(custom_unit_amount=CustomUnitAmount(None, None, 9)), D(1), "usd", id="customer chooses"),
    ],
)
def test_what_has_no_amount_is_refused(price: Price, quantity: Decimal, currency: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        amount_of(price, quantity, currency)


# ── Properties ──────────────────────────────────────────────────────────────────────────────────

amounts = st.decimals(min_value=0, max_value=10**9, places=12, allow_nan=False, allow_infinity=False)
quantities = st.decimals(min_value=0, max_value=10**9, places=12, allow_nan=False, allow_infinity=False)


@st.composite
def some_tiers(draw: st.DrawFn) -> tuple[Tier, ...]:
    bounds: list[int | None] = [*sorted(draw(st.sets(st.integers(1, 1000), max_size=6))), None]
    return tuple(Tier(bound, draw(st.none() | amounts), draw(amounts)) for bound in bounds)


def _half_up(value: Fraction) -> int:
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


@given(some_tiers(), quantities, quantities)
def test_graduated_never_falls_as_the_quantity_grows(steps: tuple[Tier, ...], a: Decimal, b: Decimal) -> None:
    price = a_price(tiers=steps, tiers_mode="graduated")
    less, more = sorted((a, b))
    assert amount_of(price, less, "usd") <= amount_of(price, more, "usd")


@given(some_tiers(), st.integers(0, 2000))
def test_graduated_is_the_sum_over_single_units(steps: tuple[Tier, ...], quantity: int) -> None:
    """Units one by one: each costs what its tier says, and each tier that is entered adds its flat amount."""
    total = Fraction(steps[0].flat_amount or 0)
    lower = 0
    for place, tier in enumerate(steps):
        inside = max(0, min(quantity, tier.up_to if tier.up_to is not None else quantity) - lower)
        total += inside * Fraction(tier.unit_amount or 0)
        if inside and place:
            total += Fraction(tier.flat_amount or 0)
        lower = tier.up_to if tier.up_to is not None else lower
    assert amount_of(a_price(tiers=steps, tiers_mode="graduated"), D(quantity), "usd") == _half_up(total)


@given(some_tiers(), st.integers(1, 1000))
def test_graduated_without_flat_amounts_has_no_step_at_a_bound(steps: tuple[Tier, ...], bound: int) -> None:
    """The next 0.000000000001 of a quantity costs next to nothing: at most one minor unit, by rounding."""
    smooth = tuple(Tier(tier.up_to, None, tier.unit_amount) for tier in steps)
    price = a_price(tiers=smooth, tiers_mode="graduated")
    step = amount_of(price, D(bound) + D("0.000000000001"), "usd") - amount_of(price, D(bound), "usd")
    assert step in (0, 1)


@given(amounts, quantities)
def test_one_endless_tier_is_the_same_as_a_unit_amount(unit_amount: Decimal, quantity: Decimal) -> None:
    plain = amount_of(a_price(unit_amount=unit_amount), quantity, "usd")
    for mode in ("graduated", "volume"):
        tiered = a_price(tiers=(Tier(None, None, unit_amount),), tiers_mode=mode)
        assert amount_of(tiered, quantity, "usd") == plain
    assert plain == _half_up(Fraction(unit_amount) * Fraction(quantity))


@given(quantities, st.integers(1, 10**6))
def test_rounding_packages_up_or_down_differs_by_at_most_one(quantity: Decimal, divide_by: int) -> None:
    def packages(rounding: str) -> int:
        return amount_of(
            a_price(unit_amount=D(1), transform_quantity=TransformQuantity(divide_by, rounding)), quantity, "usd"
        )

    exact = Fraction(quantity) / divide_by
    assert packages("down") <= exact <= packages("up")
    assert packages("up") - packages("down") == (0 if exact.denominator == 1 else 1)
