"""A person says that a movement is no payment of a customer."""

from billhook.bank_statements import store
from billhook.bank_statements.actions.history import note
from billhook.bank_statements.objects import DISMISSED_STEP, BankMovement
from billhook.bank_statements.rules.lifecycle import BANK_MOVEMENT
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace


async def dismiss(tx: Tx, movement_id: str) -> BankMovement:
    """The movement, which waits for nobody. It can still be assigned. Raises NO_SUCH_PATH, BANK_MOVEMENT_STATE."""
    movement = await store.lock(tx, movement_id)
    if movement is None:
        raise errors.NO_SUCH_PATH(param="movement", noun="bank movement", id=movement_id)
    after = replace(movement, status=BANK_MOVEMENT.after("dismiss", movement.status))
    await store.save(tx, after)
    await note(tx, after, DISMISSED_STEP)
    return after
