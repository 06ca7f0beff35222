"""What a processor can do."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offers:
    """What a processor can do. These decide what is offered to payers and callers, and not whether money is real.

    `takes_tokens`: it charges a method that it knows, in the payer's absence. `redirects`: it has a page of its own;
    `saves_away`: there a method can be kept without a payment. `types` are the types of methods there, the preferred
    one first; none means that the page decides. `makes_cards`: it takes numbers of test cards and test accounts;
    `takes_ibans`: of real accounts in SEPA. `authorizes`: it can keep money ready, to be captured. `follows`: it tells
    what followed a payment (`processors/following.py`). `pays_out`: it tells of its payouts
    (`processors/paying_out.py`).
    """

    takes_tokens: bool = False
    redirects: bool = False
    saves_away: bool = False
    types: tuple[str, ...] = ()
    makes_cards: bool = False
    takes_ibans: bool = False
    authorizes: bool = True
    follows: bool = False
    pays_out: bool = False

    @property
    def takes_money(self) -> bool:
        """Whether anybody can pay at all."""
        return self.takes_tokens or self.redirects

    def ways(self, named: Sequence[str] | None) -> tuple[str, ...]:
        """The types that can be paid with on its page; `named` are those that an invoice or a session names.

        The empty type leaves the choice to that page.
        """
        if not self.redirects:
            return ()
        if not self.types:
            return ("",)
        return tuple(type for type in self.types if named is None or type in named)


NOTHING = Offers()
