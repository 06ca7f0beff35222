"""What callers may ask of events (platform.md §6.1)."""

from typing import Annotated

from billhook.events.rules.thin import THIN
from billhook.events.types import DOCUMENTED_TYPES
from billhook.wire.params import Boolean, Expand, Id, Page, Params, RangeOrMoment, array, choice, integer, text


class ListEvents(Page):
    """`type` may end in a wildcard, as in `invoice.*`."""

    created: RangeOrMoment | None = None
    delivery_success: Boolean | None = None
    type: Annotated[str | None, text(100)] = None
    types: Annotated[list[Annotated[str, text(100)]], array(20)] = []


class ListV2Events(Params):
    """`page` is the last event of the page before."""

    not_offered = frozenset({"created", "object_id"})

    limit: Annotated[int, integer(-(10**15))] = 20
    page: Id | None = None
    types: Annotated[list[Annotated[str, choice(*(THIN + name for name in DOCUMENTED_TYPES))]], array(20)] = []
    expand: Expand = []
