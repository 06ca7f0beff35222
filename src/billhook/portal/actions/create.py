"""Create a session of the portal."""

from billhook.customers import store as customers
from billhook.db.tx import Tx
from billhook.kernel import errors
from billhook.kernel.ids import new_id, new_token
from billhook.payments.rules.return_url import check_return_url
from billhook.portal import store
from billhook.portal.objects import OpenedSession, PortalSession
from billhook.portal.params import CreatePortalSession
from billhook.portal.rules.secret import digest_of
from billhook.wire.addresses import TOKEN_LENGTH


async def create(tx: Tx, params: CreatePortalSession) -> OpenedSession:
    """A new session of a customer, with the token that opens it. No event tells of it: it would tell the token.

    It lasts by the wall: it is a browser's, also where its customer lives on a test clock.

    Raises NO_SUCH_PARAM, INVALID_RETURN_URL.
    """
    check_return_url(params.return_url)
    if await customers.lock(tx, params.customer) is None:
        raise errors.NO_SUCH_PARAM(param="customer", noun="customer", id=params.customer)
    token = new_token(TOKEN_LENGTH)
    session = PortalSession(
        id=new_id("bps"), created=tx.wall_now, customer=params.customer, digest=digest_of(token),
        return_url=params.return_url, locale=params.locale, used_at=tx.wall_now,
    )  # fmt: skip
    await store.insert(tx, session)
    return OpenedSession(session, token)
