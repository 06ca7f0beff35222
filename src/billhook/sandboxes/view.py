"""Sandboxes as the API shows them. Stripe has no such object, so this one is Billhook's own."""

from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.sandboxes.objects import Opened

TYPE = "billhook.sandbox"


def sandbox(_reader: Reader, opened: Opened) -> WireObject:
    """The wire object."""
    return shown(opened)


def shown(opened: Opened) -> WireObject:
    """The wire object, which needs no look. Keys of test mode guard nothing, so they are shown each time."""
    s = opened.sandbox
    return WireObject(
        {
            "id": s.id,
            "object": TYPE,
            "created": s.created,
            "expires_at": s.expires_at,
            "livemode": False,
            "name": s.name,
            "publishable_key": opened.publishable_key,
            "secret_key": opened.secret_key,
        }
    )
