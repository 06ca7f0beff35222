"""Every statement on disputes and early fraud warnings."""

from collections.abc import Sequence

from billhook.db.rows import Rows
from billhook.db.tx import Reader, Tx
from billhook.disputes.objects import Dispute, FraudWarning
from billhook.disputes.params import ListDisputes
from billhook.kernel.stored import each
from billhook.ledger.objects import Entry
from billhook.wire import lists

# The entries of the ledger that a dispute made stand in its row, as they were made.
_ROWS = Rows("disputes", "d", Dispute, decoders={"balance_transactions": each(Entry.from_stored)})
# Its charge must be locked, or new.
insert = _ROWS.insert
save = _ROWS.save
of_ids = _ROWS.of_ids
find = _ROWS.find
# Lock its charge first.
lock = _ROWS.lock

_WARNING_ROWS = Rows("early_fraud_warnings", "w", FraudWarning, derived=["is_actionable"])
insert_warning = _WARNING_ROWS.insert
# A refund of all of it, or a dispute, leaves nothing to be done.
_WARNINGS = (
    f"SELECT {', '.join('w.' + name for name in _WARNING_ROWS.columns)}, "
    "NOT h.disputed AND h.amount_refunded < h.amount FROM early_fraud_warnings w "
    "JOIN charges h ON h.tenant = w.tenant AND h.id = w.charge"
)


async def of_charge(reader: Reader, charge: str) -> list[Dispute]:
    """The disputes of a charge, the oldest first."""
    sql = f"{_ROWS.select} WHERE d.tenant = $1 AND d.charge = $2 ORDER BY d.id"
    return _ROWS.of(await reader.fetch(sql, reader.tenant.id, charge))


async def name_warning(tx: Tx, warning: FraudWarning, reference: str) -> None:
    """Write down what the processor calls a warning."""
    sql = "UPDATE early_fraud_warnings SET reference = $3 WHERE tenant = $1 AND id = $2"
    await tx.execute(sql, tx.tenant.id, warning.id, reference)


async def page(reader: Reader, wanted: ListDisputes) -> tuple[list[Dispute], bool]:
    """A page of disputes, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("d.charge", wanted.charge)
    by.equal("d.payment_intent", wanted.payment_intent)
    by.made("d.created", "du", wanted.created, otherwise=True)
    return await lists.page_of(reader, _ROWS, by, wanted, noun="dispute")


async def find_warning(reader: Reader, warning_id: str) -> FraudWarning | None:
    """An early fraud warning."""
    row = await reader.fetchrow(f"{_WARNINGS} WHERE w.tenant = $1 AND w.id = $2", reader.tenant.id, warning_id)
    return _WARNING_ROWS.of([row])[0] if row is not None else None


async def warnings_of(reader: Reader, charge: str) -> list[FraudWarning]:
    """The early fraud warnings of a charge."""
    rows = await reader.fetch(f"{_WARNINGS} WHERE w.tenant = $1 AND w.charge = $2", reader.tenant.id, charge)
    return _WARNING_ROWS.of(rows)


async def page_of_warnings(reader: Reader, wanted: ListDisputes) -> tuple[list[FraudWarning], bool]:
    """A page of early fraud warnings, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("w.charge", wanted.charge)
    by.equal("w.payment_intent", wanted.payment_intent)
    by.made("w.created", "issfr", wanted.created, otherwise=True)
    rows, has_more = await lists.page(
        reader, _WARNINGS, by, wanted, table="early_fraud_warnings", noun="early fraud warning", alias="w"
    )
    return _WARNING_ROWS.of(rows), has_more


async def move_to_clock(tx: Tx, intents: Sequence[str], clock: str) -> None:
    """Put the disputes of these payments on a test clock."""
    sql = "UPDATE disputes SET test_clock = $3 WHERE tenant = $1 AND payment_intent = ANY($2)"
    await tx.execute(sql, tx.tenant.id, list(intents), clock)
