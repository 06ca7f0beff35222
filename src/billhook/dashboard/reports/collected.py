"""Invoiced and collected: what was asked for in a period, and what came in, stretch by stretch."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

from billhook.dashboard.csv_files import amount
from billhook.dashboard.reports import words
from billhook.dashboard.reports.asked import Asked
from billhook.dashboard.reports.sheets import Row, Series, Sheet, pictures
from billhook.dashboard.visiting import Visit
from billhook.db.tx import Reader
from billhook.figures import store
from billhook.figures.objects import Sums
from billhook.figures.rules import periods
from billhook.figures.rules.periods import Days

NAME, TITLE = "invoiced-and-collected", "Invoiced and collected"
HOW = (
    "Invoiced: the totals of invoices that were finalized in the time, less the credit notes made in it. Void invoices "
    "count nothing, nor do their credit notes.",
    "Collected: payments that succeeded in the time, less refunds. A payment made elsewhere counts when it is "
    "recorded. Disputes are left out.",
    "What was invoiced leads to its invoices, what was collected to the payments begun in the time. A payment "
    "made elsewhere is on the page of its invoice.",
    "Days are those of the account's time zone.",
)
_COLUMNS = ("Invoices", "Invoiced", "Credit notes", "Payments", "Collected", "Refunds")
_COLLECTED = _COLUMNS.index("Collected")
_CSV = (
    "first_day", "last_day", "currency", "invoices", "invoiced", "credit_notes", "invoiced_net", "payments",
    "collected", "refunds", "collected_net",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """The sums of each stretch of the period, of all of it, and of the period before."""

    stretches: Sequence[Days]
    sums: Sequence[Sums]
    whole: Sums
    before: Sums


async def read(reader: Reader, asked: Asked, zone: str) -> Found:
    """Both periods in one look."""
    stretches = periods.stretches(asked.days, asked.grain)
    own = periods.edges(stretches, zone)
    earlier = sorted({periods.moment(asked.before.first, zone), periods.moment(asked.before.end, zone), own[0]})
    sums = await store.sums(reader, asked.currency, [*earlier, *own[1:]])
    of_period = sums[len(earlier) - 1 :]
    return Found(stretches, of_period, reduce(add, of_period), sums[0])


def sheet(visit: Visit, asked: Asked, found: Found) -> Sheet:
    """The report in words."""
    f, currency = visit.formats, asked.currency
    days = found.stretches
    names = [words.whole(each, f.locale) for each in days]
    invoiced = Series(
        [sums.net_invoiced for sums in found.sums],
        [finalized(visit, each, currency) for each in days],
        [f"{name}: invoiced {f.money(sums.net_invoiced, currency)}"
         for name, sums in zip(names, found.sums, strict=True)],
    )  # fmt: skip
    collected = Series(
        [sums.net_collected for sums in found.sums],
        [received(visit, each, currency) for each in days],
        [f"{name}: collected {f.money(sums.net_collected, currency)}"
         for name, sums in zip(names, found.sums, strict=True)],
    )  # fmt: skip
    labels = [words.below(each, asked.grain, f.locale, is_first=n == 0) for n, each in enumerate(days)]
    drawn = pictures([invoiced, collected], labels, lambda minor: words.compact(minor, currency, f.locale))
    return Sheet(
        NAME, TITLE, HOW,
        _COLUMNS,
        [Row(name, address, _cells(visit, sums, currency), _values(each, sums, currency),
             leads={_COLLECTED: payments} if sums.payments else {})
         for name, address, payments, each, sums in
         zip(names, invoiced.addresses, collected.addresses, days, found.sums, strict=True)],
        _CSV, sums=_cells(visit, found.whole, currency), series=("Invoiced", "Collected"), pictures=drawn,
    )  # fmt: skip


def _cells(visit: Visit, sums: Sums, currency: str) -> Sequence[str]:
    f = visit.formats

    def money(minor: int) -> str:
        return f.money(minor, currency) if minor else "–"

    return (
        f.number(sums.invoices), money(sums.invoiced), money(-sums.credited),
        f.number(sums.payments), money(sums.collected), money(-sums.refunded),
    )  # fmt: skip


def _values(days: Days, sums: Sums, currency: str) -> Sequence[object]:
    money = (sums.invoiced, sums.credited, sums.net_invoiced), (sums.collected, sums.refunded, sums.net_collected)
    invoiced, collected = ([amount(minor, currency) for minor in each] for each in money)
    return (
        days.first.isoformat(), days.last.isoformat(), currency, sums.invoices, *invoiced, sums.payments, *collected,
    )  # fmt: skip


def finalized(visit: Visit, days: Days, currency: str) -> str:
    """The list of what was finalized in a stretch of days."""
    return visit.to(
        "/invoices", finalized_from=days.first.isoformat(), finalized_to=days.last.isoformat(), currency=currency
    )


def received(visit: Visit, days: Days, currency: str) -> str:
    """The list of the payments of a stretch of days. Those recorded by hand are on their invoices."""
    return visit.to(
        "/payments", created_from=days.first.isoformat(), created_to=days.last.isoformat(), currency=currency
    )


def paid(visit: Visit, days: Days, currency: str) -> str:
    """The list of what was paid in a stretch of days."""
    return visit.to("/invoices", paid_from=days.first.isoformat(), paid_to=days.last.isoformat(), currency=currency)
