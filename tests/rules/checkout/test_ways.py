"""Which buttons of a Checkout Session lead to the page of a processor."""

import pytest

from billhook.checkout.rules.ways import ways
from billhook.processors.offers import NOTHING, Offers

CHOOSES = Offers(redirects=True, saves_away=True)
NAMES = Offers(redirects=True, saves_away=True, types=("card", "ideal", "sepa_debit"))
KEEPS_NOTHING = Offers(redirects=True, types=("card", "ideal"))


@pytest.mark.parametrize(
    ("offers", "mode", "named", "found"),
    [
        (NOTHING, "payment", None, ()),
        (NOTHING, "setup", None, ()),
        (Offers(makes_cards=True, redirects=True, saves_away=True), "payment", None, ()),
        (CHOOSES, "payment", None, ("",)),
        (CHOOSES, "payment", ["ideal"], ("",)),
        (CHOOSES, "setup", None, ("",)),
        (NAMES, "payment", None, ("card", "ideal", "sepa_debit")),
        (NAMES, "payment", ["ideal", "bancontact"], ("ideal",)),
        (NAMES, "payment", ["bancontact"], ()),
        (NAMES, "setup", None, ("card", "sepa_debit")),
        (NAMES, "setup", ["sepa_debit"], ("sepa_debit",)),
        (KEEPS_NOTHING, "payment", None, ("card", "ideal")),
        (KEEPS_NOTHING, "setup", None, ()),
    ],
)
def test_ways(offers: Offers, mode: str, named: list[str] | None, found: tuple[str, ...]) -> None:
    assert ways(offers, mode, named) == found
