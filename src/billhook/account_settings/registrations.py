"""Where an account is registered to collect taxes, and at which rate: the setting `tax_registrations`.

Written as `DE=19, AT=20, US-NY=8.875`: an ISO country, perhaps one of its subdivisions, and a percentage.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

_ENTRY = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?=([0-9]{1,3}(?:\.[0-9]{1,4})?)", re.ASCII)
ENTRIES_MAX = 200


@dataclass(frozen=True, slots=True)
class Registration:
    """One entry: `percentage` percent in a country, or in the `state` of it. `state` has no country prefix."""

    country: str
    state: str | None
    percentage: Decimal

    @property
    def place(self) -> str:
        """The place as it is written: `DE`, or `US-NY`."""
        return f"{self.country}-{self.state}" if self.state is not None else self.country


def written(entries: Sequence[Registration]) -> str:
    """The entries as the setting has them."""
    return ", ".join(f"{each.place}={each.percentage:f}" for each in entries)


def parsed(text: str) -> tuple[Registration, ...]:
    """The entries in the order in which they were written. Raises ValueError with what is wrong."""
    words = [word.strip() for word in text.split(",")] if text.strip() else []
    if len(words) > ENTRIES_MAX:
        raise ValueError(f"has more than {ENTRIES_MAX} entries")
    found: dict[tuple[str, str | None], Registration] = {}
    for word in words:
        match = _ENTRY.fullmatch(word)
        if match is None or Decimal(match[3]) > 100:
            raise ValueError(f"has no meaning at {word[:40]!r}; write entries as DE=19 or US-NY=8.875")
        if (match[1], match[2]) in found:
            raise ValueError(f"names {word.partition('=')[0]} twice")
        found[match[1], match[2]] = Registration(match[1], match[2], Decimal(match[3]))
    return tuple(found.values())
