"""Let mails go to an address again."""

from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id
from billhook.kernel.replacing import replace
from billhook.mail_returns import store
from billhook.mail_returns.objects import Suppression
from billhook.mail_returns.rules.notices import comparable


async def allow(tx: Tx, address: str) -> Suppression:
    """The suppression, which is over from now on. Raises NO_SUCH_PATH if the address gets mails anyway."""
    found = await store.lock(tx, comparable(address))
    if found is None or not found.is_in_force:
        raise errors.NO_SUCH_PATH(noun="suppressed address", id=address)
    allowed = replace(found, allowed_at=tx.now, allowed_above=new_id("inmail"))
    await store.write(tx, allowed)
    return allowed
