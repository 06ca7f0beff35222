"""What callers may send about cash balances (platform.md §7.7)."""

from typing import Annotated

from billhook.cash_balances.rules.bank_transfers import CURRENCIES, EU_COUNTRIES, TRANSFERS
from billhook.customers.params import CashBalance
from billhook.kernel.money import LARGEST_AMOUNT
from billhook.wire.params import Currency, Expand, Hash, Params, Text, array, choice, integer

TransferType = Annotated[str, choice(*TRANSFERS)]
Cash = Annotated[int, integer(1, LARGEST_AMOUNT)]


class UpdateCashBalance(CashBalance):
    expand: Expand = []


class EuBankTransfer(Params):
    """In which country the account is."""

    country: Annotated[str, choice(*EU_COUNTRIES)]


class BankTransfer(Params):
    """Which kind of bank transfer."""

    eu_bank_transfer: Annotated[EuBankTransfer | None, Hash] = None
    requested_address_types: Annotated[
        list[Annotated[str, choice("aba", "iban", "sort_code", "spei", "swift", "zengin")]] | None, array(10)
    ] = None
    type: TransferType


class CreateFundingInstructions(Params):
    bank_transfer: Annotated[BankTransfer, Hash]
    currency: Annotated[str, choice(*sorted(CURRENCIES.values()))]
    expand: Expand = []
    funding_type: Annotated[str, choice("bank_transfer")]


class FundCashBalance(Params):
    amount: Cash
    currency: Currency
    expand: Expand = []
    reference: Text | None = None
