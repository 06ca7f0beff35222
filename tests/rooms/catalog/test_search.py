"""Products and prices are found by a query (platform.md §1.5)."""

from typing import Any

from tests.builders import Shop


def test_products_by_every_field(shop: Shop) -> None:
    tag = shop.v1.customers.create({}).id
    gold = shop.v1.products.create(
        {"name": "Gold plan", "description": "Everything, and more.", "url": "https://example.com/Gold",
         "shippable": True, "metadata": {"tag": tag}}
    )  # fmt: skip
    old = shop.v1.products.create({"name": "Silver plan", "metadata": {"tag": tag}})
    shop.v1.products.update(old.id, {"active": False})

    def found(query: str) -> list[str]:
        return [each.name for each in shop.v1.products.search({"query": f'metadata["tag"]:"{tag}" {query}'}).data]

    assert found("") == ["Silver plan", "Gold plan"]
    assert found('active:"true"') == ["Gold plan"]
    assert found('name:"PLAN"') == ["Silver plan", "Gold plan"]
    assert found('name~"old pl"') == ["Gold plan"]
    assert found('description:"everything and"') == ["Gold plan"]
    assert found("description:null") == ["Silver plan"]
    assert found('url:"https://example.com/gold"') == ["Gold plan"]
    assert found('url~"EXAMPLE"') == ["Gold plan"]
    assert found('shippable:"true"') == ["Gold plan"]
    assert found('-shippable:"true"') == ["Silver plan"]
    shop.v1.products.delete(gold.id)
    assert found("") == ["Silver plan"]


def test_a_product_that_takes_over_an_id_is_found_as_itself(shop: Shop) -> None:
    tag = shop.v1.customers.create({}).id
    for name in ("first", "second"):
        shop.v1.products.create({"id": f"prod-{tag}", "name": name, "metadata": {"tag": tag}})
        found = shop.v1.products.search({"query": f'metadata["tag"]:"{tag}"'}).data
        assert [each.name for each in found] == [name]
        shop.v1.products.delete(f"prod-{tag}")


def test_prices_by_every_field(shop: Shop) -> None:
    product = shop.v1.products.create({"name": "Priced"}).id

    def price(**more: Any) -> str:
        return shop.v1.prices.create({"product": product, "currency": "usd", "unit_amount": 100, **more}).id  # type: ignore[no-any-return]

    once, monthly = price(lookup_key=f"Key-{product}"), price(recurring={"interval": "month"}, metadata={"of": product})
    euro = price(currency="eur")
    shop.v1.prices.update(euro, {"active": False})

    def found(query: str) -> list[str]:
        return [each.id for each in shop.v1.prices.search({"query": query}).data]

    of_product = f'product:"{product}"'
    assert found(of_product) == [euro, monthly, once]
    assert found(f'product~"{product[2:]}"') == [euro, monthly, once]
    assert found(f'{of_product} active:"true"') == [monthly, once]
    assert found(f'{of_product} type:"recurring"') == [monthly]
    assert found(f'{of_product} -currency:"usd"') == [euro]
    assert found(f'lookup_key:"key-{product}"') == [once]
    assert found(f'metadata["of"]:"{product}"') == [monthly]


def test_prices_minted_for_items_are_not_found(shop: Shop) -> None:
    invoice = shop.invoice("draft")
    minted = invoice.lines.data[0].pricing.price_details
    if minted is not None:
        assert shop.v1.prices.search({"query": f'product:"{minted.product}"'}).data == []
