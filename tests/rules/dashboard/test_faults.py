"""Errors of the catalogue become sentences at the fields of a form, all of them at once."""

from billhook.customers.params import CreateBalanceTransaction, CreateCustomer
from billhook.dashboard.faults import Faults, checked


def _same(param: str) -> str | None:
    return param


def test_what_is_right_becomes_parameters() -> None:
    faults = Faults()
    params = checked(CreateCustomer, {"name": "Jenny"}, faults, _same)
    assert params is not None
    assert (params.name, bool(faults)) == ("Jenny", False)


def test_every_fault_is_told_at_its_field() -> None:
    faults = Faults()
    given = {
        "email": "nobody", "name": "x" * 257, "address": {"line1": "y" * 501, "city": "Bonn"},
        "tax_id_data": {"0": {"type": "none", "value": "z" * 101}},
    }  # fmt: skip
    assert checked(CreateCustomer, given, faults, _same) is None
    assert faults.sentence == ""
    assert faults.fields == {
        "email": "This is no e-mail address.",
        "name": "This may have at most 256 characters.",
        "address[line1]": "This may have at most 500 characters.",
        "tax_id_data[0][type]": "Choose one of the list.",
    }


def test_what_no_field_shows_stands_above_the_form() -> None:
    faults = Faults()
    assert checked(CreateCustomer, {"email": "nobody"}, faults, lambda param: None) is None
    assert (faults.fields, faults.sentence) == ({}, "Invalid email address: nobody")


def test_a_fault_that_was_found_before_counts_too() -> None:
    faults = Faults({"amount": "Write an amount."})
    given = {"amount": "1", "currency": "eur", "description": "d" * 351}
    assert checked(CreateBalanceTransaction, given, faults, _same) is None
    assert set(faults.fields) == {"amount", "description"}


def test_what_is_missing_is_told_once() -> None:
    faults = Faults()
    assert checked(CreateBalanceTransaction, {"currency": "eur"}, faults, _same) is None
    assert faults.fields == {"amount": "Fill this in."}
