"""Disputes: how they come, how they are answered, and how they end (platform.md §7.5, §7.8)."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused
from tests.conftest import Server
from tests.rooms.payments.bank import time_passes
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

DAY = 86_400
WIN, LOSE, ESCALATE = "winning_evidence", "losing_evidence", "escalate_inquiry_evidence"


def charged(shop: Shop, card: str = "createDispute", **given: Any) -> Any:
    """A payment that somebody objects to."""
    return shop.v1.payment_intents.create(
        {"amount": 1_000, "currency": "usd", "confirm": True, "payment_method": f"pm_card_{card}", **given}
    )


def disputed(shop: Shop, card: str = "createDispute") -> Any:
    """The dispute of such a payment."""
    (dispute,) = shop.v1.disputes.list({"payment_intent": charged(shop, card).id}).data
    return dispute


def answer(shop: Shop, dispute: Any, text: str, **given: Any) -> Any:
    return shop.v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": text}, **given})


def judged(server: Server, shop: Shop, dispute: Any) -> Any:
    """The dispute after the bank had its time."""
    time_passes(server, dispute.id)
    return shop.v1.disputes.retrieve(dispute.id)


def history(shop: Shop, dispute: Any) -> list[str]:
    found = reversed(shop.v1.events.list({"limit": 100}).data)
    return [event.type for event in found if getattr(event.data.object, "id", None) == dispute.id]


def charge_of(shop: Shop, dispute: Any) -> Any:
    return shop.v1.charges.retrieve(dispute.charge)


class TestOpening:
    def test_key_by_key(self, server: Server, shop: Shop) -> None:
        intent = charged(shop)
        (shown,) = server.request("GET", f"/v1/disputes?payment_intent={intent.id}").json["data"]
        assert len(shown.pop("balance_transactions")) == 1  # tests/rooms/ledger
        end_of_day = shown["created"] // DAY * DAY + DAY - 1
        texts = [
            "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
            "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
            "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation",
            "duplicate_charge_explanation", "duplicate_charge_id", "product_description", "receipt", "refund_policy",
            "refund_policy_disclosure", "refund_refusal_explanation", "service_date", "service_documentation",
            "shipping_address", "shipping_carrier", "shipping_date", "shipping_documentation",
            "shipping_tracking_number", "uncategorized_file", "uncategorized_text",
        ]  # fmt: skip
        assert shown == {
            "id": shown["id"], "object": "dispute", "amount": 1_000,
            "charge": intent.latest_charge, "created": shown["created"], "currency": "usd",
            "enhanced_eligibility_types": [], "evidence": dict.fromkeys(texts) | {"enhanced_evidence": {}},
            "evidence_details": {
                "due_by": end_of_day + 8 * DAY, "enhanced_eligibility": {}, "has_evidence": False, "past_due": False,
                "submission_count": 0, "submission_method": "not_submitted",
            },
            "is_charge_refundable": False, "livemode": False, "metadata": {}, "network_reason_code": "10.4",
            "payment_intent": intent.id,
            "payment_method_details": {
                "card": {
                    "brand": "visa", "case_type": "chargeback", "network": "visa", "network_reason_code": "10.4",
                },
                "type": "card",
            },
            "reason": "fraudulent", "status": "needs_response",
        }  # fmt: skip
        assert shown["id"].startswith("du_")
        again = server.request("GET", f"/v1/disputes/{shown['id']}").json
        assert again.pop("balance_transactions")
        assert again == shown

    @pytest.mark.parametrize(
        ("card", "status", "reason", "kind", "code", "refundable", "events"),
        [
            ("createDispute", "needs_response", "fraudulent", "chargeback", "10.4", False,
             ["charge.dispute.created", "charge.dispute.funds_withdrawn"]),
            ("createDisputeProductNotReceived", "needs_response", "product_not_received", "chargeback", "13.1", False,
             ["charge.dispute.created", "charge.dispute.funds_withdrawn"]),
            ("createDisputeInquiry", "warning_needs_response", "fraudulent", "inquiry", "10", True,
             ["charge.dispute.created"]),
        ],
    )  # fmt: skip
    def test_each_card(
        self, shop: Shop, card: str, status: str, reason: str, kind: str, code: str, refundable: bool, events: Any
    ) -> None:
        dispute = disputed(shop, card)
        assert (dispute.status, dispute.reason, dispute.is_charge_refundable) == (status, reason, refundable)
        details = dispute.payment_method_details.card
        assert (details.case_type, details.network_reason_code) == (kind, code)
        assert history(shop, dispute) == events
        assert charge_of(shop, dispute).disputed is True

    def test_the_payment_stands(self, shop: Shop) -> None:
        """A dispute changes neither the payment nor the invoice."""
        invoice = shop.invoice("open")
        assert shop.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_createDispute"}).status == "paid"
        assert charged(shop).status == "succeeded"

    def test_lists(self, shop: Shop) -> None:
        first, second = disputed(shop), disputed(shop)
        assert [d.id for d in shop.v1.disputes.list({"limit": 2}).data] == [second.id, first.id]
        assert [d.id for d in shop.v1.disputes.list({"charge": first.charge}).data] == [first.id]
        seen = shop.v1.disputes.retrieve(first.id, {"expand": ["charge", "payment_intent"]})
        assert (seen.charge.amount, seen.payment_intent.status) == (1_000, "succeeded")  # type: ignore[union-attr]

    def test_what_is_not_there(self, shop: Shop, live: stripe.StripeClient) -> None:
        theirs = disputed(shop).id
        for client, id in ((shop.v1, "du_none"), (live.v1, theirs)):
            for verb in (client.disputes.retrieve, client.disputes.update, client.disputes.close):
                with pytest.raises(stripe.InvalidRequestError) as caught:
                    verb(id)  # type: ignore[operator]
                assert (caught.value.http_status, caught.value.param) == (404, "dispute")

    @pytest.mark.parametrize(
        ("method", "currency", "type"),
        [
            ("pm_usBankAccount_dispute", "usd", "us_bank_account"),
            ("pm_sepaDebit_disputed_de", "eur", "sepa_debit"),
            ("pm_sepaDebit_disputed_es", "eur", "sepa_debit"),
        ],
    )
    def test_a_debit_that_is_returned_is_lost_at_once(
        self, server: Server, shop: Shop, method: str, currency: str, type: str
    ) -> None:
        intent = charged(
            shop, currency=currency, payment_method=method, mandate_data={"customer_acceptance": {"type": "offline"}}
        )
        time_passes(server, intent.id)
        (dispute,) = shop.v1.disputes.list({"payment_intent": intent.id}).data
        assert (dispute.status, dispute.reason) == ("lost", "debit_not_authorized")
        assert dispute.payment_method_details.to_dict() == {"type": type}  # type: ignore[union-attr]
        assert dispute.evidence_details.due_by is None
        assert history(shop, dispute) == [
            "charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed",
        ]  # fmt: skip
        assert shop.v1.payment_intents.retrieve(intent.id).status == "succeeded"


class TestAnswering:
    def test_evidence_wins(self, server: Server, shop: Shop) -> None:
        dispute = disputed(shop)
        sent = answer(shop, dispute, WIN)
        assert (sent.status, sent.evidence.uncategorized_text) == ("under_review", WIN)
        details = sent.evidence_details
        assert (details.has_evidence, details.submission_count) == (True, 1)
        won = judged(server, shop, dispute)
        assert (won.status, won.is_charge_refundable) == ("won", True)
        assert history(shop, dispute)[2:] == [
            "charge.dispute.updated", "charge.dispute.funds_reinstated", "charge.dispute.closed",
        ]  # fmt: skip
        # The money is here again, so it can be given back.
        assert shop.v1.refunds.create({"charge": dispute.charge}).status == "succeeded"
        assert charge_of(shop, dispute).disputed is True

    def test_the_bank_is_asked_by_the_worker(self, server: Server, shop: Shop) -> None:
        dispute = answer(shop, disputed(shop), WIN)
        long_ago = "asked = jsonb_set(asked, '{made_at}', '1'), next_attempt_at = 1"
        query(server, f"UPDATE calls SET {long_ago} WHERE subject = $1", dispute.id)
        eventually(lambda: shop.v1.disputes.retrieve(dispute.id).status == "won", "the bank has judged")

    def test_evidence_loses(self, server: Server, shop: Shop) -> None:
        lost = judged(server, shop, answer(shop, disputed(shop), LOSE))
        assert (lost.status, lost.is_charge_refundable) == ("lost", False)
        assert history(shop, lost)[2:] == ["charge.dispute.updated", "charge.dispute.closed"]
        with refused(f"Charge {lost.charge} has been charged back; cannot issue a refund.", code="charge_disputed"):
            shop.v1.refunds.create({"charge": lost.charge})

    def test_other_evidence_is_looked_at_for_ever(self, server: Server, shop: Shop) -> None:
        assert judged(server, shop, answer(shop, disputed(shop), "I have a receipt")).status == "under_review"

    def test_evidence_is_noted_until_it_is_sent(self, shop: Shop) -> None:
        dispute = disputed(shop)
        noted = shop.v1.disputes.update(
            dispute.id, {"evidence": {"customer_name": "Jenny", "product_description": "Gold"}, "submit": False}
        )
        assert (noted.status, noted.evidence_details.has_evidence, noted.evidence_details.submission_count) == (
            "needs_response", True, 0,
        )  # fmt: skip
        sent = shop.v1.disputes.update(dispute.id, {"evidence": {"product_description": ""}})
        assert (sent.status, sent.evidence.customer_name, sent.evidence.product_description) == (
            "under_review", "Jenny", None,
        )  # fmt: skip

    def test_metadata_sends_nothing(self, shop: Shop) -> None:
        dispute = disputed(shop)
        noted = shop.v1.disputes.update(dispute.id, {"metadata": {"case": "7"}})
        assert (noted.status, noted.metadata.to_dict()) == ("needs_response", {"case": "7"})
        assert shop.v1.disputes.update(dispute.id).metadata.to_dict() == {"case": "7"}
        assert history(shop, dispute)[2:] == ["charge.dispute.updated"]

    def test_once(self, shop: Shop) -> None:
        dispute = answer(shop, disputed(shop), "I have a receipt")
        for verb in (lambda: answer(shop, dispute, "And another"), lambda: shop.v1.disputes.close(dispute.id)):
            with refused("This dispute was answered already, and the bank is looking at it."):
                verb()

    def test_many_at_once_send_it_once(self, shop: Shop) -> None:
        dispute = disputed(shop)

        def send(_: int) -> bool:
            try:
                answer(shop, dispute, WIN)
            except stripe.InvalidRequestError:
                return False
            return True

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(send, range(8))) == 1
        assert shop.v1.disputes.retrieve(dispute.id).evidence_details.submission_count == 1

    def test_not_more_than_a_bank_reads(self, shop: Shop) -> None:
        names = ("access_activity_log", "billing_address", "cancellation_rebuttal", "customer_name", "service_date",
                 "product_description", "shipping_address", "uncategorized_text")  # fmt: skip
        dispute = disputed(shop)
        with refused(None, param="evidence"):
            shop.v1.disputes.update(dispute.id, {"evidence": dict.fromkeys(names, "x" * 20_000)})  # type: ignore[typeddict-item]
        with refused(None, param="evidence[customer_name]"):
            shop.v1.disputes.update(dispute.id, {"evidence": {"customer_name": "x" * 20_001}})


class TestInquiries:
    def test_it_takes_no_money(self, shop: Shop) -> None:
        inquiry = disputed(shop, "createDisputeInquiry")
        assert shop.v1.refunds.create({"charge": inquiry.charge, "amount": 100}).status == "succeeded"

    @pytest.mark.parametrize("text", [WIN, LOSE])
    def test_it_ends_by_evidence(self, server: Server, shop: Shop, text: str) -> None:
        inquiry = disputed(shop, "createDisputeInquiry")
        assert answer(shop, inquiry, text).status == "warning_under_review"
        assert judged(server, shop, inquiry).status == "warning_closed"
        assert history(shop, inquiry)[1:] == ["charge.dispute.updated", "charge.dispute.closed"]

    def test_it_may_become_a_dispute(self, server: Server, shop: Shop) -> None:
        inquiry = disputed(shop, "createDisputeInquiry")
        answer(shop, inquiry, ESCALATE)
        again = judged(server, shop, inquiry)
        assert (again.status, again.payment_method_details.card.case_type) == ("needs_response", "chargeback")
        assert history(shop, inquiry)[1:] == [
            "charge.dispute.updated", "charge.dispute.updated", "charge.dispute.funds_withdrawn",
        ]  # fmt: skip
        with refused(None, code="charge_disputed"):
            shop.v1.refunds.create({"charge": inquiry.charge})
        # It can be answered anew.
        assert answer(shop, again, WIN).status == "under_review"
        assert judged(server, shop, again).status == "won"


class TestClosing:
    def test_it_is_lost(self, shop: Shop) -> None:
        dispute = disputed(shop)
        assert shop.v1.disputes.close(dispute.id).status == "lost"
        assert history(shop, dispute)[2:] == ["charge.dispute.closed"]

    def test_an_inquiry_is_over(self, shop: Shop) -> None:
        assert shop.v1.disputes.close(disputed(shop, "createDisputeInquiry").id).status == "warning_closed"

    def test_for_ever(self, shop: Shop) -> None:
        dispute = shop.v1.disputes.close(disputed(shop).id)
        for verb in (
            lambda: answer(shop, dispute, WIN), lambda: shop.v1.disputes.close(dispute.id),
            lambda: shop.v1.disputes.update(dispute.id, {"metadata": {"a": "b"}}),
        ):  # fmt: skip
            with refused("This dispute is already closed"):
                verb()

    @pytest.mark.parametrize(
        ("card", "status"), [("createDispute", "lost"), ("createDisputeInquiry", "warning_closed")]
    )
    def test_by_itself_when_nobody_answers(self, server: Server, shop: Shop, card: str, status: str) -> None:
        dispute = disputed(shop, card)
        query(server, "UPDATE disputes SET due_by = 1 WHERE id = $1", dispute.id)
        eventually(lambda: shop.v1.disputes.retrieve(dispute.id).status == status, "the last day is over")
        assert history(shop, dispute)[-1] == "charge.dispute.closed"

    def test_not_what_was_answered_in_time(self, server: Server, shop: Shop) -> None:
        dispute = answer(shop, disputed(shop), "I have a receipt")
        query(server, "UPDATE disputes SET due_by = 1 WHERE id = $1", dispute.id)
        other = disputed(shop)
        query(server, "UPDATE disputes SET due_by = 1 WHERE id = $1", other.id)
        eventually(lambda: shop.v1.disputes.retrieve(other.id).status == "lost", "the last day is over")
        assert shop.v1.disputes.retrieve(dispute.id).status == "under_review"


class TestFraudWarnings:
    def test_key_by_key(self, server: Server, shop: Shop) -> None:
        intent = charged(shop, "createIssuerFraudRecord")
        (shown,) = server.request("GET", f"/v1/radar/early_fraud_warnings?charge={intent.latest_charge}").json["data"]
        assert shown == {
            "id": shown["id"], "object": "radar.early_fraud_warning", "actionable": True,
            "charge": intent.latest_charge, "created": shown["created"], "fraud_type": "misc", "livemode": False,
            "payment_intent": intent.id,
        }  # fmt: skip
        assert shown["id"].startswith("issfr_")
        assert server.request("GET", f"/v1/radar/early_fraud_warnings/{shown['id']}").json == shown
        assert shop.v1.charges.retrieve(intent.latest_charge).disputed is False

    def test_a_refund_leaves_nothing_to_do(self, shop: Shop) -> None:
        intent = charged(shop, "createIssuerFraudRecord")
        warnings = shop.v1.radar.early_fraud_warnings
        (warning,) = warnings.list({"payment_intent": intent.id}).data
        shop.v1.refunds.create({"payment_intent": intent.id, "amount": 1})
        assert warnings.retrieve(warning.id).actionable is True
        shop.v1.refunds.create({"payment_intent": intent.id})
        assert warnings.retrieve(warning.id, {"expand": ["charge"]}).actionable is False
        (event,) = [
            event
            for event in shop.v1.events.list({"type": "radar.early_fraud_warning.updated", "limit": 100}).data
            if event.data.object["id"] == warning.id
        ]
        assert (event.data.object["actionable"], event.data.previous_attributes.to_dict()) == (
            False, {"actionable": True},
        )  # fmt: skip

    def test_what_is_not_there(self, shop: Shop) -> None:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            shop.v1.radar.early_fraud_warnings.retrieve("issfr_none")
        assert caught.value.http_status == 404
        assert json.loads(str(caught.value.http_body))["error"]["code"] == "resource_missing"
