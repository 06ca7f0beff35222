"""Every statement on tax ids, of the account and of its customers."""

from collections.abc import Sequence

from billhook.db.clocks import live_in_time_of_customer
from billhook.db.statements import insert_into
from billhook.db.tx import Reader, Tx
from billhook.tax.objects import TaxId
from billhook.wire import lists
from billhook.wire.params import Page

_COLUMNS = tuple(TaxId.__dataclass_fields__)
_SELECT = f"SELECT {', '.join('t.' + name for name in _COLUMNS)} FROM tax_ids t"


def of_customer_sql(customer: str) -> str:
    """The tax ids of a customer, oldest first, as an array of JSON with type and value; `customer` is an alias of
    `customers`.
    """
    return (
        "ARRAY(SELECT jsonb_build_object('type', x.type, 'value', x.value) FROM tax_ids x "
        f"WHERE x.tenant = {customer}.tenant AND x.customer = {customer}.id ORDER BY x.id)"
    )


def of_account_sql(tenant: str) -> str:
    """The account's own tax ids, oldest first, as an array of JSON with id, type and value; `tenant` is a column."""
    return (
        "ARRAY(SELECT jsonb_build_object('id', x.id, 'type', x.type, 'value', x.value) FROM tax_ids x "
        f"WHERE x.tenant = {tenant} AND x.customer IS NULL ORDER BY x.id)"
    )


async def insert(tx: Tx, tax_id: TaxId) -> None:
    """Store a new tax id; its customer must have been locked."""
    await tx.execute(
        insert_into("tax_ids", _COLUMNS), tx.tenant.id, *(getattr(tax_id, name) for name in _COLUMNS),
    )  # fmt: skip


async def find(reader: Reader, tax_id: str) -> TaxId | None:
    """A tax id, whoever has it."""
    return await _one(reader, tax_id, "")


async def lock(tx: Tx, tax_id: str) -> TaxId | None:
    """A tax id that nobody else deletes until this transaction ends."""
    found = await _one(tx, tax_id, " FOR UPDATE")
    if found is not None and found.customer is not None:
        await live_in_time_of_customer(tx, found.customer)
    return found


async def delete(tx: Tx, tax_id: str) -> None:
    """Remove a tax id that `lock` gave."""
    await tx.execute("DELETE FROM tax_ids WHERE tenant = $1 AND id = $2", tx.tenant.id, tax_id)


async def of_ids(reader: Reader, ids: Sequence[str]) -> dict[str, TaxId]:
    """Tax ids by their ids. Ids that nothing has are missing from the answer."""
    rows = await reader.fetch(f"{_SELECT} WHERE t.tenant = $1 AND t.id = ANY($2)", reader.tenant.id, list(ids))
    return {row["id"]: TaxId(*row) for row in rows}


async def of_account(reader: Reader) -> list[TaxId]:
    """The account's own tax ids, oldest first."""
    rows = await reader.fetch(f"{_SELECT} WHERE t.tenant = $1 AND t.customer IS NULL ORDER BY t.id", reader.tenant.id)
    return [TaxId(*row) for row in rows]


async def of_customers(reader: Reader, customers: Sequence[str]) -> dict[str, list[TaxId]]:
    """The tax ids of each customer, oldest first."""
    sql = f"{_SELECT} WHERE t.tenant = $1 AND t.customer = ANY($2) ORDER BY t.id"
    found: dict[str, list[TaxId]] = {customer: [] for customer in customers}
    for row in await reader.fetch(sql, reader.tenant.id, list(customers)):
        found[row["customer"]].append(TaxId(*row))
    return found


async def page(reader: Reader, wanted: Page, customer: str | None) -> tuple[list[TaxId], bool]:
    """A page of the tax ids of a customer, or of the account itself."""
    by = lists.Filter(reader.tenant.id)
    if customer is None:
        by.conditions.append("t.customer IS NULL")
    by.equal("t.customer", customer)
    rows, has_more = await lists.page(reader, _SELECT, by, wanted, table="tax_ids", noun="tax_id", alias="t")
    return [TaxId(*row) for row in rows], has_more


async def _one(reader: Reader, tax_id: str, lock: str) -> TaxId | None:
    row = await reader.fetchrow(f"{_SELECT} WHERE t.tenant = $1 AND t.id = $2{lock}", reader.tenant.id, tax_id)
    return TaxId(*row) if row is not None else None
