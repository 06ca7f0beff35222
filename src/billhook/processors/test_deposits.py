"""The deposits of test mode, by which an account in the United States is verified (platform.md §7.6)."""

from billhook.processors.interface import Deposits, NotVerified
from billhook.processors.test_bank_accounts import TestBankAccount

ARRIVE_SECONDS = 2 * 86_400
"""When they are told to arrive. A holder need not wait for it in test mode."""

_CODE = "payment_method_microdeposit_"
_EXCEEDED = NotVerified(f"{_CODE}verification_attempts_exceeded", is_final=True)
_TIMEOUT = NotVerified(f"{_CODE}verification_timeout", is_final=True)
_BY_AMOUNTS: dict[tuple[int, ...], NotVerified | None] = {(32, 45): None, (10, 11): _EXCEEDED, (40, 41): _TIMEOUT}
_BY_CODE: dict[str, NotVerified | None] = {"SM11AA": None, "SM33CC": _EXCEEDED, "SM44DD": _TIMEOUT}


def refuted(account: TestBankAccount, deposits: Deposits) -> NotVerified | None:
    """Why what the holder says does not verify the account; None where it does."""
    if not account.deposits_arrive:
        return NotVerified(f"{_CODE}failed", is_final=True)
    if (code := deposits.get("descriptor_code")) is not None:
        wrong = NotVerified(f"{_CODE}verification_descriptor_code_mismatch")
        return _BY_CODE.get(str(code).strip().upper(), wrong)
    amounts = tuple(sorted(deposits.get("amounts") or ()))
    return _BY_AMOUNTS.get(amounts, NotVerified(f"{_CODE}verification_amounts_mismatch"))
