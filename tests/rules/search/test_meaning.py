"""What a clause may say about a field, by the type of the field."""

import pytest

from billhook.customers.search_store import SEARCHABLE as CUSTOMERS
from billhook.invoices.search_store import SEARCHABLE as INVOICES
from billhook.kernel.errors import ApiError
from billhook.wire.lists import Span
from billhook.wire.search.meaning import meaning_of


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ('customer~"cus_1"', "customer is a token field, whose operators are :"),
        ('metadata["a"]~"abc"', "metadata is a token field, whose operators are :"),
        ("total~'123'", "total is a numeric field, whose operators are : > < >= <= ="),
        ("number>5", "number is a string field, whose operators are : ~"),
        ("number~null", "null goes with the operator : alone"),
        ("total>null", "null goes with the operator : alone"),
        ('number~"ab"', "the operator ~ needs a text of at least 3 characters"),
        ('total:"ten"', "total is compared with a whole number"),
        ("total>1.5", "total is compared with a whole number"),
        ("total>1234567890123456789", "total is compared with a whole number"),
    ],
)
def test_what_a_type_does_not_have_is_refused(query: str, reason: str) -> None:
    with pytest.raises(ApiError) as caught:
        meaning_of(f"currency:'usd' {query}", INVOICES)
    assert caught.value.message.endswith(f"At character 16: {reason}.")


def test_an_unknown_field_is_refused_by_name() -> None:
    with pytest.raises(ApiError) as caught:
        meaning_of('name:"x" foo:"bar"', CUSTOMERS)
    assert caught.value.message == (
        "Field `foo` is an unsupported search field for resource `customers`. The supported fields are created, email, "
        "metadata, name, phone; see docs/guide/search.md#fields. At character 10."
    )
    assert caught.value.param == "query"


@pytest.mark.parametrize(
    ("query", "span"),
    [
        ("created>100", Span(101, None)),
        ("created>=100 created<200", Span(100, 200)),
        ("created<=200 created>50 created>60", Span(61, 201)),
        ("created:100", Span(100, 101)),
        ("created=100 name:'x'", Span(100, 101)),
        ("-created>100", Span()),
        ("created:null", Span()),
        ("created>100 OR created<50", Span()),
        ("name:'x'", Span()),
    ],
)
def test_clauses_bound_when_everything_was_made(query: str, span: Span) -> None:
    assert meaning_of(query, CUSTOMERS).span() == span
