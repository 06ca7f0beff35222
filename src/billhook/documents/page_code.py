"""The address of an invoice's page as a code, for the camera of a phone."""

import segno


def page_code(address: str) -> str:
    """An SVG without a size and without white around it."""
    code = segno.make_qr(address, error="m", boost_error=False)
    return code.svg_inline(scale=1, border=0, dark="#000", omitsize=True)
