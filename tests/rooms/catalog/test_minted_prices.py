"""Prices that are minted for invoice items: real, and in no list."""

from typing import Any

import pytest
import stripe


@pytest.fixture
def customer(client: stripe.StripeClient) -> str:
    """Somebody to invoice."""
    return client.v1.customers.create({"name": "Ada"}).id


@pytest.fixture
def product(client: stripe.StripeClient) -> str:
    """A product without prices."""
    return client.v1.products.create({"name": "Cloth"}).id


def item(server: Any, customer: str, **fields: str) -> Any:
    """The answer to the creation of an invoice item."""
    return server.request("POST", "/v1/invoiceitems", {"customer": customer, **fields})


def of_product(server: Any, customer: str, product: str) -> Any:
    data = {"price_data[currency]": "usd", "price_data[product]": product, "price_data[unit_amount]": "250"}
    return item(server, customer, **data)


def test_an_amount_has_a_hidden_price_and_product(server: Any, client: stripe.StripeClient, customer: str) -> None:
    made = item(server, customer, amount="-700", currency="usd", description="Discount").json
    details = made["pricing"]["price_details"]
    price = client.v1.prices.retrieve(details["price"], {"expand": ["product"]})
    assert (price.active, price.type, price.unit_amount, price.currency) == (False, "one_time", -700, "usd")
    assert (price.product.id, price.product.name, price.product.active) == (details["product"], "Discount", False)
    archived = client.v1.prices.list({"active": False, "product": details["product"]}).data
    assert archived == []
    assert client.v1.products.list({"ids": [details["product"]]}).data == []
    events = {getattr(e.data.object, "id", None) for e in client.v1.events.list({"limit": 100}).data}
    assert not events & {details["price"], details["product"]}


def test_inline_price_data_belongs_to_its_product(
    server: Any, client: stripe.StripeClient, customer: str, product: str
) -> None:
    made = of_product(server, customer, product).json
    details = made["pricing"]["price_details"]
    price = client.v1.prices.retrieve(details["price"])
    assert (details["product"], price.product, price.unit_amount) == (product, product, 250)
    assert client.v1.prices.list({"active": False, "product": product}).data == []


def test_an_inline_price_stays_hidden(server: Any, customer: str, product: str) -> None:
    price = of_product(server, customer, product).json["pricing"]["price_details"]["price"]
    refused = server.request("POST", f"/v1/prices/{price}", {"active": "true"})
    assert (refused.status, refused.json["error"]["param"]) == (400, "active")
    assert server.request("POST", f"/v1/prices/{price}", {"nickname": "n"}).json["nickname"] == "n"


def test_inline_prices_do_not_keep_a_product_from_being_deleted(
    server: Any, client: stripe.StripeClient, customer: str, product: str
) -> None:
    price = of_product(server, customer, product).json["pricing"]["price_details"]["price"]
    client.v1.products.delete(product)
    stub = client.v1.prices.retrieve(price, {"expand": ["product"]}).product
    assert stub.to_dict() == {"id": product, "object": "product", "deleted": True}
    refused = of_product(server, customer, product)
    assert (refused.status, refused.json["error"]["code"]) == (400, "resource_missing")


def test_inline_price_data_needs_a_product_that_is_sold(
    server: Any, client: stripe.StripeClient, customer: str, product: str
) -> None:
    client.v1.products.update(product, {"active": False})
    for named, code in ((product, None), ("prod_x", "resource_missing")):
        refused = of_product(server, customer, named)
        assert refused.status == 400
        assert refused.json["error"].get("code") == code
        assert refused.json["error"]["param"] == "price_data[product]"
