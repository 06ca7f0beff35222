"""Who sends the invoice and who receives it, as the hosted page shows them: names, addresses, tax ids.

All functions are pure. The text comes from strangers and is passed on unchanged; the template escapes it and
isolates its direction. Only what becomes a link or a colour is checked here, and left out when it is not one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from billhook.kernel.display import address_lines

_EMAIL = re.compile(r"[^\s@<>\"'?&#%]+@[^\s@<>\"'?&#%]+")
_PHONE = re.compile(r"\+?[0-9 ()./\-]{3,30}", re.ASCII)
_HEX_COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
# A slate that reads well on light and on dark ground, for businesses that have not chosen a colour.
_UNBRANDED = "#46505c"
_WHITE, _BLACK = "#ffffff", "#000000"
# On a ground of this luminance black and white text contrast equally (WCAG 2.2): sqrt(1.05 * 0.05) - 0.05.
_EVEN_LUMINANCE = 0.1791


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


def contacts(facts: Mapping[str, Any]) -> tuple[Contact, ...]:
    """E-mail and telephone of the business, each linked only when it has the form of one."""
    found = []
    if email := facts.get("support_email"):
        href = f"mailto:{quote(email, safe='@+')}" if _EMAIL.fullmatch(email) else None
        found.append(Contact(email, href))
    if phone := facts.get("support_phone"):
        href = f"tel:{re.sub(r'[^0-9+]', '', phone)}" if _PHONE.fullmatch(phone) else None
        found.append(Contact(phone, href))
    return tuple(found)


def monogram(business_name: str, brand_colour: str | None) -> Monogram:
    """The first letter or digit of the name on the brand colour; a plain tile when the name has neither."""
    letter = next((character for character in business_name if character.isalnum()), "")
    colour = brand_colour if brand_colour and _HEX_COLOUR.fullmatch(brand_colour) else _UNBRANDED
    return Monogram(letter.upper()[:1], colour, _WHITE if luminance(colour) <= _EVEN_LUMINANCE else _BLACK)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, from 0 (black) to 1 (white), as WCAG 2.2 defines it."""

    def linear(byte: int) -> float:
        share = byte / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def seller(facts: Mapping[str, Any], locale: str) -> Party:
    """The issuing business from its frozen facts."""
    lines = address_lines(facts.get("address"), locale)
    return Party("From", facts["business_name"], lines, _tax_ids(facts.get("tax_ids") or ()))


def buyer(invoice: Mapping[str, Any], locale: str) -> Party:
    """The customer as frozen on the invoice. Without a billing address the shipping address stands in."""
    shipping = _shipping(invoice) or {}
    lines = address_lines(invoice["customer_address"] or shipping.get("address"), locale)
    name, email = invoice["customer_name"], invoice["customer_email"]
    if name and email:
        lines += (email,)
    return Party("To", name or email or "", lines, _tax_ids(invoice["customer_tax_ids"] or ()))


def recipient(invoice: Mapping[str, Any], locale: str) -> Party | None:
    """Where the goods go, when that is known and is not already shown as the billing address."""
    shipping = _shipping(invoice)
    if not shipping or not invoice["customer_address"]:
        return None
    lines = address_lines(shipping.get("address"), locale)
    if phone := shipping.get("phone"):
        lines += (phone,)
    return Party("Ship to", shipping.get("name") or "", lines)


def _shipping(invoice: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The invoice's own shipping details beat the customer's (invoicing.md §10.3)."""
    shipping: Mapping[str, Any] | None = invoice["shipping_details"] or invoice["customer_shipping"]
    return shipping


def _tax_ids(tax_ids: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((_tax_label(entry["type"]), entry["value"]) for entry in tax_ids if entry.get("value"))


def _tax_label(kind: str) -> str:
    """`eu_vat` reads "VAT ID", `us_ein` "EIN", `ca_gst_hst` "GST/HST"; an unknown type reads "Tax ID"."""
    _, _, name = kind.partition("_")
    if name in ("vat", "oss_vat"):
        return "VAT ID"
    return name.upper().replace("_", "/") or "Tax ID"
