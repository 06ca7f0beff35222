"""Every statement on the ledger."""

from collections.abc import Sequence

from billhook.db.rows import Rows
from billhook.db.tx import Reader, Tx
from billhook.kernel.money import CURRENCIES
from billhook.ledger.objects import Balance, Entry, Sum
from billhook.ledger.params import ListBalanceTransactions
from billhook.ledger.rules.entries import TYPES
from billhook.wire import lists

# Sums and the rest are read in one statement, so an entry is in exactly one of them.
_BALANCE = """
    SELECT s.currency, sum(s.available)::bigint, sum(s.pending)::bigint FROM (
        SELECT currency, net AS available, 0 AS pending FROM balance_sums WHERE tenant = $1
        UNION ALL
        SELECT currency, CASE WHEN available_on <= $2 THEN net ELSE 0 END,
            CASE WHEN available_on > $2 THEN net ELSE 0 END
        FROM balance_transactions WHERE tenant = $1 AND NOT is_summed
    ) s GROUP BY s.currency ORDER BY s.currency"""
SUM_UP = """
    WITH taken AS (
        SELECT id FROM balance_transactions WHERE tenant = $1 AND NOT is_summed AND available_on <= $2
        ORDER BY available_on LIMIT $3 FOR UPDATE SKIP LOCKED
    ), summed AS (
        UPDATE balance_transactions e SET is_summed = true FROM taken WHERE e.tenant = $1 AND e.id = taken.id
        RETURNING e.currency, e.net
    ), added AS (
        INSERT INTO balance_sums (tenant, currency, net)
        SELECT $1, currency, sum(net) FROM summed GROUP BY currency ORDER BY currency
        ON CONFLICT (tenant, currency) DO UPDATE SET net = balance_sums.net + excluded.net
    )
    SELECT count(*) FROM summed"""

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
    by.equal("e.payout", wanted.payout)
    if by.is_indexed:
        by.same("e.type", wanted.type)
        by.same("e.currency", wanted.currency)
    elif wanted.type is not None or wanted.currency is not None:
        by.fan("e.type", wanted.type, TYPES)
        by.fan("e.currency", wanted.currency, CURRENCIES)
    by.made("e.created", "txn", wanted.created, otherwise=True)
    return await lists.page_of(reader, _ROWS, by, wanted, noun="balance_transaction")


async def not_paid_out(reader: Reader, sources: Sequence[str]) -> list[Entry]:
    """The entries of these sources that no payout has paid yet, the oldest first."""
    rows = await reader.fetch(
        f"{_ROWS.select} WHERE e.tenant = $1 AND e.source = ANY($2) AND e.payout IS NULL ORDER BY e.id",
        reader.tenant.id, list(sources),
    )  # fmt: skip
    return _ROWS.of(rows)


async def pay_out(tx: Tx, payout: str, ids: Sequence[str]) -> None:
    """Mark entries as paid by a payout. What they say stays as it is."""
    sql = "UPDATE balance_transactions SET payout = $3 WHERE tenant = $1 AND id = ANY($2)"
    await tx.execute(sql, tx.tenant.id, list(ids), payout)


async def sum_paid_out(reader: Reader, payout: str) -> int:
    """What the entries that a payout pays come to, without its own."""
    sql = (
        "SELECT coalesce(sum(net), 0)::bigint FROM balance_transactions "
        "WHERE tenant = $1 AND payout = $2 AND source <> $2"
    )
    return int(await reader.fetchval(sql, reader.tenant.id, payout))


async def balance(reader: Reader) -> Balance:
    """The balance in each currency that there are entries in."""
    rows = await reader.fetch(_BALANCE, reader.tenant.id, reader.now)
    return Balance(tuple(Sum(*row) for row in rows))


async def sum_up(tx: Tx, before: int, limit: int) -> int:
    """Add entries that were available at a moment to the sums, the oldest first; how many, at most `limit`."""
    return int(await tx.fetchval(SUM_UP, tx.tenant.id, before, limit))


_DIFFERING = """
    SELECT currency, s.net AS stored, coalesce(c.net, 0)::bigint AS counted FROM
        (SELECT currency, net FROM balance_sums WHERE tenant = $1) s FULL JOIN
        (SELECT currency, sum(net) AS net FROM balance_transactions WHERE tenant = $1 AND is_summed GROUP BY currency) c
        USING (currency)
    WHERE coalesce(s.net, 0) <> coalesce(c.net, 0) ORDER BY currency"""


async def differing_sums(reader: Reader) -> list[tuple[str, int, int]]:
    """Currencies in which the stored sum is not that of the summed entries: with what is stored and what is counted."""
    rows = await reader.fetch(_DIFFERING, reader.tenant.id)
    return [(row["currency"], row["stored"] or 0, row["counted"]) for row in rows]
