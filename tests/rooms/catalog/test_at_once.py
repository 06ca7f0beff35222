"""Two requests about the same things at the same moment: one waits, and what must always be true stays true."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

ROUNDS = 15


@pytest.fixture(scope="module")
def pool() -> Iterator[ThreadPoolExecutor]:
    """Two callers."""
    with ThreadPoolExecutor(2) as callers:
        yield callers


def post(server: Any, path: str, **fields: str) -> Any:
    return server.request("POST", path, fields)


def a_product(server: Any) -> str:
    return str(post(server, "/v1/products", name="Cloth").json["id"])


def a_price(server: Any, product: str, **fields: str) -> str:
    return str(post(server, "/v1/prices", currency="usd", unit_amount="1", product=product, **fields).json["id"])


def test_a_deleted_product_has_no_price(server: Any, pool: ThreadPoolExecutor) -> None:
    for _ in range(ROUNDS):
        product = a_product(server)
        deleted = pool.submit(server.request, "DELETE", f"/v1/products/{product}")
        priced = pool.submit(post, server, "/v1/prices", currency="usd", unit_amount="1", product=product)
        assert sorted([deleted.result().status, priced.result().status]) == [200, 400]


def test_a_default_price_is_never_archived(server: Any, pool: ThreadPoolExecutor) -> None:
    for _ in range(ROUNDS):
        product = a_product(server)
        price = a_price(server, product)
        archived = pool.submit(post, server, f"/v1/prices/{price}", active="false")
        chosen = pool.submit(post, server, f"/v1/products/{product}", default_price=price)
        assert sorted([archived.result().status, chosen.result().status]) == [200, 400]


def test_two_prices_that_take_each_others_keys_both_get_them(server: Any, pool: ThreadPoolExecutor) -> None:
    for _ in range(ROUNDS):
        product = a_product(server)
        keys = [f"one of {product}", f"two of {product}"]
        first, second = (a_price(server, product, lookup_key=key) for key in keys)
        swaps = [
            pool.submit(post, server, f"/v1/prices/{price}", lookup_key=key, transfer_lookup_key="true")
            for price, key in ((first, keys[1]), (second, keys[0]))
        ]
        assert [swap.result().status for swap in swaps] == [200, 200]
        held = [server.request("GET", f"/v1/prices/{price}").json["lookup_key"] for price in (first, second)]
        assert held == keys[::-1]
