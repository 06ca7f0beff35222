"""Ask about money that was moved or kept ready before: whoever did that is asked, whoever is connected since."""

from billhook.db import calls
from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.processors.interface import Request, stored
from billhook.processors.known import offers_of


async def claim_about(tx: Tx, charge_call: str, verb: str, subject: str, request: Request) -> Call:
    """Claim a call about what another call took or authorized.

    A call is forgotten 30 days after its settlement; then the tenant's processor is asked. Raises NO_PROCESSOR if the
    tenant has none, so that nobody else says yes in its place.
    """
    if not offers_of(tx.tenant).takes_money:
        raise errors.NO_PROCESSOR()
    return await calls.claim(tx, verb, subject, stored(request), of=await calls.asked_of(tx, charge_call))
