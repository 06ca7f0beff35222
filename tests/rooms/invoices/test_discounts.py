"""Discounts on invoices and items (invoicing.md §2.3)."""

from typing import Any

import pytest
from tests.builders import Shop, refused, types


def coupon(shop: Shop, **given: Any) -> Any:
    return shop.v1.coupons.create(given or {"percent_off": 10})


def test_a_discount_of_the_invoice_lowers_the_total_and_is_named_everywhere(shop: Shop) -> None:
    ten = coupon(shop, percent_off=10)
    draft = shop.empty(discounts=[{"coupon": ten.id}])
    shop.item(draft, 1_000)
    shop.item(draft, 5)
    shown = shop.v1.invoices.retrieve(draft.id, {"expand": ["discounts", "total_discount_amounts.discount"]})
    # 10 % of 1005 is 100.5, rounded to 101; the larger remainder gets the cent: 1000 has 100.497, 5 has 0.502.
    assert (shown.subtotal, shown.total) == (1_005, 904)
    (discount,) = shown.discounts
    assert (discount.object, discount.source.coupon, discount.invoice) == ("discount", ten.id, draft.id)
    assert shown.total_discount_amounts[0].amount == 101
    assert shown.total_discount_amounts[0].discount.id == discount.id
    assert [line.discount_amounts[0].amount for line in shown.lines.data] == [100, 1]
    assert shown.total_pretax_credit_amounts[0].to_dict() == {
        "amount": 101, "discount": discount.id, "type": "discount",
    }  # fmt: skip


def test_the_discounts_of_a_line_come_first_and_lower_the_subtotal(shop: Shop) -> None:
    half, ten = coupon(shop, percent_off=50), coupon(shop, amount_off=1_000, currency="usd")
    draft = shop.empty(discounts=[{"coupon": ten.id}])
    item = shop.item(draft, 10_000, discounts=[{"coupon": half.id}])
    shown = shop.v1.invoices.retrieve(draft.id)
    assert (shown.subtotal, shown.total) == (5_000, 4_000)
    assert [d.amount for d in shown.lines.data[0].discount_amounts] == [5_000, 1_000]
    assert shown.lines.data[0].discounts == item.discounts
    assert shown.lines.data[0].amount == 10_000


def test_discounts_can_be_changed_and_taken_away_while_it_is_a_draft(shop: Shop) -> None:
    draft = shop.draft(1_000)
    changed = shop.v1.invoices.update(draft.id, {"discounts": [{"coupon": coupon(shop, percent_off=25).id}]})
    assert changed.total == 750
    kept = shop.v1.invoices.update(
        draft.id, {"discounts": [{"discount": changed.discounts[0]}, {"coupon": coupon(shop, percent_off=50).id}]}
    )
    assert (kept.discounts[0], kept.total) == (changed.discounts[0], 375)
    assert shop.v1.invoices.update(draft.id, {"discounts": ""}).total == 1_000


def test_what_is_not_discountable_is_left_alone(shop: Shop) -> None:
    draft = shop.empty(discounts=[{"coupon": coupon(shop, percent_off=50).id}])
    shop.item(draft, 1_000, discountable=False)
    shop.item(draft, 1_000)
    shop.item(draft, -300)
    shown = shop.v1.invoices.retrieve(draft.id)
    assert [line.discount_amounts[0].amount for line in shown.lines.data] == [0, 500, 0]
    assert shown.total == 1_200


def test_a_coupon_for_products_touches_their_lines_only(shop: Shop) -> None:
    gold, lead = (shop.v1.products.create({"name": name}) for name in ("Gold", "Lead"))
    ten = coupon(shop, percent_off=10, applies_to={"products": [gold.id]})
    draft = shop.empty(discounts=[{"coupon": ten.id}])
    for product in (gold, lead):
        price = shop.v1.prices.create({"product": product.id, "unit_amount": 1_000, "currency": "usd"})
        shop.v1.invoice_items.create({"customer": draft.customer, "invoice": draft.id, "pricing": {"price": price.id}})
    shown = shop.v1.invoices.retrieve(draft.id)
    assert [line.discount_amounts[0].amount for line in shown.lines.data] == [100, 0]


def test_a_discount_survives_its_coupon(shop: Shop) -> None:
    ten = coupon(shop, percent_off=10)
    draft = shop.draft(1_000, discounts=[{"coupon": ten.id}])
    shop.v1.coupons.delete(ten.id)
    shop.item(draft, 1_000)
    assert shop.v1.invoices.finalize_invoice(draft.id).total == 1_800


def test_pending_items_bring_their_discounts(shop: Shop) -> None:
    customer = shop.customer()
    shop.pending(customer, 1_000, discounts=[{"coupon": coupon(shop, percent_off=20).id}])
    invoice = shop.empty(customer, pending_invoice_items_behavior="include")
    assert (invoice.subtotal, invoice.total) == (800, 800)
    assert invoice.lines.data[0].discount_amounts[0].amount == 200


def test_an_invoice_discounted_to_nothing_is_paid_at_once(shop: Shop) -> None:
    draft = shop.draft(1_000, discounts=[{"coupon": coupon(shop, percent_off=100).id}])
    paid = shop.v1.invoices.finalize_invoice(draft.id)
    assert (paid.status, paid.total, paid.amount_due) == ("paid", 0, 0)
    assert types(shop.events_of(paid)) == [
        "customer.discount.deleted", "invoice.updated", "invoice.finalized", "invoice.paid",
    ]  # fmt: skip


def test_a_coupon_for_once_is_over_when_its_invoice_is_finalized(shop: Shop) -> None:
    once, always = (coupon(shop, percent_off=10, duration=duration).id for duration in ("once", "forever"))
    draft = shop.draft(1_000, discounts=[{"coupon": once}, {"coupon": always}])
    final = shop.v1.invoices.finalize_invoice(draft.id, {"expand": ["discounts"]})
    events = shop.events_of(final)
    assert types(events) == [
        "customer.discount.deleted", "payment_intent.created", "invoice.updated", "invoice.finalized",
    ]  # fmt: skip
    assert events[0].data.object["source"]["coupon"] == once
    assert [discount.source.coupon for discount in final.discounts] == [once, always]
    assert final.total == 810
    # A revision keeps what the original had, and nothing is over a second time.
    revision = shop.v1.invoices.create({"from_invoice": {"action": "revision", "invoice": final.id}})
    revised = shop.v1.invoices.finalize_invoice(revision.id)
    assert revised.total == 810
    assert "customer.discount.deleted" not in types(shop.events_of(revised))


def test_a_customer_loses_a_discount_for_once_with_the_first_finalized_invoice(shop: Shop) -> None:
    customer = shop.customer(coupon=coupon(shop, percent_off=10, duration="once").id)
    first = shop.draft(1_000, customer)
    assert shop.draft(1_000, customer).total == 1_000
    assert shop.v1.customers.retrieve(customer.id).discount is not None
    final = shop.v1.invoices.finalize_invoice(first.id)
    deleted = [
        getattr(e.data.object, "id", None) for e in shop.events_of(final) if e.type == "customer.discount.deleted"
    ]
    assert deleted == [first.discounts[0], customer.discount.id]
    assert final.total == 900
    assert shop.v1.customers.retrieve(customer.id).discount is None
    assert shop.draft(1_000, customer).total == 1_000


@pytest.mark.parametrize("status", ["open", "paid", "void"])
def test_discounts_of_a_finalized_invoice_stay(shop: Shop, status: str) -> None:
    invoice = shop.invoice(status)
    with refused("Finalized invoices can't be updated in this way", param="discounts"):
        shop.v1.invoices.update(invoice.id, {"discounts": [{"coupon": coupon(shop).id}]})


def test_a_coupon_that_is_not_there(shop: Shop) -> None:
    draft = shop.draft()
    message = "No such coupon: 'NOPE'"
    with refused(message, code="resource_missing", param="discounts[0][coupon]"):
        shop.v1.invoices.update(draft.id, {"discounts": [{"coupon": "NOPE"}]})
    with refused(message, code="resource_missing", param="lines[0][discounts][0][coupon]"):
        shop.v1.invoices.add_lines(draft.id, {"lines": [{"amount": 1, "discounts": [{"coupon": "NOPE"}]}]})
    assert shop.v1.invoices.retrieve(draft.id) == draft
