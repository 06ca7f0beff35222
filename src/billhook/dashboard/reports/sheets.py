"""A report as a value: rows with words and addresses, the picture beside them, and the same as a CSV file."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from billhook.dashboard.charts import Bar, Chart, Size, Value, chart

# The whole of a wide page, half of it, and a phone.
SIZES = {"wide": Size(980, 260, 72, 64), "half": Size(480, 260, 64, 64), "narrow": Size(340, 200, 64, 64)}


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is about, where that is listed, its cells, and what the CSV file says of it.

    `bar` is the length of its lying bar, from 0 to 1000, in a report that has such bars. `leads` are the addresses of
    cells that lead elsewhere than the row, by their place.
    """

    words: str
    address: str
    cells: Sequence[str]
    values: Sequence[object]
    bar: int | None = None
    leads: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A bar as it is written: where it leads, and what it is in words."""

    bar: Bar
    address: str
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart in one size with its words."""

    chart: Chart
    scale: Sequence[str]
    bars: Sequence[Drawn]
    labels: Sequence[tuple[float, str, str]]
    """The middle, the words and the anchor of each."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole report. `pictures` are one picture by the name of its size; none where lying bars or nothing is shown.

    `series` names what the bars of each colour are. `how` are the sentences of "How this is counted". `missing` says
    why there are no rows, and `note` of which time they are, if that is another than was asked for.
    """

    name: str
    title: str
    how: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[Row]
    csv_columns: Sequence[str]
    sums: Sequence[str] = ()
    series: Sequence[str] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    missing: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """What the bars of one colour show: a value, an address and words for each group."""

    values: Sequence[Value]
    addresses: Sequence[str]
    words: Sequence[str]


def pictures(series: Sequence[Series], labels: Sequence[str], scale: Callable[[int], str]) -> Mapping[str, Picture]:
    """The picture in each size; none where everything is zero."""
    if not any(value for each in series for value in each.values):
        return {}
    return {name: _picture(series, labels, scale, size) for name, size in SIZES.items()}


def _picture(series: Sequence[Series], labels: Sequence[str], scale: Callable[[int], str], size: Size) -> Picture:
    found = chart([each.values for each in series], size)
    drawn = [Drawn(bar, series[bar.series].addresses[bar.group], series[bar.series].words[bar.group])
             for bar in found.bars]  # fmt: skip
    below = [(label.x, labels[label.group], _anchor(label.x, size)) for label in found.labels]
    return Picture(found, [scale(tick.value) for tick in found.ticks], drawn, below)


def _anchor(x: float, size: Size) -> str:
    """Words stand below the middle of their bar, unless the picture ends there."""
    return "end" if x + size.label / 2 > size.width else "middle"
