"""Every statement on payment methods."""

from collections.abc import Sequence

from billhook.db.rows import Rows
from billhook.db.tx import Reader, Tx
from billhook.payment_methods.objects import PaymentMethod
from billhook.payment_methods.rules.sources import PREFIX
from billhook.wire import lists
from billhook.wire.params import Page

_ROWS = Rows("payment_methods", "m", PaymentMethod)
insert = _ROWS.insert
save = _ROWS.save
of_ids = _ROWS.of_ids
find = _ROWS.find
# Lock its customer first.
lock = _ROWS.lock


async def lock_of_customer(tx: Tx, customer: str) -> list[PaymentMethod]:
    """All payment methods of a customer that is locked."""
    rows = await tx.fetch(
        f"{_ROWS.select} WHERE m.tenant = $1 AND m.customer = $2 ORDER BY m.id FOR NO KEY UPDATE",
        tx.tenant.id,
        customer,
    )
    return _ROWS.of(rows)


_SOURCES = f"m.id ~>=~ '{PREFIX}_' AND m.id ~<~ '{PREFIX}`'"


async def page_of_sources(reader: Reader, wanted: Page, customer: str) -> tuple[list[PaymentMethod], bool]:
    """A page of the cards that a customer has as sources, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("m.customer", customer)
    by.conditions.append(_SOURCES)
    return await lists.page_of(reader, _ROWS, by, wanted, noun="source")


async def sources_of(reader: Reader, customers: Sequence[str]) -> dict[str, list[PaymentMethod]]:
    """The sources of each customer, newest first."""
    rows = await reader.fetch(
        f"{_ROWS.select} WHERE m.tenant = $1 AND m.customer = ANY($2) AND {_SOURCES} ORDER BY m.id DESC",
        reader.tenant.id, list(customers),
    )  # fmt: skip
    found: dict[str, list[PaymentMethod]] = {customer: [] for customer in customers}
    for source in _ROWS.of(rows):
        found[source.customer or ""].append(source)
    return found


async def page(
    reader: Reader, wanted: Page, customer: str, *, type: str | None, allow_redisplay: str | None
) -> tuple[list[PaymentMethod], bool]:
    """A page of a customer's payment methods, newest first."""
    by = lists.Filter(reader.tenant.id)
    by.equal("m.customer", customer)
    by.same("m.type", type)
    by.same("m.allow_redisplay", allow_redisplay)
    return await lists.page_of(reader, _ROWS, by, wanted, noun="payment method")
