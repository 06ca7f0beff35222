"""What usage costs, line by line (recurring.md §5.3, §6.2, §7.4)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.catalog.objects import Price, Recurring, Tier, TransformQuantity
from billhook.catalog.rules.pricing import amount_of
from billhook.subscriptions.rules.charges import Sold, charges_of, plain

NONE = Decimal(0)


def a_price(unit: str | None = "1", *tiers: Tier, mode: str | None = None, packs: int | None = None) -> Price:
    return Price(
        id="price_1", created=0, active=True, inline=False, product="prod_1", currency="usd", nickname=None,
        lookup_key=None, metadata={}, tax_behavior="unspecified", unit_amount=Decimal(unit) if unit else None,
        custom_unit_amount=None, tiers_mode=mode, tiers=tiers or None, currency_options={},
        transform_quantity=TransformQuantity(packs, "up") if packs else None,
        recurring=Recurring("month", 1, "metered", None, "mtr_1"),
    )  # fmt: skip


CREDITS = a_price(
    None, Tier(1_000, Decimal(900), NONE), Tier(None, NONE, Decimal("3.6")), mode="graduated"
)  # fmt: skip
VOLUME = a_price(None, Tier(100, None, Decimal(10)), Tier(None, None, Decimal(5)), mode="volume")


def charged(price: Price, used: str) -> list[tuple[str, int]]:
    of = Sold(price, "Usage", None, plain(Decimal(used)), "usd")
    return [(str(charge.quantity), charge.amount) for charge in charges_of(of)]


@pytest.mark.parametrize(
    ("price", "used", "lines"),
    [
        (a_price(), "0", [("0", 0)]), (a_price(), "150", [("150", 150)]), (a_price("0.4"), "1234", [("1234", 494)]),
        (a_price("3"), "1.5", [("1.5", 5)]), (a_price("0.5"), "1", [("1", 1)]), (a_price("0.4"), "1", [("1", 0)]),
        (a_price("250", packs=10), "37", [("37", 1_000)]), (a_price("250", packs=10), "0", [("0", 0)]),
        (a_price("250", packs=10), "10", [("10", 250)]), (a_price("250", packs=10), "10.1", [("10.1", 500)]),
        (CREDITS, "0", [("0", 0), ("0", 900)]), (CREDITS, "1000", [("1000", 0), ("0", 900)]),
        (CREDITS, "1031", [("1000", 0), ("0", 900), ("31", 112), ("0", 0)]),
        (CREDITS, "1000.5", [("1000", 0), ("0", 900), ("0.5", 2), ("0", 0)]),
        (VOLUME, "100", [("100", 1_000)]), (VOLUME, "101", [("101", 505)]), (VOLUME, "0", [("0", 0)]),
        (VOLUME, "100.01", [("100.01", 500)]),
    ],
)  # fmt: skip
def test_what_usage_costs(price: Price, used: str, lines: list[tuple[str, int]]) -> None:
    assert charged(price, used) == lines


@given(st.decimals(0, 10**9, places=12, allow_nan=False), st.sampled_from([a_price("0.37"), CREDITS, VOLUME]))
def test_the_lines_come_to_the_price_but_for_their_rounding(used: Decimal, price: Price) -> None:
    lines = charges_of(Sold(price, "Usage", None, plain(used), "usd"))
    assert abs(sum(line.amount for line in lines) - amount_of(price, used, "usd")) < len(lines)


@given(st.decimals(0, 10**9, places=6, allow_nan=False))
def test_a_quantity_is_whole_where_it_is_whole(used: Decimal) -> None:
    shown = plain(used)
    assert shown == used
    assert isinstance(shown, int) == (used == int(used))
    assert "E" not in str(shown) or used < Decimal("0.000001")


def test_a_period_of_usage_has_no_value_before_it_is_over() -> None:
    assert Sold(CREDITS, "Usage", None, 0, "usd").value == 0
