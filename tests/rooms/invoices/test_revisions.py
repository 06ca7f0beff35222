"""Revising an invoice: a draft that takes the place of the original once it is finalized (invoicing.md §9)."""

from typing import Any

import pytest
from tests.builders import Shop, refused, types


def revision(shop: Shop, original: Any, **given: Any) -> Any:
    return shop.v1.invoices.create({"from_invoice": {"action": "revision", "invoice": original.id}, **given})


@pytest.mark.parametrize("status", ["open", "uncollectible"])
def test_a_revision_replaces_the_original_when_it_is_finalized(shop: Shop, status: str) -> None:
    ten = shop.v1.coupons.create({"percent_off": 10})
    rate = shop.v1.tax_rates.create({"display_name": "VAT", "percentage": 20, "inclusive": False})
    original = shop.invoice(
        status, 1_000, description="Memo", discounts=[{"coupon": ten.id}], default_tax_rates=[rate.id]
    )
    draft = revision(shop, original, description="Corrected")
    assert draft.from_invoice.to_dict() == {"action": "revision", "invoice": original.id}
    assert (draft.status, draft.number, draft.description) == ("draft", None, "Corrected")
    assert (draft.total, draft.due_date) == (original.total, original.due_date) == (1_080, original.due_date)
    assert draft.lines.data[0].id != original.lines.data[0].id
    assert shop.v1.invoices.retrieve(original.id).status == status
    shop.item(draft, 500)
    new = shop.v1.invoices.finalize_invoice(draft.id)
    old = shop.v1.invoices.retrieve(original.id, {"expand": ["latest_revision"]})
    assert (new.status, new.total) == ("open", 1_620)
    assert (old.status, old.latest_revision.id) == ("void", new.id)
    assert types(shop.events_of(new)) == [
        "payment_intent.created", "invoice.updated", "invoice.finalized", "invoice.updated", "invoice.voided",
        "payment_intent.canceled",
    ]  # fmt: skip


def test_the_whole_chain_leads_to_the_newest(shop: Shop) -> None:
    first = shop.invoice("open")
    second = shop.v1.invoices.finalize_invoice(revision(shop, first).id)
    third = shop.v1.invoices.finalize_invoice(revision(shop, second).id)
    assert third.from_invoice.invoice == second.id
    assert shop.v1.invoices.retrieve(first.id).latest_revision == third.id
    assert shop.v1.invoices.retrieve(second.id).latest_revision == third.id
    assert third.latest_revision is None


def test_a_deleted_revision_leaves_the_original_alone(shop: Shop) -> None:
    original = shop.invoice("open")
    shop.v1.invoices.delete(revision(shop, original).id)
    assert shop.v1.invoices.retrieve(original.id) == original
    assert revision(shop, original).status == "draft"


def test_the_balance_that_the_original_used_is_used_again(shop: Shop) -> None:
    customer = shop.customer()
    shop.credit(customer, 300)
    original = shop.invoice("open", 1_000, customer)
    assert (original.starting_balance, original.amount_due) == (-300, 700)
    new = shop.v1.invoices.finalize_invoice(revision(shop, original).id)
    assert (new.starting_balance, new.ending_balance, new.amount_due) == (-300, 0, 700)
    assert shop.v1.customers.retrieve(customer.id).balance == 0


def test_one_draft_revision_at_a_time(shop: Shop) -> None:
    original = shop.invoice("open")
    revision(shop, original)
    message = "This invoice cannot be revised: a draft that revises it exists already."
    with refused(message, param="from_invoice"):
        revision(shop, original)


@pytest.mark.parametrize("status", ["draft", "paid", "void"])
def test_what_cannot_be_revised(shop: Shop, status: str) -> None:
    original = shop.invoice(status)
    with refused(f"This invoice cannot be revised: it is {status}.", param="from_invoice"):
        revision(shop, original)


def test_an_original_that_was_paid_meanwhile_is_not_replaced(shop: Shop) -> None:
    original = shop.invoice("open")
    draft = revision(shop, original)
    paid = shop.v1.invoices.pay(original.id, {"paid_out_of_band": True})
    with refused("This invoice cannot be revised: it is paid.", param="from_invoice"):
        shop.v1.invoices.finalize_invoice(draft.id)
    assert shop.v1.invoices.retrieve(original.id) == paid
    assert shop.v1.invoices.retrieve(draft.id).status == "draft"


def test_the_customer_is_that_of_the_original(shop: Shop) -> None:
    original = shop.invoice("open")
    assert revision(shop, original, customer=original.customer).customer == original.customer
    with refused(None, param="customer"):
        revision(shop, original, customer=shop.customer().id)
    with refused("No such invoice: 'in_nope'", code="resource_missing", param="from_invoice[invoice]"):
        shop.v1.invoices.create({"from_invoice": {"action": "revision", "invoice": "in_nope"}})
    with refused("Missing required param: customer.", code="parameter_missing", param="customer"):
        shop.v1.invoices.create({})
