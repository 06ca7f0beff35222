"""Store a tax id, of a customer or of the account itself, and say what can be said about it."""

from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.tax import tax_ids_store, view
from billhook.tax.objects import TaxId
from billhook.tax.params import TaxIdData
from billhook.tax.rules import formats, verification


async def create_tax_id(tx: Tx, given: TaxIdData, customer: str | None, *, param: str = "value") -> TaxId:
    """A new tax id as it was created; `customer` None makes one of the account. Raises TAX_ID_INVALID about `param`.

    The verdict on a customer's follows at once, as a change with an event of its own: callers learn of it as they
    would from an office. Nothing tells of the account's own.
    """
    if not _may_be(tx, given):
        raise errors.TAX_ID_INVALID(param=param, type=given.type)
    if customer is None:
        made = TaxId(new_id("atxi"), tx.now, None, given.type, given.value, None)
        await tax_ids_store.insert(tx, made)
        return made
    status = verification.first_status(given.type)
    made = TaxId(new_id("txi"), tx.now, customer, given.type, given.value, status)
    settled = replace(made, verification=verification.verdict(made.type, made.value, livemode=tx.tenant.livemode))
    await tax_ids_store.insert(tx, settled)
    tx.emit("customer.tax_id.created", tx.render(view.tax_id, made))
    if settled != made:
        emit_updated(tx, "customer.tax_id.updated", view.tax_id, made, settled)
    return made


def _may_be(tx: Tx, given: TaxIdData) -> bool:
    """Whether the value has the form of its type, or is one of the values for tests, in test mode."""
    if formats.well_formed(given.type, given.value):
        return True
    return not tx.tenant.livemode and verification.is_test_value(given.type, given.value)
