"""The code that banking apps read (EPC069-12): account, amount and reference of a transfer in Euro to an IBAN."""

from collections.abc import Sequence
from decimal import Decimal

from segno import QRCode
from segno.helpers import make_epc_qr

from billhook.documents.statement import TransferAccount
from billhook.documents.swiss_reference import is_qr_iban

# Limits of the code: a name of 70 characters, a text of 140, less than a thousand million Euro.
_NAME_MAX, _TEXT_MAX, _CENTS_MAX = 70, 140, 999_999_999_99


def transfer_code(accounts: Sequence[TransferAccount], minor: int, currency: str, reference: str) -> QRCode | None:
    """The code for `minor` cents to the first account with an IBAN; None if it is no transfer in Euro.

    A QR-IBAN takes no reference but its own, which this code cannot carry.
    """
    details = next((one.details for one in accounts if one.type == "iban"), None)
    if details is None or currency != "eur" or not 0 < minor <= _CENTS_MAX or is_qr_iban(details["iban"]):
        return None
    name = " ".join(details["account_holder_name"].split())[:_NAME_MAX]
    try:
        return make_epc_qr(
            name, details["iban"], Decimal(minor) / 100, text=reference[:_TEXT_MAX], bic=details["bic"] or None
        )
    except ValueError:  # a name of many bytes: people with such a name type the rest
        return None
