"""Test clocks through the SDK (platform.md §8)."""

from typing import Any

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


def test_a_clock_is_made_looked_at_listed_and_deleted(client: stripe.StripeClient) -> None:
    clocks = client.v1.test_helpers.test_clocks
    made = clocks.create({"frozen_time": START, "name": "A month end"})
    assert made.to_dict() == {
        "id": made.id, "object": "test_helpers.test_clock", "created": made.created, "frozen_time": START,
        "deletes_after": made.created + 30 * DAY, "livemode": False, "name": "A month end", "status": "ready",
        "status_details": {},
    }  # fmt: skip
    assert clocks.list({"limit": 1}).data[0].id == made.id
    assert clocks.delete(made.id).to_dict() == {"id": made.id, "object": "test_helpers.test_clock", "deleted": True}
    with refused(f"No such test clock: '{made.id}'", status=404, code="resource_missing", param="test_clock"):
        clocks.retrieve(made.id)
    assert made.id not in [one.id for one in clocks.list().data]


def test_customers_of_clocks_are_in_no_list_but_that_of_their_clock(clock: Clock, client: stripe.StripeClient) -> None:
    everybody = [one.id for one in client.v1.customers.list({"email": "ada@example.com", "limit": 100}).data]
    assert clock.customer not in everybody
    assert [one.id for one in client.v1.customers.list({"test_clock": clock.id}).data] == [clock.customer]
    other = client.v1.customers.create({"email": "ada@example.com"})
    assert client.v1.customers.list({"email": "ada@example.com", "limit": 1}).data[0].id == other.id


def test_invoices_of_clocks_are_listed_for_their_customer_alone(clock: Clock, client: stripe.StripeClient) -> None:
    invoice = clock.invoice()
    assert invoice.id not in [one.id for one in client.v1.invoices.list({"limit": 100}).data]
    assert [one.id for one in client.v1.invoices.list({"customer": clock.customer}).data] == [invoice.id]
    items = client.v1.invoice_items.list({"customer": clock.customer}).data
    assert [one.invoice for one in items] == [invoice.id]
    assert invoice.id not in [one.invoice for one in client.v1.invoice_items.list({"limit": 100}).data]


def test_a_customer_joins_a_clock_when_they_are_made_and_never_later(clock: Clock, client: stripe.StripeClient) -> None:
    with refused(None, code="parameter_unknown", param="test_clock"):
        client.v1.customers.update(clock.customer, {"test_clock": clock.id})  # type: ignore[typeddict-unknown-key]
    with refused("No such test clock: 'clock_none'", code="resource_missing", param="test_clock"):
        client.v1.customers.create({"test_clock": "clock_none"})


def test_a_clock_takes_a_customer_that_is_there_with_all_that_is_theirs(client: stripe.StripeClient) -> None:
    customer = client.v1.customers.create({"email": "grace@example.com"})
    draft = client.v1.invoices.create(
        {"customer": customer.id, "collection_method": "send_invoice", "days_until_due": 9}
    )
    clock = client.v1.test_helpers.test_clocks.create({"frozen_time": START, "customer": customer.id})
    assert client.v1.customers.retrieve(customer.id).test_clock == clock.id
    assert client.v1.invoices.retrieve(draft.id).test_clock == clock.id
    final = client.v1.invoices.finalize_invoice(draft.id)
    assert final.status_transitions.finalized_at == START
    with refused(None, param="customer"):
        client.v1.test_helpers.test_clocks.create({"frozen_time": START, "customer": customer.id})


def test_what_names_a_clock_can_be_expanded(clock: Clock, client: stripe.StripeClient) -> None:
    customer: Any = client.v1.customers.retrieve(clock.customer, {"expand": ["test_clock"]})
    assert customer.test_clock.frozen_time == START
    invoice = clock.invoice()
    expanded: Any = client.v1.invoices.retrieve(invoice.id, {"expand": ["test_clock", "customer.test_clock"]})
    assert expanded.test_clock.id == expanded.customer.test_clock.id == clock.id


def test_a_deleted_clock_takes_its_customers_along_and_leaves_their_invoices(
    clock: Clock, client: stripe.StripeClient
) -> None:
    draft = clock.invoice(auto_advance=True)
    client.v1.test_helpers.test_clocks.delete(clock.id)
    assert client.v1.customers.retrieve(clock.customer).deleted  # type: ignore[attr-defined]
    assert client.v1.invoices.retrieve(draft.id).status == "draft"
    assert clock.happened(clock.id)[-1][0] == "test_helpers.test_clock.deleted"


def test_live_mode_has_no_clocks(live: stripe.StripeClient) -> None:
    with refused(None):
        live.v1.test_helpers.test_clocks.create({"frozen_time": START})


def test_an_advance_is_told_of_at_its_begin_and_its_end(clock: Clock) -> None:
    clock.advance(START + DAY)
    told = [type.rpartition(".")[2] for type, _ in clock.happened(clock.id)]
    assert told == ["created", "advancing", "ready"]


def test_what_was_made_on_a_clock_is_found_by_the_clock_s_time(clock: Clock, client: stripe.StripeClient) -> None:
    invoice = clock.invoice()
    for created, found in (({"gte": START}, [invoice.id]), ({"gt": START}, []), ({"lte": START}, [invoice.id])):
        asked: Any = {"customer": clock.customer, "created": created}
        assert [one.id for one in client.v1.invoices.list(asked).data] == found
