"""Who sends the invoice and who receives it, as the hosted page shows them: names, addresses, tax ids.

All functions are pure. The text comes from strangers and is passed on unchanged; the template escapes it and
isolates its direction. Only what becomes a link or a colour is checked here, and left out when it is not one.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote

from billhook.documents.labels import labels_for
from billhook.documents.statement import InvoiceStatement
from billhook.documents.statement import Party as StatedParty
from billhook.documents.tax_id_words import tax_id_label
from billhook.hosted.words.catalogue import words_for
from billhook.kernel.contrast import ink_on, is_colour
from billhook.kernel.display import address_lines

_EMAIL = re.compile(r"[^\s@<>\"'?&#%]+@[^\s@<>\"'?&#%]+")
_PHONE = re.compile(r"\+?[0-9 ()./\-]{3,30}", re.ASCII)
# A slate that reads well on light and on dark ground, for businesses that have not chosen a colour.
UNBRANDED = "#46505c"


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach the business: what is shown and, where it is safe to make one, the link."""

    text: str
    href: str | None


@dataclass(frozen=True, slots=True)
class Party:
    """One address block. `tax_ids` are (label, value), `name` and every line may hold any text."""

    heading: str
    name: str
    lines: tuple[str, ...] = ()
    tax_ids: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Monogram:
    """The tile with the initial of the business: both colours are `#rrggbb`, in AA contrast to each other."""

    letter: str
    colour: str
    ink: str


def contacts(email: str | None, phone: str | None) -> tuple[Contact, ...]:
    """E-mail and telephone of the business, each linked only when it has the form of one."""
    found = []
    if email:
        href = f"mailto:{quote(email, safe='@+')}" if _EMAIL.fullmatch(email) else None
        found.append(Contact(email, href))
    if phone:
        href = f"tel:{re.sub(r'[^0-9+]', '', phone)}" if _PHONE.fullmatch(phone) else None
        found.append(Contact(phone, href))
    return tuple(found)


def monogram(business_name: str, brand_colour: str | None = None) -> Monogram:
    """The first letter or digit of the name on the brand colour; a plain tile when the name has neither."""
    letter = next((character for character in business_name if character.isalnum()), "")
    colour = brand_colour if brand_colour and is_colour(brand_colour) else UNBRANDED
    return Monogram(letter.upper()[:1], colour, ink_on(colour))


def parties(statement: InvoiceStatement, locale: str) -> tuple[Party, ...]:
    """The seller, the buyer and, if the goods go elsewhere, where."""
    labels, words = labels_for(locale)[0], words_for(locale).invoice
    issuer, customer, ship_to = statement.issuer, statement.customer, statement.ship_to
    shown = [
        Party(labels.issuer, issuer.name, address_lines(issuer.address, locale), _tax_ids(issuer)),
        Party(words.to, customer.name, _lines(customer, customer.email, locale), _tax_ids(customer)),
    ]
    if ship_to is not None:
        shown.append(Party(labels.ship_to, ship_to.name, _lines(ship_to, ship_to.phone, locale)))
    return tuple(shown)


def _lines(party: StatedParty, contact: str | None, locale: str) -> tuple[str, ...]:
    lines = address_lines(party.address, locale)
    return (*lines, contact) if contact else lines


def _tax_ids(party: StatedParty) -> tuple[tuple[str, str], ...]:
    return tuple((tax_id_label(one), one.value) for one in party.tax_ids if one.value)
