"""Numbers: a prefix and a sequence of at least four digits, or the account's own pattern (invoicing.md §10.2)."""

from collections.abc import Sequence

from billhook.account_settings.number_pattern import Place, parsed
from billhook.account_settings.settings import AccountSettings
from billhook.invoices.objects import NumberSequence
from billhook.kernel.display import local_date

CUSTOMER_DIGITS = 4
INVOICES, CREDIT_NOTES = "invoice", "credit_note"
"""The two series that the account counts for itself."""

SETTING_OF = {INVOICES: "numbering", CREDIT_NOTES: "credit_note_numbering"}
"""What says whether the account counts a series."""


def number(prefix: str, sequence: int) -> str:
    """The number of a customer's own sequence, `prefix-0001`; past 9999 the digits grow."""
    return f"{prefix}-{sequence:0{CUSTOMER_DIGITS}d}"


def place_of(settings: AccountSettings, series: str, moment: int) -> Place | None:
    """Where the account counts a series at a moment, in Unix seconds; None where it does not count it.

    The day, and so the year, is that of the account's time zone.
    """
    if series == INVOICES:
        pattern = settings.number_pattern if settings.numbering == "account" else None
    else:
        pattern = settings.credit_note_pattern if settings.credit_note_numbering == "series" else None
    if pattern is None:
        return None
    return parsed(pattern).on(local_date(moment, settings.time_zone), settings.number_prefix)


def next_numbers(
    settings: AccountSettings, counted: Sequence[NumberSequence], moment: int
) -> list[tuple[NumberSequence, str]]:
    """Every sequence with its next number as it will be written, the present ones of the settings first.

    `counted` are those that gave a number before.
    """
    places = {series: place_of(settings, series, moment) for series in (INVOICES, CREDIT_NOTES)}
    known = {(one.series, one.period): one for one in counted}
    shown = []
    for series, place in places.items():
        if place is not None:
            one = known.pop((series, place.period), NumberSequence(series, place.period, 1))
            shown.append((one, place.number(one.next)))
    for one in known.values():
        place = places[one.series]
        digits = place.digits if place is not None else CUSTOMER_DIGITS
        shown.append((one, Place(one.heads[-1] if one.heads else "", digits).number(one.next)))
    return shown


def note_of(invoice: str, count: int) -> str:
    """The number of a credit note that is counted with its invoice."""
    return f"{invoice}-CN-{count:02d}"
