"""Who works out automatic tax: the interface, and the provider that is built in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from billhook.account_settings import registrations
from billhook.account_settings.registrations import Registration
from billhook.db.tenants import Tenant
from billhook.kernel import errors
from billhook.kernel.address import Address
from billhook.kernel.tax_number import TaxNumber
from billhook.tax.rules.automatic import Buyer, LineTax, TaxedLine, place_of, taxes_of


@dataclass(frozen=True, slots=True)
class TaxQuestion:
    """An invoice as a tax provider sees it.

    The amounts of the lines are in minor units of `currency`, after discounts.
    """

    currency: str
    shipping: Address | None
    billing: Address | None
    tax_exempt: str
    tax_ids: Sequence[TaxNumber]
    lines: Sequence[TaxedLine]


class TaxProvider(Protocol):
    """Something that knows which taxes are due. One that asks a service must not be called in a transaction."""

    async def taxes(self, asked: TaxQuestion) -> list[tuple[LineTax, ...]]:
        """The taxes of each line, in the order of the lines. Raises TAX_LOCATION_INVALID."""
        ...


@dataclass(frozen=True, slots=True)
class OwnRegistrations:
    """The built-in provider: the registrations of the account, and nothing outside."""

    seller_country: str
    registrations: tuple[Registration, ...]

    async def taxes(self, asked: TaxQuestion) -> list[tuple[LineTax, ...]]:
        place = place_of(asked.shipping, asked.billing)
        if place is None:
            raise errors.TAX_LOCATION_INVALID()
        eu_vat_ids = tuple(tax_id.value for tax_id in asked.tax_ids if tax_id.type == "eu_vat")
        buyer = Buyer(place, asked.tax_exempt, eu_vat_ids)
        return [taxes_of(line, buyer, self.seller_country, self.registrations) for line in asked.lines]


def provider_of(tenant: Tenant, *, param: str = "automatic_tax[enabled]") -> TaxProvider:
    """The tax provider of an account. Raises TAX_INACTIVE about `param` when it has none."""
    chosen = tenant.settings
    if not (own := registrations.parsed(chosen.tax_registrations)):
        raise errors.TAX_INACTIVE(param=param)
    return OwnRegistrations(chosen.business_country, own)
