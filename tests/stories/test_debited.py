"""An invoice that is debited by itself, on a clock that the test moves: the bank says no after five days, then yes.

The second server of `beside.py` has the clock and the bank; whatever the worker would do at a moment is done there.
"""

import asyncio
from dataclasses import dataclass
from typing import Any

from tests.builders import Shop
from tests.conftest import Server, run_billhook
from tests.rooms.payments.beside import Bank, beside, run
from tests.stories.psql import query

from billhook.kernel.clock import wall_now
from billhook.processors.interface import Approved, ChargeRequest, Decline, Declined, Outcome, Pending

DAY = 86_400
BANK_DAYS = 5


@dataclass
class Moved:
    """A clock that the test moves."""

    at: int

    def now(self) -> int:
        return self.at


def debited(shop: Shop, customer: Any) -> str:
    """A payment method with a mandate for any number of debits."""
    made = shop.v1.payment_intents.create(
        {
            "amount": 100, "currency": "eur", "customer": customer.id, "payment_method": "pm_sepaDebit_success_de",
            "confirm": True, "setup_future_usage": "off_session",
            "mandate_data": {"customer_acceptance": {"type": "offline"}},
        }
    )  # fmt: skip
    return str(made.payment_method)


def test_the_bank_takes_five_days_to_say_no_and_five_more_to_pay(server: Server, shop: Shop) -> None:
    # Ahead of the real server's clock, so that nothing of this is ever due there.
    clock = Moved(wall_now() + 30 * DAY)
    customer = shop.customer()
    invoice = shop.invoice(
        "open", customer=customer, currency="eur", collection_method="charge_automatically",
        default_payment_method=debited(shop, customer),
    )  # fmt: skip
    requests: list[ChargeRequest] = []

    async def slowly(key: str, request: ChargeRequest) -> Outcome:
        requests.append(request)
        left = request.made_at + BANK_DAYS * DAY - clock.now()
        if left > 0:
            return Pending(left)
        first = min(each.made_at for each in requests)
        return Declined(Decline("insufficient_funds")) if request.made_at == first else Approved()

    begun = "UPDATE invoices SET next_payment_attempt = $2, auto_advance = true WHERE id = $1 RETURNING tenant"
    tenant = query(server, begun, invoice.id, clock.at)[0]["tenant"]

    def now() -> Any:
        return shop.v1.invoices.retrieve(invoice.id, {"expand": ["payments"]})

    def call() -> str:
        subject = now().payments.data[0].payment.payment_intent
        found = query(server, "SELECT id FROM calls WHERE subject = $1 AND settled_at IS NULL", subject)
        assert len(found) == 1
        return str(found[0]["id"])

    async def story() -> None:
        async with beside(server, Bank(charge_by=slowly), clock=clock) as second:
            await second.collect(tenant, invoice.id)
            waiting = await asking(now)
            assert (waiting.status, waiting.attempt_count, waiting.next_payment_attempt) == ("open", 1, None)
            pending = await asking(call)
            for days in (1, 3):
                clock.at += days * DAY
                await second.ask_again(tenant, pending)
                await second.collect(tenant, invoice.id)
                assert (await asking(now)).attempt_count == 1
            clock.at += DAY
            await second.ask_again(tenant, pending)
            lost = await asking(now)
            assert (lost.status, lost.attempt_count, lost.next_payment_attempt) == ("open", 1, clock.at + 3 * DAY)
            clock.at += 3 * DAY
            await second.collect(tenant, invoice.id)
            again = await asking(now)
            assert (again.status, again.attempt_count, again.next_payment_attempt) == ("open", 2, None)
            clock.at += BANK_DAYS * DAY
            await second.ask_again(tenant, await asking(call))

    run_billhook(server, "settings", "set", "retry_days", "3")
    try:
        run(story())
    finally:
        run_billhook(server, "settings", "set", "retry_days", "3, 5, 7")
    paid = now()
    assert (paid.status, paid.amount_paid, paid.attempt_count) == ("paid", 12_000, 2)
    assert paid.status_transitions.paid_at == clock.at
    intent = paid.payments.data[0].payment.payment_intent
    charges = shop.v1.charges.list({"payment_intent": intent}).data
    assert [(charge.status, charge.failure_code) for charge in charges] == [
        ("succeeded", None), ("failed", "insufficient_funds"),
    ]  # fmt: skip
    # Each was asked for by one key and one mandate, however often.
    assert len({(each.made_at, each.mandate) for each in requests}) == 2
    told = [kind for kind in shop.history(invoice.id) if kind not in ("invoice.updated", "invoice.created")]
    assert told == ["invoice.finalized", "invoice.payment_failed", "invoice.paid", "invoice.payment_succeeded"]


async def asking(look: Any) -> Any:
    """Look through the SDK, which would hold up the loop."""
    return await asyncio.to_thread(look)
