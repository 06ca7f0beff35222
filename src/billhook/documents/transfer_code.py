"""The code that banking apps read: account, amount and reference.

For a transfer in Euro to an IBAN it is that of EPC069-12. Other currencies have that of a scheme of the country.
"""

from collections.abc import Sequence

from segno import QRCode

from billhook.documents.domestic_code import domestic_payload
from billhook.documents.drawn_code import drawn_code
from billhook.documents.statement import TransferAccount
from billhook.documents.swiss_reference import is_qr_iban

# Limits of the code: a name of 70 characters, a text of 140, less than a thousand million Euro, 331 bytes in all.
_NAME_MAX, _TEXT_MAX, _CENTS_MAX, _BYTES_MAX = 70, 140, 999_999_999_99, 331
_LENGTHS_OF_BIC = (0, 8, 11)

# The character sets by the number that the code gives them. UTF-8 comes last, because apps read the others as well.
_CHARACTER_SETS = (
    (2, "iso-8859-1"), (3, "iso-8859-2"), (4, "iso-8859-4"), (5, "iso-8859-5"), (6, "iso-8859-7"), (7, "iso-8859-10"),
    (8, "iso-8859-15"), (1, "utf-8"),
)  # fmt: skip


def transfer_code(
    accounts: Sequence[TransferAccount], minor: int, currency: str, reference: str, *, is_test: bool
) -> QRCode | None:
    """The code for `minor` to the first account that banking apps know one for; None if there is none.

    With `is_test` its text says so, where the format has a text.
    """
    if minor <= 0:
        return None
    payload: str | bytes | None = _epc(accounts, minor, reference) if currency == "eur" else None
    if payload is None:
        payload = next(
            filter(None, (domestic_payload(one, minor, currency, reference, is_test=is_test) for one in accounts)), None
        )
    return drawn_code(payload) if payload is not None else None


def _epc(accounts: Sequence[TransferAccount], cents: int, reference: str) -> bytes | None:
    """A QR-IBAN takes no reference but its own, which this code cannot carry."""
    details = next((one.details for one in accounts if one.type == "iban"), None)
    if details is None or cents > _CENTS_MAX or is_qr_iban(details["iban"]):
        return None
    name = " ".join(details["account_holder_name"].split())[:_NAME_MAX].strip()
    text = reference[:_TEXT_MAX].rstrip()
    bic = details["bic"].strip()
    if not name or not text or len(bic) not in _LENGTHS_OF_BIC:
        return None
    payload = _payload(name, details["iban"], bic, cents, text)
    return payload if len(payload) <= _BYTES_MAX else None  # people with a longer name type the rest


def _payload(name: str, iban: str, bic: str, minor: int, text: str) -> bytes:
    """The lines of the code in the first character set that has all their signs."""
    amount = f"{minor // 100}.{minor % 100:02}".rstrip("0").rstrip(".")
    lines = "\n".join(("SCT", bic, name, iban, f"EUR{amount}", "", "", text))
    number, encoding = next(one for one in _CHARACTER_SETS if _has(one[1], lines))
    return f"BCD\n002\n{number}\n{lines}".encode(encoding)


def _has(encoding: str, text: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
