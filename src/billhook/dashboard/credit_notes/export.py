"""Credit notes as a CSV file."""

from collections.abc import Sequence
from operator import attrgetter

from starlette.responses import Response

from billhook.credit_notes import verbs
from billhook.credit_notes.objects import CreditNoteDetails
from billhook.credit_notes.params import ListCreditNotes
from billhook.dashboard.credit_notes.pages import numbers_of
from billhook.dashboard.csv_files import amount, defused, moment
from billhook.dashboard.customers.naming import named
from billhook.dashboard.exporting import csv_of, named_after, pages_of
from billhook.dashboard.payments.reading import customers_of
from billhook.dashboard.visiting import Visit

COLUMNS = (
    "id", "number", "invoice", "invoice_number", "customer", "customer_name", "currency", "amount", "tax", "status",
    "type", "reason", "memo", "before_payment", "refunded", "credited_to_balance", "settled_elsewhere", "created",
    "voided", "mode",
)  # fmt: skip


async def download(visit: Visit) -> Response:
    """All credit notes, newest first."""

    async def rows(found: Sequence[CreditNoteDetails]) -> list[Sequence[object]]:
        notes = [one.note for one in found]
        people = await customers_of(visit, [note.customer for note in notes])
        numbers = await numbers_of(visit, [note.invoice for note in notes])
        written: list[Sequence[object]] = []
        for note in notes:
            customer = people.get(note.customer)
            money = (
                note.amount, sum(tax.amount for tax in note.total_taxes), note.pre_payment_amount, note.refund_amount,
                note.credit_amount, note.out_of_band_amount or 0,
            )  # fmt: skip
            whole, tax, *parts = (amount(each, note.currency) for each in money)
            written.append([
                note.id, defused(note.number), note.invoice, defused(numbers.get(note.invoice, "")), note.customer,
                defused(named(customer)) if customer is not None else "", note.currency, whole, tax, note.status,
                note.type, note.reason, defused(note.memo or ""), *parts, moment(note.created), moment(note.voided_at),
                visit.mode,
            ])  # fmt: skip
        return written

    pages = pages_of(visit, verbs.LIST, ListCreditNotes, id_of=attrgetter("note.id"))
    return csv_of(named_after(visit, "credit-notes", {}), COLUMNS, pages, rows)
