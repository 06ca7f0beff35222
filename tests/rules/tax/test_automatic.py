"""Which taxes are due, by who sells what to whom (docs/decisions/0014-automatic-tax.md)."""

from decimal import Decimal
from typing import Any

import pytest

from billhook.account_settings.registrations import parsed
from billhook.kernel.address import Address
from billhook.tax.rules.automatic import EU, Buyer, LineTax, Place, TaxedLine, place_of, taxes_of

REGISTRATIONS = parsed("DE=19, FR=20, US-NY=8.875, CA=5, CA-QC=9.975, JP=10, AE=0")
LINE = TaxedLine(10_000, None, "exclusive")


def taxes(
    country: str, state: str | None = None, *, line: TaxedLine = LINE, tax_exempt: str = "none",
    eu_vat_ids: tuple[str, ...] = (), seller: str = "DE",
) -> tuple[LineTax, ...]:  # fmt: skip
    return taxes_of(line, Buyer(Place(country, state), tax_exempt, eu_vat_ids), seller, REGISTRATIONS)


def short(found: tuple[LineTax, ...]) -> list[tuple[str, str, str]]:
    """What the law says, what is taken, and why."""
    return [(str(t.rate.percentage), str(t.rate.effective_percentage), t.reason) for t in found]


AUSTRIAN = {"eu_vat_ids": ("ATU12345678",)}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        pytest.param({"country": "DE"}, [("19", "19", "standard_rated")], id="at home"),
        pytest.param({"country": "FR"}, [("20", "20", "standard_rated")], id="registered abroad"),
        pytest.param({"country": "AT"}, [("0", "0", "not_collecting")], id="a consumer, not registered"),
        pytest.param({"country": "BR"}, [("0", "0", "not_collecting")], id="the world"),
        pytest.param({"country": "AE"}, [("0", "0", "zero_rated")], id="registered at zero"),
        pytest.param({"country": "US", "state": "NY"}, [("8.875", "8.875", "standard_rated")], id="in the state"),
        pytest.param({"country": "US", "state": "NJ"}, [("0", "0", "not_collecting")], id="in another state"),
        pytest.param({"country": "US"}, [("0", "0", "not_collecting")], id="in no state"),
        pytest.param(
            {"country": "CA", "state": "QC"},
            [("5", "5", "standard_rated"), ("9.975", "9.975", "standard_rated")],
            id="country and state",
        ),
        pytest.param({"country": "CA", "state": "ON"}, [("5", "5", "standard_rated")], id="the country alone"),
        pytest.param({"country": "AT", **AUSTRIAN}, [("0", "0", "reverse_charge")], id="a business of the EU"),
        pytest.param({"country": "FR", "eu_vat_ids": ("FRAB123456789",)}, [("20", "0", "reverse_charge")],
                     id="a business where the seller is registered"),
        pytest.param({"country": "DE", "eu_vat_ids": ("DE123456789",)}, [("19", "19", "standard_rated")],
                     id="a business at home"),
        pytest.param({"country": "FR", "eu_vat_ids": ("DE123456789",)}, [("20", "20", "standard_rated")],
                     id="a number of the seller's own country"),
        pytest.param({"country": "FR", "seller": "US", "eu_vat_ids": ("FRAB123456789",)},
                     [("20", "20", "standard_rated")], id="the seller is outside the EU"),
        pytest.param({"country": "JP", **AUSTRIAN}, [("10", "10", "standard_rated")], id="the buyer is outside"),
        pytest.param({"country": "DE", "tax_exempt": "exempt"}, [("19", "0", "customer_exempt")], id="exempt"),
        pytest.param({"country": "DE", "tax_exempt": "reverse"}, [("19", "0", "reverse_charge")], id="reverse"),
        pytest.param({"country": "BR", "tax_exempt": "exempt"}, [("0", "0", "not_collecting")],
                     id="exempt where nothing is collected"),
        pytest.param({"country": "DE", "line": TaxedLine(1, "txcd_00000000", "exclusive")},
                     [("19", "0", "product_exempt")], id="not taxable"),
        pytest.param({"country": "DE", "line": TaxedLine(1, "txcd_10000000", "exclusive")},
                     [("19", "19", "standard_rated")], id="any other tax code"),
    ],
)  # fmt: skip
def test_what_is_due(given: dict[str, Any], wanted: list[tuple[str, str, str]]) -> None:
    assert short(taxes(**given)) == wanted


@pytest.mark.parametrize(("behavior", "inclusive"), [("exclusive", False), ("inclusive", True), ("unspecified", False)])
def test_the_behavior_of_the_line(behavior: str, inclusive: bool) -> None:
    for country in ("DE", "BR"):
        (tax,) = taxes(country, line=TaxedLine(1, None, behavior))
        assert tax.rate.inclusive is inclusive


@pytest.mark.parametrize(
    ("country", "state", "name", "tax_type", "level"),
    [
        ("DE", None, "VAT", "vat", "country"),
        ("US", "NY", "Sales Tax", "sales_tax", "state"),
        ("CA", "ON", "GST", "gst", "country"),
        ("JP", None, "JCT", "jct", "country"),
    ],
)
def test_the_rate_says_what_it_is(country: str, state: str | None, name: str, tax_type: str, level: str) -> None:
    (tax,) = taxes(country, state)
    said = (tax.rate.display_name, tax.rate.tax_type, tax.rate.jurisdiction_level, tax.rate.country, tax.rate.rate_type)
    assert said == (name, tax_type, level, country, "percentage")


def test_no_rate_where_nothing_is_collected() -> None:
    (tax,) = taxes("BR")
    assert (tax.rate.rate_type, tax.rate.percentage) == (None, Decimal(0))


def test_the_union_has_27_members() -> None:
    assert len(EU) == 27
    assert {"GR", "IE"} <= EU
    assert not {"GB", "CH", "EL", "XI", "NO"} & EU


@pytest.mark.parametrize(
    ("shipping", "billing", "wanted"),
    [
        (Address(country="FR"), Address(country="DE"), Place("FR", None)),
        (None, Address(country="us", state=" ny "), Place("US", "NY")),
        (Address(country=None), Address(country="DE", state=""), Place("DE", None)),
        (Address(country="France"), Address(country="DE"), Place("DE", None)),
        (None, Address(country="Germany"), None),
        (Address(), Address(), None),
        (None, None, None),
    ],
)
def test_the_place(shipping: Address | None, billing: Address | None, wanted: Place | None) -> None:
    assert place_of(shipping, billing) == wanted
