"""Every statement on the sequences that the account counts: taking a number, and raising the next one."""

from typing import Any

from billhook.db.cause import Actor
from billhook.db.tx import Tx
from billhook.invoices.objects import NumberSequence
from billhook.invoices.rules.numbering import Count

# Takes a number: $1 tenant, $2 series, $3 period, $4 what stands before it. Locks the sequence until the transaction
# ends.
ADVANCE = """
    INSERT INTO invoice_sequences AS s (tenant, series, period, next, heads) VALUES ($1, $2, $3, 2, ARRAY[$4::text])
    ON CONFLICT (tenant, series, period) DO UPDATE SET next = s.next + 1,
        heads = CASE WHEN $4::text = ANY (s.heads) THEN s.heads ELSE s.heads || $4::text END
    RETURNING s.next - 1 AS sequence"""

# The number as `Place.number` writes it: $4 is its head and $5 its least digits. A test holds the two together.
WRITTEN = "$4::text || lpad(taken.sequence::text, greatest($5::int, length(taken.sequence::text)), '0')"

_NEXT = f"""
    WITH taken AS ({ADVANCE})
    SELECT taken.sequence, EXISTS (SELECT FROM invoices i WHERE i.tenant = $1 AND i.number = {WRITTEN}) AS is_taken
    FROM taken"""


async def next_number(tx: Tx, count: Count) -> str:
    """The next number of a sequence of invoices, of the account or of a business unit.

    This locks the sequence until the transaction ends, so it is asked last. A number that a caller has chosen for
    another invoice is passed over.
    """
    place = count.place
    while True:
        row = await tx.fetchrow(_NEXT, tx.tenant.id, count.series, place.period, place.head, place.digits)
        assert row is not None
        if not row["is_taken"]:
            return place.number(row["sequence"])


Connection = Any

_SEQUENCES = """
    SELECT s.series, s.period, s.next, s.heads FROM invoice_sequences s WHERE s.tenant = $1
    ORDER BY s.series DESC, s.period DESC LIMIT $2"""

# The row is there afterwards, and nobody takes a number until the transaction ends.
_BEGIN = """
    INSERT INTO invoice_sequences (tenant, series, period, next) VALUES ($1, $2, $3, 1)
    ON CONFLICT (tenant, series, period) DO NOTHING"""
_NEXT_OF = "SELECT next FROM invoice_sequences WHERE tenant = $1 AND series = $2 AND period = $3"
_LOCK = f"{_NEXT_OF} FOR UPDATE"
_RAISE = "UPDATE invoice_sequences SET next = $4 WHERE tenant = $1 AND series = $2 AND period = $3"
_JUMP = """
    INSERT INTO number_jumps (tenant, series, period, from_number, to_number, created, made_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)"""

# Digits that no sequence reaches are no number of one.
_HIGHEST = """
    SELECT max(substring(i.number FROM length($2) + 1)::bigint) FROM invoices i
    WHERE i.tenant = $1 AND starts_with(i.number, $2) AND substring(i.number FROM length($2) + 1) ~ '^[0-9]{1,10}$'"""


async def sequences(conn: Connection, tenant: int, *, limit: int) -> list[NumberSequence]:
    """The sequences that the account has counted in, those of invoices first, the newest period first."""
    rows = await conn.fetch(_SEQUENCES, tenant, limit)
    return [NumberSequence(row["series"], row["period"], row["next"], tuple(row["heads"])) for row in rows]


async def next_of(conn: Connection, tenant: int, series: str, period: str) -> int:
    """The next number of a sequence; 1 if it gave none."""
    return await conn.fetchval(_NEXT_OF, tenant, series, period) or 1


async def lock_next(conn: Connection, tenant: int, series: str, period: str) -> int:
    """The next number of a sequence, from which nobody takes one until the transaction ends."""
    await conn.execute(_BEGIN, tenant, series, period)
    return await conn.fetchval(_LOCK, tenant, series, period)  # type: ignore[no-any-return]


async def highest_invoice(conn: Connection, tenant: int, head: str) -> int:
    """The highest number of an invoice with this head, one that a caller chose too; 0 if there is none."""
    return await conn.fetchval(_HIGHEST, tenant, head) or 0


async def raise_to(conn: Connection, tenant: int, series: str, period: str, next: int) -> None:
    """Let a locked sequence go on with `next`."""
    await conn.execute(_RAISE, tenant, series, period, next)


async def note_jump(
    conn: Connection, tenant: int, series: str, period: str, *, since: int, next: int, now: int, by: Actor
) -> None:
    """Write down that the numbers from `since` up to the one before `next` are missing on purpose."""
    await conn.execute(_JUMP, tenant, series, period, since, next, now, str(by))
