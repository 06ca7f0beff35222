"""How values of ours get into a column and out of it."""

from dataclasses import dataclass
from typing import Any

import pytest

from billhook.kernel.stored import dumped, each, remembered
from billhook.kernel.tax_number import TaxNumber


@dataclass(frozen=True)
class Stranger:
    """A value that does not say how it is kept."""

    name: str


def test_values_say_themselves_how_they_are_kept_wherever_they_stand() -> None:
    rows = [{"id": "a", "numbers": (TaxNumber("eu_vat", "DE1"),)}]
    assert dumped(rows) == b'[{"id":"a","numbers":[{"version":1,"type":"eu_vat","value":"DE1"}]}]'


def test_what_does_not_say_so_is_not_written() -> None:
    """It could be written, and nobody would read it."""
    with pytest.raises(TypeError, match="Stranger"):
        dumped(Stranger("x"))


def test_a_list_is_read_one_by_one() -> None:
    stored = [{"type": "eu_vat", "value": "DE1"}, {"version": 1, "type": "gb_vat", "value": "GB2"}]
    assert each(TaxNumber.from_stored)(stored) == (TaxNumber("eu_vat", "DE1"), TaxNumber("gb_vat", "GB2"))


def test_what_was_read_is_given_again_only_if_nothing_differs() -> None:
    read = remembered(lambda stored: Stranger(stored["name"]), most=2)
    first: dict[str, Any] = {"id": "1", "name": "old"}
    known = read(first)
    assert read(dict(first)) is known
    assert read({"id": "1", "name": "new"}) == Stranger("new")
    assert read({"id": "1", "name": "old"}) == Stranger("old")
    for n in range(5):
        assert read({"id": str(n), "name": f"{n}"}) == Stranger(f"{n}")
