"""Where a request comes from, and whether a page of ours sent it."""

from urllib.parse import urlsplit

from starlette.requests import Request

from billhook.db.cause import Origin
from billhook.wire.client_address import client_address

_DEVICE_LENGTH_MAX = 300


def origin_of(request: Request) -> Origin:
    """The address and the browser of a visitor."""
    peer = request.client.host if request.client is not None else ""
    forwarded = request.headers.getlist("x-forwarded-for")
    address = client_address(peer, forwarded[-1] if forwarded else "")
    return Origin(address, request.headers.get("user-agent", "")[:_DEVICE_LENGTH_MAX].replace("\0", ""))


def is_from_our_page(request: Request, public_url: str) -> bool:
    """Whether a browser says that the form stood on a page of this server."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    sender = request.headers.get("origin")
    if sender is None:
        return False
    return sender.rstrip("/") == public_url.rstrip("/") or urlsplit(sender).netloc == request.headers.get("host")
