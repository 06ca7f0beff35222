"""Change what is told about a charge (platform.md §7.8). A new `receipt_email` gets the receipt at once."""

from billhook.customers import store as customers
from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.payments import store, view
from billhook.payments.actions.fields import shipping
from billhook.payments.actions.number_receipt import with_number
from billhook.payments.facts import ReceiptWanted
from billhook.payments.objects import Charge
from billhook.payments.params import UpdateCharge
from billhook.payments.rules.receipts import has_new_reader
from billhook.wire.params import merged_metadata


async def update_charge(tx: Tx, params: UpdateCharge, charge_id: str) -> Charge:
    """The charge with what was given changed, and `charge.updated` where that is anything.

    Raises NO_SUCH_PATH, NO_SUCH_PARAM, INVALID_VALUE for another customer than the charge has.
    """
    charge = await store.lock_charge(tx, charge_id)
    if charge is None:
        raise errors.NO_SUCH_PATH(noun="charge", id=charge_id)
    change = {name: getattr(params, name) for name in ("description", "receipt_email") if params.given(name)}
    if params.given("metadata"):
        change["metadata"] = merged_metadata(charge.metadata, params.metadata)
    if params.given("shipping"):
        change["shipping"] = shipping(params.shipping)
    if params.fraud_details is not None and params.fraud_details.given("user_report"):
        report = params.fraud_details.user_report
        change["fraud_details"] = {"user_report": report} if report is not None else {}
    if params.customer is not None and params.customer != charge.customer:
        if charge.customer is not None:
            raise errors.INVALID_VALUE(param="customer", name="customer", reason="can only be set where there is none")
        if await customers.lock(tx, params.customer) is None:
            raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=params.customer)
        change["customer"] = params.customer
    new = replace(charge, **change)
    wants_receipt = has_new_reader(charge, new)
    if wants_receipt:
        new = await with_number(tx, new)
    if new != charge:
        await store.save_charge(tx, new)
        emit_updated(tx, "charge.updated", view.charge, charge, new)
    if wants_receipt:
        await tx.announce(ReceiptWanted(new))
    return new
