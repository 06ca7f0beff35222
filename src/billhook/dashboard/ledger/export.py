"""The entries of the ledger as a CSV file."""

from collections.abc import Sequence

from starlette.responses import Response

from billhook.dashboard.csv_files import amount, defused, moment
from billhook.dashboard.exporting import csv_of, named_after, pages_of
from billhook.dashboard.ledger.pages import kind_of
from billhook.dashboard.visiting import Visit
from billhook.ledger import verbs
from billhook.ledger.objects import Entry
from billhook.ledger.params import ListBalanceTransactions

COLUMNS = (
    "id", "type", "category", "currency", "amount", "fee", "net", "source", "description", "available", "created",
    "mode",
)  # fmt: skip


async def download(visit: Visit) -> Response:
    """All entries of the type that the address asks for, newest first."""
    kind = kind_of(visit)

    async def rows(entries: Sequence[Entry]) -> list[Sequence[object]]:
        return [
            [
                one.id, one.type, one.reporting_category, one.currency,
                *(amount(minor, one.currency) for minor in (one.amount, one.fee, one.net)), one.source,
                defused(one.description or ""), moment(one.available_on), moment(one.created), visit.mode,
            ]
            for one in entries
        ]  # fmt: skip

    pages = pages_of(visit, verbs.LIST, ListBalanceTransactions, type=kind or None)
    return csv_of(named_after(visit, "balance", {"type": kind}), COLUMNS, pages, rows)
