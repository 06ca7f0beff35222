"""An invoice that is charged automatically, attempt after attempt (invoicing.md §4.5)."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from tests.builders import DAY, Shop
from tests.conftest import Server, run_billhook
from tests.rooms.payments.beside import Bank, beside, run
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

from billhook.processors.interface import ChargeRequest, Outcome
from billhook.processors.testing import outcome


@pytest.fixture
def setting(server: Server) -> Iterator[Any]:
    """Sets a setting of the account until the test ends."""
    defaults = {"retry_days": "3, 5, 7", "retries_exhausted": "leave_open"}
    yield lambda name, value: run_billhook(server, "settings", "set", name, value)
    for name, value in defaults.items():
        run_billhook(server, "settings", "set", name, value)


class Story:
    """An invoice of a customer with a card, charged at finalization and whenever its moment comes."""

    def __init__(self, shop: Shop, server: Server, method: str | None) -> None:
        self.shop, self.server = shop, server
        self.customer = shop.customer().id
        self.card = self.gives(method) if method is not None else None
        draft = shop.draft(
            customer=shop.v1.customers.retrieve(self.customer), collection_method="charge_automatically",
            auto_advance=True,
        )  # fmt: skip
        self.id = draft.id
        shop.v1.invoices.finalize_invoice(draft.id)
        self.attempted(1)

    def gives(self, method: str) -> str:
        card = self.shop.v1.payment_methods.attach(method, {"customer": self.customer}).id
        self.shop.v1.customers.update(self.customer, {"invoice_settings": {"default_payment_method": card}})
        return str(card)

    @property
    def now(self) -> Any:
        return self.shop.v1.invoices.retrieve(self.id)

    def attempted(self, count: int) -> Any:
        eventually(lambda: self.now.attempt_count == count, f"attempt {count} at {self.id}")
        return self.now

    def due(self) -> None:
        """Let the moment of the next attempt come, for the worker of the real server."""
        query(
            self.server, "UPDATE invoices SET next_payment_attempt = 1 WHERE id = $1 AND next_payment_attempt > 1",
            self.id,
        )  # fmt: skip

    @property
    def charges(self) -> list[str]:
        return [charge.status for charge in self.shop.v1.charges.list({"customer": self.customer}).data]

    @property
    def delinquent(self) -> bool:
        return bool(self.shop.v1.customers.retrieve(self.customer).delinquent)


def test_declined_until_the_schedule_ends(shop: Shop, server: Server, setting: Any) -> None:
    setting("retry_days", "3, 5")
    story = Story(shop, server, "pm_card_chargeCustomerFail")
    first = story.now
    tried_at = shop.v1.charges.list({"customer": story.customer}).data[0].created
    assert first.next_payment_attempt in (tried_at + 3 * DAY, tried_at + 3 * DAY + 1)
    # What the event tells is what will be.
    failed = [e for e in shop.v1.events.list({"type": "invoice.payment_failed"}).data if e.data.object.id == story.id]
    assert failed[0].data.object.next_payment_attempt == first.next_payment_attempt
    story.due()
    second = story.attempted(2)
    assert second.next_payment_attempt - first.next_payment_attempt in range(2 * DAY - 60, 2 * DAY + 60)
    story.due()
    last = story.attempted(3)
    assert (last.status, last.next_payment_attempt, story.charges) == ("open", None, ["failed"] * 3)
    assert shop.history(story.id)[-6:] == ["invoice.updated", "invoice.payment_failed"] * 3
    assert story.delinquent


def test_the_last_attempt_may_write_it_off(shop: Shop, server: Server, setting: Any) -> None:
    setting("retry_days", "3")
    setting("retries_exhausted", "mark_uncollectible")
    story = Story(shop, server, "pm_card_chargeCustomerFail")
    assert story.now.status == "open"
    story.due()
    lost = story.attempted(2)
    assert (lost.status, lost.auto_advance, lost.next_payment_attempt) == ("uncollectible", False, None)
    assert lost.status_details.uncollectible.reason == "max_payment_attempts"
    assert shop.history(story.id)[-4:] == [
        "invoice.updated", "invoice.payment_failed", "invoice.updated", "invoice.marked_uncollectible",
    ]  # fmt: skip
    assert not story.delinquent
    # It can still be paid.
    assert shop.v1.invoices.pay(story.id, {"payment_method": "pm_card_visa"}).status == "paid"


def test_another_card_meanwhile(shop: Shop, server: Server, setting: Any) -> None:
    setting("retry_days", "3, 5")
    story = Story(shop, server, "pm_card_chargeCustomerFail")
    story.gives("pm_card_visa")
    story.due()
    paid = story.attempted(2)
    assert (paid.status, paid.next_payment_attempt, story.charges) == ("paid", None, ["succeeded", "failed"])
    assert not story.delinquent


def test_what_a_person_tries_in_between_changes_no_plan(shop: Shop, server: Server, setting: Any) -> None:
    setting("retry_days", "3, 5")
    story = Story(shop, server, "pm_card_chargeCustomerFail")
    planned = story.now.next_payment_attempt
    for _ in range(2):
        with pytest.raises(Exception, match="declined"):
            shop.v1.invoices.pay(story.id)
    assert (story.now.attempt_count, story.now.next_payment_attempt) == (1, planned)
    assert story.charges == ["failed"] * 3


def test_a_bank_that_will_say_so_again_is_not_asked(shop: Shop, server: Server, setting: Any) -> None:
    """The counter advances, and a new payment method brings it back (invoicing.md §4.5)."""
    setting("retry_days", "3, 5, 7")
    story = Story(shop, server, "pm_card_authenticationRequired")
    assert shop.history(story.id)[-1] == "invoice.payment_action_required"
    story.due()
    skipped = story.attempted(2)
    assert (skipped.status, story.charges) == ("open", [])
    assert shop.history(story.id)[-2:] == ["invoice.payment_action_required", "invoice.updated"]
    story.gives("pm_card_visa")
    story.due()
    assert story.attempted(3).status == "paid"


def test_without_a_method_it_waits_for_one(shop: Shop, server: Server, setting: Any) -> None:
    setting("retry_days", "3")
    story = Story(shop, server, None)
    assert shop.history(story.id)[-1] == "invoice.payment_failed"
    story.gives("pm_card_visa")
    story.due()
    assert story.attempted(2).status == "paid"


@pytest.mark.parametrize("ending", ["void", "out of band", "stopped", "written off"])
def test_nothing_is_tried_after_it_ended(shop: Shop, server: Server, setting: Any, ending: str) -> None:
    setting("retry_days", "3")
    story = Story(shop, server, "pm_card_chargeCustomerFail")
    verbs = {
        "void": lambda: shop.v1.invoices.void_invoice(story.id),
        "out of band": lambda: shop.v1.invoices.pay(story.id, {"paid_out_of_band": True}),
        "stopped": lambda: shop.v1.invoices.update(story.id, {"auto_advance": False}),
        "written off": lambda: shop.v1.invoices.mark_uncollectible(story.id),
    }
    assert verbs[ending]().next_payment_attempt is None
    assert story.charges == ["failed"]


def test_a_slow_bank_is_not_taken_for_a_refusal(shop: Shop, server: Server) -> None:
    """The sweep comes by while the payment is being processed: nothing failed, and nothing is asked twice."""
    customer = shop.customer()
    card = shop.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id}).id
    shop.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": card}})
    draft = shop.draft(customer=customer, collection_method="charge_automatically")
    invoice = shop.v1.invoices.finalize_invoice(draft.id)
    # Due, but known to nobody but this test, whose bank is slow.
    (row,) = query(
        server, "UPDATE invoices SET next_payment_attempt = 1, auto_advance = true WHERE id = $1 RETURNING tenant",
        invoice.id,
    )  # fmt: skip

    async def story() -> list[str]:
        asked = asyncio.Event()
        answer = asyncio.Event()

        async def slow(_key: str, request: ChargeRequest) -> Outcome:
            asked.set()
            await answer.wait()
            return outcome(request, 0)

        bank = Bank(slow)
        async with beside(server, bank) as other:
            first = asyncio.create_task(other.collect(row["tenant"], invoice.id))
            await asked.wait()
            await other.collect(row["tenant"], invoice.id)
            answer.set()
            await first
        return bank.asked or []

    assert len(run(story())) == 1
    assert shop.v1.invoices.retrieve(invoice.id).status == "paid"
    assert "invoice.payment_failed" not in shop.history(invoice.id)
    assert shop.v1.customers.retrieve(customer.id).delinquent is False
