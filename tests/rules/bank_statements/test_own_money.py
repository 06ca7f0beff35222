"""Which movements are the money of SEPA orders (live-money.md §4.5, §5)."""

from datetime import date

import pytest

from billhook.bank_statements.objects import BankMovement
from billhook.bank_statements.rules.own_money import (
    comes_too_late,
    fee_of_return,
    is_of,
    is_return,
    may_be_a_debit,
    named_by,
    names_of,
    notified,
    reason_of_return,
    returns_told,
)
from billhook.bank_statements.rules.values import Movement
from billhook.kernel.replacing import replace
from billhook.sepa_files.objects import SepaOrder


def movement(amount: int, reason: str = "", *, charges: int = 0, currency: str = "eur") -> BankMovement:
    return BankMovement(
        id="bmv_1", created=1, statement="bst_1", account="A", key="K", amount=amount, currency=currency,
        booked_on="2026-11-02", value_on="2026-11-02", bank_reference="", end_to_end_id="call-1", mandate_id="",
        name="", ultimate_name="", iban="", purpose="", structured_reference="", return_reason=reason,
        charges=charges, status="matched", rule=None, confidence=None, reason="", customer=None, invoices=[],
    )  # fmt: skip


def order(status: str = "sent", kind: str = "debit") -> SepaOrder:
    return SepaOrder("call_1", 1, kind, "call-1", 1_000, "account", "mandate", "text", status, batch="sepa-1")


@pytest.mark.parametrize(
    ("status", "amount", "reason", "own"),
    [
        ("sent", 1_000, "", True), ("settled", 1_000, "", True), ("returned", 1_000, "", True),
        ("sent", -1_000, "AM04", True), ("sent", -1_300, "AM04", True), ("sent", 999, "", False),
        ("sent", -999, "AM04", False), ("sent", 1_300, "", False),
        # Refused or discarded: the payer is debited again, so the money is somebody's.
        ("rejected", 1_000, "", False), ("rejected", -1_000, "AM04", False), ("rejected", -1_300, "AM04", False),
    ],
)  # fmt: skip
def test_whose_money(status: str, amount: int, reason: str, own: bool) -> None:
    assert is_of(movement(amount, reason), order(status)) is own


def test_euros_alone() -> None:
    assert not is_of(movement(1_000, currency="chf"), order())


@pytest.mark.parametrize(
    ("kind", "amount", "reason", "charges", "returned"),
    [
        ("debit", -1_000, "AM04", 0, True), ("debit", -1_300, "AM04", 0, True), ("debit", 1_000, "AM04", 0, False),
        ("transfer", 1_000, "AC04", 0, True), ("transfer", -1_000, "AC04", 0, False), ("debit", -999, "AM04", 0, False),
        # CSV has no reasons: the whole amount the other way is a return, and more if charges explain it.
        ("debit", -1_000, "", 0, True), ("transfer", 1_000, "", 0, True), ("debit", 1_000, "", 0, False),
        ("debit", -1_300, "", 0, False), ("debit", -1_300, "", 300, True), ("debit", -1_300, "", 299, False),
        ("debit", -700, "", 300, False), ("debit", -1_000, "", 300, True),
        # What is more than the debit is the money of others, unless the bank says that it is its charge.
        ("debit", -2_000, "MD06", 0, True), ("debit", -2_001, "MD06", 0, False), ("debit", -3_000, "MD06", 0, False),
        ("debit", -3_000, "MD06", 2_000, True),
    ],
)  # fmt: skip
def test_what_comes_back(kind: str, amount: int, reason: str, charges: int, returned: bool) -> None:
    assert is_return(movement(amount, reason, charges=charges), order(kind=kind)) is returned


@pytest.mark.parametrize(("reason", "wanted"), [("AC04", "AC04"), ("", "MS03")])
def test_a_return_without_a_reason(reason: str, wanted: str) -> None:
    assert reason_of_return(movement(-1_000, reason)) == wanted


@pytest.mark.parametrize(
    ("kind", "status", "amount", "late"),
    [
        ("transfer", "sent", 1_000, False), ("transfer", "settled", 1_000, True),
        ("transfer", "settled", -1_000, False),
        ("transfer", "returned", 1_000, False), ("debit", "settled", -1_000, False), ("debit", "sent", -1_000, False),
    ],
)  # fmt: skip
def test_a_refund_that_comes_back_too_late_waits_for_a_person(kind: str, status: str, amount: int, late: bool) -> None:
    """The payment of a debit is disputed, so nobody has to see to it."""
    assert comes_too_late(movement(amount), order(status, kind)) is late


@pytest.mark.parametrize(
    ("kind", "amount", "fee"), [("debit", -1_000, 0), ("debit", -1_300, 300), ("transfer", 1_000, 0)]
)
def test_what_the_bank_took_for_a_return(kind: str, amount: int, fee: int) -> None:
    assert fee_of_return(movement(amount, "MD06"), order(kind=kind)) == fee


@pytest.mark.parametrize(("fee", "returned"), [(5_000, True), (5_001, False)])
def test_no_bank_takes_more_than_fifty_for_a_return(fee: int, returned: bool) -> None:
    large = replace(order(), amount=100_000)
    assert is_return(movement(-100_000 - fee, "MD06"), large) is returned


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ([], {}),
        ([(-1_000, "MD06"), (-1_300, "MD06"), (-1_000, "MD06")], {"call_1": ("MD06", 300)}),
        ([(-1_300, "MD06"), (-1_200, "MD06")], {"call_1": ("MD06", 300)}),
        ([(-1_000, ""), (-1_000, "AC04")], {"call_1": ("AC04", 0)}),
        ([(-1_000, "AC04"), (-1_000, "")], {"call_1": ("AC04", 0)}),
        ([(1_000, "AC04"), (-999, "AC04")], {}),
    ],
)
def test_a_return_that_one_file_tells_of_more_than_once(
    told: list[tuple[int, str]], wanted: dict[str, tuple[str, int]]
) -> None:
    """It is one return, so its fee is counted once."""
    assert returns_told([(movement(amount, reason), order()) for amount, reason in told]) == wanted


@pytest.mark.parametrize(("is_credit", "amount"), [(False, -1_300), (True, 1_300)])
def test_a_notification_tells_the_same(is_credit: bool, amount: int) -> None:
    told = Movement(
        1_300, is_credit, "eur", date(2026, 11, 2), date(2026, 11, 2), 0, end_to_end_id="call-1", return_reason="MD06",
        charges=300,
    )  # fmt: skip
    one = notified(told)
    assert (one.amount, one.end_to_end_id, one.charges) == (amount, "call-1", 300)
    assert is_return(one, order()) is not is_credit


DEBIT = replace(order(), text="2026-0007 Studio GmbH")
NAMED = {(DEBIT.amount, name): DEBIT for name in names_of(DEBIT, "MNDT000000000042")}


@pytest.mark.parametrize(
    ("amount", "mandate", "purpose", "named"),
    [
        (1_000, "MNDT000000000042", "", True), (999, "MNDT000000000042", "", False), (1_000, "MNDT43", "", False),
        (1_000, "", "2026-0007 Studio GmbH", True), (1_000, "", "Invoice 2026-0007", True),
        (1_000, "", "2026-0008 Studio GmbH", False), (1_000, "", "2026-0007-2", False),
        (1_000, "", "Studio GmbH", False),
        (1_000, "", "EREF+call-1 MREF+X", True), (1_000, "", "MREF+MNDT000000000042", True),
        (999, "", "2026-0007 Studio GmbH", False), (1_000, "", "", False),
    ],
)  # fmt: skip
def test_which_debit_a_credit_names(amount: int, mandate: str, purpose: str, named: bool) -> None:
    credit = replace(movement(amount), end_to_end_id="", mandate_id=mandate, purpose=purpose)
    assert (named_by(credit, NAMED) is DEBIT) is named


def test_a_text_without_a_number_names_no_debit() -> None:
    assert names_of(replace(order(), text="Studio GmbH"), "") == {"CALL1"}


@pytest.mark.parametrize(
    ("amount", "id", "currency", "may"),
    [(1_000, "", "eur", True), (1_000, "E1", "eur", False), (-1_000, "", "eur", False), (1_000, "", "chf", False)],
)
def test_what_may_be_a_debit(amount: int, id: str, currency: str, may: bool) -> None:
    assert may_be_a_debit(replace(movement(amount, currency=currency), end_to_end_id=id)) is may
