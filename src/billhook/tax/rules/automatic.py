"""Which taxes are due on a line where the account is registered; what they come to is for `invoices` to say.

The place of supply is where the customer is. Between businesses of two member states of the EU the customer owes
the tax (Directive 2006/112/EC, articles 44 and 196). docs/decisions/0014-automatic-tax.md.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from billhook.account_settings.registrations import Registration
from billhook.kernel.address import Address
from billhook.kernel.replacing import replace
from billhook.tax.objects import TaxRateData
from billhook.tax.rules import formats

# Stripe's tax code of what is no supply at all.
NONTAXABLE = "txcd_00000000"

EU = frozenset(formats.EU_VAT) - {"EL", "XI"} | {"GR"}
_GST = frozenset({"AU", "CA", "IN", "NZ", "SG"})
_NAMES = {"vat": "VAT", "gst": "GST", "jct": "JCT", "sales_tax": "Sales Tax"}
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a customer is: an ISO country, and its subdivision as the address has it, in capitals."""

    country: str
    state: str | None


@dataclass(frozen=True, slots=True)
class Buyer:
    """What decides about the taxes of a customer. `tax_exempt` is `none`, `exempt` or `reverse`."""

    place: Place
    tax_exempt: str
    eu_vat_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaxedLine:
    """What is sold. `tax_behavior` is `exclusive`, `inclusive` or `unspecified`, which counts as exclusive."""

    amount: int
    tax_code: str | None
    tax_behavior: str


@dataclass(frozen=True, slots=True)
class LineTax:
    """A tax on a line. Taken is `rate.effective_percentage`; `rate.percentage` is what the law says.

    `reason` is the line's `taxability_reason`.
    """

    rate: TaxRateData
    reason: str


def place_of(shipping: Address | None, billing: Address | None) -> Place | None:
    """Where goods go, else where bills go; None when neither address names a country by its ISO code."""
    for address in (shipping, billing):
        country = (address.country or "").strip().upper() if address is not None else ""
        if address is not None and _COUNTRY.fullmatch(country):
            return Place(country, (address.state or "").strip().upper() or None)
    return None


def is_registered(place: Place, registrations: Sequence[Registration]) -> bool:
    """Whether the account collects taxes there."""
    return any(_covers(registration, place) for registration in registrations)


def taxes_of(
    line: TaxedLine, buyer: Buyer, seller_country: str, registrations: Sequence[Registration]
) -> tuple[LineTax, ...]:
    """The taxes of a line: one for each registration at the buyer's place, else one of zero that says why."""
    inclusive = line.tax_behavior == "inclusive"
    here = [r for r in registrations if _covers(r, buyer.place)]
    if _is_reverse_charge(buyer, seller_country):
        rates = [_rate(r, inclusive) for r in here] or [_nothing(buyer.place, inclusive)]
        return tuple(_untaxed(rate, "reverse_charge") for rate in rates)
    if not here:
        return (_untaxed(_nothing(buyer.place, inclusive), "not_collecting"),)
    reason = _reason_for_nothing(line, buyer)
    rates = [_rate(r, inclusive) for r in here]
    if reason is not None:
        return tuple(_untaxed(rate, reason) for rate in rates)
    return tuple(LineTax(rate, "standard_rated" if rate.percentage else "zero_rated") for rate in rates)


def _covers(registration: Registration, place: Place) -> bool:
    return registration.country == place.country and registration.state in (None, place.state)


def _is_reverse_charge(buyer: Buyer, seller_country: str) -> bool:
    """A business of one member state buys from another; its number must be one of another state as well."""
    if not {buyer.place.country, seller_country} <= EU or buyer.place.country == seller_country:
        return False
    return any(formats.country("eu_vat", value) not in (None, seller_country) for value in buyer.eu_vat_ids)


def _reason_for_nothing(line: TaxedLine, buyer: Buyer) -> str | None:
    if line.tax_code == NONTAXABLE:
        return "product_exempt"
    return {"exempt": "customer_exempt", "reverse": "reverse_charge"}.get(buyer.tax_exempt)


def _rate(registration: Registration, inclusive: bool) -> TaxRateData:
    tax_type = _tax_type(registration.country)
    return TaxRateData(
        display_name=_NAMES[tax_type],
        inclusive=inclusive,
        percentage=registration.percentage,
        effective_percentage=registration.percentage,
        country=registration.country,
        state=registration.state,
        jurisdiction=registration.state or registration.country,
        jurisdiction_level="state" if registration.state else "country",
        tax_type=tax_type,
        rate_type="percentage",
    )


def _nothing(place: Place, inclusive: bool) -> TaxRateData:
    """The rate where the account is not registered: what the law says there is not known here."""
    unknown = _rate(Registration(place.country, None, _ZERO), inclusive)
    return replace(unknown, rate_type=None)


def _untaxed(rate: TaxRateData, reason: str) -> LineTax:
    return LineTax(replace(rate, effective_percentage=_ZERO), reason)


def _tax_type(country: str) -> str:
    if country == "US":
        return "sales_tax"
    if country == "JP":
        return "jct"
    return "gst" if country in _GST else "vat"
