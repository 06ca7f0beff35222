"""Every statement on when pages of invoices were opened by their payers."""

from dataclasses import dataclass

from billhook.db.tx import Reader, Tx

NOTED_EVERY_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Opening:
    """How often the page of an invoice was opened, at most once a minute counted, and when: first and last."""

    times: int
    first_at: int
    last_at: int


# Whoever loads the page again and again finds the row of this minute, and writes nothing.
_NOTE = """
    INSERT INTO invoice_openings (tenant, invoice, times, first_at, last_at)
    SELECT $1::bigint, $2::text, 1, $3::bigint, $3::bigint
    WHERE NOT EXISTS (
        SELECT FROM invoice_openings o WHERE o.tenant = $1::bigint AND o.invoice = $2::text
        AND o.last_at > $3::bigint - $4::bigint
    )
    ON CONFLICT (tenant, invoice) DO UPDATE SET times = invoice_openings.times + 1, last_at = excluded.last_at
    WHERE invoice_openings.last_at <= excluded.last_at - $4::bigint"""


async def note(tx: Tx, invoice: str) -> None:
    """Note that the page is open now, unless that was noted within the last minute."""
    await tx.write_later(f"{invoice}/opening", _NOTE, tx.tenant.id, invoice, tx.now, NOTED_EVERY_SECONDS)


async def find(reader: Reader, invoice: str) -> Opening | None:
    """What is known of an invoice's page; None if nobody has opened it."""
    row = await reader.fetchrow(
        "SELECT o.times, o.first_at, o.last_at FROM invoice_openings o WHERE o.tenant = $1 AND o.invoice = $2",
        reader.tenant.id, invoice,
    )  # fmt: skip
    return Opening(*row) if row is not None else None
