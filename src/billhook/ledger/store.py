"""Every statement on the ledger."""

from billhook.db.rows import Rows
from billhook.db.tx import Reader, Tx
from billhook.kernel.money import CURRENCIES
from billhook.ledger.objects import Balance, Entry, Sum
from billhook.ledger.params import ListBalanceTransactions
from billhook.ledger.rules.entries import TYPES
from billhook.wire import lists

_ROWS = Rows("balance_transactions", "e", Entry)
of_ids = _ROWS.of_ids


async def insert(tx: Tx, entry: Entry) -> Entry:
    """Store a new entry."""
    await _ROWS.insert(tx, entry)
    return entry


async def page(reader: Reader, wanted: ListBalanceTransactions) -> tuple[list[Entry], bool]:
    """A page of entries, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("e.source", wanted.source)
    if by.is_indexed:
        by.same("e.type", wanted.type)
        by.same("e.currency", wanted.currency)
    elif wanted.type is not None or wanted.currency is not None:
        by.fan("e.type", wanted.type, TYPES)
        by.fan("e.currency", wanted.currency, CURRENCIES)
    by.made("e.created", "txn", wanted.created, otherwise=True)
    return await lists.page_of(reader, _ROWS, by, wanted, noun="balance_transaction")


async def balance(reader: Reader) -> Balance:
    """The balance in each currency that there are entries in."""
    rows = await reader.fetch(
        "SELECT currency, coalesce(sum(net) FILTER (WHERE available_on <= $2), 0)::bigint, "
        "coalesce(sum(net) FILTER (WHERE available_on > $2), 0)::bigint "
        "FROM balance_transactions WHERE tenant = $1 GROUP BY currency ORDER BY currency",
        reader.tenant.id, reader.now,
    )  # fmt: skip
    return Balance(tuple(Sum(*row) for row in rows))
