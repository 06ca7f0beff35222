"""Invoices are found by a query (platform.md §1.5)."""

from typing import Any

import pytest
from tests.builders import Shop, refused


@pytest.fixture
def customer(shop: Shop) -> Any:
    return shop.v1.customers.create({"name": "Searched", "email": "searched@example.com"})


def test_by_every_field(shop: Shop, customer: Any) -> None:
    draft, open_, paid, void = (shop.invoice(status, customer=customer) for status in ("draft", "open", "paid", "void"))
    shop.v1.invoices.update(open_.id, {"metadata": {"order": customer.id}})

    def found(query: str) -> list[str]:
        return [each.id for each in shop.v1.invoices.search({"query": f'customer:"{customer.id}" {query}'}).data]

    everything = [void.id, paid.id, open_.id, draft.id]
    assert found("") == everything
    assert found('status:"OPEN"') == [open_.id]
    assert found('status~"pai"') == [paid.id]
    assert found('-status:"draft"') == [void.id, paid.id, open_.id]
    assert found(f'number:"{paid.number.lower()}"') == [paid.id]
    assert found(f'number~"{paid.number[2:]}"') == [paid.id]
    assert found("number:null") == [draft.id]
    assert found(f'metadata["order"]:"{customer.id}"') == [open_.id]
    assert found(f"total:{open_.total}") == everything
    assert found(f"total>{open_.total}") == []
    assert found('currency:"usd"') == everything
    assert found('currency:"eur"') == []
    assert found("subscription:null receipt_number:null last_finalization_error_code:null") == everything
    assert found(f"created>={draft.created} created<={void.created}") == everything
    assert found(f"created<{draft.created}") == []
    shop.v1.invoices.delete(draft.id)
    assert found("") == everything[:3]


def test_one_clause_is_enough_with_or(shop: Shop, customer: Any) -> None:
    one, two = shop.invoice("open", customer=customer), shop.invoice("draft", customer=customer)
    query = f'number:"{one.number}" OR metadata["order"]:"{customer.id}" OR customer:"{customer.id}"'
    page = shop.v1.invoices.search({"query": query, "limit": 1, "expand": ["total_count", "data.customer"]})
    assert (page.data[0].id, page["total_count"]) == (two.id, 2)
    assert page.data[0].customer.name == "Searched"
    assert [each.id for each in page.auto_paging_iter()] == [two.id, one.id]


def test_a_rare_status_is_found_among_all(shop: Shop, customer: Any) -> None:
    invoice = shop.invoice("uncollectible", customer=customer)
    assert shop.v1.invoices.search({"query": 'status:"uncollectible"', "limit": 1}).data[0].id == invoice.id


def test_mistakes_are_told(shop: Shop) -> None:
    with refused("Missing required param: query.", code="parameter_missing", param="query"):
        shop.v1.invoices.search({})
    with refused(
        'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for '
        'metadata or key:"value" to query for other fields. At character 8: expected a value: a text in quotation '
        "marks, a number, or null.",
        param="query",
    ):
        shop.v1.invoices.search({"query": "status:open"})
    with refused("Received unknown parameter: starting_after", code="parameter_unknown", param="starting_after"):
        shop.v1.invoices.search({"query": "total>1", "starting_after": "in_1"})
    with refused("Invalid integer: abc", code="parameter_invalid_integer", param="limit"):
        shop.v1.invoices.search({"query": "total>1", "limit": "abc"})
    assert len(shop.v1.invoices.search({"query": "total>=0", "limit": 0}).data) <= 1
