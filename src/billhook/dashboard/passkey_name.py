"""Whether passkeys are offered on a page: under the name that people open the Dashboard with, and no other."""

from urllib.parse import urlsplit

from starlette.requests import Request

from billhook.people.rules.passkey_site import Site
from billhook.settings import Settings


def site_of(settings: Settings, request: Request) -> Site | None:
    """Who asks devices for passkeys; None if browsers offer none here.

    A server of this machine is reached as localhost and as 127.0.0.1, and what belongs to one is nothing for the other.
    Behind a public URL it is the browser that compares; a proxy may send another `Host`.
    """
    site = Site.of(settings.dashboard_url)
    is_one_name = settings.dashboard_url == settings.public_url
    if is_one_name or request.headers.get("host") == urlsplit(settings.dashboard_url).netloc:
        return site
    return None


def named_address(settings: Settings, path: str) -> str:
    """The address under which a page offers passkeys; empty if the server has no such name."""
    return f"{settings.dashboard_url}{path}" if Site.of(settings.dashboard_url) is not None else ""
