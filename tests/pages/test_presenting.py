"""What the payer is told, state by state and figure by figure."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.pages.hosted_invoice import BUYER, DAY, DUE, ISSUED, SELLER, a_line, a_page, a_statement, a_tax

from billhook.documents.statement import (
    Deduction,
    Party,
    ShippingCharge,
    StatementLine,
    TaxAmount,
    TaxCategory,
)
from billhook.hosted.parties import monogram
from billhook.hosted.presenting import HostedInvoice, Line, Notice, present
from billhook.kernel.address import Address
from billhook.kernel.contrast import contrast
from billhook.kernel.tax_number import TaxNumber


def shown(now: int = ISSUED, page: dict[str, Any] | None = None, **changes: Any) -> HostedInvoice:
    return present(a_statement(**changes), a_page(**(page or {})), now=now)


def the_line(line: StatementLine) -> Line:
    (row,) = shown(lines=(line,)).groups[0].lines
    return row


def totals(page: HostedInvoice) -> dict[str, str]:
    return {total.label: total.amount for total in page.totals}


def test_an_open_invoice_says_what_is_due_and_by_when() -> None:
    page = shown()
    assert (page.state, page.badge) == ("open", "Open")
    assert page.headline.label == "Amount due"
    assert page.headline.amount == "€1,488.00"
    assert page.headline.sentence == "Due December 22, 2026"
    assert page.notice is None
    assert page.payment is not None
    assert page.payment.amount == "€1,488.00"
    assert page.payment.reference == "HEDGE-0042"
    assert page.payment.instructions is not None
    assert page.payment.instructions.text == "Please transfer to\nIBAN AT61 1904 3002 3457 3201"


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (DUE - DAY, "open"),
        (DUE + 3600, "open"),  # later than the second, on the day that the page names as due
        (1_797_980_399, "open"),  # 2026-12-22 23:59:59 in Vienna
        (1_797_980_400, "past_due"),  # one second later
    ],
)
def test_past_due_begins_when_the_due_day_is_over_where_the_business_is(now: int, state: str) -> None:
    assert shown(now=now).state == state


def test_a_past_due_invoice_says_since_when_and_can_be_paid() -> None:
    page = shown(now=DUE + 3 * DAY)
    assert page.badge == "Past due"
    assert page.headline.sentence == "Was due December 22, 2026"
    assert page.payment is not None


def test_a_partly_paid_invoice_asks_for_the_rest() -> None:
    page = shown(amount_paid=50_000, amount_remaining=98_800)
    assert page.headline.amount == "€988.00"
    assert page.headline.part_paid == "€500.00 of €1,488.00 has been paid."
    assert page.payment is not None
    assert page.payment.amount == "€988.00"
    assert totals(page)["Amount paid"] == "-€500.00"
    assert totals(page)["Amount due"] == "€988.00"


def test_a_paid_invoice_thanks_and_asks_for_nothing() -> None:
    page = shown(now=DUE + 90 * DAY, status="paid", amount_paid=148_800, amount_remaining=0, paid_at=ISSUED + 3 * DAY)
    assert (page.state, page.badge, page.payment) == ("paid", "Paid", None)
    assert page.headline.label == "Amount paid"
    assert page.headline.amount == "€1,488.00"
    assert page.headline.sentence == "Paid November 25, 2026. Thank you."
    assert totals(page)["Amount due"] == "€0.00"


def test_an_invoice_settled_by_credit_does_not_claim_a_payment() -> None:
    page = shown(
        status="paid",
        amount_due=0,
        amount_remaining=0,
        starting_balance=-200_000,
        ending_balance=-51_200,
        paid_at=ISSUED,
    )
    assert page.headline.label == "Total"
    assert page.headline.sentence == "Settled November 22, 2026. Nothing to pay."
    assert "Amount paid" not in totals(page)
    # 1,488.00 - 2,000.00 + 512.00 = 0.00: the column adds up, and each figure is a stored one.
    assert totals(page)["Credit brought forward"] == "-€2,000.00"
    assert totals(page)["Credit left for your next invoice"] == "€512.00"
    assert totals(page)["Amount due"] == "€0.00"


def test_a_void_invoice_stays_readable_and_says_not_to_pay() -> None:
    page = shown(now=DUE + DAY, status="void", voided_at=ISSUED + DAY)
    assert (page.state, page.badge, page.payment) == ("void", "Void", None)
    assert page.headline.label == "Total"
    assert page.headline.sentence == "Voided November 23, 2026"
    assert page.notice is not None
    assert "do not pay" in page.notice.text
    assert "Amount due" not in totals(page)
    assert page.pdf_path == "/i/tok123/pdf"


def test_an_uncollectible_invoice_can_still_be_paid_and_is_not_called_that() -> None:
    page = shown(now=DUE + 95 * DAY, status="uncollectible", marked_uncollectible_at=DUE + 90 * DAY)
    assert (page.state, page.badge) == ("uncollectible", "Unpaid")
    assert page.headline.sentence == "Was due December 22, 2026"
    assert page.notice == Notice(
        "This invoice was written off", "It was closed on March 22, 2027 before it was paid. You can still pay it."
    )
    assert page.payment is not None


def test_a_replaced_invoice_says_so() -> None:
    assert shown(status="void", voided_at=ISSUED, page={"is_replaced": True}).notice == Notice(
        "A newer version exists",
        "This invoice has been replaced. Please use the newer one.",
        action="Open the newer invoice",
    )
    assert shown().notice is None


def test_a_replaced_invoice_leads_to_what_replaced_it() -> None:
    newest = "https://pay.quillthorn.example/i/acct_1/test_new"
    page = shown(page={"is_replaced": True, "newest_url": newest}, status="void", voided_at=ISSUED)
    assert page.notice is not None
    assert page.notice.path == "/i/acct_1/test_new"


def test_totals_follow_the_documented_order() -> None:
    page = shown(discounts=(Deduction("Spring sale", None, 6_000),), credited_before=8_800)
    assert [(total.label, total.amount) for total in page.totals] == [
        ("Subtotal", "€1,300.00"),
        ("Spring sale", "-€60.00"),
        ("Total excluding tax", "€1,240.00"),
        ("VAT (20%)", "€248.00"),
        ("Total", "€1,488.00"),
        ("Credit notes", "-€88.00"),
        ("Amount due", "€1,488.00"),
    ]
    assert page.totals[3].detail == "on €1,240.00"


def test_inclusive_tax_is_a_note_below_the_total_that_holds_it() -> None:
    tax = a_tax(percentage="7.7", jurisdiction="CH", inclusive=True)
    page = shown(total=10_000, taxes=(TaxAmount(tax, 8_333, 1_667),))
    labels = [total.label for total in page.totals]
    assert labels.index("Includes VAT CH (7.7%)") == labels.index("Total") + 1
    assert totals(page)["Includes VAT CH (7.7%)"] == "€16.67"
    # What is left without it cannot be summed up to the total by what stands between, so it is a note as well.
    assert labels.index("Total excluding tax") == labels.index("Total") + 2
    assert [total.weight for total in page.totals if total.label == "Total excluding tax"] == ["note"]


@pytest.mark.parametrize(
    ("reason", "category", "word"),
    [
        ("customer_exempt", TaxCategory.EXEMPT, "exempt"),
        ("reverse_charge", TaxCategory.REVERSE_CHARGE, "reverse charge"),
    ],
)
def test_tax_that_is_not_charged_says_why_and_comes_off_the_prices(
    reason: str, category: TaxCategory, word: str
) -> None:
    # 100.00 with 10 % inside for a customer who pays no tax: 90.91 (invoicing.md §2.4).
    tax = a_tax(percentage="10", inclusive=True, reason=reason, category=category)
    page = shown(
        removed_tax=909,
        subtotal=10_000,
        total=9_091,
        amount_remaining=9_091,
        total_excluding_tax=9_091,
        discounts=(),
        taxes=(TaxAmount(tax, 9_091, 0),),
    )
    assert [(total.label, total.amount, total.detail) for total in page.totals] == [
        ("Subtotal", "€100.00", ""),
        ("Included tax that is not charged", "-€9.09", ""),
        ("Total excluding tax", "€90.91", ""),
        (f"VAT ({word})", "€0.00", "on €90.91"),
        ("Total", "€90.91", ""),
        ("Amount due", "€90.91", ""),
    ]


def test_a_line_s_own_discount_stands_below_the_line_alone() -> None:
    # 936.00 less 36.00 of its own is a subtotal of 900.00; the invoice's discount takes 60.00 of that.
    line = a_line(discounts=(Deduction("Reprint", None, 3_600),))
    page = shown(lines=(line,), subtotal=90_000, discounts=(Deduction("Spring", None, 6_000),))
    assert page.groups[0].lines[0].amount == "€936.00"
    assert page.groups[0].lines[0].discounts == (("Reprint", "-€36.00"),)
    assert [(total.label, total.amount) for total in page.totals][:2] == [
        ("Subtotal", "€900.00"),
        ("Spring", "-€60.00"),
    ]


def test_a_line_names_its_tax_rates() -> None:
    exempt = a_tax(inclusive=True, reason="customer_exempt", category=TaxCategory.EXEMPT)
    line = a_line(taxes=(a_tax(), a_tax(inclusive=True), exempt))
    assert the_line(line).tax == "VAT 20%, VAT 20% incl., VAT exempt"


def test_shipping_overpayment_and_later_credit_are_shown() -> None:
    page = shown(
        status="paid",
        paid_at=ISSUED,
        shipping=ShippingCharge(None, 1_200),
        amount_paid=148_800,
        amount_remaining=0,
        overpaid=300,
        credited_after=500,
    )
    assert totals(page)["Shipping"] == "€12.00"
    assert totals(page)["Overpaid, credited to your balance"] == "€3.00"
    assert totals(page)["Credited after payment"] == "€5.00"


def test_reverse_charge_is_said() -> None:
    assert shown(exemption="reverse").remarks == ("Reverse charge: the recipient accounts for the tax.",)
    assert shown().remarks == ()


def test_a_line_is_the_stored_amount_not_quantity_times_price() -> None:
    row = the_line(a_line(quantity=Decimal("2.500"), amount=999, unit_amount=Decimal("0.5")))
    assert (row.quantity, row.unit_price, row.amount) == ("2.5", "€0.005", "€9.99")
    assert row.period == ""


def test_a_line_may_lack_everything_but_its_amount() -> None:
    row = the_line(StatementLine(None, -500, None, None))
    assert (row.description, row.quantity, row.unit_price, row.amount) == ("Item", "", "", "-€5.00")


def test_a_line_for_a_span_of_days_names_it() -> None:
    # CLDR sets the dash between thin spaces.
    assert the_line(a_line(period=(ISSUED, DUE))).period == "Nov 22\u2009–\u2009Dec 22, 2026"


@pytest.mark.parametrize(
    ("currency", "locale", "amount"),
    [("jpy", "en-US", "¥148,800"), ("usd", "en-US", "$1,488.00"), ("eur", "de", "1.488,00\u00a0€")],
)
def test_amounts_follow_currency_and_locale(currency: str, locale: str, amount: str) -> None:
    assert shown(page={"locale": locale}, currency=currency).headline.amount == amount


def test_days_are_those_of_the_business() -> None:
    just_before_midnight_utc = 1_795_390_200  # 2026-11-22 23:30 UTC
    fields = dict(shown(time_zone="Pacific/Auckland", issued_at=just_before_midnight_utc).fields)
    assert fields["Date of issue"] == "November 23, 2026"


def test_parties() -> None:
    seller, buyer = shown().parties
    assert seller.name == "Quill & Thorn"
    assert seller.lines == ("Lindengasse 7", "1070 Wien", "Austria")
    assert seller.tax_ids == (("UID-Nr.", "ATU12345678"),)
    assert buyer.name == "Hedgerow Books Ltd"
    assert buyer.lines == ("12 Bow Lane", "London", "EC4M 9DT", "United Kingdom", "ap@hedgerow.example")
    assert buyer.tax_ids == (("VAT Reg. No.", "GB123456789"),)


def test_goods_sent_elsewhere_show_where() -> None:
    address = Address(line1="Dock 3", city="Graz", postal_code="8010", country="AT")
    _, _, recipient = shown(ship_to=Party("Warehouse", address, phone="+43 316 1")).parties
    assert (recipient.heading, recipient.name) == ("Ship to", "Warehouse")
    assert recipient.lines == ("Dock 3", "8010 Graz", "Austria", "+43 316 1")


def test_a_nameless_customer_is_their_address() -> None:
    _, buyer = shown(customer=Party("ap@hedgerow.example")).parties
    assert (buyer.name, buyer.lines) == ("ap@hedgerow.example", ())


@pytest.mark.parametrize(
    ("kind", "label"),
    [("us_ein", "EIN"), ("ca_gst_hst", "GST/HST"), ("eu_oss_vat", "OSS VAT No."), ("unknown", "Tax ID"), ("", "")],
)
def test_tax_ids_carry_their_usual_name(kind: str, label: str) -> None:
    page = shown(customer=replace(BUYER, tax_ids=(TaxNumber(kind, "1"), TaxNumber("us_ein", ""))))
    assert page.parties[1].tax_ids == ((label, "1"),)


@pytest.mark.parametrize(
    ("email", "href"),
    [
        ("a+b@c.example", "mailto:a+b@c.example"),
        ("a@b.example?bcc=x@y.example", None),
        ("javascript:alert(1)", None),
        ("<b>@c.example", None),
    ],
)
def test_only_an_address_becomes_a_mail_link(email: str, href: str | None) -> None:
    contact = shown(issuer=replace(SELLER, email=email, phone=None)).contacts[0]
    assert (contact.text, contact.href) == (email, href)


@pytest.mark.parametrize(
    ("phone", "href"), [("+43 (1) 555-01", "tel:+43155501"), ("javascript:alert(1)", None), ("1", None)]
)
def test_only_a_number_becomes_a_telephone_link(phone: str, href: str | None) -> None:
    contact = shown(issuer=replace(SELLER, email=None, phone=phone)).contacts[0]
    assert (contact.text, contact.href) == (phone, href)


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#f2c230", "#7a3b69", "#777777", "#ff0000"])
def test_the_monogram_can_be_read_on_any_brand_colour(colour: str) -> None:
    tile = monogram("Quill & Thorn", colour)
    assert (tile.letter, tile.colour) == ("Q", colour)
    assert contrast(tile.colour, tile.ink) >= 4.5


@pytest.mark.parametrize("colour", [None, "red", "#fff", '#000000"/><script>', "url(https://x.example)"])
def test_what_is_no_colour_is_not_used_as_one(colour: str | None) -> None:
    assert monogram("Quill & Thorn", colour).colour == "#46505c"


@pytest.mark.parametrize(("name", "letter"), [("éclair", "É"), ("«24 hours»", "2"), ("🌿", ""), ("ßtraße", "S")])
def test_the_monogram_is_one_letter_of_any_name(name: str, letter: str) -> None:
    assert shown(issuer=replace(SELLER, name=name)).monogram.letter == letter


def test_long_prose_is_given_a_box_of_its_own() -> None:
    assert [shown(memo=text).memo.long for text in ("a" * 900, "a" * 901, "a\n" * 30)] == [  # type: ignore[union-attr]
        False,
        True,
        True,
    ]
    assert shown(memo=" \n ").memo is None
    assert shown(memo=None).memo is None


def test_figures_too_wide_for_their_columns_are_noticed() -> None:
    wide = a_line(quantity=Decimal("99999999.123456789012"), unit_amount=Decimal(99_999_999_999_999))
    assert shown(lines=(wide,)).wide_figures
    assert not shown().wide_figures


def test_the_pdf_link_keeps_to_the_server_the_page_came_from() -> None:
    assert shown().pdf_path == "/i/tok123/pdf"
    assert shown(page={"pdf_url": "https://a.example//evil.example/x"}).pdf_path == "/evil.example/x"
    assert shown(page={"pdf_url": None}).pdf_path is None


def test_test_mode_is_said() -> None:
    assert shown(is_test=True).test
    assert not shown().test
