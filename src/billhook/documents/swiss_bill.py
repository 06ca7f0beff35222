"""The Swiss QR-bill: who is paid, how much and by which reference, and the text of its code.

"Swiss Implementation Guidelines QR-bill" of SIX, version 2.3: structured addresses alone (§3.2.3, since November 2025),
signs of Latin scripts alone (§4.1.1), 997 signs at most. Amounts are in minor units; francs and Euro have hundredths.
"""

import re
import unicodedata
from dataclasses import dataclass

from billhook.documents.labels import labels_for
from billhook.documents.statement import InvoiceStatement, Party
from billhook.documents.sum_wording import document_locale
from billhook.documents.swiss_reference import COUNTRIES, Reference, reference_of
from billhook.kernel.address import Address

CURRENCIES = ("chf", "eur")

_NAME_MAX, _STREET_MAX, _BUILDING_MAX, _POSTAL_CODE_MAX, _TOWN_MAX, _MESSAGE_MAX = 70, 70, 16, 16, 35, 140
_AMOUNT_MAX = 999_999_999_99
_WITH_BUILDING = re.compile(r"(?P<street>.*\D)[\s,]+(?P<building>\d+\s?[A-Za-z]?(?:[-/+]\d*\s?[A-Za-z]?)?)")
_ALIKE = str.maketrans(
    {"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "−": "-", "…": "...", "•": "·"}
)
_FOREIGN = re.compile("[^\x20-\x7e\xa0-\u017f\u0218-\u021b\u20ac]")
_NO_PARTY = ("",) * 7


@dataclass(frozen=True, slots=True)
class SwissParty:
    """A structured address (type S). Street and building may be empty; `country` is an ISO 3166 code."""

    name: str
    street: str
    building: str
    postal_code: str
    town: str
    country: str

    @property
    def fields(self) -> tuple[str, ...]:
        """The seven elements of the code."""
        return "S", self.name, self.street, self.building, self.postal_code, self.town, self.country

    @property
    def printed(self) -> tuple[str, ...]:
        """The lines of the paper: name, street, town. The country precedes the postal code of an address abroad."""
        town = f"{self.postal_code} {self.town}"
        lines = self.name, f"{self.street} {self.building}".strip(), town if self.is_near else f"{self.country}-{town}"
        return tuple(line for line in lines if line)

    @property
    def is_near(self) -> bool:
        """Whether the address is in Switzerland or Liechtenstein."""
        return self.country in COUNTRIES


@dataclass(frozen=True, slots=True)
class SwissBill:
    """A payment to `account`, an IBAN without blanks. Without an `amount` or a `debtor` the payer writes them down."""

    account: str
    creditor: SwissParty
    amount: int | None
    currency: str
    debtor: SwissParty | None
    reference: Reference
    message: str

    @property
    def payload(self) -> str:
        """The text of the code, an element a line (§4.2.2)."""
        amount = f"{self.amount // 100}.{self.amount % 100:02}" if self.amount is not None else ""
        return "\n".join(
            [
                "SPC", "0200", "1", self.account, *self.creditor.fields, *_NO_PARTY, amount, self.currency.upper(),
                *(self.debtor.fields if self.debtor is not None else _NO_PARTY),
                self.reference.kind, self.reference.number, self.message, "EPD",
            ]
        )  # fmt: skip


def bill_of(statement: InvoiceStatement, minor: int | None = None) -> SwissBill | None:
    """The bill for what remains of an invoice, or for `minor`. None for one that asks for no such payment."""
    account, amounts = statement.means.swiss_account, statement.amounts
    creditor = swiss_party(statement.issuer)
    if account is None or amounts is None or creditor is None or statement.status != "open":
        return None
    amount = amounts.amount_remaining if minor is None else minor
    if amount <= 0 or statement.currency not in CURRENCIES:
        return None
    about = f"{labels_for(document_locale(statement))[0].invoice} {statement.number}"
    return SwissBill(
        account=account,
        creditor=creditor,
        amount=amount if amount <= _AMOUNT_MAX else None,
        currency=statement.currency,
        debtor=swiss_party(statement.customer),
        reference=reference_of(account, statement.number),
        message=_latin(f"TEST {about}" if statement.is_test else about, _MESSAGE_MAX),
    )


def swiss_party(party: Party) -> SwissParty | None:
    """A party as the code has it; None if it lacks a name, a postal code, a town or a country."""
    address = party.address or Address()
    street, building = _street(address)
    found = SwissParty(
        name=_latin(party.name, _NAME_MAX),
        street=street,
        building=building,
        postal_code=_latin(address.postal_code or "", _POSTAL_CODE_MAX),
        town=_latin(address.city or "", _TOWN_MAX),
        country=(address.country or "").strip().upper(),
    )
    is_whole = found.name and found.postal_code and found.town and re.fullmatch("[A-Z]{2}", found.country)
    return found if is_whole else None


def _street(address: Address) -> tuple[str, str]:
    """Street and building: of the first line that has a number, else of the first line."""
    lines = [_latin(line, _STREET_MAX) for line in (address.line1, address.line2) if line]
    for line in lines:
        found = _WITH_BUILDING.fullmatch(line)
        if found is not None and len(found["building"]) <= _BUILDING_MAX:
            return found["street"].rstrip(" ,"), found["building"]
    return (lines[0] if lines else ""), ""


def _latin(text: str, most: int) -> str:
    """A text on one line with the signs that the code may have. Others lose their accents, or are left out."""
    alike = "".join(
        sign if not _FOREIGN.match(sign) else _FOREIGN.sub("", unicodedata.normalize("NFKD", sign))
        for sign in unicodedata.normalize("NFC", " ".join(text.split())).translate(_ALIKE)
    )
    return " ".join(alike.split())[:most].rstrip()
