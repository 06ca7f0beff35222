"""The log of mails as a CSV file."""

from collections.abc import Sequence

from starlette.responses import Response

from billhook.dashboard.csv_files import defused, moment
from billhook.dashboard.developers.outbox import filters_of
from billhook.dashboard.developers.subjects import invoices_of
from billhook.dashboard.developers.words import told
from billhook.dashboard.exporting import csv_of, named_after, pages_of
from billhook.dashboard.visiting import Visit
from billhook.invoices import verbs
from billhook.invoices.mails_store import AskedMail
from billhook.invoices.params import ListMails

COLUMNS = (
    "id", "to", "about", "invoice", "invoice_number", "state", "asked_for", "settled", "outcome", "told", "told_words",
    "mode",
)  # fmt: skip


async def download(visit: Visit) -> Response:
    """All mails that the address asks for, newest first."""
    filters = filters_of(visit)

    async def rows(mails: Sequence[AskedMail]) -> list[Sequence[object]]:
        numbers = {id: one.invoice.number or "" for id, one in (await invoices_of(visit, mails)).items()}
        return [
            [
                mail.id, defused(mail.recipient), defused(told(mail)), mail.invoice,
                defused(numbers.get(mail.invoice or "", "")),
                mail.state, moment(mail.created), moment(mail.settled_at), defused(mail.outcome or ""),
                moment(mail.news_at), defused(mail.news_words or ""), visit.mode,
            ]
            for mail in mails
        ]  # fmt: skip

    pages = pages_of(
        visit, verbs.LIST_MAILS, ListMails, recipient=filters["to"] or None, state=filters["state"] or None
    )
    return csv_of(named_after(visit, "mails", filters), COLUMNS, pages, rows)
