"""Tax rates and given amounts of tax on invoices and lines (invoicing.md §2.4)."""

from typing import Any

from tests.builders import Shop, refused


def rate(shop: Shop, percentage: float = 20, *, inclusive: bool = False, **given: Any) -> Any:
    return shop.v1.tax_rates.create(
        {"display_name": "VAT", "percentage": percentage, "inclusive": inclusive, "jurisdiction": "UK", **given}
    )


def test_the_documented_example(shop: Shop) -> None:
    """5.00 and 10.00 with 10 % off, 5 % inclusive and 7 % exclusive: 0.21/0.43, 0.30/0.60, total 14.40."""
    inclusive, exclusive = rate(shop, 5, inclusive=True), rate(shop, 7)
    ten = shop.v1.coupons.create({"percent_off": 10})
    draft = shop.empty(default_tax_rates=[inclusive.id, exclusive.id], discounts=[{"coupon": ten.id}])
    shop.item(draft, 500)
    shop.item(draft, 1_000)
    shown = shop.v1.invoices.retrieve(draft.id)
    assert [[tax.amount for tax in line.taxes] for line in shown.lines.data] == [[21, 30], [43, 60]]
    assert shown.total == 1_440
    assert shown.total_excluding_tax == 1_440 - 154
    assert shown.subtotal == 1_500
    assert [(t.amount, t.taxable_amount, t.tax_behavior) for t in shown.total_taxes] == [
        (64, 1_286, "inclusive"), (90, 1_286, "exclusive"),
    ]  # fmt: skip
    assert shown.total_taxes[0].tax_rate_details.tax_rate == inclusive.id
    assert [r.id for r in shown.default_tax_rates] == [inclusive.id, exclusive.id]


def test_rates_of_a_line_beat_those_of_the_invoice(shop: Shop) -> None:
    seven, twenty = rate(shop, 7), rate(shop, 20)
    draft = shop.empty(default_tax_rates=[twenty.id])
    item = shop.item(draft, 1_000, tax_rates=[seven.id])
    shop.item(draft, 1_000)
    shown = shop.v1.invoices.retrieve(draft.id)
    assert [line.taxes[0].amount for line in shown.lines.data] == [70, 200]
    assert [r.id for r in item.tax_rates] == [seven.id]
    cleared = shop.v1.invoice_items.update(item.id, {"tax_rates": ""})
    assert cleared.tax_rates == []
    assert shop.v1.invoices.retrieve(draft.id).total == 2_400
    assert shop.v1.invoices.update(draft.id, {"default_tax_rates": ""}).total == 2_000


def test_exempt_customers_pay_no_tax_and_inclusive_prices_fall(shop: Shop) -> None:
    """100.00 with 10 % inside: an exempt customer pays 90.91 (§2.4)."""
    for exemption, reason in (("exempt", "customer_exempt"), ("reverse", "reverse_charge")):
        customer = shop.customer(tax_exempt=exemption)
        draft = shop.empty(customer, default_tax_rates=[rate(shop, 10, inclusive=True).id])
        shop.item(draft, 10_000)
        shown = shop.v1.invoices.finalize_invoice(draft.id)
        assert (shown.total, shown.amount_due, shown.total_excluding_tax) == (9_091, 9_091, 9_091)
        (tax,) = shown.total_taxes
        assert (tax.amount, tax.taxable_amount, tax.taxability_reason) == (0, 9_091, reason)


def test_a_customer_who_becomes_exempt_is_exempt_when_it_is_finalized(shop: Shop) -> None:
    customer = shop.customer()
    draft = shop.draft(10_000, customer, default_tax_rates=[rate(shop, 20).id])
    assert draft.total == 12_000
    shop.v1.customers.update(customer.id, {"tax_exempt": "exempt"})
    assert shop.v1.invoices.finalize_invoice(draft.id).total == 10_000


def test_amounts_of_tax_that_the_caller_worked_out(shop: Shop) -> None:
    data = {"display_name": "Sales tax", "inclusive": False, "percentage": 8.875, "country": "US", "state": "NY"}
    given = {"amount": 89, "taxable_amount": 1_000, "tax_rate_data": data, "taxability_reason": "standard_rated"}
    draft = shop.empty()
    shown = shop.v1.invoices.add_lines(draft.id, {"lines": [{"amount": 1_000, "tax_amounts": [given]}] * 2})
    assert shown.total == 2_178
    (tax,) = shown.total_taxes
    assert (tax.amount, tax.taxable_amount, tax.taxability_reason) == (178, 2_000, "standard_rated")
    minted = shop.v1.tax_rates.retrieve(tax.tax_rate_details.tax_rate)
    assert (minted.active, minted.percentage, minted.state) == (False, 8.875, "NY")
    line = shop.v1.invoices.line_items.update(draft.id, shown.lines.data[0].id, {"tax_amounts": ""})
    assert line.taxes == []
    assert shop.v1.invoices.retrieve(draft.id).total == 2_089


def test_given_amounts_and_rates_exclude_each_other(shop: Shop) -> None:
    data = {"display_name": "Sales tax", "inclusive": False, "percentage": 5}
    given = {"amount": 5, "taxable_amount": 100, "tax_rate_data": data}
    message = (
        "You cannot specify `tax_amounts` on an invoice that has `default_tax_rates`, or lines that have `tax_rates`."
    )
    draft = shop.draft(default_tax_rates=[rate(shop).id])
    with refused(message, param="tax_amounts"):
        shop.v1.invoices.add_lines(draft.id, {"lines": [{"amount": 100, "tax_amounts": [given]}]})
    plain = shop.empty()
    shop.v1.invoices.add_lines(plain.id, {"lines": [{"amount": 100, "tax_amounts": [given]}]})
    with refused(message, param="tax_amounts"):
        shop.v1.invoices.update(plain.id, {"default_tax_rates": [rate(shop).id]})


def test_a_rate_that_is_not_there(shop: Shop) -> None:
    draft = shop.draft()
    with refused("No such tax rate: 'txr_nope'", code="resource_missing", param="default_tax_rates[0]"):
        shop.v1.invoices.update(draft.id, {"default_tax_rates": ["txr_nope"]})
    with refused("No such tax rate: 'txr_nope'", code="resource_missing", param="tax_rates[0]"):
        shop.item(draft, 100, tax_rates=["txr_nope"])


def test_taxes_follow_every_change_of_a_line(shop: Shop) -> None:
    draft = shop.draft(1_000, default_tax_rates=[rate(shop, 19).id])
    line = draft.lines.data[0].id
    changed = shop.v1.invoices.line_items.update(draft.id, line, {"amount": 2_000})
    assert changed.taxes[0].amount == 380
    assert shop.v1.invoices.retrieve(draft.id).total == 2_380
    gone = shop.v1.invoices.remove_lines(draft.id, {"lines": [{"id": line, "behavior": "unassign"}]})
    assert (gone.total, gone.total_taxes) == (0, [])
    assert shop.v1.invoice_items.list({"customer": draft.customer, "pending": True}).data[0].amount == 2_000
