"""Cash balances: the ledger, what a customer is told about where to send money, and who may not (platform.md §7.7)."""

from typing import Any

import pytest
import stripe
from stdnum import iban as ibans
from tests.builders import Shop, refused
from tests.conftest import Server


def send(shop: Shop, customer: Any, amount: int, currency: str = "eur", **more: Any) -> Any:
    """A bank transfer of the customer comes in."""
    return shop.v1.test_helpers.customers.fund_cash_balance(
        customer.id, {"amount": amount, "currency": currency, **more}
    )


def told(shop: Shop, customer: Any, *types: str) -> list[Any]:
    """The events of these types about the customer's cash, oldest first."""
    found = shop.v1.events.list({"limit": 100, "types": list(types)}).data
    return [event for event in reversed(found) if event.data.object.customer == customer.id]


class TestFunding:
    def test_key_by_key(self, server: Server, shop: Shop) -> None:
        customer = shop.customer()
        path = f"/v1/test_helpers/customers/{customer.id}/fund_cash_balance"
        made = server.request("POST", path, {"amount": 1_050, "currency": "EUR", "reference": "Rent"}).json
        assert made == {
            "id": made["id"], "object": "customer_cash_balance_transaction", "created": made["created"],
            "currency": "eur", "customer": customer.id, "customer_account": None, "ending_balance": 1_050,
            "funded": {
                "bank_transfer": {
                    "eu_bank_transfer": {"bic": None, "iban_last4": None, "sender_name": None},
                    "reference": "Rent", "type": "eu_bank_transfer",
                }
            },
            "livemode": False, "net_amount": 1_050, "type": "funded",
        }  # fmt: skip
        assert made["id"].startswith("ccsbtxn_")
        ledger = f"/v1/customers/{customer.id}/cash_balance_transactions"
        assert server.request("GET", f"{ledger}/{made['id']}").json == made
        assert server.request("GET", ledger).json == {
            "object": "list", "data": [made], "has_more": False, "url": ledger,
        }  # fmt: skip

    def test_it_adds_up_in_each_currency_and_is_told(self, shop: Shop) -> None:
        customer = shop.customer()
        endings = [send(shop, customer, *sent).ending_balance for sent in ((500, "eur"), (70, "usd"), (250, "eur"))]
        assert endings == [500, 70, 750]
        cash = shop.v1.customers.cash_balance.retrieve(customer.id)
        assert cash.available is not None
        assert cash.available.to_dict() == {"eur": 750, "usd": 70}
        events = told(shop, customer, "customer_cash_balance_transaction.created", "cash_balance.funds_available")
        assert [event.type for event in events] == [
            "customer_cash_balance_transaction.created", "cash_balance.funds_available",
        ] * 3  # fmt: skip
        assert events[-1].data.object.to_dict() == cash.to_dict()

    def test_it_is_no_credit(self, shop: Shop) -> None:
        """Credit lowers what an invoice asks for; cash pays it."""
        customer = shop.customer()
        send(shop, customer, 500)
        seen = shop.v1.customers.retrieve(customer.id)
        assert (seen.balance, seen.currency) == (0, None)

    @pytest.mark.parametrize(
        ("given", "code", "param"),
        [
            ({"amount": 0, "currency": "eur"}, "parameter_invalid_integer", "amount"),
            ({"amount": -5, "currency": "eur"}, "parameter_invalid_integer", "amount"),
            ({"amount": 5}, "parameter_missing", "currency"),
            ({"amount": 5, "currency": "chf"}, None, "currency"),
            ({"amount": 5, "currency": "eur", "sender": "x"}, "parameter_unknown", "sender"),
        ],
    )
    def test_what_is_refused(self, shop: Shop, given: Any, code: str | None, param: str) -> None:
        with refused(None, code=code, param=param):
            shop.v1.test_helpers.customers.fund_cash_balance(shop.customer().id, given)

    def test_no_balance_outgrows_what_can_be_written(self, shop: Shop) -> None:
        customer = shop.customer()
        send(shop, customer, 999_999_999_999)
        with refused(None, param="amount"):
            send(shop, customer, 1)

    def test_nobody_sends_money_in_live_mode(self, live: stripe.StripeClient) -> None:
        there = Shop(live)
        with refused("Test helpers can only be called with a test mode key."):
            send(there, there.customer(), 5)

    def test_who_has_cash_is_not_deleted(self, shop: Shop) -> None:
        customer = shop.customer()
        send(shop, customer, 1)
        with refused(f"The customer {customer.id} has a cash balance and cannot be deleted until it is empty."):
            shop.v1.customers.delete(customer.id)
        assert not getattr(shop.v1.customers.retrieve(customer.id), "deleted", False)


class TestCashBalance:
    def test_key_by_key(self, server: Server, shop: Shop) -> None:
        customer = shop.customer()
        path = f"/v1/customers/{customer.id}/cash_balance"
        assert server.request("GET", path).json == {
            "object": "cash_balance", "available": None, "customer": customer.id, "customer_account": None,
            "livemode": False,
            "settings": {"reconciliation_mode": "automatic", "using_merchant_default": True},
        }  # fmt: skip

    def test_the_mode_is_the_accounts_until_it_is_the_customers(self, shop: Shop) -> None:
        customer = shop.customer(cash_balance={"settings": {"reconciliation_mode": "manual"}})
        cash = shop.v1.customers.cash_balance
        seen = [cash.retrieve(customer.id).settings]
        for mode in ("merchant_default", "automatic", "manual"):
            seen.append(cash.update(customer.id, {"settings": {"reconciliation_mode": mode}}).settings)
        assert [(s.reconciliation_mode, s.using_merchant_default) for s in seen] == [
            ("manual", False), ("automatic", True), ("automatic", False), ("manual", False),
        ]  # fmt: skip
        shop.v1.customers.update(
            customer.id, {"cash_balance": {"settings": {"reconciliation_mode": "merchant_default"}}}
        )
        assert cash.retrieve(customer.id).settings.using_merchant_default
        assert told(shop, customer, "cash_balance.funds_available") == []

    def test_a_customer_shows_it_when_asked(self, shop: Shop) -> None:
        customer = shop.customer()
        assert "cash_balance" not in shop.v1.customers.retrieve(customer.id).to_dict()
        send(shop, customer, 300)
        seen = shop.v1.customers.retrieve(customer.id, {"expand": ["cash_balance"]})
        assert seen.cash_balance is not None
        assert seen.cash_balance.to_dict() == shop.v1.customers.cash_balance.retrieve(customer.id).to_dict()

    def test_a_movement_shows_its_customer_when_asked(self, shop: Shop) -> None:
        customer = shop.customer(name="Jenny")
        made = send(shop, customer, 300, expand=["customer"])
        assert made.customer.name == "Jenny"


class TestInstructions:
    @pytest.mark.parametrize(
        ("currency", "transfer", "country", "addresses"),
        [
            ("eur", {"type": "eu_bank_transfer", "eu_bank_transfer": {"country": "NL"}}, "NL", {"iban": ["sepa"]}),
            ("gbp", {"type": "gb_bank_transfer"}, "GB", {"sort_code": ["bacs", "fps"]}),
            ("jpy", {"type": "jp_bank_transfer"}, "JP", {"zengin": ["zengin"]}),
            ("mxn", {"type": "mx_bank_transfer"}, "MX", {"spei": ["spei"]}),
            (
                "usd", {"type": "us_bank_transfer"}, "US",
                {"aba": ["ach", "domestic_wire_us"], "swift": ["swift"]},
            ),
        ],
    )  # fmt: skip
    def test_each_kind(self, shop: Shop, currency: str, transfer: Any, country: str, addresses: Any) -> None:
        customer = shop.customer()
        given: Any = {"bank_transfer": transfer, "currency": currency, "funding_type": "bank_transfer"}
        made = shop.v1.customers.funding_instructions.create(customer.id, given)
        assert (made.object, made.currency, made.funding_type, made.livemode) == (
            "funding_instructions", currency, "bank_transfer", False,
        )  # fmt: skip
        assert (made.bank_transfer.country, made.bank_transfer.type) == (country, transfer["type"])
        shown = made.bank_transfer.financial_addresses
        assert {a.type: a.supported_networks for a in shown} == addresses
        for address in shown:
            details = getattr(address, address.type)
            assert details.account_holder_name == "Billhook account"
            assert details.account_holder_address.country == "US"
        again = shop.v1.customers.funding_instructions.create(customer.id, given)
        other = shop.v1.customers.funding_instructions.create(shop.customer().id, given)
        assert again.to_dict() == made.to_dict()
        assert other.bank_transfer.to_dict() != made.bank_transfer.to_dict()

    @pytest.mark.parametrize("country", ["BE", "DE", "ES", "FR", "IE", "NL"])
    def test_an_invented_iban_looks_right_and_belongs_to_no_bank(self, shop: Shop, country: str) -> None:
        transfer: Any = {"type": "eu_bank_transfer", "eu_bank_transfer": {"country": country}}
        made = shop.v1.customers.funding_instructions.create(
            shop.customer().id, {"bank_transfer": transfer, "currency": "eur", "funding_type": "bank_transfer"}
        )
        address = made.bank_transfer.financial_addresses[0].iban
        assert address is not None
        assert ibans.is_valid(address.iban, check_country=False)
        assert (address.country, address.iban[:2], address.bic) == (country, country, f"TEST{country}00XXX")
        assert "TEST" in address.iban or address.iban[4:7] == "000"

    def test_only_the_addresses_that_are_wanted(self, shop: Shop) -> None:
        transfer: Any = {"type": "us_bank_transfer", "requested_address_types": ["swift"]}
        given: Any = {"bank_transfer": transfer, "currency": "usd", "funding_type": "bank_transfer"}
        made = shop.v1.customers.funding_instructions.create(shop.customer().id, given)
        assert [a.type for a in made.bank_transfer.financial_addresses] == ["swift"]

    @pytest.mark.parametrize(
        ("transfer", "currency", "code", "param"),
        [
            ({"type": "eu_bank_transfer"}, "eur", "parameter_missing", "bank_transfer[eu_bank_transfer]"),
            ({"type": "us_bank_transfer", "eu_bank_transfer": {"country": "DE"}}, "usd", None,
             "bank_transfer[eu_bank_transfer]"),
            ({"type": "eu_bank_transfer", "eu_bank_transfer": {"country": "US"}}, "eur", None,
             "bank_transfer[eu_bank_transfer][country]"),
            ({"type": "us_bank_transfer"}, "eur", None, "currency"),
            ({"type": "us_bank_transfer"}, "chf", None, "currency"),
            ({"type": "us_bank_transfer", "requested_address_types": ["iban"]}, "usd", None,
             "bank_transfer[requested_address_types]"),
            ({"type": "xx_bank_transfer"}, "usd", None, "bank_transfer[type]"),
        ],
    )  # fmt: skip
    def test_what_is_refused(self, shop: Shop, transfer: Any, currency: str, code: str | None, param: str) -> None:
        with refused(None, code=code, param=param):
            shop.v1.customers.funding_instructions.create(
                shop.customer().id,
                {"bank_transfer": transfer, "currency": currency, "funding_type": "bank_transfer"},  # type: ignore[typeddict-item]
            )


class TestWho:
    def test_what_is_not_there(self, server: Server, shop: Shop) -> None:
        customer = shop.customer()
        base = "/v1/customers"
        asked = [
            ("GET", f"{base}/cus_none/cash_balance", {}, "customer"),
            ("POST", f"{base}/cus_none/cash_balance", {}, "customer"),
            ("GET", f"{base}/cus_none/cash_balance_transactions", {}, "customer"),
            ("GET", f"{base}/cus_none/cash_balance_transactions/ccsbtxn_none", {}, "customer"),
            ("GET", f"{base}/{customer.id}/cash_balance_transactions/ccsbtxn_none", {}, "transaction"),
            ("POST", "/v1/test_helpers/customers/cus_none/fund_cash_balance", {"amount": 5, "currency": "eur"},
             "customer"),
        ]  # fmt: skip
        for method, path, form, param in asked:
            answer = server.request(method, path, form)
            assert (answer.status, answer.json["error"]["param"]) == (404, param), path

    def test_a_movement_is_found_under_its_own_customer_alone(self, server: Server, shop: Shop) -> None:
        made = send(shop, shop.customer(), 5)
        path = f"/v1/customers/{shop.customer().id}/cash_balance_transactions/{made.id}"
        assert server.request("GET", path).status == 404
