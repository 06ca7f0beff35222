"""Every statement on the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.db.statements import insert_into
from billhook.db.tx import Reader, Tx
from billhook.ledger.objects import Entry
from billhook.ledger.params import ListBalanceTransactions
from billhook.wire import lists

COLUMNS = tuple(Entry.__dataclass_fields__)
_SELECT = f"SELECT {', '.join('e.' + name for name in COLUMNS)} FROM balance_transactions e"
_INSERT = insert_into("balance_transactions", COLUMNS)


@dataclass(frozen=True, slots=True)
class Sum:
    """What the entries of a currency come to: what can be paid out by now, and what not yet; minor units."""

    currency: str
    available: int
    pending: int


async def insert(tx: Tx, entry: Entry) -> Entry:
    """Store a new entry."""
    await tx.write_later(entry.id, _INSERT, tx.tenant.id, *(getattr(entry, name) for name in COLUMNS))
    return entry


async def of_ids(reader: Reader, ids: Sequence[str]) -> list[Entry]:
    """Entries by their ids."""
    rows = await reader.fetch(f"{_SELECT} WHERE e.tenant = $1 AND e.id = ANY($2)", reader.tenant.id, list(ids))
    return [Entry(*row) for row in rows]


async def page(reader: Reader, wanted: ListBalanceTransactions) -> tuple[list[Entry], bool]:
    """A page of entries, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("e.source", wanted.source)
    by.equal("e.currency", wanted.currency)
    by.equal("e.type", wanted.type)
    by.within("e.created", wanted.created)
    rows, has_more = await lists.page(
        reader, _SELECT, by, wanted, table="balance_transactions", noun="balance_transaction", alias="e"
    )
    return [Entry(*row) for row in rows], has_more


async def sums(reader: Reader) -> list[Sum]:
    """The balance in each currency that there are entries in."""
    rows = await reader.fetch(
        "SELECT currency, coalesce(sum(net) FILTER (WHERE available_on <= $2), 0)::bigint, "
        "coalesce(sum(net) FILTER (WHERE available_on > $2), 0)::bigint "
        "FROM balance_transactions WHERE tenant = $1 GROUP BY currency ORDER BY currency",
        reader.tenant.id, reader.now,
    )  # fmt: skip
    return [Sum(*row) for row in rows]
