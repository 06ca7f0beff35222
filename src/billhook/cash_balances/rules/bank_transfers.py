"""Which bank transfers there are, and to which account a customer sends one (platform.md §7.7)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stdnum import iban as ibans

from billhook.kernel import errors
from billhook.kernel.address import Address
from billhook.kernel.stored import VERSION, Json
from billhook.kernel.wire_object import WireHash

FinancialAddress = WireHash
"""One of `financial_addresses`: the account and its numbers under the `type` of address that they are."""
Numbers = dict[str, str]
"""What a transfer is addressed by."""

EU, GB, JP, MX, US = TRANSFERS = (
    "eu_bank_transfer", "gb_bank_transfer", "jp_bank_transfer", "mx_bank_transfer", "us_bank_transfer",
)  # fmt: skip
CURRENCIES = {EU: "eur", GB: "gbp", JP: "jpy", MX: "mxn", US: "usd"}
# Where the account of a customer who pays in Euro can be.
EU_COUNTRIES = ("BE", "DE", "ES", "FR", "IE", "NL")
_DEFAULT_EU_COUNTRY = "DE"

# What a transfer of a type is addressed by, and the networks that carry it.
ADDRESS_TYPES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    EU: {"iban": ("sepa",)},
    GB: {"sort_code": ("bacs", "fps")},
    JP: {"zengin": ("zengin",)},
    MX: {"spei": ("spei",)},
    US: {"aba": ("ach", "domestic_wire_us"), "swift": ("swift",)},
}

# The national part of an IBAN, of a bank that does not exist: so many digits belong to the account.
_BBANS = {
    "BE": ("000", 9), "DE": ("00000000", 10), "ES": ("0000000000", 10), "FR": ("0000000000", 13),
    "IE": ("TEST000000", 8), "NL": ("TEST", 10),
}  # fmt: skip
_BANK_NAME = "TEST BANK"
_ADDRESS_LINES = ("city", "country", "line1", "line2", "postal_code", "state")


@dataclass(frozen=True, slots=True)
class Transfer:
    """What kind of bank transfer a payment waits for: one of TRANSFERS, the country of the account where that can be
    chosen, and the kinds of address that were asked for (all where None).
    """

    type: str
    country: str
    address_types: tuple[str, ...] | None = None

    @property
    def currency(self) -> str:
        return CURRENCIES[self.type]

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        types = list(self.address_types) if self.address_types is not None else None
        return {"version": VERSION, "type": self.type, "country": self.country, "address_types": types}

    @classmethod
    def from_stored(cls, stored: Json) -> "Transfer":
        """The transfer in any form that was ever stored."""
        types = stored["address_types"]
        return cls(stored["type"], stored["country"], tuple(types) if types is not None else None)


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose account it is: a name and six lines of address; `iban` and `bic` of the account's own, if set."""

    name: str
    address: Address
    iban: str | None = None
    bic: str | None = None


def transfer_in(currency: str) -> Transfer | None:
    """The bank transfer that carries a currency; None where none does."""
    type = next((type for type, carries in CURRENCIES.items() if carries == currency), None)
    return of_type(type) if type is not None else None


def chosen_or_usual(chosen: Transfer | None, currency: str) -> Transfer:
    """The bank transfer that somebody asked for, or that of its currency, which has one."""
    transfer = chosen or transfer_in(currency)
    assert transfer is not None
    return transfer


def of_type(type: str, country: str | None = None, address_types: Sequence[str] | None = None) -> Transfer:
    """The bank transfer of a type, which is to a country of one's choice in Euro only."""
    chosen = (country or _DEFAULT_EU_COUNTRY) if type == EU else type[:2].upper()
    return Transfer(type, chosen, tuple(address_types) if address_types is not None else None)


def check_currency(transfer: Transfer, currency: str, param: str) -> None:
    """Raises TRANSFER_CURRENCY."""
    if transfer.currency != currency:
        raise errors.TRANSFER_CURRENCY(param=param, type=transfer.type, takes=transfer.currency, currency=currency)


def addresses_of(transfer: Transfer, holder: Holder, *, owner: str, livemode: bool) -> list[FinancialAddress] | None:
    """The accounts that a customer can send a transfer to, as `financial_addresses` shows them.

    In test mode they are invented, at banks that do not exist, and always the same for one `owner` (account and
    customer). In live mode it is the account that the issuer has told, by IBAN; None where there is none.
    """
    if livemode:
        if transfer.type != EU or holder.iban is None:
            return None
        own = {"bic": holder.bic or "", "country": holder.iban[:2], "iban": holder.iban}
        return [_address("iban", own, holder, ADDRESS_TYPES[EU]["iban"])]
    number = _digits(f"{owner}/{transfer.type}/{transfer.country}", 20)
    return [
        _address(kind, _INVENTED[kind](number, transfer.country), holder, networks)
        for kind, networks in ADDRESS_TYPES[transfer.type].items()
        if transfer.address_types is None or kind in transfer.address_types
    ]


def reference_of(intent: str) -> str:
    """What a payer writes on a transfer, so that it is known which payment it is for: eight letters and digits."""
    alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
    return "".join(alphabet[byte % 32] for byte in hashlib.sha256(intent.encode()).digest()[:8])


def _address(kind: str, numbers: Numbers, holder: Holder, networks: Sequence[str]) -> FinancialAddress:
    details: WireHash = {
        "account_holder_address": {line: getattr(holder.address, line) for line in _ADDRESS_LINES},
        "account_holder_name": holder.name,
        "bank_address": dict.fromkeys(_ADDRESS_LINES),
        **numbers,
    }
    return {kind: details, "supported_networks": list(networks), "type": kind}


def _digits(seed: str, count: int) -> str:
    return str(int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big"))[-count:]


def _iban(number: str, country: str) -> Numbers:
    bank, length = _BBANS[country]
    unchecked = f"{country}00{bank}{number[:length]}"
    checked = f"{country}{ibans.calc_check_digits(unchecked)}{unchecked[4:]}"
    return {"bic": f"TEST{country}00XXX", "country": country, "iban": checked}


def _sort_code(number: str, country: str) -> Numbers:
    return {"account_number": number[:8], "sort_code": "000000"}


def _zengin(number: str, country: str) -> Numbers:
    return {
        "account_number": number[:7], "account_type": "futsu", "bank_code": "0000", "bank_name": _BANK_NAME,
        "branch_code": "000", "branch_name": "TEST",
    }  # fmt: skip


def _spei(number: str, country: str) -> Numbers:
    return {"bank_code": "000", "bank_name": _BANK_NAME, "clabe": f"000000{number[:12]}"}


def _aba(number: str, country: str) -> Numbers:
    return {
        "account_number": number[:12], "account_type": "checking", "bank_name": _BANK_NAME,
        "routing_number": "000000000",
    }  # fmt: skip


def _swift(number: str, country: str) -> Numbers:
    return {
        "account_number": number[:12], "account_type": "checking", "bank_name": _BANK_NAME,
        "swift_code": "TESTUS00XXX",
    }  # fmt: skip


_INVENTED = {"aba": _aba, "iban": _iban, "sort_code": _sort_code, "spei": _spei, "swift": _swift, "zengin": _zengin}
