"""How the parts of a template are called, and the templates that are offered when there is none."""

from collections.abc import Mapping, Sequence

LAYOUTS: Sequence[tuple[str, str]] = (
    ("classic", "Classic, with room between the rows"),
    ("compact", "Compact, for many lines"),
    ("letter", "Letter, for a window envelope"),
)
"""Each layout of `documents/look.py` with its words in a form."""

SHORT: Mapping[str, str] = {"classic": "Classic", "compact": "Compact", "letter": "Letter"}
"""Each layout in one word."""

ABOUT: Mapping[str, str] = {
    "classic": "The usual paper: large type, room between the rows.",
    "compact": "Smaller type and tighter rows. Sixty lines fit on two pages.",
    "letter": "The address stands in the window of the envelope (DIN 5008, form B). Marks say where to fold.",
}
"""What each starter is for."""

PAGE_SIZES: Sequence[tuple[str, str]] = (("", "As the account"), ("a4", "A4"), ("letter", "US Letter"))
COLUMNS: Sequence[tuple[str, str]] = (
    ("show_quantities", "Quantities"), ("show_unit_prices", "Unit prices"), ("show_taxes", "Tax of each line"),
)  # fmt: skip
"""The columns that a template can leave out, by the parameter that shows them."""

PAGE_CODE = "Code to scan that opens the invoice's page"
FILTERS: Sequence[tuple[str, str]] = (
    ("", "No group"), ("all", "All lines"), ("product", "Lines of a product"), ("price", "Lines of a price"),
    ("metadata", "Lines with metadata"),
)  # fmt: skip
"""Each filter of `rendering_templates/objects.py` with its words; without a filter there is no group."""
GROUPINGS: Sequence[tuple[str, str]] = (
    ("nothing", "All of them"), ("product", "Each product"), ("metadata", "Each value"), ("month", "Each month"),
    ("tax_rate", "Each tax rate"),
)  # fmt: skip
"""For what a group is made, of the lines that a filter takes."""
