"""Which events a verb causes, in which order, with which former values (invoicing.md §3.17, platform.md §6.2)."""

from typing import Any

from tests.builders import Shop, refused, types


def previous(event: Any) -> dict[str, Any]:
    """Its `previous_attributes` as plain data."""
    values: dict[str, Any] = event.data.previous_attributes.to_dict()
    return values


class TestDrafts:
    def test_a_customers_first_invoice_sets_his_currency(self, shop: Shop) -> None:
        customer = shop.customer()
        draft = shop.empty(customer)
        events = shop.events_of(draft)
        assert types(events) == ["customer.updated", "invoice.created"]
        assert previous(events[0]) == {"currency": None}
        assert events[0].data.object["currency"] == "usd"
        assert events[1].data.object.to_dict() == draft.to_dict()

    def test_his_second_one_does_not(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.empty(customer)
        assert types(shop.events_of(shop.empty(customer))) == ["invoice.created"]

    def test_a_customers_first_item_sets_his_currency(self, shop: Shop) -> None:
        customer = shop.customer()
        assert types(shop.events_of(shop.pending(customer))) == ["customer.updated", "invoiceitem.created"]
        assert types(shop.events_of(shop.pending(customer))) == ["invoiceitem.created"]

    def test_what_is_swept_in_is_told_with_the_invoice(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.pending(customer, 100)
        draft = shop.empty(customer, pending_invoice_items_behavior="include")
        events = shop.events_of(draft)
        assert types(events) == ["invoice.created"]
        assert events[0].data.object["lines"]["data"][0]["amount"] == 100

    def test_an_item_on_a_draft(self, shop: Shop) -> None:
        draft = shop.empty()
        events = shop.events_of(shop.item(draft, 100))
        assert types(events) == ["invoiceitem.created", "invoice.updated"]
        before = previous(events[1])
        lines = before.pop("lines")
        assert lines == {"data": [], "total_count": 0}
        assert before == dict.fromkeys(
            ("amount_due", "amount_remaining", "subtotal", "subtotal_excluding_tax", "total", "total_excluding_tax"),
            0,
        )  # fmt: skip

    def test_deleting(self, shop: Shop) -> None:
        draft = shop.draft()
        events = shop.events_of(shop.v1.invoices.delete(draft.id))
        assert types(events) == ["invoice.deleted"]
        # The last state, not the stub.
        assert events[0].data.object.to_dict() == draft.to_dict()


class TestFinalizing:
    def test_with_something_due(self, shop: Shop) -> None:
        opened = shop.v1.invoices.finalize_invoice(shop.draft().id)
        events = shop.events_of(opened)
        # §3.17 (4)
        assert types(events) == ["payment_intent.created", "invoice.updated", "invoice.finalized"]
        intent, *events = events
        assert (intent.data.object.amount, intent.data.object.status) == (12_000, "requires_payment_method")
        assert intent.data.object.payment_details.order_reference == opened.id
        before = previous(events[0])
        before.pop("rendering", None)  # the paper may be decided now
        assert before == {
            "effective_at": None, "ending_balance": None, "hosted_invoice_url": None, "invoice_pdf": None,
            "number": None, "status": "draft", "status_transitions": {"finalized_at": None},
        }  # fmt: skip
        for event in events:
            assert event.data.object.to_dict() == opened.to_dict()
        assert "previous_attributes" not in events[1].data

    def test_with_nothing_due(self, shop: Shop) -> None:
        paid = shop.v1.invoices.finalize_invoice(shop.draft(0).id)
        events = shop.events_of(paid)
        # §2.6 and §3.17 (10): no invoice.payment_succeeded.
        assert types(events) == ["invoice.updated", "invoice.finalized", "invoice.paid"]
        before = previous(events[0])
        assert (before["status"], before["attempted"]) == ("draft", False)
        assert before["status_transitions"] == {"finalized_at": None, "paid_at": None}

    def test_with_credit(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.credit(customer, 2_000)
        events = shop.events_of(shop.v1.invoices.finalize_invoice(shop.draft(customer=customer).id))
        assert types(events) == [
            "customer.updated", "payment_intent.created", "invoice.updated", "invoice.finalized",
        ]  # fmt: skip
        (moved,) = (event for event in events if event.type == "customer.updated")
        assert previous(moved) == {"balance": -2_000}

    def test_an_automatic_draft_names_what_was_planned(self, shop: Shop) -> None:
        draft = shop.draft(auto_advance=True)
        events = shop.events_of(shop.v1.invoices.finalize_invoice(draft.id, {"auto_advance": False}))
        before = previous(events[1])
        assert before["auto_advance"] is True
        assert before["automatically_finalizes_at"] == draft.created + 3600

    def test_sending_a_draft(self, shop: Shop) -> None:
        sent = shop.v1.invoices.send_invoice(shop.draft().id)
        assert types(shop.events_of(sent)) == [
            "payment_intent.created", "invoice.updated", "invoice.finalized", "invoice.sent",
        ]  # fmt: skip

    def test_sending_again(self, shop: Shop) -> None:
        sent = shop.v1.invoices.send_invoice(shop.invoice("open").id)
        assert types(shop.events_of(sent)) == ["invoice.sent"]
        assert types(shop.events_of(shop.v1.invoices.send_invoice(sent.id))) == ["invoice.sent"]


class TestEnds:
    def test_paid_out_of_band(self, shop: Shop) -> None:
        opened = shop.invoice("open")
        paid = shop.v1.invoices.pay(opened.id, {"paid_out_of_band": True})
        events = shop.events_of(paid)
        kinds = types(events)
        assert "invoice.payment_succeeded" not in kinds
        # The payment before the invoice that it pays (§3.17, 6); the change before what it means.
        assert kinds == ["invoice_payment.paid", "invoice.updated", "invoice.paid", "payment_intent.canceled"]
        (updated,) = (event for event in events if event.type == "invoice.updated")
        assert previous(updated) == {
            "amount_paid": 0, "amount_paid_off_stripe": 0, "amount_remaining": 12_000, "status": "open",
            "status_transitions": {"paid_at": None},
        }  # fmt: skip
        assert updated.data.object.to_dict() == paid.to_dict()

    def test_a_draft_paid_out_of_band(self, shop: Shop) -> None:
        paid = shop.v1.invoices.pay(shop.draft().id, {"paid_out_of_band": True})
        kinds = types(shop.events_of(paid))
        assert "invoice.payment_succeeded" not in kinds
        assert {"invoice.finalized", "invoice.paid", "invoice_payment.paid"} <= set(kinds)
        assert kinds[:3] == ["payment_intent.created", "invoice.updated", "invoice.finalized"]

    def test_void(self, shop: Shop) -> None:
        voided = shop.v1.invoices.void_invoice(shop.invoice("open").id)
        events = shop.events_of(voided)
        # §3.17 (11)
        assert types(events) == ["invoice.updated", "invoice.voided", "payment_intent.canceled"]
        assert events[2].data.object.cancellation_reason == "void_invoice"
        assert previous(events[0]) == {"status": "open", "status_transitions": {"voided_at": None}}

    def test_mark_uncollectible(self, shop: Shop) -> None:
        lost = shop.v1.invoices.mark_uncollectible(shop.invoice("open", auto_advance=True).id)
        events = shop.events_of(lost)
        assert types(events) == ["invoice.updated", "invoice.marked_uncollectible"]
        assert previous(events[0]) == {
            "auto_advance": True, "status": "open", "status_details": None,
            "status_transitions": {"marked_uncollectible_at": None},
        }  # fmt: skip


def test_a_refused_request_causes_none(shop: Shop) -> None:
    paid = shop.invoice("paid")
    newest = shop.v1.events.list({"limit": 1}).data[0].id
    with refused("Invoice is already paid"):
        shop.v1.invoices.pay(paid.id, {"paid_out_of_band": True})
    assert shop.v1.events.list({"ending_before": newest}).data == []


def test_the_events_of_a_whole_life(shop: Shop) -> None:
    customer = shop.customer()
    invoice = shop.draft(customer=customer)
    shop.v1.invoices.update(invoice.id, {"description": "Thanks"})
    shop.v1.invoices.send_invoice(invoice.id)
    shop.v1.invoices.mark_uncollectible(invoice.id)
    shop.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    assert shop.history(invoice.id) == [
        "invoice.created", "invoice.updated", "invoice.updated", "invoice.updated", "invoice.finalized",
        "invoice.sent", "invoice.updated", "invoice.marked_uncollectible", "invoice.updated", "invoice.paid",
    ]  # fmt: skip


def test_an_event_tells_its_request(shop: Shop) -> None:
    customer = shop.v1.customers.create({"name": "A"}, {"idempotency_key": "told-by-the-event"})
    (event,) = shop.events_of(customer)
    assert event.request.id == customer.last_response.request_id
    assert event.request.idempotency_key == "told-by-the-event"
    assert event.livemode is False
    assert event.api_version == "2026-10-28.endive"
    assert shop.v1.events.retrieve(event.id) == event


def test_an_event_stays_as_it_was(shop: Shop) -> None:
    draft = shop.empty(description="Then")
    (created,) = (event for event in shop.events_of(draft) if event.type == "invoice.created")
    shop.v1.invoices.update(draft.id, {"description": "Now"})
    assert shop.v1.events.retrieve(created.id).data.object["description"] == "Then"
