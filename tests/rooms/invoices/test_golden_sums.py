"""The golden table of sums through the API: what the rules give is what a caller sees, before and after finalizing."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.builders import Shop
from tests.conftest import Server, run_billhook

Case = dict[str, Any]

_TABLE = Path(__file__).parents[2] / "golden" / "totals.toml"


def cases(rounding: str) -> list[Any]:
    """Those that a caller can bring about: taxes on shipping need a provider, coupons have two decimal places."""
    found = tomllib.loads(_TABLE.read_text())["case"]
    return [
        pytest.param(case, id=case["name"])
        for case in found
        if case.get("rounding", "line") == rounding
        and "taxes" not in case.get("shipping", {})
        and case["lines"]
        and all(
            Decimal(discount["percent_off"]) == round(Decimal(discount["percent_off"]), 2)
            for discount in case.get("discount", {}).values()
            if "percent_off" in discount
        )
    ]


@dataclass
class Brought:
    """What a case needs in the account; the names of the table by the ids of the API."""

    shop: Shop
    names: dict[str, str] = field(default_factory=dict)

    def coupons(self, case: Case) -> dict[str, str]:
        found = {}
        for name, given in case.get("discount", {}).items():
            coupon: Case = {"name": name}
            if "percent_off" in given:
                coupon["percent_off"] = float(given["percent_off"])
            else:
                coupon |= {"amount_off": given["amount_off"], "currency": "usd"}
            if "products" in given:
                coupon["applies_to"] = {"products": [self.product(p) for p in given["products"]]}
            found[name] = self.shop.v1.coupons.create(coupon).id
        return found

    def rates(self, case: Case) -> dict[str, str]:
        found = {}
        for name, given in case.get("rate", {}).items():
            rate = self.shop.v1.tax_rates.create(
                {"display_name": name, "percentage": float(given["percentage"]), "inclusive": given["inclusive"]}
            )
            found[name] = rate.id
            self.names[rate.id] = name
        return found

    def product(self, name: str) -> str:
        if name not in self.names:
            self.names[name] = self.shop.v1.products.create({"name": name or "Anything"}).id
        return self.names[name]

    def line(self, line: Case, coupons: dict[str, str], rates: dict[str, str]) -> Case:
        product = self.product(line.get("product", ""))
        price = {"currency": "usd", "product": product, "unit_amount_decimal": str(line["amount"])}
        sent: Case = {"price_data": price}
        if "discountable" in line:
            sent["discountable"] = line["discountable"]
        if "discounts" in line:
            sent["discounts"] = [{"coupon": coupons[name]} for name in line["discounts"]]
        if "rates" in line:
            sent["tax_rates"] = [rates[name] for name in line["rates"]]
        if "taxes" in line:
            sent["tax_amounts"] = [
                {
                    "amount": tax["amount"],
                    "taxable_amount": tax["taxable_amount"],
                    "taxability_reason": tax["reason"],
                    "tax_rate_data": {"display_name": tax["rate"], "inclusive": tax["inclusive"], "percentage": 1},
                }
                for tax in line["taxes"]
            ]
        return sent


def named(taxes: Any, names: dict[str, str]) -> list[Case]:
    return [
        {
            "rate": names.get(tax["tax_rate_details"]["tax_rate"], "given"),
            "amount": tax["amount"],
            "taxable_amount": tax["taxable_amount"],
        }
        for tax in taxes
    ]


def expected(taxes: list[Case], names: dict[str, str]) -> list[Case]:
    known = set(names.values())
    return [
        {k: (v if k != "rate" or v in known else "given") for k, v in tax.items() if k != "reason"} for tax in taxes
    ]


def by_coupon(shop: Shop, invoice: Any) -> dict[str, int]:
    """What each coupon takes: lines that name the same one have a discount each."""
    expand = ["total_discount_amounts.discount.source.coupon"]
    found: dict[str, int] = {}
    for share in shop.v1.invoices.retrieve(invoice.id, {"expand": expand}).total_discount_amounts:
        name = share.discount.source.coupon.name
        found[name] = found.get(name, 0) + share.amount
    return found


@pytest.fixture(scope="module")
def rounded_once(server: Server) -> Iterator[None]:
    """An account that rounds taxes per invoice."""
    run_billhook(server, "settings", "set", "tax_rounding", "invoice")
    yield
    run_billhook(server, "settings", "set", "tax_rounding", "line")


@pytest.mark.parametrize("case", cases("line"))
def test_a_caller_sees_the_golden_figures(shop: Shop, case: Case) -> None:
    _bring_about(shop, case)


@pytest.mark.usefixtures("rounded_once")
@pytest.mark.parametrize("case", cases("invoice"))
def test_a_caller_sees_the_golden_figures_rounded_once(shop: Shop, case: Case) -> None:
    _bring_about(shop, case)


def _bring_about(shop: Shop, case: Case) -> None:
    brought = Brought(shop)
    coupons, rates = brought.coupons(case), brought.rates(case)
    customer = shop.v1.customers.create({"email": "a@example.com", "tax_exempt": case.get("exemption", "none")})
    create: Case = {
        "customer": customer.id,
        "discounts": [{"coupon": coupons[name]} for name in case.get("discounts", [])],
        "default_tax_rates": [rates[name] for name in case.get("default_rates", [])],
    }
    if "shipping" in case:
        amount = {"amount": case["shipping"]["amount"], "currency": "usd"}
        data = {"display_name": "Post", "type": "fixed_amount", "fixed_amount": amount}
        create["shipping_cost"] = {"shipping_rate_data": data}
    draft = shop.v1.invoices.create({k: v for k, v in create.items() if v != []})
    lines = [brought.line(line, coupons, rates) for line in case["lines"]]
    shown = shop.v1.invoices.add_lines(draft.id, {"lines": lines})
    _check(shop, shown, case, brought)
    _check(shop, shop.v1.invoices.finalize_invoice(draft.id), case, brought)


def _check(shop: Shop, invoice: Any, case: Case, brought: Brought) -> None:
    expect = {"discounts": {}, "taxes": [], **case["expect"]}
    figures = ("subtotal", "subtotal_excluding_tax", "total", "total_excluding_tax")
    assert {name: invoice[name] for name in figures} == {name: expect[name] for name in figures}, case["rule"]
    assert by_coupon(shop, invoice) == dict(expect["discounts"])
    assert named(invoice.total_taxes, brought.names) == expected(expect["taxes"], brought.names), case["rule"]
    lines = list(shop.v1.invoices.line_items.list(invoice.id, {"limit": 100}).data)
    for line, wanted in zip(lines, expect["lines"], strict=True):
        assert sorted(d["amount"] for d in line.discount_amounts) == sorted(wanted.get("discounts", {}).values())
        assert named(line.taxes, brought.names) == expected(wanted.get("taxes", []), brought.names), case["rule"]
    if "shipping" in expect:
        assert invoice.shipping_cost.amount_total == invoice.amount_shipping == expect["shipping"]["total"]
