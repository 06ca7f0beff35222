"""Postal addresses, and where goods go."""

from collections.abc import Mapping
from dataclasses import dataclass

from billhook.kernel.stored import VERSION, Json

ShownAddress = Mapping[str, str | None]
"""The six lines of an address by name, on the wire and in the row of a customer."""

ShownShipping = Mapping[str, str | ShownAddress | None]
"""Where goods go, on the wire and in the rows of customers, payment intents and charges."""


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as somebody typed it; `country` should be an ISO 3166 code, and may be any text."""

    line1: str | None = None
    line2: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: str | None = None
    country: str | None = None

    def shown(self) -> ShownAddress:
        """The wire object, all six lines (platform.md §1.9). PostgreSQL gives the keys of JSON back in this order."""
        return {
            "city": self.city,
            "line1": self.line1,
            "line2": self.line2,
            "state": self.state,
            "country": self.country,
            "postal_code": self.postal_code,
        }

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {"version": VERSION, **self.shown()}

    @classmethod
    def from_stored(cls, stored: Json) -> "Address":
        """The address in any form that was ever stored, which is that of the wire with or without a version."""
        get = stored.get
        return cls(get("line1"), get("line2"), get("city"), get("state"), get("postal_code"), get("country"))


@dataclass(frozen=True, slots=True)
class Shipping:
    """Where goods go: to whom, and by which `carrier` under which `tracking_number`."""

    name: str | None
    phone: str | None
    address: Address
    carrier: str | None = None
    tracking_number: str | None = None

    def shown(self, *, whole: bool = False) -> ShownShipping:
        """The wire object. A customer's names carrier and tracking number if there is either; a `whole` one always."""
        shown: ShownShipping = {"name": self.name, "phone": self.phone, "address": self.address.shown()}
        if whole or self.carrier is not None or self.tracking_number is not None:
            return {**shown, "carrier": self.carrier, "tracking_number": self.tracking_number}
        return shown

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {"version": VERSION, **self.shown(whole=True), "address": self.address.to_stored()}

    @classmethod
    def from_stored(cls, stored: Json) -> "Shipping":
        """The same in any form that was ever stored. Those without a version may lack carrier and tracking number."""
        get = stored.get
        address = Address.from_stored(get("address") or {})
        return cls(get("name"), get("phone"), address, get("carrier"), get("tracking_number"))
