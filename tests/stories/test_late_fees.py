"""Late fees on a test clock, through the public API: each is an invoice of its own, charged once."""

from collections.abc import Iterator
from typing import Any

import pytest
import stripe
from tests.clocks import DAY, HOUR, START, Clock
from tests.conftest import Server, run_billhook
from tests.stories.test_on_a_clock import gives_debit

# 2030-03-17 17:46:40 UTC is the start, so the invoices are due on 31 March.
_TERM = 14
_LATE = _TERM * DAY
_RULE = (
    "late_fee_percent=1.5", "late_fee_amount=5.00 EUR", "late_fee_days=7", "late_fee_times=5", "late_fee_tax=VAT 19",
)  # fmt: skip
_NO_RULE = ("late_fee_percent=0", "late_fee_amount=", "late_fee_days=14", "late_fee_times=1", "late_fee_tax=")

pytestmark = pytest.mark.usefixtures("rule")


@pytest.fixture(scope="module")
def rule(server: Server) -> Iterator[None]:
    """The account's rule: 1.5 percent, or 5 euros, a week after the due date and then each month, with tax."""
    run_billhook(server, "settings", "set", *_RULE)
    yield
    run_billhook(server, "settings", "set", *_NO_RULE)


def fees(clock: Clock, late: str) -> list[Any]:
    """The invoices that charge a fee for an invoice, the first one first."""
    listed = clock.client.v1.invoices.list({"customer": clock.customer, "limit": 100}).data
    return [each for each in reversed(listed) if each.metadata.to_dict().get("late_fee_for") == late]


def test_a_fee_each_month_until_it_is_paid(client: stripe.StripeClient) -> None:
    """The discount of the customer halves the invoice, and takes nothing off its fees."""
    coupon = client.v1.coupons.create({"percent_off": 50, "duration": "forever"}).id
    clock = Clock(client, preferred_locales=["de"], coupon=coupon)
    late = clock.invoice(40_000, auto_advance=True, days_until_due=_TERM)
    clock.advance(START + _LATE + 6 * DAY)
    assert fees(clock, late.id) == []
    clock.advance(START + _LATE + 8 * DAY)
    (first,) = fees(clock, late.id)
    assert (first.status, first.subtotal, first.total, first.currency) == ("open", 300, 357, "usd")
    assert first.collection_method == "send_invoice"
    assert first.created == START + _LATE + 7 * DAY
    assert first.due_date == first.created + _TERM * DAY
    (line,) = first.lines.data
    open_ = client.v1.invoices.retrieve(late.id)
    assert line.description == f"Mahngebühr für Rechnung {open_.number}, fällig am 31. März 2030"
    assert [(type, at - _LATE - 7 * DAY) for type, at in clock.happened(first.id)] == [
        ("invoice.created", 0),
        ("invoice.updated", HOUR),
        ("invoice.finalized", HOUR),
        ("invoice.sent", HOUR),
    ]
    assert open_.amount_due == 20_000
    clock.advance(START + _LATE + 40 * DAY)
    assert [fee.created for fee in fees(clock, late.id)] == [first.created, first.created + 30 * DAY]
    client.v1.invoices.pay(late.id, {"paid_out_of_band": True})
    clock.advance(START + 120 * DAY)
    assert [fee.subtotal for fee in fees(clock, late.id)] == [300, 300]
    assert fees(clock, first.id) == []


def test_a_fee_waits_for_a_debit_that_is_on_its_way(client: stripe.StripeClient) -> None:
    """The debit comes back after five days, on the 25th; a fee that waits is looked at each day."""
    clock = Clock(client)
    late = clock.invoice(900, auto_advance=True, days_until_due=_TERM, currency="eur")
    gives_debit(clock, "pm_sepaDebit_failed_de")
    clock.advance(START + _LATE + 6 * DAY + 12 * HOUR)
    client.v1.invoices.pay(late.id)
    clock.advance(START + _LATE + 20 * DAY)
    assert [((fee.created - START) // DAY, fee.subtotal) for fee in fees(clock, late.id)] == [(26, 500)]


def test_a_customer_without_an_address_for_mails_has_no_fee(client: stripe.StripeClient) -> None:
    clock = Clock(client)
    late = clock.invoice(900, auto_advance=True, days_until_due=_TERM)
    client.v1.invoices.finalize_invoice(late.id)
    client.v1.customers.update(clock.customer, {"email": ""})
    clock.advance(START + _LATE + 8 * DAY)
    assert fees(clock, late.id) == []
