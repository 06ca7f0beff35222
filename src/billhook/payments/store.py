"""Every statement on payment intents and charges."""

from collections.abc import Sequence

from billhook.db.statements import insert_into, update_of
from billhook.db.tx import Reader, Tx
from billhook.payments.objects import Charge, PaymentIntent
from billhook.payments.params import ListCharges, ListPaymentIntents
from billhook.wire import lists

INTENT_COLUMNS = tuple(PaymentIntent.__dataclass_fields__)
_INTENTS = f"SELECT {', '.join('p.' + name for name in INTENT_COLUMNS)} FROM payment_intents p"
_INSERT_INTENT = insert_into("payment_intents", INTENT_COLUMNS)
_UPDATE_INTENT = update_of("payment_intents", INTENT_COLUMNS)

CHARGE_COLUMNS = tuple(Charge.__dataclass_fields__)
_CHARGES = f"SELECT {', '.join('h.' + name for name in CHARGE_COLUMNS)} FROM charges h"
_INSERT_CHARGE = insert_into("charges", CHARGE_COLUMNS)
_UPDATE_CHARGE = update_of("charges", CHARGE_COLUMNS)


# ── Payment intents ─────────────────────────────────────────────────────────────────────────────
async def insert_intent(tx: Tx, intent: PaymentIntent) -> None:
    """Store a new payment intent."""
    await tx.write_later(intent.id, _INSERT_INTENT, tx.tenant.id, *(getattr(intent, name) for name in INTENT_COLUMNS))


async def save_intent(tx: Tx, intent: PaymentIntent) -> None:
    """Write a payment intent that `lock_intent` gave."""
    await tx.write_later(intent.id, _UPDATE_INTENT, tx.tenant.id, *(getattr(intent, name) for name in INTENT_COLUMNS))


async def intents_of_ids(reader: Reader, ids: Sequence[str]) -> list[PaymentIntent]:
    """Payment intents by their ids."""
    rows = await reader.fetch(f"{_INTENTS} WHERE p.tenant = $1 AND p.id = ANY($2)", reader.tenant.id, list(ids))
    return [PaymentIntent(*row) for row in rows]


async def find_intent(reader: Reader, intent_id: str) -> PaymentIntent | None:
    """A payment intent."""
    return next(iter(await intents_of_ids(reader, [intent_id])), None)


async def lock_intent(tx: Tx, intent_id: str) -> PaymentIntent | None:
    """A payment intent that nobody else changes until this transaction ends. Lock its invoice first."""
    row = await tx.fetchrow(f"{_INTENTS} WHERE p.tenant = $1 AND p.id = $2 FOR NO KEY UPDATE", tx.tenant.id, intent_id)
    return PaymentIntent(*row) if row is not None else None


async def page_of_intents(reader: Reader, wanted: ListPaymentIntents) -> tuple[list[PaymentIntent], bool]:
    """A page of payment intents, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("p.customer", wanted.customer)
    by.within("p.created", wanted.created)
    rows, has_more = await lists.page(
        reader, _INTENTS, by, wanted, table="payment_intents", noun="payment_intent", alias="p"
    )
    return [PaymentIntent(*row) for row in rows], has_more


# ── Charges ─────────────────────────────────────────────────────────────────────────────────────
async def insert_charge(tx: Tx, charge: Charge) -> None:
    """Store a new charge."""
    await tx.write_later(charge.id, _INSERT_CHARGE, tx.tenant.id, *(getattr(charge, name) for name in CHARGE_COLUMNS))


async def save_charge(tx: Tx, charge: Charge) -> None:
    """Write a charge that `lock_charge` gave."""
    await tx.write_later(charge.id, _UPDATE_CHARGE, tx.tenant.id, *(getattr(charge, name) for name in CHARGE_COLUMNS))


async def charges_of_ids(reader: Reader, ids: Sequence[str]) -> list[Charge]:
    """Charges by their ids."""
    rows = await reader.fetch(f"{_CHARGES} WHERE h.tenant = $1 AND h.id = ANY($2)", reader.tenant.id, list(ids))
    return [Charge(*row) for row in rows]


async def find_charge(reader: Reader, charge_id: str) -> Charge | None:
    """A charge."""
    return next(iter(await charges_of_ids(reader, [charge_id])), None)


async def lock_charge(tx: Tx, charge_id: str) -> Charge | None:
    """A charge that nobody else changes until this transaction ends."""
    row = await tx.fetchrow(f"{_CHARGES} WHERE h.tenant = $1 AND h.id = $2 FOR NO KEY UPDATE", tx.tenant.id, charge_id)
    return Charge(*row) if row is not None else None


async def page_of_charges(reader: Reader, wanted: ListCharges) -> tuple[list[Charge], bool]:
    """A page of charges, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("h.customer", wanted.customer)
    by.equal("h.payment_intent", wanted.payment_intent)
    by.within("h.created", wanted.created)
    rows, has_more = await lists.page(reader, _CHARGES, by, wanted, table="charges", noun="charge", alias="h")
    return [Charge(*row) for row in rows], has_more
