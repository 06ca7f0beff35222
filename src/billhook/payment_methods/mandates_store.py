"""Every statement on mandates."""

from billhook.db.rows import Rows
from billhook.db.tx import Reader
from billhook.payment_methods.objects import Mandate
from billhook.payment_methods.rules.lifecycle import ACTIVE

_ROWS = Rows("mandates", "d", Mandate)
# Its payment method must be locked, to write one at all.
insert = _ROWS.insert
save = _ROWS.save
of_ids = _ROWS.of_ids
find = _ROWS.find


async def find_by_token(reader: Reader, token: str) -> Mandate | None:
    """The mandate of an address."""
    row = await reader.fetchrow(f"{_ROWS.select} WHERE d.tenant = $1 AND d.token = $2", reader.tenant.id, token)
    return _ROWS.of([row])[0] if row is not None else None


async def find_by_reference(reader: Reader, reference: str) -> Mandate | None:
    """The mandate that the statements of its holder name so; None if several are."""
    rows = await reader.fetch(
        f"{_ROWS.select} WHERE d.tenant = $1 AND d.reference = $2 LIMIT 2", reader.tenant.id, reference
    )
    return _ROWS.of(rows)[0] if len(rows) == 1 else None


async def active_of(reader: Reader, method_id: str) -> list[Mandate]:
    """The mandates by which a payment method may be debited, oldest first."""
    rows = await reader.fetch(
        f"{_ROWS.select} WHERE d.tenant = $1 AND d.payment_method = $2 AND d.status = $3 ORDER BY d.id",
        reader.tenant.id, method_id, ACTIVE,
    )  # fmt: skip
    return _ROWS.of(rows)
