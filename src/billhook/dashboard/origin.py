"""Where a request comes from, and whether a page of ours sent it."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.requests import Request

from billhook.db.cause import Origin

_DEVICE_LENGTH_MAX = 300


def origin_of(request: Request) -> Origin:
    """The address and the browser of a visitor.

    A proxy on this machine says for whom it asks; from elsewhere `X-Forwarded-For` is what anybody may write.
    """
    peer = request.client.host if request.client is not None else ""
    if _is_loopback(peer) and (said := request.headers.get("x-forwarded-for", "")):
        last = said.rpartition(",")[2].strip()
        peer = last if _is_address(last) else peer
    return Origin(peer, request.headers.get("user-agent", "")[:_DEVICE_LENGTH_MAX].replace("\0", ""))


def is_from_our_page(request: Request, public_url: str) -> bool:
    """Whether a browser says that the form stood on a page of this server."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    sender = request.headers.get("origin")
    if sender is None:
        return False
    return sender.rstrip("/") == public_url.rstrip("/") or urlsplit(sender).netloc == request.headers.get("host")


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_loopback(text: str) -> bool:
    return _is_address(text) and ip_address(text).is_loopback
