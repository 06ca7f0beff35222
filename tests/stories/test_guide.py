"""The integration guide's flow, and the other ways in which an invoice can end (invoicing.md §14)."""

from tests.builders import DAY, Shop, types


def test_gold_special_from_product_to_payment(shop: Shop) -> None:
    product = shop.v1.products.create({"name": "Gold Special"})
    price = shop.v1.prices.create({"product": product.id, "unit_amount": 1_000, "currency": "usd"})
    customer = shop.v1.customers.create(
        {"name": "Jenny Rosen", "email": "jenny.rosen@example.com", "description": "My first customer"}
    )
    invoice = shop.v1.invoices.create(
        {"customer": customer.id, "collection_method": "send_invoice", "days_until_due": 30}
    )
    shop.v1.invoice_items.create({"customer": customer.id, "pricing": {"price": price.id}, "invoice": invoice.id})

    sent = shop.v1.invoices.send_invoice(invoice.id)
    assert types(shop.events_of(sent)) == [
        "payment_intent.created", "invoice.updated", "invoice.finalized", "invoice.sent",
    ]  # fmt: skip
    assert sent.status == "open"
    assert sent.number == f"{customer.invoice_prefix}-0001"
    assert sent.due_date == invoice.created + 30 * DAY
    assert (sent.subtotal, sent.total, sent.amount_due, sent.amount_remaining) == (1_000,) * 4
    assert [(line.description, line.amount) for line in sent.lines.data] == [("Gold Special", 1_000)]

    paid = shop.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    assert (paid.status, paid.amount_paid, paid.amount_remaining) == ("paid", 1_000, 0)
    assert shop.v1.invoices.retrieve(invoice.id) == paid
    assert shop.history(invoice.id) == [
        "invoice.created", "invoice.updated", "invoice.updated", "invoice.finalized", "invoice.sent",
        "invoice.updated", "invoice.paid",
    ]  # fmt: skip


def test_items_first_and_then_the_invoice(shop: Shop) -> None:
    """The sample server's other order: a month's work is collected, then invoiced at once."""
    customer = shop.customer()
    for day, hours in ((1, 8), (2, 6), (3, 7)):
        shop.v1.invoice_items.create(
            {
                "customer": customer.id,
                "currency": "usd",
                "unit_amount_decimal": "9550",
                "quantity": hours,
                "description": f"Consulting, day {day}",
            }
        )
    invoice = shop.empty(customer, pending_invoice_items_behavior="include")
    # 21 hours at 95.50 are 2,005.50.
    assert invoice.total == 200_550
    assert [line.description[-1] for line in invoice.lines.data] == ["3", "2", "1"]
    assert shop.v1.invoices.finalize_invoice(invoice.id).amount_due == 200_550


def test_a_mistake_is_voided_and_invoiced_anew(shop: Shop) -> None:
    customer = shop.customer()
    wrong = shop.invoice("open", 99_000, customer)
    voided = shop.v1.invoices.void_invoice(wrong.id)
    right = shop.invoice("open", 9_900, customer)
    # The void invoice keeps its number, its amounts and its page; nothing of it is owed.
    assert (voided.number, right.number) == tuple(f"{customer.invoice_prefix}-000{n}" for n in (1, 2))
    assert (voided.total, voided.hosted_invoice_url) == (99_000, wrong.hosted_invoice_url)
    opened = shop.v1.invoices.list({"customer": customer.id, "status": "open"}).data
    assert [invoice.id for invoice in opened] == [right.id]


def test_a_debt_is_written_off_and_paid_after_all(shop: Shop) -> None:
    lost = shop.invoice("uncollectible", 5_000)
    assert lost.amount_remaining == 5_000
    paid = shop.v1.invoices.pay(lost.id, {"paid_out_of_band": True})
    assert (paid.status, paid.amount_remaining) == ("paid", 0)


def test_a_deposit_is_credited_to_the_next_invoices(shop: Shop) -> None:
    customer = shop.customer()
    shop.credit(customer, 15_000)
    first = shop.v1.invoices.finalize_invoice(shop.draft(10_000, customer).id)
    assert first.status == "paid"
    assert (first.amount_due, first.amount_paid, first.ending_balance) == (0, 0, -5_000)
    second = shop.invoice("open", 10_000, customer)
    assert (second.starting_balance, second.amount_due) == (-5_000, 5_000)
    assert shop.v1.customers.retrieve(customer.id).balance == 0


def test_a_draft_is_thrown_away(shop: Shop) -> None:
    customer = shop.customer()
    draft = shop.draft(customer=customer)
    shop.v1.invoices.delete(draft.id)
    assert shop.history(draft.id) == ["invoice.created", "invoice.updated", "invoice.deleted"]
    assert shop.v1.invoices.list({"customer": customer.id}).data == []
