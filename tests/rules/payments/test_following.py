"""What becomes of a refund that was made at the processor: its outcome, and whether the charge has room for it."""

from types import SimpleNamespace
from typing import Any

import pytest

from billhook.payments.rules.following import has_room, outcome_of
from billhook.processors.following import SeenRefund
from billhook.processors.interface import Refunded, RefundFailed, RefundPending


@pytest.mark.parametrize(
    ("seen", "outcome"),
    [
        (SeenRefund("re_1", 100), Refunded()),
        (SeenRefund("re_1", 100, is_pending=True), RefundPending(0)),
        (SeenRefund("re_1", 100, failure="declined"), RefundFailed("declined")),
    ],
)
def test_what_it_came_to(seen: SeenRefund, outcome: object) -> None:
    assert outcome_of(seen) == outcome


@pytest.mark.parametrize(("refunded", "amount", "fits"), [(0, 1_000, True), (600, 400, True), (601, 400, False)])
def test_what_is_left(refunded: int, amount: int, fits: bool) -> None:
    charge: Any = SimpleNamespace(amount=1_000, amount_refunded=refunded)
    assert has_room(charge, SeenRefund("re_1", amount)) is fits
