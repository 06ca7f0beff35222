"""The headers that the Dashboard's pages travel with: nothing from another host, no inline script, no frame."""

from collections.abc import Mapping
from types import MappingProxyType

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; "
    "manifest-src 'self'"
)

PAGE_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Cache-Control": "private, no-cache",
        "Content-Security-Policy": _POLICY,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": (
            "camera=(), geolocation=(), microphone=(), payment=(), "
            "publickey-credentials-create=(self), publickey-credentials-get=(self)"
        ),
        "Referrer-Policy": "same-origin",
        "Vary": "HX-Request",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }
)

# A page that shows a secret, or that a link from a mail leads to: kept nowhere, and its address is told to nobody.
SECRET_HEADERS: Mapping[str, str] = MappingProxyType(
    {**PAGE_HEADERS, "Cache-Control": "private, no-store", "Referrer-Policy": "no-referrer"}
)

# A document of ours inside a page of ours, such as a mail as its reader sees it: no script runs, nothing is fetched.
FRAMED_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        **SECRET_HEADERS,
        "Content-Security-Policy": (
            "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'; sandbox"
        ),
        "X-Frame-Options": "SAMEORIGIN",
    }
)

# A mail that was sent. Its links open a tab of their own, which may do whatever a page of its address may do.
MAIL_HEADERS: Mapping[str, str] = MappingProxyType(
    {
        **FRAMED_HEADERS,
        "Content-Security-Policy": (
            FRAMED_HEADERS["Content-Security-Policy"] + " allow-popups allow-popups-to-escape-sandbox"
        ),
    }
)
