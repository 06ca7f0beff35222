"""Finding payments: those of the customers that were found; and payment intents and charges by a query."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.payments import store
from billhook.payments.objects import Charge, PaymentIntent
from billhook.wire.search.fields import ByIndex, ByTerm, Field, Id, Number, Searchable, Token
from billhook.wire.search.finding import Hits, hits
from billhook.wire.search.params import Search

# Of each customer so many of the newest are looked at. Where nobody began to pay, the invoice says all there is.
_LOOKED_AT = 100
_OF_CUSTOMERS = f"""
    SELECT newest.id FROM unnest($2::text[]) AS c (id), LATERAL (
        SELECT p.id, p.status FROM payment_intents p WHERE p.tenant = $1 AND p.customer = c.id
        ORDER BY p.id USING ~>~ LIMIT {_LOOKED_AT}) newest
    WHERE newest.status IN ('succeeded', 'processing', 'requires_action', 'requires_capture')
    ORDER BY newest.id DESC LIMIT $3"""

INTENTS = Searchable(
    resource="payment_intents",
    table="payment_intents",
    alias="p",
    shown="NOT p.is_direct",
    off_clocks="p.test_clock IS NULL",
    made="pi",
    fields={
        "amount": Number("p.amount"),
        "created": Number("p.created"),
        "currency": Token("p.currency"),
        "customer": Id("p.customer", ByIndex(("p.customer = {}::text",))),
        "status": Token("p.status", ByIndex(("p.status = lower({}::text)",))),
    },
)


def _cards() -> dict[str, Field]:
    """The fields of each kind of card. Nobody is charged in person here, so only `card` is ever there."""
    fields: dict[str, Field] = {}
    for kind in ("card", "card_present", "interac_present"):
        for name in ("brand", "exp_month", "exp_year", "fingerprint", "last4"):
            index = ByTerm("charges.card", name) if kind == "card" and name in ("fingerprint", "last4") else None
            fields[f"payment_method_details.{kind}.{name}"] = Token(
                f"(h.payment_method_details -> '{kind}' ->> '{name}')", index
            )
    return fields


CHARGES = Searchable(
    resource="charges",
    table="charges",
    alias="h",
    # Not a join, for which the planner might read all that is on clocks.
    off_clocks="(SELECT p.test_clock FROM payment_intents p WHERE p.tenant = $1 AND p.id = h.payment_intent) IS NULL",
    made="ch",
    dated_otherwise=True,
    fields={
        "amount": Number("h.amount"),
        "billing_details.address.postal_code": Token("(h.billing_details -> 'address' ->> 'postal_code')"),
        "created": Number("h.created"),
        "currency": Token("h.currency"),
        "customer": Id("h.customer", ByIndex(("h.customer = {}::text",))),
        "disputed": Token("h.disputed::text"),
        "refunded": Token("(CASE h.amount_refunded WHEN h.amount THEN 'true' WHEN 0 THEN NULL ELSE 'false' END)"),
        "status": Token("h.status", ByIndex(("h.status = lower({}::text)",))),
        **_cards(),
    },
)


async def found_intents(reader: Reader, wanted: Search) -> Hits[PaymentIntent]:
    """A page of the payment intents that a query finds, newest first. Raises what `hits` raises."""
    return await hits(reader, INTENTS, wanted, store.intents_of_ids, lambda intent: intent.id)


async def found_charges(reader: Reader, wanted: Search) -> Hits[Charge]:
    """A page of the charges that a query finds, newest first. Raises what `hits` raises."""
    return await hits(reader, CHARGES, wanted, store.charges_of_ids, lambda charge: charge.id)


async def of_customers(reader: Reader, customers: Sequence[str], limit: int) -> list[PaymentIntent]:
    """At most `limit` payments of these customers that were made or are being made, newest first."""
    if not customers:
        return []
    ids = [row["id"] for row in await reader.fetch(_OF_CUSTOMERS, reader.tenant.id, list(customers), limit)]
    found = {intent.id: intent for intent in await store.intents_of_ids(reader, ids)}
    return [found[id] for id in ids if id in found]
