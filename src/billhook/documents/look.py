"""How a document is laid out: which of the layouts, and which columns its table has."""

from dataclasses import dataclass
from typing import Literal

from billhook.kernel.stored import VERSION, Json

Layout = Literal["classic", "compact", "letter"]

CLASSIC: Layout = "classic"
"""The usual layout, with room between the rows."""
COMPACT: Layout = "compact"
"""Smaller type and tighter rows, for many lines."""
LETTER: Layout = "letter"
"""A business letter as in DIN 5008, form B: the address stands in the window of the envelope, and marks say where to
fold."""
LAYOUTS: tuple[Layout, ...] = (CLASSIC, COMPACT, LETTER)


@dataclass(frozen=True, slots=True)
class Look:
    """A layout, and which columns are printed beside the description and the amount.

    `page_code` prints the address of the invoice's page as a code, where no other code is printed.
    """

    layout: Layout = CLASSIC
    quantities: bool = True
    unit_prices: bool = True
    taxes: bool = True
    page_code: bool = True

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {
            "version": VERSION, "layout": self.layout, "quantities": self.quantities, "unit_prices": self.unit_prices,
            "taxes": self.taxes, "page_code": self.page_code,
        }  # fmt: skip

    @classmethod
    def from_stored(cls, stored: Json) -> "Look":
        """The look in any form that was ever stored. The first ones do not speak of the code."""
        return cls(
            stored["layout"], stored["quantities"], stored["unit_prices"], stored["taxes"],
            stored.get("page_code", True),
        )  # fmt: skip


USUAL = Look()
"""The look of what no template speaks of."""
