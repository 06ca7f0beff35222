"""Patterns of numbers: what they give, what is refused, and in which period a moment falls (invoicing.md §10.2)."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.account_settings.number_pattern import NUMBER_MAX, parsed
from billhook.account_settings.settings import AccountSettings, checked
from billhook.account_settings.together import clashes
from billhook.invoices.rules.numbering import CREDIT_NOTES, INVOICES, place_of

DAY = date(2026, 3, 9)
ENDS_SO = "must have one {sequence}, or one {sequence:4} of at least four digits, at its end"
YEARLESS = "must have {year} or {yy} where it has {month}; else the numbers would repeat every year"
TOO_LONG = "must give numbers of at most 26 characters; with a sequence of ten digits"
APART = "must have a letter or one of - / . _ right before {sequence}"


@pytest.mark.parametrize(
    ("pattern", "sequence", "number", "period"),
    [
        ("{prefix}-{sequence:4}", 1, "INV-0001", ""),
        ("{prefix}-{sequence:4}", 10_000, "INV-10000", ""),
        ("{prefix}-{sequence}", 7, "INV-7", ""),
        ("{sequence:6}", 42, "000042", ""),
        ("{prefix}-{year}-{sequence:4}", 12, "INV-2026-0012", "2026"),
        ("RE{yy}/{sequence:3}", 5, "RE26/005", "2026"),
        ("{year}{month}-{sequence:4}", 5, "202603-0005", "2026-03"),
        ("{month}.{yy}.{sequence}", 5, "03.26.5", "2026-03"),
    ],
)
def test_a_pattern_gives_numbers(pattern: str, sequence: int, number: str, period: str) -> None:
    place = parsed(pattern).on(DAY, "INV")
    assert (place.number(sequence), place.period) == (number, period)


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        ("", ENDS_SO),
        ("{prefix}", ENDS_SO),
        ("{sequence}-{sequence}", ENDS_SO),
        ("{sequence}/{year}", ENDS_SO),
        ("{sequence:4}-A", ENDS_SO),
        ("{prefix}-{month}-{sequence}", YEARLESS),
        ("{prefix}{sequence}", APART),
        ("{year}{sequence:4}", APART),
        ("A1{sequence}", APART),
        ("{prefix}-{day}-{sequence}", "must not have {day}: there is {prefix}, {year}, {yy}, {month}, {sequence}"),
        ("{prefix}-{sequence:0}", "must say from 1 to 9 digits, such as {sequence:4}"),
        ("{prefix}-{sequence:12}", "must say from 1 to 9 digits, such as {sequence:4}"),
        ("{prefix}-{sequence", "must close every brace that it opens; one { is alone"),
        ("Nr. {sequence}", "must have capital letters, digits and - / . _ between its braces, and nothing else"),
        ("ÄB-{sequence}", "must have capital letters, digits and - / . _ between its braces, and nothing else"),
        ("INVOICES-OF-OURS-{sequence:4}", f"{TOO_LONG} it gives 27"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["number_pattern", "credit_note_pattern"])
def test_a_bad_pattern_is_refused_in_plain_words(name: str, pattern: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(f'{name} {sentence}')}$"):
        checked(name, pattern)


def test_a_prefix_must_fit_into_the_pattern() -> None:
    long = {"number_prefix": "ABCDEFGHIJKL", "number_pattern": "{prefix}-{year}-{sequence:4}"}
    assert clashes(AccountSettings(**long)) == {"number_pattern": f"{TOO_LONG} it gives 28"}
    assert clashes(AccountSettings(number_prefix="ABCDEFGHIJKL")) == {}
    same = AccountSettings(number_pattern="CN-{year}-{sequence}")
    assert clashes(same) == {"credit_note_pattern": "must differ from number_pattern before its {sequence}"}


PLACEHOLDERS = st.sampled_from(["{prefix}", "{year}", "{yy}", "{month}"])
PATTERNS = st.builds(
    lambda pieces, sign, digits: (
        "".join(pieces) + sign + ("{sequence}" if digits is None else f"{{sequence:{digits}}}")
    ),
    st.lists(st.one_of(PLACEHOLDERS, st.text("AZ09./_-", min_size=1, max_size=3)), max_size=5),
    st.sampled_from("AZ./_-"),
    st.one_of(st.none(), st.integers(1, 9)),
)
PREFIXES = st.from_regex("[A-Z0-9]{1,12}", fullmatch=True)


@given(PATTERNS, PREFIXES, st.dates(date(1970, 1, 1), date(9999, 12, 31)), st.integers(1, 10**9))
def test_a_number_says_what_was_counted(text: str, prefix: str, day: date, sequence: int) -> None:
    """The last run of digits is the sequence, and what stands before it is the same for the whole period."""
    try:
        pattern = parsed(text)
    except ValueError:
        return
    place = pattern.on(day, prefix)
    found = re.fullmatch(r"(.*?)([0-9]+)", place.number(sequence))
    assert found is not None
    assert (found[1], int(found[2])) == (place.head, sequence)
    assert "{" not in place.head
    assert len(place.number(sequence)) <= pattern.longest(prefix)
    assert len(place.number(sequence)) <= NUMBER_MAX or clashes(
        AccountSettings(number_pattern=text, number_prefix=prefix)
    )


@given(PATTERNS, st.dates(date(1970, 1, 1), date(2069, 12, 31)), st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_two_periods_never_share_a_number(text: str, one: date, other: date) -> None:
    try:
        pattern = parsed(text)
    except ValueError:
        return
    first, second = pattern.on(one, "INV"), pattern.on(other, "INV")
    assert (first.period == second.period) == (first.head == second.head)


@given(
    st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu"]),
    st.integers(2000, 2099),
    st.integers(-100_000, 100_000),
)
def test_the_period_is_that_of_the_day_in_the_accounts_time_zone(zone: str, year: int, seconds: int) -> None:
    """Around the turn of a year as the account's clocks show it."""
    settings = AccountSettings(numbering="account", number_pattern="{year}-{month}-{sequence}", time_zone=zone)
    turn = datetime(year, 1, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    place = place_of(settings, INVOICES, int((turn + timedelta(seconds=seconds)).timestamp()))
    assert place is not None
    assert place.period == (f"{year - 1}-12" if seconds < 0 else f"{year}-01")
    assert place.head == f"{place.period}-"


def test_one_moment_lies_in_two_years() -> None:
    moment = int(datetime(2026, 12, 31, 23, 30, tzinfo=UTC).timestamp())
    numbers = []
    for zone in ("America/New_York", "UTC", "Europe/Berlin"):
        settings = AccountSettings(credit_note_numbering="series", time_zone=zone)
        assert place_of(settings, INVOICES, moment) is None
        place = place_of(settings, CREDIT_NOTES, moment)
        numbers.append(place.number(1) if place is not None else "")
    assert numbers == ["CN-2026-0001", "CN-2026-0001", "CN-2027-0001"]
