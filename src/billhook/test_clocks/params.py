"""What callers may send about test clocks."""

from typing import Annotated

from billhook.wire.params import Expand, Id, Page, Params, integer, text

# The years 2000 to 2100: documents and figures know no others.
_FIRST, _LAST = 946_684_800, 4_133_980_799
_Moment = Annotated[int, integer(_FIRST, _LAST)]


class CreateTestClock(Params):
    frozen_time: _Moment
    customer: Id | None = None
    name: Annotated[str | None, text(300)] = None
    expand: Expand = []


class AdvanceTestClock(Params):
    frozen_time: _Moment
    expand: Expand = []


class ListTestClocks(Page):
    pass
