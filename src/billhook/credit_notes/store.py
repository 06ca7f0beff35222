"""Every statement on credit notes and their lines."""

from collections.abc import Sequence
from typing import Any

import asyncpg

from billhook.credit_notes.objects import CreditNote, CreditNoteDetails, CreditNoteLine, RefundedPart
from billhook.credit_notes.params import ListCreditNotes
from billhook.db.rows import decoding
from billhook.db.statements import insert_into
from billhook.db.tx import Reader, Tx
from billhook.invoices.applied import AppliedDiscount, AppliedTax, ShippingCharge
from billhook.invoices.objects import SequenceProof
from billhook.invoices.proof_store import proof_sql, read_proof
from billhook.invoices.rules.numbering import CREDIT_NOTES, Count
from billhook.invoices.rules.terms import Tax
from billhook.invoices.sequences_store import ADVANCE, WRITTEN, Connection
from billhook.kernel.stored import each
from billhook.tax.objects import frozen_rate
from billhook.wire import lists
from billhook.wire.params import Page

COLUMNS = tuple(CreditNote.__dataclass_fields__)
LINE_COLUMNS = tuple(CreditNoteLine.__dataclass_fields__)
_SELECT = f"SELECT {', '.join('n.' + name for name in COLUMNS)} FROM credit_notes n"
_LINES = f"SELECT {', '.join('l.' + name for name in LINE_COLUMNS)}, l.credit_note FROM credit_note_lines l"
_values = decoding(
    COLUMNS,
    {
        "discount_amounts": each(AppliedDiscount.from_stored),
        "total_taxes": each(AppliedTax.from_stored),
        "shipping_cost": ShippingCharge.from_stored,
        "refunds": each(RefundedPart.from_stored),
        "taxes_of_amount": each(AppliedTax.from_stored),
    },
)
_line_values = decoding(
    LINE_COLUMNS,
    {
        "discount_amounts": each(AppliedDiscount.from_stored),
        "taxes": each(Tax.from_stored),
        "tax_rates": each(frozen_rate),
    },
)
_INSERT = insert_into("credit_notes", COLUMNS)
_INSERT_LINE = insert_into("credit_note_lines", ("credit_note", *LINE_COLUMNS))


async def insert(tx: Tx, note: CreditNote, lines: Sequence[CreditNoteLine]) -> None:
    """Store a new credit note; its invoice must be locked."""
    await tx.write_later(note.id, _INSERT, tx.tenant.id, *(getattr(note, name) for name in COLUMNS))
    for line in lines:
        values = [getattr(line, name) for name in LINE_COLUMNS]
        await tx.write_later(line.id, _INSERT_LINE, tx.tenant.id, note.id, *values)


_NEXT = f"""
    WITH taken AS ({ADVANCE})
    SELECT taken.sequence, EXISTS (SELECT FROM credit_notes n WHERE n.tenant = $1 AND n.number = {WRITTEN}) AS is_taken
    FROM taken"""


async def next_number(tx: Tx, count: Count) -> str:
    """The next number of a sequence of credit notes, of the account or of a business unit.

    This locks the sequence until the transaction ends. A number that a credit note has already, counted with its
    invoice, is passed over.
    """
    place = count.place
    while True:
        row = await tx.fetchrow(_NEXT, tx.tenant.id, count.series, place.period, place.head, place.digits)
        assert row is not None
        if not row["is_taken"]:
            return place.number(row["sequence"])


_PROOF = proof_sql(CREDIT_NOTES, "SELECT n.number FROM credit_notes n WHERE n.tenant = $1")


async def proof_of_numbers(conn: Connection, tenant: int) -> list[SequenceProof]:
    """The proof of each sequence of credit notes; those that are counted with their invoice belong to none."""
    return await read_proof(conn, tenant, _PROOF)


async def save(tx: Tx, note: CreditNote) -> None:
    """Write what may change of a credit note that `lock` gave."""
    await tx.write_later(
        note.id,
        "UPDATE credit_notes SET status = $3, memo = $4, metadata = $5, voided_at = $6 WHERE tenant = $1 AND id = $2",
        tx.tenant.id, note.id, note.status, note.memo, note.metadata, note.voided_at,
    )  # fmt: skip


async def find(reader: Reader, note_id: str) -> CreditNote | None:
    """A credit note."""
    return _found(await reader.fetchrow(f"{_SELECT} WHERE n.tenant = $1 AND n.id = $2", reader.tenant.id, note_id))


async def find_by_token(reader: Reader, token: str) -> CreditNote | None:
    """The credit note of a PDF's address."""
    sql = f"{_SELECT} WHERE n.tenant = $1 AND n.pdf_token = $2"
    return _found(await reader.fetchrow(sql, reader.tenant.id, token))


async def lock(tx: Tx, note_id: str) -> CreditNote | None:
    """A credit note that nobody else changes until this transaction ends. Lock its invoice first."""
    sql = f"{_SELECT} WHERE n.tenant = $1 AND n.id = $2 FOR UPDATE"
    return _found(await tx.fetchrow(sql, tx.tenant.id, note_id))


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[CreditNote]:
    """Credit notes by their ids."""
    rows = await reader.fetch(f"{_SELECT} WHERE n.tenant = $1 AND n.id = ANY($2)", reader.tenant.id, list(ids))
    return [note_from_row(row) for row in rows]


async def issued_of_invoice(reader: Reader, invoice: str) -> list[CreditNote]:
    """The credit notes of an invoice that are not void, oldest first."""
    rows = await reader.fetch(
        f"{_SELECT} WHERE n.tenant = $1 AND n.invoice = $2 AND n.status = 'issued' ORDER BY n.id",
        reader.tenant.id,
        invoice,
    )
    return [note_from_row(row) for row in rows]


async def of_invoices(reader: Reader, invoices: Sequence[str]) -> dict[str, list[CreditNote]]:
    """All credit notes of each invoice, void ones too, in no order."""
    rows = await reader.fetch(
        f"{_SELECT} WHERE n.tenant = $1 AND n.invoice = ANY($2)", reader.tenant.id, list(invoices)
    )
    found: dict[str, list[CreditNote]] = {invoice: [] for invoice in invoices}
    for row in rows:
        note = note_from_row(row)
        found[note.invoice].append(note)
    return found


async def of_customer(reader: Reader, customer: str) -> list[CreditNote]:
    """All credit notes of a customer, void ones too."""
    rows = await reader.fetch(f"{_SELECT} WHERE n.tenant = $1 AND n.customer = $2", reader.tenant.id, customer)
    return [note_from_row(row) for row in rows]


async def page(reader: Reader, wanted: ListCreditNotes) -> tuple[list[CreditNote], bool]:
    """A page of credit notes, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("n.customer", wanted.customer)
    by.equal("n.invoice", wanted.invoice)
    by.made("n.created", "cn", wanted.created, otherwise=True)
    rows, has_more = await lists.page(reader, _SELECT, by, wanted, table="credit_notes", noun="credit note", alias="n")
    return [note_from_row(row) for row in rows], has_more


async def lines_of(reader: Reader, notes: Sequence[str]) -> dict[str, list[CreditNoteLine]]:
    """The lines of each credit note, in their order."""
    rows = await reader.fetch(
        f"{_LINES} WHERE l.tenant = $1 AND l.credit_note = ANY($2) ORDER BY l.position", reader.tenant.id, list(notes)
    )
    found: dict[str, list[CreditNoteLine]] = {note: [] for note in notes}
    for row in rows:
        found[row["credit_note"]].append(line_from_row(row))
    return found


async def details_of(reader: Reader, note: CreditNote) -> CreditNoteDetails:
    """A credit note with its lines."""
    (details,) = await details_of_all(reader, [note])
    return details


async def details_of_all(reader: Reader, notes: Sequence[CreditNote]) -> list[CreditNoteDetails]:
    """Credit notes with their lines."""
    lines = await lines_of(reader, [note.id for note in notes]) if notes else {}
    return [CreditNoteDetails(note, lines[note.id]) for note in notes]


async def page_of_lines(reader: Reader, note_id: str, wanted: Page) -> tuple[list[CreditNoteLine], bool]:
    """A page of a credit note's lines in their order."""
    by = lists.Filter(reader.tenant.id)
    by.equal("l.credit_note", note_id)
    rows, has_more = await lists.page_of_lines(reader, _LINES, by, wanted, noun="credit note line item", alias="l")
    return [line_from_row(row) for row in rows], has_more


def _found(row: asyncpg.Record | None) -> CreditNote | None:
    return note_from_row(row) if row is not None else None


def note_from_row(row: asyncpg.Record) -> CreditNote:
    """A credit note from a row of its columns."""
    return CreditNote(*_values(row))


def line_from_row(row: Any) -> CreditNoteLine:
    """A line from a row that starts with its columns."""
    return CreditNoteLine(*_line_values(row[: len(LINE_COLUMNS)]))
