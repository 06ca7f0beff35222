"""Templates as stored."""

from dataclasses import dataclass
from typing import Literal

from billhook.documents.line_groups import By
from billhook.documents.look import USUAL, Look
from billhook.kernel.stored import VERSION, Json, all_of, each

ACTIVE, ARCHIVED = "active", "archived"

Filter = Literal["all", "product", "price", "metadata"]
FILTERS: tuple[Filter, ...] = ("all", "product", "price", "metadata")
GROUPINGS: tuple[By, ...] = ("nothing", "product", "metadata", "month", "tax_rate")


@dataclass(frozen=True, slots=True)
class GroupRule:
    """Which lines are shown together: those of `filter`, told apart by `by`.

    `matches` is the id of a product or price, or `key` or `key=value` of metadata; empty for all lines. `key` is that
    of the metadata that tells groups apart. The group has the `title`, and after it the value that its lines share.
    """

    filter: Filter
    matches: str
    by: By
    key: str
    title: str
    hides_lines: bool

    def to_stored(self) -> Json:
        """Plain JSON, as `from_stored` reads it."""
        return {
            "version": VERSION, "filter": self.filter, "matches": self.matches, "by": self.by, "key": self.key,
            "title": self.title, "hides_lines": self.hides_lines,
        }  # fmt: skip

    @classmethod
    def from_stored(cls, stored: Json) -> "GroupRule":
        """The rule in any form that was ever stored."""
        return cls(
            stored["filter"], stored["matches"], stored["by"], stored["key"], stored["title"], stored["hides_lines"]
        )


_rules = each(GroupRule.from_stored)


@dataclass(frozen=True, slots=True)
class Design:
    """What a version of a template says. None, or no fields: the template does not speak of it.

    `custom_fields` are pairs of name and value; `page_size` is `a4` or `letter`; colours are `#rrggbb`. `groups` are
    asked for each line in their order.
    """

    memo: str | None = None
    footer: str | None = None
    custom_fields: tuple[tuple[str, str], ...] = ()
    page_size: str | None = None
    colour: str | None = None
    accent: str | None = None
    look: Look = USUAL
    groups: tuple[GroupRule, ...] = ()

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
            "groups": all_of(self.groups),
        }

    @classmethod
    def from_stored(cls, stored: Json) -> "Design":
        """The design in any form that was ever stored. The first ones have no groups."""
        return cls(
            stored["memo"],
            stored["footer"],
            tuple((name, value) for name, value in stored["custom_fields"]),
            stored["page_size"],
            stored["colour"],
            stored["accent"],
            Look.from_stored(stored["look"]),
            _rules(stored.get("groups", ())),
        )


@dataclass(frozen=True, slots=True)
class Unit:
    """A template as a business unit that counts numbers of its own. None, they are counted as those of others.

    The patterns are those of `account_settings/number_pattern.py`.
    """

    id: str
    nickname: str | None
    number_pattern: str | None
    credit_note_pattern: str | None

    @property
    def name(self) -> str:
        """The nickname, or the id where it has none."""
        return self.nickname or self.id


@dataclass(frozen=True, slots=True)
class Template:
    """A template at its newest version, or at the one that was asked for. `nickname` is hidden from customers.

    The patterns of numbers belong to the template, whatever its version.
    """

    id: str
    created: int
    active: bool
    nickname: str | None
    version: int
    metadata: dict[str, str]
    design: Design
    number_pattern: str | None = None
    credit_note_pattern: str | None = None

    @property
    def unit(self) -> Unit:
        """What it counts."""
        return Unit(self.id, self.nickname, self.number_pattern, self.credit_note_pattern)

    @property
    def status(self) -> str:
        """As the API calls it."""
        return ACTIVE if self.active else ARCHIVED
