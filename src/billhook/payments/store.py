"""Every statement on payment intents and charges."""

from collections.abc import Sequence

from billhook.cash_balances.rules.bank_transfers import Transfer
from billhook.db.rows import Rows
from billhook.db.tx import Reader, Tx
from billhook.kernel.ids import first_id
from billhook.payments.objects import Charge, PaymentIntent
from billhook.payments.params import ListCharges, ListPaymentIntents
from billhook.wire import lists

INTENTS = Rows("payment_intents", "p", PaymentIntent, decoders={"bank_transfer": Transfer.from_stored})
insert_intent = INTENTS.insert
save_intent = INTENTS.save
intents_of_ids = INTENTS.of_ids
find_intent = INTENTS.find
# Lock its invoice first.
lock_intent = INTENTS.lock

CHARGES = Rows("charges", "h", Charge)
insert_charge = CHARGES.insert
save_charge = CHARGES.save
charges_of_ids = CHARGES.of_ids
find_charge = CHARGES.find
lock_charge = CHARGES.lock


# ── Payment intents ─────────────────────────────────────────────────────────────────────────────
async def page_of_intents(reader: Reader, wanted: ListPaymentIntents) -> tuple[list[PaymentIntent], bool]:
    """A page of payment intents, newest first."""
    by = lists.Filter(reader.tenant.id)
    if wanted.customer is None:
        by.indexed("NOT p.is_direct")
    else:
        # In other words than those of the index of all, which is the wrong one for a customer with few payments.
        by.conditions.append("p.is_direct IS NOT TRUE")
    by.equal("p.customer", wanted.customer)
    by.made("p.created", "pi", wanted.created, clock="p.test_clock")
    return await lists.page_of(reader, INTENTS, by, wanted, noun="payment_intent")


# ── Charges ─────────────────────────────────────────────────────────────────────────────────────
async def page_of_charges(reader: Reader, wanted: ListCharges) -> tuple[list[Charge], bool]:
    """A page of charges, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("h.customer", wanted.customer)
    by.equal("h.payment_intent", wanted.payment_intent)
    by.made("h.created", "ch", wanted.created, otherwise=True)
    return await lists.page_of(reader, CHARGES, by, wanted, noun="charge")


async def charges_of_intents(reader: Reader, intents: Sequence[str]) -> list[Charge]:
    """All charges of these payment intents, newest first."""
    rows = await reader.fetch(
        f"{CHARGES.select} WHERE h.tenant = $1 AND h.payment_intent = ANY($2) ORDER BY h.id DESC",
        reader.tenant.id, list(intents),
    )  # fmt: skip
    return CHARGES.of(rows)


async def charges_by_method(reader: Reader, customer: str, method: str, amounts: Sequence[int]) -> list[Charge]:
    """What a customer paid by a method and a processor, in one of these amounts; newest first."""
    rows = await reader.fetch(
        f"{CHARGES.select} WHERE h.tenant = $1 AND h.customer = $2 AND h.payment_method = $3 AND h.amount = ANY($4) "
        "AND h.status = 'succeeded' AND h.call IS NOT NULL ORDER BY h.id DESC LIMIT 10",
        reader.tenant.id, customer, method, list(amounts),
    )  # fmt: skip
    return CHARGES.of(rows)


async def intents_behind(reader: Reader, subjects: Sequence[str]) -> dict[str, tuple[str, str | None]]:
    """The payment intent and its invoice of each of these intents, charges and refunds."""
    rows = await reader.fetch(
        "SELECT s.id, i.id AS intent, i.invoice FROM ("
        "SELECT id, id AS intent FROM payment_intents WHERE tenant = $1 AND id = ANY($2) UNION ALL "
        "SELECT id, payment_intent FROM charges WHERE tenant = $1 AND id = ANY($2) UNION ALL "
        "SELECT id, payment_intent FROM refunds WHERE tenant = $1 AND id = ANY($2)) AS s "
        "JOIN payment_intents i ON i.tenant = $1 AND i.id = s.intent",
        reader.tenant.id, list(subjects),
    )  # fmt: skip
    return {row["id"]: (row["intent"], row["invoice"]) for row in rows}


async def charges_failed_since(reader: Reader, since: int, *, limit: int) -> int:
    """How many charges failed since a moment, none on test clocks; counted up to a limit."""
    return await reader.fetchval(  # type: ignore[no-any-return]
        "SELECT count(*) FROM (SELECT 1 FROM charges h WHERE h.tenant = $1 AND h.status = 'failed' AND h.id ~>=~ $2 "
        "AND NOT EXISTS (SELECT FROM payment_intents p WHERE p.tenant = h.tenant AND p.id = h.payment_intent "
        "AND p.test_clock IS NOT NULL) LIMIT $3) r",
        reader.tenant.id, first_id("ch", since), limit,
    )  # fmt: skip


async def failed_charges(tx: Tx, intent_id: str, *, since: int) -> int:
    """How many charges of a payment intent failed since a moment."""
    return await tx.fetchval(  # type: ignore[no-any-return]
        "SELECT count(*) FROM charges WHERE tenant = $1 AND payment_intent = $2 AND status = 'failed' AND created > $3",
        tx.tenant.id, intent_id, since,
    )  # fmt: skip


async def move_to_clock(tx: Tx, customer: str, clock: str) -> list[str]:
    """Put the payment intents of a customer on a test clock; their ids."""
    sql = "UPDATE payment_intents SET test_clock = $3 WHERE tenant = $1 AND customer = $2 RETURNING id"
    return [row["id"] for row in await tx.fetch(sql, tx.tenant.id, customer, clock)]


async def processing(reader: Reader, *, limit: int) -> list[str]:
    """The ids of payment intents that wait for a processor."""
    sql = "SELECT id FROM payment_intents WHERE tenant = $1 AND status = 'processing' LIMIT $2"
    return [row["id"] for row in await reader.fetch(sql, reader.tenant.id, limit)]


async def is_booked(reader: Reader, session: str) -> bool:
    """Whether what was paid by a session is booked."""
    sql = "SELECT EXISTS (SELECT FROM charges WHERE tenant = $1 AND call = $2 AND reference IS NOT NULL)"
    return bool(await reader.fetchval(sql, reader.tenant.id, session))


async def charges_told_of(reader: Reader, processor: str, ids: Sequence[str]) -> list[Charge]:
    """The charges that a processor made and that these ids name: its own names, or those of the calls that asked."""
    rows = await reader.fetch(
        f"{CHARGES.select} WHERE h.tenant = $1 AND h.id IN ("
        "SELECT c.id FROM charges c WHERE c.tenant = $1 AND c.processor = $2 AND c.reference = ANY($3) UNION "
        "SELECT c.id FROM charges c WHERE c.tenant = $1 AND c.processor = $2 AND c.call = ANY($3)) ORDER BY h.id",
        reader.tenant.id, processor, list(ids),
    )  # fmt: skip
    return CHARGES.of(rows)
