"""Templates as stored."""

from dataclasses import dataclass

from billhook.documents.look import USUAL, Look
from billhook.kernel.stored import VERSION, Json

ACTIVE, ARCHIVED = "active", "archived"


@dataclass(frozen=True, slots=True)
class Design:
    """What a version of a template says. None, or no fields: the template does not speak of it.

    `custom_fields` are pairs of name and value; `page_size` is `a4` or `letter`; colours are `#rrggbb`.
    """

    memo: str | None = None
    footer: str | None = None
    custom_fields: tuple[tuple[str, str], ...] = ()
    page_size: str | None = None
    colour: str | None = None
    accent: str | None = None
    look: Look = USUAL

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {
            "version": VERSION,
            "memo": self.memo,
            "footer": self.footer,
            "custom_fields": [list(field) for field in self.custom_fields],
            "page_size": self.page_size,
            "colour": self.colour,
            "accent": self.accent,
            "look": self.look.to_stored(),
        }

    @classmethod
    def from_stored(cls, stored: Json) -> "Design":
        """The design in any form that was ever stored."""
        return cls(
            stored["memo"],
            stored["footer"],
            tuple((name, value) for name, value in stored["custom_fields"]),
            stored["page_size"],
            stored["colour"],
            stored["accent"],
            Look.from_stored(stored["look"]),
        )


@dataclass(frozen=True, slots=True)
class Template:
    """A template at its newest version, or at the one that was asked for. `nickname` is hidden from customers."""

    id: str
    created: int
    active: bool
    nickname: str | None
    version: int
    metadata: dict[str, str]
    design: Design

    @property
    def status(self) -> str:
        """As the API calls it."""
        return ACTIVE if self.active else ARCHIVED
