"""Payouts as a CSV file."""

from collections.abc import Sequence

from starlette.responses import Response

from billhook.dashboard.csv_files import amount, defused, moment
from billhook.dashboard.exporting import csv_of, named_after, pages_of
from billhook.dashboard.payouts import words
from billhook.dashboard.payouts.pages import status_of
from billhook.dashboard.visiting import Visit
from billhook.payouts import verbs
from billhook.payouts.objects import Payout
from billhook.payouts.params import ListPayouts

COLUMNS = (
    "id", "processor", "id_there", "amount", "currency", "status", "arrival", "trace_id", "statement_descriptor",
    "description", "failure", "reconciliation", "created", "mode",
)  # fmt: skip


async def download(visit: Visit) -> Response:
    """All payouts of the status that the address asks for, newest first."""
    status = status_of(visit)

    async def rows(payouts: Sequence[Payout]) -> list[Sequence[object]]:
        return [
            [
                one.id, one.processor, one.reference, amount(one.amount, one.currency), one.currency,
                words.STATUSES[one.status][0], moment(one.arrival_date), defused(one.trace_id or ""),
                defused(one.statement_descriptor or ""), defused(one.description or ""),
                defused(one.failure_message or one.failure_code or ""), one.reconciliation_status, moment(one.created),
                visit.mode,
            ]
            for one in payouts
        ]  # fmt: skip

    pages = pages_of(visit, verbs.LIST, ListPayouts, status=status or None)
    return csv_of(named_after(visit, "payouts", {"status": status}), COLUMNS, pages, rows)
