"""Lists of a company that has sent invoices for two years, filtered: compared with a filter of ten lines over all."""

import random
import urllib.parse
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from capture import statements
from server import Server
from tests.stories.two_years import of_two_years

from billhook.kernel.wire_object import WireObject

INVOICES = 2_000


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with invoices of two years."""
    with of_two_years(tmp_path_factory, INVOICES) as (server, _):
        yield server


def _named(type: str) -> set[str]:
    return {type, f"{type.split('.')[0]}.*", "*"}


# For each list and filter the values of an object that the filter finds it by.
FILTERS: dict[str, dict[str, Callable[[WireObject], set[str]]]] = {
    "invoices": {
        "status": lambda o: {o["status"]},
        "collection_method": lambda o: {o["collection_method"]},
        "customer": lambda o: {o["customer"]},
    },
    "invoiceitems": {
        "customer": lambda o: {o["customer"]},
        "invoice": lambda o: {o["invoice"] or "in_none"},
        "pending": lambda o: {"false" if o["invoice"] else "true"},
    },
    "customers": {"email": lambda o: {o["email"]}},
    "payment_intents": {"customer": lambda o: {o["customer"]}},
    "charges": {"customer": lambda o: {o["customer"]}, "payment_intent": lambda o: {o["payment_intent"]}},
    "refunds": {"charge": lambda o: {o["charge"]}, "payment_intent": lambda o: {o["payment_intent"]}},
    "credit_notes": {"customer": lambda o: {o["customer"]}, "invoice": lambda o: {o["invoice"]}},
    "invoice_payments": {
        "invoice": lambda o: {o["invoice"]},
        "status": lambda o: {o["status"]},
        "payment[type]": lambda o: {o["payment"]["type"]},
    },
    "balance_transactions": {
        "source": lambda o: {o["source"]},
        "type": lambda o: {o["type"]},
        "currency": lambda o: {o["currency"]},
    },
    "events": {
        "type": lambda o: _named(o["type"]),
        "delivery_success": lambda o: {"false" if o["pending_webhooks"] else "true"},
    },
}
RANGES = {"invoices": ("created", "due_date")}
SIGNS: dict[str, Callable[[int, int], bool]] = {
    "gt": lambda a, b: a > b, "gte": lambda a, b: a >= b, "lt": lambda a, b: a < b, "lte": lambda a, b: a <= b,
}  # fmt: skip


def _get(server: Server, path: str, query: dict[str, Any]) -> Any:
    return server.request("GET", f"/v1/{path}?{urllib.parse.urlencode(query)}")


@pytest.fixture(scope="module")
def everything(old: Server) -> dict[str, list[WireObject]]:
    """All objects of each list as the plain list gives them, newest first.

    Some of those that may say another moment than their id do.
    """
    redated = [
        f"UPDATE {table} SET created = created + {days * 86_400} WHERE hashtext(id) % 40 = {n}"
        for table in ("charges", "refunds", "credit_notes", "balance_transactions")
        for n, days in ((0, 200), (1, -200), (2, 1), (3, -1))
    ]  # fmt: skip
    statements(old, *redated)
    found: dict[str, list[WireObject]] = {}
    for path in FILTERS:
        found[path], more = [], True
        while more:
            cursor = {"starting_after": found[path][-1]["id"]} if found[path] else {}
            page = _get(old, path, {"limit": 100, **cursor})
            found[path] += page["data"]
            more = page["has_more"]
        assert [o["id"] for o in found[path]] == sorted((o["id"] for o in found[path]), reverse=True)
    return found


def _moment(o: WireObject, name: str) -> int | None:
    return o["date"] if name == "created" and o["object"] == "invoiceitem" else o[name]  # type: ignore[no-any-return]


def _asked(draw: random.Random, objects: list[WireObject], path: str) -> tuple[dict[str, Any], list[WireObject]]:
    """Up to three filters of a list with values that its objects have, and all that they should find."""
    query: dict[str, Any] = {}
    found, one = objects, draw.choice(objects)
    names = [*FILTERS[path], *RANGES.get(path, ("created",))]
    for name in draw.sample(names, min(draw.randint(1, 3), len(names))):
        like = draw.choice([one, draw.choice(objects)])
        if name in FILTERS[path]:
            query[name] = value = draw.choice(sorted(FILTERS[path][name](like)))
            found = [o for o in found if value in FILTERS[path][name](o)]
            continue
        for sign in draw.choice([("gt",), ("gte",), ("lt",), ("lte",), ("gte", "lt"), ("gt", "lte")]):
            bound = (_moment(draw.choice(objects), name) or 1) + draw.randint(-1, 1)
            query[f"{name}[{sign}]"] = bound
            found = [o for o in found if (at := _moment(o, name)) is not None and SIGNS[sign](at, bound)]
    return query, found


@pytest.mark.parametrize("path", FILTERS)
def test_filters_find_what_they_name(old: Server, everything: dict[str, list[WireObject]], path: str) -> None:
    draw = random.Random(path)
    for _ in range(60):
        query, wanted = _asked(draw, everything[path], path)
        limit, cursor = draw.choice([1, 3, 10, 100]), draw.choice(["", "starting_after", "ending_before"])
        if cursor:
            query[cursor] = at = draw.choice(everything[path])["id"]
            wanted = [o for o in wanted if (o["id"] < at if cursor == "starting_after" else o["id"] > at)]
        page = _get(old, path, {"limit": limit, **query})
        shown = wanted[-limit:] if cursor == "ending_before" else wanted[:limit]
        assert [o["id"] for o in page["data"]] == [o["id"] for o in shown], query
        assert page["has_more"] == (len(wanted) > limit), query
