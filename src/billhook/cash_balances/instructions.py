"""From what a caller asks to the accounts that a customer sends money to, for every room that shows them."""

from billhook.cash_balances.params import BankTransfer
from billhook.cash_balances.rules.bank_transfers import (
    ADDRESS_TYPES,
    EU,
    FinancialAddress,
    Holder,
    Transfer,
    addresses_of,
    of_type,
)
from billhook.db.tx import Reader
from billhook.kernel import errors


def given_transfer(given: BankTransfer, place: str) -> Transfer:
    """The bank transfer that was sent at a `place` of the parameters. Raises MISSING_PARAMETER, INVALID_VALUE."""
    if given.type == EU and given.eu_bank_transfer is None:
        missing = f"{place}[eu_bank_transfer]"
        raise errors.MISSING_PARAMETER(param=missing, name=missing)
    if given.type != EU and given.eu_bank_transfer is not None:
        wrong = f"{place}[eu_bank_transfer]"
        raise errors.INVALID_VALUE(param=wrong, name=wrong, reason=f"can only be given with type={EU}")
    asked = given.requested_address_types
    if asked is not None and not set(asked) & set(ADDRESS_TYPES[given.type]):
        wrong = f"{place}[requested_address_types]"
        reason = f"{given.type} is addressed by {' or '.join(ADDRESS_TYPES[given.type])}"
        raise errors.INVALID_VALUE(param=wrong, name=wrong, reason=reason)
    country = given.eu_bank_transfer.country if given.eu_bank_transfer is not None else None
    return of_type(given.type, country, asked)


def addresses_for(reader: Reader, customer: str, transfer: Transfer) -> list[FinancialAddress]:
    """The accounts that a customer sends such a transfer to. Raises NO_BANK_ACCOUNT."""
    account = reader.tenant.settings
    holder = Holder(
        account.business_name, account.business_address, account.bank_iban or None, account.bank_bic or None
    )
    found = addresses_of(transfer, holder, owner=f"{reader.tenant.account}/{customer}", livemode=reader.tenant.livemode)
    if found is None:
        raise errors.NO_BANK_ACCOUNT(type=transfer.type)
    return found
