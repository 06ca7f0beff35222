"""The ledger: what each payment, refund and dispute brought, and what it all comes to (platform.md §7.8)."""

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused
from tests.conftest import Server
from tests.rooms.disputes.test_disputes import WIN, answer, disputed, judged
from tests.rooms.payments.bank import time_passes
from tests.rooms.payments.test_bank_transfers import pay, payer
from tests.rooms.webhooks.receiver import eventually
from tests.stories.psql import query

from billhook.ledger import store

DAY = 86_400


def charged(shop: Shop, amount: int = 1_000, card: str = "visa", **given: Any) -> Any:
    return shop.v1.payment_intents.create(
        {"amount": amount, "currency": "usd", "confirm": True, "payment_method": f"pm_card_{card}", **given}
    )


def entries(shop: Shop, source: str) -> list[Any]:
    """The entries that a charge, a refund or a dispute made, oldest first."""
    return shop.v1.balance_transactions.list({"source": source}).data[::-1]


def figures(entry: Any) -> tuple[str, str, int, int, int]:
    return entry.type, entry.reporting_category, entry.amount, entry.fee, entry.net


class TestPayments:
    def test_key_by_key(self, server: Server, shop: Shop) -> None:
        intent = charged(shop, description="Gold")
        charge = shop.v1.charges.retrieve(intent.latest_charge)
        shown = server.request("GET", f"/v1/balance_transactions/{charge.balance_transaction}").json
        assert shown == {
            "id": charge.balance_transaction, "object": "balance_transaction", "amount": 1_000,
            "available_on": charge.created + 2 * DAY, "balance_type": "payments", "created": charge.created,
            "currency": "usd", "description": "Gold", "exchange_rate": None, "fee": 59,
            "fee_details": [
                {"amount": 59, "application": None, "currency": "usd", "description": "Processing fee",
                 "type": "stripe_fee"},
            ],
            "net": 941, "reporting_category": "charge", "source": charge.id, "status": "pending", "type": "charge",
        }  # fmt: skip
        assert shown["id"].startswith("txn_")
        (listed,) = server.request("GET", f"/v1/balance_transactions?source={charge.id}").json["data"]
        assert listed == shown

    @pytest.mark.parametrize(
        ("amount", "fee"), [(50, 31), (1_000, 59), (1_050, 60), (1_017, 59), (1_018, 60), (999_999, 29_030)]
    )
    def test_what_a_card_costs(self, shop: Shop, amount: int, fee: int) -> None:
        """2.9%, to the nearest cent, and 30 cents."""
        (entry,) = entries(shop, charged(shop, amount).latest_charge)
        assert figures(entry) == ("charge", "charge", amount, fee, amount - fee)

    def test_a_declined_one_makes_none(self, shop: Shop) -> None:
        with pytest.raises(stripe.CardError) as caught:
            charged(shop, card="visa_chargeDeclined")
        charge = caught.value.json_body["error"]["charge"]
        assert entries(shop, charge) == []
        assert shop.v1.charges.retrieve(charge).balance_transaction is None

    def test_some_money_is_there_at_once(self, shop: Shop) -> None:
        (entry,) = entries(shop, charged(shop, card="bypassPending").latest_charge)
        assert (entry.status, entry.available_on) == ("available", entry.created)

    def test_a_debit_makes_one_when_it_is_paid(self, server: Server, shop: Shop) -> None:
        given = {"mandate_data": {"customer_acceptance": {"type": "offline"}}}
        intent = charged(shop, payment_method="pm_usBankAccount_success", **given)
        assert entries(shop, intent.latest_charge) == []
        time_passes(server, intent.id)
        (entry,) = entries(shop, intent.latest_charge)
        assert figures(entry) == ("payment", "charge", 1_000, 0, 1_000)

    def test_cash_makes_one_when_it_pays(self, shop: Shop) -> None:
        intent = pay(shop, payer(shop, cash=1_000), expand=["latest_charge.balance_transaction"])
        assert figures(intent.latest_charge.balance_transaction) == ("payment", "charge", 1_000, 0, 1_000)


class TestRefunds:
    def test_it_goes_and_the_fee_stays(self, shop: Shop) -> None:
        refund = shop.v1.refunds.create(
            {"payment_intent": charged(shop).id, "amount": 400, "expand": ["balance_transaction"]}
        )
        assert figures(refund.balance_transaction) == ("refund", "refund", -400, 0, -400)
        assert refund.balance_transaction.status == "available"  # type: ignore[union-attr]

    def test_what_comes_back(self, server: Server, shop: Shop) -> None:
        refund = shop.v1.refunds.create({"payment_intent": charged(shop, card="refundFail").id})
        time_passes(server, refund.id)
        failed = shop.v1.refunds.retrieve(refund.id, {"expand": ["failure_balance_transaction"]})
        assert failed.status == "failed"
        assert [figures(e) for e in entries(shop, refund.id)] == [
            ("refund", "refund", -1_000, 0, -1_000), ("refund_failure", "refund_failure", 1_000, 0, 1_000),
        ]  # fmt: skip
        assert failed.failure_balance_transaction.amount == 1_000  # type: ignore[union-attr]

    def test_one_that_waits_is_written_down_once(self, server: Server, shop: Shop) -> None:
        refund = shop.v1.refunds.create({"payment_intent": charged(shop, card="pendingRefund").id})
        time_passes(server, refund.id)
        assert shop.v1.refunds.retrieve(refund.id).status == "succeeded"
        assert len(entries(shop, refund.id)) == 1

    def test_of_cash(self, shop: Shop) -> None:
        intent = pay(shop, payer(shop, cash=1_000))
        refund = shop.v1.refunds.create({"payment_intent": intent.id, "expand": ["balance_transaction"]})
        assert figures(refund.balance_transaction) == ("payment_refund", "refund", -1_000, 0, -1_000)


class TestDisputes:
    def test_it_takes_the_money_and_a_fee(self, shop: Shop) -> None:
        dispute = disputed(shop)
        (entry,) = dispute.balance_transactions
        assert figures(entry) == ("adjustment", "dispute", -1_000, 1_500, -2_500)
        assert entry.description == f"Chargeback withdrawal for {dispute.charge}"
        (listed,) = entries(shop, dispute.id)
        assert listed.to_dict() == entry.to_dict()

    def test_won_it_gives_the_money_back_and_keeps_the_fee(self, server: Server, shop: Shop) -> None:
        won = judged(server, shop, answer(shop, disputed(shop), WIN))
        assert [figures(e) for e in won.balance_transactions] == [
            ("adjustment", "dispute", -1_000, 1_500, -2_500), ("adjustment", "dispute_reversal", 1_000, 0, 1_000),
        ]  # fmt: skip

    def test_an_inquiry_takes_nothing(self, shop: Shop) -> None:
        assert disputed(shop, "createDisputeInquiry").balance_transactions == []


class TestBalance:
    def test_it_is_what_the_entries_come_to(self, server: Server, live: stripe.StripeClient, shop: Shop) -> None:
        """In a currency that no other test uses."""
        empty = live.v1.balance.retrieve()
        assert (empty.object, empty.livemode) == ("balance", True)
        charge = charged(shop, 10_000, currency="dkk").latest_charge
        shop.v1.refunds.create({"charge": charge, "amount": 2_000})
        amounts = self.amounts(shop, "dkk")
        assert amounts == (-2_000, 10_000 - 320)
        query(server, "UPDATE balance_transactions SET available_on = 1 WHERE source = $1", charge)
        assert self.amounts(shop, "dkk") == (10_000 - 320 - 2_000, 0)
        shown = server.request("GET", "/v1/balance").json
        assert next(a for a in shown["available"] if a["currency"] == "dkk") == {
            "amount": 7_680, "currency": "dkk", "source_types": {"card": 7_680},
        }  # fmt: skip

    def amounts(self, shop: Shop, currency: str) -> tuple[int, int]:
        balance = shop.v1.balance.retrieve()
        (available,) = [a.amount for a in balance.available if a.currency == currency]
        (pending,) = [a.amount for a in balance.pending if a.currency == currency]
        return available, pending


class TestLists:
    def test_filters(self, shop: Shop) -> None:
        charge = charged(shop, currency="nok").latest_charge
        refund = shop.v1.refunds.create({"charge": charge}).id
        found = shop.v1.balance_transactions.list({"currency": "nok"}).data
        assert [entry.source for entry in found] == [refund, charge]
        only = shop.v1.balance_transactions.list({"currency": "nok", "type": "refund"}).data
        assert [entry.source for entry in only] == [refund]

    def test_what_made_it_is_shown_when_asked(self, server: Server, shop: Shop) -> None:
        dispute = disputed(shop)
        refund = shop.v1.refunds.create({"payment_intent": charged(shop).id})
        listed = shop.v1.balance_transactions.list({"limit": 4, "expand": ["data.source.payment_intent"]}).data
        assert [entry.source.object for entry in listed] == ["refund", "charge", "dispute", "charge"]  # type: ignore[union-attr]
        assert [entry.source.id for entry in listed][::2] == [refund.id, dispute.id]  # type: ignore[union-attr]
        assert {entry.source.payment_intent.object for entry in listed} == {"payment_intent"}  # type: ignore[union-attr]

    def test_what_is_not_there(self, shop: Shop) -> None:
        with refused("No such balance transaction: 'txn_none'", status=404, code="resource_missing", param="id"):
            shop.v1.balance_transactions.retrieve("txn_none")


class TestSums:
    """Entries that have long been available are summed in the background; nobody can tell."""

    _AGED = """
        INSERT INTO balance_transactions
            (tenant, id, created, available_on, type, reporting_category, currency, amount, fee, net, source)
        SELECT t.id, 'txn_0' || $1 || lpad(n::text, 6, '0'), 1, extract(epoch FROM now())::bigint - $2,
            'charge', 'charge', $1, n, 0, n, 'ch_aged'
        FROM tenants t JOIN api_keys k ON k.tenant = t.id, generate_series(1, $3::integer) n WHERE k.clear = $4"""

    def test_the_balance_stays_while_it_is_summed(self, server: Server, shop: Shop) -> None:
        """1,200 entries of 1 to 1,200 that have been available for two days, and two that have not for one."""
        query(server, self._AGED, "xaf", 2 * DAY, 1_200, server.key)
        query(server, self._AGED, "xpf", DAY // 2, 2, server.key)

        def balance() -> dict[str, int]:
            shown = shop.v1.balance.retrieve()
            return {one.currency: one.amount for one in shown.available if one.currency in ("xaf", "xpf")}

        expected = {"xaf": 1_200 * 1_201 // 2, "xpf": 3}
        seen = [balance()]
        unsummed = "SELECT currency FROM balance_transactions WHERE source = 'ch_aged' AND NOT is_summed"

        def is_summed() -> bool:
            seen.append(balance())
            return [row["currency"] for row in query(server, unsummed)] == ["xpf", "xpf"]

        eventually(is_summed, "the entries to be summed")
        assert all(one == expected for one in [*seen, balance()])
        (row,) = query(server, "SELECT net FROM balance_sums WHERE currency = 'xaf'")
        assert row["net"] == expected["xaf"]

    def test_two_who_sum_at_once_count_nothing_twice(self, server: Server, shop: Shop) -> None:
        query(server, self._AGED, "clf", 2 * DAY, 900, server.key)
        (tenant,) = query(server, "SELECT tenant FROM api_keys WHERE clear = $1", server.key)

        def sum_some(_: int) -> None:
            query(server, store.SUM_UP, tenant["tenant"], int(time.time()) - DAY, 100)

        with ThreadPoolExecutor(3) as pool:
            list(pool.map(sum_some, range(12)))
        (row,) = query(server, "SELECT net FROM balance_sums WHERE currency = 'clf'")
        assert row["net"] == 900 * 901 // 2
        (one,) = [one for one in shop.v1.balance.retrieve().available if one.currency == "clf"]
        assert one.amount == 900 * 901 // 2
