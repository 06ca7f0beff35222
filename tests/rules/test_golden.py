"""The golden table: worked cases, each with the rule that gives its figure (tests/golden/).

The figures were worked out from the rules by hand, without the code at hand; where the two differ one of them is
wrong, and it may be the table.
"""

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from billhook.catalog.objects import Price, Tier, TransformQuantity
from billhook.catalog.rules.pricing import amount_of
from billhook.credit_notes.rules.crediting import LineTax, Shares, credited, credited_amount
from billhook.invoices.rules.applying_balance import apply_balance
from billhook.invoices.rules.terms import DiscountTerms, LineTerms, RateTerms, ShippingTerms, Tax, Terms
from billhook.invoices.rules.totals import totals

Case = dict[str, Any]

GOLDEN = Path(__file__).parents[1] / "golden"


def cases(name: str) -> list[Any]:
    found = tomllib.loads((GOLDEN / f"{name}.toml").read_text())["case"]
    return [pytest.param(case, id=case["name"]) for case in found]


def decimal(value: str | None) -> Decimal | None:
    return Decimal(value) if value is not None else None


@pytest.mark.parametrize("case", cases("lines"))
def test_what_a_line_comes_to(case: Case) -> None:
    given = case["price"]
    tiers = tuple(
        Tier(tier.get("up_to"), decimal(tier.get("flat_amount")), decimal(tier.get("unit_amount")))
        for tier in given.get("tiers", ())
    )
    transform = given.get("transform_quantity")
    price = Price(
        id="price_1", created=0, active=True, inline=False, product="prod_1", currency=case["currency"], nickname=None,
        lookup_key=None, metadata={}, tax_behavior="unspecified", unit_amount=decimal(given.get("unit_amount")),
        custom_unit_amount=None, tiers_mode=given.get("tiers_mode"), tiers=tiers or None, currency_options={},
        transform_quantity=TransformQuantity(transform["divide_by"], transform["round"]) if transform else None,
        recurring=None,
    )  # fmt: skip
    assert amount_of(price, Decimal(case["quantity"]), case["currency"]) == case["amount"], case["rule"]


@pytest.mark.parametrize("case", cases("settlement"))
def test_what_is_left_to_collect(case: Case) -> None:
    settled = apply_balance(case["total"], case["balance"], case["currency"])
    seen = {
        "amount_due": settled.amount_due,
        "ending_balance": settled.ending_balance,
        "movement": settled.movement or "",
    }
    assert seen == {name: case[name] for name in seen}, case["rule"]


@pytest.mark.parametrize("case", cases("totals"))
def test_what_an_invoice_comes_to(case: Case) -> None:
    sums = totals(_terms(case))
    seen = {
        "subtotal": sums.subtotal,
        "subtotal_excluding_tax": sums.subtotal_excluding_tax,
        "total": sums.total,
        "total_excluding_tax": sums.total_excluding_tax,
        "removed_tax": sums.removed_tax,
        "discounts": dict(sums.discounts),
        "taxes": [_shown(tax) | {"reason": tax.reason} for tax in sums.taxes],
        "lines": [
            {"discounts": dict(line.discounts), "taxes": [_shown(tax) for tax in line.taxes]} for line in sums.lines
        ],
    }
    if sums.shipping is not None:
        seen["shipping"] = {"subtotal": sums.shipping.subtotal, "tax": sums.shipping.tax, "total": sums.shipping.total}
    assert seen == {"discounts": {}, "taxes": [], **case["expect"]}, case["rule"]


def _shown(tax: Tax) -> Case:
    return {"rate": tax.rate, "amount": tax.amount, "taxable_amount": tax.taxable_amount}


def _terms(case: Case) -> Terms:
    discounts = {
        name: DiscountTerms(name, decimal(d.get("percent_off")), d.get("amount_off"), tuple(d.get("products", ())))
        for name, d in case.get("discount", {}).items()
    }
    rates = {
        name: RateTerms(name, Decimal(rate["percentage"]), rate["inclusive"])
        for name, rate in case.get("rate", {}).items()
    }
    shipping = case.get("shipping", {})
    taxes = tuple(Tax(**tax) for tax in shipping.get("taxes", ()))
    return Terms(
        lines=tuple(
            LineTerms(
                amount=line["amount"],
                discountable=line.get("discountable", True),
                product=line.get("product", ""),
                discounts=tuple(discounts[name] for name in line.get("discounts", ())),
                rates=tuple(rates[name] for name in line.get("rates", ())),
                taxes=tuple(Tax(**tax) for tax in line["taxes"]) if "taxes" in line else None,
            )
            for line in case["lines"]
        ),
        discounts=tuple(discounts[name] for name in case.get("discounts", ())),
        default_rates=tuple(rates[name] for name in case.get("default_rates", ())),
        exemption=case.get("exemption", "none"),
        rounding=case.get("rounding", "line"),
        shipping=ShippingTerms(shipping["amount"], taxes) if shipping else None,
    )


@pytest.mark.parametrize("case", cases("credit_notes"))
def test_what_credit_notes_take_back(case: Case) -> None:
    line = _shares(case["line"])
    quantity = Decimal(case["line"].get("quantity", "1"))
    done: list[Shares] = []
    units = Decimal(0)
    for credit, expected in zip(case["credits"], case["expect"], strict=True):
        amount = credit.get("amount")
        if amount is None:
            amount = credited_amount(line.amount, quantity, units, Decimal(credit["quantity"]))
            units += Decimal(credit["quantity"])
        part = credited(line, done, amount)
        done.append(part)
        seen = {
            "amount": part.amount,
            "discounts": [*part.own, *part.of_invoice],
            "taxes": [tax.amount for tax in part.taxes],
            "taxable": [tax.taxable_amount for tax in part.taxes],
            "subtotal": part.subtotal,
            "total": part.total,
        }
        assert seen == expected, case["rule"]


def _shares(line: Case) -> Shares:
    discounts = line.get("discounts", [])
    return Shares(
        amount=line["amount"],
        own=tuple(d["amount"] for d in discounts if d["of"] == "line"),
        of_invoice=tuple(d["amount"] for d in discounts if d["of"] == "invoice"),
        taxes=tuple(LineTax(t["amount"], t["taxable_amount"], t["inclusive"]) for t in line.get("taxes", [])),
    )
