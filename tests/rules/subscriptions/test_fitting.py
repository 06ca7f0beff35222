"""An invoice has room for so many lines (invoicing.md §2.1)."""

from decimal import Decimal

import pytest

from billhook.invoices.objects import Item
from billhook.subscriptions.rules.fitting import fitting


def item(name: str) -> Item:
    """An item that waits if it is called p…, else a line."""
    return Item(
        id=name, date=0, customer="cus_1", invoice=None, line=None if name[0] == "p" else name, position=None,
        currency="usd", amount=100, description=None, discountable=True, metadata={}, period_start=0, period_end=0,
        price="price_1", product="prod_1", unit_amount=Decimal(100), quantity=Decimal(1), test_clock=None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "most", "kept"),
    [
        ("p3 p2 p1 l1 l2", 5, "p3 p2 p1 l1 l2"),
        ("p3 p2 p1 l1 l2", 4, "p2 p1 l1 l2"),
        ("p3 p2 p1 l1 l2", 2, "l1 l2"),
        ("p3 l1 l2", 1, "l1 l2"),  # what a period costs always stays
    ],
)
def test_the_newest_that_wait_find_no_room(lines: str, most: int, kept: str) -> None:
    found = fitting([item(name) for name in lines.split()], most)
    assert [one.id for one in found] == kept.split()
