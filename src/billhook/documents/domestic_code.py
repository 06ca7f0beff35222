"""The codes that banking apps of single countries read, each for payments in the currency of its country."""

from billhook.documents import merchant_code, spayd, upi
from billhook.documents.statement import TransferAccount


def domestic_payload(
    account: TransferAccount, minor: int, currency: str, reference: str, *, is_test: bool
) -> str | None:
    """The text of the code for `minor` units to the account; None if there is none for this account and currency."""
    details = account.details
    name = details["account_holder_name"]
    if account.type == "iban" and currency == spayd.CURRENCY and details["iban"].startswith(spayd.COUNTRY):
        return spayd.spayd(details["iban"], minor, reference, is_test=is_test)
    if account.type == "pix" and currency == "brl":
        return merchant_code.pix(
            details["pix"], minor, reference, name=name, town=details.get("city", ""), is_test=is_test
        )
    if account.type == "paynow" and currency == "sgd":
        return merchant_code.paynow(details["paynow"], minor, reference, name=name, is_test=is_test)
    if account.type == "upi" and currency == "inr":
        return upi.upi(details["upi"], minor, reference, name=name, is_test=is_test)
    return None
