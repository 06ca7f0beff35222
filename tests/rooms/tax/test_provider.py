"""The provider that an account has through its settings."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from tests.conftest import Server, run_billhook
from tests.rooms.tax.inside import inside

from billhook.db.tx import Tx
from billhook.kernel.address import Address
from billhook.kernel.errors import ApiError
from billhook.kernel.tax_number import TaxNumber
from billhook.tax.provider import TaxQuestion, provider_of
from billhook.tax.rules.automatic import LineTax, TaxedLine


@pytest.fixture
def registered(server: Server) -> Iterator[Server]:
    """A server whose account sells from Germany and is registered there and in France."""
    for name, value in (("business_country", "DE"), ("tax_registrations", "DE=19, FR=20")):
        run_billhook(server, "settings", "set", name, value)
    yield server
    for name, value in (("business_country", "US"), ("tax_registrations", "")):
        run_billhook(server, "settings", "set", name, value)


def asked(server: Server, **given: Any) -> list[tuple[LineTax, ...]]:
    lines = [TaxedLine(1_000, None, "exclusive"), TaxedLine(500, "txcd_00000000", "inclusive")]
    question: dict[str, Any] = {
        "currency": "eur", "shipping": None, "billing": Address(country="FR"), "tax_exempt": "none", "tax_ids": [],
        "lines": lines, **given,
    }  # fmt: skip

    async def verb(tx: Tx) -> list[tuple[LineTax, ...]]:
        return await provider_of(tx.tenant).taxes(TaxQuestion(**question))

    return inside(server, verb)[0]


def test_taxes_of_each_line(registered: Server) -> None:
    (first,), (second,) = asked(registered)
    assert (first.rate.effective_percentage, first.reason) == (Decimal(20), "standard_rated")
    assert (second.rate.effective_percentage, second.reason, second.rate.inclusive) == (0, "product_exempt", True)
    (reversed_, _) = asked(
        registered, tax_ids=[TaxNumber("us_ein", "12-3456789"), TaxNumber("eu_vat", "FRAB123456789")]
    )
    assert [tax.reason for tax in reversed_] == ["reverse_charge"]


def test_a_customer_who_is_nowhere(registered: Server) -> None:
    with pytest.raises(ApiError) as caught:
        asked(registered, billing=None)
    assert (caught.value.status, caught.value.kind.code) == (400, "customer_tax_location_invalid")


def test_no_registrations_no_automatic_tax(server: Server) -> None:
    with pytest.raises(ApiError, match="tax_registrations") as caught:
        asked(server)
    error = caught.value
    assert (error.status, error.kind.code, error.param) == (400, "stripe_tax_inactive", "automatic_tax[enabled]")
