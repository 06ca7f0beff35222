"""Codes on paper and pages are drawn with one mask; phones read them all the same."""

import random

import pytest
import zxingcpp
from PIL import Image

from billhook.documents.drawn_code import drawn_code

_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:/.-_ \näöüéß"


def read_back(text: str) -> str:
    """What a decoder reads from a picture of three pixels a module, with the white edge that readers want."""
    code = drawn_code(text, encoding="utf-8")
    rows = [bytes(0 if dark else 255 for dark in row) for row in code.matrix_iter(border=4)]
    picture = Image.frombytes("L", (len(rows[0]), len(rows)), b"".join(rows))
    (found,) = zxingcpp.read_barcodes(picture.resize((3 * picture.width, 3 * picture.height), Image.Resampling.NEAREST))
    return found.text


@pytest.mark.parametrize("length", [20, 75, 150, 300, 450])
def test_any_text_is_read_back(length: int) -> None:
    chance = random.Random(length)
    for _ in range(8):
        text = "".join(chance.choices(_SIGNS, k=length - 1)) + "."
        assert read_back(text) == text


@pytest.mark.parametrize("text", ["0" * 300, "A" * 200, "U" * 250, "\n" * 40 + "EPD", "3" * 7])
def test_a_text_that_repeats_one_sign_is_read_back(text: str) -> None:
    """A mask breaks up what would be one plain area. These come near to areas that this mask leaves plain."""
    assert read_back(text) == text
