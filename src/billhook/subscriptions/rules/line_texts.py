"""What the lines of subscriptions say (recurring.md §5.3): in English, in UTC, as recorded from Stripe."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

from billhook.kernel.display import unit_price
from billhook.kernel.money import decimal_text
from billhook.subscriptions.rules.calendar import Interval

# By number and not by the locale of the machine.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


Count = int | Decimal
"""So many of a price: whole, but for usage that is counted in parts."""


def cycle(
    name: str, quantity: Count, unit_amount: Decimal, currency: str, interval: Interval, *, unit: str | None
) -> str:
    """The line of a period: `1 user × Gold (at $10.00 / month)`. The `unit` is the label of the product."""
    return f"{_counted(name, quantity, unit)} (at {_each(unit_amount, currency, interval)})"


def tier(
    name: str, quantity: Count, number: int, unit_amount: Decimal, currency: str, interval: Interval, *,
    unit: str | None,
) -> str:  # fmt: skip
    """The line of what falls into a tier; the first is number 1."""
    return f"{_counted(name, quantity, unit)} (Tier {number} at {_each(unit_amount, currency, interval)})"


def flat_fee(name: str, number: int, flat_amount: Decimal, currency: str, interval: Interval) -> str:
    """The line of the flat amount of a tier."""
    return f"{name} (Tier {number} at {_each(flat_amount, currency, interval)})"


def trial(name: str, quantity: Count, *, unit: str | None, is_flexible: bool) -> str:
    """The line of a trial, which costs nothing."""
    return f"Free trial for {_counted(name, quantity, unit)}" if is_flexible else f"Trial period for {name}"


def metered_trial(name: str) -> str:
    """The line of a trial of a metered price in classic mode."""
    return f"0 × {name} (Free trial)"


def unused(name: str, quantity: Count, moment: int, percents: Sequence[Decimal] = ()) -> str:
    """The credit for the time after a moment; `percents` are those of the discounts that are in it."""
    return f"Unused time on {_factor(name, quantity)}{_with(percents)} after {_day(moment)}"


def remaining(name: str, quantity: Count, moment: int, percents: Sequence[Decimal] = ()) -> str:
    """The charge for the time after a moment."""
    return f"Remaining time on {_factor(name, quantity)}{_with(percents)} after {_day(moment)}"


def _counted(name: str, quantity: Count, unit: str | None) -> str:
    return f"{quantity} {unit} × {name}" if unit else f"{quantity} × {name}"


def _factor(name: str, quantity: Count) -> str:
    return name if quantity == 1 else f"{quantity} × {name}"


def _each(amount: Decimal, currency: str, interval: Interval) -> str:
    every = f" / {interval.unit}" if interval.count == 1 else f" every {interval.count} {interval.unit}s"
    return f"{unit_price(decimal_text(amount), currency)}{every}"


def _with(percents: Sequence[Decimal]) -> str:
    return "".join(f" (with {percent:.1f}% off)" for percent in percents)


def _day(moment: int) -> str:
    day = datetime.fromtimestamp(moment, UTC)
    return f"{day.day:02d} {_MONTHS[day.month - 1]} {day.year}"
