"""Write down the mandate that a holder gave, and that it is withdrawn (platform.md §7.6)."""

from dataclasses import replace
from typing import Any

from billhook.db.tx import Tx
from billhook.events.previous import previous_attributes
from billhook.kernel import errors
from billhook.kernel.ids import new_id, new_mandate_reference, new_token
from billhook.payment_methods import mandates_store, view
from billhook.payment_methods.objects import ACTIVE, INACTIVE, MULTI_USE, SINGLE_USE, Mandate, PaymentMethod
from billhook.payment_methods.params import CustomerAcceptance, MandateData
from billhook.wire import addresses


async def accepted(
    tx: Tx, method: PaymentMethod, data: MandateData, *, amount: int | None = None, currency: str | None = None
) -> Mandate:
    """The new mandate to debit a locked method: for one payment of `amount`, or for any number of them.

    Raises MISSING_PARAMETER.
    """
    mandate = Mandate(
        id=new_id("mandate"), created=tx.now, payment_method=method.id,
        type=MULTI_USE if amount is None else SINGLE_USE, status=ACTIVE, amount=amount, currency=currency,
        customer_acceptance=_acceptance(tx, data.customer_acceptance), reference=new_mandate_reference(),
        token=new_token(addresses.TOKEN_LENGTH),
    )  # fmt: skip
    await mandates_store.insert(tx, mandate)
    return mandate


def _acceptance(tx: Tx, given: CustomerAcceptance) -> dict[str, Any]:
    at = given.accepted_at if given.accepted_at is not None else tx.now
    if given.type == "offline":
        return {"accepted_at": at, "offline": {}, "type": "offline"}
    if given.online is None:
        param = "mandate_data[customer_acceptance][online]"
        raise errors.MISSING_PARAMETER(param=param, name=param)
    online = {"ip_address": given.online.ip_address, "user_agent": given.online.user_agent}
    return {"accepted_at": at, "online": online, "type": "online"}


async def withdrawn(tx: Tx, method: PaymentMethod) -> None:
    """No mandate to debit a locked method holds any longer, told by `mandate.updated`: it was detached."""
    for mandate in await mandates_store.active_of(tx, method.id):
        after = replace(mandate, status=INACTIVE)
        await mandates_store.save(tx, after)
        shown = view.mandate(tx, after, method)
        tx.emit("mandate.updated", shown, previous_attributes(view.mandate(tx, mandate, method), shown))
