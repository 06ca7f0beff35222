"""Days to pay: how long invoices wait for their payment, by the month in which they are paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from billhook.dashboard.reports import words
from billhook.dashboard.reports.asked import Asked
from billhook.dashboard.reports.collected import paid
from billhook.dashboard.reports.period import by_months
from billhook.dashboard.reports.sheets import Row, Series, Sheet, pictures
from billhook.dashboard.visiting import Visit
from billhook.db.tx import Reader
from billhook.figures import store
from billhook.figures.objects import Waits
from billhook.figures.rules import periods
from billhook.figures.rules.middle import median, together
from billhook.figures.rules.periods import Days, Grain

NAME, TITLE = "days-to-pay", "Days to pay"
HOW = (
    "The median of whole days from finalization to payment, of the invoices that were paid in the month: half of them "
    "were paid faster, half of them slower.",
    "The chart shows twelve months, or the months of a longer period. Months are those of the account's time zone.",
)
_CSV = ("month", "invoices", "median_days")
_SHOWN = 12
_AT_ONCE = "The median is less than a day in each of these months."


@dataclass(frozen=True, slots=True)
class Found:
    """The waits of each month that is shown, and the medians of the period and of the months before it."""

    months: Sequence[Days]
    waits: Sequence[Waits]
    whole: Decimal | None
    before: Decimal | None
    before_days: Days


async def read(reader: Reader, asked: Asked, zone: str) -> Found:
    """All months in one look: those that are shown, and as many as the period has before it."""
    period = asked.months
    number = periods.months_of(period)
    shown = max(number, _SHOWN)
    first = periods.month_after(period.end, -max(shown, 2 * number))
    months = periods.stretches(Days(first, period.end), Grain.MONTH)
    waits = await store.waits(reader, asked.currency, periods.edges(months, zone))
    before = Days(periods.month_after(period.first, -number), period.first)
    return Found(
        months[-shown:], waits[-shown:], median(together(waits[-number:])),
        median(together(waits[-2 * number : -number])), before,
    )  # fmt: skip


def told(visit: Visit, days: Decimal) -> str:
    """A median in words."""
    return f"{words.days_number(days, visit.formats.locale)} {'day' if days == 1 else 'days'}"


def sheet(visit: Visit, asked: Asked, found: Found) -> Sheet:
    """The report in words."""
    f = visit.formats
    names = [words.whole(month, f.locale) for month in found.months]
    medians = [median(waits) for waits in found.waits]
    numbers = [sum(waits.values()) for waits in found.waits]
    shown = [told(visit, days) if days is not None else "–" for days in medians]
    series = Series(
        [days or 0 for days in medians],
        [paid(visit, month, asked.currency) for month in found.months],
        [f"{name}: {days}" for name, days in zip(names, shown, strict=True)],
    )
    labels = [words.below(month, Grain.MONTH, f.locale, is_first=n == 0) for n, month in enumerate(found.months)]
    drawn = pictures([series], labels, lambda days: f.number(days))
    return Sheet(
        NAME, TITLE, HOW, ("Paid invoices", "Median"),
        [Row(name, address, (f.number(number), days), (month.first.isoformat()[:7], number, _plain(middle)))
         for name, address, number, days, month, middle in
         zip(names, series.addresses, numbers, shown, found.months, medians, strict=True)],
        _CSV, series=("Median of days to pay",), pictures=drawn,
        missing="" if drawn else _AT_ONCE if any(numbers) else "Nothing was paid in these months.",
        note=by_months(visit, asked),
    )  # fmt: skip


def _plain(days: Decimal | None) -> str:
    return f"{days.normalize():f}" if days is not None else ""
