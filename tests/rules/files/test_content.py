"""What a file is by its content, and what is left of a picture (https://docs.stripe.com/file-upload)."""

from io import BytesIO

import pytest
from PIL import Image
from tests.rooms.files import pictures

from billhook.files.rules.content import SIDE_MAX, Unfit, checked
from billhook.files.rules.names import safe_name
from billhook.files.rules.purposes import PURPOSES

LOGO, EVIDENCE, SIGNATURE = (PURPOSES[name] for name in ("business_logo", "dispute_evidence", "customer_signature"))


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def test_a_logo_keeps_nothing_but_the_picture() -> None:
    kept = checked(pictures.png_with_a_secret(), LOGO)
    assert (kept.kind, kept.width, kept.height) == ("png", 64, 32)
    assert b"taken at home" not in kept.content
    assert b"<script" not in kept.content
    assert opened(kept.content).getpixel((5, 5)) == (0x1D, 0x5F, 0xAE, 255)


def test_a_photograph_stands_upright_without_its_metadata() -> None:
    kept = checked(pictures.jpeg_on_its_side(), LOGO)
    assert (kept.kind, kept.width, kept.height) == ("jpg", 32, 64)
    assert not opened(kept.content).getexif()
    assert b"taken at home" not in kept.content


def test_a_large_logo_is_made_smaller_and_keeps_its_shape() -> None:
    kept = checked(pictures.png(2_000, 500), LOGO)
    assert (kept.width, kept.height) == (SIDE_MAX, SIDE_MAX // 4)


def test_a_transparent_ground_stays_transparent() -> None:
    kept = checked(pictures.png(colour="#00000000"), LOGO)
    assert opened(kept.content).getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_evidence_stays_as_it_was_sent() -> None:
    for content, kind in ((pictures.PDF, "pdf"), (pictures.jpeg_on_its_side(), "jpg"), (pictures.png(), "png")):
        kept = checked(content, EVIDENCE)
        assert (kept.kind, kept.content) == (kind, content)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (pictures.PDF, "This is not a PNG or JPEG picture."),
        (pictures.SVG, "This is not a PNG or JPEG picture. An SVG can carry scripts; send it as a PNG."),
        (b"GIF89a" + bytes(50), "This is not a PNG or JPEG picture."),
        (pictures.png()[:60], "This is not a PNG or JPEG picture."),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "This is not a PNG or JPEG picture."),
        (pictures.SCRIPT, "This is not a PNG or JPEG picture."),
        (pictures.bomb(), "This picture has too many pixels. Make it smaller."),
        (pictures.png(4_000, 2_001), "This picture has too many pixels. Make it smaller."),
        (pictures.png(15, 400), "This picture has 15 × 400 pixels; each side must have at least 16."),
        (pictures.png() + bytes(600_000), "This file is larger than 512 KB."),
    ],
    ids=["empty", "pdf", "svg", "gif", "cut off", "head alone", "script", "bomb", "wide", "thin", "large"],
)
def test_what_is_no_logo_is_refused_with_the_reason(content: bytes, sentence: str) -> None:
    with pytest.raises(Unfit) as refusal:
        checked(content, LOGO)
    assert str(refusal.value) == sentence


def test_what_is_no_evidence_is_refused_with_the_reason() -> None:
    for content in (pictures.SCRIPT, b"\xff\xd8\xff\xe0" + bytes(30), b" %PDF-1.4"):
        with pytest.raises(Unfit, match=r"This is not a PDF, PNG or JPEG file\."):
            checked(content, EVIDENCE)
    with pytest.raises(Unfit, match=r"This is not a PNG or JPEG picture\."):
        checked(pictures.PDF, SIGNATURE)


def test_how_long_files_are_kept() -> None:
    """Stripe's table: a signature seven days, evidence nine months (23,328,000 seconds in its example), a logo for
    ever."""
    kept = {name: purpose.expires_at(1_680_116_847) for name, purpose in PURPOSES.items()}
    assert kept == {
        "business_icon": None, "business_logo": None,
        "customer_signature": 1_680_116_847 + 7 * 86_400, "dispute_evidence": 1_703_444_847,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "kind", "name"),
    [
        ("logo.png", "png", "logo.png"),
        ("/home/jenny/Bilder/Logo Grün.PNG", "png", "Logo Grün.png"),
        ("C:\\scans\\beleg.jpeg", "jpg", "beleg.jpeg"),
        ("invoice.pdf.html", "pdf", "invoice.pdf.pdf"),
        ("evidence", "pdf", "evidence.pdf"),
        ("../../etc/passwd", "png", "passwd.png"),
        ('a"b\r\nX: y<c>.png', "png", "abX yc.png"),
        ("\u202egnp.exe", "png", "gnp.png"),
        ("", "jpg", "file.jpg"),
        ("...", "jpg", "file.jpg"),
        (".png", "png", "png.png"),
        ("x" * 500 + ".png", "png", "x" * 120 + ".png"),
    ],
)
def test_names_of_strangers(given: str, kind: str, name: str) -> None:
    assert safe_name(given, kind) == name
