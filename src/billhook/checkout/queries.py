"""What can be looked at: Checkout Sessions and their lines."""

from billhook.catalog import store as catalog
from billhook.checkout import store
from billhook.checkout.objects import ShownLine
from billhook.db.tx import Reader
from billhook.wire.lists import cut_out
from billhook.wire.lookups import existing
from billhook.wire.params import Page

session = existing(store.find, "checkout.session")
"""A session. Raises NO_SUCH_PATH."""


async def lines(reader: Reader, params: Page, session_id: str) -> tuple[list[ShownLine], bool]:
    """The lines of a session in their order. Raises NO_SUCH_PATH."""
    found = await session(reader, session_id)
    page, has_more = cut_out(found.lines, params, key=lambda line: line.id, noun="item")
    prices = {price.id: price for price in await catalog.prices_of_ids(reader, [line.price for line in page])}
    return [ShownLine(line, prices[line.price], found.currency or "") for line in page], has_more
