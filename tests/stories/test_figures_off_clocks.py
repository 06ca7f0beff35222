"""Figures, counts and Home leave out what happens on test clocks, also of a customer who is put on one later."""

from typing import Any

import stripe
from tests.builders import Shop
from tests.clocks import DAY, START, Clock
from tests.conftest import Server
from tests.stories.psql import query

# No other test bills in these.
ON_CLOCK, MOVED = "isk", "uyu"

_SUMS = """
    SELECT kind, sum(amount)::bigint AS amount, sum(number)::bigint AS number FROM (
        SELECT c.kind, c.amount, c.number FROM figure_changes c WHERE c.currency = $1
        UNION ALL SELECT 'invoiced', invoiced, invoices FROM figure_slots WHERE currency = $1
        UNION ALL SELECT 'credited', credited, 0 FROM figure_slots WHERE currency = $1
        UNION ALL SELECT 'collected', collected, payments FROM figure_slots WHERE currency = $1
        UNION ALL SELECT 'refunded', refunded, 0 FROM figure_slots WHERE currency = $1
        UNION ALL SELECT 'open', amount, invoices FROM figure_open WHERE currency = $1
        UNION ALL SELECT 'paid', 0, invoices FROM figure_days WHERE currency = $1
    ) f GROUP BY kind HAVING sum(amount) <> 0 OR sum(number) <> 0 ORDER BY kind"""


def figures(server: Server, currency: str) -> dict[str, tuple[int, int]]:
    """What all figures of a currency come to: amount and number, by their kind."""
    return {row["kind"]: (row["amount"], row["number"]) for row in query(server, _SUMS, currency)}


def bill(client: stripe.StripeClient, customer: str, currency: str) -> None:
    """An invoice that is charged, refunded in part and credited; one that is open; one that is paid elsewhere."""
    method = client.v1.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    for place in range(3):
        given: Any = {"customer": customer, "currency": currency}
        given |= {} if place == 0 else {"collection_method": "send_invoice", "days_until_due": 3}
        invoice = str(client.v1.invoices.create(given).id)
        item: Any = {"customer": customer, "invoice": invoice, "amount": 10_000, "currency": currency}
        client.v1.invoice_items.create(item)
        client.v1.invoices.finalize_invoice(invoice)
        if place == 0:
            client.v1.invoices.pay(invoice, {"payment_method": method})
            client.v1.credit_notes.create({"invoice": invoice, "amount": 1_000, "refund_amount": 1_000})
        elif place == 1:
            client.v1.invoices.pay(invoice, {"paid_out_of_band": True})


def test_figures_count_nothing_on_a_clock(server: Server, client: stripe.StripeClient) -> None:
    clock = Clock(client)
    bill(client, clock.customer, ON_CLOCK)
    clock.advance(START + 10 * DAY)
    assert query(server, "SELECT 1 FROM invoices WHERE currency = $1", ON_CLOCK)
    assert figures(server, ON_CLOCK) == {}


def test_a_customer_who_is_put_on_a_clock_takes_their_figures_along(
    server: Server, client: stripe.StripeClient
) -> None:
    customer = Shop(client).customer()
    bill(client, customer, MOVED)
    assert figures(server, MOVED) == {
        "collected": (20_000, 2), "credited": (1_000, 0), "invoiced": (30_000, 3), "open": (10_000, 1),
        "paid": (0, 2), "refunded": (1_000, 0),
    }  # fmt: skip
    client.v1.test_helpers.test_clocks.create({"frozen_time": START, "customer": customer})
    assert figures(server, MOVED) == {}
    bill(client, customer, MOVED)
    assert figures(server, MOVED) == {}
