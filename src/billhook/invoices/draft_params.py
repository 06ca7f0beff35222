"""What an editor sends: a whole draft with its lines, as it shall be afterwards."""

from typing import Annotated

from billhook.invoices.items_params import ItemFields
from billhook.invoices.objects import LINES_MAX
from billhook.invoices.params import UpdateInvoice
from billhook.wire.params import Currency, Id, Params, array


class DraftLine(ItemFields):
    """One line; with an `id` it is one that the draft has already."""

    id: Id | None = None


class WriteDraft(UpdateInvoice):
    """The fields that change, and all lines in their order: what is not among them is removed.

    `version` is that of the draft which the editor shows (`rules/draft_version.py`). `customer` and `currency` are for
    a draft that is made with this.
    """

    customer: Id | None = None
    currency: Currency | None = None
    version: str = ""
    lines: Annotated[list[DraftLine], array(LINES_MAX)] = []


class SendInvoice(Params):
    """`also_to` are addresses with commas between them, to which copies go instead of to those of the customer."""

    also_to: str | None = None


class Reviewed(SendInvoice):
    """Which version of a draft somebody looked at before they let it go."""

    version: str = ""
