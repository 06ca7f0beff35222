"""Open a session whose link leaves by mail."""

from billhook.db.tx import Tx
from billhook.kernel.ids import new_id, new_token
from billhook.portal import store
from billhook.portal.objects import PortalSession
from billhook.portal.rules.lasting import used_at_of_mailed
from billhook.portal.rules.secret import digest_of
from billhook.wire.addresses import TOKEN_LENGTH


async def open_by_mail(tx: Tx, customer: str) -> str:
    """The token of a new session, which waits a day for its reader. Nobody can tell the token afterwards."""
    token = new_token(TOKEN_LENGTH)
    session = PortalSession(
        id=new_id("bps"), created=tx.wall_now, customer=customer, digest=digest_of(token), return_url=None,
        locale=None, used_at=used_at_of_mailed(tx.wall_now),
    )  # fmt: skip
    await store.insert(tx, session)
    return token
