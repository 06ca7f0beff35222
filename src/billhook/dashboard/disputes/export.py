"""Disputes as a CSV file."""

from collections.abc import Sequence

from starlette.responses import Response

from billhook.dashboard.csv_files import amount, moment
from billhook.dashboard.disputes import words
from billhook.dashboard.exporting import csv_of, named_after, pages_of
from billhook.dashboard.visiting import Visit
from billhook.disputes import verbs
from billhook.disputes.objects import Dispute
from billhook.disputes.params import ListDisputes

COLUMNS = (
    "id", "payment", "charge", "amount", "currency", "status", "reason", "network_reason_code", "fee", "fee_currency",
    "answer_by",
    "created", "mode",
)  # fmt: skip


async def download(visit: Visit) -> Response:
    """All disputes, newest first."""

    async def rows(disputes: Sequence[Dispute]) -> list[Sequence[object]]:
        return [
            [
                one.id, one.payment_intent, one.charge, amount(one.amount, one.currency), one.currency,
                words.STATUSES[one.status][0], one.reason, one.network_reason_code, amount(one.fee, one.fee_currency),
                one.fee_currency, moment(one.due_by), moment(one.created), visit.mode,
            ]
            for one in disputes
        ]  # fmt: skip

    return csv_of(named_after(visit, "disputes", {}), COLUMNS, pages_of(visit, verbs.LIST, ListDisputes), rows)
