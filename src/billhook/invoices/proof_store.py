"""The proof that no number is missing, read in the database.

What stands before the last run of digits says to which sequence a number belongs. The sequence knows what it has given;
what was skipped on purpose is in `number_jumps`. A draft that holds a number holds it. Numbers that no sequence has
given were chosen by a caller, or given by a program that did not yet write down what stands before them.
"""

from billhook.customers.store import NUMBERED_SQL
from billhook.invoices.objects import OtherNumbers, SequenceProof
from billhook.invoices.rules.numbering import INVOICES
from billhook.invoices.sequences_store import Connection

SHOWN = 10
"""So many sequences, and so many schemes of other numbers, are named one by one."""

_NAMED = 5

_OF_ACCOUNT = """
    SELECT s.series AS scheme, s.period, h.head, s.next, CASE WHEN s.since = 1 THEN 1 END AS first
    FROM invoice_sequences s CROSS JOIN LATERAL unnest(s.heads) AS h (head)
    WHERE s.tenant = $1 AND split_part(s.series, '/', 1) = '{series}'"""
_INVOICES = "SELECT i.number FROM invoices i WHERE i.tenant = $1 AND i.number IS NOT NULL"

# A run of more digits than a sequence reaches is no number of one.
_PARTS = """
    known AS ({known}),
    parts AS (
        SELECT h.head, CASE WHEN length(d.digits) BETWEEN 1 AND 10 THEN d.digits::bigint END AS n
        FROM ({given}) AS g
        CROSS JOIN LATERAL (SELECT rtrim(g.number, '0123456789') AS head) AS h
        CROSS JOIN LATERAL (SELECT substring(g.number FROM length(h.head) + 1) AS digits) AS d
    )"""

_PROOF = """
    WITH {parts},
    present AS (
        SELECT k.scheme, k.period, count(*) AS given, min(p.n) AS low, max(p.n) AS high,
               range_agg(int8range(p.n, p.n + 1)) AS ranges
        FROM known k JOIN parts p ON p.head = k.head AND p.n < k.next GROUP BY k.scheme, k.period
    ),
    skipped AS (
        SELECT j.series AS scheme, j.period, range_agg(int8range(j.from_number, j.to_number)) AS ranges
        FROM number_jumps j WHERE j.tenant = $1 GROUP BY j.series, j.period
    ),
    sequences AS (
        SELECT k.scheme, k.period, min(k.next) AS next, min(k.first) AS first,
               array_agg(k.head ORDER BY k.head) AS heads
        FROM known k GROUP BY k.scheme, k.period
    ),
    proof AS (
        SELECT s.scheme, s.period, s.heads, s.next, coalesce(p.given, 0) AS given, p.low, p.high,
               int8multirange(int8range(coalesce(s.first, p.low, s.next), s.next))
               - coalesce(p.ranges, '{{}}') - coalesce(k.ranges, '{{}}') AS missing
        FROM sequences s LEFT JOIN present p USING (scheme, period) LEFT JOIN skipped k USING (scheme, period)
    )
    SELECT scheme, period, heads[1:3] AS heads, given, low, high,
           (SELECT coalesce(sum(upper(r) - lower(r)), 0)::bigint FROM unnest(missing) AS r) AS missing,
           ARRAY(SELECT n FROM (SELECT r FROM unnest(missing) AS r LIMIT {named}) AS first_gaps (r),
                 generate_series(lower(r), least(upper(r) - 1, lower(r) + {named} - 1)) AS n
                 ORDER BY n LIMIT {named}) AS first_missing,
           count(*) OVER () AS in_all, count(*) FILTER (WHERE NOT isempty(missing)) OVER () AS with_gaps
    FROM proof WHERE given > 0 OR NOT isempty(missing)
    ORDER BY isempty(missing), scheme LIKE 'cus\\_%', period DESC, scheme LIMIT $2"""

_OTHERS = """
    WITH {parts}
    SELECT p.head, count(*) AS given, min(p.n) AS low, max(p.n) AS high,
           coalesce(max(p.n) - min(p.n) + 1 - count(DISTINCT p.n), 0) AS missing,
           count(*) OVER () AS in_all, sum(count(*)) OVER ()::bigint AS given_in_all
    FROM parts p WHERE NOT EXISTS (SELECT FROM known k WHERE k.head = p.head AND p.n < k.next)
    GROUP BY p.head ORDER BY count(*) DESC, p.head LIMIT $2"""


def proof_sql(series: str, given: str) -> str:
    """The statement that proves the series of one kind, of the account and of its units.

    `given` selects the numbers of that kind of the tenant $1.
    """
    known = _OF_ACCOUNT.format(series=series)
    if series == INVOICES:
        known = f"{known} UNION ALL {NUMBERED_SQL}"
    return _PROOF.format(parts=_PARTS.format(known=known, given=given), named=_NAMED)


_PROOF_OF_INVOICES = proof_sql(INVOICES, _INVOICES)
_OTHER_INVOICES = _OTHERS.format(
    parts=_PARTS.format(known=f"{_OF_ACCOUNT.format(series=INVOICES)} UNION ALL {NUMBERED_SQL}", given=_INVOICES)
)


async def read_proof(conn: Connection, tenant: int, sql: str) -> list[SequenceProof]:
    """What a statement of `proof_sql` finds, at most `SHOWN` sequences: those with gaps first, then the account's."""
    rows = await conn.fetch(sql, tenant, SHOWN)
    return [
        SequenceProof(**{**row, "heads": tuple(row["heads"]), "first_missing": tuple(row["first_missing"])})
        for row in rows
    ]


async def proof_of_invoices(conn: Connection, tenant: int) -> list[SequenceProof]:
    """The proof of each sequence of invoices, of the account, of its units and of customers."""
    return await read_proof(conn, tenant, _PROOF_OF_INVOICES)


async def other_invoices(conn: Connection, tenant: int) -> list[OtherNumbers]:
    """Numbers of invoices that no sequence has given, by what stands before their digits; the most frequent first."""
    return [OtherNumbers(**dict(row)) for row in await conn.fetch(_OTHER_INVOICES, tenant, SHOWN)]
