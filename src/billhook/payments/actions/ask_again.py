"""Ask a processor again at once, instead of at the next time that is due."""

from billhook.db import calls
from billhook.db.tx import Tx
from billhook.kernel import errors


async def ask_again(tx: Tx, call_id: str) -> None:
    """Wake a call: the worker asks with the same key. Raises NO_SUCH_PATH if it is settled, or was never there."""
    if not await calls.wake_one(tx, call_id):
        raise errors.NO_SUCH_PATH(noun="call", id=call_id)
