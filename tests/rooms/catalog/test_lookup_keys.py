"""Lookup keys: each names at most one active price, also when many ask for it at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe

PRICES = "/v1/prices"
AT_ONCE = 8


@pytest.fixture
def product(client: stripe.StripeClient) -> str:
    """A product to put prices on."""
    return client.v1.products.create({"name": "Cloth"}).id


@pytest.fixture
def key() -> str:
    """A lookup key that no other test uses."""
    return f"key-{time.time_ns()}"


def ask(server: Any, product: str, **fields: str) -> Any:
    return server.request("POST", PRICES, {"currency": "usd", "unit_amount": "1", "product": product, **fields})


def holders(server: Any, key: str) -> list[str]:
    return [p["id"] for p in server.request("GET", f"{PRICES}?lookup_keys[0]={key}").json["data"]]


def test_a_key_in_use_is_refused_and_its_price_named(server: Any, product: str, key: str) -> None:
    first = ask(server, product, lookup_key=key).json["id"]
    refused = ask(server, product, lookup_key=key)
    assert refused.status == 400
    assert refused.json["error"]["param"] == "lookup_key"
    assert refused.json["error"]["message"] == f"A price (`{first}`) already uses that lookup key."
    other = ask(server, product).json["id"]
    assert server.request("POST", f"{PRICES}/{other}", {"lookup_key": key}).status == 400
    assert holders(server, key) == [first]


def test_a_key_can_be_transferred_to_a_new_price(
    server: Any, client: stripe.StripeClient, product: str, key: str
) -> None:
    first = ask(server, product, lookup_key=key).json["id"]
    second = ask(server, product, lookup_key=key, transfer_lookup_key="true").json["id"]
    assert holders(server, key) == [second]
    assert client.v1.prices.retrieve(first).lookup_key is None
    about_first = [e for e in client.v1.events.list({"limit": 100}).data if getattr(e.data.object, "id", None) == first]
    assert [e.type for e in about_first] == ["price.updated", "price.created"]
    assert about_first[0].data.previous_attributes.to_dict() == {"lookup_key": key}


def test_a_key_can_be_transferred_to_an_old_price(server: Any, product: str, key: str) -> None:
    first = ask(server, product).json["id"]
    ask(server, product, lookup_key=key)
    taken = server.request("POST", f"{PRICES}/{first}", {"lookup_key": key, "transfer_lookup_key": "true"})
    assert taken.json["lookup_key"] == key
    assert holders(server, key) == [first]


def test_a_price_keeps_its_own_key(server: Any, product: str, key: str) -> None:
    made = ask(server, product, lookup_key=key).json
    again = server.request("POST", f"{PRICES}/{made['id']}", {"lookup_key": key, "nickname": "n"})
    assert (again.status, again.json["lookup_key"]) == (200, key)
    assert server.request("POST", f"{PRICES}/{made['id']}", {"lookup_key": ""}).json["lookup_key"] is None
    assert ask(server, product, lookup_key=key).status == 200


def test_an_archived_price_does_not_hold_its_key(server: Any, product: str, key: str) -> None:
    first = ask(server, product, lookup_key=key).json["id"]
    server.request("POST", f"{PRICES}/{first}", {"active": "false"})
    second = ask(server, product, lookup_key=key).json["id"]
    back = server.request("POST", f"{PRICES}/{first}", {"active": "true"})
    assert back.json["error"]["message"] == f"A price (`{second}`) already uses that lookup key."
    with_transfer = {"active": "true", "transfer_lookup_key": "true"}
    assert server.request("POST", f"{PRICES}/{first}", with_transfer).status == 200
    assert holders(server, key) == [first]


def test_of_many_at_once_one_gets_the_key(server: Any, product: str, key: str) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda _: ask(server, product, lookup_key=key), range(AT_ONCE)))
    (winner,) = [a.json["id"] for a in answers if a.status == 200]
    losers = [a for a in answers if a.status != 200]
    assert [a.status for a in losers] == [400] * (AT_ONCE - 1)
    assert {a.json["error"]["message"] for a in losers} == {f"A price (`{winner}`) already uses that lookup key."}
    assert holders(server, key) == [winner]


def test_many_transfers_at_once_leave_one_holder(server: Any, product: str, key: str) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(
            pool.map(lambda _: ask(server, product, lookup_key=key, transfer_lookup_key="true"), range(AT_ONCE))
        )
    assert [a.status for a in answers] == [200] * AT_ONCE
    (holder,) = holders(server, key)
    keys = {a.json["id"]: server.request("GET", f"{PRICES}/{a.json['id']}").json["lookup_key"] for a in answers}
    assert {price for price, held in keys.items() if held is not None} == {holder}


def test_of_many_products_with_one_id_one_is_made(server: Any, key: str) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(
            pool.map(lambda i: server.request("POST", "/v1/products", {"name": f"n{i}", "id": key}), range(AT_ONCE))
        )
    assert sorted(a.status for a in answers) == [200] + [400] * (AT_ONCE - 1)
