"""Which buttons the page of a Checkout Session has that lead to the page of a processor."""

from collections.abc import Sequence

from billhook.checkout.objects import SETUP
from billhook.payment_methods.objects import REUSABLE
from billhook.processors.offers import Offers


def ways(offers: Offers, mode: str, named: Sequence[str] | None) -> tuple[str, ...]:
    """The types that can be paid with there, or kept; `named` are those that the session names.

    The empty type leaves the choice to that page. A processor whose forms stand here needs no page. A method that is
    kept is one that can be charged again.
    """
    if offers.makes_cards or (mode == SETUP and not offers.saves_away):
        return ()
    if mode == SETUP and named and not set(REUSABLE).intersection(named):
        return ()
    return tuple(type for type in offers.ways(named) if mode != SETUP or type in ("", *REUSABLE))
