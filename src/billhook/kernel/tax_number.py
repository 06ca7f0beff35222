"""A tax id as a document names it."""

from dataclasses import dataclass

from billhook.kernel.stored import VERSION, Json


@dataclass(frozen=True, slots=True)
class TaxNumber:
    """A tax id: its type on the wire, such as `eu_vat`, and its value. A text of the settings has an empty type."""

    type: str
    value: str

    def shown(self) -> dict[str, str]:
        """The wire object."""
        return {"type": self.type, "value": self.value}

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {"version": VERSION, **self.shown()}

    @classmethod
    def from_stored(cls, stored: Json) -> "TaxNumber":
        """The tax number in any form that was ever stored, which is that of the wire with or without a version."""
        return cls(stored["type"], stored["value"])
