"""The rows of a sum on paper: which there are, in which order, and that old invoices keep theirs."""

from typing import Any

import pytest
from tests.builders import FACTS, NOON, a_sheet, an_item

from billhook.discounts.objects import Discount
from billhook.documents.invoice_pdf import TotalRow
from billhook.invoices import documents, worded_sums
from billhook.invoices.mail_summary import mail_line, mail_totals
from billhook.invoices.objects import Sheet
from billhook.kernel import display
from billhook.mail.message import MailLine, MailRow

# What was frozen of the issuer before there were discounts, taxes and tax ids of the account.
ISSUER: dict[str, Any] = {
    "name": "Studio", "country": "DE", "address": None, "email": None, "phone": None, "url": None, "tax_id": None,
    "payment_instructions": None, "locale": "en-US", "time_zone": "UTC", "page": "http://localhost/i/",
}  # fmt: skip


def finalized(**given: Any) -> Sheet:
    """120.00, open. `exemption` is the customer's."""
    exemption = given.pop("exemption", "none")
    frozen = {
        "status": "open", "number": "A-0001", "effective_at": NOON, "amount_due": 12_000, "starting_balance": 0,
        "ending_balance": 0, "account_facts": ISSUER, "customer_facts": FACTS | {"tax_exempt": exemption},
        "hosted_token": "t",
    }  # fmt: skip
    return a_sheet(**frozen | given)


def discount(name: str | None, id: str, *, percent_off: str | None = None) -> dict[str, Any]:
    """A frozen discount of a coupon with this name and id."""
    stored = Discount(
        id=f"di_{id}", coupon=id, promotion_code=None, percent_off=None, amount_off=100, currency="usd",
        currency_options={}, products=(), name=name, duration="once", customer=None, invoice=None, invoice_item=None,
        origin=None, start=NOON, end=None, facts={},
    ).to_stored()  # fmt: skip
    return stored | ({"percent_off": percent_off, "amount_off": None} if percent_off else {})


def tax(amount: int, *, inclusive: bool = False, reason: str = "not_available", percentage: str = "20") -> Any:
    rate = {"id": f"txr_{percentage}", "display_name": "VAT", "percentage": percentage, "jurisdiction": None}
    return {"rate": rate, "amount": amount, "taxable_amount": 10_000, "inclusive": inclusive, "reason": reason}


def labels(rows: tuple[TotalRow, ...]) -> list[str]:
    return [row.label for row in rows]


@pytest.mark.parametrize("exemption", ["none", "exempt", "reverse"])
@pytest.mark.parametrize("display", [None, "exclude_tax", "include_inclusive_tax"])
def test_an_invoice_from_before_there_were_taxes_prints_what_it_printed(exemption: str, display: str | None) -> None:
    sheet = finalized(exemption=exemption, amount_tax_display=display, starting_balance=-500, ending_balance=100)
    printed = documents.document(sheet, is_test=False)
    assert printed.totals == (
        TotalRow("Subtotal", 12_000),
        TotalRow("Total", 12_000),
        TotalRow("Applied balance", -500),
        TotalRow("Carried to the next invoice", -100),
    )
    assert (printed.remarks, printed.after_due, printed.issuer.tax_ids) == ((), (), ())
    (line,) = printed.lines
    assert (line.tax, line.discounts) == (None, ())


def test_a_discount_that_takes_nothing_is_not_shown_and_one_without_a_name_shows_its_code() -> None:
    taken = [{"discount": "di_A", "amount": 0}, {"discount": "di_B", "amount": 100}]
    sheet = finalized(discounts=[discount("Nothing", "A"), discount(None, "B")], total_discount_amounts=taken)
    rows = worded_sums.rows_to_total(sheet.invoice, "en")
    assert rows[1:-1] == (TotalRow("B", -100),)


def test_only_a_line_s_own_share_stands_below_it() -> None:
    amounts = [{"discount": "di_A", "amount": 700}, {"discount": "di_B", "amount": 300}]
    item = an_item(discounts=[discount("Own", "A", percent_off="12.5")], discount_amounts=amounts)
    assert worded_sums.line_discounts(item, "en") == (TotalRow("Own (12.5%)", -700),)


def test_tax_on_top_stands_between_the_totals() -> None:
    sheet = finalized(total=12_000, subtotal=10_000, total_excluding_tax=10_000, total_taxes=[tax(2_000)])
    assert labels(worded_sums.rows_to_total(sheet.invoice, "en")) == [
        "Subtotal", "Total excluding tax", "VAT (20% on $100.00)", "Total",
    ]  # fmt: skip
    assert worded_sums.total_notes(sheet.invoice, "en") == ()


def test_tax_inside_is_noted_and_with_exclude_tax_taken_out_and_added() -> None:
    sheet = finalized(total_excluding_tax=10_000, total_taxes=[tax(2_000, inclusive=True)])
    assert labels(worded_sums.rows_to_total(sheet.invoice, "en")) == ["Subtotal", "Total"]
    assert worded_sums.total_notes(sheet.invoice, "en") == (
        TotalRow("Includes VAT (20% on $100.00)", 2_000, note=True),
        TotalRow("Total excluding tax", 10_000, note=True),
    )
    rows = worded_sums.rows_to_total(sheet.invoice, "en", exclude_tax=True)
    # 120.00 less 20.00 is 100.00 without tax, and 20.00 of tax make 120.00.
    assert [row.amount for row in rows] == [12_000, -2_000, 10_000, 2_000, 12_000]
    assert worded_sums.total_notes(sheet.invoice, "en", exclude_tax=True) == ()


def test_the_column_of_taxes_words_the_rates_of_a_line() -> None:
    rates = {"txr_19": {"percentage": "19"}, "txr_7": {"percentage": "7"}}
    taxes = [
        {"rate": "txr_19", "inclusive": False, "reason": "not_available"},
        {"rate": "txr_7", "inclusive": True, "reason": "not_available"},
        {"rate": "txr_7", "inclusive": True, "reason": "reverse_charge"},
    ]
    words = worded_sums.line_taxes(an_item(taxes=taxes), rates, "de")
    assert words is not None
    assert " ".join(words.split()) == "19 %, 7 % inkl., 0 %"
    assert worded_sums.line_taxes(an_item(), rates, "de") is None


def test_credit_notes_come_off_before_the_amount_due_or_are_noted_after_it() -> None:
    invoice = finalized(pre_payment_credit_notes_amount=300, post_payment_credit_notes_amount=200).invoice
    assert worded_sums.settlement_rows(invoice, "en") == (TotalRow("Credit notes", -300),)
    assert worded_sums.rows_after_due(invoice, "en") == (TotalRow("Credited after payment", 200, note=True),)


def test_the_account_s_tax_ids_are_printed_beside_the_one_of_the_settings_each_once() -> None:
    ids = [{"type": "eu_vat", "value": "DE123456789"}, {"type": "ch_vat", "value": "CHE-123.456.788 MWST"}]
    facts = ISSUER | {"tax_id": "USt-IdNr. DE 123 456 789", "tax_ids": ids}
    printed = documents.document(finalized(account_facts=facts), is_test=False)
    assert printed.issuer.tax_ids == ("USt-IdNr. DE 123 456 789", "CH VAT CHE-123.456.788 MWST")


def test_a_mail_says_the_sum_only_where_the_lines_alone_do_not() -> None:
    assert mail_totals(finalized(), "en", paid=False) == ()
    assert mail_line(an_item(description="Retainer"), "en") == MailLine("Retainer", 12_000)
    with_balance = finalized(starting_balance=-2_000, amount_due=10_000)
    assert mail_totals(with_balance, "en", paid=False) == (
        MailRow("Total", 12_000, "sum"),
        MailRow("Applied balance", -2_000),
        MailRow("Amount due", 10_000, "sum"),
    )


def test_a_mail_that_is_silent_of_payment_ends_with_the_total() -> None:
    sheet = finalized(
        total_taxes=[tax(2_000)], subtotal=10_000, total_excluding_tax=10_000, starting_balance=-2_000,
        amount_due=10_000, amount_paid=10_000,
    )  # fmt: skip
    assert mail_totals(sheet, "en", paid=True)[-1] == MailRow("Total", 12_000, "sum")


def test_a_void_invoice_says_since_when_and_what_replaced_it() -> None:
    void = finalized(status="void", voided_at=NOON, starting_balance=-500, number="A-0001")
    printed = documents.document(void, is_test=False, replaced_by="A-0002")
    day = display.day(NOON, "UTC", "en_US")
    assert printed.withdrawn == f"Void since {day}. Please do not pay it. Replaced by A-0002."
    assert (printed.amount_due, printed.headline, printed.payment_instructions) == (None, "$120.00", None)
    # Nothing was taken of the balance for good.
    assert labels(printed.totals) == ["Subtotal", "Total"]
    alone = documents.document(void, is_test=False).withdrawn
    assert alone == f"Void since {day}. Please do not pay it."


@pytest.mark.parametrize(
    ("locales", "account", "expected"),
    [
        (["ja"], "en-US", "en_US"), (["el", "fr"], "de", "fr"), (["ja"], "de-AT", "de_AT"), ([], "ja", "en_US"),
        (["pt-BR"], "de", "pt_BR"),
    ],
)  # fmt: skip
def test_a_document_is_in_one_language_throughout(locales: list[str], account: str, expected: str) -> None:
    """The first of the customer's languages that has words here, else the account's, else English."""
    facts = FACTS | {"tax_exempt": "none", "locales": locales}
    issuer = ISSUER | {"locale": account, "address": {"country": "GR", "city": "Athens"}}
    printed = documents.document(finalized(account_facts=issuer, customer_facts=facts), is_test=False)
    assert printed.locale == expected
    country = {"en": "Greece", "fr": "Grèce", "de": "Griechenland", "pt": "Grécia"}[expected[:2]]
    assert printed.issuer.address[-1] == country
