"""Every statement on refunds."""

from collections.abc import Sequence

from billhook.db.statements import insert_into, update_of
from billhook.db.tx import Reader, Tx
from billhook.payments.objects import Refund
from billhook.payments.params import ListRefunds
from billhook.wire import lists

COLUMNS = tuple(Refund.__dataclass_fields__)
_SELECT = f"SELECT {', '.join('f.' + name for name in COLUMNS)} FROM refunds f"
_INSERT = insert_into("refunds", COLUMNS)
_UPDATE = update_of("refunds", COLUMNS)


async def insert(tx: Tx, refund: Refund) -> None:
    """Store a new refund; its charge must be locked."""
    await tx.write_later(refund.id, _INSERT, tx.tenant.id, *(getattr(refund, name) for name in COLUMNS))


async def save(tx: Tx, refund: Refund) -> None:
    """Write a refund that `lock` gave."""
    await tx.write_later(refund.id, _UPDATE, tx.tenant.id, *(getattr(refund, name) for name in COLUMNS))


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[Refund]:
    """Refunds by their ids."""
    rows = await reader.fetch(f"{_SELECT} WHERE f.tenant = $1 AND f.id = ANY($2)", reader.tenant.id, list(ids))
    return [Refund(*row) for row in rows]


async def find(reader: Reader, refund_id: str) -> Refund | None:
    """A refund."""
    return next(iter(await of_ids(reader, [refund_id])), None)


async def lock(tx: Tx, refund_id: str) -> Refund | None:
    """A refund that nobody else changes until this transaction ends. Lock its charge first."""
    row = await tx.fetchrow(f"{_SELECT} WHERE f.tenant = $1 AND f.id = $2 FOR NO KEY UPDATE", tx.tenant.id, refund_id)
    return Refund(*row) if row is not None else None


async def of_charges(reader: Reader, charges: Sequence[str]) -> dict[str, list[Refund]]:
    """The refunds of each charge, newest first."""
    rows = await reader.fetch(
        f"{_SELECT} WHERE f.tenant = $1 AND f.charge = ANY($2) ORDER BY f.id DESC", reader.tenant.id, list(charges)
    )
    found: dict[str, list[Refund]] = {charge: [] for charge in charges}
    for row in rows:
        found[row["charge"]].append(Refund(*row))
    return found


async def page(reader: Reader, wanted: ListRefunds) -> tuple[list[Refund], bool]:
    """A page of refunds, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("f.charge", wanted.charge)
    by.equal("f.payment_intent", wanted.payment_intent)
    by.within("f.created", wanted.created)
    rows, has_more = await lists.page(reader, _SELECT, by, wanted, table="refunds", noun="refund", alias="f")
    return [Refund(*row) for row in rows], has_more
