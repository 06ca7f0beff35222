"""What an invoice says, and the rows of its sum on paper: which there are, in which order; old invoices keep theirs."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.builders import BILL_TO, NOON, an_issuer, an_item, invoice_details

from billhook.discounts.objects import Discount
from billhook.documents import sum_wording
from billhook.documents.invoice_pdf import InvoiceDocument, TotalRow
from billhook.documents.paper import document
from billhook.documents.statement import TaxCategory
from billhook.invoices.applied import AppliedDiscount, AppliedTax
from billhook.invoices.mail_summary import mail_line, mail_totals
from billhook.invoices.objects import InvoiceDetails
from billhook.invoices.rules.tax_categories import category_of
from billhook.invoices.rules.terms import Tax
from billhook.invoices.statement import statement_of
from billhook.kernel import display
from billhook.kernel.address import Address, Shipping
from billhook.kernel.tax_number import TaxNumber
from billhook.mail.message import MailLine, MailRow
from billhook.tax.objects import TaxRate

# What was frozen of the issuer before there were discounts, taxes and tax ids of the account.
ISSUER = an_issuer(tax_ids=None)


def finalized(**given: Any) -> InvoiceDetails:
    """120.00, open. `exemption` is the customer's."""
    exemption = given.pop("exemption", "none")
    frozen = {
        "status": "open", "number": "A-0001", "effective_at": NOON, "amount_due": 12_000, "starting_balance": 0,
        "ending_balance": 0, "issuer": ISSUER, "bill_to": replace(BILL_TO, tax_exempt=exemption),
        "hosted_token": "t",
    }  # fmt: skip
    return invoice_details(**frozen | given)


def discount(name: str | None, id: str, *, percent_off: str | None = None) -> Discount:
    """A frozen discount of a coupon with this name and id."""
    plain = Discount(
        id=f"di_{id}", coupon=id, promotion_code=None, percent_off=None, amount_off=100, currency="usd",
        currency_options={}, products=(), name=name, duration="once", customer=None, invoice=None, invoice_item=None,
        origin=None, start=NOON, end=None, coupon_snapshot={},
    )  # fmt: skip
    return replace(plain, percent_off=Decimal(percent_off), amount_off=None) if percent_off else plain


def tax(amount: int, *, inclusive: bool = False, reason: str = "not_available", percentage: str = "20") -> AppliedTax:
    """A tax on 100.00."""
    rate = TaxRate(
        id=f"txr_{percentage}", created=NOON, active=True, display_name="VAT", inclusive=inclusive,
        percentage=Decimal(percentage),
    )  # fmt: skip
    return AppliedTax(rate, amount, 10_000, inclusive, reason)


def printed(details: InvoiceDetails, replaced_by: str | None = None) -> InvoiceDocument:
    return document(statement_of(details, is_test=False, replaced_by=replaced_by))


def rows_to_total(details: InvoiceDetails, locale: str = "en") -> tuple[TotalRow, ...]:
    statement = statement_of(details, is_test=False)
    return (*sum_wording.rows_before_total(statement, locale), sum_wording.total_row(statement, locale))


def total_notes(details: InvoiceDetails, locale: str = "en") -> tuple[TotalRow, ...]:
    return sum_wording.total_notes(statement_of(details, is_test=False), locale)


def with_lines(*items: Any, **given: Any) -> InvoiceDetails:
    return replace(finalized(**given), lines=items)


def labels(rows: tuple[TotalRow, ...]) -> list[str]:
    return [row.label for row in rows]


@pytest.mark.parametrize("exemption", ["none", "exempt", "reverse"])
@pytest.mark.parametrize("display", [None, "exclude_tax", "include_inclusive_tax"])
def test_an_invoice_from_before_there_were_taxes_prints_what_it_printed(exemption: str, display: str | None) -> None:
    details = finalized(exemption=exemption, amount_tax_display=display, starting_balance=-500, ending_balance=100)
    paper = printed(details)
    assert paper.totals == (
        TotalRow("Subtotal", 12_000),
        TotalRow("Total", 12_000),
        TotalRow("Applied balance", -500),
        TotalRow("Carried to the next invoice", -100),
    )
    assert (paper.remarks, paper.after_due, paper.issuer.tax_ids) == ((), (), ())
    (line,) = paper.lines
    assert (line.tax, line.discounts) == (None, ())


def test_a_discount_that_takes_nothing_is_not_shown_and_one_without_a_name_shows_its_code() -> None:
    taken = (AppliedDiscount("di_A", 0), AppliedDiscount("di_B", 100))
    details = finalized(discounts=(discount("Nothing", "A"), discount(None, "B")), total_discount_amounts=taken)
    rows = rows_to_total(details)
    assert rows[1:-1] == (TotalRow("B", -100),)


def test_only_a_line_s_own_share_stands_below_it() -> None:
    amounts = (AppliedDiscount("di_A", 700), AppliedDiscount("di_B", 300))
    item = an_item(discounts=(discount("Own", "A", percent_off="12.5"),), discount_amounts=amounts)
    (line,) = statement_of(with_lines(item), is_test=False).lines
    assert sum_wording.line_discounts(line, "en") == (TotalRow("Own (12.5%)", -700),)


def test_tax_on_top_stands_between_the_totals() -> None:
    details = finalized(total=12_000, subtotal=10_000, total_excluding_tax=10_000, total_taxes=(tax(2_000),))
    assert labels(rows_to_total(details)) == [
        "Subtotal", "Total excluding tax", "VAT (20% on $100.00)", "Total",
    ]  # fmt: skip
    assert total_notes(details) == ()


def test_tax_inside_is_noted_and_with_exclude_tax_taken_out_and_added() -> None:
    details = finalized(total_excluding_tax=10_000, total_taxes=(tax(2_000, inclusive=True),))
    assert labels(rows_to_total(details)) == ["Subtotal", "Total"]
    assert total_notes(details) == (
        TotalRow("Includes VAT (20% on $100.00)", 2_000, note=True),
        TotalRow("Total excluding tax", 10_000, note=True),
    )
    excluding = replace(details, invoice=replace(details.invoice, amount_tax_display="exclude_tax"))
    rows = rows_to_total(excluding)
    # 120.00 less 20.00 is 100.00 without tax, and 20.00 of tax make 120.00.
    assert [row.amount for row in rows] == [12_000, -2_000, 10_000, 2_000, 12_000]
    assert total_notes(excluding) == ()


def test_the_column_of_taxes_words_the_rates_of_a_line() -> None:
    known = (tax(1, percentage="19"), tax(1, percentage="7"))
    taxes = (
        Tax("txr_19", 1, 10, inclusive=False, reason="not_available"),
        Tax("txr_7", 1, 10, inclusive=True, reason="not_available"),
        Tax("txr_7", 0, 10, inclusive=True, reason="reverse_charge"),
    )
    statement = statement_of(with_lines(an_item(taxes=taxes), an_item(), total_taxes=known), is_test=False)
    words, nothing = (sum_wording.tax_column(line, "de") for line in statement.lines)
    assert words is not None
    assert " ".join(words.split()) == "19 %, 7 % inkl., 0 %"
    assert nothing is None


def test_credit_notes_come_off_before_the_amount_due_or_are_noted_after_it() -> None:
    details = finalized(pre_payment_credit_notes_amount=300, post_payment_credit_notes_amount=200)
    statement = statement_of(details, is_test=False)
    assert sum_wording.rows_to_due(statement, "en") == (TotalRow("Credit notes", -300),)
    assert sum_wording.rows_after_due(statement, "en") == (TotalRow("Credited after payment", 200, note=True),)


def test_the_account_s_tax_ids_are_printed_beside_the_one_of_the_settings_each_once() -> None:
    ids = (TaxNumber("eu_vat", "DE123456789"), TaxNumber("ch_vat", "CHE-123.456.788 MWST"))
    paper = printed(finalized(issuer=an_issuer(tax_id="USt-IdNr. DE 123 456 789", tax_ids=ids)))
    assert paper.issuer.tax_ids == ("USt-IdNr. DE 123 456 789", "UID CHE-123.456.788 MWST")


def test_a_mail_says_the_sum_only_where_the_lines_alone_do_not() -> None:
    plain = statement_of(finalized(), is_test=False)
    assert mail_totals(plain, "en", paid=False) == ()
    assert mail_line(plain.lines[0], "en") == MailLine("Retainer", 12_000)
    with_balance = finalized(starting_balance=-2_000, amount_due=10_000)
    assert mail_totals(statement_of(with_balance, is_test=False), "en", paid=False) == (
        MailRow("Total", 12_000, "sum"),
        MailRow("Applied balance", -2_000),
        MailRow("Amount due", 10_000, "sum"),
    )


def test_a_mail_that_is_silent_of_payment_ends_with_the_total() -> None:
    details = finalized(
        total_taxes=(tax(2_000),), subtotal=10_000, total_excluding_tax=10_000, starting_balance=-2_000,
        amount_due=10_000, amount_paid=10_000,
    )  # fmt: skip
    assert mail_totals(statement_of(details, is_test=False), "en", paid=True)[-1] == MailRow("Total", 12_000, "sum")


def test_a_void_invoice_says_since_when_and_what_replaced_it() -> None:
    void = finalized(status="void", voided_at=NOON, starting_balance=-500, number="A-0001")
    paper = printed(void, replaced_by="A-0002")
    day = display.day(NOON, "UTC", "en_US")
    assert paper.withdrawn == f"Void since {day}. Please do not pay it. Replaced by A-0002."
    assert (paper.amount_due, paper.headline, paper.payment_instructions) == (None, "$120.00", None)
    # Nothing was taken of the balance for good.
    assert labels(paper.totals) == ["Subtotal", "Total"]
    alone = printed(void).withdrawn
    assert alone == f"Void since {day}. Please do not pay it."


@pytest.mark.parametrize(
    ("locales", "account", "expected"),
    [
        (["th"], "en-US", "en_US"), (["bg", "fr"], "de", "fr"), (["th"], "de-AT", "de_AT"), ([], "th", "en_US"),
        (["pt-BR"], "de", "pt_BR"),
    ],
)  # fmt: skip
def test_a_document_is_in_one_language_throughout(locales: list[str], account: str, expected: str) -> None:
    """The first of the customer's languages that has words here, else the account's, else English."""
    bill_to = replace(BILL_TO, locales=tuple(locales))
    issuer = replace(ISSUER, locale=account, address=Address(country="GR", city="Athens"))
    paper = printed(finalized(issuer=issuer, bill_to=bill_to))
    assert paper.locale == expected
    country = {"en": "Greece", "fr": "Grèce", "de": "Griechenland", "pt": "Grécia"}[expected[:2]]
    assert paper.issuer.address[-1] == country


@pytest.mark.parametrize(
    ("reason", "percentage", "category"),
    [
        ("not_available", "19", "S"),
        ("standard_rated", "19", "S"),
        ("reduced_rated", "7", "S"),
        ("not_available", "0", "Z"),
        ("zero_rated", "0", "Z"),
        ("customer_exempt", "19", "E"),
        ("product_exempt", "0", "E"),
        ("reverse_charge", "19", "AE"),
        ("not_subject_to_tax", "0", "O"),
        ("not_collecting", "0", "O"),
    ],
)
def test_every_tax_has_its_category_of_the_norm(reason: str, percentage: str, category: str) -> None:
    assert category_of(reason, Decimal(percentage)) == category


def test_the_tax_breakdown_has_base_rate_and_category_of_each_tax() -> None:
    taxes = (tax(1_900, percentage="19"), tax(654, percentage="7", inclusive=True), tax(0, reason="reverse_charge"))
    (standard, reduced, reverse) = statement_of(finalized(total_taxes=taxes), is_test=False).sums.taxes
    assert (standard.base, standard.amount, standard.tax.percentage) == (10_000, 1_900, Decimal(19))
    assert (reduced.amount, reduced.tax.inclusive, reduced.tax.is_inside) == (654, True, True)
    assert [one.tax.category for one in (standard, reduced, reverse)] == [
        TaxCategory.STANDARD, TaxCategory.STANDARD, TaxCategory.REVERSE_CHARGE,
    ]  # fmt: skip


def test_the_shipping_address_stands_in_for_a_missing_billing_address() -> None:
    shipping = Shipping("Warehouse", "+43 316 1", Address(line1="Dock 3", country="AT"))
    billing = Address(line1="Lindengasse 7", country="AT")

    def parties(**customer: Any) -> tuple[Any, Any]:
        statement = statement_of(finalized(bill_to=replace(BILL_TO, **customer)), is_test=False)
        return statement.customer, statement.ship_to

    customer, ship_to = parties(shipping=shipping)
    assert (customer.address.line1, ship_to) == ("Dock 3", None)
    customer, ship_to = parties(shipping=shipping, address=billing)
    assert (customer.address.line1, ship_to.name, ship_to.phone) == ("Lindengasse 7", "Warehouse", "+43 316 1")
    assert parties(address=billing)[1] is None


def test_invented_accounts_of_test_mode_do_not_stand_beside_real_instructions() -> None:
    account = {"type": "iban", "iban": {"account_holder_name": "Studio", "iban": "DE89370400440532013000", "bic": "X"}}
    issuer = an_issuer(transfer=(account,))

    def accounts(is_test: bool, **changes: Any) -> int:
        details = finalized(issuer=replace(issuer, **changes))
        return len(statement_of(details, is_test=is_test).means.accounts)

    assert (accounts(True), accounts(False)) == (1, 1)
    assert accounts(True, payment_instructions="Pay to our bank.") == 0
    assert accounts(False, payment_instructions="Pay to our bank.") == 1


def test_a_draft_says_nothing_yet() -> None:
    with pytest.raises(ValueError, match="a draft has no document"):
        statement_of(invoice_details(), is_test=False)
