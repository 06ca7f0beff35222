"""What happens by itself, moment by moment, on a test clock and through the public API alone.

Each story is compared with the whole list of what happened to its invoice, and when: seconds after the start, by the
clock. The lists are worked out from invoicing.md §3.17 and §4, and from the account's settings.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import stripe
from tests.clocks import DAY, HOUR, START, Clock
from tests.conftest import Server, run_billhook
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

_SETTINGS = {
    "retry_days": "3, 5, 7", "retries_exhausted": "leave_open", "overdue_days": "0", "will_be_due_days": "0",
    "overdue_uncollectible_days": "0", "reminder_days": "", "time_zone": "UTC",
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


def mailed(server: Server, invoice: str) -> list[tuple[str, int]]:
    """The mails about an invoice and when they were asked for, in the order in which they left."""
    rows = query(server, "SELECT kind, created FROM invoice_mails WHERE invoice = $1 ORDER BY created, id", invoice)
    return [(row["kind"], row["created"] - START) for row in rows]


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


def sayings(server: Server, invoice: str) -> list[dict[str, Any]]:
    """What the mails that follow an invoice tell, in their order."""
    found = "SELECT said::text AS said FROM invoice_mails WHERE invoice = $1 AND said IS NOT NULL ORDER BY created, id"
    return [json.loads(row["said"]) for row in query(server, found, invoice)]


# The clocks of these stories start at 17:46:40 UTC, so nine in the morning of the first day is that much earlier.
NINE = -(8 * HOUR + 46 * 60 + 40)


def test_reminded_paid_late_in_part_and_then_the_rest(
    client: stripe.StripeClient, server: Server, setting: Any
) -> None:
    setting(reminder_days="-3, 0, 7, 14, 21", overdue_days="10")
    clock = Clock(client)
    invoice = clock.invoice(1_000, auto_advance=True, days_until_due=14)
    clock.advance(START + 22 * DAY)
    pay_part(clock, invoice.id, 400)
    clock.advance(START + 30 * DAY)
    assert client.v1.invoices.retrieve(invoice.id).amount_remaining == 600
    client.v1.invoices.pay(invoice.id)
    clock.advance(START + 60 * DAY)
    assert of_invoice(clock, invoice.id) == [
        ("created", 0),
        ("finalized", HOUR),
        ("sent", HOUR),
        ("overdue", 24 * DAY),
        ("paid", 30 * DAY),
        ("payment_succeeded", 30 * DAY),
    ]
    # The last of the list would have come five days after it was paid.
    assert mailed(server, invoice.id) == [
        ("invoice", HOUR),
        ("reminder_before", 11 * DAY + NINE),
        ("reminder_due", 14 * DAY + NINE),
        ("reminder_overdue", 21 * DAY + NINE),
        ("reminder_overdue", 28 * DAY + NINE),
    ]
    assert [said["amount"] for said in sayings(server, invoice.id)] == [1_000, 1_000, 1_000, 600]


def pay_part(clock: Clock, invoice: str, amount: int) -> None:
    """A payment over a part, with a card that the customer is given."""
    card = gives(clock, "pm_card_visa")
    terms: Any = {"customer": clock.customer, "amount": amount, "currency": "usd", "payment_method": card}
    intent = clock.client.v1.payment_intents.create(terms).id
    clock.client.v1.invoices.attach_payment(invoice, {"payment_intent": intent})
    clock.client.v1.payment_intents.confirm(intent, {"off_session": True})


def test_nobody_is_reminded_while_a_debit_is_on_its_way(
    client: stripe.StripeClient, server: Server, setting: Any
) -> None:
    setting(reminder_days="1, 30")
    clock = Clock(client)
    gives_debit(clock, "pm_sepaDebit_failed_de")
    invoice = clock.invoice(auto_advance=True, days_until_due=3, currency="eur")
    clock.advance(START + 3 * DAY)
    assert client.v1.invoices.pay(invoice.id).status == "open"
    clock.advance(START + 20 * DAY)
    # The debit came back after five days. The reminder of the fourth day was held until the day after that.
    assert of_invoice(clock, invoice.id)[-1] == ("payment_failed", 8 * DAY)
    assert mailed(server, invoice.id) == [("invoice", HOUR), ("reminder_overdue", 9 * DAY + NINE)]
    assert [said["days_after_due"] for said in sayings(server, invoice.id)] == [6]


def test_nine_is_nine_of_the_account(client: stripe.StripeClient, server: Server, setting: Any) -> None:
    setting(reminder_days="0, 1", time_zone="Europe/Berlin")
    clock = Clock(client)
    invoice = clock.invoice(auto_advance=True, days_until_due=13)
    clock.advance(START + 20 * DAY)
    # The clocks of Berlin went forward in the night to 31 March 2030: eight UTC on the 30th, seven on the 31st.
    assert mailed(server, invoice.id)[1:] == [
        ("reminder_due", 13 * DAY + NINE - HOUR),
        ("reminder_overdue", 14 * DAY + NINE - 2 * HOUR),
    ]


def test_a_lost_card_is_charged_once_until_there_is_another(client: stripe.StripeClient) -> None:
    """The schedule of a new account: 3, 5 and 7 days. The counter advances all the same (invoicing.md §4.5)."""
    clock = Clock(client)
    gives(clock, "pm_card_visa_chargeCustomerFailLostCard")
    invoice = clock.invoice(auto_advance=True, collection_method="charge_automatically")
    clock.advance(START + 10 * DAY)
    tried = client.v1.invoices.retrieve(invoice.id)
    assert (tried.status, tried.attempt_count) == ("open", 3)
    assert [charge.status for charge in client.v1.charges.list({"customer": clock.customer}).data] == ["failed"]
    gives(clock, "pm_card_visa")
    clock.advance(START + 30 * DAY)
    assert of_invoice(clock, invoice.id) == [
        ("created", 0),
        ("finalized", HOUR),
        ("payment_failed", HOUR),
        ("paid", HOUR + 15 * DAY),
        ("payment_succeeded", HOUR + 15 * DAY),
    ]


def test_it_is_voided_after_the_last_attempt(client: stripe.StripeClient, setting: Any) -> None:
    setting(retry_days="3", retries_exhausted="void")
    clock = Clock(client)
    gives(clock, "pm_card_chargeCustomerFail")
    invoice = clock.invoice(auto_advance=True, collection_method="charge_automatically")
    clock.advance(START + 10 * DAY)
    assert of_invoice(clock, invoice.id) == [
        ("created", 0),
        ("finalized", HOUR),
        ("payment_failed", HOUR),
        ("payment_failed", HOUR + 3 * DAY),
        ("voided", HOUR + 3 * DAY),
    ]
    assert client.v1.invoices.retrieve(invoice.id).status == "void"


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
    pay_part(clock, invoice.id, 400)
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
