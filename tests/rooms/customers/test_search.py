"""Customers are found by a query (platform.md §1.5)."""

from typing import Any

import pytest
from tests.builders import Shop, refused


def names(found: Any) -> list[str | None]:
    return [customer.name for customer in found.data]


@pytest.fixture
def tag(shop: Shop) -> str:
    """A text that no other test has; two customers have it in their metadata."""
    tag = shop.v1.products.create({"name": "for its id"}).id.removeprefix("prod_")
    shop.v1.customers.create(
        {"name": "Jenny Rosen-Meyer", "email": f"Jenny@{tag}.example", "phone": "+49 30 1234567",
         "metadata": {"tag": tag, "plan": "Gold", 'odd "key"': "it's"}}
    )  # fmt: skip
    shop.v1.customers.create({"name": "One Two Three", "email": f"one@{tag}.example", "metadata": {"tag": tag}})
    return tag


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["One Two Three", "Jenny Rosen-Meyer"]),
        ('metadata["plan"]:"gold"', ["Jenny Rosen-Meyer"]),
        ("metadata['plan']:'GOLD'", ["Jenny Rosen-Meyer"]),
        ('metadata["plan"]:"gol"', []),
        ('-metadata["plan"]:"gold"', ["One Two Three"]),
        ('metadata["plan"]:null', ["One Two Three"]),
        ('-metadata["plan"]:NULL', ["Jenny Rosen-Meyer"]),
        ('metadata["odd \\"key\\""]:\'it\\\'s\'', ["Jenny Rosen-Meyer"]),
        ('name:"one two"', ["One Two Three"]),
        ('name:"TWO three"', ["One Two Three"]),
        ('name:"two one"', []),
        ('name:"tw"', []),
        ('name:"rosen"', ["Jenny Rosen-Meyer"]),
        ('name~"ose"', ["Jenny Rosen-Meyer"]),
        ('name~"e Two T"', ["One Two Three"]),
        ('-name~"ose"', ["One Two Three"]),
        ('name~"R_s"', []),
        ('name~"%%%"', []),
        ("phone:null", ["One Two Three"]),
        ('phone~"30 123"', ["Jenny Rosen-Meyer"]),
        ('phone:"1234567"', ["Jenny Rosen-Meyer"]),
        ("created>1000", ["One Two Three", "Jenny Rosen-Meyer"]),
        ("created<=1000", []),
        ("-created<=1000", ["One Two Three", "Jenny Rosen-Meyer"]),
        ('AND created >= "1000" aNd name:"jenny"', ["Jenny Rosen-Meyer"]),
    ],
)
def test_a_clause_finds_what_it_says(shop: Shop, tag: str, query: str, found: list[str]) -> None:
    assert names(shop.v1.customers.search({"query": f'metadata["tag"]:"{tag}" {query}'})) == found


def test_an_email_is_found_in_any_spelling_and_by_its_parts(shop: Shop, tag: str) -> None:
    for query in (f'email:"jenny@{tag}.example"', f'email:"JENNY@{tag}.EXAMPLE"', f'email~"enny@{tag}"'):
        assert names(shop.v1.customers.search({"query": query})) == ["Jenny Rosen-Meyer"]
    assert names(shop.v1.customers.search({"query": f'email:"{tag}.example"'})) == []
    assert len(shop.v1.customers.search({"query": f'email~"{tag}"'}).data) == 2


def test_one_of_several_clauses_is_enough_with_or(shop: Shop, tag: str) -> None:
    query = f'email:"jenny@{tag}.example" OR email:"one@{tag}.example" or name:"nobody here"'
    assert names(shop.v1.customers.search({"query": query})) == ["One Two Three", "Jenny Rosen-Meyer"]
    query = f'metadata["tag"]:"{tag}" OR phone:"nothing like this"'
    assert names(shop.v1.customers.search({"query": query})) == ["One Two Three", "Jenny Rosen-Meyer"]


def test_pages_follow_each_other(shop: Shop, tag: str) -> None:
    for n in range(5):
        shop.v1.customers.create({"name": str(n), "metadata": {"tag": tag}})
    query = f'metadata["tag"]:"{tag}"'
    first = shop.v1.customers.search({"query": query, "limit": 3, "expand": ["total_count"]})
    assert first["object"] == "search_result"
    assert (names(first), first.has_more, first["total_count"]) == (["4", "3", "2"], True, 7)
    assert first["url"] == "/v1/customers/search"
    second = shop.v1.customers.search({"query": query, "limit": 3, "page": first.next_page})
    assert names(second) == ["1", "0", "One Two Three"]
    assert "total_count" not in second
    third = shop.v1.customers.search({"query": query, "limit": 3, "page": second.next_page})
    assert (names(third), third.has_more, third.next_page) == (["Jenny Rosen-Meyer"], False, None)
    assert len(list(first.auto_paging_iter())) == 7
    with refused("Invalid page: pass in the `next_page` of the same search.", param="page"):
        shop.v1.customers.search({"query": f"-{query}", "page": first.next_page})


def test_what_changes_is_found_as_it_is_now(shop: Shop, tag: str) -> None:
    customer = shop.v1.customers.search({"query": f'metadata["tag"]:"{tag}"'}).data[0]
    shop.v1.customers.update(customer.id, {"metadata": {"tag": f"{tag}-later", "also": "x"}})
    assert names(shop.v1.customers.search({"query": f'metadata["tag"]:"{tag}"'})) == ["Jenny Rosen-Meyer"]
    assert names(shop.v1.customers.search({"query": f'metadata["tag"]:"{tag}-LATER"'})) == ["One Two Three"]
    shop.v1.customers.delete(customer.id)
    assert names(shop.v1.customers.search({"query": f'metadata["tag"]:"{tag}-later"'})) == []


def test_customers_on_clocks_are_not_found(shop: Shop, tag: str) -> None:
    clock = shop.v1.test_helpers.test_clocks.create({"frozen_time": 1_900_000_000})
    shop.v1.customers.create({"name": "Later", "metadata": {"tag": tag}, "test_clock": clock.id})
    assert "Later" not in names(shop.v1.customers.search({"query": f'metadata["tag"]:"{tag}"'}))
