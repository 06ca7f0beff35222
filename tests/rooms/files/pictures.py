"""Pictures and other files for the tests, made when they are needed."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image, PngImagePlugin

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SCRIPT = b"<script>alert(1)</script>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def png(width: int = 64, height: int = 32, colour: str = "#1d5fae", **saved: Any) -> bytes:
    """A PNG of one colour."""
    kept = BytesIO()
    Image.new("RGBA", (width, height), colour).save(kept, "PNG", **saved)
    return kept.getvalue()


def jpeg(width: int = 64, height: int = 32, **saved: Any) -> bytes:
    """A JPEG of one colour."""
    kept = BytesIO()
    Image.new("RGB", (width, height), "#1d5fae").save(kept, "JPEG", **saved)
    return kept.getvalue()


def png_with_a_secret() -> bytes:
    """A PNG that carries a comment, and a script behind its end."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "taken at home")
    return png(pnginfo=info) + SCRIPT


def jpeg_on_its_side() -> bytes:
    """A JPEG of 64 × 32 pixels whose metadata says that it has to be turned by a quarter, and where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "taken at home"
    return jpeg(exif=exif)


def bomb() -> bytes:
    """A PNG of some hundred bytes that says it has 20,000 × 20,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 6, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))
        + chunk(b"IEND", b"")
    )


def multipart(*parts: tuple[str, str | None, bytes], boundary: str = "b0undary") -> tuple[bytes, str]:
    """A body of parts (name, filename or None, content), and its Content-Type."""
    body = b""
    for name, filename, content in parts:
        named = f'; filename="{filename}"' if filename is not None else ""
        body += f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode()
        body += content + b"\r\n"
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
