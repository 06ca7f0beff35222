"""How registrations are written."""

from decimal import Decimal

import pytest

from billhook.account_settings.registrations import Registration, parsed, written


def test_entries_in_their_order() -> None:
    assert parsed("DE=19, US-NY=8.875,AT=0") == (
        Registration("DE", None, Decimal(19)),
        Registration("US", "NY", Decimal("8.875")),
        Registration("AT", None, Decimal(0)),
    )
    assert parsed("") == parsed("  ") == ()


@pytest.mark.parametrize("text", ["", "DE=19", "DE=19, US-NY=8.875, AT=0", "FR=20.0"])
def test_what_is_read_is_written_as_it_was(text: str) -> None:
    assert written(parsed(text)) == text
    assert [each.place for each in parsed("DE=19, US-NY=8.875")] == ["DE", "US-NY"]


@pytest.mark.parametrize(
    "text",
    ["DE", "DE=", "de=19", "DEU=19", "DE=19%", "DE=100.0001", "DE=101", "DE=1.23456", "DE=-1", "DE=1e1", "DE=19,",
     "DE=19;AT=20", "DE=१९", "US-=8", "US-LONG=8", "DE=19, DE=20", "US-NY=8, US-NY=9"],
)  # fmt: skip
def test_what_has_no_meaning(text: str) -> None:
    with pytest.raises(ValueError, match=r"has no meaning|twice"):
        parsed(text)
