"""Change a tax rate: everything but its percentage and whether it is inclusive (invoicing.md §1.10)."""

from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.tax import store, view
from billhook.tax.objects import TaxRate
from billhook.tax.params import UpdateTaxRate
from billhook.wire.params import merged_metadata

_PLAIN = ("active", "country", "description", "display_name", "jurisdiction", "state", "tax_type")


async def update_rate(tx: Tx, params: UpdateTaxRate, rate_id: str) -> TaxRate:
    """The rate with what was given changed. An update that changes nothing reports nothing.

    Raises NO_SUCH_PATH, and TAX_RATE_MINTED for anything but the metadata of a minted rate.
    """
    rate = await store.lock(tx, rate_id)
    if rate is None:
        raise errors.NO_SUCH_PATH(noun="tax rate", id=rate_id)
    new = _changed(rate, params)
    if new != rate:
        await store.save(tx, new)
        emit_updated(tx, "tax_rate.updated", view.tax_rate, rate, new)
    return new


def _changed(rate: TaxRate, params: UpdateTaxRate) -> TaxRate:
    given = ((name, getattr(params, name)) for name in _PLAIN)
    change = {name: value for name, value in given if value not in (None, getattr(rate, name))}
    if rate.minted and change:
        raise errors.TAX_RATE_MINTED(param=next(iter(change)))
    if params.given("metadata"):
        change["metadata"] = merged_metadata(rate.metadata, params.metadata)
    return replace(rate, **change)
