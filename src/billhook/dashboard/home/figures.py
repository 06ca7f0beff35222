"""The figures of Home: four sums with what they were before, and the reports behind them."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.dashboard.reports import collected, outstanding, ranking, waiting, words
from billhook.dashboard.reports.asked import PERIODS, Asked, asked
from billhook.dashboard.reports.period import shown_period
from billhook.dashboard.reports.sheets import Sheet
from billhook.dashboard.visiting import Visit
from billhook.figures.objects import Debts

_RANKED = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum, a note below it, and the address of its report."""

    words: str
    shown: str
    note: str
    address: str


@dataclass(frozen=True, slots=True)
class Figures:
    """All of them for a period and a currency, with what the pickers show."""

    asked: Asked
    periods: Sequence[tuple[str, str]]
    shown: str
    sums: Sequence[Figure]
    sheets: Sequence[Sheet]


async def figures(visit: Visit) -> Figures:
    """Everything in one look after another; each is exact in itself."""
    zone, now = visit.formats.time_zone, visit.formats.now
    async with visit.reader() as reader:
        wanted = await asked(visit, reader)
        sums = await collected.read(reader, wanted, zone)
        debts = await outstanding.read(reader, wanted, now, zone)
        waits = await waiting.read(reader, wanted, zone)
        ranked = await ranking.read(reader, wanted, zone, invoices=sums.whole.invoices, limit=_RANKED)
    f, currency = visit.formats, wanted.currency
    before = words.interval(wanted.before, f.locale)
    whole, earlier = sums.whole, sums.before

    def money(name: str, now: int, then: int) -> Figure:
        note = compared(now, then, f.money(then, currency), before)
        return Figure(name, f.money(now, currency), note, _report(visit, wanted, collected.NAME))

    return Figures(
        wanted, PERIODS, shown_period(visit, wanted),
        (
            money("Invoiced", whole.net_invoiced, earlier.net_invoiced),
            money("Collected", whole.net_collected, earlier.net_collected),
            _outstanding(visit, wanted, debts),
            _days_to_pay(visit, wanted, waits),
        ),
        (
            collected.sheet(visit, wanted, sums), outstanding.sheet(visit, wanted, debts),
            waiting.sheet(visit, wanted, waits), ranking.sheet(visit, wanted, ranked),
        ),
    )  # fmt: skip


def _report(visit: Visit, wanted: Asked, name: str) -> str:
    return visit.to(f"/reports/{name}", **wanted.query)


def _outstanding(visit: Visit, wanted: Asked, debts: Debts) -> Figure:
    f, late = visit.formats, outstanding.past_due(debts)
    note = f"{f.money(late.amount, wanted.currency)} of it past due" if late.amount else "Nothing of it is past due"
    shown = f.money(debts.whole.amount, wanted.currency)
    return Figure("Outstanding", shown, f"Now. {note}", _report(visit, wanted, outstanding.NAME))


def _days_to_pay(visit: Visit, wanted: Asked, found: waiting.Found) -> Figure:
    shown = waiting.told(visit, found.whole) if found.whole is not None else "–"
    before = words.whole(found.before_days, visit.formats.locale)
    note = (
        f"{waiting.told(visit, found.before)} in {before}" if found.before is not None else f"Nothing paid in {before}"
    )
    if not wanted.is_whole:
        note = f"In {words.whole(wanted.months, visit.formats.locale)}: whole months. {note}"
    return Figure("Days to pay", shown, note, _report(visit, wanted, waiting.NAME))


def compared(now: int, then: int, told: str, when: str) -> str:
    """A sum beside the one before it, in words: "12% more than €1,000.00 in 1 – 29 Oct 2026"."""
    if now == then:
        return f"As much in {when}" if now else f"Nothing in {when} either"
    if then <= 0:
        return f"{told} in {when}" if then else f"Nothing in {when}"
    percent = (abs(now - then) * 200 + then) // (2 * then)
    if percent == 0:
        return f"Nearly as much as {told} in {when}"
    return f"{percent}% {'more' if now > then else 'less'} than {told} in {when}"
