"""Finding payments: those of the customers that were found."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.payments import store
from billhook.payments.objects import PaymentIntent

# Of each customer so many of the newest are looked at. Where nobody began to pay, the invoice says all there is.
_LOOKED_AT = 100
_OF_CUSTOMERS = f"""
    SELECT newest.id FROM unnest($2::text[]) AS c (id), LATERAL (
        SELECT p.id, p.status FROM payment_intents p WHERE p.tenant = $1 AND p.customer = c.id
        ORDER BY p.id USING ~>~ LIMIT {_LOOKED_AT}) newest
    WHERE newest.status IN ('succeeded', 'processing', 'requires_action', 'requires_capture')
    ORDER BY newest.id DESC LIMIT $3"""


async def of_customers(reader: Reader, customers: Sequence[str], limit: int) -> list[PaymentIntent]:
    """At most `limit` payments of these customers that were made or are being made, newest first."""
    if not customers:
        return []
    ids = [row["id"] for row in await reader.fetch(_OF_CUSTOMERS, reader.tenant.id, list(customers), limit)]
    found = {intent.id: intent for intent in await store.intents_of_ids(reader, ids)}
    return [found[id] for id in ids if id in found]
