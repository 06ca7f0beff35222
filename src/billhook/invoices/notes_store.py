"""Every statement on the notes that people write about invoices, for each other."""

from dataclasses import dataclass

from billhook.db.rows import Rows
from billhook.db.tx import Reader


@dataclass(frozen=True, slots=True)
class Note:
    """A note as stored: who wrote it, what they were called then, and the text."""

    id: str
    invoice: str
    created: int
    person: str
    person_label: str
    text: str


_NOTES = Rows("invoice_notes", "n", Note)

insert = _NOTES.insert


async def of_invoice(reader: Reader, invoice: str, *, limit: int = 100) -> list[Note]:
    """The notes on an invoice, the newest first."""
    rows = await reader.fetch(
        f"{_NOTES.select} WHERE n.tenant = $1 AND n.invoice = $2 ORDER BY n.id DESC LIMIT $3",
        reader.tenant.id, invoice, limit,
    )  # fmt: skip
    return _NOTES.of(rows)
