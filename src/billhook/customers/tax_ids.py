"""A customer's tax ids: stored, shown on documents, never changed, only replaced (invoicing.md §1.11)."""

from dataclasses import dataclass
from typing import Any

from billhook.customers import store
from billhook.customers.params import CreateTaxId, TaxIdData
from billhook.db.tx import Reader, Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.wire import lists
from billhook.wire.params import Nothing, Page


@dataclass(frozen=True, slots=True)
class TaxId:
    """A tax id as stored."""

    id: str
    created: int
    customer: str
    type: str
    value: str


_SELECT = "SELECT t.id, t.created, t.customer, t.type, t.value FROM tax_ids t"


def shown(reader: Reader, t: TaxId) -> dict[str, Any]:
    """The wire object. Values are not checked against any office, so verification is unavailable."""
    return {
        "id": t.id,
        "object": "tax_id",
        "country": t.type[:2].upper() if not t.type.startswith("eu_") else None,
        "created": t.created,
        "customer": t.customer,
        "customer_account": None,
        "livemode": reader.tenant.livemode,
        "owner": {"customer": t.customer, "type": "customer"},
        "type": t.type,
        "value": t.value,
        "verification": {"status": "unavailable", "verified_address": None, "verified_name": None},
    }


async def create(tx: Tx, customer: str, data: TaxIdData) -> dict[str, Any]:
    """Store a tax id of a customer."""
    made = TaxId(new_id("txi"), tx.now, customer, data.type, data.value)
    await tx.write_later(
        made.id,
        "INSERT INTO tax_ids (tenant, id, created, customer, type, value) VALUES ($1, $2, $3, $4, $5, $6)",
        tx.tenant.id, made.id, made.created, made.customer, made.type, made.value,
    )  # fmt: skip
    wire = shown(tx, made)
    tx.emit("customer.tax_id.created", wire)
    return wire


async def of_customers(reader: Reader, customers: list[str]) -> dict[str, list[TaxId]]:
    """The tax ids of each customer, oldest first."""
    rows = await reader.fetch(
        f"{_SELECT} WHERE t.tenant = $1 AND t.customer = ANY($2) ORDER BY t.id", reader.tenant.id, customers
    )
    found: dict[str, list[TaxId]] = {customer: [] for customer in customers}
    for row in rows:
        found[row["customer"]].append(TaxId(*row))
    return found


async def fill(reader: Reader, customers: Any) -> None:
    """Put `tax_ids` into customers that are being expanded."""
    alive = [c for c in customers if not c.get("deleted")]
    found = await of_customers(reader, [c["id"] for c in alive])
    for c in alive:
        data = [shown(reader, t) for t in found[c["id"]]]
        c["tax_ids"] = lists.sublist(f"/v1/customers/{c['id']}/tax_ids", data, len(data))


async def create_for(tx: Tx, params: CreateTaxId, customer_id: str) -> dict[str, Any]:
    """`POST /v1/customers/{id}/tax_ids`. Raises NO_SUCH_PATH."""
    if await store.lock(tx, customer_id) is None:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)
    return await create(tx, customer_id, params)


async def list_of(reader: Reader, params: Page, customer_id: str) -> dict[str, Any]:
    """`GET /v1/customers/{id}/tax_ids`."""
    await _customer(reader, customer_id)
    by = lists.Filter(reader.tenant.id)
    by.equal("t.customer", customer_id)
    rows, has_more = await lists.page(reader, _SELECT, by, params, table="tax_ids", noun="tax_id", alias="t")
    url = f"/v1/customers/{customer_id}/tax_ids"
    return lists.envelope(url, [shown(reader, TaxId(*row)) for row in rows], has_more)


async def retrieve(reader: Reader, params: Nothing, customer_id: str, tax_id: str) -> dict[str, Any]:
    """`GET /v1/customers/{id}/tax_ids/{tax_id}`."""
    return shown(reader, await _find(reader, customer_id, tax_id))


async def delete(tx: Tx, params: Nothing, customer_id: str, tax_id: str) -> dict[str, Any]:
    """`DELETE /v1/customers/{id}/tax_ids/{tax_id}`: the stub."""
    found = await _find(tx, customer_id, tax_id, lock=" FOR UPDATE OF t")
    await tx.execute("DELETE FROM tax_ids WHERE tenant = $1 AND id = $2", tx.tenant.id, tax_id)
    tx.emit("customer.tax_id.deleted", shown(tx, found))
    return {"id": tax_id, "object": "tax_id", "deleted": True}


async def _customer(reader: Reader, customer_id: str) -> None:
    customer = await store.find(reader, customer_id)
    if customer is None or customer.is_deleted:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)


async def _find(reader: Reader, customer_id: str, tax_id: str, *, lock: str = "") -> TaxId:
    await _customer(reader, customer_id)
    row = await reader.fetchrow(
        f"{_SELECT} WHERE t.tenant = $1 AND t.customer = $2 AND t.id = $3{lock}",
        reader.tenant.id,
        customer_id,
        tax_id,
    )
    if row is None:
        raise errors.NO_SUCH_PATH(param="id", noun="tax_id", id=tax_id)
    return TaxId(*row)
