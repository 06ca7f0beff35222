"""The address of an invoice's page as a code, for the camera of a phone."""

from billhook.documents.drawn_code import drawn_code


def page_code(address: str) -> str:
    """An SVG without a size and without white around it."""
    return drawn_code(address).svg_inline(scale=1, border=0, dark="#000", omitsize=True)
