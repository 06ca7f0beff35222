"""Colours that can be read: relative luminance and contrast as WCAG 2.2 defines them. A colour is `#rrggbb`."""

import re

WHITE, BLACK = "#ffffff", "#000000"

READABLE = 4.5
"""The least contrast of text with its ground (WCAG 2.2 §1.4.3, level AA)."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
_STEPS = 256


def is_colour(text: str) -> bool:
    """Whether it is `#` and six hexadecimal digits."""
    return _COLOUR.fullmatch(text) is not None


def luminance(colour: str) -> float:
    """Relative luminance, from 0 (black) to 1 (white)."""

    def linear(byte: int) -> float:
        share = byte / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(byte) for byte in _bytes(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 (the same) to 21 (black and white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def ink_on(ground: str) -> str:
    """Black or white: the one that can be read on the ground. It always can."""
    return WHITE if contrast(WHITE, ground) >= contrast(BLACK, ground) else BLACK


def readable_on(ground: str, colour: str) -> str:
    """The colour if text in it can be read on the ground, else the nearest shade of it that can.

    On a light ground it becomes darker, on a dark one lighter, until the contrast is `READABLE`; the hue stays.
    """
    if contrast(colour, ground) >= READABLE:
        return colour.lower()
    end = ink_on(ground)
    # The first of all shades from the colour to black or white: contrast grows with each.
    low, high = 0, _STEPS
    while high - low > 1:
        middle = (low + high) // 2
        if contrast(_shade(colour, end, middle), ground) >= READABLE:
            high = middle
        else:
            low = middle
    return _shade(colour, end, high)


def _shade(colour: str, end: str, step: int) -> str:
    """The colour on its way to `end`, after so many of 256 steps."""
    parts = zip(_bytes(colour), _bytes(end), strict=True)
    return "#" + "".join(f"{a + (b - a) * step // _STEPS:02x}" for a, b in parts)


def _bytes(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
