"""Every statement on payment intents and charges."""

from billhook.db.rows import Rows
from billhook.db.tx import Reader
from billhook.payments.objects import Charge, PaymentIntent
from billhook.payments.params import ListCharges, ListPaymentIntents
from billhook.wire import lists

INTENTS = Rows("payment_intents", "p", PaymentIntent)
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
    by.equal("p.customer", wanted.customer)
    by.within("p.created", wanted.created)
    rows, has_more = await lists.page(
        reader, INTENTS.select, by, wanted, table="payment_intents", noun="payment_intent", alias="p"
    )
    return INTENTS.of(rows), has_more


# ── Charges ─────────────────────────────────────────────────────────────────────────────────────
async def page_of_charges(reader: Reader, wanted: ListCharges) -> tuple[list[Charge], bool]:
    """A page of charges, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("h.customer", wanted.customer)
    by.equal("h.payment_intent", wanted.payment_intent)
    by.within("h.created", wanted.created)
    rows, has_more = await lists.page(reader, CHARGES.select, by, wanted, table="charges", noun="charge", alias="h")
    return CHARGES.of(rows), has_more
