"""References of Swiss payments, from the number of an invoice: QRR, SCOR, or none.

"Swiss Implementation Guidelines QR-bill" of SIX, version 2.3, §2.3 and §4.2.2. A QR-IBAN takes a QRR reference and no
other. Another IBAN takes a creditor reference (ISO 11649), which SIX calls SCOR, or none.
"""

import hashlib
import re
from dataclasses import dataclass
from typing import Literal

from stdnum import iso11649
from stdnum.ch import esr
from stdnum.iso7064 import mod_97_10

COUNTRIES = ("CH", "LI")
_QR_IIDS = range(30_000, 32_000)
_QRR_DIGITS, _SCOR_MAX = 26, 21
_OTHER = re.compile(r"[^0-9A-Z]")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference without blanks. `number` is empty if there is none."""

    kind: Literal["QRR", "SCOR", "NON"]
    number: str

    @property
    def printed(self) -> str:
        """The reference in groups: of five from the right (QRR), of four from the left (SCOR)."""
        if self.kind == "QRR":
            return esr.format(self.number)
        return iso11649.format(self.number)


def is_qr_iban(iban: str) -> bool:
    """Whether an IBAN without blanks is for payments with a QRR reference: its bank has a number of 30000 to 31999."""
    return iban[:2] in COUNTRIES and iban[4:9].isdecimal() and int(iban[4:9]) in _QR_IIDS


def reference_of(iban: str, number: str) -> Reference:
    """The reference of the invoice with this number, for payments to an IBAN without blanks."""
    return _qrr(number) if is_qr_iban(iban) else _scor(number)


def _qrr(number: str) -> Reference:
    """The digits of the number and its letters as 10 to 35, with zeros before them; of a long number a hash."""
    digits = "".join(str(int(sign, 36)) for sign in _letters_and_digits(number))
    if not digits or len(digits) > _QRR_DIGITS:
        digits = str(int.from_bytes(hashlib.sha256(number.encode()).digest(), "big"))[-_QRR_DIGITS:]
    digits = digits.zfill(_QRR_DIGITS)
    return Reference("QRR", digits + esr.calc_check_digit(digits))


def _scor(number: str) -> Reference:
    """The letters and digits of the number; no reference if they are too many for one."""
    signs = _letters_and_digits(number)
    if not signs or len(signs) > _SCOR_MAX:
        return Reference("NON", "")
    return Reference("SCOR", f"RF{mod_97_10.calc_check_digits(f'{signs}RF')}{signs}")


def _letters_and_digits(number: str) -> str:
    return _OTHER.sub("", number.upper())
