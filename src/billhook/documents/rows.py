"""The rows of a document, as it is given them: lines, groups of lines, rows of sums, and a table in their place."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TotalRow:
    """One row below a line or below all lines: a label in the customer's language, an amount in minor units, signed.

    A `note` tells of an amount that is in another row already; it is set smaller and adds nothing.
    """

    label: str
    amount: int
    note: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line. `amount` in minor units; `unit_price` a decimal string of minor units; `tax` worded ("20%").

    `period` is the first and last instant in unix seconds, None where the line has no span to show. `discounts` are
    those of the line alone, in rows of their own below it; `amount` is what it was before them.
    """

    description: str
    amount: int
    quantity: Decimal | int | str | None = None
    unit_price: str | None = None
    tax: str | None = None
    period: tuple[int, int] | None = None
    discounts: tuple[TotalRow, ...] = ()

    @property
    def net(self) -> int:
        """The amount less the line's own discounts."""
        return self.amount + sum(row.amount for row in self.discounts)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines below a title, and what they come to. If it `hides_lines`, title and subtotal are one row."""

    title: str
    lines: tuple[Line, ...]
    hides_lines: bool
    subtotal: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table in place of that of the lines: headings, and the texts of each row. The first column has the room."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
