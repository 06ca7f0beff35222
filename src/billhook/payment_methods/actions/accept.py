"""Write down the mandate that a holder gave, and that it is withdrawn (platform.md §7.6)."""

from billhook.db.tx import Tx
from billhook.events.previous import emit_updated
from billhook.kernel import errors
from billhook.kernel.ids import new_id, new_mandate_reference, new_token
from billhook.kernel.replacing import replace
from billhook.payment_methods import mandates_store, view
from billhook.payment_methods.objects import MULTI_USE, SINGLE_USE, Acceptance, Mandate, MandateDetails, PaymentMethod
from billhook.payment_methods.params import CustomerAcceptance, MandateData
from billhook.payment_methods.rules.lifecycle import MANDATE
from billhook.wire import addresses


async def accept(
    tx: Tx, method: PaymentMethod, data: MandateData, *, amount: int | None = None, currency: str | None = None
) -> Mandate:
    """Create the mandate to debit a locked method: for one payment of `amount`, or for any number of them.

    Raises MISSING_PARAMETER.
    """
    mandate = Mandate(
        id=new_id("mandate"), created=tx.now, payment_method=method.id,
        type=MULTI_USE if amount is None else SINGLE_USE, status=MANDATE.starts["accept"], amount=amount,
        currency=currency,
        customer_acceptance=_acceptance(tx, data.customer_acceptance), reference=new_mandate_reference(),
        token=new_token(addresses.TOKEN_LENGTH),
    )  # fmt: skip
    await mandates_store.insert(tx, mandate)
    return mandate


def _acceptance(tx: Tx, given: CustomerAcceptance) -> Acceptance:
    at = given.accepted_at if given.accepted_at is not None else tx.now
    if given.type == "offline":
        return {"accepted_at": at, "offline": {}, "type": "offline"}
    if given.online is None:
        param = "mandate_data[customer_acceptance][online]"
        raise errors.MISSING_PARAMETER(param=param, name=param)
    online = {"ip_address": given.online.ip_address, "user_agent": given.online.user_agent}
    return {"accepted_at": at, "online": online, "type": "online"}


async def withdraw(tx: Tx, method: PaymentMethod) -> None:
    """End all mandates to debit a locked method, which is detached, each with `mandate.updated`."""
    for mandate in await mandates_store.active_of(tx, method.id):
        after = replace(mandate, status=MANDATE.after("withdraw", mandate.status))
        await mandates_store.save(tx, after)
        before, ended = MandateDetails(mandate, method), MandateDetails(after, method)
        emit_updated(tx, "mandate.updated", view.mandate, before, ended)
