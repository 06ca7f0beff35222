"""Which account of a payment scheme of the issuer's country an invoice names: for codes that banking apps read."""

import hashlib
from collections.abc import Callable, Mapping
from types import MappingProxyType

from stdnum import iban as ibans
from stdnum.sg import uen

from billhook.account_settings.settings import AccountSettings
from billhook.documents.statement import TransferAccount
from billhook.invoices.objects import Invoice

# A Czech IBAN has the bank in four digits and the account in sixteen. No bank has this number.
_INVENTED_CZECH_BANK = "0000"
_ACCOUNT_DIGITS, _PREFIX_DIGITS = 10, 6


def domestic_account(account: AccountSettings, invoice: Invoice, *, livemode: bool) -> TransferAccount | None:
    """The account that an invoice asks for money to be sent to; None if it names none.

    The business is in the country of the currency and has set an account there. No payment method of Stripe is such a
    transfer, so an invoice asks for one if it is sent and names no payment methods. The account of test mode is
    invented, the same for one customer.
    """
    scheme = _SCHEMES.get((account.business_country, invoice.currency))
    if scheme is None or invoice.collection_method != "send_invoice" or invoice.payment_method_types:
        return None
    return scheme(account, None if livemode else invoice.customer)


def _czech(account: AccountSettings, owner: str | None) -> TransferAccount | None:
    iban, bic = account.bank_iban, account.bank_bic
    if not iban.startswith("CZ"):
        return None
    if owner is not None:
        iban, bic = _invented_iban(owner), ""
    return _named("iban", account, iban, bic=bic)


def _brazilian(account: AccountSettings, owner: str | None) -> TransferAccount | None:
    """The directory makes random keys; none begins with so many zeros."""
    key = account.pix_key
    invented = f"00000000-0000-4000-8000-{_digits(owner, 12)}" if owner is not None else key
    city = account.business_city
    return _named("pix", account, invented, city=city) if key else None


def _singaporean(account: AccountSettings, owner: str | None) -> TransferAccount | None:
    """No company is of the year 0000."""
    number = account.paynow_uen
    if number and owner is not None:
        unchecked = f"0000{_digits(owner, 5)}"
        number = f"{unchecked}{uen.calc_local_company_check_digit(unchecked)}"
    return _named("paynow", account, number) if number else None


def _indian(account: AccountSettings, owner: str | None) -> TransferAccount | None:
    """No bank is called `invalid`."""
    address = account.upi_id
    invented = f"test-{_digits(owner, 12)}@invalid" if owner is not None else address
    return _named("upi", account, invented) if address else None


def _named(kind: str, account: AccountSettings, number: str, **more: str) -> TransferAccount:
    return TransferAccount(kind, {"account_holder_name": account.business_name, kind: number, **more})


def _invented_iban(owner: str) -> str:
    account = _digits(owner, _ACCOUNT_DIGITS).zfill(_PREFIX_DIGITS + _ACCOUNT_DIGITS)
    unchecked = f"CZ00{_INVENTED_CZECH_BANK}{account}"
    return f"CZ{ibans.calc_check_digits(unchecked)}{unchecked[4:]}"


def _digits(owner: str, count: int) -> str:
    """So many digits that are always the same for one owner."""
    return str(int.from_bytes(hashlib.sha256(owner.encode()).digest(), "big"))[-count:]


_Scheme = Callable[[AccountSettings, str | None], TransferAccount | None]
_SCHEMES: Mapping[tuple[str, str], _Scheme] = MappingProxyType(
    {("CZ", "czk"): _czech, ("BR", "brl"): _brazilian, ("SG", "sgd"): _singaporean, ("IN", "inr"): _indian}
)
"""By country and currency. Each takes the owner of an invented account, None for the real one."""
