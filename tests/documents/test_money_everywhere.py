"""The invoices of the money table on paper, on the page and in the mail: every figure, in every language.

What is expected is the table's own figure (tests/golden/totals.toml), never one of ours.
"""

import io
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdf
import pytest
from tests.documents.extracted import plain, says
from tests.pages.hosted_invoice import a_page, a_statement

from billhook.documents.invoice_pdf import InvoiceDocument, TotalRow, render
from billhook.documents.paper import document
from billhook.documents.statement import (
    AmountsDue,
    Deduction,
    InvoiceStatement,
    ShippingCharge,
    StatementLine,
    Sums,
    Tax,
    TaxAmount,
    TaxCategory,
)
from billhook.hosted.presenting import present
from billhook.invoices.mail_summary import mail_totals
from billhook.kernel.display import money
from billhook.kernel.languages import LANGUAGES

Case = dict[str, Any]

CASES: list[Case] = tomllib.loads((Path(__file__).parents[1] / "golden" / "totals.toml").read_text("utf-8"))["case"]
# Read back from the finished paper: taxes of both kinds, discounts, an exempt customer, shipping.
READ_BACK = [case for case in CASES if case["expect"].get("taxes") and case["expect"].get("discounts")][:2] + [
    case for case in CASES if "shipping" in case
][:1]
NOW = 1_795_348_800


def statement_of(case: Case, language: str) -> InvoiceStatement:
    """An open invoice that says what the table expects."""
    expect, rates = case["expect"], case.get("rate", {})
    named = case.get("discounts", [])
    own = [list(line.get("discounts", ())) for line in case["lines"]]
    lines = tuple(
        StatementLine(
            f"Line {at}", line["amount"], None, None,
            discounts=tuple(Deduction(name, None, found["discounts"][name]) for name in own[at]),
        )
        for at, (line, found) in enumerate(zip(case["lines"], expect["lines"], strict=True))
    )  # fmt: skip
    taxes = tuple(
        TaxAmount(_tax(tax, rates.get(tax["rate"], {})), tax["taxable_amount"], tax["amount"])
        for tax in expect.get("taxes", ())
    )
    of_whole = tuple(
        Deduction(name, None, sum(found["discounts"].get(name, 0) for found in expect["lines"])) for name in named
    )
    shipping = ShippingCharge(None, expect["shipping"]["subtotal"]) if "shipping" in expect else None
    total = expect["total"]
    sums = Sums(
        expect["subtotal"], of_whole, shipping, expect["removed_tax"], taxes, expect["total_excluding_tax"], total
    )
    return a_statement(
        lines=lines, sums=sums, currency="eur", locales=(language,), amounts=AmountsDue(0, 0, 0, total, 0, total, 0, 0)
    )


def _tax(tax: Case, rate: Case) -> Tax:
    return Tax(
        "VAT", None, Decimal(rate.get("percentage", "0")), TaxCategory.STANDARD, tax.get("reason", "standard_rated"),
        bool(rate.get("inclusive", False)),
    )  # fmt: skip


def figures(case: Case) -> list[int]:
    """Every figure below the lines that a reader must find, signed as it is read. A discount of nothing is not told."""
    expect = case["expect"]
    found = [expect["subtotal"], expect["total"], *(tax["amount"] for tax in expect.get("taxes", ()))]
    for name in case.get("discounts", ()):
        taken = sum(line["discounts"].get(name, 0) for line in expect["lines"])
        found += [-taken] if taken else []
    if "shipping" in expect:
        found.append(expect["shipping"]["subtotal"])
    if expect["removed_tax"]:
        found.append(-expect["removed_tax"])
    return found


def amounts(rows: tuple[TotalRow, ...]) -> set[int]:
    return {row.amount for row in rows}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_the_table(language: str) -> None:
    for case in CASES:
        statement = statement_of(case, language)
        paper: InvoiceDocument = document(statement)
        on_paper = amounts(paper.totals) | {paper.amount_due}
        assert set(figures(case)) <= on_paper, case["name"]
        assert [line.amount for line in paper.lines] == [line["amount"] for line in case["lines"]]
        shown = [total.amount for total in present(statement, a_page(locale=language), now=NOW).totals]
        wanted = [money(figure, "eur", language) for figure in figures(case)]
        assert [figure for figure in wanted if figure not in shown] == [], case["name"]
        mailed = mail_totals(statement, language, paid=False)
        # A mail without rows has lines that come to what its headline asks for.
        if mailed:
            assert set(figures(case)) <= {row.amount for row in mailed}, case["name"]
        else:
            assert sum(line["amount"] for line in case["lines"]) == case["expect"]["total"], case["name"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_finished_paper_can_be_read_back(language: str) -> None:
    assert len(READ_BACK) == 3
    for case in READ_BACK:
        pdf = pypdf.PdfReader(io.BytesIO(render(document(statement_of(case, language)))))
        text = plain("".join(page.extract_text() for page in pdf.pages))
        for figure in figures(case):
            assert says(text, money(figure, "eur", language), language), (case["name"], figure)
