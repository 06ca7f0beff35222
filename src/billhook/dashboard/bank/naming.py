"""Whom or what a person names in a field: an invoice by number or id, a customer by id or e-mail."""

from dataclasses import dataclass

from billhook.bank_statements.rules.naming import plain_number
from billhook.customers import verbs as customers
from billhook.customers.params import ListCustomers
from billhook.dashboard.visiting import Visit
from billhook.invoices import waiting_store

_MAX = 255


class NotFound(ValueError):
    """What is wrong with the text, as a sentence for its field."""


@dataclass(frozen=True, slots=True)
class Named:
    """An invoice, or a customer."""

    invoice: str | None = None
    customer: str | None = None


async def named(visit: Visit, text: str) -> Named:
    """What the text names. Raises NotFound if that is nothing, or several."""
    if not text:
        raise NotFound("Write the number of an invoice, or the e-mail address of a customer.")
    if text.startswith("in_"):
        return Named(invoice=text[:_MAX])
    if text.startswith("cus_"):
        return Named(customer=text[:_MAX])
    if "@" in text:
        found, _ = await visit.look(customers.LIST, ListCustomers.of(email=text[:_MAX], limit=2))
        if len(found) != 1:
            raise NotFound("Several customers have this e-mail address." if found else "No customer has this address.")
        return Named(customer=found[0].id)
    plain = plain_number(text[:_MAX])
    async with visit.reader() as reader:
        owed = await waiting_store.owed_by_number(reader, [plain]) if plain else []
    if len(owed) != 1:
        raise NotFound("Several invoices have this number." if owed else "No invoice has this number.")
    return Named(invoice=owed[0].id)
