"""Facts of the past are read for all objects of a type at once, and never for more than the objects have."""

import asyncio
from collections.abc import Sequence
from typing import Any

from billhook.wire.versions.recalling import recalled
from billhook.wire.versions.with_past import WithPast


class Recalls:
    """Writes down which objects were asked about, and gives each line a price."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    async def lines(self, reader: Any, objects: Sequence[WithPast]) -> None:
        """Each line has a price, which has facts of its own."""
        self.asked.append([o["id"] for o in objects])
        for o in objects:
            o.past["price"] = {"id": "price_1", "object": "price"}

    async def prices(self, reader: Any, objects: Sequence[WithPast]) -> None:
        """Prices have nothing to add."""
        self.asked.append([o["id"] for o in objects])


def test_one_question_for_each_type_whatever_the_page() -> None:
    recalls, reader = Recalls(), object()
    line = {"object": "line_item", "metadata": {"object": "line_item"}}
    page = [{"object": "invoice", "lines": {"object": "list", "data": [{"id": n, **line}]}} for n in ("il_1", "il_2")]
    kinds = {"line_item": recalls.lines, "price": recalls.prices}
    first, second = asyncio.run(recalled(reader, page, kinds))  # type: ignore[arg-type]
    assert recalls.asked == [["il_1", "il_2"], ["price_1", "price_1"]]
    for copy, given in ((first, page[0]), (second, page[1])):
        assert copy == given
        assert copy["lines"]["data"][0].past["price"]["id"] == "price_1"
    assert not hasattr(page[0]["lines"]["data"][0], "past")


def test_a_deleted_object_and_one_without_facts_are_left_alone() -> None:
    recalls, reader = Recalls(), object()
    body = {"object": "list", "data": [{"id": "il_1", "object": "line_item", "deleted": True}, {"object": "customer"}]}
    kinds = {"line_item": recalls.lines}
    assert asyncio.run(recalled(reader, [body], kinds)) == [body]  # type: ignore[arg-type]
    assert recalls.asked == []
