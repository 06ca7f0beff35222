"""Which tiers make sense."""

from decimal import Decimal

import pytest

from billhook.catalog.objects import Tier
from billhook.catalog.rules.tiers import fault

ONE = Decimal(1)


@pytest.mark.parametrize(
    "tiers",
    [
        pytest.param([Tier(None, None, ONE)], id="one endless tier"),
        pytest.param([Tier(1, ONE, None), Tier(2, None, ONE), Tier(None, ONE, ONE)], id="rising bounds"),
        pytest.param([Tier(None, Decimal(0), None)], id="free is an amount"),
    ],
)
def test_sound_tiers(tiers: list[Tier]) -> None:
    assert fault(tiers) is None


@pytest.mark.parametrize(
    ("tiers", "place"),
    [
        pytest.param([], None, id="none at all"),
        pytest.param([Tier(5, None, ONE)], 0, id="the last has a bound"),
        pytest.param([Tier(None, None, ONE), Tier(None, None, ONE)], 0, id="endless too early"),
        pytest.param([Tier(5, None, ONE), Tier(5, None, ONE), Tier(None, None, ONE)], 1, id="a bound twice"),
        pytest.param([Tier(5, None, ONE), Tier(4, None, ONE), Tier(None, None, ONE)], 1, id="falling bounds"),
        pytest.param([Tier(5, None, ONE), Tier(None, None, None)], 1, id="costs nothing said"),
    ],
)
def test_faults_are_found_at_their_place(tiers: list[Tier], place: int | None) -> None:
    found = fault(tiers)
    assert found is not None
    assert found[0] == place
