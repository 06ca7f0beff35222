"""Test clocks through the SDK (platform.md §8)."""

import pytest
import stripe
from tests.builders import refused
from tests.clocks import DAY, HOUR, START, Clock


@pytest.fixture
def clock(client: stripe.StripeClient) -> Clock:
    return Clock(client)


def test_what_belongs_to_a_customer_lives_in_the_time_of_the_clock(clock: Clock, client: stripe.StripeClient) -> None:
    customer = client.v1.customers.retrieve(clock.customer)
    assert (customer.created, customer.test_clock) == (START, clock.id)
    invoice = clock.invoice()
    assert (invoice.created, invoice.test_clock, invoice.due_date) == (START, clock.id, START + 30 * DAY)
    (line,) = invoice.lines.data
    item = client.v1.invoice_items.retrieve(line.parent.invoice_item_details.invoice_item)
    assert (item.date, item.test_clock) == (START, clock.id)
    final = client.v1.invoices.finalize_invoice(invoice.id)
    assert final.status_transitions.finalized_at == START
    assert clock.happened(invoice.id)[-1] == ("invoice.finalized", 0)


def test_an_advance_finalizes_drafts_an_hour_after_they_were_made(clock: Clock) -> None:
    invoice = clock.invoice(auto_advance=True)
    arrived = clock.advance(START + 2 * HOUR)
    assert (arrived.status, arrived.frozen_time) == ("ready", START + 2 * HOUR)
    final = clock.client.v1.invoices.retrieve(invoice.id)
    assert (final.status, final.status_transitions.finalized_at) == ("open", START + HOUR)
    assert ("invoice.sent", HOUR) in clock.happened(invoice.id)


def test_nothing_happens_before_the_clock_says_so(clock: Clock) -> None:
    invoice = clock.invoice(auto_advance=True)
    clock.advance(START + HOUR - 1)
    assert clock.client.v1.invoices.retrieve(invoice.id).status == "draft"


def test_a_clock_goes_forward_and_two_years_at_most(clock: Clock, client: stripe.StripeClient) -> None:
    for moment in (START, START - 1, START + 731 * DAY + 1):
        with refused(None, param="frozen_time"):
            client.v1.test_helpers.test_clocks.advance(clock.id, {"frozen_time": moment})
