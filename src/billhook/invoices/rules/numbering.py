"""Numbers: a prefix and a sequence of at least four digits, or the account's own pattern (invoicing.md §10.2)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from billhook.account_settings.number_pattern import Place, parsed
from billhook.account_settings.settings import AccountSettings
from billhook.invoices.objects import NumberSequence
from billhook.kernel.display import local_date
from billhook.rendering_templates.objects import Unit

CUSTOMER_DIGITS = 4
INVOICES, CREDIT_NOTES = "invoice", "credit_note"
"""The two kinds of series. The account has one of each, and a business unit may have its own."""

SETTING_OF: Mapping[str, str] = {INVOICES: "numbering", CREDIT_NOTES: "credit_note_numbering"}
"""What says whether the account counts a series."""

_BETWEEN = "/"


@dataclass(frozen=True, slots=True)
class Count:
    """Where a number is taken: the series, which is part of the key of its sequence, and the place in it now."""

    series: str
    place: Place


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


def series_of_unit(kind: str, unit_id: str) -> str:
    """The series of a business unit: `invoice/inrtem_…`."""
    return f"{kind}{_BETWEEN}{unit_id}"


def kind_of(series: str) -> str:
    """Whether a series, of the account or of a unit, is of invoices or of credit notes."""
    return series.partition(_BETWEEN)[0]


def unit_of(series: str) -> str:
    """The template whose series it is; empty for one of the account."""
    return series.partition(_BETWEEN)[2]


def count_of(settings: AccountSettings, kind: str, moment: int, unit: Unit | None = None) -> Count | None:
    """Where a number is taken: in the series of the unit if that has a pattern, else in that of the account.

    None if neither counts, so that the customer, or the invoice of a credit note, does.
    """
    own = _count_of_unit(settings, kind, moment, unit) if unit is not None else None
    if own is not None:
        return own
    place = place_of(settings, kind, moment)
    return Count(kind, place) if place is not None else None


def present_counts(settings: AccountSettings, units: Sequence[Unit], moment: int) -> Iterator[Count]:
    """Every place that numbers are taken from now: those of the account first."""
    for kind in SETTING_OF:
        if (place := place_of(settings, kind, moment)) is not None:
            yield Count(kind, place)
    for unit in units:
        for kind in SETTING_OF:
            if (own := _count_of_unit(settings, kind, moment, unit)) is not None:
                yield own


def _count_of_unit(settings: AccountSettings, kind: str, moment: int, unit: Unit) -> Count | None:
    pattern = unit.number_pattern if kind == INVOICES else unit.credit_note_pattern
    if pattern is None:
        return None
    place = parsed(pattern).on(local_date(moment, settings.time_zone), settings.number_prefix)
    return Count(series_of_unit(kind, unit.id), place)


def next_numbers(
    settings: AccountSettings, units: Sequence[Unit], counted: Sequence[NumberSequence], moment: int
) -> list[tuple[NumberSequence, str]]:
    """Every sequence with its next number as it will be written, the present ones first.

    `counted` are those that gave a number before.
    """
    places = {count.series: count.place for count in present_counts(settings, units, moment)}
    known = {(one.series, one.period): one for one in counted}
    shown = []
    for series, place in places.items():
        one = known.pop((series, place.period), NumberSequence(series, place.period, 1))
        shown.append((one, place.number(one.next)))
    for one in known.values():
        ended = places.get(one.series)
        digits = ended.digits if ended is not None else CUSTOMER_DIGITS
        shown.append((one, Place(one.heads[-1] if one.heads else "", digits).number(one.next)))
    return shown


def note_of(invoice: str, count: int) -> str:
    """The number of a credit note that is counted with its invoice."""
    return f"{invoice}-CN-{count:02d}"
