"""The codes of Pix in Brazil and of PayNow in Singapore, which share one format.

"EMV QR Code Specification for Payment Systems, Merchant-Presented Mode" 1.1: fields of an id, a length and a value, two
digits each for the first two, and a check sum at the end. Pix: "Manual de Padrões para Iniciação do Pix" of the central
bank of Brazil. PayNow: "SGQR Specifications", with the PayNow proxy as account.
"""

from binascii import crc_hqx
from collections.abc import Sequence

from billhook.documents.plain_letters import letters_and_digits, plain_letters
from billhook.kernel.money import decimal_amount

_VALUE_MAX, _NAME_MAX, _TOWN_MAX, _AMOUNT_MAX, _REFERENCE_MAX = 99, 25, 15, 13, 25
_NO_REFERENCE = "***"  # what Pix asks for in place of an empty one

Field = tuple[str, str]
"""An id of two digits and its value. A field without a value is left out."""


def pix(key: str, minor: int, reference: str, *, name: str, town: str, is_test: bool) -> str | None:
    """The text for `minor` centavos to a Pix key.

    The reference (txid) has letters and digits alone, and the text beside the key has it as it is written, if there is
    room. None if the reference is in neither of them, and for a name or an amount that the format cannot carry.
    """
    account = [("00", "br.gov.bcb.pix"), ("01", key)]
    about = plain_letters(f"TEST {reference}" if is_test else reference)
    told = [*account, ("02", about)]
    is_told = bool(about) and len(_joined(told)) <= _VALUE_MAX
    txid = letters_and_digits(reference)
    is_named = 0 < len(txid) <= _REFERENCE_MAX
    if not is_told and not is_named:
        return None
    return _code(
        [
            ("00", "01"), ("26", _joined(told if is_told else account)), *_sum(minor, "brl", "986"), ("58", "BR"),
            ("59", _name(name, is_test=is_test)), ("60", _cut(town, _TOWN_MAX) or "BRASIL"),
            ("62", _joined([("05", txid if is_named else _NO_REFERENCE)])),
        ]
    )  # fmt: skip


def paynow(uen: str, minor: int, reference: str, *, name: str, is_test: bool) -> str | None:
    """The text for `minor` cents to the business with a UEN; the payer cannot change the amount.

    A code without a last day stays good for an invoice that is overdue. A reference that is too long loses its
    separators. None if it is too long even so, and for a name or an amount that the format cannot carry.
    """
    bill = next(
        (one for one in (plain_letters(reference), letters_and_digits(reference)) if 0 < len(one) <= _REFERENCE_MAX),
        None,
    )
    if bill is None:
        return None
    account = [("00", "SG.PAYNOW"), ("01", "2"), ("02", uen), ("03", "0")]
    return _code(
        [
            ("00", "01"), ("01", "12"), ("26", _joined(account)), *_sum(minor, "sgd", "702"), ("58", "SG"),
            ("59", _name(name, is_test=is_test)), ("60", "Singapore"), ("62", _joined([("01", bill)])),
        ]
    )  # fmt: skip


def _sum(minor: int, currency: str, number: str) -> list[Field]:
    """A merchant of no category, the currency by its number in ISO 4217, the amount."""
    return [("52", "0000"), ("53", number), ("54", decimal_amount(minor, currency))]


def _name(name: str, *, is_test: bool) -> str:
    known = _cut(name, _NAME_MAX)
    return _cut(f"TEST {name}", _NAME_MAX) if is_test and known else known


def _cut(text: str, most: int) -> str:
    return plain_letters(text)[:most].rstrip()


def _code(fields: Sequence[Field]) -> str | None:
    """All fields and their check sum; None if there is no name, or if a value is too long."""
    values = dict(fields)
    is_sound = values["59"] and len(values["54"]) <= _AMOUNT_MAX and all(len(one) <= _VALUE_MAX for _, one in fields)
    if not is_sound:
        return None
    text = f"{_joined(fields)}6304"
    return f"{text}{check_sum(text)}"


def check_sum(text: str) -> str:
    """CRC-16/CCITT-FALSE of an ASCII text as four hexadecimal digits; that of `123456789` is `29B1`."""
    return f"{crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def _joined(fields: Sequence[Field]) -> str:
    return "".join(f"{id}{len(value):02}{value}" for id, value in fields if value)
