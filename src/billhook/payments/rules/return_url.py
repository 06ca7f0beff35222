"""Where a payer may be sent back to from the page of their bank (platform.md §7.1)."""

import re

from billhook.kernel import errors

# Also the schemes of apps (platform.md §7.1).
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s\x00-\x1f]+\Z")
# What a browser or a phone runs, reads from the device, or hands to any program that it has.
_NO_PAGES = re.compile(
    r"(about|android-app|blob|chrome|content|data|feed|file|filesystem|intent|jar|javascript|livescript|mailto|mhtml"
    r"|ms-[a-z-]+|resource|search-ms|sms|tel|vbscript|view-source|ws|wss):",
    re.IGNORECASE,
)


def check_return_url(url: str | None) -> None:
    """Raises INVALID_RETURN_URL."""
    if url is not None and (not _URL.match(url) or _NO_PAGES.match(url)):
        raise errors.INVALID_RETURN_URL(param="return_url")
