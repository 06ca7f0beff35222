"""The accounts to which customers send money: IBAN, BIC, and the names of accounts in the schemes of single countries.

Each check gives the value back as it is stored, or raises ValueError with what the value must be.
"""

import re

from stdnum import iban as ibans
from stdnum.br import cnpj, cpf
from stdnum.sg import uen

from billhook.kernel.email_address import is_address

_BIC = re.compile("[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", re.ASCII)
_PIX_PHONE = re.compile(r"\+55[1-9][0-9]{9,10}", re.ASCII)
_PIX_RANDOM = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
_PIX_EMAIL_MAX = 77
_UPI = re.compile(r"[A-Za-z0-9._-]{2,256}@[A-Za-z][A-Za-z0-9]{1,63}", re.ASCII)


def iban(value: str) -> str:
    """An IBAN without blanks, or nothing."""
    if value and not ibans.is_valid(value):
        raise ValueError("must be a valid IBAN")
    return ibans.compact(value)


def bic(value: str) -> str:
    """A BIC, or nothing."""
    if value and not _BIC.fullmatch(value):
        raise ValueError("must be a BIC of 8 or 11 capital letters and digits, such as COBADEFFXXX")
    return value


def pix_key(value: str) -> str:
    """A Pix key as the directory of the central bank of Brazil (DICT) has it, or nothing.

    A CPF or CNPJ loses its separators. Mail addresses and random keys (EVP) are in small letters.
    """
    value = value.strip()
    phone = re.sub(r"[\s()-]", "", value)
    if phone.startswith("+") and _PIX_PHONE.fullmatch(phone):
        return phone
    if "@" in value:
        if value.isascii() and len(value) <= _PIX_EMAIL_MAX and is_address(value):
            return value.lower()
    elif _PIX_RANDOM.fullmatch(value.lower()):
        return value.lower()
    elif value.isascii():
        for kind in (cpf, cnpj):
            if kind.is_valid(value):
                return str(kind.compact(value))
    if value:
        raise ValueError("must be a CPF, a CNPJ, a phone number such as +5511912345678, a mail address or a random key")
    return value


def paynow_uen(value: str) -> str:
    """A Unique Entity Number of Singapore, or nothing."""
    if value and not (value.isascii() and uen.is_valid(value)):
        raise ValueError("must be a UEN of 9 or 10 letters and digits, such as 197401143C")
    return uen.compact(value)


def upi_id(value: str) -> str:
    """A virtual payment address of India, or nothing."""
    value = value.strip()
    if value and not _UPI.fullmatch(value):
        raise ValueError("must be a UPI ID such as name@bank")
    return value
