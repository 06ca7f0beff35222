"""Debits of bank accounts in test mode: what each account does and when, who can pay in which currency (§7.6)."""

from typing import Any

import pytest
from stdnum import iban
from tests.builders import NOON

from billhook.kernel.errors import ApiError
from billhook.payment_methods.objects import PaymentMethod
from billhook.payment_methods.rules.bank_account import account_of_iban, account_of_numbers, shown_bank_account
from billhook.payments.objects import PaymentIntent
from billhook.payments.rules.settling import Attempt, settled
from billhook.payments.rules.types import check_type, types_for
from billhook.processors.interface import Approved, ChargeRequest, Declined, Outcome, Pending, from_stored, stored
from billhook.processors.test_bank_accounts import BANK_ACCOUNTS, by_name
from billhook.processors.testing import outcome

SOON, DELAYED, A_YEAR = 5, 180, 365 * 86_400


def answer_of(name: str, after: int) -> str:
    """What the processor says of a debit so many seconds after it was made, in short."""
    answer = outcome(ChargeRequest(1_000, "eur", name, mandate="mandate_1", made_at=NOON), NOON + after)
    if isinstance(answer, Declined):
        return answer.decline.code
    return type(answer).__name__


@pytest.mark.parametrize(
    ("name", "seconds", "end"),
    [
        ("usBankAccount_success", SOON, "Approved"), ("usBankAccount_accountClosed", SOON, "account_closed"),
        ("usBankAccount_noAccount", SOON, "no_account"),
        ("usBankAccount_insufficientFunds", SOON, "insufficient_funds"),
        ("usBankAccount_debitNotAuthorized", SOON, "debit_not_authorized"),
        ("usBankAccount_invalidCurrency", SOON, "invalid_currency"),
        ("sepaDebit_success_de", SOON, "Approved"), ("sepaDebit_successDelayed_at", DELAYED, "Approved"),
        ("sepaDebit_failed_fr", SOON, "generic_could_not_process"),
        ("sepaDebit_failedDelayed_nl", DELAYED, "generic_could_not_process"),
        ("sepaDebit_insufficientFunds_es", SOON, "insufficient_funds"),
    ],
)  # fmt: skip
def test_a_debit_is_pending_until_the_bank_has_answered(name: str, seconds: int, end: str) -> None:
    assert [answer_of(name, after) for after in (0, seconds - 1, seconds, A_YEAR)] == ["Pending", "Pending", end, end]


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("usBankAccount_riskLevelHighest", "card_declined"),
        ("usBankAccount_weeklyLimitExceeded", "charge_exceeds_source_limit"),
        ("sepaDebit_exceedsWeeklyVolumeLimit_de", "charge_exceeds_source_limit"),
        ("sepaDebit_exceedsWeeklyTransactionLimit_de", "charge_exceeds_weekly_limit"),
    ],
)
def test_what_never_reaches_the_bank_is_refused_at_once(name: str, end: str) -> None:
    assert answer_of(name, 0) == answer_of(name, A_YEAR) == end


def test_one_account_never_answers() -> None:
    assert answer_of("usBankAccount_processing", 0) == answer_of("usBankAccount_processing", A_YEAR) == "Pending"


@pytest.mark.parametrize("account", BANK_ACCOUNTS, ids=lambda account: account.name)
def test_every_account_has_a_name_and_a_good_number(account: Any) -> None:
    assert by_name(account.name) == account
    if account.type == "sepa_debit":
        assert iban.is_valid(account.number, check_country=False)
        assert account.name.endswith(account.number[:2].lower())
        assert account_of_iban(" ".join(account.number)).number == account.number
    else:
        assert account_of_numbers(account.number, "110000000") == account


def test_the_question_can_be_asked_again_after_a_crash() -> None:
    request = ChargeRequest(1_000, "eur", "sepaDebit_success_de", mandate="mandate_1", made_at=NOON)
    assert from_stored(stored(request)) == request


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("DE89370400440532013001", "invalid_bank_account_iban"), ("", "invalid_bank_account_iban"),
        ("DE89 3704 0044 0532 0130 00 and more", "invalid_bank_account_iban"),
        ("DE91100000000123456789", "payment_method_invalid_parameter_testmode"),
        ("DE٨٩370400440532013000", "invalid_bank_account_iban"),
    ],
)  # fmt: skip
def test_only_test_ibans_are_taken(typed: str, code: str) -> None:
    with pytest.raises(ApiError) as caught:
        account_of_iban(typed)
    assert (caught.value.kind.code, caught.value.param) == (code, "sepa_debit[iban]")


@pytest.mark.parametrize(
    ("number", "routing", "code", "param"),
    [
        (None, "110000000", "parameter_missing", "account_number"),
        ("000123456789", None, "parameter_missing", "routing_number"),
        ("000123456789", "110000001", "routing_number_invalid", "routing_number"),
        ("12x", "110000000", "account_number_invalid", "account_number"),
        ("000123456788", "110000000", "payment_method_invalid_parameter_testmode", "account_number"),
        ("000123456789", "011401533", "payment_method_invalid_parameter_testmode", "account_number"),
    ],
)
def test_only_test_numbers_are_taken(number: str | None, routing: str | None, code: str, param: str) -> None:
    with pytest.raises(ApiError) as caught:
        account_of_numbers(number, routing)
    assert (caught.value.kind.code, caught.value.param) == (code, f"us_bank_account[{param}]")


@pytest.mark.parametrize(
    ("typed", "bank", "branch"),
    [
        ("DE89370400440532013000", "37040044", None), ("FR1420041010050500013M02606", "20041", "01005"),
        ("NL39RABO0300065264", "RABO", None), ("ES0700120345030000067890", "0012", "0345"),
        ("IE29AIBK93115212345678", "AIBK", "931152"), ("AT611904300234573201", "19043", None),
    ],
)  # fmt: skip
def test_the_bank_and_its_branch_are_read_from_the_iban(typed: str, bank: str, branch: str | None) -> None:
    shown = shown_bank_account(account_of_iban(typed), owner="acct_1")
    assert (shown["bank_code"], shown["branch_code"], shown["country"]) == (bank, branch, typed[:2])
    assert shown["last4"] == typed[-4:]
    assert shown["fingerprint"] != shown_bank_account(account_of_iban(typed), owner="acct_2")["fingerprint"]


def method_of(type: str) -> PaymentMethod:
    kept = dict.fromkeys(
        ("bank_code", "branch_code", "country", "fingerprint", "last4", "account_holder_type", "account_type",
         "bank_name", "routing_number")
    )  # fmt: skip
    return PaymentMethod("pm_1", NOON, "cus_1", type, "any", kept, {}, "unspecified", {})


def intent_of(currency: str, *allowed: str) -> PaymentIntent:
    blank: dict[str, Any] = dict.fromkeys(PaymentIntent.__dataclass_fields__)
    return PaymentIntent(
        **blank
        | {
            "id": "pi_1", "currency": currency, "amount": 1_000, "amount_received": 0, "status": "processing",
            "payment_method": "pm_1", "metadata": {}, "allowed_payment_method_types": list(allowed) or None,
        }
    )  # fmt: skip


def test_an_account_pays_in_its_own_currency_alone() -> None:
    assert types_for("eur") == ["card", "sepa_debit"]
    assert types_for("usd") == ["card", "us_bank_account"]
    assert types_for("jpy") == ["card"]
    check_type(intent_of("eur"), method_of("sepa_debit"))
    check_type(intent_of("chf"), method_of("card"))
    with pytest.raises(ApiError) as caught:
        check_type(intent_of("usd"), method_of("sepa_debit"))
    assert caught.value.kind.code == "payment_method_currency_mismatch"


def test_what_an_intent_does_not_allow_cannot_pay_it() -> None:
    check_type(intent_of("eur", "sepa_debit"), method_of("sepa_debit"))
    with pytest.raises(ApiError) as caught:
        check_type(intent_of("eur", "sepa_debit"), method_of("card"))
    assert caught.value.kind.code == "payment_intent_incompatible_payment_method"


def settle(intent: PaymentIntent, outcome: Outcome, pending: Any = None) -> Any:
    attempt = Attempt(method_of("sepa_debit"), {"id": "pm_1"}, "call_1", "mandate_1", "ch_1", pending)
    return settled(intent, attempt, outcome, now=NOON)


def test_one_charge_tells_of_a_debit_from_beginning_to_end() -> None:
    first = settle(intent_of("eur"), Pending(5))
    assert first.events == ("charge.pending", "payment_intent.processing")
    assert (first.charge.id, first.charge.status, first.charge.is_captured) == ("ch_1", "pending", True)
    assert first.charge.payment_method_details["sepa_debit"]["mandate"] == "mandate_1"
    assert (first.intent.status, first.intent.latest_charge) == ("processing", "ch_1")
    assert settle(first.intent, Pending(5), first.charge).events == ()
    done = settle(first.intent, Approved(), first.charge)
    assert done.events == ("charge.succeeded", "payment_intent.succeeded")
    assert (done.charge.id, done.charge.status, done.intent.amount_received) == ("ch_1", "succeeded", 1_000)


def test_a_debit_that_comes_to_nothing_says_why() -> None:
    first = settle(intent_of("eur"), Pending(5))
    answer = outcome(ChargeRequest(1_000, "eur", "sepaDebit_failed_de", made_at=NOON), NOON + SOON)
    lost = settle(first.intent, answer, first.charge)
    assert lost.events == ("charge.failed", "payment_intent.payment_failed")
    assert (lost.charge.id, lost.charge.status, lost.charge.failure_code) == (
        "ch_1",
        "failed",
        "generic_could_not_process",
    )
    assert (lost.intent.status, lost.intent.payment_method) == ("requires_payment_method", None)
    assert lost.intent.last_payment_error["code"] == "generic_could_not_process"
