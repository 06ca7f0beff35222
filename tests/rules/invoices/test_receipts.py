"""To whom the receipt of a payment of an invoice goes: by the setting, or because somebody gave an address."""

import pytest

from billhook.invoices.rules.receipts import recipient_of_receipt

OWN, OTHER = "ada@example.com", "books@example.com"


@pytest.mark.parametrize(
    ("given", "of_invoice", "is_default", "by_setting", "expected"),
    [
        # An invoice gives its address to its own payment; the setting decides.
        (OWN, OWN, True, False, None),
        (OWN, OWN, True, True, OWN),
        # Another address is somebody's wish: a receipt goes there whatever the setting says.
        (OTHER, OWN, True, False, OTHER),
        (OTHER, OWN, True, True, OTHER),
        (OTHER, None, True, False, OTHER),
        # Who made the payment that is attached gave its address, whichever it is.
        (OWN, OWN, False, False, OWN),
        (OTHER, OWN, False, True, OTHER),
        # Without an address of its own a payment leaves the setting to decide.
        (None, OWN, False, True, OWN),
        (None, OWN, True, True, OWN),
        (None, OWN, True, False, None),
        ("", OWN, True, True, OWN),
        # Nobody to write to.
        (None, None, True, True, None),
        (None, "", True, True, None),
    ],
)
def test_the_reader_of_a_receipt(
    given: str | None, of_invoice: str | None, is_default: bool, by_setting: bool, expected: str | None
) -> None:
    assert recipient_of_receipt(given, of_invoice, is_default=is_default, by_setting=by_setting) == expected
