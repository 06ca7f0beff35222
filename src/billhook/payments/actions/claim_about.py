"""Ask about money that was moved or kept ready before: whoever did that is asked, whoever is connected since."""

from billhook.db import calls
from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.payments.objects import Charge
from billhook.processors.interface import Request, stored
from billhook.processors.known import offers_of


async def claim_about(tx: Tx, charge: Charge, verb: str, subject: str, request: Request) -> Call:
    """Claim a call about a charge, of the processor that made it.

    Raises NO_PROCESSOR if the tenant has none, so that nobody else says yes in its place.
    """
    if not offers_of(tx.tenant).takes_money:
        raise errors.NO_PROCESSOR()
    return await calls.claim(tx, verb, subject, stored(request), of=await _whom(tx, charge))


async def _whom(tx: Tx, charge: Charge) -> str | None:
    if charge.processor is not None or not tx.tenant.livemode:
        return charge.processor or ""
    # A program of an earlier version made it, while this one was started beside it.
    assert charge.call is not None
    return await calls.asked_of(tx, charge.call)
