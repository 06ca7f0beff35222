"""Sessions of the portal as the newest API version shows them."""

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.portal.objects import OpenedSession
from billhook.wire import addresses


def portal_session(reader: Reader, opened: OpenedSession) -> WireObject:
    """The wire object, which is shown once: when the session is created."""
    session = opened.session
    shown = {
        "id": session.id,
        "object": "billing_portal.session",
        "after_expiration": None,
        "configuration": None,
        "created": session.created,
        "customer": session.customer,
        "customer_account": None,
        "flow": None,
        "livemode": reader.tenant.livemode,
        "locale": session.locale,
        "on_behalf_of": None,
        "return_url": session.return_url,
        "url": addresses.portal(reader.tenant, opened.token),
    }
    return WireObject(shown)
