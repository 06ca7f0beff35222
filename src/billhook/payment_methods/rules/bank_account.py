"""From what was sent about a bank account to what is shown of it (platform.md §7.3, §7.6)."""

import hashlib

from stdnum import iban as ibans
from stdnum.us import rtn

from billhook.kernel import errors
from billhook.kernel.ibans import is_sepa
from billhook.kernel.wire_object import WireHash
from billhook.payment_methods.objects import SEPA_DEBIT
from billhook.processors.test_bank_accounts import BANK_NAME, ROUTING_NUMBER, TestBankAccount, by_number

_EXAMPLE = "DE89370400440532013000"
_US_EXAMPLE = f"000123456789 with the routing number {ROUTING_NUMBER}"

# How many characters name the bank, and then the branch, in the IBANs of a country (ISO 13616). Where a check character
# comes first, or nothing is known, nothing is said.
_BANK_AND_BRANCH = {
    "AT": (5, 0), "BE": (3, 0), "DE": (8, 0), "EE": (2, 2), "ES": (4, 4), "FI": (3, 0), "FR": (5, 5), "GI": (4, 0),
    "HR": (7, 0), "IE": (4, 6), "LI": (5, 0), "LT": (5, 0), "LU": (3, 0), "NL": (4, 0), "NO": (4, 0), "PT": (4, 4),
    "SE": (3, 0),
}  # fmt: skip


def account_of_iban(typed: str) -> TestBankAccount:
    """The test account of an IBAN, as it was typed. Raises INVALID_IBAN, NO_TEST_ACCOUNT."""
    iban = ibans.compact(typed).upper()
    # Without the check digits that some countries have of their own: Stripe's test IBANs do not have them.
    if not (iban.isascii() and ibans.is_valid(iban, check_country=False)):
        raise errors.INVALID_IBAN(param="sepa_debit[iban]")
    account = by_number("sepa_debit", iban)
    if account is None:
        raise errors.NO_TEST_ACCOUNT(param="sepa_debit[iban]", example=_EXAMPLE)
    return account


def real_iban(typed: str, param: str) -> str:
    """A compact IBAN of SEPA, as it was typed. Raises INVALID_IBAN."""
    iban = ibans.compact(typed).upper()
    if not is_sepa(iban):
        raise errors.INVALID_IBAN(param=param)
    return iban


def account_of_numbers(account_number: str | None, routing_number: str | None) -> TestBankAccount:
    """The test account of the two numbers of an account in the United States.

    Raises MISSING_PARAMETER, INVALID_ROUTING_NUMBER, INVALID_ACCOUNT_NUMBER, NO_TEST_ACCOUNT.
    """
    if account_number is None or routing_number is None:
        param = f"us_bank_account[{'account_number' if account_number is None else 'routing_number'}]"
        raise errors.MISSING_PARAMETER(param=param, name=param)
    if not rtn.is_valid(routing_number):
        raise errors.INVALID_ROUTING_NUMBER(param="us_bank_account[routing_number]")
    number = account_number.replace(" ", "").replace("-", "")
    if not (number.isascii() and number.isdigit() and 4 <= len(number) <= 17):
        raise errors.INVALID_ACCOUNT_NUMBER(param="us_bank_account[account_number]")
    account = by_number("us_bank_account", number)
    if account is None or routing_number != ROUTING_NUMBER:
        raise errors.NO_TEST_ACCOUNT(param="us_bank_account[account_number]", example=_US_EXAMPLE)
    return account


def shown_bank_account(
    account: TestBankAccount, *, owner: str, holder_type: str | None = None, account_type: str | None = None
) -> WireHash:
    """What the hash of its type says of an account. The fingerprint tells equal ones of one `owner`."""
    fingerprint = hashlib.sha256(f"{owner}/{account.number}".encode()).hexdigest()[:16]
    if account.type == SEPA_DEBIT:
        return shown_iban(account.number, fingerprint)
    return {
        "account_holder_type": holder_type or "individual",
        "account_type": account_type or "checking",
        "bank_name": BANK_NAME,
        "financial_connections_account": None,
        "fingerprint": fingerprint,
        "last4": account.last4,
        "networks": {"preferred": "ach", "supported": ["ach"]},
        "routing_number": ROUTING_NUMBER,
        "status_details": {},
    }


def shown_iban(iban: str, fingerprint: str) -> WireHash:
    """The hash `sepa_debit` of an account: the bank, the country and the last four characters."""
    bank, branch = _BANK_AND_BRANCH.get(iban[:2], (0, 0))
    return {
        "bank_code": iban[4 : 4 + bank] or None,
        "branch_code": iban[4 + bank : 4 + bank + branch] or None,
        "country": iban[:2],
        "fingerprint": fingerprint,
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": iban[-4:],
    }
