"""What the payer is told, state by state and figure by figure."""

from typing import Any

import pytest
from tests.pages.hosted_invoice import DAY, DUE, FACTS, ISSUED, a_line, an_invoice

from billhook.hosted.parties import luminance
from billhook.hosted.presenting import HostedInvoice, Notice, present


def shown(now: int = ISSUED, facts: dict[str, Any] | None = None, **changes: Any) -> HostedInvoice:
    return present(an_invoice(**changes), FACTS | (facts or {}), [a_line()], now=now)


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
    page = shown(amount_paid=50000, amount_remaining=98800)
    assert page.headline.amount == "€988.00"
    assert page.headline.part_paid == "€500.00 of €1,488.00 has been paid."
    assert page.payment is not None
    assert page.payment.amount == "€988.00"
    assert totals(page)["Amount paid"] == "-€500.00"
    assert totals(page)["Amount due"] == "€988.00"


def test_a_paid_invoice_thanks_and_asks_for_nothing() -> None:
    page = shown(
        now=DUE + 90 * DAY,
        status="paid",
        amount_paid=148800,
        amount_remaining=0,
        paid_at=ISSUED + 3 * DAY,
        receipt_number="2043-1187",
    )
    assert (page.state, page.badge, page.payment) == ("paid", "Paid", None)
    assert page.headline.label == "Amount paid"
    assert page.headline.amount == "€1,488.00"
    assert page.headline.sentence == "Paid November 25, 2026. Thank you."
    assert ("Receipt number", "2043-1187") in page.fields
    assert totals(page)["Amount due"] == "€0.00"


def test_an_invoice_settled_by_credit_does_not_claim_a_payment() -> None:
    page = shown(
        status="paid",
        amount_due=0,
        amount_remaining=0,
        starting_balance=-200000,
        ending_balance=-51200,
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
    assert page.notice == Notice("Still unpaid", "Closed on March 22, 2027 before it was paid. You can still pay it.")
    assert page.payment is not None


def test_a_replaced_invoice_says_so() -> None:
    assert shown(status="void", voided_at=ISSUED, latest_revision="in_2").notice == Notice(
        "A newer version exists",
        "This invoice has been replaced. Please use the newer one.",
        action="Open the newer invoice",
    )
    assert shown(latest_revision="in_1").notice is None


def test_a_replaced_invoice_leads_to_what_replaced_it() -> None:
    page = shown(
        facts={"newest_url": "https://pay.quillthorn.example/i/acct_1/test_new"},
        status="void",
        voided_at=ISSUED,
        latest_revision="in_2",
    )
    assert page.notice is not None
    assert page.notice.path == "/i/acct_1/test_new"


def test_a_draft_has_no_page() -> None:
    with pytest.raises(ValueError, match="'draft' has no hosted page"):
        shown(status="draft")


def test_totals_follow_the_documented_order() -> None:
    page = shown(facts={"discounts": {"di_1": "Spring sale"}}, pre_payment_credit_notes_amount=8800)
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
    tax = {
        "amount": 1667,
        "tax_behavior": "inclusive",
        "tax_rate_details": {"tax_rate": "txr_9"},
        "taxability_reason": "not_available",
        "taxable_amount": 8333,
    }
    rates = {"txr_9": {"id": "txr_9", "display_name": "VAT", "percentage": 7.7, "jurisdiction": "CH"}}
    page = shown(facts={"tax_rates": rates}, total=10000, total_taxes=[tax])
    labels = [total.label for total in page.totals]
    assert labels.index("Includes VAT CH (7.7%)") == labels.index("Total") + 1
    assert totals(page)["Includes VAT CH (7.7%)"] == "€16.67"
    # What is left without it cannot be summed up to the total by what stands between, so it is a note as well.
    assert labels.index("Total excluding tax") == labels.index("Total") + 2
    assert [total.weight for total in page.totals if total.label == "Total excluding tax"] == ["note"]


@pytest.mark.parametrize(
    ("exemption", "reason", "word"),
    [("exempt", "customer_exempt", "exempt"), ("reverse", "reverse_charge", "reverse charge")],
)
def test_tax_that_is_not_charged_says_why_and_comes_off_the_prices(exemption: str, reason: str, word: str) -> None:
    # 100.00 with 10 % inside for a customer who pays no tax: 90.91 (invoicing.md §2.4).
    tax = {
        "amount": 0,
        "tax_behavior": "inclusive",
        "tax_rate_details": {"tax_rate": "txr_1"},
        "taxability_reason": reason,
        "taxable_amount": 9091,
    }
    page = shown(
        facts={"removed_tax": 909},
        customer_tax_exempt=exemption,
        subtotal=10000,
        total=9091,
        amount_remaining=9091,
        total_excluding_tax=9091,
        discounts=[],
        total_discount_amounts=[],
        total_taxes=[tax],
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
    line = a_line(
        discounts=["di_2"],
        discount_amounts=[{"discount": "di_2", "amount": 3600}, {"discount": "di_1", "amount": 6000}],
    )
    invoice = an_invoice(
        subtotal=90000,
        total_discount_amounts=[{"discount": "di_2", "amount": 3600}, {"discount": "di_1", "amount": 6000}],
    )
    page = present(invoice, FACTS | {"discounts": {"di_1": "Spring", "di_2": "Reprint"}}, [line], now=ISSUED)
    assert page.lines[0].amount == "€936.00"
    assert page.lines[0].discounts == (("Reprint", "-€36.00"),)
    assert [(total.label, total.amount) for total in page.totals][:2] == [
        ("Subtotal", "€900.00"),
        ("Spring", "-€60.00"),
    ]


def test_a_line_names_its_tax_rates() -> None:
    def tax(behavior: str, reason: str = "not_available") -> dict[str, Any]:
        rate = {"tax_rate": "txr_1"}
        return {"tax_behavior": behavior, "taxability_reason": reason, "tax_rate_details": rate, "amount": 1}

    line = a_line(taxes=[tax("exclusive"), tax("inclusive"), tax("inclusive", "customer_exempt")])
    (row,) = present(an_invoice(), FACTS, [line], now=ISSUED).lines
    assert row.tax == "VAT 20%, VAT 20% incl., VAT exempt"


def test_taxes_and_discounts_without_a_known_name_are_still_shown() -> None:
    page = shown(default_tax_rates=[])
    assert totals(page)["Tax"] == "€248.00"
    assert totals(page)["Discount"] == "-€60.00"


def test_expanded_rates_and_discounts_name_themselves() -> None:
    rate = {"id": "txr_2", "display_name": "GST", "percentage": 5, "jurisdiction": None}
    tax = {
        "amount": 500,
        "tax_behavior": "exclusive",
        "tax_rate_details": {"tax_rate": rate},
        "taxability_reason": "not_available",
    }
    discount = {"id": "di_2", "source": {"type": "coupon", "coupon": {"id": "c", "name": "Loyalty"}}}
    page = shown(
        discounts=[discount],
        total_taxes=[tax | {"taxable_amount": None}],
        total_discount_amounts=[{"amount": 100, "discount": discount}],
    )
    assert totals(page)["GST (5%)"] == "€5.00"
    assert totals(page)["Loyalty"] == "-€1.00"


def test_shipping_overpayment_and_later_credit_are_shown() -> None:
    page = shown(
        status="paid",
        paid_at=ISSUED,
        amount_shipping=1200,
        shipping_cost={"amount_subtotal": 1200, "amount_tax": 0, "amount_total": 1200},
        amount_paid=148800,
        amount_remaining=0,
        amount_overpaid=300,
        post_payment_credit_notes_amount=500,
    )
    assert totals(page)["Shipping"] == "€12.00"
    assert totals(page)["Overpaid, credited to your balance"] == "€3.00"
    assert totals(page)["Credited after payment"] == "€5.00"


def test_reverse_charge_is_said() -> None:
    assert shown(customer_tax_exempt="reverse").remarks == ("Reverse charge: the recipient accounts for the tax.",)
    assert shown().remarks == ()


def test_a_line_is_the_stored_amount_not_quantity_times_price() -> None:
    line = a_line(quantity=2, quantity_decimal="2.500", amount=999, pricing={"unit_amount_decimal": "0.5"})
    (row,) = present(an_invoice(), FACTS, [line], now=ISSUED).lines
    assert (row.quantity, row.unit_price, row.amount) == ("2.5", "€0.005", "€9.99")
    assert row.period == ""


def test_a_line_may_lack_everything_but_its_amount() -> None:
    line = a_line(description=None, quantity=None, quantity_decimal=None, pricing=None, amount=-500)
    (row,) = present(an_invoice(), FACTS, [line], now=ISSUED).lines
    assert (row.description, row.quantity, row.unit_price, row.amount) == ("Item", "", "", "-€5.00")


def test_a_line_for_a_span_of_days_names_it() -> None:
    line = a_line(period={"start": ISSUED, "end": DUE})
    (row,) = present(an_invoice(), FACTS, [line], now=ISSUED).lines
    # CLDR sets the dash between thin spaces.
    assert row.period == "Nov 22\u2009–\u2009Dec 22, 2026"


@pytest.mark.parametrize(
    ("currency", "locale", "amount"),
    [("jpy", "en-US", "¥148,800"), ("usd", "en-US", "$1,488.00"), ("eur", "de", "1.488,00\u00a0€")],
)
def test_amounts_follow_currency_and_locale(currency: str, locale: str, amount: str) -> None:
    assert shown(facts={"locale": locale}, currency=currency).headline.amount == amount


def test_days_are_those_of_the_business() -> None:
    just_before_midnight_utc = 1_795_390_200  # 2026-11-22 23:30 UTC
    facts = {"time_zone": "Pacific/Auckland"}
    fields = dict(shown(facts=facts, effective_at=just_before_midnight_utc).fields)
    assert fields["Date of issue"] == "November 23, 2026"


def test_parties() -> None:
    seller, buyer = shown().parties
    assert seller.name == "Quill & Thorn"
    assert seller.lines == ("Lindengasse 7", "1070 Wien", "Austria")
    assert seller.tax_ids == (("VAT ID", "ATU12345678"),)
    assert buyer.name == "Hedgerow Books Ltd"
    assert buyer.lines == ("12 Bow Lane", "London", "EC4M 9DT", "United Kingdom", "ap@hedgerow.example")
    assert buyer.tax_ids == (("VAT ID", "GB123456789"),)


def test_goods_sent_elsewhere_show_where() -> None:
    address = {"line1": "Dock 3", "city": "Graz", "postal_code": "8010", "country": "AT"}
    shipping = {"name": "Warehouse", "phone": "+43 316 1", "address": address}
    _, _, recipient = shown(customer_shipping=shipping).parties
    assert (recipient.heading, recipient.name) == ("Ship to", "Warehouse")
    assert recipient.lines == ("Dock 3", "8010 Graz", "Austria", "+43 316 1")

    _, buyer = shown(customer_shipping=shipping, customer_address=None).parties
    assert buyer.lines == ("Dock 3", "8010 Graz", "Austria", "ap@hedgerow.example")


def test_a_nameless_customer_is_their_address() -> None:
    _, buyer = shown(customer_name=None, customer_address=None).parties
    assert (buyer.name, buyer.lines) == ("ap@hedgerow.example", ())


@pytest.mark.parametrize(
    ("kind", "label"),
    [("us_ein", "EIN"), ("ca_gst_hst", "GST/HST"), ("eu_oss_vat", "VAT ID"), ("unknown", "Tax ID")],
)
def test_tax_ids_carry_their_usual_name(kind: str, label: str) -> None:
    page = shown(customer_tax_ids=[{"type": kind, "value": "1"}, {"type": "us_ein", "value": None}])
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
    contact = shown(facts={"support_email": email, "support_phone": None}).contacts[0]
    assert (contact.text, contact.href) == (email, href)


@pytest.mark.parametrize(
    ("phone", "href"), [("+43 (1) 555-01", "tel:+43155501"), ("javascript:alert(1)", None), ("1", None)]
)
def test_only_a_number_becomes_a_telephone_link(phone: str, href: str | None) -> None:
    contact = shown(facts={"support_email": None, "support_phone": phone}).contacts[0]
    assert (contact.text, contact.href) == (phone, href)


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#f2c230", "#7a3b69", "#777777", "#ff0000"])
def test_the_monogram_can_be_read_on_any_brand_colour(colour: str) -> None:
    monogram = shown(facts={"brand_color": colour}).monogram
    assert (monogram.letter, monogram.colour) == ("Q", colour)
    light, dark = sorted((luminance(monogram.colour), luminance(monogram.ink)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


@pytest.mark.parametrize("colour", [None, "red", "#fff", '#000000"/><script>', "url(https://x.example)"])
def test_what_is_no_colour_is_not_used_as_one(colour: str | None) -> None:
    assert shown(facts={"brand_color": colour}).monogram.colour == "#46505c"


@pytest.mark.parametrize(("name", "letter"), [("éclair", "É"), ("«24 hours»", "2"), ("🌿", ""), ("ßtraße", "S")])
def test_the_monogram_is_one_letter_of_any_name(name: str, letter: str) -> None:
    assert shown(facts={"business_name": name}).monogram.letter == letter


def test_long_prose_is_given_a_box_of_its_own() -> None:
    assert [shown(description=text).memo.long for text in ("a" * 900, "a" * 901, "a\n" * 30)] == [  # type: ignore[union-attr]
        False,
        True,
        True,
    ]
    assert shown(description=" \n ").memo is None
    assert shown(description=None).memo is None


def test_figures_too_wide_for_their_columns_are_noticed() -> None:
    wide = a_line(quantity_decimal="99999999.123456789012", pricing={"unit_amount_decimal": "99999999999999"})
    assert present(an_invoice(), FACTS, [wide], now=ISSUED).wide_figures
    assert not shown().wide_figures


def test_the_pdf_link_keeps_to_the_server_the_page_came_from() -> None:
    assert shown().pdf_path == "/i/tok123/pdf"
    assert shown(invoice_pdf="https://a.example//evil.example/x").pdf_path == "/evil.example/x"
    assert shown(invoice_pdf=None).pdf_path is None


def test_test_mode_is_said() -> None:
    assert shown(livemode=False).test
    assert not shown().test
