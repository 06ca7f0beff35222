"""The columns of the list of invoices: which there are, and which a person wants to see."""

from collections.abc import Sequence
from dataclasses import dataclass

from billhook.dashboard.invoices.typed_draft import PURCHASE_ORDER
from billhook.invoices.listing_store import Sort
from billhook.invoices.objects import Invoice


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the address, its words, and what it is sorted by. `is_number`: it stands at the end."""

    name: str
    words: str
    is_number: bool = False
    sort: Sort | None = None


COLUMNS = (
    Column("customer", "Customer"),
    Column("email", "E-mail"),
    Column("amount", "Amount", is_number=True, sort=Sort.AMOUNT),
    Column("tax", "Tax", is_number=True),
    Column("paid", "Paid", is_number=True),
    Column("remaining", "Remaining", is_number=True),
    Column("status", "Status"),
    Column("due", "Due", sort=Sort.DUE),
    Column("created", "Created", sort=Sort.CREATED),
    Column("finalized", "Finalized"),
    Column("paid_at", "Paid on"),
    Column("method", "Collection method"),
    Column("purchase_order", "Purchase order"),
    Column("id", "ID"),
)
"""Every column behind the number, in the order in which they stand."""

USUAL = ("customer", "amount", "status", "due", "created")


def columns_of(text: str) -> Sequence[Column]:
    """The columns that a text names, with commas between them; the usual ones if it names none."""
    names = set(text.split(","))
    chosen = [column for column in COLUMNS if column.name in names]
    return chosen or [column for column in COLUMNS if column.name in USUAL]


def as_text(names: Sequence[str]) -> str:
    """The columns of these names as an address has them, in their order."""
    return ",".join(column.name for column in COLUMNS if column.name in names)


def purchase_order(invoice: Invoice) -> str:
    """The customer's order number: the custom field that the editor fills."""
    return next((each["value"] for each in invoice.custom_fields or () if each["name"] == PURCHASE_ORDER), "")
