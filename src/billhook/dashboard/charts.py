"""The geometry of charts with upright bars: pure numbers, which `templates/charts.html` writes as SVG.

The baseline is zero and always drawn; bars below it are negative. Lengths are pixels of the picture, y grows downwards.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor

Value = int | Decimal

TICKS_MAX = 6
_BASES = (1, 2, 5)
_TOP, _BOTTOM, _RIGHT = 10, 24, 8
_GROUP_SHARE = Fraction(7, 10)
_BAR_MAX = 40
_LEAST = Fraction(3, 2)


@dataclass(frozen=True, slots=True)
class Size:
    """A picture: its size, the room for words left of it, and how wide the words below a group may be."""

    width: int
    height: int
    left: int
    label: int


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale: where it is and what it stands for."""

    y: float
    value: int


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: which series and which group it belongs to, and where it stands."""

    series: int
    group: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Label:
    """Which group has its words below it, and the middle of them."""

    group: int
    x: float


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of bars. What is zero has no bar."""

    size: Size
    ticks: Sequence[Tick]
    bars: Sequence[Bar]
    labels: Sequence[Label]
    baseline: float


def ticks(lowest: Value, highest: Value, most: int = TICKS_MAX) -> list[int]:
    """Round numbers in even steps around both values and zero: at most `most`, at least zero alone.

    A step is 1, 2 or 5 with zeros behind it, and never finer than 1.
    """
    low, high = min(lowest, 0), max(highest, 0)
    if low == high:
        return [0]
    power = 1
    while True:
        for base in _BASES:
            step = base * power
            first, last = _down(low, step), -_down(-high, step)
            if (last - first) // step < most:
                return list(range(first, last + 1, step))
        power *= 10


def _down(value: Value, step: int) -> int:
    """The multiple of a step at a value or below it."""
    return int(Fraction(value) // step) * step


def chart(series: Sequence[Sequence[Value]], size: Size) -> Chart:
    """Bars of several series side by side, group by group. Every series has a value for every group."""
    values = [value for each in series for value in each]
    scale = ticks(min(values, default=0), max(values, default=0))
    groups = len(series[0]) if series else 0
    height = size.height - _TOP - _BOTTOM
    span = max(scale[-1] - scale[0], 1)

    def y(value: Value) -> Fraction:
        return _TOP + (scale[-1] - Fraction(value)) * height / span

    zero = y(0)
    step = Fraction(size.width - size.left - _RIGHT, max(groups, 1))
    wide = min(step * _GROUP_SHARE / max(len(series), 1), Fraction(_BAR_MAX))
    bars = []
    for group in range(groups):
        begin = size.left + step * group + (step - wide * len(series)) / 2
        for number, each in enumerate(series):
            if each[group]:
                top, length = _standing(y(each[group]), zero)
                bars.append(
                    Bar(number, group, _px(begin + wide * number), _px(top), _px(wide * Fraction(9, 10)), _px(length))
                )
    labels = [
        Label(group, _px(size.left + step * group + step / 2)) for group in labelled(groups, int(step), size.label)
    ]
    return Chart(size, [Tick(_px(y(value)), value) for value in scale], bars, labels, _px(zero))


def _standing(end: Fraction, zero: Fraction) -> tuple[Fraction, Fraction]:
    """Top and length of a bar from the baseline to its end; what is not zero can be seen."""
    length = max(abs(end - zero), _LEAST)
    return (zero - length if end <= zero else zero), length


def labelled(groups: int, step: int, label: int) -> list[int]:
    """The groups with words below them: the first, the last, and as many between as fit in even steps."""
    if groups <= 0:
        return []
    every = max(1, -(-label // max(step, 1)))
    shown = list(range(0, groups, every))
    last = groups - 1
    if shown[-1] != last:
        if last - shown[-1] < every and len(shown) > 1:
            shown.pop()
        shown.append(last)
    return shown


def _px(value: Fraction) -> float:
    return floor(value * 10 + Fraction(1, 2)) / 10


def share(value: Value, of: Value) -> int:
    """How long a lying bar is, from 0 to 1000, beside the longest; what is more than nothing can be seen."""
    if value <= 0 or of <= 0:
        return 0
    return max(1, min(1_000, int(Fraction(value) * 1_000 / Fraction(of))))
