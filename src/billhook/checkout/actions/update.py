"""Change the metadata of a session, in whatever state it is."""

from billhook.checkout import store
from billhook.checkout.objects import CheckoutSession
from billhook.checkout.params import UpdateSession
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.replacing import replace
from billhook.wire.params import merged_metadata


async def update(tx: Tx, params: UpdateSession, session_id: str) -> CheckoutSession:
    """The session with the metadata that was given. No event tells of it. Raises NO_SUCH_PATH, METADATA_KEYS."""
    session = await store.lock(tx, session_id)
    if session is None:
        raise errors.NO_SUCH_PATH(noun="checkout.session", id=session_id)
    if not params.given("metadata"):
        return session
    changed = replace(session, metadata=merged_metadata(session.metadata, params.metadata))
    if changed != session:
        await store.save(tx, changed)
    return changed
