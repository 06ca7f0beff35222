"""Every verb on an invoice of every status, through the API (invoicing.md §3.1, §3.7 to §3.13)."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.builders import STATUSES, Shop, refused

Verb = Callable[[Shop, str], Any]

VERBS: dict[str, Verb] = {
    "finalize": lambda shop, i: shop.v1.invoices.finalize_invoice(i),
    "pay out of band": lambda shop, i: shop.v1.invoices.pay(i, {"paid_out_of_band": True}),
    "pay": lambda shop, i: shop.v1.invoices.pay(i),
    "void": lambda shop, i: shop.v1.invoices.void_invoice(i),
    "mark uncollectible": lambda shop, i: shop.v1.invoices.mark_uncollectible(i),
    "send": lambda shop, i: shop.v1.invoices.send_invoice(i),
    "delete": lambda shop, i: shop.v1.invoices.delete(i),
    "add lines": lambda shop, i: shop.v1.invoices.add_lines(i, {"lines": [{"amount": 100}]}),
    "update lines": lambda shop, i: shop.v1.invoices.update_lines(i, {"lines": [{"id": "il_1", "amount": 1}]}),
    "remove lines": lambda shop, i: shop.v1.invoices.remove_lines(i, {"lines": [{"id": "il_1", "behavior": "delete"}]}),
    "update one line": lambda shop, i: shop.v1.invoices.line_items.update(i, "il_1", {"amount": 1}),
    "create an item": lambda shop, i: shop.v1.invoice_items.create({"invoice": i, "amount": 1}),
}

NOT_OPEN = ("You can only pass in open invoices. This invoice isn't open.", None)
FINALIZED = ("This invoice is already finalized, you can't re-finalize a non-draft invoice.", "invoice_not_editable")
NOT_EDITABLE = ("Invalid invoice: This invoice is no longer editable", "invoice_not_editable")
NOT_DRAFT = ("You can only delete draft invoices.", None)
ALREADY_PAID = ("Invoice is already paid", None)
PAID = ("Invoices with `paid` payments cannot be voided.", None)
TWICE = ("This invoice has already been marked uncollectible.", None)
NO_METHOD = (
    "There is no `default_payment_method` set on this Customer or Invoice. Please set either an "
    "`invoice_settings.default_payment_method` on Customer or a `default_payment_method` on Invoice. "
    "To record a payment made elsewhere, pass `paid_out_of_band=true`.",
    None,
)
VOID_NOT_SENT = ("A void invoice cannot be sent.", None)
LINE_MISSING = ("No such invoice line item: 'il_1'", "resource_missing")

# What becomes of a draft, an open, a paid, a void and an uncollectible invoice: a status, or a refusal.
TABLE: dict[str, list[Any]] = {
    "finalize": ["open", FINALIZED, FINALIZED, FINALIZED, FINALIZED],
    "pay out of band": ["paid", "paid", ALREADY_PAID, NOT_OPEN, "paid"],
    "pay": [NO_METHOD, NO_METHOD, ALREADY_PAID, NOT_OPEN, NO_METHOD],
    "void": [NOT_OPEN, "void", PAID, NOT_OPEN, "void"],
    "mark uncollectible": [NOT_OPEN, "uncollectible", NOT_OPEN, NOT_OPEN, TWICE],
    "send": ["open", "open", "paid", VOID_NOT_SENT, "uncollectible"],
    "delete": ["deleted", NOT_DRAFT, NOT_DRAFT, NOT_DRAFT, NOT_DRAFT],
    "add lines": ["draft", *[NOT_EDITABLE] * 4],
    "update lines": [LINE_MISSING, *[NOT_EDITABLE] * 4],
    "remove lines": [LINE_MISSING, *[NOT_EDITABLE] * 4],
    "update one line": [LINE_MISSING, *[NOT_EDITABLE] * 4],
    "create an item": ["draft", *[NOT_EDITABLE] * 4],
}
PARAMS = {"update lines": "lines[0][id]", "remove lines": "lines[0][id]", "update one line": "line_item_id"}
ROWS = [(verb, STATUSES[n], row[n]) for verb, row in TABLE.items() for n in range(5)]


@pytest.mark.parametrize(("verb", "status", "outcome"), ROWS, ids=[f"{v}: {s}" for v, s, _ in ROWS])
def test_verb_on_status(shop: Shop, verb: str, status: str, outcome: Any) -> None:
    invoice = shop.invoice(status)
    if isinstance(outcome, str):
        VERBS[verb](shop, invoice.id)
        if outcome != "deleted":
            assert shop.v1.invoices.retrieve(invoice.id).status == outcome
        return
    message, code = outcome
    missing = outcome is LINE_MISSING
    http = 404 if missing and verb == "update one line" else 400
    with refused(message, code=code, status=http, param=PARAMS.get(verb) if missing else None):
        VERBS[verb](shop, invoice.id)
    # A refusal changes nothing.
    assert shop.v1.invoices.retrieve(invoice.id) == invoice


# Under which name a missing invoice is reported differs from verb to verb (invoicing.md §3.5).
REPORTED_AS = {
    "finalize": "id", "pay": "id", "pay out of band": "id", "void": "id", "mark uncollectible": "id",
    "send": "invoice", "delete": "invoice", "add lines": "invoice",
}  # fmt: skip


@pytest.mark.parametrize(("verb", "param"), REPORTED_AS.items())
@pytest.mark.parametrize("kind", ["unknown", "a customer's"])
def test_no_such_invoice(shop: Shop, verb: str, param: str, kind: str) -> None:
    missing = "in_nope" if kind == "unknown" else shop.customer().id
    with refused(f"No such invoice: '{missing}'", status=404, code="resource_missing", param=param):
        VERBS[verb](shop, missing)


def test_no_such_invoice_to_look_at_or_change(shop: Shop) -> None:
    with refused("No such invoice: 'in_nope'", status=404, code="resource_missing", param="invoice"):
        shop.v1.invoices.retrieve("in_nope")
    with refused("No such invoice: 'in_nope'", status=404, code="resource_missing", param="id"):
        shop.v1.invoices.update("in_nope", {"description": "x"})
    with refused("No such invoice: 'in_nope'", status=404, code="resource_missing", param="invoice"):
        shop.v1.invoices.line_items.list("in_nope")


class TestFinalize:
    def test_makes_the_document(self, shop: Shop) -> None:
        customer = shop.customer()
        opened = shop.v1.invoices.finalize_invoice(shop.draft(customer=customer).id)
        assert opened.number == f"{customer.invoice_prefix}-0001"
        assert opened.status_transitions.finalized_at == opened.effective_at
        assert opened.status_transitions.finalized_at >= opened.created
        assert (opened.amount_due, opened.amount_paid, opened.amount_remaining) == (12_000, 0, 12_000)
        assert (opened.starting_balance, opened.ending_balance) == (0, 0)
        assert (opened.attempted, opened.attempt_count) == (False, 0)
        assert opened.invoice_pdf == opened.hosted_invoice_url + "/pdf"

    def test_freezes_the_customer(self, shop: Shop) -> None:
        customer = shop.customer(address={"city": "Bonn"})
        opened = shop.invoice("open", customer=customer)
        shop.v1.customers.update(customer.id, {"name": "New", "email": "new@example.com", "address": {"city": "Ulm"}})
        assert shop.v1.invoices.retrieve(opened.id) == opened

    def test_keeps_a_chosen_date_of_issue(self, shop: Shop) -> None:
        opened = shop.v1.invoices.finalize_invoice(shop.draft(effective_at=1_700_000_000).id)
        assert opened.effective_at == 1_700_000_000
        assert opened.status_transitions.finalized_at > 1_700_000_000

    def test_auto_advance_can_be_given(self, shop: Shop) -> None:
        assert shop.v1.invoices.finalize_invoice(shop.draft().id, {"auto_advance": True}).auto_advance is True
        automatic = shop.draft(auto_advance=True)
        assert shop.v1.invoices.finalize_invoice(automatic.id, {"auto_advance": False}).auto_advance is False

    @pytest.mark.parametrize("amount", [0, 49])
    def test_what_leaves_nothing_due_is_paid(self, shop: Shop, amount: int) -> None:
        customer = shop.customer()
        paid = shop.v1.invoices.finalize_invoice(shop.draft(amount, customer, auto_advance=True).id)
        assert (paid.status, paid.amount_due, paid.attempted, paid.attempt_count) == ("paid", 0, True, 0)
        assert paid.status_transitions.paid_at == paid.status_transitions.finalized_at
        assert paid.auto_advance is False
        assert paid.ending_balance == amount
        assert shop.v1.customers.retrieve(customer.id).balance == amount

    def test_an_invoice_without_lines_is_legal(self, shop: Shop) -> None:
        paid = shop.v1.invoices.finalize_invoice(shop.empty().id)
        assert (paid.status, paid.total, paid.number is not None) == ("paid", 0, True)

    def test_not_without_an_address_to_send_to(self, shop: Shop) -> None:
        customer = shop.customer()
        draft = shop.draft(customer=customer)
        shop.v1.customers.update(customer.id, {"email": ""})
        for verb in ("finalize", "send", "pay out of band"):
            with refused(
                "Missing email. In order to create invoices that are sent to the customer, the customer must "
                "have a valid email."
            ):
                VERBS[verb](shop, draft.id)
        assert shop.v1.invoices.retrieve(draft.id).number is None

    def test_not_for_a_deleted_customer(self, shop: Shop) -> None:
        customer = shop.customer()
        draft = shop.draft(customer=customer)
        shop.v1.customers.delete(customer.id)
        with refused(f"No such customer: '{customer.id}'", code="resource_missing", param="customer"):
            shop.v1.invoices.finalize_invoice(draft.id)


class TestBalance:
    """The customer's balance at finalization (invoicing.md §2.6)."""

    def test_a_draft_shows_it_and_takes_nothing(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.credit(customer, 2_000)
        draft = shop.draft(customer=customer)
        assert (draft.starting_balance, draft.ending_balance) == (-2_000, None)
        assert (draft.total, draft.amount_due, draft.amount_remaining) == (12_000, 10_000, 10_000)
        assert shop.v1.customers.retrieve(customer.id).balance == -2_000

    def test_the_first_one_finalized_takes_it(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.credit(customer, 2_000)
        first, second = shop.draft(customer=customer), shop.draft(customer=customer)
        opened = shop.v1.invoices.finalize_invoice(second.id)
        assert (opened.starting_balance, opened.ending_balance, opened.amount_due) == (-2_000, 0, 10_000)
        assert shop.v1.customers.retrieve(customer.id).balance == 0
        left = shop.v1.invoices.finalize_invoice(first.id)
        assert (left.starting_balance, left.amount_due) == (0, 12_000)

    def test_more_credit_than_needed_is_left_over(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.credit(customer, 20_000)
        paid = shop.v1.invoices.finalize_invoice(shop.draft(customer=customer).id)
        assert (paid.status, paid.amount_due, paid.ending_balance) == ("paid", 0, -8_000)
        assert shop.v1.customers.retrieve(customer.id).balance == -8_000

    def test_small_sums_are_carried_until_they_are_worth_it(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.carried(customer, 30)
        assert shop.v1.customers.retrieve(customer.id).balance == 30
        opened = shop.v1.invoices.finalize_invoice(shop.draft(20, customer).id)
        assert (opened.status, opened.amount_due, opened.starting_balance) == ("open", 50, 30)
        assert shop.v1.customers.retrieve(customer.id).balance == 0

    def test_voiding_gives_back_what_was_applied(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.credit(customer, 2_000)
        opened = shop.v1.invoices.finalize_invoice(shop.draft(customer=customer).id)
        voided = shop.v1.invoices.void_invoice(opened.id)
        assert shop.v1.customers.retrieve(customer.id).balance == -2_000
        # The amounts of the document are left as they were.
        assert (voided.amount_due, voided.starting_balance, voided.ending_balance) == (10_000, -2_000, 0)

    def test_voiding_takes_back_the_debit_that_was_collected(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.carried(customer, 30)
        opened = shop.v1.invoices.finalize_invoice(shop.draft(1_000, customer).id)
        assert opened.amount_due == 1_030
        shop.v1.invoices.void_invoice(opened.id)
        assert shop.v1.customers.retrieve(customer.id).balance == 30

    def test_an_invoice_in_another_currency_does_not_use_it(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.credit(customer, 2_000)
        euros = shop.v1.invoices.finalize_invoice(shop.draft(12_000, customer, currency="eur").id)
        assert (euros.starting_balance, euros.amount_due) == (0, 12_000)
        assert shop.v1.customers.retrieve(customer.id).balance == -2_000

    @pytest.mark.parametrize("amount", [-500, 20], ids=["a refund", "too small"])
    def test_what_is_carried_in_another_currency_stays_in_it(self, shop: Shop, amount: int) -> None:
        """20 euro cents are not 20 US cents: the balance in the customer's own currency stays as it was."""
        customer = shop.customer()
        shop.credit(customer, 2_000)
        carried = shop.v1.invoices.finalize_invoice(shop.draft(amount, customer, currency="eur").id)
        assert (carried.status, carried.ending_balance) == ("paid", amount)
        assert shop.v1.customers.retrieve(customer.id).balance == -2_000
        # The next invoice in euro settles it, and no other.
        dollars = shop.v1.invoices.finalize_invoice(shop.draft(12_000, customer).id)
        assert (dollars.starting_balance, dollars.amount_due) == (-2_000, 10_000)
        draft = shop.draft(12_000, customer, currency="eur")
        assert (draft.starting_balance, draft.amount_due) == (amount, 12_000 + amount)
        euros = shop.v1.invoices.finalize_invoice(draft.id)
        assert (euros.starting_balance, euros.amount_due) == (amount, 12_000 + amount)
        # Voided, it gives the euros back as euros.
        shop.v1.invoices.void_invoice(euros.id)
        assert shop.v1.customers.retrieve(customer.id).balance == 0
        assert shop.empty(customer, currency="eur").starting_balance == amount

    def test_void_when_the_customer_is_gone(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.credit(customer, 2_000)
        opened = shop.v1.invoices.finalize_invoice(shop.draft(customer=customer).id)
        shop.v1.customers.delete(customer.id)
        assert shop.v1.invoices.void_invoice(opened.id).status == "void"


class TestPay:
    def test_out_of_band(self, shop: Shop) -> None:
        opened = shop.invoice("open")
        paid = shop.v1.invoices.pay(opened.id, {"paid_out_of_band": True, "expand": ["payments"]})
        assert (paid.amount_due, paid.amount_paid, paid.amount_remaining) == (12_000, 12_000, 0)
        assert paid.amount_paid_off_stripe == 12_000
        assert (paid.attempted, paid.attempt_count, paid.auto_advance) == (False, 0, False)
        assert paid.status_transitions.paid_at >= paid.status_transitions.finalized_at
        payment, default = paid.payments.data
        assert (default.status, default.payment.type, default.amount_paid) == ("canceled", "payment_intent", None)
        assert shop.v1.payment_intents.retrieve(default.payment.payment_intent).status == "canceled"
        assert (payment.status, payment.amount_paid, payment.amount_requested) == ("paid", 12_000, 12_000)
        assert payment.payment.type == "payment_record"
        assert payment.invoice == opened.id
        assert payment.status_transitions.paid_at == paid.status_transitions.paid_at
        assert shop.v1.invoice_payments.retrieve(payment.id) == payment
        assert [p.id for p in shop.v1.invoice_payments.list({"invoice": opened.id}).data] == [payment.id, default.id]

    def test_a_draft_is_finalized_on_the_way(self, shop: Shop) -> None:
        paid = shop.v1.invoices.pay(shop.draft().id, {"paid_out_of_band": True})
        moments = paid.status_transitions
        assert moments.finalized_at == moments.paid_at == paid.effective_at
        assert paid.number is not None

    def test_what_was_written_off_can_still_be_paid(self, shop: Shop) -> None:
        lost = shop.invoice("uncollectible")
        paid = shop.v1.invoices.pay(lost.id, {"paid_out_of_band": True})
        assert (paid.status, paid.amount_remaining, paid.status_details) == ("paid", 0, None)
        assert paid.status_transitions.marked_uncollectible_at == lost.status_transitions.marked_uncollectible_at

    def test_a_draft_that_cannot_be_charged_takes_no_second_number(self, shop: Shop) -> None:
        """Whether the refused call finalized the draft or not, it took at most one number."""
        customer = shop.customer()
        draft = shop.draft(customer=customer)
        with refused(NO_METHOD[0]):
            shop.v1.invoices.pay(draft.id)
        assert shop.v1.invoices.retrieve(draft.id).status in ("draft", "open")
        paid = shop.v1.invoices.pay(draft.id, {"paid_out_of_band": True})
        assert paid.number == f"{customer.invoice_prefix}-0001"

    def test_a_draft_of_nothing_is_paid_without_a_payment(self, shop: Shop) -> None:
        paid = shop.v1.invoices.pay(shop.empty().id, {"paid_out_of_band": True, "expand": ["payments"]})
        assert (paid.status, paid.amount_due, paid.amount_paid, paid.payments.data) == ("paid", 0, 0, [])

    @pytest.mark.parametrize("name", ["forgive", "off_session"])
    def test_flags_without_effect_are_accepted(self, shop: Shop, name: str) -> None:
        paid = shop.v1.invoices.pay(shop.invoice("open").id, {"paid_out_of_band": True, name: True})
        assert paid.status == "paid"


class TestOtherVerbs:
    def test_void(self, shop: Shop) -> None:
        opened = shop.invoice("open", auto_advance=True)
        assert opened.auto_advance is True
        voided = shop.v1.invoices.void_invoice(opened.id)
        assert voided.status_transitions.voided_at >= voided.status_transitions.finalized_at
        assert (voided.number, voided.total, voided.amount_due) == (opened.number, 12_000, 12_000)
        assert voided.auto_advance is False

    def test_mark_uncollectible(self, shop: Shop) -> None:
        lost = shop.v1.invoices.mark_uncollectible(shop.invoice("open", auto_advance=True).id)
        assert lost.status_transitions.marked_uncollectible_at is not None
        assert lost.auto_advance is False
        assert lost.amount_remaining == 12_000
        assert lost.status_details.uncollectible.reason == "user_forgiven"

    def test_send_needs_an_invoice_that_is_sent(self, shop: Shop) -> None:
        charged = shop.draft(collection_method="charge_automatically")
        message = "You can only manually send an invoice if its collection method is 'send_invoice'."
        with refused(message):
            shop.v1.invoices.send_invoice(charged.id)
        opened = shop.v1.invoices.finalize_invoice(charged.id)
        with refused(message):
            shop.v1.invoices.send_invoice(opened.id)

    def test_sending_again_changes_nothing(self, shop: Shop) -> None:
        sent = shop.v1.invoices.send_invoice(shop.draft().id)
        assert sent.status == "open"
        assert shop.v1.invoices.send_invoice(sent.id) == sent

    def test_a_draft_of_nothing_is_paid_by_sending_it(self, shop: Shop) -> None:
        assert shop.v1.invoices.send_invoice(shop.empty().id).status == "paid"

    def test_delete(self, shop: Shop) -> None:
        draft = shop.draft()
        (line,) = draft.lines.data
        stub = shop.v1.invoices.delete(draft.id)
        assert stub.to_dict() == {"id": draft.id, "object": "invoice", "deleted": True}
        with refused(f"No such invoice: '{draft.id}'", status=404, code="resource_missing", param="invoice"):
            shop.v1.invoices.retrieve(draft.id)
        # Its items are deleted with it, not returned to pending.
        item = line.parent.invoice_item_details.invoice_item
        with refused(
            f"No such Invoice Item: '{item}'(livemode=false)",
            status=404,
            code="resource_missing",
            param="id",
        ):
            shop.v1.invoice_items.retrieve(item)
        assert shop.v1.invoice_items.list({"customer": draft.customer, "pending": True}).data == []

    def test_a_deleted_draft_leaves_no_gap(self, shop: Shop) -> None:
        customer = shop.customer()
        shop.v1.invoices.delete(shop.draft(customer=customer).id)
        assert shop.invoice("open", customer=customer).number == f"{customer.invoice_prefix}-0001"

    def test_a_void_invoice_keeps_its_number(self, shop: Shop) -> None:
        customer = shop.customer()
        assert shop.invoice("void", customer=customer).number == f"{customer.invoice_prefix}-0001"
        assert shop.invoice("open", customer=customer).number == f"{customer.invoice_prefix}-0002"
