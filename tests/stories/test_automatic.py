"""Drafts that finalize by themselves when their moment has come (invoicing.md §4.1 to §4.3)."""

import itertools
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.builders import DAY, Shop, refused, types
from tests.conftest import Server, run_billhook, start_server, stop_server
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import mails_of, settled_mail

HOUR = 3_600
_numbers = itertools.count(1)


def soon(shop: Shop, seconds: int = 2, **given: Any) -> Any:
    """A draft over 120.00 that finalizes a few seconds after it was made."""
    customer = shop.customer(email=f"automatic{next(_numbers)}@example.com")
    moment = customer.created + seconds
    return shop.draft(customer=customer, auto_advance=True, automatically_finalizes_at=moment, **given)


def becomes(shop: Shop, invoice: str, wanted: Callable[[Any], bool], what: str) -> Any:
    """The invoice, once it is as wanted."""
    eventually(lambda: wanted(shop.v1.invoices.retrieve(invoice)), f"{invoice} to {what}")
    return shop.v1.invoices.retrieve(invoice)


def opens(shop: Shop, invoice: str) -> Any:
    return becomes(shop, invoice, lambda i: i.status == "open", "open")


def test_an_automatic_draft_waits_an_hour(shop: Shop) -> None:
    draft = shop.draft(auto_advance=True)
    assert draft.automatically_finalizes_at == draft.created + HOUR
    # What does not advance has no moment; let it advance, and the hour counts from its creation.
    still = shop.draft()
    assert (still.auto_advance, still.automatically_finalizes_at) == (False, None)
    assert shop.v1.invoices.update(still.id, {"auto_advance": True}).automatically_finalizes_at == still.created + HOUR


def test_it_finalizes_and_is_mailed_at_its_moment(server: Server, shop: Shop) -> None:
    draft = soon(shop)
    moment = draft.automatically_finalizes_at
    opened = opens(shop, draft.id)
    assert moment <= opened.status_transitions.finalized_at <= moment + 5
    assert (opened.automatically_finalizes_at, opened.auto_advance) == (None, True)
    assert (opened.amount_due, opened.number is not None) == (12_000, True)
    assert shop.history(draft.id)[-3:] == ["invoice.updated", "invoice.finalized", "invoice.sent"]
    # No request caused it.
    events = shop.v1.events.list({"type": "invoice.finalized", "limit": 100}).data
    assert next(event for event in events if getattr(event.data.object, "id", None) == draft.id).request.id is None
    mail = settled_mail(server, draft.id, "sent")
    assert mail["recipient"] == shop.v1.customers.retrieve(draft.customer).email
    assert opened.number in Path(mail["outcome"].removeprefix("kept in ")).read_text()


def with_card(shop: Shop, customer: str, method: str) -> str:
    """Give a customer a card that his invoices are collected with."""
    card = shop.v1.payment_methods.attach(method, {"customer": customer}).id
    shop.v1.customers.update(customer, {"invoice_settings": {"default_payment_method": card}})
    return str(card)


def test_what_is_charged_is_paid_and_not_mailed(server: Server, shop: Shop) -> None:
    draft = soon(shop, collection_method="charge_automatically")
    with_card(shop, draft.customer, "pm_card_visa")
    paid = becomes(shop, draft.id, lambda i: i.status == "paid", "be paid")
    assert (paid.amount_paid, paid.attempt_count, paid.next_payment_attempt) == (12_000, 1, None)
    assert shop.history(draft.id)[-5:] == [
        "invoice.updated", "invoice.finalized", "invoice.updated", "invoice.paid", "invoice.payment_succeeded",
    ]  # fmt: skip
    assert mails_of(server, draft.id) == []


def test_a_declined_card_makes_a_customer_delinquent_until_he_pays(shop: Shop) -> None:
    draft = soon(shop, collection_method="charge_automatically")
    with_card(shop, draft.customer, "pm_card_chargeCustomerFail")
    tried = becomes(shop, draft.id, lambda i: i.attempted, "be attempted")
    assert (tried.status, tried.attempt_count) == ("open", 1)
    failed = next(event for event in shop.v1.events.list({"limit": 100}).data if event.data.object["id"] == draft.id)
    assert failed.type == "invoice.payment_failed"
    # A new account tries again after three days.
    assert tried.next_payment_attempt == failed.created + 3 * DAY
    assert shop.v1.customers.retrieve(draft.customer).delinquent is True
    paid = shop.v1.invoices.pay(draft.id, {"payment_method": "pm_card_visa"})
    assert types(shop.events_of(paid))[-1] == "customer.updated"
    assert shop.v1.customers.retrieve(draft.customer).delinquent is False


def test_there_is_nothing_to_charge_it_with(shop: Shop) -> None:
    draft = soon(shop, collection_method="charge_automatically")
    tried = becomes(shop, draft.id, lambda i: i.attempted, "be attempted")
    assert (tried.status, tried.attempt_count) == ("open", 1)
    assert shop.history(draft.id)[-3:] == ["invoice.finalized", "invoice.updated", "invoice.payment_failed"]
    assert shop.v1.customers.retrieve(draft.customer).delinquent is True
    # With a card, and told to go on, it is collected.
    with_card(shop, draft.customer, "pm_card_visa")
    for advance in (False, True):
        shop.v1.invoices.update(draft.id, {"auto_advance": advance})
    becomes(shop, draft.id, lambda i: i.status == "paid", "be paid")


def test_finalized_by_hand_an_advancing_invoice_is_collected_too(shop: Shop) -> None:
    customer = shop.customer()
    with_card(shop, customer.id, "pm_card_visa")
    draft = shop.draft(customer=customer, collection_method="charge_automatically", auto_advance=True)
    opened = shop.v1.invoices.finalize_invoice(draft.id)
    assert opened.next_payment_attempt == opened.status_transitions.finalized_at
    becomes(shop, draft.id, lambda i: i.status == "paid", "be paid")
    still = shop.draft(customer=customer, collection_method="charge_automatically")
    assert shop.v1.invoices.finalize_invoice(still.id).next_payment_attempt is None


def test_an_account_may_finalize_without_mail(server: Server, shop: Shop) -> None:
    run_billhook(server, "settings", "set", "mail_finalized", "false")
    try:
        draft = soon(shop)
        opens(shop, draft.id)
        assert shop.history(draft.id)[-1] == "invoice.finalized"
        assert mails_of(server, draft.id) == []
        # An explicit send always leaves.
        shop.v1.invoices.send_invoice(draft.id)
        settled_mail(server, draft.id, "sent")
    finally:
        run_billhook(server, "settings", "set", "mail_finalized", "true")


def test_what_was_stopped_deleted_or_finalized_meanwhile_is_left_alone(shop: Shop) -> None:
    stopped, deleted, early = soon(shop), soon(shop), soon(shop)
    shop.v1.invoices.update(stopped.id, {"auto_advance": False})
    shop.v1.invoices.delete(deleted.id)
    shop.v1.invoices.finalize_invoice(early.id)
    shop.v1.invoices.pay(early.id, {"paid_out_of_band": True})
    histories = [shop.history(invoice.id) for invoice in (stopped, deleted, early)]
    # Another whose moment is later has come, so theirs has passed.
    opens(shop, soon(shop).id)
    kept = shop.v1.invoices.retrieve(stopped.id)
    assert (kept.status, kept.automatically_finalizes_at) == ("draft", None)
    assert shop.v1.invoices.retrieve(early.id).status == "paid"
    assert [shop.history(invoice.id) for invoice in (stopped, deleted, early)] == histories
    assert histories[1][-1] == "invoice.deleted"


def test_what_was_put_off_waits_for_its_new_moment(shop: Shop) -> None:
    draft = soon(shop)
    later = draft.automatically_finalizes_at + 3
    shop.v1.invoices.update(draft.id, {"automatically_finalizes_at": later, "auto_advance": True})
    assert opens(shop, draft.id).status_transitions.finalized_at >= later


def test_what_cannot_be_finalized_says_why_and_waits_for_a_person(server: Server, shop: Shop) -> None:
    draft = soon(shop)
    shop.v1.customers.update(draft.customer, {"email": ""})
    failed = becomes(shop, draft.id, lambda i: i.last_finalization_error is not None, "fail")
    assert (failed.status, failed.number, failed.automatically_finalizes_at) == ("draft", None, None)
    assert failed.last_finalization_error.type == "invalid_request_error"
    assert failed.last_finalization_error.message == (
        "Missing email. In order to create invoices that are sent to the customer, the customer must have a valid "
        "email."
    )
    assert shop.history(draft.id)[-1] == "invoice.finalization_failed"
    assert mails_of(server, draft.id) == []
    # Once the cause is gone, a person finalizes it, and the error is forgotten.
    shop.v1.customers.update(draft.customer, {"email": "back@example.com"})
    opened = shop.v1.invoices.finalize_invoice(draft.id)
    assert (opened.status, opened.last_finalization_error) == ("open", None)
    with refused(
        "This invoice is already finalized, you can't re-finalize a non-draft invoice.", code="invoice_not_editable"
    ):
        shop.v1.invoices.finalize_invoice(draft.id)


def test_a_moment_that_passed_while_the_server_was_down_is_made_up_for(tmp_path: Path) -> None:
    server = start_server(tmp_path / "data")
    try:
        draft = soon(Shop(server.client), 3)
        server.process.kill()
        server.process.wait(10)
        eventually(lambda: time.time() > draft.automatically_finalizes_at, "its moment to pass")
        server = start_server(tmp_path / "data")
        shop = Shop(server.client)
        opens(shop, draft.id)
        assert shop.history(draft.id)[-3:] == ["invoice.updated", "invoice.finalized", "invoice.sent"]
        settled_mail(server, draft.id, "sent")
    finally:
        stop_server(server)
