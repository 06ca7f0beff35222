"""What earlier programs stored is read as what it meant, for ever (tests/golden/stored-2026-11-29.json)."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pytest

from billhook.cash_balances.rules.bank_transfers import EU, Transfer
from billhook.credit_notes import store as credit_notes
from billhook.credit_notes.objects import CreditNote, CreditNoteLine, RefundedPart
from billhook.customers.bill_to import BillTo
from billhook.discounts.objects import Discount
from billhook.invoices import items_store
from billhook.invoices import store as invoices
from billhook.invoices.applied import AppliedDiscount, AppliedTax, AutomaticTax, FoundRate, ShippingCharge
from billhook.invoices.issuer import Issuer
from billhook.invoices.objects import FinalizationError, Invoice, Item
from billhook.invoices.rules.terms import Tax
from billhook.kernel.address import Address, Shipping
from billhook.kernel.stored import VERSION, dumped
from billhook.kernel.tax_number import TaxNumber
from billhook.tax.objects import TaxRate

Row = dict[str, Any]

_FILE = Path(__file__).parents[1] / "golden" / "stored-2026-11-29.json"
GOLDEN = json.loads(_FILE.read_text("utf-8"))
MADE = 1_795_972_077
_NUMERIC = ("unit_amount", "quantity")
# What an invoice says of its parties is read as text.
_AS_TEXT = ("customer_facts", "account_facts")
# What a migration gave to rows that were there before it.
_ADDED_LATER: Row = {
    "taxes_of_amount": [], "template": None, "template_version": None, "inherited": [], "look": None,
    "test_clock": None, "finalizes_as_given": False, "line_groups": [],
    "late_fee_for": None, "subscription": None, "subscription_metadata": None, "subscription_item": None,
    "proration": False, "credited": None,
}  # fmt: skip


def _decimals(row: Row) -> Row:
    return {n: Decimal(str(value)) if n in _NUMERIC and value is not None else value for n, value in row.items()}


def invoice_of(row: Row) -> Invoice:
    """An invoice as its store reads the row."""
    texts = {name: json.dumps(row[name]) if row[name] is not None else None for name in _AS_TEXT}
    return invoices.invoice_from_row([(_ADDED_LATER | row | texts)[name] for name in invoices.COLUMNS])  # type: ignore[arg-type]


def item_of(row: Row) -> Item:
    """An item as its store reads the row."""
    return items_store.item_from_row(_decimals(_ADDED_LATER | row))  # type: ignore[arg-type]


def note_of(row: Row) -> CreditNote:
    """A credit note as its store reads the row."""
    return credit_notes.note_from_row([(_ADDED_LATER | row)[name] for name in credit_notes.COLUMNS])  # type: ignore[arg-type]


def credited_of(row: Row) -> CreditNoteLine:
    """A line of a credit note as its store reads the row."""
    return credit_notes.line_from_row([_decimals(row)[name] for name in credit_notes.LINE_COLUMNS])


def invoice(name: str) -> Invoice:
    return invoice_of(GOLDEN["invoices"][name]["invoice"])


def items(name: str) -> list[Item]:
    return [item_of(row) for row in GOLDEN["invoices"][name]["items"]]


def note(name: str) -> CreditNote:
    return note_of(GOLDEN["credit_notes"][name]["credit_note"])


def credited(name: str) -> list[CreditNoteLine]:
    return [credited_of(row) for row in GOLDEN["credit_notes"][name]["lines"]]


LONDON = Address("12 Bow Lane", "Floor 3", "London", None, "EC4M 9DT", "GB")
HULL = Address(line1="Quay 1", city="Hull", country="GB")
BERLIN = Address("Torstr. 1", None, "Berlin", None, "10119", "DE")
JENNY = BillTo(
    name="Jenny Rosen", email="jenny@example.com", phone="+44 20 1", address=LONDON,
    shipping=Shipping("Dock 4", None, HULL, "DHL", "T1"), tax_exempt="none",
    tax_ids=(TaxNumber("gb_vat", "GB123456789"),), locales=("en-GB", "fr"),
)  # fmt: skip
STUDIO = Issuer(
    name="Studio Nord GmbH", country="DE", address=BERLIN, email="billing@studio.example", phone="+49 30 1234",
    url="https://studio.example", tax_id="USt-IdNr. DE111111111", tax_ids=(TaxNumber("eu_vat", "DE123456789"),),
    payment_instructions="Please transfer within 14 days.", locale="de-DE", time_zone="Europe/Berlin",
    page="https://pay.example/i/acct_1/test_",
)  # fmt: skip
VAT = TaxRate(
    id="txr_vat", created=MADE, active=True, metadata={"k": "v"}, display_name="MwSt.", inclusive=False,
    percentage=Decimal(19), country="DE", jurisdiction="DE", tax_type="vat", description="Regelsatz",
)  # fmt: skip
REDUCED = TaxRate(
    id="txr_reduced", created=MADE, active=True, display_name="MwSt. ermäßigt", inclusive=True, percentage=Decimal(7)
)
SALES = TaxRate(
    id="txr_sales", created=MADE, active=False, minted=True, display_name="Sales Tax", inclusive=False,
    percentage=Decimal("8.875"), country="US", state="NY", tax_type="sales_tax",
)  # fmt: skip
FOUND = TaxRate(
    id="txr_automatic", created=MADE, active=False, minted=True, display_name="VAT", inclusive=False,
    percentage=Decimal(19), effective_percentage=Decimal(19), country="DE", jurisdiction="DE",
    jurisdiction_level="country", tax_type="vat", rate_type="percentage",
)  # fmt: skip


def coupon(id: str, name: str, **given: Any) -> Row:
    """The wire object of a coupon that was redeemed once."""
    plain = {
        "id": id, "name": name, "valid": True, "object": "coupon", "created": MADE, "currency": None,
        "duration": "forever", "livemode": False, "metadata": {}, "redeem_by": None, "amount_off": None,
        "percent_off": None, "times_redeemed": 1, "max_redemptions": None, "duration_in_months": None,
    }  # fmt: skip
    return plain | given


FIVE = Discount(
    id="di_five", coupon="FIVE", promotion_code=None, percent_off=None, amount_off=500, currency="eur",
    currency_options={"usd": 600}, products=(), name="Five", duration="once", customer="cus_1",
    invoice="in_everything", invoice_item=None, origin=None, start=MADE, end=None,
    coupon_snapshot=coupon("FIVE", "Five", currency="eur", duration="once", amount_off=500),
)  # fmt: skip
TEN = Discount(
    id="di_ten", coupon="TEN", promotion_code=None, percent_off=Decimal(10), amount_off=None, currency=None,
    currency_options={}, products=(), name="Ten", duration="forever", customer="cus_1", invoice=None,
    invoice_item="ii_1", origin=None, start=MADE, end=None, coupon_snapshot=coupon("TEN", "Ten", percent_off=10),
)  # fmt: skip


def test_the_parties_of_an_invoice() -> None:
    read = invoice("everything")
    assert read.bill_to == JENNY
    assert read.shipping_details == Shipping("Gate 9", "1", Address(line1="Kai 3", city="Bremen", country="DE"))
    assert read.issuer is not None
    assert replace(read.issuer, transfer=None) == STUDIO
    (account,) = read.issuer.transfer or ()
    assert (account["type"], account["iban"]["account_holder_name"]) == ("iban", "Studio Nord GmbH")
    assert read.bank_transfer == Transfer(EU, "FR")


def test_the_sum_of_an_invoice() -> None:
    """100.00 less 10 %, 21.40 with 7 % inside, 5.00 without a discount; 5.00 off, and 5.00 for shipping.

    The 5.00 are spread over 90.00 and 21.40: 4.04 and 0.96. 19 % of 85.96 is 16.33, and 0.95 of 5.00; in 20.44 are
    1.34 of 7 %, on 19.10. 85.96 + 20.44 + 5.00 + 17.28 + 5.00 = 133.68.
    """
    read, (design, print_, clicks) = invoice("everything"), items("everything")
    assert (read.discounts, read.default_tax_rates) == ((FIVE,), (VAT,))
    assert read.total_discount_amounts == (AppliedDiscount("di_ten", 1_000), AppliedDiscount("di_five", 500))
    assert read.total_taxes == (
        AppliedTax(VAT, 1_728, 9_096, False, "not_available"),
        AppliedTax(REDUCED, 134, 1_910, True, "not_available"),
    )
    assert read.shipping_cost == ShippingCharge("shr_1", "Post", "exclusive", "txcd_92010001", 500)
    assert (read.total, read.automatic_tax) == (13_368, None)
    assert (design.discounts, design.tax_rates) == ((TEN,), (VAT,))
    assert design.discount_amounts == (AppliedDiscount("di_ten", 1_000), AppliedDiscount("di_five", 404))
    assert design.taxes == (Tax("txr_vat", 1_633, 8_596, False, "not_available"),)
    assert (print_.discount_amounts, print_.tax_rates) == ((AppliedDiscount("di_five", 96),), (REDUCED,))
    assert print_.taxes == (Tax("txr_reduced", 134, 1_910, True, "not_available"),)
    assert clicks.taxes == (Tax("txr_vat", 95, 500, False, "not_available"),)
    assert (clicks.discounts, clicks.tax_rates, clicks.given_taxes, clicks.automatic_rates) == ((), (), None, ())


def test_taxes_that_the_caller_worked_out() -> None:
    tax = AppliedTax(SALES, 444, 5_000, False, "standard_rated")
    (ticket,) = items("given_taxes")
    assert (ticket.given_taxes, ticket.taxes) == ((tax,), (Tax("txr_sales", 444, 5_000, False, "standard_rated"),))
    assert invoice("given_taxes").total_taxes == (tax,)


def test_automatic_tax() -> None:
    """19 % of 10.00 and of 5.00 for shipping: 1.90 and 0.95."""
    read, (book,) = invoice("automatic_tax"), items("automatic_tax")
    rates = (FoundRate(FOUND, "standard_rated"),)
    on_shipping = (Tax("txr_automatic", 95, 500, False, "standard_rated"),)
    assert read.automatic_tax == AutomaticTax("complete")
    assert read.shipping_cost == ShippingCharge(
        "shr_2", "Post", "exclusive", "txcd_92010001", 500, 95, on_shipping, rates
    )
    assert read.total_taxes == (AppliedTax(FOUND, 285, 1_500, False, "standard_rated"),)
    assert (book.automatic_rates, book.taxes) == (rates, (Tax("txr_automatic", 190, 1_000, False, "standard_rated"),))


def test_a_customer_who_pays_no_tax() -> None:
    """10.70 with 7 % inside cost 10.00, and 0.70 are not charged."""
    read, (dinner,) = invoice("exempt"), items("exempt")
    assert read.bill_to is not None
    assert (read.bill_to.tax_exempt, read.bill_to.address, read.bill_to.locales) == ("exempt", None, ())
    assert (read.removed_tax, read.total) == (70, 1_000)
    assert dinner.taxes == (Tax("txr_reduced", 0, 1_000, True, "customer_exempt"),)
    assert read.total_taxes == (AppliedTax(REDUCED, 0, 1_000, True, "customer_exempt"),)


def test_a_draft_that_could_not_be_finalized() -> None:
    read = invoice("not_finalized")
    assert (read.bill_to, read.issuer) == (None, None)
    assert read.automatic_tax == AutomaticTax("requires_location_inputs")
    assert read.last_finalization_error == FinalizationError(
        message="The customer's location isn't recognized. Set a valid customer address in order to automatically "
        "calculate tax.",
        type="invalid_request_error",
        code="customer_tax_location_invalid",
        doc_url="https://stripe.com/docs/error-codes/customer-tax-location-invalid",
    )


def test_shipping_from_before_there_was_automatic_tax() -> None:
    """The rate had no tax code, and no provider found anything."""
    assert invoice("before_automatic_tax").shipping_cost == ShippingCharge("shr_3", "Post", "exclusive", None, 500)


def test_an_invoice_from_before_the_account_had_tax_ids() -> None:
    read = invoice("before_tax_ids")
    assert read.bill_to == JENNY
    assert read.issuer == Issuer(
        name="Studio Nord GmbH", country="DE", address=BERLIN, email=None, phone=None, url=None,
        tax_id="USt-IdNr. DE111111111", tax_ids=None, payment_instructions=None, locale="en-US", time_zone="UTC",
        page="https://pay.example/i/acct_3/test_", transfer=None,
    )  # fmt: skip


def test_a_credit_note_over_half_of_a_line() -> None:
    """Half of 100.00, of its discounts (5.00 and 2.02) and of its tax, 8.165; and 3.01 of goodwill with 0.57 on top."""
    read, (design, goodwill) = note("of_lines"), credited("of_lines")
    shares = (AppliedDiscount("di_ten", 500), AppliedDiscount("di_five", 202))
    assert (read.discount_amounts, design.discount_amounts) == (shares, shares)
    assert design.taxes == (Tax("txr_vat", 817, 4_298, False, "not_available"),)
    assert (goodwill.tax_rates, goodwill.taxes) == ((VAT,), (Tax("txr_vat", 57, 301, False, "not_available"),))
    assert read.total_taxes == (AppliedTax(VAT, 874, 4_599, False, "not_available"),)
    assert (read.shipping_cost, read.refunds, read.amount) == (None, (), 5_473)


def test_a_credit_note_over_shipping() -> None:
    read = note("of_shipping")
    assert read.shipping_cost == invoice("automatic_tax").shipping_cost
    assert read.total_taxes == (AppliedTax(FOUND, 95, 500, False, "standard_rated"),)


def test_a_credit_note_that_gave_money_back() -> None:
    assert note("refunded").refunds == (RefundedPart("re_1", 500),)


# ── What is read is written, and reads the same again ───────────────────────────────────────────
_ROWS = [
    *((invoice_of, invoices.COLUMN_OF, each["invoice"]) for each in GOLDEN["invoices"].values()),
    *((item_of, {n: n for n in items_store.COLUMNS}, r) for each in GOLDEN["invoices"].values() for r in each["items"]),
    *((note_of, {n: n for n in credit_notes.COLUMNS}, each["credit_note"]) for each in GOLDEN["credit_notes"].values()),
    *(
        (credited_of, {n: n for n in credit_notes.LINE_COLUMNS}, row)
        for each in GOLDEN["credit_notes"].values()
        for row in each["lines"]
    ),
]
# Plain JSON, which has no type of its own.
_PLAIN = {"metadata", "custom_fields", "method_options", "due_steps", "payment_method_types", "account_tax_ids"}


@pytest.mark.parametrize(
    ("read", "column_of", "row"), _ROWS, ids=lambda value: value.get("id") if isinstance(value, dict) else ""
)
def test_what_was_read_is_written_in_the_form_of_today_and_reads_the_same(read: Any, column_of: Row, row: Row) -> None:
    value = read(row)
    written = dict(row)
    for name, column in column_of.items():
        if isinstance(row.get(column), list | dict) and name not in _PLAIN:
            written[column] = orjson.loads(dumped(getattr(value, name)))
            each = written[column] if isinstance(written[column], list) else [written[column]]
            assert [one["version"] for one in each] == [VERSION] * len(each)
    assert read(written) == value
