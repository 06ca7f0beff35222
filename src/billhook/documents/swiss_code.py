"""The code of a Swiss QR-bill as a picture: 46 mm wide, with the Swiss cross of 7 mm in its middle."""

from billhook.documents.drawn_code import drawn_code
from billhook.documents.swiss_bill import SwissBill

_SIDE_MM, _CROSS_MM = 46, 7
# In millimetres from the middle: a white edge, the black field, and the two bars of the cross.
_CROSS = (
    ("#fff", 3.5, 3.5),
    ("#000", 3.25, 3.25),
    ("#fff", 1.95, 0.585),
    ("#fff", 0.585, 1.95),
)


def swiss_code(bill: SwissBill, *, border: int = 0, css_class: str | None = None, title: str | None = None) -> str:
    """An SVG without a size; `border` is the quiet zone in modules, `title` is read aloud.

    Its colours are attributes, because the hosted page forbids styles.
    """
    code = drawn_code(bill.payload, encoding="utf-8")
    modules = code.symbol_size(border=0)[0]
    drawing = code.svg_inline(
        scale=1, border=border, dark="#000", light="#fff" if border else None, omitsize=True, svgclass=css_class,
        lineclass=None, title=title,
    )  # fmt: skip
    return drawing.replace("</svg>", f"{_cross(modules / 2 + border, modules / _SIDE_MM)}</svg>")


def _cross(middle: float, modules_a_mm: float) -> str:
    def bar(colour: str, across: float, down: float) -> str:
        x, y = middle - across * modules_a_mm, middle - down * modules_a_mm
        size = f'width="{2 * across * modules_a_mm:.4f}" height="{2 * down * modules_a_mm:.4f}"'
        return f'<rect x="{x:.4f}" y="{y:.4f}" {size} fill="{colour}"/>'

    return "".join(bar(*one) for one in _CROSS)
