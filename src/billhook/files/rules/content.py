"""What a file is, told by its content alone, and a picture drawn anew.

A decoder reads what strangers send, so it is given little: PNG and JPEG only, and never more than `PIXELS_MAX`.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from billhook.files.rules.purposes import JPEG, PDF, PNG, Purpose, spoken_size

PIXELS_MAX = 8_000_000
"""Of a logo or an icon. One that is decoded takes four bytes for each, so 32 MB."""

SIDE_MAX = 800
"""Pixels. A larger logo or icon is made smaller; on paper that is 35 mm at 580 dots an inch."""

_SIDE_MIN = 16
_TOO_MANY_PIXELS = "This picture has too many pixels. Make it smaller."
_FORMATS = {"PNG": PNG, "JPEG": JPEG}
_NAMES = {PNG: "PNG", JPEG: "JPEG", PDF: "PDF"}
_JPEG_QUALITY = 90


class Unfit(ValueError):
    """The file cannot be taken; the text is a sentence for whoever sent it."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be kept: its kind, and its bytes. `width` and `height` in pixels, 0 for a PDF."""

    kind: str
    content: bytes
    width: int = 0
    height: int = 0


def checked(content: bytes, purpose: Purpose) -> Checked:
    """The file as it is kept for this purpose. Raises Unfit. It calculates for a while, so not on the event loop."""
    if not content:
        raise Unfit("This file is empty.")
    if len(content) > purpose.bytes_max:
        raise Unfit(f"This file is larger than {spoken_size(purpose.bytes_max)}.")
    if PDF in purpose.kinds and content.startswith(b"%PDF-"):
        return Checked(PDF, content)
    try:
        return _picture(content, purpose)
    except Unfit:
        raise
    except Image.DecompressionBombError:
        raise Unfit(_TOO_MANY_PIXELS) from None
    except Exception:  # what a decoder raises about a broken picture is its own business, and is not promised
        raise Unfit(_wrong_kind(content, purpose)) from None


def _picture(content: bytes, purpose: Purpose) -> Checked:
    with Image.open(BytesIO(content), formats=list(_FORMATS)) as image:
        kind, (width, height) = _FORMATS[str(image.format)], image.size
        if not purpose.is_redrawn:
            image.verify()
            return Checked(kind, content, width, height)
        if width * height > PIXELS_MAX:
            raise Unfit(_TOO_MANY_PIXELS)
        if min(width, height) < _SIDE_MIN:
            raise Unfit(f"This picture has {width} × {height} pixels; each side must have at least {_SIDE_MIN}.")
        return _redrawn(image, kind)


def _redrawn(image: Image.Image, kind: str) -> Checked:
    """The picture alone, upright, and not larger than it is ever shown."""
    upright = ImageOps.exif_transpose(image)
    drawn = upright.convert("RGB" if kind == JPEG else "RGBA")
    drawn.thumbnail((SIDE_MAX, SIDE_MAX), Image.Resampling.LANCZOS)
    bare = Image.new(drawn.mode, drawn.size)
    bare.paste(drawn)
    kept = BytesIO()
    if kind == JPEG:
        bare.save(kept, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    else:
        bare.save(kept, "PNG", optimize=True)
    return Checked(kind, kept.getvalue(), *bare.size)


def _wrong_kind(content: bytes, purpose: Purpose) -> str:
    names = [_NAMES[kind] for kind in purpose.kinds]
    wanted = f"{', '.join(names[:-1])} or {names[-1]}"
    sentence = f"This is not a {wanted} {'file' if PDF in purpose.kinds else 'picture'}."
    if b"<svg" in content[:4096].lower():
        return f"{sentence} An SVG can carry scripts; send it as a PNG."
    return sentence
