"""Counts of invoices, as far as people want to know them: never more rows are looked at than are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from billhook.db.tx import Reader
from billhook.kernel.ids import first_id

COUNTED_MAX = 10_000
_DAY = 86_400
# As the index of due dates has it (migrations/0049_list_of_invoices.sql).
_NO_DUE_DATE = 9_223_372_036_854_775_807


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are; `is_more` if there are more than were counted."""

    number: int
    is_more: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """What is still to be paid, in minor units of a currency; `past_due` is part of `outstanding`."""

    outstanding: int
    past_due: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How a customer stands: how many invoices there are, and what they owe by currency.

    Of the very many invoices of one customer only the newest are looked at; `invoices.is_more` says so. `days_to_pay`
    is the average time from finalization to payment in days; None if nothing was paid yet.
    """

    invoices: Count
    owed: dict[str, Owed]
    days_to_pay: Decimal | None = None


_COUNTS = f"""
    SELECT s.status, (SELECT count(*) FROM (
        SELECT 1 FROM invoices i WHERE i.tenant = $1 AND i.status = s.status
        LIMIT {COUNTED_MAX + 1} + $3) r) AS number
    FROM unnest($2::text[]) AS s (status)"""
_ON_CLOCKS = """
    SELECT i.status, count(*) AS number FROM invoices i
    WHERE i.tenant = $1 AND i.test_clock IS NOT NULL AND i.status = ANY($2) GROUP BY i.status"""


async def by_status(reader: Reader, statuses: tuple[str, ...]) -> dict[str, Count]:
    """How many invoices have each status; none on test clocks.

    Those on clocks have an index of their own and are taken off: then the index of all need not ask each row.
    """
    found = await reader.fetch(_ON_CLOCKS, reader.tenant.id, list(statuses)) if not reader.tenant.livemode else []
    on_clocks = {row["status"]: row["number"] for row in found}
    rows = await reader.fetch(_COUNTS, reader.tenant.id, list(statuses), max(on_clocks.values(), default=0))
    return {row["status"]: _count(row["number"] - on_clocks.get(row["status"], 0)) for row in rows}


_PAST_DUE = f"i.status = 'open' AND coalesce(i.due_date, {_NO_DUE_DATE}) < $2"


async def past_due(reader: Reader) -> Count:
    """How many open invoices should have been paid before now; none on test clocks."""
    tenant, now, on_clocks = reader.tenant, reader.now, 0
    if not tenant.livemode:
        sql = f"SELECT count(*) FROM invoices i WHERE i.tenant = $1 AND {_PAST_DUE} AND i.test_clock IS NOT NULL"
        on_clocks = await reader.fetchval(sql, tenant.id, now)
    of_all = f"SELECT 1 FROM invoices i WHERE i.tenant = $1 AND {_PAST_DUE} LIMIT {COUNTED_MAX + 1} + $3"
    number = await reader.fetchval(f"SELECT count(*) FROM ({of_all}) r", tenant.id, now, on_clocks)
    return _count(number - on_clocks)


_OF_CUSTOMER = f"""
    SELECT count(*) AS number, i.currency,
        coalesce(sum(i.rest) FILTER (WHERE i.status = 'open'), 0)::bigint AS outstanding,
        coalesce(sum(i.rest) FILTER (WHERE i.status = 'open' AND i.due_date < $3), 0)::bigint AS past_due,
        count(*) FILTER (WHERE i.status = 'paid') AS paid,
        coalesce(sum(greatest(i.paid_at - i.finalized_at, 0)) FILTER (WHERE i.status = 'paid'), 0)::bigint AS waited
    FROM (
        SELECT i.currency, i.amount_due - i.amount_paid AS rest, i.status, i.due_date, i.paid_at, i.finalized_at
        FROM invoices i
        WHERE i.tenant = $1 AND i.customer = $2 ORDER BY i.id USING ~>~ LIMIT {COUNTED_MAX + 1}) i
    GROUP BY i.currency ORDER BY i.currency"""


async def of_customer(reader: Reader, customer: str) -> Standing:
    """How a customer stands now, in the time in which the look lives."""
    rows = await reader.fetch(_OF_CUSTOMER, reader.tenant.id, customer, reader.now)
    owed = {row["currency"]: Owed(row["outstanding"], row["past_due"]) for row in rows if row["outstanding"]}
    paid, waited = (sum(row[name] for row in rows) for name in ("paid", "waited"))
    days = Decimal(waited) / paid / _DAY if paid else None
    return Standing(_count(sum(row["number"] for row in rows)), owed, days)


@dataclass(frozen=True, slots=True)
class Billed:
    """What a customer was billed in their own currency, in its minor units; void invoices count nothing.

    `invoiced` is less credit notes, and `past_due` is part of `outstanding`.
    """

    invoiced: int = 0
    paid: int = 0
    outstanding: int = 0
    past_due: int = 0


# Each customer by the index of theirs: the planner would rather read all invoices once for every page.
_BILLED = """
    SELECT c.id, b.* FROM unnest($2::text[], $3::text[]) AS c (id, currency), LATERAL (
        SELECT
            coalesce(sum(i.total - i.pre_payment_credit_notes_amount - i.post_payment_credit_notes_amount)
                FILTER (WHERE i.status NOT IN ('draft', 'void')), 0)::bigint AS invoiced,
            coalesce(sum(i.amount_paid) FILTER (WHERE i.status NOT IN ('draft', 'void')), 0)::bigint AS paid,
            coalesce(sum(i.amount_due - i.amount_paid) FILTER (WHERE i.status = 'open'), 0)::bigint AS outstanding,
            coalesce(sum(i.amount_due - i.amount_paid)
                FILTER (WHERE i.status = 'open' AND i.due_date < $4), 0)::bigint AS past_due
        FROM (
            SELECT * FROM invoices i WHERE i.tenant = $1 AND i.customer = c.id ORDER BY i.id USING ~>~ OFFSET 0) i
        WHERE i.currency = c.currency) b"""


async def billed(reader: Reader, currencies: Mapping[str, str]) -> dict[str, Billed]:
    """What each customer was billed, by their ids; `currencies` are their own.

    Reads all their invoices: for files, and for few customers at a time.
    """
    rows = await reader.fetch(
        _BILLED, reader.tenant.id, list(currencies), list(currencies.values()), reader.now
    )  # fmt: skip
    return {row["id"]: Billed(*row[1:]) for row in rows}


def _count(number: int) -> Count:
    return Count(min(max(number, 0), COUNTED_MAX), number > COUNTED_MAX)


async def mails_gone_wrong(reader: Reader, *, since: int) -> Count:
    """How many mails since a moment were refused, came back, or left without anybody knowing what came of it."""
    number = await reader.fetchval(
        "SELECT count(*) FROM (SELECT 1 FROM invoice_mails m WHERE m.tenant = $1 "
        "AND (CASE WHEN m.status = 'sending' THEN 'queued' ELSE coalesce(m.news, m.status) END) "
        "IN ('failed', 'unknown', 'bounced', 'complained') "
        f"AND m.id ~>=~ $2 LIMIT {COUNTED_MAX + 1}) r",
        reader.tenant.id, first_id("inmail", since),
    )  # fmt: skip
    return _count(number)


async def finalizing_before(reader: Reader, moment: int) -> Count:
    """How many drafts finalize by themselves before a moment; none on test clocks."""
    number = await reader.fetchval(
        "SELECT count(*) FROM (SELECT 1 FROM invoices i WHERE i.tenant = $1 AND i.automatically_finalizes_at <= $2"
        f" AND i.test_clock IS NULL LIMIT {COUNTED_MAX + 1}) r",
        reader.tenant.id, moment,
    )  # fmt: skip
    return _count(number)
