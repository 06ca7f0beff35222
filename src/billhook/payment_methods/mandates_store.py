"""Every statement on mandates."""

from collections.abc import Sequence

from billhook.db.statements import insert_into, update_of
from billhook.db.tx import Reader, Tx
from billhook.payment_methods.objects import ACTIVE, Mandate

COLUMNS = tuple(Mandate.__dataclass_fields__)
_SELECT = f"SELECT {', '.join('d.' + name for name in COLUMNS)} FROM mandates d"
_INSERT = insert_into("mandates", COLUMNS)
_UPDATE = update_of("mandates", COLUMNS)


async def insert(tx: Tx, mandate: Mandate) -> None:
    """Store a new mandate; its payment method must be locked."""
    await tx.write_later(mandate.id, _INSERT, tx.tenant.id, *(getattr(mandate, name) for name in COLUMNS))


async def save(tx: Tx, mandate: Mandate) -> None:
    """Write a mandate whose payment method is locked."""
    await tx.write_later(mandate.id, _UPDATE, tx.tenant.id, *(getattr(mandate, name) for name in COLUMNS))


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[Mandate]:
    """Mandates by their ids."""
    rows = await reader.fetch(f"{_SELECT} WHERE d.tenant = $1 AND d.id = ANY($2)", reader.tenant.id, list(ids))
    return [Mandate(*row) for row in rows]


async def find(reader: Reader, mandate_id: str) -> Mandate | None:
    """A mandate."""
    return next(iter(await of_ids(reader, [mandate_id])), None)


async def find_by_token(reader: Reader, token: str) -> Mandate | None:
    """The mandate of an address."""
    row = await reader.fetchrow(f"{_SELECT} WHERE d.tenant = $1 AND d.token = $2", reader.tenant.id, token)
    return Mandate(*row) if row is not None else None


async def active_of(reader: Reader, method_id: str) -> list[Mandate]:
    """The mandates by which a payment method may be debited, oldest first."""
    rows = await reader.fetch(
        f"{_SELECT} WHERE d.tenant = $1 AND d.payment_method = $2 AND d.status = $3 ORDER BY d.id",
        reader.tenant.id, method_id, ACTIVE,
    )  # fmt: skip
    return [Mandate(*row) for row in rows]
