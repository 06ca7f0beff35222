"""The bank accounts of test mode: a debit of each ends as Stripe documents of its number (platform.md §7.6).

An account is named by its number, or as `pm_usBankAccount_<case>` and `pm_sepaDebit_<case>_<country>`. Nothing here can
move money.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from billhook.processors.interface import Decline, DisputeNotice

BankAccountType = Literal["sepa_debit", "us_bank_account"]

SOON_SECONDS = 5
"""When a debit ends that Stripe only says ends later."""

SOON_ON_CLOCK_SECONDS = 5 * 86_400
"""The same for a customer on a test clock, whose days cost nothing: so long banks really take."""

DELAYED_SECONDS = 180
"""Stripe says: after at least three minutes."""


@dataclass(frozen=True, slots=True)
class TestBankAccount:
    """An account. `ends_after` is when the bank has answered: None for never, 0 for at once. Without `decline` it
    pays.

    `number` is an IBAN, or an account number in the United States.
    """

    name: str
    type: BankAccountType
    number: str
    decline: Decline | None = None
    ends_after: int | None = SOON_SECONDS
    notice: DisputeNotice | None = None
    deposits_arrive: bool = True

    def seconds(self, *, on_clock: bool) -> int | None:
        """After how long the bank has answered; None for never."""
        return SOON_ON_CLOCK_SECONDS if on_clock and self.ends_after == SOON_SECONDS else self.ends_after

    @property
    def last4(self) -> str:
        return self.number[-4:]

    @property
    def risk(self) -> str:
        blocked = self.decline is not None and self.decline.blocked
        return "highest" if blocked else "normal"


ROUTING_NUMBER, BANK_NAME = "110000000", "STRIPE TEST BANK"
"""The only bank of test mode in the United States."""

# Whoever has a debit returned owes no reasons, and nobody can answer.
_RETURNED = DisputeNotice("chargeback", "debit_not_authorized", is_final=True)
_BLOCKED = Decline("card_declined", "fraudulent", blocked=True)


def _us(case: str, number: str, code: str | None = None, ends_after: int | None = SOON_SECONDS) -> TestBankAccount:
    decline = Decline(code) if code is not None else None
    return TestBankAccount(f"usBankAccount_{case}", "us_bank_account", number, decline, ends_after)


_US = (
    _us("success", "000123456789"),
    _us("accountClosed", "000111111113", "account_closed"),
    TestBankAccount("usBankAccount_riskLevelHighest", "us_bank_account", "000000004954", _BLOCKED, 0),
    _us("noAccount", "000111111116", "no_account"),
    _us("insufficientFunds", "000222222227", "insufficient_funds"),
    _us("debitNotAuthorized", "000333333335", "debit_not_authorized"),
    _us("invalidCurrency", "000444444440", "invalid_currency"),
    TestBankAccount("usBankAccount_dispute", "us_bank_account", "000555555559", notice=_RETURNED),
    _us("processing", "000000000009", ends_after=None),
    TestBankAccount("usBankAccount_failMicrodeposits", "us_bank_account", "000666666661", deposits_arrive=False),
    _us("weeklyLimitExceeded", "000777777771", "charge_exceeds_source_limit", 0),
)

# By country: success, successDelayed, failed, failedDelayed, exceedsWeeklyVolumeLimit,
# exceedsWeeklyTransactionLimit, insufficientFunds, disputed.
# fmt: off
_IBANS = """
AT611904300234573201 AT321904300235473204 AT861904300235473202 AT051904300235473205 AT981904300000343434 AT601904300000121212 AT981904300002222227 AT591904300235473203
BE62510007547061 BE78510007547064 BE68539007547034 BE51510007547065 BE90510000343434 BE52510000121212 BE90510002222227 BE08510007547063
DE89370400440532013000 DE08370400440532013003 DE62370400440532013001 DE78370400440532013004 DE65370400440000343434 DE27370400440000121212 DE65370400440002222227 DE35370400440532013002
EE382200221020145685 EE222200221020145682 EE762200221020145680 EE922200221020145683 EE672200000000343434 EE292200000000121212 EE672200000002222227 -
ES0700120345030000067890 ES2300120345030000067893 ES9121000418450200051332 ES9300120345030000067894 ES1700120345000000343434 ES7600120345000000121212 ES1700120345000002222227 -
FI2112345600000785 FI3712345600000788 FI9112345600000786 FI1012345600000789 FI6712345600343434 FI2912345600121212 FI6712345602222227 -
FR1420041010050500013M02606 FR3020041010050500013M02609 FR8420041010050500013M02607 FR7920041010050500013M02600 FR9720041010050000000343434 FR5920041010050000000121212 FR9720041010050000002222227 FR5720041010050500013M02608
GI60MPFS599327643783385 GI08RRNW626436291644533 GI41SAFA461293238477751 GI50LROG772261344693297 GI14NWBK000000000343434 GI73NWBK000000000121212 GI14NWBK000000002222227 -
HR7624020064583467589 HR6323600002337876649 HR2725000096983499248 HR6723600004878117427 HR7424020060000343434 HR3624020060000121212 HR7424020060002222227 -
IE29AIBK93115212345678 IE24AIBK93115212345671 IE02AIBK93115212345679 IE94AIBK93115212345672 IE10AIBK93115200343434 IE69AIBK93115200121212 IE10AIBK93115202222227 IE51AIBK93115212345670
LI0508800636123378777 LI4408800387787111369 LI1208800143823175626 LI4908800356441975566 LI2408800000000343434 LI8308800000000121212 LI2408800000002222227 -
LT121000011101001000 LT281000011101001003 LT821000011101001001 LT981000011101001004 LT591000000000343434 LT211000000000121212 LT591000000002222227 -
LU280019400644750000 LU440019400644750003 LU980019400644750001 LU170019400644750004 LU900010000000343434 LU520010000000121212 LU900010000002222227 -
NL39RABO0300065264 NL55RABO0300065267 NL91ABNA0417164300 NL28RABO0300065268 NL27RABO0000343434 NL86RABO0000121212 - -
NO9386011117947 NO8886011117940 NO6686011117948 NO6186011117941 NO0586010343434 - NO0586012222227 -
PT50000201231234567890154 PT66000201231234567890157 PT23000201231234567890155 PT39000201231234567890158 PT05000201230000000343434 PT64000201230000000121212 PT05000201230000002222227 -
SE3550000000054910000003 SE5150000000054910000006 SE0850000000054910000004 SE2450000000054910000007 SE2850000000000000343434 SE8750000000000000121212 SE2850000000000002222227 -
"""  # noqa: E501
# fmt: on
_FAILED = Decline("generic_could_not_process")
_CASES: tuple[tuple[str, Decline | None, int], ...] = (
    ("success", None, SOON_SECONDS),
    ("successDelayed", None, DELAYED_SECONDS),
    ("failed", _FAILED, SOON_SECONDS),
    ("failedDelayed", _FAILED, DELAYED_SECONDS),
    ("exceedsWeeklyVolumeLimit", Decline("charge_exceeds_source_limit"), 0),
    ("exceedsWeeklyTransactionLimit", Decline("charge_exceeds_weekly_limit"), 0),
    ("insufficientFunds", Decline("insufficient_funds"), SOON_SECONDS),
    ("disputed", None, SOON_SECONDS),
)


def _sepa() -> Iterator[TestBankAccount]:
    """Where Stripe gives one number to two cases it means the first; the other has none of its own and is a name."""
    for row in (line.split() for line in _IBANS.strip().splitlines()):
        country = row[0][:2].lower()
        for number, (case, decline, ends_after) in zip(row, _CASES, strict=True):
            iban = row[0] if number == "-" else number
            yield TestBankAccount(
                f"sepaDebit_{case}_{country}", "sepa_debit", iban, decline, ends_after,
                notice=_RETURNED if case == "disputed" else None,
            )  # fmt: skip


BANK_ACCOUNTS = (*_US, *_sepa())
_BY_NAME = {account.name: account for account in BANK_ACCOUNTS}
_BY_NUMBER = {(account.type, account.number): account for account in reversed(BANK_ACCOUNTS)}


def by_name(name: str) -> TestBankAccount | None:
    """The account of `pm_<name>`."""
    return _BY_NAME.get(name)


def by_number(type: BankAccountType, number: str) -> TestBankAccount | None:
    """The account of a number without blanks."""
    return _BY_NUMBER.get((type, number))
