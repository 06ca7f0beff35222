"""Queries with how many objects each finds on its first page, among the rows that the search's tests make."""

from tests.stories.explained import Search

from billhook.customers import search_store as customers
from billhook.db.tx import Reader
from billhook.invoices import search_store as invoices
from billhook.payments import search_store as payments
from billhook.wire.search.params import Search as Wanted

CARDS = [
    "UPDATE payment_intents SET status = 'requires_payment_method', amount_received = 0 "
    "WHERE id = (SELECT min(id) FROM payment_intents)",
    "INSERT INTO search_terms (tenant, term, id) SELECT tenant, search_term('charges.card', 'last4', '0042'), id "
    "FROM charges ORDER BY id LIMIT 3 ON CONFLICT DO NOTHING",
    """UPDATE charges SET payment_method_details = jsonb_set(payment_method_details, '{card,last4}', '"0042"')
    WHERE id IN (SELECT id FROM charges ORDER BY id LIMIT 3)""",
]
"""One intent that was not paid, and three charges of one card. A copy of a charge has no terms of its own."""


def customers_found(query: str) -> Search:
    async def search(reader: Reader) -> object:
        return list((await customers.found(reader, Wanted.of(query=query))).objects)

    return search


def invoices_found(query: str) -> Search:
    async def search(reader: Reader) -> object:
        return list((await invoices.found(reader, Wanted.of(query=query))).objects)

    return search


def intents_found(query: str) -> Search:
    async def search(reader: Reader) -> object:
        return list((await payments.found_intents(reader, Wanted.of(query=query))).objects)

    return search


def charges_found(query: str) -> Search:
    async def search(reader: Reader) -> object:
        return list((await payments.found_charges(reader, Wanted.of(query=query))).objects)

    return search


# How many are found on the first page, or in all if they are fewer.
QUERIES: dict[str, tuple[Search, int]] = {
    "a value that many have": (customers_found('metadata["plan"]:"gold"'), 10),
    "a value that few have": (customers_found('metadata["order"]:"77"'), 4),
    "both": (customers_found('metadata["plan"]:"gold" metadata["order"]:"77"'), 2),
    "one or the other": (customers_found('metadata["order"]:"77" OR email:"mail5@example.com"'), 5),
    "a value that nobody has": (customers_found('metadata["order"]:"none"'), 0),
    "an e-mail": (customers_found('email:"mail19@example.com"'), 1),
    "a part of an e-mail": (customers_found('email~"il19999@ex"'), 1),
    "a part that many have": (customers_found('email~"example"'), 10),
    "a word that few have": (customers_found('name:"rare"'), 10),
    "a word and a value": (customers_found('name:"rare" metadata["plan"]:"gold"'), 10),
    "a part of a phone": (customers_found('phone~"1019999"'), 1),
    "a part that nobody has": (customers_found('name~"nosuchname"'), 0),
    "customers of a span": (customers_found("created>100000 created<200000"), 0),
    "a status that many have": (invoices_found('status:"paid"'), 10),
    "a status that few have": (invoices_found('status:"uncollectible"'), 10),
    "a status that is none": (invoices_found('status:"none"'), 0),
    "a number": (invoices_found('number:"F00000042-0003"'), 1),
    "a number that is none": (invoices_found('number:"NONE-0001"'), 0),
    "a total": (invoices_found("total>1"), 10),
    "a span": (invoices_found("created<1000"), 0),
    "a customer": (invoices_found('customer:"cus_none"'), 0),
    "a status of intents": (intents_found('status:"requires_payment_method"'), 1),
    "a value of intents": (intents_found('metadata["a"]:"b"'), 0),
    "a card": (charges_found("payment_method_details.card.last4:0042"), 3),
    "a span of charges": (charges_found("created<1000"), 0),
    "charges that failed": (charges_found('status:"failed"'), 0),
}  # fmt: skip
