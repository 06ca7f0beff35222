"""Every statement on figures: reading the sums together with what is not folded yet, and folding."""

from collections.abc import Sequence

from billhook.db.tx import Reader, Tx
from billhook.figures.objects import Debts, Differing, Owed, Ranked, Sums, Waits

# Both sides of a UNION are read in one statement, so a change is in exactly one of them. `$3` are the edges of
# stretches of time, Unix seconds, in order.
_SUMS = """
    SELECT width_bucket(f.at, $3::bigint[]) AS stretch,
        sum(f.invoiced)::bigint, sum(f.credited)::bigint, sum(f.invoices)::bigint,
        sum(f.collected)::bigint, sum(f.refunded)::bigint, sum(f.payments)::bigint
    FROM (
        SELECT s.slot AS at, s.invoiced, s.credited, s.invoices, s.collected, s.refunded, s.payments
        FROM figure_slots s WHERE s.tenant = $1 AND s.currency = $2 AND s.slot >= $4 AND s.slot < $5
        UNION ALL
        SELECT c.at, CASE c.kind WHEN 'invoiced' THEN c.amount ELSE 0 END,
            CASE c.kind WHEN 'credited' THEN c.amount ELSE 0 END, CASE c.kind WHEN 'invoiced' THEN c.number ELSE 0 END,
            CASE c.kind WHEN 'collected' THEN c.amount ELSE 0 END,
            CASE c.kind WHEN 'refunded' THEN c.amount ELSE 0 END, CASE c.kind WHEN 'collected' THEN c.number ELSE 0 END
        FROM figure_changes c WHERE c.tenant = $1 AND c.currency = $2 AND c.at >= $4 AND c.at < $5
            AND c.kind IN ('invoiced', 'credited', 'collected', 'refunded')
    ) f GROUP BY 1"""

_WAITS = """
    SELECT width_bucket(f.at, $3::bigint[]) AS stretch, f.days, sum(f.invoices)::bigint AS invoices FROM (
        SELECT d.part AS at, d.days, d.invoices FROM figure_days d
        WHERE d.tenant = $1 AND d.currency = $2 AND d.part >= $4 AND d.part < $5
        UNION ALL
        SELECT c.at, c.days, c.number FROM figure_changes c
        WHERE c.tenant = $1 AND c.currency = $2 AND c.kind = 'paid' AND c.at >= $4 AND c.at < $5
    ) f GROUP BY 1, 2 HAVING sum(f.invoices) <> 0"""

_OWED = """
    SELECT CASE WHEN f.at < 0 THEN -1 ELSE width_bucket(f.at, $3::bigint[]) END AS stretch,
        sum(f.amount)::bigint, sum(f.invoices)::bigint
    FROM (
        SELECT o.slot AS at, o.amount, o.invoices FROM figure_open o WHERE o.tenant = $1 AND o.currency = $2
        UNION ALL
        SELECT CASE WHEN c.at < 0 THEN -1 ELSE c.at - c.at % 900 END, c.amount, c.number FROM figure_changes c
        WHERE c.tenant = $1 AND c.currency = $2 AND c.kind = 'open'
    ) f GROUP BY 1"""

_RANKED = """
    SELECT f.customer, sum(f.amount)::bigint AS amount, sum(f.invoices)::bigint AS invoices FROM (
        SELECT s.customer, s.amount, s.invoices FROM figure_customers s
        WHERE s.tenant = $1 AND s.currency = $2 AND s.part >= $3 AND s.part < $4
        UNION ALL
        SELECT c.customer, CASE c.kind WHEN 'invoiced' THEN c.amount ELSE -c.amount END, c.number FROM figure_changes c
        WHERE c.tenant = $1 AND c.currency = $2 AND c.kind IN ('invoiced', 'credited') AND c.at >= $3 AND c.at < $4
    ) f GROUP BY f.customer HAVING sum(f.amount) > 0 ORDER BY 2 DESC, 1 LIMIT $5"""

# The sums know few currencies in very many rows, so each is looked for behind the one before it.
_CURRENCIES = """
    WITH RECURSIVE known (currency) AS (
        (SELECT s.currency FROM figure_slots s WHERE s.tenant = $1 ORDER BY s.currency LIMIT 1)
        UNION ALL
        SELECT (SELECT s.currency FROM figure_slots s WHERE s.tenant = $1 AND s.currency > k.currency
            ORDER BY s.currency LIMIT 1) FROM known k WHERE k.currency IS NOT NULL
    )
    SELECT currency FROM known WHERE currency IS NOT NULL
    UNION SELECT c.currency FROM figure_changes c WHERE c.tenant = $1 ORDER BY 1"""


async def sums(reader: Reader, currency: str, edges: Sequence[int]) -> list[Sums]:
    """The sums of each stretch between two edges, Unix seconds in order.

    Edges are beginnings of slots, multiples of 900, as those of days are in every time zone.
    """
    rows = await reader.fetch(_SUMS, reader.tenant.id, currency, list(edges), edges[0], edges[-1])
    found = {row["stretch"]: Sums(*row[1:]) for row in rows}
    return [found.get(stretch, Sums()) for stretch in range(1, len(edges))]


async def waits(reader: Reader, currency: str, edges: Sequence[int]) -> list[Waits]:
    """How many days invoices waited for their payment, by the stretch in which they were paid.

    Edges are beginnings of months in some time zone, Unix seconds in order.
    """
    rows = await reader.fetch(_WAITS, reader.tenant.id, currency, list(edges), edges[0], edges[-1])
    found: list[dict[int, int]] = [{} for _ in edges[1:]]
    for row in rows:
        found[row["stretch"] - 1][row["days"]] = row["invoices"]
    return list(found)


async def owed(reader: Reader, currency: str, edges: Sequence[int]) -> Debts:
    """What is owed now, by due date: before the first edge, between edges, and from the last edge on.

    Edges are Unix seconds in order; a due date counts as the slot in which it lies.
    """
    rows = await reader.fetch(_OWED, reader.tenant.id, currency, list(edges))
    found = {row["stretch"]: Owed(*row[1:]) for row in rows}
    return Debts(found.get(-1, Owed()), [found.get(stretch, Owed()) for stretch in range(len(edges) + 1)])


async def ranked(reader: Reader, currency: str, first: int, end: int, *, limit: int) -> list[Ranked]:
    """The customers who were invoiced most from `first` until before `end`, beginnings of months in some time zone."""
    rows = await reader.fetch(_RANKED, reader.tenant.id, currency, first, end, limit)
    return [Ranked(**row) for row in rows]


async def currencies(reader: Reader) -> list[str]:
    """The currencies in which something was invoiced or collected, in the order of their codes."""
    return [row["currency"] for row in await reader.fetch(_CURRENCIES, reader.tenant.id)]


_FOLD = """
    WITH taken AS (
        DELETE FROM figure_changes c WHERE c.tenant = $1 AND c.change = ANY(ARRAY(
            SELECT o.change FROM figure_changes o WHERE o.tenant = $1 ORDER BY o.change LIMIT $2))
        RETURNING c.kind, c.currency, c.at, c.at - c.at % 900 AS slot, c.amount, c.number, c.customer, c.days
    ), into_slots AS (
        INSERT INTO figure_slots AS s
            (tenant, currency, slot, invoiced, credited, invoices, collected, refunded, payments)
        SELECT $1, currency, slot,
            coalesce(sum(amount) FILTER (WHERE kind = 'invoiced'), 0),
            coalesce(sum(amount) FILTER (WHERE kind = 'credited'), 0),
            coalesce(sum(number) FILTER (WHERE kind = 'invoiced'), 0),
            coalesce(sum(amount) FILTER (WHERE kind = 'collected'), 0),
            coalesce(sum(amount) FILTER (WHERE kind = 'refunded'), 0),
            coalesce(sum(number) FILTER (WHERE kind = 'collected'), 0)
        FROM taken WHERE kind IN ('invoiced', 'credited', 'collected', 'refunded') GROUP BY currency, slot
        ON CONFLICT (tenant, currency, slot) DO UPDATE SET
            invoiced = s.invoiced + excluded.invoiced, credited = s.credited + excluded.credited,
            invoices = s.invoices + excluded.invoices, collected = s.collected + excluded.collected,
            refunded = s.refunded + excluded.refunded, payments = s.payments + excluded.payments
    ), into_open AS (
        INSERT INTO figure_open AS s (tenant, currency, slot, amount, invoices)
        SELECT $1, currency, CASE WHEN at < 0 THEN -1 ELSE slot END, sum(amount), sum(number)
        FROM taken WHERE kind = 'open' GROUP BY 2, 3
        ON CONFLICT (tenant, currency, slot) DO UPDATE SET
            amount = s.amount + excluded.amount, invoices = s.invoices + excluded.invoices
    ), into_days AS (
        INSERT INTO figure_days AS s (tenant, currency, part, days, invoices)
        SELECT $1, currency, month_part(at), days, sum(number) FROM taken WHERE kind = 'paid' GROUP BY 2, 3, 4
        ON CONFLICT (tenant, currency, part, days) DO UPDATE SET invoices = s.invoices + excluded.invoices
    ), into_customers AS (
        INSERT INTO figure_customers AS s (tenant, currency, part, customer, amount, invoices)
        SELECT $1, currency, month_part(at), customer, sum(CASE kind WHEN 'invoiced' THEN amount ELSE -amount END),
            sum(number)
        FROM taken WHERE kind IN ('invoiced', 'credited') GROUP BY 2, 3, 4
        ON CONFLICT (tenant, currency, part, customer) DO UPDATE SET
            amount = s.amount + excluded.amount, invoices = s.invoices + excluded.invoices
    )
    SELECT currency, CASE WHEN at < 0 THEN -1 ELSE slot END AS due, kind = 'open' AS is_owed, count(*) AS changes
    FROM taken GROUP BY 1, 2, 3"""

# So that what was paid long ago is not read for ever.
_FORGET = """
    DELETE FROM figure_open o USING unnest($2::text[], $3::bigint[]) AS t (currency, slot)
    WHERE o.tenant = $1 AND o.currency = t.currency AND o.slot = t.slot AND o.amount = 0 AND o.invoices = 0"""


async def fold(tx: Tx, limit: int) -> int:
    """Add at most `limit` changes to the sums; returns how many. None while another transaction folds them."""
    if not await tx.fetchval("SELECT pg_try_advisory_xact_lock(hashtextextended('figures', $1))", tx.tenant.id):
        return 0
    rows = await tx.fetch(_FOLD, tx.tenant.id, limit)
    due = [(row["currency"], row["due"]) for row in rows if row["is_owed"]]
    if due:
        await tx.execute(_FORGET, tx.tenant.id, [currency for currency, _ in due], [slot for _, slot in due])
    return sum(row["changes"] for row in rows)


_AMOUNT = "CASE kind WHEN 'invoiced' THEN amount ELSE -amount END"

# The sums of a part of a month are found by their whole key.
_DIFFERING_CUSTOMERS = f"""
    WITH counted AS (
        SELECT currency, month_part(at) AS part, customer, sum({_AMOUNT}) AS amount, sum(number) AS invoices
        FROM figures_counted
        WHERE tenant = $1 AND customer = ANY($2) AND kind IN ('invoiced', 'credited') GROUP BY 1, 2, 3
    ), stored AS (
        SELECT f.currency, f.part, f.customer, sum(f.amount) AS amount, sum(f.invoices) AS invoices FROM (
            SELECT currency, part, customer, s.amount, s.invoices
            FROM counted JOIN figure_customers s USING (currency, part, customer) WHERE s.tenant = $1
            UNION ALL
            SELECT currency, month_part(at), customer, {_AMOUNT}, number FROM figure_changes
            WHERE tenant = $1 AND customer = ANY($2) AND kind IN ('invoiced', 'credited')
        ) f GROUP BY 1, 2, 3
    )
    SELECT customer, currency, sum(coalesce(stored.amount, 0))::bigint AS stored, sum(counted.amount)::bigint AS counted
    FROM counted LEFT JOIN stored USING (currency, part, customer)
    WHERE counted.amount <> coalesce(stored.amount, 0) OR counted.invoices <> coalesce(stored.invoices, 0)
    GROUP BY 1, 2 ORDER BY 1, 2"""

_DIFFERING_OWED = """
    SELECT currency, coalesce(s.amount, 0)::bigint AS stored, coalesce(c.amount, 0)::bigint AS counted FROM
        (SELECT f.currency, sum(f.amount) AS amount, sum(f.invoices) AS invoices FROM (
            SELECT currency, amount, invoices FROM figure_open WHERE tenant = $1
            UNION ALL
            SELECT currency, amount, number FROM figure_changes WHERE tenant = $1 AND kind = 'open'
        ) f GROUP BY 1) s FULL JOIN
        (SELECT currency, sum(amount) AS amount, sum(number) AS invoices FROM figures_counted
         WHERE tenant = $1 AND kind = 'open' GROUP BY 1) c USING (currency)
    WHERE coalesce(s.amount, 0) <> coalesce(c.amount, 0) OR coalesce(s.invoices, 0) <> coalesce(c.invoices, 0)
    ORDER BY currency"""


async def differing_customers(reader: Reader, customers: Sequence[str]) -> list[Differing]:
    """Those of these customers whose figures are not what a recount of their invoices and credit notes gives."""
    rows = await reader.fetch(_DIFFERING_CUSTOMERS, reader.tenant.id, list(customers))
    return [Differing(row["customer"], row["currency"], row["stored"], row["counted"]) for row in rows]


async def differing_owed(reader: Reader) -> list[Differing]:
    """Currencies in which what is owed by the figures is not what open invoices come to."""
    rows = await reader.fetch(_DIFFERING_OWED, reader.tenant.id)
    return [Differing(None, row["currency"], row["stored"], row["counted"]) for row in rows]
