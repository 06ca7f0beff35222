"""Which payments money is for that a customer sent (platform.md §7.7; the order is that of Stripe's own page on it)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

# Groups of so many payments are looked for, and of each size among the oldest that make no more combinations than this.
_GROUP_MAX = 5
_COMBINATIONS_MAX = 50_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """A payment that waits for money: that of an invoice, which is paid in full or not at all, or an intent of its own,
    which also takes a part. `amount` is what it still needs, in minor units; an invoice forgives so much of that where
    a transfer is short. `names` is what a payer may write to mean this intent. They stand in lists oldest first.
    """

    intent: str
    amount: int
    names: tuple[str, ...]
    is_invoice: bool
    forgives: int = 0

    def takes(self, available: int) -> bool:
        """Whether so much pays all of it, or as good as all."""
        return self.amount - self.forgives <= available


Share = tuple[str, int]
"""An intent, and how much of the money it gets."""


def shares(
    available: int, waiting: Sequence[Waiting], *, sent: int = 0, reference: str | None = None, is_all: bool = True,
    meant: str | None = None,
) -> list[Share]:  # fmt: skip
    """What becomes of the cash that is `available`, of which the last `sent` came just now with a `reference`.

    `is_all` says that nothing else waits. `meant` is the intent that the money is for, if somebody knows it already;
    then the reference does not count.

    1. An invoice that the reference names, and no other; where cash does not cover what it does not forgive, the money
       waits for the rest.
    2. An intent that it names, and no other.
    3. Without a name: up to five payments that come to exactly what was sent, or else to all there is; or the only one
       that waits, an invoice that forgives what the transfer is short of.
    4. Where nothing did so yet: as many invoices as can be paid in full, oldest first.
    5. What is left then: intents, oldest first, the last of them in part.
    """
    named = next((each for each in waiting if each.intent == meant), None) or _named(waiting, reference)
    if named is not None and named.is_invoice and not named.takes(available):
        return []
    if named is not None:
        first = [named]
    else:
        found = _exact(waiting, sent, available) or _exact(waiting, available, available)
        first = list(found or (_nearly(waiting, sent) if is_all else ()))
    given: list[Share] = []
    for each in first:
        given.append((each.intent, min(each.amount, available)))
        available -= given[-1][1]
    rest = [each for each in waiting if each not in first]
    return given + list(_in_turn(rest, available))


def _nearly(waiting: Sequence[Waiting], sent: int) -> Sequence[Waiting]:
    """The one invoice that waits, where a transfer is short of it by no more than it forgives."""
    return waiting if sent and len(waiting) == 1 and waiting[0].is_invoice and waiting[0].takes(sent) else ()


def _in_turn(waiting: Sequence[Waiting], available: int) -> Iterator[Share]:
    for each in sorted(waiting, key=lambda one: not one.is_invoice):
        share = min(each.amount, available)
        if share and (share == each.amount or not each.is_invoice):
            yield each.intent, share
            available -= share


def _named(waiting: Sequence[Waiting], reference: str | None) -> Waiting | None:
    """The one payment that a reference names: an invoice before an intent; None where it names several."""
    for is_invoice in (True, False):
        found = [each for each in waiting if each.is_invoice == is_invoice and _names(each, reference or "")]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _names(waiting: Waiting, reference: str) -> bool:
    """Whether a name stands in what a payer wrote, between other words, and with other marks in it than ours."""
    for name in waiting.names:
        words = [re.escape(word) for word in re.findall(r"[A-Z0-9]+", name.upper())]
        if words and re.search(rf"(?<![A-Z0-9]){'[^A-Z0-9]*'.join(words)}(?![A-Z0-9])", reference.upper()):
            return True
    return False


def _exact(waiting: Sequence[Waiting], amount: int, available: int) -> tuple[Waiting, ...] | None:
    """The payments that come to an amount: few before many, then many invoices, then the oldest."""
    if not 0 < amount <= available:
        return None
    fitting = [each for each in waiting if each.amount <= amount]
    for size in range(1, _GROUP_MAX + 1):
        found = [group for group in combinations(_oldest(fitting, size), size) if _sum(group) == amount]
        if found:
            # Combinations come in the order of what they are made of, so the first of the best is the oldest.
            return max(found, key=lambda group: sum(each.is_invoice for each in group))
    return None


def _oldest(waiting: Sequence[Waiting], size: int) -> Sequence[Waiting]:
    count = len(waiting)
    while comb(count, size) > _COMBINATIONS_MAX:
        count -= 1
    return waiting[:count]


def _sum(group: Sequence[Waiting]) -> int:
    return sum(each.amount for each in group)
