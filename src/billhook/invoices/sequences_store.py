"""Every statement on the sequences that the account counts: taking a number, and raising the next one."""

from billhook.account_settings.number_pattern import Place
from billhook.db.tx import Tx
from billhook.invoices.rules.numbering import INVOICES

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


async def next_number(tx: Tx, place: Place) -> str:
    """The next number of the account's sequence of invoices.

    This locks the sequence until the transaction ends, so it is asked last. A number that a caller has chosen for
    another invoice is passed over.
    """
    while True:
        row = await tx.fetchrow(_NEXT, tx.tenant.id, INVOICES, place.period, place.head, place.digits)
        assert row is not None
        if not row["is_taken"]:
            return place.number(row["sequence"])
