"""A customer's tax ids, below `/v1/customers/{id}/tax_ids` and inside customers (invoicing.md §1.11)."""

from typing import Any

from billhook.customers import store
from billhook.customers.params import CreateTaxIdOfCustomer
from billhook.db.tx import Reader, Tx
from billhook.kernel import errors
from billhook.tax import tax_ids_store, view
from billhook.tax.actions.create_tax_id import create_tax_id
from billhook.tax.actions.delete_tax_id import delete_tax_id
from billhook.tax.objects import TaxId
from billhook.wire import lists
from billhook.wire.params import Nothing, Page


async def fill(reader: Reader, customers: Any) -> None:
    """Put `tax_ids` into customers that are being expanded."""
    alive = [c for c in customers if not c.get("deleted")]
    found = await tax_ids_store.of_customers(reader, [c["id"] for c in alive])
    for c in alive:
        data = [view.tax_id(reader, t) for t in found[c["id"]]]
        c["tax_ids"] = lists.sublist(f"/v1/customers/{c['id']}/tax_ids", data, len(data))


async def create_for(tx: Tx, params: CreateTaxIdOfCustomer, customer_id: str) -> dict[str, Any]:
    """`POST /v1/customers/{id}/tax_ids`. Raises NO_SUCH_PATH and TAX_ID_INVALID."""
    if await store.lock(tx, customer_id) is None:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)
    return await create_tax_id(tx, params, customer_id)


async def list_of(reader: Reader, params: Page, customer_id: str) -> dict[str, Any]:
    """`GET /v1/customers/{id}/tax_ids`."""
    await _customer(reader, customer_id)
    found, has_more = await tax_ids_store.page(reader, params, customer_id)
    url = f"/v1/customers/{customer_id}/tax_ids"
    return lists.envelope(url, [view.tax_id(reader, t) for t in found], has_more)


async def retrieve(reader: Reader, params: Nothing, customer_id: str, tax_id: str) -> dict[str, Any]:
    """`GET /v1/customers/{id}/tax_ids/{tax_id}`."""
    await _customer(reader, customer_id)
    return view.tax_id(reader, _his(await tax_ids_store.find(reader, tax_id), customer_id, tax_id))


async def delete(tx: Tx, params: Nothing, customer_id: str, tax_id: str) -> dict[str, Any]:
    """`DELETE /v1/customers/{id}/tax_ids/{tax_id}`: the stub."""
    await _customer(tx, customer_id)
    return await delete_tax_id(tx, _his(await tax_ids_store.lock(tx, tax_id), customer_id, tax_id))


async def _customer(reader: Reader, customer_id: str) -> None:
    customer = await store.find(reader, customer_id)
    if customer is None or customer.is_deleted:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)


def _his(found: TaxId | None, customer_id: str, tax_id: str) -> TaxId:
    if found is None or found.customer != customer_id:
        raise errors.NO_SUCH_PATH(param="id", noun="tax_id", id=tax_id)
    return found
