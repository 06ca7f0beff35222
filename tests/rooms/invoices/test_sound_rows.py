"""The database refuses a row of an invoice or a payment intent that contradicts itself, whoever writes it."""

from typing import Any

import asyncpg
import pytest
from tests.builders import Shop
from tests.conftest import Server
from tests.stories.psql import query

ANY_INVOICE = [
    "status = 'lost'", "collection_method = 'by_pigeon'", "amount_tax_display = 'aloud'", "page_size = 'a0'",
    "amount_due = -1, amount_paid = -1", "amount_paid = -1", "amount_paid = amount_due + 1", "amount_shipping = -1",
    "amount_overpaid = -1", "pre_payment_credit_notes_amount = -1", "post_payment_credit_notes_amount = -1",
    "credit_note_count = -1", "line_count = -1", "line_count = 251", "due_date = NULL", "template_version = 1",
    "paid_at = 1", "voided_at = 1",
]  # fmt: skip
DRAFT = [
    "status = 'open'", "finalized_at = 1", "customer_facts = '{}'", "account_facts = '{}'", "hosted_token = 'abc'",
]  # fmt: skip
OPEN = [
    "status = 'draft'", "status = 'void'", "status = 'uncollectible'", "finalized_at = NULL", "number = NULL",
    "effective_at = NULL", "starting_balance = NULL", "status = 'paid'", "status = 'paid', paid_at = 1",
    "status = 'paid', amount_paid = amount_due", "customer_facts = NULL, account_facts = NULL, hosted_token = NULL",
]  # fmt: skip
INTENT = [
    "status = 'lost'", "capture_method = 'by_hand'", "setup_future_usage = 'sometimes'", "amount = 0",
    "amount_received = -1", "amount_received = amount + 1, status = 'succeeded'", "amount_received = 1",
    "amount_funded = -1", "amount_funded = amount + 1, awaits_transfer = true, status = 'requires_action'",
    "amount_funded = 1", "amount_capturable = -1", "amount_capturable = amount + 1", "status = 'succeeded'",
    "status = 'canceled'", "canceled_at = 1", "awaits_transfer = true",
    "awaits_transfer = true, status = 'requires_action', customer = NULL", "status = 'requires_capture'",
    "status = 'requires_capture', amount_capturable = 1", "status = 'requires_capture', capture_before = 1",
]  # fmt: skip


def refused(server: Server, table: str, id: str, change: str) -> bool:
    try:
        query(server, f"UPDATE {table} SET {change} WHERE id = $1", id)
    except asyncpg.CheckViolationError as error:
        return error.constraint_name == f"{table}_sound"
    return False


@pytest.fixture
def draft(shop: Shop) -> Any:
    return shop.draft()


def test_a_draft(server: Server, draft: Any) -> None:
    passed = [change for change in [*ANY_INVOICE, *DRAFT] if not refused(server, "invoices", draft.id, change)]
    assert passed == []


def test_an_open_invoice_and_its_payment_intent(server: Server, shop: Shop, draft: Any) -> None:
    invoice = shop.v1.invoices.finalize_invoice(draft.id, {"expand": ["payments"]})
    passed = [change for change in [*ANY_INVOICE, *OPEN] if not refused(server, "invoices", invoice.id, change)]
    (payment,) = invoice.payments.data
    intent = payment.payment.payment_intent
    passed += [change for change in INTENT if not refused(server, "payment_intents", intent, change)]
    assert passed == []


def test_what_is_unknown_contradicts_nothing(server: Server, shop: Shop, draft: Any) -> None:
    for change in ("effective_at = NULL", "starting_balance = NULL", "template_version = NULL"):
        query(server, f"UPDATE invoices SET {change} WHERE id = $1", draft.id)
    assert shop.v1.invoices.retrieve(draft.id).status == "draft"
