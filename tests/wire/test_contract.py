"""The walk of `contract.py` finds what is wrong; every other test keeps the contract while it goes on."""

from typing import Any

import pytest
from tests.builders import Shop
from tests.wire import contract
from tests.wire.sdk_objects import faults

RIGHT: dict[str, Any] = {
    "id": "txr_1", "object": "tax_rate", "active": True, "country": None, "created": 1, "description": None,
    "display_name": "VAT", "effective_percentage": None, "flat_amount": None, "inclusive": False, "jurisdiction": None,
    "jurisdiction_level": None, "livemode": False, "metadata": {}, "percentage": 19.0, "rate_type": "percentage",
    "state": None, "tax_type": "vat",
}  # fmt: skip


def wrong(**given: Any) -> list[str]:
    return [str(fault) for fault in faults({**RIGHT, **given})]


def test_what_is_right_has_no_faults() -> None:
    assert wrong() == []


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"colour": "red"}, "unknown: tax_rate.colour"),
        ({"percentage": "19"}, "type: tax_rate.percentage '19' is no float"),
        ({"active": 1}, "type: tax_rate.active 1 is no bool"),
        ({"created": True}, "type: tax_rate.created True is no int"),
        ({"display_name": None}, "null: tax_rate.display_name None is no str"),
        ({"tax_type": "pasta"}, "value: tax_rate.tax_type 'pasta'"),
        ({"metadata": {"a": 1}}, "type: tax_rate.metadata 1 is no str"),
        ({"flat_amount": {"amount": 1}}, "missing: tax_rate.flat_amount.currency (required)"),
    ],
)
def test_each_kind_of_fault_is_found(given: dict[str, Any], fault: str) -> None:
    assert wrong(**given) == [fault]


def test_a_field_that_is_left_out_is_found() -> None:
    assert [str(f) for f in faults({k: v for k, v in RIGHT.items() if k != "state"})] == ["missing: tax_rate.state"]


def test_answers_events_and_what_is_in_them_are_heard(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contract, "OTHERWISE", ())
    monkeypatch.setattr(contract, "SOMETIMES", ())
    made = shop.v1.customers.create({"shipping": {"name": "Jenny", "address": {"city": "Kiel"}}})
    assert "missing: customer.sources" in contract.heard()
    assert [event.type for event in shop.events_of(made)] == ["customer.created"]
    assert "missing: customer.sources" in contract.heard()
