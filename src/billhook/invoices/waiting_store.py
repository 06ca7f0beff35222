"""Every statement on what waits for a customer's cash: invoices that may be paid by it, and intents that await some."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.db.clocks import live_in_time_of_customer
from billhook.db.tx import Reader, Tx
from billhook.payments.objects import PaymentIntent
from billhook.payments.store import INTENTS

# An invoice waits until it has been overdue for so long (platform.md §7.7), but for money that is known to be for it.
_OVERDUE_SECONDS = 30 * 86_400
# Of each kind; who owes more than that pays it in several goes.
_MAX = 100

_INVOICES = """
    SELECT i.id, i.payment_intent, i.number, i.finalized_at,
           i.total - i.pre_payment_credit_notes_amount - i.post_payment_credit_notes_amount AS creditable
    FROM invoices i
    WHERE i.tenant = $1 AND i.customer = $2 AND i.currency = $3 AND i.status = 'open'
      AND 'customer_balance' = ANY(i.payment_method_types) AND (i.due_date IS NULL OR i.due_date > $4 OR i.id = $6)
    ORDER BY i.finalized_at, i.id LIMIT $5"""
_AWAITING = """
    SELECT p.id, s.invoice FROM payment_intents p
    LEFT JOIN invoice_payments s ON s.tenant = p.tenant AND s.payment_intent = p.id
    WHERE p.tenant = $1 AND p.customer = $2 AND p.currency = $3 AND p.awaits_transfer AND p.invoice IS NULL
    ORDER BY p.id LIMIT $4"""

_COLUMNS = ", ".join(f"p.{name}" for name in INTENTS.columns)
_WAITING = f"""
    SELECT {_COLUMNS}, w.number, w.creditable FROM (
        SELECT w.payment_intent AS id, w.number, w.finalized_at AS since, 0 AS kind, w.creditable FROM ({_INVOICES}) w
        UNION ALL SELECT a.id, NULL, 0, 1, 0 FROM ({_AWAITING.replace("$4", "$5")}) a
    ) w JOIN payment_intents p ON p.tenant = $1 AND p.id = w.id
    WHERE p.status IN ('requires_payment_method', 'requires_confirmation', 'requires_action')
    ORDER BY w.kind, w.since, p.id"""


_FREE = "SELECT id FROM {} WHERE tenant = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED"


async def lock_payable(tx: Tx, customer: str, currency: str, meant: str | None = None) -> None:
    """Lock what may be paid by a customer's cash in a currency: the invoices, and then the intents.

    Money may be `meant` for one of the invoices.
    """
    await live_in_time_of_customer(tx, customer)
    due_after = tx.now - _OVERDUE_SECONDS
    owed = await tx.fetch(_INVOICES, tx.tenant.id, customer, currency, due_after, _MAX, meant)
    awaiting = await tx.fetch(_AWAITING, tx.tenant.id, customer, currency, _MAX)
    invoices = {row["id"] for row in owed} | {row["invoice"] for row in awaiting if row["invoice"] is not None}
    intents = {row["payment_intent"] for row in owed} | {row["id"] for row in awaiting}
    for table, ids in (("invoices", invoices), ("payment_intents", intents - {None})):
        if ids:
            sql = f"SELECT FROM {table} WHERE tenant = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE"
            await tx.execute(sql, tx.tenant.id, list(ids))


@dataclass(frozen=True, slots=True)
class Candidate:
    """An intent that cash may pay; of the invoice that made it, the number and how much can still be credited."""

    intent: PaymentIntent
    number: str | None
    creditable: int


async def waiting(tx: Tx, customer: str, currency: str, meant: str | None = None) -> list[Candidate]:
    """The intents that a customer's cash may pay.

    Those of invoices come first, and each kind oldest first. Money may be `meant` for one of the invoices. The customer
    is locked.
    """
    due_after = tx.now - _OVERDUE_SECONDS
    rows = await tx.fetch(_WAITING, tx.tenant.id, customer, currency, due_after, _MAX, meant)
    found = INTENTS.of([row[: len(INTENTS.columns)] for row in rows])
    return [Candidate(intent, row["number"], row["creditable"]) for intent, row in zip(found, rows, strict=True)]


async def free(tx: Tx, intents: Sequence[str]) -> set[str]:
    """Those of the intents that can be locked now without waiting, with the invoices that they pay.

    `lock_payable` has locked most of them already. Rows that became payable since then may be locked by others, who may
    be waiting for this customer.
    """
    ids = list(intents)
    paying = await tx.fetch(
        "SELECT payment_intent, invoice FROM invoice_payments WHERE tenant = $1 AND payment_intent = ANY($2)",
        tx.tenant.id, ids,
    )  # fmt: skip
    invoices = await tx.fetch(_FREE.format("invoices"), tx.tenant.id, [row["invoice"] for row in paying])
    locked = {row["id"] for row in await tx.fetch(_FREE.format("payment_intents"), tx.tenant.id, ids)}
    in_other_hands = {row["invoice"] for row in paying} - {row["id"] for row in invoices}
    return locked - {row["payment_intent"] for row in paying if row["invoice"] in in_other_hands}


async def is_owed(tx: Tx, intent: str) -> bool:
    """Whether nothing forbids that an intent is paid: it pays no invoice, or one that is still open."""
    return not await tx.fetchval(
        "SELECT i.status <> 'open' FROM invoice_payments s JOIN invoices i ON i.tenant = s.tenant AND i.id = s.invoice "
        "WHERE s.tenant = $1 AND s.payment_intent = $2",
        tx.tenant.id, intent,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Owed:
    """A numbered invoice as matching of bank transfers needs it; `remaining` in minor units. `takes_cash` says whether
    a customer's cash may pay it."""

    id: str
    number: str
    customer: str
    currency: str
    status: str
    remaining: int
    takes_cash: bool


_OWED = """
    SELECT i.id, i.number, i.customer, i.currency, i.status, i.amount_due - i.amount_paid AS remaining,
           coalesce('customer_balance' = ANY(i.payment_method_types), false) AS takes_cash
    FROM invoices i WHERE i.tenant = $1 AND i.number IS NOT NULL"""


async def owed_by_number(reader: Reader, plain_numbers: Sequence[str]) -> list[Owed]:
    """The invoices, in any status, whose numbers are these but for separators and case."""
    sql = f"{_OWED} AND plain_number(i.number) = ANY($2)"
    return [Owed(*row) for row in await reader.fetch(sql, reader.tenant.id, list(plain_numbers))]


async def owed_by_customers(reader: Reader, customers: Sequence[str]) -> list[Owed]:
    """The open invoices of these customers, oldest first."""
    sql = f"{_OWED} AND i.status = 'open' AND i.customer = ANY($2) ORDER BY i.id"
    return [Owed(*row) for row in await reader.fetch(sql, reader.tenant.id, list(customers))]


async def owed_of_amounts(reader: Reader, amounts: Sequence[tuple[str, int]]) -> list[Owed]:
    """The open invoices with these totals, each a currency and minor units, of which nothing is paid."""
    sql = (
        f"{_OWED} AND i.status = 'open' AND i.amount_paid = 0 AND (i.currency, i.total) IN "
        "(SELECT * FROM unnest($2::text[], $3::bigint[])) ORDER BY i.id LIMIT 5000"
    )
    currencies, totals = [one for one, _ in amounts], [one for _, one in amounts]
    return [Owed(*row) for row in await reader.fetch(sql, reader.tenant.id, currencies, totals)]
