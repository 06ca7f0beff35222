"""Every statement on imported bank statements and their movements."""

from collections.abc import Iterable, Sequence

from billhook.bank_statements.objects import BOOKED_STEP, BankMovement, BankStatement, SavedMapping, Step
from billhook.bank_statements.params import ListCsvMappings, ListMovements, ListStatements
from billhook.bank_statements.rules.csv_mapping import CsvMapping
from billhook.bank_statements.rules.lifecycle import STATUSES, TO_LOOK_AT, WAITS
from billhook.db.rows import Rows
from billhook.db.tx import Reader, Tx
from billhook.wire import lists
from billhook.wire.params import Page

_STATEMENTS = Rows("bank_statements", "s", BankStatement)
_MOVEMENTS = Rows("bank_movements", "m", BankMovement)
find_statement = _STATEMENTS.find
find = _MOVEMENTS.find
save = _MOVEMENTS.save
_STEPS = Rows("bank_movement_steps", "t", Step)
_MAPPINGS = Rows("bank_csv_mappings", "c", SavedMapping, decoders={"mapping": CsvMapping.from_stored})
find_mapping = _MAPPINGS.find
save_mapping = _MAPPINGS.save
insert_mapping = _MAPPINGS.insert
MAPPINGS_MAX = 200
insert_step = _STEPS.insert
save_step = _STEPS.save

_AT_ONCE = 1_000
_TYPES = dict.fromkeys(("created", "amount", "amount_booked", "charges", "book_at"), "bigint") | {"invoices": "text[]"}
_RECORD = ", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in _MOVEMENTS.columns)
_INSERT = (
    f"INSERT INTO bank_movements (tenant, {', '.join(_MOVEMENTS.columns)}) SELECT $1, r.* FROM jsonb_to_recordset($2) "
    f"AS r({_RECORD}) "
    "ON CONFLICT (tenant, account, key) DO NOTHING RETURNING id"
)


async def of_file(reader: Reader, file_hash: str) -> list[BankStatement]:
    """The statements that came with a file, in the order in which they stand in it."""
    rows = await reader.fetch(
        f"{_STATEMENTS.select} WHERE s.tenant = $1 AND s.file_hash = $2 ORDER BY s.id", reader.tenant.id, file_hash
    )
    return _STATEMENTS.of(rows)


async def of_key(reader: Reader, key: str) -> BankStatement | None:
    """The statement with this key, from whichever file."""
    rows = await reader.fetch(f"{_STATEMENTS.select} WHERE s.tenant = $1 AND s.key = $2", reader.tenant.id, key)
    return next(iter(_STATEMENTS.of(rows)), None)


async def lock(tx: Tx, movement: str) -> BankMovement | None:
    """One that nobody else changes until this transaction ends.

    Whose time it is, those say who get the money: they need not be whom the movement names so far.
    """
    rows = await tx.fetch(
        f"{_MOVEMENTS.select} WHERE m.tenant = $1 AND m.id = $2 FOR NO KEY UPDATE", tx.tenant.id, movement
    )
    return next(iter(_MOVEMENTS.of(rows)), None)


async def insert_statement(tx: Tx, statement: BankStatement) -> bool:
    """Store a new one; False if another transaction stored the same one meanwhile."""
    names = _STATEMENTS.columns
    places = ", ".join(f"${place + 2}" for place in range(len(names)))
    sql = (
        f"INSERT INTO bank_statements (tenant, {', '.join(names)}) VALUES ($1, {places}) "
        "ON CONFLICT (tenant, key) DO NOTHING RETURNING id"
    )
    values = [getattr(statement, name) for name in names]
    return await tx.fetchval(sql, tx.tenant.id, *values) is not None


async def save_new(tx: Tx, statement: str, new: int) -> None:
    """Write how many movements of a statement were new."""
    await tx.execute(
        "UPDATE bank_statements SET new_movements = $3 WHERE tenant = $1 AND id = $2", tx.tenant.id, statement, new
    )


async def insert_movements(tx: Tx, movements: Sequence[BankMovement]) -> set[str]:
    """Store those that are not known yet; the ids of those that were stored."""
    stored: set[str] = set()
    for start in range(0, len(movements), _AT_ONCE):
        some = [
            {name: getattr(one, name) for name in _MOVEMENTS.columns} for one in movements[start : start + _AT_ONCE]
        ]
        stored |= {row["id"] for row in await tx.fetch(_INSERT, tx.tenant.id, some)}
    return stored


async def told_elsewhere(
    reader: Reader, statement: BankStatement, amounts: Iterable[int]
) -> list[BankMovement]:  # fmt: skip
    """The movements of an account that came with other statements, in these amounts, where either is of CSV."""
    rows = await reader.fetch(
        f"{_MOVEMENTS.select} JOIN bank_statements s ON s.tenant = m.tenant AND s.id = m.statement "
        "WHERE m.tenant = $1 AND m.account = $2 AND m.amount = ANY($3) AND m.amount > 0 AND m.statement <> $4 "
        "AND 'csv' IN (s.format, $5)",
        reader.tenant.id, statement.account, list(amounts), statement.id, statement.format,
    )  # fmt: skip
    return _MOVEMENTS.of(rows)


async def follows_gap(reader: Reader, account: str, currency: str, opening: int | None) -> bool:
    """Whether other statements of the account are known, and none closes with this balance."""
    if opening is None:
        return False
    row = await reader.fetchrow(
        "SELECT count(*) AS others, coalesce(bool_or(closing = $4), false) AS fits FROM bank_statements "
        "WHERE tenant = $1 AND account = $2 AND currency = $3 AND closing IS NOT NULL",
        reader.tenant.id, account, currency, opening,
    )  # fmt: skip
    assert row is not None
    return bool(row["others"]) and not row["fits"]


async def page_of_statements(reader: Reader, wanted: ListStatements) -> tuple[list[BankStatement], bool]:
    """A page of statements, newest first."""
    by = lists.Filter(reader.tenant.id)
    return await lists.page_of(reader, _STATEMENTS, by, wanted, noun="bank statement")


async def page(reader: Reader, wanted: ListMovements) -> tuple[list[BankMovement], bool]:
    """A page of movements, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("m.statement", wanted.statement)
    if wanted.status == WAITS:
        by.fan("m.status", None, TO_LOOK_AT)
    elif wanted.status is not None:
        by.equal("m.status", wanted.status)
    return await lists.page_of(reader, _MOVEMENTS, by, wanted, noun="bank movement")


async def waiting(reader: Reader, limit: int) -> list[str]:
    """The ids of movements that are to be booked, those that wait longest first."""
    rows = await reader.fetch(
        "SELECT id FROM bank_movements WHERE tenant = $1 AND book_at IS NOT NULL ORDER BY book_at, id LIMIT $2",
        reader.tenant.id, limit,
    )  # fmt: skip
    return [row["id"] for row in rows]


async def credits_of(reader: Reader, account: str, currency: str, amounts: Sequence[int]) -> list[BankMovement]:
    """The movements of an account that are booked, or about to be, and brought one of these amounts; newest first."""
    rows = await reader.fetch(
        f"{_MOVEMENTS.select} WHERE m.tenant = $1 AND m.account = $2 AND m.currency = $3 AND m.amount = ANY($4) "
        "AND m.amount > 0 AND m.status IN ('matched', 'booked', 'partly_booked') ORDER BY m.id DESC LIMIT $5",
        reader.tenant.id, account, currency, list(amounts), _AT_ONCE,
    )  # fmt: skip
    return _MOVEMENTS.of(rows)


async def mappings(reader: Reader) -> list[SavedMapping]:
    """All mappings, the newest first; at most MAPPINGS_MAX."""
    rows = await reader.fetch(
        f"{_MAPPINGS.select} WHERE c.tenant = $1 ORDER BY c.id DESC LIMIT $2", reader.tenant.id, MAPPINGS_MAX
    )
    return _MAPPINGS.of(rows)


async def mapping_of(tx: Tx, header_hash: str, account: str) -> SavedMapping | None:
    """The mapping of an account for files with these titles, locked."""
    rows = await tx.fetch(
        f"{_MAPPINGS.select} WHERE c.tenant = $1 AND c.header_hash = $2 AND c.account = $3 FOR NO KEY UPDATE",
        tx.tenant.id, header_hash, account,
    )  # fmt: skip
    return next(iter(_MAPPINGS.of(rows)), None)


async def page_of_mappings(reader: Reader, wanted: ListCsvMappings) -> tuple[list[SavedMapping], bool]:
    """A page of mappings, newest first."""
    return await lists.page_of(reader, _MAPPINGS, lists.Filter(reader.tenant.id), wanted, noun="CSV mapping")


async def delete_mapping(tx: Tx, mapping: str) -> bool:
    """Forget a mapping; False if there is none."""
    sql = "DELETE FROM bank_csv_mappings WHERE tenant = $1 AND id = $2 RETURNING id"
    return await tx.fetchval(sql, tx.tenant.id, mapping) is not None


async def steps_of(reader: Reader, movement: str) -> list[Step]:
    """What was done with a movement, in its order."""
    rows = await reader.fetch(
        f"{_STEPS.select} WHERE t.tenant = $1 AND t.movement = $2 ORDER BY t.id", reader.tenant.id, movement
    )
    return _STEPS.of(rows)


async def standing(reader: Reader, movement: str, what: str = BOOKED_STEP) -> list[Step]:
    """The bookings of a movement that nobody undid, or its other steps of a kind."""
    return [one for one in await steps_of(reader, movement) if one.what == what and one.undone_by is None]


async def page_of_steps(reader: Reader, movement: str, wanted: Page) -> tuple[list[Step], bool]:
    """A page of what was done with a movement, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("t.movement", movement)
    return await lists.page_of(reader, _STEPS, by, wanted, noun="step")


async def arrived(reader: Reader, payouts: Sequence[str]) -> set[str]:
    """Those of some payouts that are movements already."""
    rows = await reader.fetch(
        "SELECT DISTINCT payout FROM bank_movements WHERE tenant = $1 AND payout = ANY($2) AND status = 'noted'",
        reader.tenant.id, list(payouts),
    )  # fmt: skip
    return {row["payout"] for row in rows}


async def of_payout(reader: Reader, payout: str) -> list[BankMovement]:
    """The movements that are a payout, or may be it, the oldest first."""
    rows = await reader.fetch(
        f"{_MOVEMENTS.select} WHERE m.tenant = $1 AND m.payout = $2 ORDER BY m.id", reader.tenant.id, payout
    )
    return _MOVEMENTS.of(rows)


async def customers_of_ibans(reader: Reader, ibans: Iterable[str]) -> dict[str, set[str]]:
    """The customers whose booked movements came from each IBAN."""
    return await _customers_of(reader, "iban", ibans)


async def customers_of_mandates(reader: Reader, mandates: Iterable[str]) -> dict[str, set[str]]:
    """The customers whose booked movements named each mandate."""
    return await _customers_of(reader, "mandate_id", mandates)


async def _customers_of(reader: Reader, column: str, values: Iterable[str]) -> dict[str, set[str]]:
    rows = await reader.fetch(
        f"SELECT DISTINCT m.{column} AS name, t.customer FROM bank_movements m "
        "JOIN bank_movement_steps t ON t.tenant = m.tenant AND t.movement = m.id "
        f"WHERE m.tenant = $1 AND m.{column} = ANY($2) AND m.{column} <> '' AND m.status = 'booked' "
        "AND t.what = 'booked' AND t.undone_by IS NULL AND t.customer IS NOT NULL",
        reader.tenant.id, list(values),
    )  # fmt: skip
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row["name"], set()).add(row["customer"])
    return found


async def count_by_status(reader: Reader, statement: str) -> dict[str, int]:
    """How many movements of a statement have each status."""
    rows = await reader.fetch(
        "SELECT status, count(*) AS number FROM bank_movements WHERE tenant = $1 AND statement = $2 GROUP BY status",
        reader.tenant.id, statement,
    )  # fmt: skip
    return dict.fromkeys(STATUSES, 0) | {row["status"]: row["number"] for row in rows}
