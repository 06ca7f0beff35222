"""The statement of a finalized invoice and the state of its page; a test names only what it is about."""

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from billhook.documents.statement import (
    AmountsDue,
    Deduction,
    InvoiceStatement,
    Party,
    PaymentMeans,
    StatementLine,
    Sums,
    Tax,
    TaxAmount,
    TaxCategory,
)
from billhook.hosted.page_state import PageState
from billhook.kernel.address import Address
from billhook.kernel.tax_number import TaxNumber

ISSUED = 1_795_348_800  # 2026-11-22 12:00:00 UTC
DAY = 86_400
DUE = ISSUED + 30 * DAY  # 2026-12-22

SELLER = Party(
    name="Quill & Thorn",
    address=Address(line1="Lindengasse 7", city="Wien", postal_code="1070", country="AT"),
    email="billing@quillthorn.example",
    phone="+43 1 555 0199",
    tax_ids=(TaxNumber("eu_vat", "ATU12345678"),),
)
BUYER = Party(
    name="Hedgerow Books Ltd",
    address=Address(line1="12 Bow Lane", city="London", postal_code="EC4M 9DT", country="GB"),
    email="ap@hedgerow.example",
    tax_ids=(TaxNumber("gb_vat", "GB123456789"),),
)


def a_tax(name: str = "VAT", percentage: str = "20", **changes: Any) -> Tax:
    """A tax on top of 20 %."""
    plain = Tax(name, None, Decimal(percentage), TaxCategory.STANDARD, "not_available", inclusive=False)
    return replace(plain, **changes)


def a_line(**changes: Any) -> StatementLine:
    """312 pages at 3.00 EUR."""
    plain = StatementLine("Typesetting", 93_600, Decimal(312), Decimal(300), period=(ISSUED, ISSUED))
    return replace(plain, **changes)


_STATEMENT = InvoiceStatement(
    issuer=SELLER,
    customer=BUYER,
    ship_to=None,
    number="HEDGE-0042",
    status="open",
    issued_at=ISSUED,
    currency="eur",
    lines=(a_line(),),
    sums=Sums(
        subtotal=130_000,
        discounts=(Deduction("Discount", None, 6_000),),
        shipping=None,
        removed_tax=0,
        taxes=(TaxAmount(a_tax(), 124_000, 24_800),),
        total_excluding_tax=124_000,
        total=148_800,
    ),
    locales=(),
    issuer_locale="en-US",
    time_zone="Europe/Vienna",
    page_size="a4",
    is_test=False,
    amounts=AmountsDue(
        starting_balance=0,
        ending_balance=0,
        credited_before=0,
        amount_due=148_800,
        amount_paid=0,
        amount_remaining=148_800,
        overpaid=0,
        credited_after=0,
    ),
    means=PaymentMeans("Please transfer to\nIBAN AT61 1904 3002 3457 3201", (), None),
    due_at=DUE,
    custom_fields=(("Purchase order", "PO-118"),),
    memo="Thank you for your order.",
    footer="Registered in Vienna",
)
_PAGE = PageState(
    locale="en_US",
    url="https://pay.quillthorn.example/i/tok123",
    pdf_url="https://pay.quillthorn.example/i/tok123/pdf",
)
_OF_SUMS = {field.name for field in fields(Sums)}
_OF_AMOUNTS = {field.name for field in fields(AmountsDue)}


def a_statement(**changes: Any) -> InvoiceStatement:
    """1,300.00 less 60.00 plus 20% of 1,240.00 is 1,488.00 EUR. A change may name a figure of the sum."""
    sums = {name: changes.pop(name) for name in list(changes) if name in _OF_SUMS}
    amounts = {name: changes.pop(name) for name in list(changes) if name in _OF_AMOUNTS}
    assert _STATEMENT.amounts is not None
    return replace(
        _STATEMENT,
        **{
            "sums": replace(_STATEMENT.sums, **sums),
            "amounts": replace(_STATEMENT.amounts, **amounts),
            **changes,
        },
    )


def a_page(**changes: Any) -> PageState:
    """The page in English, before anybody tried to pay."""
    return replace(_PAGE, **changes)
