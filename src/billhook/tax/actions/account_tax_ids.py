"""The account's tax ids that an invoice prints (invoicing.md §10.3)."""

from collections.abc import Sequence

from billhook.db.tx import Reader
from billhook.kernel import errors
from billhook.tax import tax_ids_store
from billhook.tax.objects import TaxId


async def account_tax_ids(reader: Reader, ids: Sequence[str] | None, *, param: str = "account_tax_ids") -> list[TaxId]:
    """The tax ids that were named, in that order, each once; None stands for all that the account has, oldest first.

    Raises NO_SUCH_PARAM about the element of `param` that is no tax id of the account.
    """
    if ids is None:
        return await tax_ids_store.of_account(reader)
    found = await tax_ids_store.of_ids(reader, ids) if ids else {}
    named: list[TaxId] = []
    for place, wanted in enumerate(ids):
        tax_id = found.get(wanted)
        if tax_id is None or tax_id.customer is not None:
            raise errors.NO_SUCH_PARAM(param=f"{param}[{place}]", noun="tax_id", id=wanted)
        if tax_id not in named:
            named.append(tax_id)
    return named
