"""The holder of an account tells what two small deposits there were (platform.md §7.6)."""

from billhook.db.calls import Call
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.payment_methods import mandates_store
from billhook.payment_methods import store as methods
from billhook.payments.actions.confirm import claim_payment
from billhook.payments.actions.locking import check, lock_intent
from billhook.payments.params import VerifyMicrodeposits
from billhook.payments.rules.client_secret import check_client_secret
from billhook.processors.interface import Deposits


async def verify_deposits(tx: Tx, params: VerifyMicrodeposits, intent_id: str) -> Call:
    """What the processor has to be asked; the account is debited where they were these.

    Raises NO_SUCH_PATH, ONE_OF_REQUIRED, EXCLUSIVE_PARAMETERS, DEPOSITS_INVALID, DEPOSITS_NOT_AWAITED.
    """
    deposits = deposits_of(params)
    intent = await lock_intent(tx, intent_id)
    check_client_secret(params.client_secret, intent.client_secret, "PaymentIntent")
    check(tx, "verify_microdeposits", intent)
    assert intent.payment_method is not None
    method = await methods.lock(tx, intent.payment_method)
    assert method is not None
    given = await mandates_store.active_of(tx, method.id)
    return await claim_payment(
        tx, intent, method, mandate=given[-1] if given else None, off_session=False, may_ask=True, deposits=deposits
    )


def deposits_of(params: VerifyMicrodeposits) -> Deposits:
    """What arrived, in one of two ways. Raises ONE_OF_REQUIRED, EXCLUSIVE_PARAMETERS, DEPOSITS_INVALID."""
    amounts, code = params.amounts, params.descriptor_code
    if amounts is not None and code is not None:
        raise errors.EXCLUSIVE_PARAMETERS(param="amounts", names="amounts, descriptor_code")
    if code is not None:
        return {"descriptor_code": code}
    if amounts is None:
        raise errors.ONE_OF_REQUIRED(param="amounts", names="amounts, descriptor_code")
    if len(amounts) != 2 or min(amounts) < 1:
        raise errors.DEPOSITS_INVALID(param="amounts")
    return {"amounts": amounts}
