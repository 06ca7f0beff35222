"""Which credit a returned debit takes back, and what its reason means (live-money.md §4.5)."""

import pytest

from billhook.bank_statements.objects import BankMovement
from billhook.bank_statements.rules.return_reasons import REASONS, Next, reason_of
from billhook.bank_statements.rules.returning import amounts_of, explained, taken_back


def movement(
    amount: int, *, id: str = "bmv_1", end_to_end: str = "", mandate: str = "", reference: str = "", purpose: str = "",
    charges: int = 0,
) -> BankMovement:  # fmt: skip
    return BankMovement(
        id=id, created=1, statement="bst_1", account="DE1", key=id, amount=amount, currency="eur",
        booked_on="2026-11-02", value_on="2026-11-02", bank_reference=reference, end_to_end_id=end_to_end,
        mandate_id=mandate, name="", ultimate_name="", iban="", purpose=purpose, structured_reference="",
        return_reason="AC04" if amount < 0 else "", charges=charges, status="booked" if amount > 0 else "matched",
        rule=None, confidence=None, reason="", customer=None, invoices=(),
    )  # fmt: skip


ONE, TWO = (movement(500, id=f"bmv_{n}", end_to_end=f"E{n}", mandate="M1", reference=f"B{n}") for n in (1, 2))


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        (movement(-500, end_to_end="E1"), ONE),
        (movement(-500, end_to_end="E2", mandate="M1"), TWO),
        (movement(-500, end_to_end="E9"), None),
        (movement(-500, mandate="M1"), None),  # two have it
        (movement(-500, mandate="M9"), None),
        (movement(-500, purpose="return of B2 of 2 November"), TWO),
        (movement(-500, purpose="return of B22"), None),
        (movement(-500, purpose="return of B1 and B2"), None),
        (movement(-500), None),
    ],
)
def test_the_credit_is_found_only_if_one_is_certain(returned: BankMovement, expected: BankMovement | None) -> None:
    assert taken_back(returned, [ONE, TWO]) is expected


def test_a_mandate_with_one_payment_of_the_amount_tells() -> None:
    assert taken_back(movement(-500, mandate="M1"), [ONE]) is ONE


def test_the_fees_of_the_bank_may_be_in_the_amount() -> None:
    assert amounts_of(movement(-800, charges=300)) == (800, 500)
    assert amounts_of(movement(-500)) == (500,)


MANDATE_OFF = {"AC01", "AC04", "AC06", "AC13", "MD01"}


def test_the_table_is_that_of_the_reference() -> None:
    codes = (
        "AC01 AC04 AC06 AC13 AM04 AG01 AG02 MD01 MD06 MD07 MS02 MS03 RC01 BE05 FF01 CNOR DNOR RR01 RR02 RR03 RR04 SL01 "
        "AM05"
    )
    assert set(REASONS) == set(codes.split())
    assert {code for code, reason in REASONS.items() if reason.ends_mandate} == MANDATE_OFF
    assert reason_of("am04").next is Next.RETRY
    assert reason_of("MD07").next is Next.PERSON


@pytest.mark.parametrize("code", sorted(REASONS))
def test_each_is_explained_in_one_sentence(code: str) -> None:
    means = reason_of(code).means
    assert means.endswith(".")
    assert means.count(".") == 1
    assert explained(code) == f"Returned with {code}: {means}"


def test_a_code_that_nobody_knows_is_for_a_person() -> None:
    assert (reason_of("ZZ99").next, reason_of("ZZ99").ends_mandate) == (Next.PERSON, False)
