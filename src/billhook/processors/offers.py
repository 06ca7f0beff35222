"""What a processor can do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Offers:
    """What a processor can do. These decide what is offered to payers and callers, and not whether money is real.

    `takes_tokens`: it charges a method that it knows, in the payer's absence. `redirects`: it has a page of its own.
    `types` are the types of methods there, the preferred one first; none means that the page decides. `makes_cards`: it
    takes numbers of test cards and test accounts; `takes_ibans`: of real accounts in SEPA. `authorizes`: it can keep
    money ready, to be captured. `follows`: it tells what followed a payment (`processors/following.py`).
    `pays_out`: it tells of its payouts (`processors/paying_out.py`).
    """

    takes_tokens: bool = False
    redirects: bool = False
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


NOTHING = Offers()
