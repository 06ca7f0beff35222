"""What an invoice says of its customer."""

from dataclasses import dataclass

from billhook.kernel.address import Address, Shipping
from billhook.kernel.stored import VERSION, Json, all_of, each
from billhook.kernel.tax_number import TaxNumber


@dataclass(frozen=True, slots=True)
class BillTo:
    """The customer of an invoice, as they are today or as they were when it was finalized.

    `tax_exempt` is `none`, `exempt` or `reverse`; `locales` are the languages that the customer prefers, best first.
    """

    name: str | None
    email: str | None
    phone: str | None
    address: Address | None
    shipping: Shipping | None
    tax_exempt: str
    tax_ids: tuple[TaxNumber, ...]
    locales: tuple[str, ...]

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {
            "version": VERSION,
            "name": self.name,
            "email": self.email,
            "phone": self.phone,
            "address": self.address.to_stored() if self.address is not None else None,
            "shipping": self.shipping.to_stored() if self.shipping is not None else None,
            "tax_exempt": self.tax_exempt,
            "tax_ids": all_of(self.tax_ids),
            "locales": list(self.locales),
        }

    @classmethod
    def from_stored(cls, stored: Json) -> "BillTo":
        """The customer in any form that was ever stored. Forms without a version may lack the locales."""
        address, shipping = stored["address"], stored["shipping"]
        return cls(
            stored["name"],
            stored["email"],
            stored["phone"],
            Address.from_stored(address) if address is not None else None,
            Shipping.from_stored(shipping) if shipping is not None else None,
            stored["tax_exempt"],
            _tax_numbers(stored["tax_ids"]),
            tuple(stored.get("locales") or ()),
        )


_tax_numbers = each(TaxNumber.from_stored)
