"""The kit's style sheet made fit for a strict policy: no `data:` address, no note that names a host. Pure."""

import re
from collections.abc import Callable
from urllib.parse import unquote

_PICTURE = re.compile(r"""url\(\s*(["'])data:image/svg\+xml(?:;charset=[\w-]+)?,(.*?)\1\s*\)""", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def without_comments(css: str) -> str:
    """The style sheet without comments, so without a source map's address. Licences travel in a file of their own."""
    return _COMMENT.sub("", css).strip() + "\n"


def pictures_apart(css: str, keep: Callable[[int, str], str]) -> str:
    """The style sheet with each inline picture replaced by an address.

    `keep` gets the number of a picture, from 1 in the order of appearance, with its SVG, and returns its address. It
    is called once for each different picture. An inline address of any other kind raises `ValueError`.
    """
    addresses: dict[str, str] = {}

    def address(found: re.Match[str]) -> str:
        picture = unquote(found[2])
        if picture not in addresses:
            addresses[picture] = keep(len(addresses) + 1, picture)
        return f'url("{addresses[picture]}")'

    apart = _PICTURE.sub(address, css)
    if left := re.search(r"data:.{0,40}", apart):
        raise ValueError(f"the kit's style sheet has an inline address of an unknown kind: {left[0]}")
    return apart
