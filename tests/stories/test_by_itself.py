"""Drafts that finalize by themselves when their moment has come (invoicing.md §4.1 to §4.3)."""

import time
from typing import Any

from tests.builders import Shop, refused

PATIENCE_SECONDS = 30


def until(shop: Shop, invoice: str, wanted: Any) -> Any:
    """The invoice once it is as wanted; the last state seen when patience ends."""
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        seen = shop.v1.invoices.retrieve(invoice)
        if wanted(seen) or time.monotonic() > end:
            return seen
        time.sleep(0.1)


def soon(shop: Shop) -> dict[str, Any]:
    """Terms of a draft that finalizes two seconds from now."""
    return {"auto_advance": True, "automatically_finalizes_at": shop.customer().created + 2}


def test_an_automatic_draft_is_finalized_and_sent(shop: Shop) -> None:
    draft = shop.draft(**soon(shop))
    moment = draft.automatically_finalizes_at
    opened = until(shop, draft.id, lambda invoice: invoice.status == "open")
    assert opened.status == "open"
    assert opened.status_transitions.finalized_at >= moment
    assert (opened.automatically_finalizes_at, opened.auto_advance) == (None, True)
    assert shop.history(draft.id)[-3:] == ["invoice.updated", "invoice.finalized", "invoice.sent"]
    # No request caused it.
    event = next(iter(shop.v1.events.list({"type": "invoice.finalized", "limit": 1}).data))
    assert event.data.object["id"] == draft.id
    assert event.request.id is None


def test_one_that_was_stopped_stays_a_draft(shop: Shop) -> None:
    draft, other = shop.draft(**soon(shop)), shop.draft(**soon(shop))
    shop.v1.invoices.update(draft.id, {"auto_advance": False})
    until(shop, other.id, lambda invoice: invoice.status == "open")
    assert shop.v1.invoices.retrieve(draft.id).status == "draft"


def test_one_that_cannot_be_finalized_says_why(shop: Shop) -> None:
    customer = shop.customer()
    draft = shop.draft(customer=customer, **soon(shop))
    shop.v1.customers.update(customer.id, {"email": ""})
    failed = until(shop, draft.id, lambda invoice: invoice.last_finalization_error is not None)
    assert failed.status == "draft"
    assert failed.number is None
    assert failed.automatically_finalizes_at is None
    assert failed.last_finalization_error.type == "invalid_request_error"
    assert failed.last_finalization_error.message.startswith("Missing email.")
    assert shop.history(draft.id)[-1] == "invoice.finalization_failed"
    # Once the cause is gone, a person finalizes it, and the error is forgotten.
    shop.v1.customers.update(customer.id, {"email": "back@example.com"})
    opened = shop.v1.invoices.finalize_invoice(draft.id)
    assert (opened.status, opened.last_finalization_error) == ("open", None)
    with refused(
        "This invoice is already finalized, you can't re-finalize a non-draft invoice.", code="invoice_not_editable"
    ):
        shop.v1.invoices.finalize_invoice(draft.id)
