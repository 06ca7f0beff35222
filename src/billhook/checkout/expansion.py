"""What can be expanded of Checkout Sessions and their lines (platform.md §1.6)."""

from collections.abc import Sequence

from billhook.catalog import store as catalog
from billhook.checkout import store, view
from billhook.checkout.objects import ShownLine
from billhook.db.tx import Reader
from billhook.kernel.wire_object import WireObject
from billhook.wire.expand import Registry
from billhook.wire.lists import sublist

_SHOWN_MAX = 10


def register(registry: Registry) -> None:
    """Say how they are loaded, and what hangs on them."""
    registry.loads_type("checkout.session", load)
    for target in ("customer", "invoice", "payment_intent", "setup_intent"):
        registry.refers("checkout.session", target, target)
    registry.includes("checkout.session", "line_items", fill_lines, "item")
    registry.includes("checkout.session", "total_details.breakdown", fill_breakdown)
    registry.nests("item", "price", "price")
    for name in ("discounts", "taxes"):
        registry.includes("item", name, _shown_already)


async def _shown_already(reader: Reader, items: Sequence[WireObject]) -> None:
    """A line carries its taxes in any case; Stripe shows them to those who ask."""


async def load(reader: Reader, ids: Sequence[str]) -> dict[str, WireObject]:
    """Sessions by their ids."""
    return {s.id: view.checkout_session(reader, s) for s in await store.of_ids(reader, ids)}


async def fill_breakdown(reader: Reader, sessions: Sequence[WireObject]) -> None:
    """Put `breakdown` into the totals of sessions: the taxes, each rate once. There are no discounts yet."""
    found = {s.id: s for s in await store.of_ids(reader, [body["id"] for body in sessions])}
    for body in sessions:
        if body["total_details"] is not None:
            breakdown = {"discounts": [], "taxes": view.taxes(reader, found[body["id"]].lines)}
            body["total_details"] = WireObject({**body["total_details"], "breakdown": breakdown})


async def fill_lines(reader: Reader, sessions: Sequence[WireObject]) -> None:
    """Put `line_items` into sessions that are being expanded: the first of them."""
    found = {s.id: s for s in await store.of_ids(reader, [body["id"] for body in sessions])}
    named = [line.price for s in found.values() for line in s.lines[:_SHOWN_MAX]]
    prices = {price.id: price for price in await catalog.prices_of_ids(reader, named)}
    for body in sessions:
        s = found[body["id"]]
        shown = [
            view.line_item(reader, ShownLine(line, prices[line.price], s.currency or ""))
            for line in s.lines[:_SHOWN_MAX]
        ]
        body["line_items"] = sublist(f"/v1/checkout/sessions/{s.id}/line_items", shown, len(s.lines))
