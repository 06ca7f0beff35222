"""Contrast as WCAG 2.2 defines it, and the nearest shade that can be read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.kernel.contrast import BLACK, READABLE, WHITE, contrast, ink_on, is_colour, readable_on

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        (BLACK, WHITE, 21.0),
        (WHITE, WHITE, 1.0),
        ("#767676", WHITE, 4.54),  # the lightest grey that passes on white
        ("#777777", WHITE, 4.48),
        ("#ff0000", WHITE, 4.0),
        ("#0000ff", WHITE, 8.59),
    ],
)
def test_known_contrasts(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(one, other) == contrast(other, one)


@given(COLOURS)
def test_ink_can_be_read_on_every_colour(ground: str) -> None:
    assert contrast(ink_on(ground), ground) >= READABLE


@given(COLOURS, st.sampled_from([WHITE, BLACK, "#121315", "#f5f5f3"]))
def test_a_corrected_colour_can_be_read(colour: str, ground: str) -> None:
    corrected = readable_on(ground, colour)
    assert contrast(corrected, ground) >= READABLE
    assert (corrected == colour) == (contrast(colour, ground) >= READABLE)


@pytest.mark.parametrize("colour", ["#ffcc00", "#ff0000", "#777777", "#00d1b2"])
def test_it_is_not_made_darker_than_it_must_be(colour: str) -> None:
    assert READABLE <= contrast(readable_on(WHITE, colour), WHITE) < READABLE + 0.12


def test_the_hue_stays() -> None:
    red, green, blue = (int(readable_on(WHITE, "#ffcc00")[at : at + 2], 16) for at in (1, 3, 5))
    assert blue == 0
    assert green / red == pytest.approx(0xCC / 0xFF, abs=0.01)


def test_what_is_a_colour() -> None:
    assert is_colour("#1D5fae")
    assert not any(map(is_colour, ["", "1d5fae", "#fff", "#1d5fae0", "red", "#1d5faeﬀ", "#1d5fae\n"]))
