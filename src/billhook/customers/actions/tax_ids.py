"""Create and delete tax ids: those of customers by two doors, and the account's own (invoicing.md §1.11)."""

from billhook.customers import queries, store
from billhook.customers.params import CreateTaxIdOfCustomer
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.tax import tax_ids_store
from billhook.tax.actions.create_tax_id import create_tax_id
from billhook.tax.actions.delete_tax_id import delete_tax_id
from billhook.tax.objects import TaxId
from billhook.tax.params import CreateTaxId
from billhook.wire.deleted import Deleted


async def create_of_customer(tx: Tx, params: CreateTaxIdOfCustomer, customer_id: str) -> TaxId:
    """A new tax id of a customer. Raises NO_SUCH_PATH and TAX_ID_INVALID."""
    if await store.lock(tx, customer_id) is None:
        raise errors.NO_SUCH_PATH(noun="customer", id=customer_id)
    return await create_tax_id(tx, params, customer_id)


async def delete_of_customer(tx: Tx, customer_id: str, tax_id: str) -> Deleted:
    """Delete a tax id of this customer. Raises NO_SUCH_PATH."""
    await queries.check_customer(tx, customer_id)
    return await delete_tax_id(tx, queries.owned_by(customer_id, await tax_ids_store.lock(tx, tax_id), tax_id))


async def create(tx: Tx, params: CreateTaxId) -> TaxId:
    """A new tax id of the account, or of the customer that `owner` names.

    Raises TAX_ID_INVALID, NO_SUCH_PARAM, and what is wrong with the owner.
    """
    customer = queries.customer_of(params.owner)
    if customer is not None and await store.lock(tx, customer) is None:
        raise errors.NO_SUCH_PARAM(param=queries.OWNER, noun="customer", id=customer)
    return await create_tax_id(tx, params, customer)


async def delete(tx: Tx, tax_id: str) -> Deleted:
    """Delete a tax id, whoever has it. Raises NO_SUCH_PATH."""
    return await delete_tax_id(tx, await queries.alive(tx, await tax_ids_store.lock(tx, tax_id), tax_id))
