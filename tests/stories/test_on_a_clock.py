"""What happens by itself, moment by moment, on a test clock and through the public API alone.

Each story is compared with the whole list of what happened to its invoice, and when: seconds after the start, by the
clock. The lists are worked out from invoicing.md §3.17 and §4, and from the account's settings.
"""

from collections.abc import Iterator
from typing import Any

import pytest
import stripe
from tests.clocks import DAY, HOUR, START, Clock
from tests.conftest import Server, run_billhook
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

_SETTINGS = {
    "retry_days": "", "retries_exhausted": "leave_open", "overdue_days": "0", "will_be_due_days": "0",
    "overdue_uncollectible_days": "0",
}  # fmt: skip


@pytest.fixture
def setting(server: Server) -> Iterator[Any]:
    """Sets settings of the account until the test ends."""
    changed = []

    def change(**values: str) -> None:
        changed.extend(values)
        run_billhook(server, "settings", "set", *(f"{name}={value}" for name, value in values.items()))

    yield change
    if changed:
        run_billhook(server, "settings", "set", *(f"{name}={_SETTINGS[name]}" for name in changed))


def gives(clock: Clock, method: str) -> str:
    """Give the customer a payment method, with which their invoices are collected."""
    attached = clock.client.v1.payment_methods.attach(method, {"customer": clock.customer}).id
    clock.client.v1.customers.update(clock.customer, {"invoice_settings": {"default_payment_method": attached}})
    return attached


def of_invoice(clock: Clock, invoice: str) -> list[tuple[str, int]]:
    """What happened to an invoice, without its updates."""
    return [
        (type.removeprefix("invoice."), at) for type, at in clock.happened(invoice) if type != "invoice.updated"
    ]  # fmt: skip


def test_an_invoice_nobody_pays_is_written_off_and_paid_all_the_same(client: stripe.StripeClient, setting: Any) -> None:
    setting(will_be_due_days="3", overdue_days="7", overdue_uncollectible_days="60")
    clock = Clock(client)
    invoice = clock.invoice(auto_advance=True, days_until_due=30)
    clock.advance(START + 120 * DAY)
    assert of_invoice(clock, invoice.id) == [
        ("created", 0),
        ("finalized", HOUR),
        ("sent", HOUR),
        ("will_be_due", 27 * DAY),
        ("overdue", 37 * DAY),
        ("marked_uncollectible", 90 * DAY),
    ]
    client.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
    assert of_invoice(clock, invoice.id)[-1] == ("paid", 120 * DAY)


def test_a_mail_is_dated_by_the_clock_and_leaves_at_once(client: stripe.StripeClient, server: Server) -> None:
    clock = Clock(client)
    invoice = clock.invoice(auto_advance=True)
    clock.advance(START + 2 * HOUR)
    mail = "SELECT created FROM invoice_mails WHERE invoice = $1 AND status = 'sent'"
    eventually(lambda: len(query(server, mail, invoice.id)) == 1, "the mail to leave")
    assert query(server, mail, invoice.id)[0]["created"] == START + HOUR


def test_a_card_that_fails_three_times_and_is_replaced(client: stripe.StripeClient, setting: Any) -> None:
    setting(retry_days="3, 5, 7")
    clock = Clock(client)
    gives(clock, "pm_card_chargeCustomerFail")
    invoice = clock.invoice(auto_advance=True, collection_method="charge_automatically")
    clock.advance(START + 10 * DAY)
    first = HOUR
    second, third = first + 3 * DAY, first + 8 * DAY
    assert of_invoice(clock, invoice.id) == [
        ("created", 0),
        ("finalized", first),
        ("payment_failed", first),
        ("payment_failed", second),
        ("payment_failed", third),
    ]
    open_ = client.v1.invoices.retrieve(invoice.id)
    assert (open_.status, open_.attempt_count) == ("open", 3)
    assert open_.next_payment_attempt == START + third + 7 * DAY
    assert client.v1.customers.retrieve(clock.customer).delinquent
    gives(clock, "pm_card_visa")
    clock.advance(START + 20 * DAY)
    assert of_invoice(clock, invoice.id)[5:] == [("paid", third + 7 * DAY), ("payment_succeeded", third + 7 * DAY)]
    assert not client.v1.customers.retrieve(clock.customer).delinquent


def test_a_bank_that_wants_to_hear_the_holder_is_not_asked_again_for_the_same_card(
    client: stripe.StripeClient, setting: Any
) -> None:
    setting(retry_days="3, 5, 7")
    clock = Clock(client)
    gives(clock, "pm_card_authenticationRequired")
    invoice = clock.invoice(auto_advance=True, collection_method="charge_automatically")
    clock.advance(START + 4 * DAY)
    waiting = client.v1.invoices.retrieve(invoice.id)
    assert (waiting.status, waiting.attempt_count) == ("open", 2)
    assert client.v1.charges.list({"customer": clock.customer}).data == []
    gives(clock, "pm_card_visa")
    clock.advance(START + 20 * DAY)
    assert of_invoice(clock, invoice.id) == [
        ("created", 0),
        ("finalized", HOUR),
        ("payment_action_required", HOUR),
        ("paid", HOUR + 8 * DAY),
        ("payment_succeeded", HOUR + 8 * DAY),
    ]


def test_a_debit_that_comes_back_after_five_days(client: stripe.StripeClient) -> None:
    clock = Clock(client)
    gives_debit(clock, "pm_sepaDebit_failed_de")
    invoice = clock.invoice(auto_advance=True, collection_method="charge_automatically", currency="eur")
    clock.advance(START + 5 * DAY)
    assert client.v1.invoices.retrieve(invoice.id).status == "open"
    assert of_invoice(clock, invoice.id)[-1] == ("finalized", HOUR)
    clock.advance(START + 6 * DAY)
    assert of_invoice(clock, invoice.id)[-1] == ("payment_failed", HOUR + 5 * DAY)


def gives_debit(clock: Clock, method: str) -> None:
    """A mandate for a bank account, with which the customer's invoices are collected."""
    made: Any = clock.client.v1.setup_intents.create(
        {
            "customer": clock.customer, "payment_method": method, "confirm": True,
            "mandate_data": {"customer_acceptance": {"type": "offline"}}, "usage": "off_session",
        }
    )  # fmt: skip
    assert made.status == "succeeded"
    settings: Any = {"default_payment_method": made.payment_method}
    clock.client.v1.customers.update(clock.customer, {"invoice_settings": settings})


def test_it_is_paid_late_in_part_and_then_the_rest(client: stripe.StripeClient, setting: Any) -> None:
    setting(overdue_days="1")
    clock = Clock(client)
    invoice = clock.invoice(1_000, auto_advance=True, days_until_due=14)
    clock.advance(START + 20 * DAY)
    card = gives(clock, "pm_card_visa")
    terms: Any = {"customer": clock.customer, "amount": 400, "currency": "usd", "payment_method": card}
    intent = client.v1.payment_intents.create(terms).id
    client.v1.invoices.attach_payment(invoice.id, {"payment_intent": intent})
    client.v1.payment_intents.confirm(intent, {"off_session": True})
    clock.advance(START + 25 * DAY)
    part = client.v1.invoices.retrieve(invoice.id)
    assert (part.status, part.amount_paid, part.amount_remaining) == ("open", 400, 600)
    assert client.v1.invoices.pay(invoice.id).status == "paid"
    assert of_invoice(clock, invoice.id) == [
        ("created", 0),
        ("finalized", HOUR),
        ("sent", HOUR),
        ("overdue", 15 * DAY),
        ("paid", 25 * DAY),
        ("payment_succeeded", 25 * DAY),
    ]
