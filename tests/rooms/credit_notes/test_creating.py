"""Credit notes through the API: what they take, how it is given back, and what is refused (invoicing.md §7)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused, types


def credit(shop: Shop, invoice: Any, **given: Any) -> Any:
    return shop.v1.credit_notes.create({"invoice": invoice.id, **given})


def line_of(invoice: Any, n: int = 0, **given: Any) -> dict[str, Any]:
    return {"type": "invoice_line_item", "invoice_line_item": invoice.lines.data[n].id, **given}


def rich(shop: Shop, customer: Any = None, **given: Any) -> Any:
    """1000 x 3 with 50 % off the line, 10 % off the invoice, and 20 % VAT on top: 3000 - 1500 - 150 = 1350 + 270."""
    half, ten = (shop.v1.coupons.create({"percent_off": p}).id for p in (50, 10))
    rate = shop.v1.tax_rates.create({"display_name": "VAT", "percentage": 20, "inclusive": False}).id
    draft = shop.empty(customer, discounts=[{"coupon": ten}], default_tax_rates=[rate], **given)
    price = {"currency": "usd", "product": shop.v1.products.create({"name": "Gold"}).id, "unit_amount": 1_000}
    line = {"price_data": price, "quantity": 3, "discounts": [{"coupon": half}]}
    shop.v1.invoices.add_lines(draft.id, {"lines": [line]})
    return shop.v1.invoices.finalize_invoice(draft.id)


def test_a_part_of_an_open_invoice(shop: Shop) -> None:
    invoice = rich(shop)
    assert invoice.total == 1_620
    note = credit(shop, invoice, lines=[line_of(invoice, quantity=1)], reason="order_change", memo="One too many")
    assert (note.amount, note.total, note.subtotal) == (540, 540, 500)
    assert (note.discount_amount, note.total_excluding_tax, note.subtotal_excluding_tax) == (550, 450, 500)
    assert [(t.amount, t.taxable_amount, t.tax_behavior) for t in note.total_taxes] == [(90, 450, "exclusive")]
    assert (note.pre_payment_amount, note.post_payment_amount, note.type) == (540, 0, "pre_payment")
    assert (note.number, note.status, note.reason, note.memo) == (
        f"{invoice.number}-CN-01", "issued", "order_change", "One too many",
    )  # fmt: skip
    (line,) = note.lines.data
    assert (line.type, line.invoice_line_item, line.quantity, line.amount) == (
        "invoice_line_item", invoice.lines.data[0].id, 1, 1_000,
    )  # fmt: skip
    assert [d.amount for d in line.discount_amounts] == [500, 50]
    assert types(shop.events_of(note)) == ["invoice.updated", "credit_note.created"]
    after = shop.v1.invoices.retrieve(invoice.id)
    assert (after.amount_due, after.amount_remaining, after.total) == (1_080, 1_080, 1_620)
    assert (after.pre_payment_credit_notes_amount, after.post_payment_credit_notes_amount) == (540, 0)
    assert shop.v1.credit_notes.retrieve(note.id) == note
    assert [n.id for n in shop.v1.credit_notes.list({"invoice": invoice.id}).data] == [note.id]


def test_crediting_unit_by_unit_pays_it_off(shop: Shop) -> None:
    invoice = rich(shop)
    notes = [credit(shop, invoice, lines=[line_of(invoice, quantity=1)]) for _ in range(3)]
    assert [note.number[-2:] for note in notes] == ["01", "02", "03"]
    assert sum(note.amount for note in notes) == 1_620
    paid = shop.v1.invoices.retrieve(invoice.id)
    assert (paid.status, paid.amount_due, paid.amount_paid, paid.amount_remaining) == ("paid", 0, 0, 0)
    assert types(shop.events_of(notes[-1])) == [
        "invoice.updated", "invoice.paid", "payment_intent.canceled", "credit_note.created",
    ]  # fmt: skip
    with refused(None, param="lines[0][quantity]"):
        credit(shop, invoice, lines=[line_of(invoice, quantity=1)])


def test_a_paid_invoice_is_given_back(shop: Shop) -> None:
    customer = shop.customer()
    invoice = shop.invoice("paid", 1_000, customer)
    message = (
        "The sum of credit amount, refund amount and out of band amount ($1.00) must equal the credit note amount "
        "($2.00)."
    )
    with refused(message, param="credit_amount"):
        credit(shop, invoice, amount=200, credit_amount=100)
    note = credit(shop, invoice, amount=500, credit_amount=300, out_of_band_amount=200)
    assert (note.type, note.post_payment_amount, note.out_of_band_amount) == ("post_payment", 500, 200)
    assert types(shop.events_of(note)) == ["customer.updated", "invoice.updated", "credit_note.created"]
    assert shop.v1.customers.retrieve(customer.id).balance == -300
    assert note.customer_balance_transaction.startswith("cbtxn_")
    after = shop.v1.invoices.retrieve(invoice.id)
    assert (after.status, after.amount_due, after.post_payment_credit_notes_amount) == ("paid", 1_000, 500)


def test_a_part_paid_by_nothing_but_its_remainder(shop: Shop) -> None:
    """A credit may take more than is owed; the rest was paid, by the balance, and goes back to it."""
    customer = shop.customer()
    shop.credit(customer, 400)
    invoice = shop.invoice("open", 1_000, customer)
    assert (invoice.amount_due, invoice.total) == (600, 1_000)
    note = credit(shop, invoice, amount=1_000, credit_amount=400)
    assert (note.type, note.pre_payment_amount, note.post_payment_amount) == ("mixed", 600, 400)
    assert shop.v1.invoices.retrieve(invoice.id).status == "paid"
    assert shop.v1.customers.retrieve(customer.id).balance == -400


def test_nothing_was_charged_so_nothing_is_refunded(shop: Shop) -> None:
    invoice = shop.invoice("paid", 1_000)
    message = "The refund amount ($10.00) is more than what was charged for this invoice ($0.00)."
    with refused(message, param="refund_amount"):
        credit(shop, invoice, amount=1_000, refund_amount=1_000)


def test_custom_lines_with_rates_and_given_taxes(shop: Shop) -> None:
    rate = shop.v1.tax_rates.create({"display_name": "VAT", "percentage": 20, "inclusive": False})
    invoice = shop.invoice("open", 10_000)
    custom = {"type": "custom_line_item", "description": "Goodwill", "quantity": 2, "unit_amount_decimal": "99.5"}
    note = credit(
        shop,
        invoice,
        lines=[
            {**custom, "tax_rates": [rate.id]},
            {**custom, "tax_amounts": [{"amount": 7, "tax_rate": rate.id, "taxable_amount": 35}]},
        ],
    )
    # 199 + 40 (39.8), and 199 + 7.
    assert (note.subtotal, note.amount) == (398, 445)
    assert [(t.amount, t.taxable_amount) for t in note.total_taxes] == [(47, 234)]
    first, second = note.lines.data
    assert (first.tax_rates[0].id, second.tax_rates) == (rate.id, [])
    assert (first.unit_amount, first.unit_amount_decimal) == (None, 99.5)


def test_shipping_is_credited_once(shop: Shop) -> None:
    data = {"display_name": "Post", "type": "fixed_amount", "fixed_amount": {"amount": 500, "currency": "usd"}}
    invoice = shop.invoice("open", 1_000, shipping_cost={"shipping_rate_data": data})
    rate = invoice.shipping_cost.shipping_rate
    note = credit(shop, invoice, shipping_cost={"shipping_rate": rate})
    assert (note.amount, note.amount_shipping, note.shipping_cost.amount_total) == (500, 500, 500)
    assert note.lines.data == []
    with refused(
        "The shipping cost of this invoice cannot be credited: it was credited before.", param="shipping_cost"
    ):
        credit(shop, invoice, shipping_cost={"shipping_rate": rate})
    plain = shop.invoice("open")
    with refused("The shipping cost of this invoice cannot be credited: it has none.", param="shipping_cost"):
        credit(shop, plain, shipping_cost={"shipping_rate": rate})


def test_a_preview_is_the_credit_note_that_follows_and_leaves_nothing(shop: Shop) -> None:
    invoice = rich(shop)
    ask = {"invoice": invoice.id, "lines": [line_of(invoice, amount=999)]}
    preview = shop.v1.credit_notes.preview(ask)
    lines = shop.v1.credit_notes.preview_lines.list(ask)
    assert shop.v1.credit_notes.list({"invoice": invoice.id}).data == []
    assert shop.v1.invoices.retrieve(invoice.id) == invoice
    note = shop.v1.credit_notes.create(ask)
    same = ("amount", "subtotal", "subtotal_excluding_tax", "total_excluding_tax", "discount_amount", "number", "type")
    assert {name: preview[name] for name in same} == {name: note[name] for name in same}
    assert [line.amount for line in lines.data] == [line.amount for line in note.lines.data] == [999]


def test_voiding_owes_it_again(shop: Shop) -> None:
    invoice = shop.invoice("open", 1_000)
    note = credit(shop, invoice, amount=300)
    void = shop.v1.credit_notes.void_credit_note(note.id)
    assert (void.status, void.voided_at is not None) == ("void", True)
    assert types(shop.events_of(void)) == ["invoice.updated", "credit_note.voided"]
    again = shop.v1.invoices.retrieve(invoice.id)
    assert (again.amount_due, again.pre_payment_credit_notes_amount) == (1_000, 0)
    with refused("This credit note is already void."):
        shop.v1.credit_notes.void_credit_note(note.id)
    whole = credit(shop, invoice, amount=1_000)
    assert whole.number.endswith("-CN-02")
    with refused("You can only void a credit note if the associated invoice is open."):
        shop.v1.credit_notes.void_credit_note(whole.id)


def test_memo_and_metadata_change(shop: Shop) -> None:
    note = credit(shop, shop.invoice("open"), amount=300, memo="Sorry")
    changed = shop.v1.credit_notes.update(note.id, {"memo": "Very sorry", "metadata": {"k": "v"}})
    assert (changed.memo, changed.metadata.to_dict()) == ("Very sorry", {"k": "v"})
    (event,) = shop.events_of(changed)
    assert (event.type, event.data.previous_attributes["memo"]) == ("credit_note.updated", "Sorry")


@pytest.mark.parametrize("status", ["draft", "void"])
def test_what_cannot_be_credited(shop: Shop, status: str) -> None:
    invoice = shop.invoice(status)
    message = f"You can only create credit notes for open, paid and uncollectible invoices. This invoice is {status}."
    with refused(message, param="invoice"):
        credit(shop, invoice, amount=1)


def test_never_more_than_the_invoice(shop: Shop) -> None:
    invoice = shop.invoice("open", 1_000)
    credit(shop, invoice, amount=600)
    message = "The credit note amount ($5.00) is more than what is left of the invoice to be credited ($4.00)."
    with refused(message, param="amount"):
        credit(shop, invoice, amount=500)
    with refused(None, param="lines[0][amount]"):
        credit(shop, invoice, lines=[line_of(invoice, amount=1_001)])
    with refused(None, param="lines[0][amount]"):
        credit(shop, invoice, lines=[line_of(invoice, amount=-1)])


def test_what_is_left_is_told_without_zeros(shop: Shop) -> None:
    invoice = rich(shop)
    line = invoice.lines.data[0]
    assert line.quantity == 3
    for left in ("3 units", "2 units", "1 unit", "0 units"):
        message = f"The line {line.id} has only {left} left to be credited."
        with refused(message, param="lines[0][quantity]"):
            credit(shop, invoice, lines=[line_of(invoice, quantity=4)])
        if left != "0 units":
            credit(shop, invoice, lines=[line_of(invoice, quantity=1)])


def test_one_way_for_a_line(shop: Shop) -> None:
    invoice = rich(shop)
    credit(shop, invoice, lines=[line_of(invoice, amount=100)])
    with refused(None, param="lines[0][quantity]"):
        credit(shop, invoice, lines=[line_of(invoice, quantity=1)])


@pytest.mark.parametrize(
    ("given", "param"),
    [
        ({}, "amount"),
        ({"amount": 1, "lines": [{"type": "custom_line_item"}]}, "lines"),
        ({"lines": [{"type": "invoice_line_item"}]}, "lines[0][invoice_line_item]"),
        ({"lines": [{"type": "invoice_line_item", "invoice_line_item": "il_nope", "amount": 1}]},
         "lines[0][invoice_line_item]"),
        ({"lines": [{"type": "custom_line_item", "quantity": 1, "unit_amount": 1}]}, "lines[0][description]"),
        ({"lines": [{"type": "custom_line_item", "description": "x", "unit_amount": 1}]}, "lines[0][quantity]"),
        ({"lines": [{"type": "custom_line_item", "description": "x", "quantity": 1}]}, "lines[0][unit_amount]"),
        ({"lines": [{"type": "custom_line_item", "description": "x", "quantity": 1, "unit_amount": -1}]},
         "lines[0][unit_amount]"),
        ({"lines": [{"type": "custom_line_item", "description": "x", "quantity": 1, "unit_amount": 1,
                     "invoice_line_item": "il_x"}]}, "lines[0][invoice_line_item]"),
        ({"amount": 1, "refunds": [{"refund": "re_1"}]}, "refunds[0][refund]"),
    ],
)  # fmt: skip
def test_parameters_that_do_not_fit(shop: Shop, given: dict[str, Any], param: str) -> None:
    invoice = shop.invoice("open")
    with pytest.raises(stripe.InvalidRequestError) as caught:
        credit(shop, invoice, **given)
    assert (caught.value.http_status, caught.value.param) == (400, param)


def test_twenty_at_once_never_credit_too_much(shop: Shop) -> None:
    invoice = shop.invoice("open", 1_000)

    def one(_n: int) -> Any:
        try:
            return credit(shop, invoice, amount=150)
        except stripe.InvalidRequestError:
            return None

    with ThreadPoolExecutor(20) as pool:
        notes = [note for note in pool.map(one, range(20)) if note is not None]
    assert len(notes) == 6
    assert sorted(note.number[-2:] for note in notes) == [f"{n:02d}" for n in range(1, 7)]
    assert shop.v1.invoices.retrieve(invoice.id).amount_remaining == 100
