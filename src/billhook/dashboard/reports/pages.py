"""The list of reports, each report as a page, and each as a CSV file."""

from collections.abc import AsyncIterator, Iterable, Sequence

from starlette.responses import Response

from billhook.dashboard.csv_files import streamed
from billhook.dashboard.reports import collected, outstanding, ranking, waiting
from billhook.dashboard.reports.asked import PERIODS, Asked, asked
from billhook.dashboard.reports.period import shown_period
from billhook.dashboard.reports.sheets import Sheet
from billhook.dashboard.visiting import Visit
from billhook.db.tx import Reader
from billhook.kernel import errors

_RANKED = 100
REPORTS = {
    collected.NAME: (collected.TITLE, "What was invoiced and what came in, by day, week or month."),
    outstanding.NAME: (outstanding.TITLE, "What is still to be paid, by how long it has been due."),
    waiting.NAME: (waiting.TITLE, "How long your customers take to pay, month by month."),
    ranking.NAME: (ranking.TITLE, "Who was invoiced most."),
}


async def show_list(visit: Visit) -> Response:
    """Every report with what it tells."""
    return visit.page("reports/list.html", title="Reports", area="reports", reports=REPORTS)


async def show(visit: Visit) -> Response:
    """One report: its chart and all its rows."""
    wanted, sheet = await _read(visit)
    return visit.page(
        "reports/report.html",
        title=sheet.title,
        area="reports",
        sheet=sheet,
        asked=wanted,
        periods=PERIODS,
        shown=shown_period(visit, wanted),
        has_period=sheet.name != outstanding.NAME,
    )


async def download(visit: Visit) -> Response:
    """The rows of a report as a CSV file."""
    wanted, sheet = await _read(visit)
    time = wanted.today.isoformat() if sheet.name == outstanding.NAME else f"{wanted.first}-{wanted.last}"
    name = f"{sheet.name}-{visit.mode}-{wanted.currency}-{time}.csv"

    async def pages() -> AsyncIterator[Iterable[Sequence[object]]]:
        yield [row.values for row in sheet.rows]

    return streamed(name, sheet.csv_columns, pages())


async def _read(visit: Visit) -> tuple[Asked, Sheet]:
    """What was asked for, and the report. Raises NO_SUCH_PATH."""
    name = visit.named("report")
    if name not in REPORTS:
        raise errors.NO_SUCH_PATH(noun="report", id=name)
    async with visit.reader() as reader:
        wanted = await asked(visit, reader)
        return wanted, await _sheet(visit, reader, wanted, name)


async def _sheet(visit: Visit, reader: Reader, wanted: Asked, name: str) -> Sheet:
    zone = visit.formats.time_zone
    if name == outstanding.NAME:
        return outstanding.sheet(visit, wanted, await outstanding.read(reader, wanted, visit.formats.now, zone))
    if name == waiting.NAME:
        return waiting.sheet(visit, wanted, await waiting.read(reader, wanted, zone))
    found = await collected.read(reader, wanted, zone)
    if name == collected.NAME:
        return collected.sheet(visit, wanted, found)
    ranked = await ranking.read(reader, wanted, zone, invoices=found.whole.invoices, limit=_RANKED)
    return ranking.sheet(visit, wanted, ranked)
