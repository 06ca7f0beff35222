"""Every statement on disputes and early fraud warnings."""

from collections.abc import Sequence

from billhook.db.statements import insert_into, update_of
from billhook.db.tx import Reader, Tx
from billhook.disputes.objects import Dispute, FraudWarning
from billhook.disputes.params import ListDisputes
from billhook.wire import lists

COLUMNS = tuple(Dispute.__dataclass_fields__)
_SELECT = f"SELECT {', '.join('d.' + name for name in COLUMNS)} FROM disputes d"
_INSERT = insert_into("disputes", COLUMNS)
_UPDATE = update_of("disputes", COLUMNS)

_WARNING_COLUMNS = tuple(name for name in FraudWarning.__dataclass_fields__ if name != "is_actionable")
# A refund of all of it, or a dispute, leaves nothing to be done.
_WARNINGS = (
    f"SELECT {', '.join('w.' + name for name in _WARNING_COLUMNS)}, "
    "NOT h.disputed AND h.amount_refunded < h.amount FROM early_fraud_warnings w "
    "JOIN charges h ON h.tenant = w.tenant AND h.id = w.charge"
)
_INSERT_WARNING = insert_into("early_fraud_warnings", _WARNING_COLUMNS)


async def insert(tx: Tx, dispute: Dispute) -> None:
    """Store a new dispute; its charge must be locked, or new."""
    await tx.write_later(dispute.id, _INSERT, tx.tenant.id, *(getattr(dispute, name) for name in COLUMNS))


async def save(tx: Tx, dispute: Dispute) -> None:
    """Write a dispute that `lock` gave."""
    await tx.write_later(dispute.id, _UPDATE, tx.tenant.id, *(getattr(dispute, name) for name in COLUMNS))


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[Dispute]:
    """Disputes by their ids."""
    rows = await reader.fetch(f"{_SELECT} WHERE d.tenant = $1 AND d.id = ANY($2)", reader.tenant.id, list(ids))
    return [Dispute(*row) for row in rows]


async def find(reader: Reader, dispute_id: str) -> Dispute | None:
    """A dispute."""
    return next(iter(await of_ids(reader, [dispute_id])), None)


async def lock(tx: Tx, dispute_id: str) -> Dispute | None:
    """A dispute that nobody else changes until this transaction ends. Lock its charge first."""
    row = await tx.fetchrow(f"{_SELECT} WHERE d.tenant = $1 AND d.id = $2 FOR NO KEY UPDATE", tx.tenant.id, dispute_id)
    return Dispute(*row) if row is not None else None


async def page(reader: Reader, wanted: ListDisputes) -> tuple[list[Dispute], bool]:
    """A page of disputes, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("d.charge", wanted.charge)
    by.equal("d.payment_intent", wanted.payment_intent)
    by.within("d.created", wanted.created)
    rows, has_more = await lists.page(reader, _SELECT, by, wanted, table="disputes", noun="dispute", alias="d")
    return [Dispute(*row) for row in rows], has_more


async def insert_warning(tx: Tx, warning: FraudWarning) -> None:
    """Store a new early fraud warning."""
    values = (getattr(warning, name) for name in _WARNING_COLUMNS)
    await tx.write_later(warning.id, _INSERT_WARNING, tx.tenant.id, *values)


async def find_warning(reader: Reader, warning_id: str) -> FraudWarning | None:
    """An early fraud warning."""
    row = await reader.fetchrow(f"{_WARNINGS} WHERE w.tenant = $1 AND w.id = $2", reader.tenant.id, warning_id)
    return FraudWarning(*row) if row is not None else None


async def page_of_warnings(reader: Reader, wanted: ListDisputes) -> tuple[list[FraudWarning], bool]:
    """A page of early fraud warnings, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("w.charge", wanted.charge)
    by.equal("w.payment_intent", wanted.payment_intent)
    by.within("w.created", wanted.created)
    rows, has_more = await lists.page(
        reader, _WARNINGS, by, wanted, table="early_fraud_warnings", noun="early fraud warning", alias="w"
    )
    return [FraudWarning(*row) for row in rows], has_more
