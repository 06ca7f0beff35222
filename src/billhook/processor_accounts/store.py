"""Every statement on accounts at processors, and on what processors call what was made there."""

from collections.abc import Sequence

from billhook.db.statements import insert_into
from billhook.db.tx import Reader, Tx
from billhook.processor_accounts.objects import ProcessorAccount

COLUMNS = tuple(ProcessorAccount.__dataclass_fields__)
_SELECT = f"SELECT {', '.join('a.' + name for name in COLUMNS)} FROM processor_accounts a"
_INSERT = insert_into("processor_accounts", COLUMNS)
_OVERWRITE = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name != "processor")


async def find(reader: Reader, processor: str) -> ProcessorAccount | None:
    """The account of this tenant at a processor."""
    row = await reader.fetchrow(f"{_SELECT} WHERE a.tenant = $1 AND a.processor = $2", reader.tenant.id, processor)
    return ProcessorAccount(*row) if row is not None else None


async def all_of(reader: Reader) -> list[ProcessorAccount]:
    """Every account of this tenant at a processor, by the processor's name."""
    rows = await reader.fetch(f"{_SELECT} WHERE a.tenant = $1 ORDER BY a.processor", reader.tenant.id)
    return [ProcessorAccount(*row) for row in rows]


async def write(tx: Tx, account: ProcessorAccount) -> None:
    """Store an account in place of the one that was there."""
    await tx.execute(
        f"{_INSERT} ON CONFLICT (tenant, processor) DO UPDATE SET {_OVERWRITE}",
        tx.tenant.id, *(getattr(account, name) for name in COLUMNS),
    )  # fmt: skip


async def delete(tx: Tx, processor: str) -> None:
    """Forget an account. What was made there keeps its references: money may still be given back."""
    await tx.execute("DELETE FROM processor_accounts WHERE tenant = $1 AND processor = $2", tx.tenant.id, processor)


async def reference(reader: Reader, processor: str, key: str) -> str | None:
    """What the processor calls what this key made."""
    found: str | None = await reader.fetchval(
        "SELECT reference FROM processor_references WHERE tenant = $1 AND processor = $2 AND key = $3",
        reader.tenant.id, processor, key,
    )  # fmt: skip
    return found


async def write_reference(tx: Tx, processor: str, key: str, reference: str) -> None:
    """Write down what the processor calls what this key made, in place of what was written before."""
    await tx.execute(
        "INSERT INTO processor_references (tenant, processor, key, reference, created) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (tenant, processor, key) DO UPDATE SET reference = excluded.reference",
        tx.tenant.id, processor, key, reference, tx.wall_now,
    )  # fmt: skip


async def keys_of(reader: Reader, processor: str, references: Sequence[str]) -> tuple[str, ...]:
    """What made these objects of a processor, and what was made of them (`tr_…:re_…`)."""
    rows = await reader.fetch(
        "SELECT DISTINCT r.key FROM processor_references r, unnest($3::text[]) AS named "
        "WHERE r.tenant = $1 AND r.processor = $2 AND (r.reference = named "
        """OR r.reference >= named || ':' COLLATE "C" AND r.reference < named || ';' COLLATE "C")""",
        reader.tenant.id, processor, list(references),
    )  # fmt: skip
    return tuple(row["key"] for row in rows)


async def note_look(
    tx: Tx, processor: str, last_event: str | None, next_look_at: int | None, *, found: bool = False
) -> None:  # fmt: skip
    """Write down what the last of the news was that were asked for, whether there were any, and when to ask again."""
    await tx.execute(
        "UPDATE processor_accounts SET last_event = $3, next_look_at = $4, "
        "last_news_at = CASE WHEN $5 THEN $6 ELSE last_news_at END WHERE tenant = $1 AND processor = $2",
        tx.tenant.id, processor, last_event, next_look_at, found, tx.wall_now,
    )  # fmt: skip


async def hold(tx: Tx, processor: str) -> bool:
    """Let nobody else write down payouts of this account until this transaction ends; False if there is none."""
    sql = "SELECT true FROM processor_accounts WHERE tenant = $1 AND processor = $2 FOR NO KEY UPDATE"
    return bool(await tx.fetchval(sql, tx.tenant.id, processor))


async def note_payouts_look(tx: Tx, processor: str, seen: int, next_payouts_at: int | None) -> None:
    """Write down when to ask for payouts again, unless news came since the moment was `seen`.

    Two looks can run at once: the one that has more to read is not put off by the other, which found it taken.
    """
    await tx.execute(
        "UPDATE processor_accounts SET next_payouts_at = $4 WHERE tenant = $1 AND processor = $2 "
        "AND (next_payouts_at = $3 OR next_payouts_at > $4)",
        tx.tenant.id, processor, seen, next_payouts_at,
    )  # fmt: skip


async def ask_for_payouts(tx: Tx, processor: str) -> bool:
    """Have the processor asked for its payouts at once; False if it cannot be asked.

    The moment is always another than before, so a look that is under way leaves it alone.
    """
    row = await tx.fetchrow(
        "UPDATE processor_accounts SET next_payouts_at = least(next_payouts_at - 1, $3) "
        "WHERE tenant = $1 AND processor = $2 AND next_payouts_at IS NOT NULL RETURNING true",
        tx.tenant.id, processor, tx.wall_now,
    )  # fmt: skip
    return row is not None


async def note_news(tx: Tx, processor: str, type: str | None) -> None:
    """Write down that news came in just now, and their type; after news that failed, that those are over."""
    await tx.execute(
        "UPDATE processor_accounts SET last_news_at = $3, last_news_type = $4, news_failed_at = NULL "
        "WHERE tenant = $1 AND processor = $2",
        tx.tenant.id, processor, tx.wall_now, type,
    )  # fmt: skip


async def note_failed_news(tx: Tx, processor: str, *, every_seconds: int) -> None:
    """Write down that news came that nobody signed, unless that was written less than `every_seconds` ago."""
    await tx.execute(
        "UPDATE processor_accounts SET news_failed_at = $3 WHERE tenant = $1 AND processor = $2 "
        "AND (news_failed_at IS NULL OR news_failed_at <= $4)",
        tx.tenant.id, processor, tx.wall_now, tx.wall_now - every_seconds,
    )  # fmt: skip


async def note_problem(tx: Tx, processor: str, problem: str | None) -> None:
    """Write down what is wrong with the connection, or that nothing is; what was wrong before keeps its moment."""
    await tx.execute(
        "UPDATE processor_accounts SET problem = $3, problem_since = CASE WHEN $3::text IS NULL THEN NULL "
        "ELSE coalesce(problem_since, $4) END WHERE tenant = $1 AND processor = $2",
        tx.tenant.id, processor, problem, tx.wall_now,
    )  # fmt: skip
