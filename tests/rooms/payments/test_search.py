"""Payment intents and charges are found by a query (platform.md §1.5)."""

from typing import Any, NamedTuple

import pytest
from tests.builders import Shop


class Paid(NamedTuple):
    customer: str
    visa: Any
    mastercard: Any


@pytest.fixture
def paid(shop: Shop) -> Paid:
    customer = shop.v1.customers.create({"name": "Payer"}).id

    def pay(method: str, amount: int, **more: Any) -> Any:
        form = {"amount": amount, "currency": "usd", "customer": customer, "payment_method": method, "confirm": True,
                "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}, **more}  # fmt: skip
        return shop.v1.payment_intents.create(form)

    return Paid(customer, pay("pm_card_visa", 1_000, metadata={"cart": customer}), pay("pm_card_mastercard", 2_000))


def test_intents_by_every_field(shop: Shop, paid: Paid) -> None:
    def found(query: str) -> list[str]:
        return [each.id for each in shop.v1.payment_intents.search({"query": query}).data]

    both = [paid.mastercard.id, paid.visa.id]
    of_customer = f'customer:"{paid.customer}"'
    assert found(of_customer) == both
    assert found(f'metadata["cart"]:"{paid.customer}"') == [paid.visa.id]
    assert found(f"{of_customer} amount<2000") == [paid.visa.id]
    assert found(f'{of_customer} status:"succeeded" currency:"USD"') == both
    assert found(f'{of_customer} -status:"succeeded"') == []
    assert found('status:"succeeded"')[:2] == both
    assert found(f"{of_customer} created>{paid.visa.created - 1}") == both


def test_charges_by_every_field(shop: Shop, paid: Paid) -> None:
    of_customer = f'customer:"{paid.customer}"'

    def found(query: str) -> list[int]:
        return [each.amount for each in shop.v1.charges.search({"query": f"{of_customer} {query}"}).data]

    last4 = shop.v1.charges.retrieve(paid.visa.latest_charge).payment_method_details.card.last4
    assert found("") == [2_000, 1_000]
    assert found(f"payment_method_details.card.last4:{last4}") == [1_000]
    assert found(f'payment_method_details.card.brand:"Visa" payment_method_details.card.last4:"{last4}"') == [1_000]
    assert found("payment_method_details.card_present.last4:null") == [2_000, 1_000]
    assert found('status:"succeeded" disputed:"false" currency:"usd" amount>=1000') == [2_000, 1_000]
    assert found("refunded:null") == [2_000, 1_000]
    shop.v1.refunds.create({"charge": paid.visa.latest_charge, "amount": 400})
    shop.v1.refunds.create({"charge": paid.mastercard.latest_charge})
    assert found('refunded:"false"') == [1_000]
    assert found('refunded:"true"') == [2_000]
    shop.v1.charges.update(paid.visa.latest_charge, {"metadata": {"seen": "yes"}})
    assert found('metadata["seen"]:"yes"') == [1_000]
    assert found(f"created>={paid.visa.created}") == [2_000, 1_000]


def test_a_card_is_found_by_its_fingerprint(shop: Shop, paid: Paid) -> None:
    charge = shop.v1.charges.retrieve(paid.mastercard.latest_charge)
    fingerprint = charge.payment_method_details.card.fingerprint
    query = f'payment_method_details.card.fingerprint:"{fingerprint}"'
    assert charge.id in [each.id for each in shop.v1.charges.search({"query": query, "limit": 100}).data]


def test_what_is_on_a_clock_is_not_found(shop: Shop) -> None:
    clock = shop.v1.test_helpers.test_clocks.create({"frozen_time": 1_900_000_000})
    customer = shop.v1.customers.create({"test_clock": clock.id}).id
    shop.v1.payment_intents.create(
        {"amount": 500, "currency": "usd", "customer": customer, "payment_method": "pm_card_visa", "confirm": True,
         "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"}}
    )  # fmt: skip
    assert shop.v1.payment_intents.search({"query": f'customer:"{customer}"'}).data == []
    assert shop.v1.charges.search({"query": f'customer:"{customer}"'}).data == []
    assert len(shop.v1.charges.list({"customer": customer}).data) == 1
