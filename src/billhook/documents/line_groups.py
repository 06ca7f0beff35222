"""Groups of lines, as an invoice was finalized with them. They change what is shown, and no amount."""

from dataclasses import dataclass
from typing import Literal

from billhook.kernel.stored import VERSION, Json

By = Literal["nothing", "product", "metadata", "month", "tax_rate", "other"]

OTHER: By = "other"
"""The group of the lines that no rule took."""


@dataclass(frozen=True, slots=True)
class LineGroup:
    """Lines that are shown together: their places on the invoice, from 0, in its order.

    `title` is the words of the rule, `value` what the lines have in common: a product's name, a value of metadata, or
    a month such as `2026-11`. If a group `hides_lines`, only its subtotal is shown.
    """

    by: By
    title: str
    value: str
    hides_lines: bool
    lines: tuple[int, ...]

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {
            "version": VERSION, "by": self.by, "title": self.title, "value": self.value,
            "hides_lines": self.hides_lines, "lines": list(self.lines),
        }  # fmt: skip

    @classmethod
    def from_stored(cls, stored: Json) -> "LineGroup":
        """The group in any form that was ever stored."""
        return cls(stored["by"], stored["title"], stored["value"], stored["hides_lines"], tuple(stored["lines"]))
