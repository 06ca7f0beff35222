"""Every statement on bulk runs: one verb for many invoices, with what came of it for each."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.db.statements import insert_into
from billhook.db.tx import Reader, Tx

INVOICES_MAX = 500
"""So many invoices may be in one run."""


@dataclass(frozen=True, slots=True)
class BulkRun:
    """A run. `verb` is a name of `rules/refusing.py`; the person and their origin are as they were when they asked.

    `due_at` is None once it is finished.
    """

    id: str
    created: int
    verb: str
    person: str
    person_label: str
    address: str
    device: str
    session: str | None
    due_at: int | None
    finished_at: int | None


@dataclass(frozen=True, slots=True)
class BulkRow:
    """An invoice of a run. `outcome` is done or refused, None while it waits; `reason` tells why it was refused."""

    position: int
    invoice: str
    name: str
    outcome: str | None
    reason: str | None


_RUN = tuple(BulkRun.__dataclass_fields__)
_SELECT = f"SELECT {', '.join(f'r.{name}' for name in _RUN)} FROM bulk_runs r WHERE r.tenant = $1 AND r.id = $2"
_ROWS = (
    f"SELECT {', '.join(f'w.{name}' for name in BulkRow.__dataclass_fields__)} FROM bulk_run_rows w "
    "WHERE w.tenant = $1 AND w.run = $2"
)


async def insert(tx: Tx, run: BulkRun, invoices: Sequence[tuple[str, str]]) -> None:
    """Store a new run of these invoices, an id and a name each."""
    await tx.execute(insert_into("bulk_runs", _RUN), tx.tenant.id, *(getattr(run, name) for name in _RUN))
    await tx.execute(
        "INSERT INTO bulk_run_rows (tenant, run, position, invoice, name) "
        "SELECT $1, $2, i.position, i.id, i.name FROM unnest($3::text[], $4::text[]) WITH ORDINALITY "
        "AS i (id, name, position)",
        tx.tenant.id, run.id, [id for id, _ in invoices], [name for _, name in invoices],
    )  # fmt: skip


async def find(reader: Reader, run_id: str) -> BulkRun | None:
    """A run."""
    row = await reader.fetchrow(_SELECT, reader.tenant.id, run_id)
    return BulkRun(*row) if row is not None else None


async def rows_of(reader: Reader, run_id: str) -> list[BulkRow]:
    """The invoices of a run, in their order."""
    rows = await reader.fetch(f"{_ROWS} ORDER BY w.position", reader.tenant.id, run_id)
    return [BulkRow(*row) for row in rows]


async def claim(tx: Tx, run_id: str, until: int) -> BulkRun | None:
    """Take on a run that is due; until `until` no other worker does. None if it is not due."""
    row = await tx.fetchrow(
        f"UPDATE bulk_runs r SET due_at = $3 WHERE r.tenant = $1 AND r.id = $2 AND r.due_at <= $4 "
        f"RETURNING {', '.join(f'r.{name}' for name in _RUN)}",
        tx.tenant.id, run_id, until, tx.now,
    )  # fmt: skip
    return BulkRun(*row) if row is not None else None


async def waiting(reader: Reader, run_id: str, limit: int) -> list[BulkRow]:
    """The next invoices of a run that nothing has come of yet."""
    rows = await reader.fetch(
        f"{_ROWS} AND w.outcome IS NULL ORDER BY w.position LIMIT $3", reader.tenant.id, run_id, limit
    )
    return [BulkRow(*row) for row in rows]


async def lock_waiting(tx: Tx, run_id: str, position: int) -> bool:
    """Whether an invoice of a run still waits and no other worker holds it; then nobody else takes it."""
    found = await tx.fetchval(
        "SELECT true FROM bulk_run_rows WHERE tenant = $1 AND run = $2 AND position = $3 AND outcome IS NULL "
        "FOR UPDATE SKIP LOCKED",
        tx.tenant.id, run_id, position,
    )  # fmt: skip
    return found is True


async def settle(tx: Tx, run_id: str, position: int, reason: str | None) -> None:
    """Write down what came of an invoice: why it was refused, or None if the verb was done."""
    await tx.execute(
        "UPDATE bulk_run_rows SET outcome = CASE WHEN $4::text IS NULL THEN 'done' ELSE 'refused' END, reason = $4, "
        "settled_at = $5 WHERE tenant = $1 AND run = $2 AND position = $3 AND outcome IS NULL",
        tx.tenant.id, run_id, position, reason, tx.now,
    )  # fmt: skip


async def go_on(tx: Tx, run_id: str) -> bool:
    """Let go of a run: it is finished if no invoice waits, else due again. Whether it is due."""
    is_due = await tx.fetchval(
        "UPDATE bulk_runs r SET due_at = CASE WHEN more.there THEN $3::bigint END, "
        "finished_at = CASE WHEN more.there THEN NULL ELSE $3::bigint END "
        "FROM (SELECT EXISTS (SELECT FROM bulk_run_rows w WHERE w.tenant = $1 AND w.run = $2 AND w.outcome IS NULL) "
        "AS there) more WHERE r.tenant = $1 AND r.id = $2 AND r.finished_at IS NULL RETURNING more.there",
        tx.tenant.id, run_id, tx.now,
    )  # fmt: skip
    return is_due is True
