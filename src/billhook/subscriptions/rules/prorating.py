"""What a change within a period costs: the credit for the rest of what was, the charge for the rest of what is
(recurring.md §6).

The whole value of an item is taken, not the difference. Each amount is exact until its one rounding, which is to the
nearest unit, and of an exact half downwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from billhook.kernel.money import decimal_text
from billhook.kernel.replacing import replace
from billhook.kernel.stored import VERSION, Json
from billhook.subscriptions.rules.calendar import Period


@dataclass(frozen=True, slots=True)
class Debit:
    """What a line has charged for a period and has not given back: its discounts are taken off already.

    `amount` is in minor units; `invoice` and `line` name where it was charged, if it stands on an invoice yet;
    `item` is the invoice item, if it is one, and `percent` the percentage that was taken off.
    """

    amount: int
    period: Period
    invoice: str | None = None
    line: str | None = None
    item: str | None = None
    percent: Decimal | None = None

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {
            "version": VERSION, "amount": self.amount, "start": self.period.start, "end": self.period.end,
            "invoice": self.invoice, "line": self.line, "item": self.item,
            "percent": decimal_text(self.percent) if self.percent is not None else None,
        }  # fmt: skip

    @classmethod
    def from_stored(cls, stored: Json) -> "Debit":
        """The debit as it was stored."""
        period = Period(stored["start"], stored["end"])
        percent = Decimal(stored["percent"]) if stored["percent"] is not None else None
        return cls(stored["amount"], period, stored["invoice"], stored["line"], stored["item"], percent)


@dataclass(frozen=True, slots=True)
class Credited:
    """What is given back of a debit, an amount that is not positive, and for which period."""

    debit: Debit
    amount: int
    period: Period


def rounded(value: Fraction) -> int:
    """The nearest whole number; of an exact half the lower one (recurring.md §6.1)."""
    # The ceiling of value - 1/2.
    return -((value.denominator - 2 * value.numerator) // (2 * value.denominator))


def part_of(period: Period, moment: int) -> Fraction:
    """Which part of the period is left at a moment, in whole seconds: 1 before it, 0 after it."""
    left = min(max(period.end - moment, 0), period.seconds)
    return Fraction(left, period.seconds) if period.seconds else Fraction(0)


def share(value: Fraction | int, whole: Period, *, start: int, end: int) -> int:
    """What the time from `start` to `end` costs if the `whole` period costs `value`, in minor units; nothing if it is
    none."""
    return rounded(Fraction(value) * Fraction(max(end - start, 0), whole.seconds))


def credits_of(debits: Sequence[Debit], moment: int) -> list[Credited]:
    """What is given back of each debit that reaches beyond a moment (flexible mode).

    So nothing is given back that was not charged, and nothing twice.
    """
    return [
        Credited(debit, rounded(-debit.amount * part_of(debit.period, moment)), Period(start, debit.period.end))
        for debit in debits
        if (start := max(moment, debit.period.start)) < debit.period.end
    ]


def kept_of(debits: Sequence[Debit], moment: int) -> tuple[Debit, ...]:
    """What stays of debits after `credits_of` for the same moment: the time before it."""
    kept = []
    for debit in debits:
        if debit.period.end <= moment:
            kept.append(debit)
        elif debit.period.start < moment:
            given_back = rounded(-debit.amount * part_of(debit.period, moment))
            period = Period(debit.period.start, moment)
            kept.append(replace(debit, amount=debit.amount + given_back, period=period))
    return tuple(kept)
