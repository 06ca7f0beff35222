"""Which account a Swiss QR-bill names, and whether an invoice has such a bill."""

import hashlib

from stdnum import iban as ibans

from billhook.account_settings.settings import AccountSettings
from billhook.documents.statement import Party
from billhook.documents.swiss_bill import swiss_party
from billhook.documents.swiss_reference import COUNTRIES, is_qr_iban
from billhook.invoices.objects import Invoice
from billhook.payment_methods.objects import CUSTOMER_BALANCE

# Banks that do not exist: one of those that QR-IBANs belong to, and another one.
_INVENTED_QR_BANK, _INVENTED_BANK = "31999", "00000"
_ACCOUNT_DIGITS = 12


def swiss_account(account: AccountSettings, invoice: Invoice, *, livemode: bool) -> str | None:
    """The IBAN of the bill of an invoice; None if the invoice gets none.

    The account is in Switzerland or Liechtenstein, and so is its bank account. It has a name and a whole address.
    An invoice in Euro names bank transfers among its payment methods. No payment method of Stripe is a transfer in
    francs, so an invoice in francs asks for one if it is sent and names no payment methods. The account of test mode
    is invented: of the same kind, and the same for one customer.
    """
    iban = account.bank_iban
    is_swiss = account.business_country in COUNTRIES and iban[:2] in COUNTRIES
    if not is_swiss or not _asks_for_transfer(invoice):
        return None
    if swiss_party(Party(account.business_name, account.business_address)) is None:
        return None
    return iban if livemode else _invented(iban, invoice.customer)


def _asks_for_transfer(invoice: Invoice) -> bool:
    types = invoice.payment_method_types or ()
    if invoice.currency == "chf":
        return invoice.collection_method == "send_invoice" and not types
    return invoice.currency == "eur" and CUSTOMER_BALANCE in types


def _invented(iban: str, owner: str) -> str:
    bank = _INVENTED_QR_BANK if is_qr_iban(iban) else _INVENTED_BANK
    digits = str(int.from_bytes(hashlib.sha256(owner.encode()).digest(), "big"))[-_ACCOUNT_DIGITS:]
    unchecked = f"{iban[:2]}00{bank}{digits}"
    return f"{iban[:2]}{ibans.calc_check_digits(unchecked)}{unchecked[4:]}"
