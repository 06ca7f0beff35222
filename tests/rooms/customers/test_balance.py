"""The customer's balance and its ledger (invoicing.md §1.9, §2.6, §8)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import stripe
from tests.builders import Shop, refused, types
from tests.conftest import Server


def ledger(shop: Shop, customer: Any, **filters: Any) -> list[tuple[str, int, int]]:
    """Type, amount and balance afterwards of each movement, oldest first."""
    page = shop.v1.customers.balance_transactions.list(customer.id, {"limit": 100, **filters})
    return [(m.type, m.amount, m.ending_balance) for m in reversed(page.data)]


def told(shop: Shop, customer: Any) -> list[Any]:
    """The events about the customer itself, oldest first."""
    found = shop.v1.events.list({"limit": 100, "type": "customer.*"}).auto_paging_iter()
    return [event for event in found if getattr(event.data.object, "id", None) == customer.id][::-1]


def adjust(shop: Shop, customer: Any, amount: int, currency: str = "usd", **more: Any) -> Any:
    return shop.v1.customers.balance_transactions.create(customer.id, {"amount": amount, "currency": currency, **more})


class TestAdjusting:
    def test_key_by_key(self, server: Server, shop: Shop) -> None:
        customer = shop.customer()
        path = f"/v1/customers/{customer.id}/balance_transactions"
        made = server.request(
            "POST", path, {"amount": -500, "currency": "USD", "description": "Sorry", "metadata[k]": "v"}
        ).json
        assert made == {
            "id": made["id"], "object": "customer_balance_transaction", "amount": -500, "checkout_session": None,
            "created": made["created"], "credit_note": None, "currency": "usd", "customer": customer.id,
            "customer_account": None, "description": "Sorry", "ending_balance": -500, "invoice": None,
            "livemode": False, "metadata": {"k": "v"}, "type": "adjustment",
        }  # fmt: skip
        assert made["id"].startswith("cbtxn_")
        assert server.request("GET", f"{path}/{made['id']}").json == made
        listed = server.request("GET", path).json
        assert listed == {"object": "list", "data": [made], "has_more": False, "url": path}

    def test_amounts_add_up_and_the_first_sets_the_currency(self, shop: Shop) -> None:
        customer = shop.customer()
        assert [adjust(shop, customer, amount).ending_balance for amount in (-500, 200, 1_000, 0)] == [
            -500, -300, 700, 700,
        ]  # fmt: skip
        seen = shop.v1.customers.retrieve(customer.id)
        assert (seen.balance, seen.currency) == (700, "usd")
        # The one of nothing changes no customer.
        changes = [e for e in told(shop, customer) if e.type == "customer.updated"]
        assert [e.data.previous_attributes.to_dict() for e in changes] == [
            {"balance": 0, "currency": None}, {"balance": -500}, {"balance": -300},
        ]  # fmt: skip

    def test_only_words_change(self, shop: Shop) -> None:
        customer = shop.customer()
        made = adjust(shop, customer, -500, description="Sorry", metadata={"a": "1", "b": "2"})
        ledger_of = shop.v1.customers.balance_transactions
        changed = ledger_of.update(customer.id, made.id, {"description": "", "metadata": {"a": "", "c": "3"}})
        assert (changed.description, changed.metadata.to_dict()) == (None, {"b": "2", "c": "3"})
        assert (changed.amount, changed.ending_balance, changed.created) == (-500, -500, made.created)
        with refused("Received unknown parameter: amount", code="parameter_unknown", param="amount"):
            ledger_of.update(customer.id, made.id, {"amount": -400})  # type: ignore[typeddict-unknown-key]

    @pytest.mark.parametrize(
        ("given", "param"),
        [
            ({"currency": "usd"}, "amount"),
            ({"amount": 1}, "currency"),
            ({"amount": "x", "currency": "usd"}, "amount"),
            ({"amount": "1.5", "currency": "usd"}, "amount"),
            ({"amount": 10**12, "currency": "usd"}, "amount"),
            ({"amount": 1, "currency": "zzz"}, "currency"),
            ({"amount": 1, "currency": "usd", "description": "x" * 351}, "description"),
            ({"amount": 1, "currency": "usd", "type": "initial"}, "type"),
        ],
    )
    def test_refused(self, server: Server, shop: Shop, given: dict[str, Any], param: str) -> None:
        customer = shop.customer()
        answer = server.request("POST", f"/v1/customers/{customer.id}/balance_transactions", given)
        assert (answer.status, answer.json["error"]["param"]) == (400, param)
        assert ledger(shop, customer) == []

    def test_no_balance_outgrows_the_largest_amount(self, shop: Shop) -> None:
        customer = shop.customer()
        adjust(shop, customer, -999_999_999_999)
        with refused(None, param="amount"):
            adjust(shop, customer, -1)
        adjust(shop, customer, 999_999_999_999)
        assert shop.v1.customers.retrieve(customer.id).balance == 0

    def test_not_of_a_deleted_customer_but_its_history_is_read(self, shop: Shop) -> None:
        customer = shop.customer(balance=-100)
        shop.v1.customers.delete(customer.id)
        with refused(None, status=404, code="resource_missing", param="id"):
            adjust(shop, customer, 100)
        assert ledger(shop, customer) == [("initial", -100, -100)]

    def test_not_through_another_customer(self, shop: Shop) -> None:
        made = adjust(shop, shop.customer(), -500)
        stranger = shop.customer()
        ledger_of = shop.v1.customers.balance_transactions
        for param, act in (
            ("transaction", lambda: ledger_of.retrieve(stranger.id, made.id)),
            ("transaction", lambda: ledger_of.update(stranger.id, made.id, {"description": "x"})),
            ("id", lambda: ledger_of.retrieve("cus_none", made.id)),
            ("id", lambda: ledger_of.list("cus_none")),
        ):
            with refused(None, status=404, code="resource_missing", param=param):
                act()


class TestGivenWithTheCustomer:
    def test_on_creation_it_is_the_initial_movement(self, shop: Shop) -> None:
        customer = shop.customer(balance=-750)
        assert (customer.balance, customer.currency) == (-750, "usd")
        assert ledger(shop, customer) == [("initial", -750, -750)]
        assert types(told(shop, customer)) == ["customer.created"]

    def test_later_an_adjustment_by_the_difference_in_one_event(self, shop: Shop) -> None:
        customer = shop.customer(balance=-750)
        shop.v1.customers.update(customer.id, {"balance": 250, "name": "New"})
        shop.v1.customers.update(customer.id, {"balance": 250})
        assert ledger(shop, customer) == [("initial", -750, -750), ("adjustment", 1_000, 250)]
        (event,) = [e for e in told(shop, customer) if e.type == "customer.updated"]
        assert event.data.previous_attributes["balance"] == -750
        assert event.data.object.balance == 250

    def test_it_counts_in_the_customers_currency(self, shop: Shop) -> None:
        customer = shop.customer()
        adjust(shop, customer, -5, "eur")
        assert shop.v1.customers.update(customer.id, {"balance": -9}).currency == "eur"
        assert ledger(shop, customer) == [("adjustment", -5, -5), ("adjustment", -4, -9)]

    def test_nothing_is_no_movement(self, shop: Shop) -> None:
        customer = shop.customer(balance=0)
        assert (customer.currency, ledger(shop, customer)) == (None, [])


class TestCurrencies:
    def test_each_has_its_own_balance(self, shop: Shop) -> None:
        customer = shop.customer()
        adjust(shop, customer, -500, "usd")
        assert adjust(shop, customer, -70, "eur").ending_balance == -70
        assert adjust(shop, customer, 90, "eur").ending_balance == 20
        seen = shop.v1.customers.retrieve(customer.id, {"expand": ["invoice_credit_balance"]})
        # Credit is positive there (invoicing.md §1.3).
        assert seen.invoice_credit_balance.to_dict() == {"eur": -20, "usd": 500}
        assert seen.balance == -500
        assert not hasattr(shop.v1.customers.retrieve(customer.id), "invoice_credit_balance")

    def test_an_invoice_takes_that_of_its_own(self, shop: Shop) -> None:
        customer = shop.customer()
        adjust(shop, customer, -500, "usd")
        adjust(shop, customer, -300, "eur")
        invoice = shop.invoice("open", 1_000, customer=customer, currency="eur")
        assert (invoice.starting_balance, invoice.ending_balance, invoice.amount_due) == (-300, 0, 700)
        assert ledger(shop, customer)[-1] == ("applied_to_invoice", 300, 0)
        assert shop.v1.customers.retrieve(customer.id).balance == -500
        shop.v1.invoices.void_invoice(invoice.id)
        assert ledger(shop, customer)[-1] == ("unapplied_from_invoice", -300, -300)

    def test_a_movement_elsewhere_changes_no_customer(self, shop: Shop) -> None:
        customer = shop.customer(balance=-500)
        adjust(shop, customer, -70, "eur")
        assert types(told(shop, customer)) == ["customer.created"]


class TestTheLedger:
    def test_every_kind_that_invoices_make(self, shop: Shop) -> None:
        customer = shop.customer(balance=-300)
        paid = shop.invoice("paid", 1_000, customer=customer)
        shop.carried(customer, 30)
        large = shop.v1.invoices.finalize_invoice(shop.draft(-1_000, customer).id)
        note = shop.v1.credit_notes.create({"invoice": paid.id, "amount": 200, "credit_amount": 200})
        assert ledger(shop, customer) == [
            ("initial", -300, -300),
            ("applied_to_invoice", 300, 0),
            # Thirty cents are below the minimum charge, and are owed with the next invoice.
            ("invoice_too_small", 30, 30),
            ("applied_to_invoice", -1_000, -970),
            ("credit_note", -200, -1_170),
        ]
        assert ledger(shop, customer, invoice=large.id) == [("applied_to_invoice", -1_000, -970)]
        (movement,) = shop.v1.customers.balance_transactions.list(
            customer.id, {"limit": 1, "expand": ["data.credit_note", "data.invoice", "data.customer"]}
        ).data
        assert isinstance(movement.credit_note, stripe.CreditNote)
        assert isinstance(movement.invoice, stripe.Invoice)
        assert isinstance(movement.customer, stripe.Customer)
        assert (movement.credit_note.id, movement.invoice.id) == (note.id, paid.id)
        seen = shop.v1.credit_notes.retrieve(note.id, {"expand": ["customer_balance_transaction"]})
        assert isinstance(seen.customer_balance_transaction, stripe.CustomerBalanceTransaction)
        assert seen.customer_balance_transaction.ending_balance == -1_170

    def test_pages_and_filters(self, shop: Shop) -> None:
        customer = shop.customer()
        made = [adjust(shop, customer, n) for n in (1, 2, 3)]
        other = adjust(shop, shop.customer(), 9)
        ledger_of = shop.v1.customers.balance_transactions
        first = ledger_of.list(customer.id, {"limit": 2})
        assert ([m.amount for m in first.data], first.has_more) == ([3, 2], True)
        rest = ledger_of.list(customer.id, {"starting_after": first.data[-1].id})
        assert [m.id for m in rest.data] == [made[0].id]
        assert [m.amount for m in first.auto_paging_iter()] == [3, 2, 1]
        assert ledger_of.list(customer.id, {"created": {"gt": made[-1].created}}).data == []
        assert len(ledger_of.list(customer.id, {"created": {"gte": made[0].created}}).data) == 3
        assert ledger_of.list(customer.id, {"invoice": "in_none"}).data == []
        assert other.id not in [m.id for m in ledger_of.list(customer.id).data]

    def test_many_at_once_lose_nothing(self, shop: Shop) -> None:
        customer = shop.customer()
        amounts = [(-1) ** n * n * 10 for n in range(1, 31)]
        invoices = [shop.invoice("draft", 5_000, customer=customer) for _ in range(5)]
        acts = [lambda amount=amount: adjust(shop, customer, amount) for amount in amounts]
        acts += [lambda invoice=invoice: shop.v1.invoices.finalize_invoice(invoice.id) for invoice in invoices]
        with ThreadPoolExecutor(8) as pool:
            for done in [pool.submit(act) for act in acts]:
                done.result()
        movements = ledger(shop, customer)
        balance = 0
        for _, amount, ending in movements:
            balance += amount
            assert ending == balance
        assert sorted(amount for kind, amount, _ in movements if kind == "adjustment") == sorted(amounts)
        finalized = [shop.v1.invoices.retrieve(invoice.id) for invoice in invoices]
        for invoice in finalized:
            assert invoice.amount_due == 5_000 + invoice.starting_balance - invoice.ending_balance
        assert shop.v1.customers.retrieve(customer.id).balance == balance
