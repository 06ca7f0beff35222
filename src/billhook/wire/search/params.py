"""What every search takes."""

from typing import Annotated

from billhook.wire.params import Expand, Params, Text, integer, text


class Search(Params):
    """A query and a page of what it finds. `limit` outside 1..100 is moved to the nearest bound, as in lists."""

    query: Text
    limit: Annotated[int, integer(-(10**15))] = 10
    page: Annotated[str | None, text(500)] = None
    expand: Expand = []

    @property
    def size(self) -> int:
        """How many objects the page may hold."""
        return min(max(self.limit, 1), 100)
