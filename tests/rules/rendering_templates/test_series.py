"""The numbers of business units: which patterns can give the same number, and where a number is taken."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from billhook.account_settings.number_pattern import parsed
from billhook.account_settings.settings import AccountSettings
from billhook.invoices.objects import NumberSequence
from billhook.invoices.rules.numbering import CREDIT_NOTES, INVOICES, count_of, kind_of, next_numbers, unit_of
from billhook.rendering_templates.objects import Unit
from billhook.rendering_templates.rules.series import Clash, clash_of, clash_with_settings

NOON = int(datetime(2026, 11, 30, 12, tzinfo=UTC).timestamp())
PLAIN = AccountSettings()


def a_unit(numbers: str | None = None, notes: str | None = None, id: str = "inrtem_1") -> Unit:
    return Unit(id, "Web shop", numbers, notes)


@pytest.mark.parametrize(
    ("one", "other", "can"),
    [
        ("WEB-{sequence}", "WEB-{sequence:4}", True),
        ("WEB-{sequence}", "SHOP-{sequence}", False),
        ("{prefix}-{sequence}", "INV-{sequence:4}", True),
        ("{prefix}-{year}-{sequence}", "INV-2026-{sequence}", True),
        ("{prefix}-{year}-{sequence}", "INV-20X6-{sequence}", False),
        ("{year}-{sequence}", "{yy}-{sequence}", False),
        ("{year}-{sequence}", "{yy}{month}-{sequence}", True),
        ("{year}/{sequence}", "{year}-{sequence}", False),
        ("{sequence}", "{sequence:6}", True),
        ("{sequence}", "A-{sequence}", False),
    ],
)
def test_two_patterns_can_give_the_same_number(one: str, other: str, can: bool) -> None:
    assert parsed(one).meets(parsed(other), "INV") is can
    assert parsed(other).meets(parsed(one), "INV") is can


_HEADS = st.lists(st.sampled_from(["{prefix}", "{year}", "{yy}", "A", "2", "20", "26", "-"]), max_size=4).map("".join)
_DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(_HEADS, _HEADS, _DAYS, _DAYS)
def test_patterns_that_do_not_meet_never_give_the_same_number(one: str, other: str, day: date, later: date) -> None:
    assume("{year}" * 4 not in (one, other))  # its numbers are longer than any may be
    first, second = parsed(f"{one}-{{sequence}}"), parsed(f"{other}-{{sequence}}")
    if not first.meets(second, "A2"):
        assert first.on(day, "A2").number(7) != second.on(later, "A2").number(7)


@pytest.mark.parametrize(
    ("unit", "others", "clash"),
    [
        (a_unit("WEB-{sequence}", "WEB-CN-{sequence}"), (), None),
        (
            a_unit("INV-{sequence}"), (),
            Clash("number_pattern", "must not give numbers that the account's number_pattern can give"),
        ),
        (
            a_unit("CN-2026-{sequence}"), (),
            Clash("number_pattern", "must not give numbers that the account's credit_note_pattern can give"),
        ),
        (
            a_unit("WEB-{sequence}", "WEB-{sequence:4}"), (),
            Clash("credit_note_pattern", "must not give numbers that the number_pattern of this template can give"),
        ),
        (
            a_unit("WEB-{sequence}"), (a_unit("WEB-{sequence}", id="inrtem_2"),),
            Clash("number_pattern", "must not give numbers that the number_pattern of the template Web shop can give"),
        ),
        # A unit does not stand in its own way.
        (a_unit("WEB-{sequence:4}"), (a_unit("WEB-{sequence}"),), None),
    ],
)  # fmt: skip
def test_what_a_unit_may_not_count(unit: Unit, others: tuple[Unit, ...], clash: Clash | None) -> None:
    assert clash_of(unit, others, PLAIN) == clash


def test_settings_go_together_with_the_units() -> None:
    unit = a_unit("WEB-{sequence}", "{prefix}-WEB-CN-2026-{sequence}")
    assert clash_with_settings([unit], AccountSettings(number_prefix="A")) is None
    found = clash_with_settings([unit], AccountSettings(number_prefix="WEB"))
    assert found == Clash(
        "number_pattern", "must not give numbers that the number_pattern of the template Web shop can give"
    )
    found = clash_with_settings([unit], AccountSettings(number_prefix="LONG"))
    assert found is not None
    assert (found.param, found.sentence.partition(":")[0]) == (
        "number_prefix", "does not go with the credit_note_pattern of the template Web shop",
    )  # fmt: skip


@pytest.mark.parametrize("numbering", ["customer", "account"])
def test_a_unit_with_a_pattern_counts_for_itself(numbering: str) -> None:
    settings = AccountSettings.model_validate({"numbering": numbering})
    count = count_of(settings, INVOICES, NOON, a_unit("WEB-{year}-{sequence:3}"))
    assert count is not None
    assert (count.series, count.place.number(7), count.place.period) == ("invoice/inrtem_1", "WEB-2026-007", "2026")
    assert (kind_of(count.series), unit_of(count.series)) == (INVOICES, "inrtem_1")
    # What it has no pattern for is counted as without it.
    for unit in (a_unit("WEB-{sequence}"), None):
        assert count_of(settings, CREDIT_NOTES, NOON, unit) is None
    assert count_of(settings, INVOICES, NOON, a_unit()) == count_of(settings, INVOICES, NOON)


def test_every_sequence_is_listed_with_its_next_number() -> None:
    settings = AccountSettings.model_validate({"numbering": "account"})
    counted = [
        NumberSequence("invoice/inrtem_1", "2026", 9, ("WEB-2026-",)),
        NumberSequence("invoice/inrtem_1", "2025", 4, ("WEB-2025-",)),
        NumberSequence("credit_note/inrtem_gone", "", 2, ("OLD-",)),
    ]
    shown = next_numbers(settings, [a_unit("WEB-{year}-{sequence:3}")], counted, NOON)
    assert [number for _, number in shown] == ["INV-0001", "WEB-2026-009", "WEB-2025-004", "OLD-0002"]
