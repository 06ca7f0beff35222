"""What callers may send about payouts."""

from typing import Annotated

from billhook.payouts.rules.lifecycle import STATUSES
from billhook.wire.params import Page, RangeOrMoment, choice


class ListPayouts(Page):
    """The bank account is not known here, so nothing can be found by it."""

    not_offered = frozenset({"destination"})
    arrival_date: RangeOrMoment | None = None
    created: RangeOrMoment | None = None
    status: Annotated[str, choice(*STATUSES)] | None = None
