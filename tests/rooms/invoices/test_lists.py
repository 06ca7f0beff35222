"""Lists of invoices, items and payments: filters, cursors in both directions, expand (platform.md §1.4, §1.6)."""

from typing import Any

import pytest
from tests.builders import DAY, STATUSES, Shop, refused


def ids(page: Any) -> list[str]:
    """The ids of a page, in its order."""
    return [one.id for one in page.data]


class TestInvoices:
    def test_newest_first(self, shop: Shop) -> None:
        customer = shop.customer()
        made = [shop.empty(customer).id for _ in range(3)]
        page = shop.v1.invoices.list({"customer": customer.id})
        assert ids(page) == made[::-1]
        assert (page.object, page.url, page.has_more) == ("list", "/v1/invoices", False)
        assert set(page.to_dict()) == {"object", "data", "has_more", "url"}

    def test_by_status(self, shop: Shop) -> None:
        customer = shop.customer()
        made = {status: shop.invoice(status, customer=customer).id for status in STATUSES}
        for status, invoice in made.items():
            assert ids(shop.v1.invoices.list({"customer": customer.id, "status": status})) == [invoice]

    def test_by_collection_method_and_due_date(self, shop: Shop) -> None:
        customer = shop.customer()
        soon, late = (shop.empty(customer, days_until_due=days) for days in (1, 9))
        charged = shop.empty(customer, collection_method="charge_automatically")
        invoices = shop.v1.invoices

        def found(**by: Any) -> list[str]:
            return ids(invoices.list({"customer": customer.id, **by}))

        assert found(collection_method="charge_automatically") == [charged.id]
        assert found(collection_method="send_invoice") == [late.id, soon.id]
        assert found(due_date=soon.due_date) == [soon.id]
        assert found(due_date={"gt": soon.due_date}) == [late.id]
        assert found(due_date={"gte": soon.due_date, "lt": late.due_date}) == [soon.id]
        assert found(due_date={"lte": late.due_date}) == [late.id, soon.id]
        assert found(created={"gte": soon.created}) == [charged.id, late.id, soon.id]
        assert found(created={"gt": charged.created + DAY}) == []
        assert found(created=soon.created + DAY) == []

    @pytest.mark.parametrize(("asked", "given"), [(0, 1), (-1, 1), (3, 3), (101, 12), (1000, 12)])
    def test_a_limit_out_of_range_is_moved_into_it(self, shop: Shop, asked: int, given: int) -> None:
        customer = shop.customer()
        for _ in range(12):
            shop.empty(customer)
        page = shop.v1.invoices.list({"customer": customer.id, "limit": asked})
        assert len(page.data) == given
        assert page.has_more is (given < 12)
        assert len(shop.v1.invoices.list({"customer": customer.id}).data) == 10

    def test_walking_forwards_and_back_shows_each_once(self, shop: Shop) -> None:
        customer = shop.customer()
        made = [shop.empty(customer).id for _ in range(7)][::-1]
        by = {"customer": customer.id, "limit": 3}
        forwards = [i.id for i in shop.v1.invoices.list(by).auto_paging_iter()]
        assert forwards == made
        last = shop.v1.invoices.list({**by, "starting_after": made[5]})
        assert (ids(last), last.has_more) == (made[6:], False)
        newer = shop.v1.invoices.list({**by, "ending_before": made[6]})
        assert (ids(newer), newer.has_more) == (made[3:6], True)
        newest = shop.v1.invoices.list({**by, "ending_before": made[3]})
        assert (ids(newest), newest.has_more) == (made[:3], False)
        backwards = [i.id for i in shop.v1.invoices.list({**by, "ending_before": made[6]}).auto_paging_iter()]
        assert backwards == made[5::-1]

    def test_cursors_that_lead_nowhere(self, shop: Shop) -> None:
        invoice = shop.empty()
        for name in ("starting_after", "ending_before"):
            with refused("No such invoice: 'in_x'", code="resource_missing", param=name):
                shop.v1.invoices.list({name: "in_x"})
        with refused("Received both starting_after and ending_before parameters. Please pass in only one."):
            shop.v1.invoices.list({"starting_after": invoice.id, "ending_before": invoice.id})

    @pytest.mark.parametrize(
        ("by", "message", "code", "param"),
        [
            (
                {"status": "lost"},
                "Invalid status: must be one of draft, open, void, paid, or uncollectible",
                None, "status",
            ),
            ({"limit": "many"}, "Invalid integer: many", "parameter_invalid_integer", "limit"),
            ({"nonsense": "1"}, "Received unknown parameter: nonsense", "parameter_unknown", "nonsense"),
            ({"created": "today"}, "Invalid timestamp: must be an integer", "parameter_invalid_integer", "created"),
            ({"created": {"about": 5}}, "Received unknown parameter: created[about]", "parameter_unknown",
             "created[about]"),
        ],
    )  # fmt: skip
    def test_filters_that_are_none(
        self, shop: Shop, by: dict[str, Any], message: str, code: str | None, param: str
    ) -> None:
        with refused(message, code=code, param=param):
            shop.v1.invoices.list(by)

    def test_of_a_stranger_there_are_none(self, shop: Shop) -> None:
        assert shop.v1.invoices.list({"customer": shop.customer().id}).data == []


class TestItems:
    def test_filters(self, shop: Shop) -> None:
        customer = shop.customer()
        draft = shop.empty(customer)
        waiting, attached = shop.pending(customer), shop.item(draft)

        def found(**by: Any) -> list[str]:
            return ids(shop.v1.invoice_items.list({"customer": customer.id, **by}))

        assert found() == [attached.id, waiting.id]
        assert found(pending=True) == [waiting.id]
        assert found(pending=False) == [attached.id]
        assert found(invoice=draft.id) == [attached.id]
        assert found(created={"gte": waiting.date}) == [attached.id, waiting.id]
        assert found(created={"lt": waiting.date}) == []

    def test_pages(self, shop: Shop) -> None:
        customer = shop.customer()
        made = [shop.pending(customer).id for _ in range(5)][::-1]
        by = {"customer": customer.id, "limit": 2}
        assert [i.id for i in shop.v1.invoice_items.list(by).auto_paging_iter()] == made
        newer = shop.v1.invoice_items.list({**by, "ending_before": made[4]})
        assert (ids(newer), newer.has_more) == (made[2:4], True)


class TestPayments:
    def test_filters(self, shop: Shop) -> None:
        first, second = shop.invoice("paid"), shop.invoice("paid")
        payment, default = shop.v1.invoice_payments.list({"invoice": first.id}).data
        assert (default.is_default, default.status, default.payment.type) == (True, "canceled", "payment_intent")
        by_intent = {"type": "payment_intent", "payment_intent": default.payment.payment_intent}
        assert ids(shop.v1.invoice_payments.list({"payment": by_intent})) == [default.id]
        by_record = {"type": "payment_record", "payment_record": payment.payment.payment_record}
        assert ids(shop.v1.invoice_payments.list({"payment": by_record})) == [payment.id]
        assert (payment.invoice, payment.status, payment.amount_paid) == (first.id, "paid", 12_000)
        assert shop.v1.invoice_payments.list({"invoice": first.id, "status": "open"}).data == []
        newest = shop.v1.invoice_payments.list({"limit": 2, "status": "paid"}).data
        assert [p.invoice for p in newest] == [second.id, first.id]

    def test_a_missing_one(self, shop: Shop) -> None:
        with refused("No such invoice_payment: 'inpay_x'", status=404, code="resource_missing", param="id"):
            shop.v1.invoice_payments.retrieve("inpay_x")


class TestExpand:
    def test_the_customer(self, shop: Shop) -> None:
        customer = shop.customer()
        draft = shop.empty(customer, expand=["customer"])
        assert (draft.customer.id, draft.customer.name) == (customer.id, "Jenny Rosen")
        # For this response only.
        assert shop.v1.invoices.retrieve(draft.id).customer == customer.id

    def test_on_a_post_and_on_a_list(self, shop: Shop) -> None:
        customer = shop.customer()
        draft = shop.draft(customer=customer)
        opened = shop.v1.invoices.finalize_invoice(draft.id, {"expand": ["customer"]})
        assert opened.customer.id == customer.id
        (listed,) = shop.v1.invoices.list({"customer": customer.id, "expand": ["data.customer"]}).data
        assert listed.customer.email == "jenny@example.com"

    def test_a_deleted_customer_is_a_stub(self, shop: Shop) -> None:
        customer = shop.customer()
        draft = shop.draft(customer=customer)
        shop.v1.customers.delete(customer.id)
        assert shop.v1.invoices.retrieve(draft.id).customer == customer.id
        stub = shop.v1.invoices.retrieve(draft.id, {"expand": ["customer"]}).customer
        assert stub.to_dict() == {"id": customer.id, "object": "customer", "deleted": True}

    def test_payments_appear_when_asked_for(self, shop: Shop) -> None:
        paid = shop.invoice("paid")
        assert "payments" not in paid
        shown = shop.v1.invoices.retrieve(paid.id, {"expand": ["payments", "payments.data.payment.payment_record"]})
        payment, _ = shown.payments.data
        assert payment.payment.payment_record.amount.value == 12_000
        assert shop.v1.invoices.retrieve(shop.empty().id, {"expand": ["payments"]}).payments.data == []

    def test_through_payments_that_were_not_asked_for_themselves(self, shop: Shop) -> None:
        paid = shop.invoice("paid")
        shown = shop.v1.invoices.retrieve(paid.id, {"expand": ["payments.data.payment.payment_record"]})
        payment, _ = shown.payments.data
        assert payment.payment.payment_record.amount.to_dict() == {"currency": "usd", "value": 12_000}
        with refused("You cannot expand more than 4 levels of a property: payments.data.invoice.customer.tax_ids"):
            shop.v1.invoices.retrieve(paid.id, {"expand": ["payments.data.invoice.customer.tax_ids"]})

    def test_into_the_lines(self, shop: Shop) -> None:
        draft = shop.draft()
        path = "lines.data.pricing.price_details.price"
        line = shop.v1.invoices.retrieve(draft.id, {"expand": [path]}).lines.data[0]
        price = line.pricing.price_details.price
        assert (price.object, price.unit_amount, price.active) == ("price", 12_000, False)

    def test_a_draft_has_no_secret(self, shop: Shop) -> None:
        draft = shop.v1.invoices.retrieve(shop.empty().id, {"expand": ["confirmation_secret"]})
        assert draft["confirmation_secret"] is None
        assert "confirmation_secret" not in shop.v1.invoices.retrieve(draft.id)

    @pytest.mark.parametrize(
        ("path", "segment"), [("foo", "foo"), ("number", "number"), ("customer.foo", "customer.foo")]
    )
    def test_what_cannot_be_expanded(self, shop: Shop, path: str, segment: str) -> None:
        draft = shop.empty()
        with refused(f"This property cannot be expanded ({segment})."):
            shop.v1.invoices.retrieve(draft.id, {"expand": [path]})

    def test_a_list_wants_the_prefix(self, shop: Shop) -> None:
        with refused(
            "This property cannot be expanded (customer). You may want to try expanding 'data.customer' instead."
        ):
            shop.v1.invoices.list({"expand": ["customer"]})
        assert shop.v1.invoices.list({"expand": ["data"], "limit": 1}).object == "list"

    def test_four_levels_at_most(self, shop: Shop) -> None:
        draft = shop.draft()
        deep = "lines.data.invoice.lines.data.invoice"
        with refused(f"You cannot expand more than 4 levels of a property: {deep}"):
            shop.v1.invoices.retrieve(draft.id, {"expand": [deep]})

    def test_a_bad_path_is_told_before_a_missing_object(self, shop: Shop) -> None:
        with refused("This property cannot be expanded (foo)."):
            shop.v1.invoices.retrieve("in_nope", {"expand": ["foo"]})

    def test_a_refused_expansion_changes_nothing(self, shop: Shop) -> None:
        draft = shop.draft()
        with refused("This property cannot be expanded (foo)."):
            shop.v1.invoices.finalize_invoice(draft.id, {"expand": ["foo"]})
        assert shop.v1.invoices.retrieve(draft.id).status == "draft"
