"""Lines: adding, changing and removing them, their order, all or nothing (invoicing.md §1.5, §3.13)."""

from typing import Any

import pytest
from tests.builders import Shop, refused, types


def amounts(invoice: Any) -> list[int]:
    """What its lines come to, in their order."""
    return [line.amount for line in invoice.lines.data]


def add(shop: Shop, invoice: Any, *lines: Any, **more: Any) -> Any:
    """Add lines: bare numbers are amounts."""
    given = [line if isinstance(line, dict) else {"amount": line} for line in lines]
    return shop.v1.invoices.add_lines(invoice.id, {"lines": given, **more})


class TestAdding:
    def test_each_line_mints_an_item(self, shop: Shop) -> None:
        invoice = add(shop, shop.empty(), {"amount": 100, "description": "One"}, 200)
        assert amounts(invoice) == [100, 200]
        assert (invoice.total, invoice.amount_due) == (300, 300)
        item = shop.v1.invoice_items.retrieve(invoice.lines.data[0].parent.invoice_item_details.invoice_item)
        assert (item.amount, item.description, item.invoice) == (100, "One", invoice.id)

    def test_a_pending_item_can_be_named(self, shop: Shop) -> None:
        customer = shop.customer()
        item = shop.pending(customer, 500)
        invoice = add(shop, shop.empty(customer), {"invoice_item": item.id, "description": "Now billed"}, 200)
        assert amounts(invoice) == [500, 200]
        adopted = shop.v1.invoice_items.retrieve(item.id)
        assert (adopted.invoice, adopted.description) == (invoice.id, "Now billed")

    def test_pending_items_that_do_not_belong(self, shop: Shop) -> None:
        customer = shop.customer()
        invoice = shop.empty(customer)
        foreign = shop.pending(shop.customer())
        euros = shop.pending(customer, currency="eur")
        attached = shop.item(invoice)
        for item, message in (
            (foreign.id, "The customer of the invoice item does not match the customer of the invoice."),
            (euros.id, "The currency of the invoice item (eur) does not match that of the invoice (usd)."),
            (attached.id, f"The invoice item {attached.id} is already attached to an invoice."),
        ):
            with refused(message, param="lines[0][invoice_item]"):
                add(shop, invoice, {"invoice_item": item})
        with refused("No such invoiceitem: 'ii_x'", code="resource_missing", param="lines[0][invoice_item]"):
            add(shop, invoice, {"invoice_item": "ii_x"})

    def test_amount_and_quantity_exclude_each_other(self, shop: Shop) -> None:
        with refused(
            "You may only specify one of these parameters: amount, quantity.",
            code="parameters_exclusive",
            param="lines[0][amount]",
        ):
            add(shop, shop.empty(), {"amount": 5, "quantity": 2})

    def test_a_product_of_ones_own(self, shop: Shop) -> None:
        data = {"currency": "usd", "product_data": {"name": "Hand-made"}, "unit_amount": 250}
        invoice = add(shop, shop.empty(), {"price_data": data, "quantity": 2})
        assert (amounts(invoice), invoice.lines.data[0].description) == ([500], "Hand-made")

    def test_metadata_of_the_invoice_comes_along(self, shop: Shop) -> None:
        invoice = add(shop, shop.empty(metadata={"a": "1"}), 5, invoice_metadata={"b": "2"})
        assert invoice.metadata.to_dict() == {"a": "1", "b": "2"}

    def test_lines_are_required(self, shop: Shop) -> None:
        with refused("Missing required param: lines.", code="parameter_missing", param="lines"):
            shop.v1.invoices.add_lines(shop.empty().id, {})

    def test_all_or_nothing(self, shop: Shop) -> None:
        draft = shop.draft(1_000)
        waiting = shop.pending(shop.v1.customers.retrieve(draft.customer), 7)
        with refused("No such price: 'price_x'", code="resource_missing", param="lines[2][pricing][price]"):
            add(shop, draft, 5, {"invoice_item": waiting.id}, {"pricing": {"price": "price_x"}})
        assert shop.v1.invoices.retrieve(draft.id) == draft
        assert shop.v1.invoice_items.retrieve(waiting.id).invoice is None
        listed = shop.v1.invoice_items.list({"customer": draft.customer}).data
        assert [item.amount for item in listed] == [7, 1_000]


class TestChanging:
    def test_several(self, shop: Shop) -> None:
        invoice = add(shop, shop.empty(), 100, 200, 300)
        first, _, third = invoice.lines.data
        changed = shop.v1.invoices.update_lines(
            invoice.id,
            {"lines": [{"id": third.id, "amount": 3}, {"id": first.id, "description": "The first"}]},
        )
        assert amounts(changed) == [100, 200, 3]
        assert changed.lines.data[0].description == "The first"
        assert changed.total == 303
        assert [line.id for line in changed.lines.data] == [line.id for line in invoice.lines.data]

    def test_one_answers_with_the_line(self, shop: Shop) -> None:
        invoice = add(shop, shop.empty(), 100, 200)
        line = shop.v1.invoices.line_items.update(
            invoice.id, invoice.lines.data[1].id, {"amount": 250, "metadata": {"k": "v"}}
        )
        assert (line.object, line.amount, line.invoice) == ("line_item", 250, invoice.id)
        # It reaches the item, and another amount mints another price.
        item = shop.v1.invoice_items.retrieve(line.parent.invoice_item_details.invoice_item)
        assert (item.amount, item.metadata.to_dict()) == (250, {"k": "v"})
        assert line.pricing.price_details.price != invoice.lines.data[1].pricing.price_details.price
        assert shop.v1.invoices.retrieve(invoice.id).total == 350

    def test_a_line_of_another_invoice(self, shop: Shop) -> None:
        (foreign,) = shop.draft().lines.data
        draft = shop.draft()
        message = f"No such invoice line item: '{foreign.id}'"
        with refused(message, code="resource_missing", param="lines[0][id]"):
            shop.v1.invoices.update_lines(draft.id, {"lines": [{"id": foreign.id, "amount": 1}]})
        with refused(message, status=404, code="resource_missing", param="line_item_id"):
            shop.v1.invoices.line_items.update(draft.id, foreign.id, {"amount": 1})

    def test_all_or_nothing(self, shop: Shop) -> None:
        invoice = add(shop, shop.empty(), 100, 200)
        with refused("No such invoice line item: 'il_x'", code="resource_missing", param="lines[1][id]"):
            shop.v1.invoices.update_lines(
                invoice.id,
                {"lines": [{"id": invoice.lines.data[0].id, "amount": 1}, {"id": "il_x", "amount": 2}]},
            )
        assert shop.v1.invoices.retrieve(invoice.id) == invoice

    def test_to_the_same_reports_nothing(self, shop: Shop) -> None:
        invoice = add(shop, shop.empty(), {"amount": 100, "description": "Same"})
        same = shop.v1.invoices.line_items.update(invoice.id, invoice.lines.data[0].id, {"description": "Same"})
        assert shop.events_of(same) == []


class TestRemoving:
    def test_delete_destroys_and_unassign_returns(self, shop: Shop) -> None:
        invoice = add(shop, shop.empty(), 100, 200, 300)
        first, second, _ = invoice.lines.data
        left = shop.v1.invoices.remove_lines(
            invoice.id,
            {"lines": [{"id": first.id, "behavior": "delete"}, {"id": second.id, "behavior": "unassign"}]},
        )
        assert (amounts(left), left.total, left.lines.total_count) == ([300], 300, 1)
        pending = shop.v1.invoice_items.list({"customer": invoice.customer, "pending": True}).data
        assert [item.id for item in pending] == [second.parent.invoice_item_details.invoice_item]
        gone = first.parent.invoice_item_details.invoice_item
        with refused(
            f"No such Invoice Item: '{gone}'(livemode=false)",
            status=404,
            code="resource_missing",
            param="id",
        ):
            shop.v1.invoice_items.retrieve(gone)

    def test_what_is_to_become_of_it_must_be_said(self, shop: Shop) -> None:
        invoice = shop.draft()
        with refused(
            "Missing required param: lines[0][behavior].",
            code="parameter_missing",
            param="lines[0][behavior]",
        ):
            shop.v1.invoices.remove_lines(invoice.id, {"lines": [{"id": invoice.lines.data[0].id}]})

    def test_all_or_nothing(self, shop: Shop) -> None:
        invoice = add(shop, shop.empty(), 100, 200)
        line = invoice.lines.data[0].id
        with refused("No such invoice line item: 'il_x'", code="resource_missing", param="lines[1][id]"):
            shop.v1.invoices.remove_lines(
                invoice.id,
                {"lines": [{"id": line, "behavior": "delete"}, {"id": "il_x", "behavior": "delete"}]},
            )
        with refused(f"The line {line} is named more than once.", param="lines[1][id]"):
            shop.v1.invoices.remove_lines(
                invoice.id, {"lines": [{"id": line, "behavior": b} for b in ("delete", "unassign")]}
            )
        assert shop.v1.invoices.retrieve(invoice.id) == invoice


class TestOrder:
    def test_swept_in_newest_first_then_added_oldest_first(self, shop: Shop) -> None:
        customer = shop.customer()
        for amount in (1, 2):
            shop.pending(customer, amount)
        invoice = shop.empty(customer, pending_invoice_items_behavior="include")
        for amount in (3, 4):
            shop.item(invoice, amount)
        assert amounts(shop.v1.invoices.retrieve(invoice.id)) == [2, 1, 3, 4]

    def test_the_first_ten_stand_on_the_invoice_the_rest_in_the_list(self, shop: Shop) -> None:
        invoice = add(shop, shop.empty(), *range(1, 13))
        assert amounts(invoice) == list(range(1, 11))
        assert (invoice.lines.has_more, invoice.lines.total_count) == (True, 12)
        assert invoice.total == 78
        assert [line.amount for line in invoice.lines.auto_paging_iter()] == list(range(1, 13))

    def test_pages_in_both_directions(self, shop: Shop) -> None:
        invoice = add(shop, shop.empty(), *range(1, 8))
        lines = shop.v1.invoices.line_items
        first = lines.list(invoice.id, {"limit": 3})
        assert ([line.amount for line in first.data], first.has_more) == ([1, 2, 3], True)
        last = lines.list(invoice.id, {"limit": 10, "starting_after": first.data[-1].id})
        assert ([line.amount for line in last.data], last.has_more) == ([4, 5, 6, 7], False)
        back = lines.list(invoice.id, {"limit": 2, "ending_before": last.data[0].id})
        assert ([line.amount for line in back.data], back.has_more) == ([2, 3], True)
        back = lines.list(invoice.id, {"limit": 2, "ending_before": back.data[0].id})
        assert ([line.amount for line in back.data], back.has_more) == ([1], False)

    def test_a_cursor_that_is_no_line(self, shop: Shop) -> None:
        invoice = shop.draft()
        with refused("No such invoice line item: 'il_x'", code="resource_missing", param="starting_after"):
            shop.v1.invoices.line_items.list(invoice.id, {"starting_after": "il_x"})


class TestEvents:
    def test_adding(self, shop: Shop) -> None:
        added = add(shop, shop.draft(1_000), 5, 6)
        events = shop.events_of(added)
        assert types(events) == ["invoiceitem.created", "invoiceitem.created", "invoice.updated"]
        assert [event.data.object["amount"] for event in events[:2]] == [5, 6]
        assert events[2].data.object.to_dict() == added.to_dict()
        previous = events[2].data.previous_attributes.to_dict()
        assert (previous["total"], previous["lines"]["total_count"]) == (1_000, 1)

    def test_removing(self, shop: Shop) -> None:
        invoice = add(shop, shop.empty(), 5, 6)
        kept, gone = (line.id for line in invoice.lines.data)
        removed = shop.v1.invoices.remove_lines(
            invoice.id,
            {"lines": [{"id": kept, "behavior": "unassign"}, {"id": gone, "behavior": "delete"}]},
        )
        assert types(shop.events_of(removed)) == ["invoiceitem.deleted", "invoice.updated"]

    @pytest.mark.parametrize("verb", ["several", "one"])
    def test_changing(self, shop: Shop, verb: str) -> None:
        invoice = shop.draft(1_000)
        line = invoice.lines.data[0].id
        if verb == "one":
            answer = shop.v1.invoices.line_items.update(invoice.id, line, {"amount": 5})
        else:
            answer = shop.v1.invoices.update_lines(invoice.id, {"lines": [{"id": line, "amount": 5}]})
        assert types(shop.events_of(answer)) == ["invoice.updated"]
