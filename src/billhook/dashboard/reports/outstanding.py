"""Outstanding: what is still to be paid of open invoices now, by how long it has been due."""

from collections.abc import Sequence

from billhook.dashboard.charts import share
from billhook.dashboard.csv_files import amount
from billhook.dashboard.reports.asked import Asked
from billhook.dashboard.reports.sheets import Row, Sheet
from billhook.dashboard.visiting import Visit
from billhook.db.tx import Reader
from billhook.figures import store
from billhook.figures.objects import Debts, Owed
from billhook.figures.rules import ageing
from billhook.figures.rules.ageing import Age

NAME, TITLE = "outstanding", "Outstanding"
HOW = (
    "What remains to be paid of open invoices now. Uncollectible invoices are left out.",
    "Age is counted in days of the account's time zone after the due date. What is due today is past due once its time "
    "has come, to the quarter of an hour.",
)
_CSV = ("age", "first_due_day", "last_due_day", "currency", "invoices", "amount_remaining")


async def read(reader: Reader, asked: Asked, now: int, zone: str) -> Debts:
    """What is owed, cut at the due dates where one age ends."""
    return await store.owed(reader, asked.currency, ageing.edges(now, asked.today, zone))


def past_due(debts: Debts) -> Owed:
    """The part that should have been paid."""
    late = debts.by_due[:-1]
    return Owed(sum(owed.amount for owed in late), sum(owed.invoices for owed in late))


def sheet(visit: Visit, asked: Asked, debts: Debts) -> Sheet:
    """The report in words."""
    currency = asked.currency
    ages = ageing.ages(debts, asked.today)
    longest = max(age.owed.amount for age in ages)
    whole = debts.whole
    return Sheet(
        NAME, TITLE, HOW, ("Invoices", "Outstanding"),
        [
            Row(age.words, _address(visit, age, currency), _cells(visit, age.owed, currency),
                _values(age, currency), share(age.owed.amount, longest))
            for age in ages
        ],
        _CSV, sums=_cells(visit, whole, currency),
        missing="" if whole.invoices else "Nothing is outstanding.",
    )  # fmt: skip


def _cells(visit: Visit, owed: Owed, currency: str) -> Sequence[str]:
    return visit.formats.number(owed.invoices), visit.formats.money(owed.amount, currency)


def _values(age: Age, currency: str) -> Sequence[object]:
    first, last = (day.isoformat() if day is not None else "" for day in (age.first, age.last))
    return age.words, first, last, currency, age.owed.invoices, amount(age.owed.amount, currency)


def _address(visit: Visit, age: Age, currency: str) -> str:
    """The list of the invoices of an age."""
    if not age.has_date:
        return visit.to("/invoices", status="open", method="charge_automatically", currency=currency)
    first, last = (day.isoformat() if day is not None else "" for day in (age.first, age.last))
    status = "past_due" if age.is_past_due else "open"
    return visit.to("/invoices", status=status, due_from=first, due_to=last, currency=currency)
