"""What callers may ask of events (platform.md §6.1)."""

from typing import Annotated

from billhook.wire.params import Boolean, Page, RangeOrMoment, array, text


class ListEvents(Page):
    """`type` may end in a wildcard, as in `invoice.*`."""

    created: RangeOrMoment | None = None
    delivery_success: Boolean | None = None
    type: Annotated[str | None, text(100)] = None
    types: Annotated[list[Annotated[str, text(100)]], array(20)] = []
