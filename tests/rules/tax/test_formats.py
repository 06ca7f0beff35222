"""The form of each type of tax id, by the examples of Stripe's guide to tax ids."""

import pytest

from billhook.tax.rules.formats import EU_VAT, FORMATS, country, well_formed
from billhook.tax.types import TAX_ID_TYPES


@pytest.mark.parametrize(("kind", "example"), [(kind, form.example) for kind, form in FORMATS.items()])
def test_the_documented_example_of_each_type_is_well_formed(kind: str, example: str) -> None:
    assert kind in TAX_ID_TYPES
    assert well_formed(kind, example)
    assert not well_formed(kind, example + "0000000000")
    assert not well_formed(kind, f" {example}")


@pytest.mark.parametrize(("letters", "example"), [(letters, form.example) for letters, form in EU_VAT.items()])
def test_the_documented_example_of_each_member_state_is_well_formed(letters: str, example: str) -> None:
    assert example.startswith(letters)
    assert well_formed("eu_vat", example)
    assert not well_formed("eu_vat", example[2:])
    assert not well_formed("eu_vat", example[:-1] + "?")


def test_every_member_state_is_there() -> None:
    states = "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
    assert sorted(EU_VAT) == [*states, "XI"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("eu_vat", "DE123"),
        ("eu_vat", "123456789"),
        ("eu_vat", "US123456789"),
        ("eu_vat", "GB123456789"),
        ("eu_vat", "de123456789"),
        ("eu_vat", "DE 123456789"),
        ("eu_vat", "DE१२३४५६७८९"),
        ("eu_vat", ""),
        ("gb_vat", "123456789"),
        ("gb_vat", "GB12345678"),
        ("us_ein", "12-345678"),
        ("us_ein", "1-23456789"),
        ("ch_vat", "CHE-123.456.789"),
        ("no_vat", "123456789"),
        ("za_vat", "5123456789"),
        ("au_abn", "1234567891"),
    ],
)
def test_malformed(kind: str, value: str) -> None:
    assert not well_formed(kind, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("eu_vat", "IE1A23456B"),
        ("eu_vat", "LT123456789"),
        ("eu_vat", "RO12"),
        ("gb_vat", "GB123456789012"),
        ("gb_vat", "GBHA123"),
        ("us_ein", "123456789"),
        ("ch_vat", "CHE123456789TVA"),
        ("br_cnpj", "12ABC34501DE35"),
    ],
)
def test_further_forms_of_the_same_numbers(kind: str, value: str) -> None:
    assert well_formed(kind, value)


def test_types_without_a_documented_form_take_short_printable_text() -> None:
    free = sorted(set(TAX_ID_TYPES) - set(FORMATS) - {"eu_vat"})
    assert "fr_siret" in free
    for kind in free:
        assert well_formed(kind, "Ж-12/3")
        for value in ("", " ", " 1", "1\n", "a\x00b", "\u202e1", "x" * 51):
            assert not well_formed(kind, value)


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        ("eu_vat", "DE123456789", "DE"),
        ("eu_vat", "EL123456789", "GR"),
        ("eu_vat", "XI123456789", "GB"),
        ("eu_vat", "000000000", None),
        ("eu_oss_vat", "EU123456789", None),
        ("gb_vat", "GB123456789", "GB"),
        ("us_ein", "12-3456789", "US"),
        ("li_uid", "CHE123456789", "LI"),
    ],
)
def test_the_country(kind: str, value: str, wanted: str | None) -> None:
    assert country(kind, value) == wanted


def test_every_type_belongs_to_a_country() -> None:
    without = [
        kind for kind in TAX_ID_TYPES if country(kind, FORMATS[kind].example if kind in FORMATS else "DE1") is None
    ]
    assert without == ["eu_oss_vat"]
