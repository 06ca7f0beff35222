"""The customer that a form or an address means: by id, or by a name that somebody typed."""

from dataclasses import dataclass, field

from billhook.customers import search_store
from billhook.customers import store as customers
from billhook.customers.objects import Customer
from billhook.dashboard.customers.naming import named
from billhook.dashboard.search.pages import TEXT_LENGTH_MAX
from billhook.dashboard.visiting import Visit

FIELD = "customer_name"
"""The field in which a person types a name; the one named `customer` holds the id."""

_MATCHES_MAX = 10


@dataclass(frozen=True, slots=True)
class Chosen:
    """The customer, if there is one; the text of the field; what is wrong with it; and who may be meant."""

    customer: Customer | None = None
    name: str = ""
    fault: str = ""
    matches: list[tuple[str, str]] = field(default_factory=list)


async def chosen_customer(visit: Visit, id: str, name: str | None) -> Chosen:
    """The customer with this id, unless another `name` was typed meanwhile; None if no person typed anything."""
    id, typed = id[:TEXT_LENGTH_MAX], (name or "")[:TEXT_LENGTH_MAX]
    async with visit.reader() as reader:
        found = [each for each in await customers.of_ids(reader, [id]) if not each.is_deleted] if id else []
        if found and (name is None or typed in ("", named(found[0]))):
            return Chosen(found[0], named(found[0]))
        if name is None:
            return Chosen(name=id, fault="There is no such customer." if id else "")
        if not typed:
            return Chosen()
        matching = await search_store.search(reader, typed, _MATCHES_MAX + 1, on_clocks=True)
    if len(same := [each for each in matching if typed in (each.id, named(each), each.email)]) == 1:
        matching = same
    if len(matching) == 1:
        return Chosen(matching[0], named(matching[0]))
    if not matching:
        return Chosen(name=typed, fault="No customer has this name or e-mail.")
    told = [(each.id, " · ".join(part for part in (named(each), each.email) if part)) for each in matching]
    fault = "Several customers match. Choose one below, or write more of the name."
    return Chosen(name=typed, fault=fault, matches=told[:_MATCHES_MAX])
