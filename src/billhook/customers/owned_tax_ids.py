"""`/v1/tax_ids`: the account's own tax ids, and those of its customers by another door (invoicing.md §1.11)."""

from collections.abc import Sequence
from typing import Any

from billhook.customers import store
from billhook.db.tx import Reader, Tx
from billhook.kernel import errors
from billhook.tax import tax_ids_store, view
from billhook.tax.actions.create_tax_id import create_tax_id
from billhook.tax.actions.delete_tax_id import delete_tax_id
from billhook.tax.objects import TaxId
from billhook.tax.params import CreateTaxId, ListTaxIds, TaxIdOwner
from billhook.wire.lists import envelope
from billhook.wire.params import Nothing

_PARAM = "owner[customer]"


async def create(tx: Tx, params: CreateTaxId) -> dict[str, Any]:
    """A new tax id of the account, or of the customer that `owner` names.

    Raises TAX_ID_INVALID, NO_SUCH_PARAM, and what is wrong with the owner.
    """
    customer = _customer_of(params.owner)
    if customer is not None and await store.lock(tx, customer) is None:
        raise errors.NO_SUCH_PARAM(param=_PARAM, noun="customer", id=customer)
    return await create_tax_id(tx, params, customer)


async def list_of(reader: Reader, params: ListTaxIds) -> dict[str, Any]:
    """The account's own tax ids, or those of the customer that `owner` names; of a deleted one none."""
    customer = _customer_of(params.owner)
    if customer is not None:
        found = await store.find(reader, customer)
        if found is None or found.is_deleted:
            raise errors.NO_SUCH_PARAM(param=_PARAM, noun="customer", id=customer)
    tax_ids, has_more = await tax_ids_store.page(reader, params, customer)
    return envelope("/v1/tax_ids", [view.tax_id(reader, t) for t in tax_ids], has_more)


async def retrieve(reader: Reader, params: Nothing, tax_id: str) -> dict[str, Any]:
    """A tax id, whoever has it. Raises NO_SUCH_PATH, also for those of deleted customers."""
    return view.tax_id(reader, await _alive(reader, await tax_ids_store.find(reader, tax_id), tax_id))


async def delete(tx: Tx, params: Nothing, tax_id: str) -> dict[str, Any]:
    """The stub. Raises NO_SUCH_PATH."""
    return await delete_tax_id(tx, await _alive(tx, await tax_ids_store.lock(tx, tax_id), tax_id))


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Tax ids for expansion."""
    return {t.id: view.tax_id(reader, t) for t in (await tax_ids_store.of_ids(reader, ids)).values()}


def _customer_of(owner: TaxIdOwner | None) -> str | None:
    """The customer that owns a tax id; None where the account itself does, which is the default."""
    kind = owner.type if owner is not None else "self"
    if kind in ("account", "application"):
        raise errors.UNSUPPORTED_PARAMETER(param="owner[type]", name=f"owner[type]={kind}", on="here")
    customer = owner.customer if owner is not None else None
    if kind == "customer" and customer is None:
        raise errors.MISSING_PARAMETER(param=_PARAM, name=_PARAM)
    if kind == "self" and customer is not None:
        raise errors.TAX_ID_OWNER(param=_PARAM)
    return customer


async def _alive(reader: Reader, found: TaxId | None, tax_id: str) -> TaxId:
    if found is not None and found.customer is not None:
        customer = await store.find(reader, found.customer)
        if customer is None or customer.is_deleted:
            found = None
    if found is None:
        raise errors.NO_SUCH_PATH(noun="tax_id", id=tax_id)
    return found
