"""Refunds: given back once, never more than was taken, and no invoice changed (platform.md §7.8)."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused, types
from tests.conftest import Server
from tests.rooms.payments.beside import Bank, Killed, beside, run
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

from billhook.processors.interface import ProcessorSilent, RefundFailed, RefundOutcome, RefundPending, RefundRequest


def paid(shop: Shop, amount: int = 2_000, method: str = "pm_card_visa") -> Any:
    return shop.v1.payment_intents.create(
        {"amount": amount, "currency": "usd", "confirm": True, "payment_method": method}
    )


def refund(shop: Shop, intent: Any, **given: Any) -> Any:
    return shop.v1.refunds.create({"payment_intent": intent.id, **given})


class TestCreating:
    def test_every_field(self, shop: Shop) -> None:
        intent = paid(shop)
        made = refund(shop, intent, reason="requested_by_customer", metadata={"a": "1"})
        assert made.id.startswith("re_")
        assert str(made.balance_transaction).startswith("txn_")
        assert json.loads(made.last_response.body) == {
            "id": made.id, "object": "refund", "amount": 2_000,
            "balance_transaction": made.balance_transaction,
            "charge": intent.latest_charge, "created": made.created, "currency": "usd", "customer": None,
            "customer_account": None,
            "destination_details": {
                "card": {
                    "reference": None, "reference_status": "pending",
                    "reference_type": "acquirer_reference_number", "type": "refund",
                },
                "type": "card",
            },
            "failure_balance_transaction": None, "metadata": {"a": "1"}, "payment_intent": intent.id,
            "payment_method": intent.payment_method, "pending_reason": None,
            "reason": "requested_by_customer", "receipt_number": None,
            "source_transfer_reversal": None, "status": "succeeded", "transfer_reversal": None,
        }  # fmt: skip
        events = shop.events_of(made)
        assert types(events) == ["charge.refunded", "refund.created"]
        assert events[0].data.previous_attributes.to_dict() == {"amount_refunded": 0, "refunded": False}
        charge = shop.v1.charges.retrieve(intent.latest_charge, {"expand": ["refunds"]})
        assert (charge.amount_refunded, charge.refunded, charge.status) == (2_000, True, "succeeded")
        assert [one.id for one in charge.refunds.data] == [made.id]
        assert shop.v1.payment_intents.retrieve(intent.id).status == "succeeded"

    def test_names_the_customer_and_their_payment_method(self, shop: Shop) -> None:
        customer = shop.customer()
        card = shop.v1.payment_methods.attach("pm_card_visa", {"customer": customer.id})
        intent = shop.v1.payment_intents.create(
            {
                "amount": 2_000, "currency": "usd", "confirm": True, "customer": customer.id,
                "payment_method": card.id, "return_url": "https://example.com",
            }
        )  # fmt: skip
        made = refund(shop, intent)
        assert (made.customer, made.payment_method) == (customer.id, card.id)
        looked = shop.v1.refunds.retrieve(made.id, {"expand": ["customer", "payment_method"]})
        assert (looked.customer.email, looked.payment_method.card.last4) == ("jenny@example.com", "4242")

    def test_in_parts(self, shop: Shop) -> None:
        intent = paid(shop)
        first = shop.v1.refunds.create({"charge": intent.latest_charge, "amount": 500})
        charge = shop.v1.charges.retrieve(intent.latest_charge)
        assert (first.amount, charge.amount_refunded, charge.refunded) == (500, 500, False)
        message = "Refund amount ($15.01) is greater than unrefunded amount on charge ($15.00)"
        with refused(message, param="amount"):
            refund(shop, intent, amount=1_501)
        # Without an amount, all that is left.
        assert refund(shop, intent).amount == 1_500
        message = f"Charge {intent.latest_charge} has already been refunded."
        with refused(message, code="charge_already_refunded"):
            refund(shop, intent)

    def test_what_took_no_money(self, shop: Shop) -> None:
        customer = shop.customer()
        waiting = shop.v1.payment_intents.create({"amount": 2_000, "currency": "usd", "customer": customer.id})
        with refused(None, param="payment_intent"):
            refund(shop, waiting)
        with pytest.raises(stripe.CardError):
            shop.v1.payment_intents.confirm(waiting.id, {"payment_method": "pm_card_visa_chargeDeclined"})
        (failed,) = shop.v1.charges.list({"payment_intent": waiting.id}).data
        with refused(None, code="charge_not_refundable"):
            shop.v1.refunds.create({"charge": failed.id})

    def test_of_what(self, shop: Shop) -> None:
        intent = paid(shop)
        with refused(None, code="parameter_missing", param="charge"):
            shop.v1.refunds.create({"amount": 1})
        with refused(None, code="parameters_exclusive", param="charge"):
            refund(shop, intent, charge=intent.latest_charge)
        with refused("No such charge: 'ch_none'", code="resource_missing", param="charge"):
            shop.v1.refunds.create({"charge": "ch_none"})
        with refused("No such payment_intent: 'pi_none'", code="resource_missing", param="payment_intent"):
            shop.v1.refunds.create({"payment_intent": "pi_none"})

    def test_many_at_once_give_back_no_more_than_was_taken(self, shop: Shop) -> None:
        intent = paid(shop, 1_000)

        def ask(_: int) -> int:
            try:
                return int(refund(shop, intent, amount=300).amount)
            except stripe.InvalidRequestError:
                return 0

        with ThreadPoolExecutor(8) as pool:
            given_back = list(pool.map(ask, range(12)))
        assert sorted(given_back, reverse=True)[:4] == [300, 300, 300, 0]
        assert shop.v1.charges.retrieve(intent.latest_charge).amount_refunded == 900


class TestAfterwards:
    def test_an_invoice_stays_paid(self, shop: Shop) -> None:
        invoice = shop.v1.invoices.pay(shop.draft().id, {"payment_method": "pm_card_visa", "expand": ["payments"]})
        made = shop.v1.refunds.create({"payment_intent": invoice.payments.data[0].payment.payment_intent})
        assert types(shop.events_of(made)) == ["charge.refunded", "refund.created"]
        now = shop.v1.invoices.retrieve(invoice.id)
        assert (now.status, now.amount_paid, now.amount_remaining) == ("paid", 12_000, 0)

    def test_metadata_may_change(self, shop: Shop) -> None:
        made = refund(shop, paid(shop))
        changed = shop.v1.refunds.update(made.id, {"metadata": {"a": "1"}})
        assert changed.metadata.a == "1"
        assert types(shop.events_of(changed)) == ["refund.updated"]
        with refused("Only refunds that require an action can be canceled; this one is succeeded."):
            shop.v1.refunds.cancel(made.id)
        with refused("Only refunds that require an action can be expired; this one is succeeded."):
            shop.v1.test_helpers.refunds.expire(made.id)
        with refused("No such refund: 're_none'", status=404, code="resource_missing", param="refund"):
            shop.v1.test_helpers.refunds.expire("re_none")
        for verb in ("retrieve", "update", "cancel"):
            with refused("No such refund: 're_none'", status=404, code="resource_missing", param="refund"):
                getattr(shop.v1.refunds, verb)("re_none")

    def test_lists(self, shop: Shop) -> None:
        intent = paid(shop)
        first, second = (refund(shop, intent, amount=amount).id for amount in (100, 200))
        for by in ({"payment_intent": intent.id}, {"charge": intent.latest_charge}):
            assert [one.id for one in shop.v1.refunds.list(by).data] == [second, first]
        shown = shop.v1.refunds.retrieve(first, {"expand": ["charge", "payment_intent"]})
        assert (shown.charge.amount, shown.payment_intent.id) == (2_000, intent.id)


def told(shop: Shop, refund_id: str) -> list[str]:
    """Types of the events about a refund, oldest first."""
    newest = shop.v1.events.list({"limit": 100, "types": ["refund.created", "refund.updated", "refund.failed"]}).data
    return [event.type for event in reversed(newest) if getattr(event.data.object, "id", None) == refund_id]


class TestLater:
    """Cards whose refunds change after they were made (platform.md §7.5, after-effects)."""

    def test_pending_first_and_failed_after_it_succeeded(self, shop: Shop) -> None:
        slow, lost = paid(shop, method="pm_card_pendingRefund"), paid(shop, method="pm_card_refundFail")
        pending, succeeded = refund(shop, slow), refund(shop, lost)
        assert (pending.status, pending.pending_reason) == ("pending", "processing")
        assert types(shop.events_of(pending)) == ["charge.refunded", "refund.created"]
        assert (succeeded.status, "failure_reason" in succeeded.to_dict()) == ("succeeded", False)
        # Either way it counts: nobody gives it back twice meanwhile.
        for intent in (slow, lost):
            with refused(None, code="charge_already_refunded"):
                refund(shop, intent)
        eventually(lambda: shop.v1.refunds.retrieve(pending.id).status == "succeeded", "the refund to arrive")
        eventually(lambda: shop.v1.refunds.retrieve(succeeded.id).status == "failed", "the refund to come back")
        assert told(shop, pending.id) == ["refund.created", "refund.updated"]
        updates = shop.v1.events.list({"type": "refund.updated", "limit": 100}).data
        updated = next(event for event in updates if getattr(event.data.object, "id", None) == pending.id)
        assert updated.data.previous_attributes.to_dict() == {"pending_reason": "processing", "status": "pending"}
        assert shop.v1.refunds.retrieve(pending.id).pending_reason is None
        # What came back is the merchant's again, and can be given back once more.
        assert told(shop, succeeded.id) == ["refund.created", "refund.failed"]
        assert shop.v1.refunds.retrieve(succeeded.id).failure_reason == "unknown"
        assert shop.v1.charges.retrieve(lost.latest_charge).amount_refunded == 0
        assert refund(shop, lost, amount=500).amount == 500
        assert shop.v1.charges.retrieve(slow.latest_charge).refunded is True

    def test_the_same_answer_again_and_again_tells_nothing_new(self, shop: Shop, server: Server) -> None:
        async def undecided(_key: str, _request: RefundRequest) -> RefundOutcome:
            return RefundPending(again=3_600)

        bank = Bank(refund_by=undecided)
        intent = paid(shop)

        async def story() -> Any:
            async with beside(server, bank) as other:
                status, made = await other.post("/v1/refunds", {"payment_intent": intent.id}, f"later-{intent.id}")
                assert (status, made["status"]) == (200, "pending")
                (call,) = await asyncio.to_thread(
                    query, server, "SELECT tenant, id FROM calls WHERE subject = $1", made["id"]
                )
                await asyncio.gather(*(other.ask_again(call["tenant"], call["id"]) for _ in range(4)))
                bank.refund_by = None
                await asyncio.gather(*(other.ask_again(call["tenant"], call["id"]) for _ in range(4)))
                return made

        made = run(story())
        assert told(shop, made["id"]) == ["refund.created", "refund.updated"]
        (row,) = query(server, "SELECT settled_at, next_attempt_at FROM calls WHERE subject = $1", made["id"])
        assert row["settled_at"] is not None
        # The request was answered once, and stays so.
        replay = server.request(
            "POST", "/v1/refunds", {"payment_intent": intent.id}, {"Idempotency-Key": f"later-{intent.id}"}
        )
        assert (replay.headers["idempotent-replayed"], replay.json["status"]) == ("true", "pending")

    def test_killed_before_the_first_of_its_answers(self, shop: Shop, server: Server) -> None:
        async def killed(_key: str, _request: RefundRequest) -> RefundOutcome:
            raise Killed

        intent = paid(shop, method="pm_card_refundFail")

        async def story() -> None:
            async with beside(server, Bank(refund_by=killed)) as other:
                await other.post("/v1/refunds", {"payment_intent": intent.id})

        with pytest.raises(Killed):
            run(story())
        (made,) = shop.v1.refunds.list({"payment_intent": intent.id}).data
        assert told(shop, made.id) == []
        # By the time somebody asks, it has failed already; it is told as if it had been seen all along.
        query(
            server, "UPDATE calls SET next_attempt_at = 1, asked = asked || '{\"made_at\": 1}' WHERE subject = $1",
            made.id,
        )  # fmt: skip
        eventually(lambda: shop.v1.refunds.retrieve(made.id).status == "failed", "the refund to fail")
        assert told(shop, made.id) == ["refund.created", "refund.failed"]
        assert shop.v1.charges.retrieve(intent.latest_charge).amount_refunded == 0


class TestTheCall:
    async def ask(self, server: Server, bank: Bank, intent: Any, key: str = "") -> tuple[int, Any]:
        async with beside(server, bank) as other:
            return await other.post("/v1/refunds", {"payment_intent": intent.id, "amount": "700"}, key)

    def settled(self, server: Server, refund_id: str) -> None:
        query(server, "UPDATE calls SET next_attempt_at = 1 WHERE subject = $1 AND settled_at IS NULL", refund_id)
        sql = "SELECT settled_at FROM calls WHERE subject = $1"
        eventually(lambda: query(server, sql, refund_id)[0]["settled_at"] is not None, "the refund to be settled")

    def test_a_processor_that_does_not_give_back(self, shop: Shop, server: Server) -> None:
        async def no(_key: str, _request: RefundRequest) -> RefundOutcome:
            return RefundFailed("expired_or_canceled_card")

        intent = paid(shop)
        status, body = run(self.ask(server, Bank(refund_by=no), intent))
        assert (status, body["status"], body["failure_reason"]) == (200, "failed", "expired_or_canceled_card")
        assert shop.v1.charges.retrieve(intent.latest_charge).amount_refunded == 0
        newest = [event.type for event in shop.v1.events.list({"limit": 2}).data]
        assert newest == ["refund.failed", "refund.created"]
        # It can be asked for again.
        assert refund(shop, intent).amount == 2_000

    def test_no_answer(self, shop: Shop, server: Server) -> None:
        async def silent(_key: str, _request: RefundRequest) -> RefundOutcome:
            raise ProcessorSilent

        intent = paid(shop)
        status, body = run(self.ask(server, Bank(refund_by=silent), intent))
        assert (status, body["status"], body["pending_reason"]) == (200, "pending", "processing")
        # What may have been given back cannot be given back again.
        with refused(None, param="amount"):
            refund(shop, intent, amount=1_301)
        self.settled(server, body["id"])
        assert shop.v1.refunds.retrieve(body["id"]).status == "succeeded"
        assert shop.v1.charges.retrieve(intent.latest_charge).amount_refunded == 700

    def test_killed_before_the_settlement(self, shop: Shop, server: Server) -> None:
        async def killed(_key: str, _request: RefundRequest) -> RefundOutcome:
            raise Killed

        intent = paid(shop)
        key = f"refund-{intent.id}"
        with pytest.raises(Killed):
            run(self.ask(server, Bank(refund_by=killed), intent, key))
        (pending,) = shop.v1.refunds.list({"payment_intent": intent.id}).data
        self.settled(server, pending.id)
        form = {"payment_intent": intent.id, "amount": "700"}
        answer = server.request("POST", "/v1/refunds", form, {"Idempotency-Key": key})
        assert (answer.status, answer.json["id"], answer.json["status"]) == (200, pending.id, "succeeded")
        assert len(shop.v1.refunds.list({"payment_intent": intent.id}).data) == 1
