"""What a setting may be, and what is said where it may not."""

import re

import pytest

from billhook.account_settings.settings import AccountSettings, checked, faults, from_stored, printed

NOT_A_LOCALE = (
    "must be one of en, de, fr, es, it, nl, pt, pt-BR, pl, sv, da, nb, fi, cs, sk, hu, ro, el, tr, ja, zh-Hans, "
    "zh-Hant, ko, ar, he, with or without a country, such as de-AT"
)
NOT_A_COUNTRY = "must be the two capital letters of a country in ISO 3166, such as DE"
NOT_AN_ADDRESS = "must be one mail address, such as billing@example.com"
NOT_A_SITE = "must be an address that starts with https:// or http://"


NOT_A_PIX_KEY = "must be a CPF, a CNPJ, a phone number such as +5511912345678, a mail address or a random key"
NOT_A_UEN = "must be a UEN of 9 or 10 letters and digits, such as 197401143C"
NO_PIX_KEYS = (
    "39053344706", "16727230000198", "+4911912345678", "+5511", "@b", "ü@b.example", "a" * 80 + "@b.example", "key",
    "123e4567e12b12d1a456426655440000", "３９０53344705",
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("business_country", "XX", NOT_A_COUNTRY),
        ("business_country", "UK", NOT_A_COUNTRY),
        ("business_country", "de", NOT_A_COUNTRY),
        ("business_email", "notanemail", NOT_AN_ADDRESS),
        ("business_email", "a@b.example, c@d.example", NOT_AN_ADDRESS),
        ("business_email", "Acme <a@b.example>", NOT_AN_ADDRESS),
        ("business_email", "a@b.example\nBcc: c@d.example", NOT_AN_ADDRESS),
        ("business_url", "javascript:alert(1)", NOT_A_SITE),
        ("business_url", "example.com", NOT_A_SITE),
        ("business_url", "https://", NOT_A_SITE),
        ("business_url", "https://[", NOT_A_SITE),
        ("business_url", "https://a.example/ b", NOT_A_SITE),
        ("locale", "th", NOT_A_LOCALE),
        ("locale", "de-XX", NOT_A_LOCALE),
        ("locale", "de_DE", NOT_A_LOCALE),
        ("business_name", "", "must not be empty"),
        ("business_name", "x" * 151, "must not be longer than 150 characters"),
        ("page_size", "a5", "must be a4, letter or auto"),
        ("numbering", "none", "must be customer or account"),
        ("mail_enabled", "perhaps", "must be true or false"),
        ("overdue_days", "-5", "must be a whole number from 0 to 365"),
        ("overdue_days", "366", "must be a whole number from 0 to 365"),
        ("overdue_days", "soon", "must be a whole number from 0 to 365"),
        ("overdue_days", "1.5", "must be a whole number from 0 to 365"),
        ("requests_per_second_test", "-1", "must be a whole number from 0 to 10000"),
        ("requests_at_once_live", "10001", "must be a whole number from 0 to 10000"),
        ("number_prefix", "inv", "must be 1 to 12 capital letters or digits, such as INV"),
        ("default_currency", "xyz", "must be a currency that invoices may use, such as eur"),
        ("time_zone", "Berlin", "must be a time zone of the tz database, such as Europe/Berlin"),
        ("bank_iban", "DE88 3704 0044 0532 0130 00", "must be a valid IBAN"),
        ("bank_bic", "COBADE", "must be a BIC of 8 or 11 capital letters and digits, such as COBADEFFXXX"),
        *(("pix_key", key, NOT_A_PIX_KEY) for key in NO_PIX_KEYS),
        *(("paynow_uen", uen, NOT_A_UEN) for uen in ("201403121X", "123", "２01403121W", "201403121W2")),
        *(("upi_id", upi, "must be a UPI ID such as name@bank") for upi in ("name", "a@bank", "a b@bank", "a&b@bank")),
        ("branding_logo", "logo.png", "must be the id of a file, such as file_1…"),
        ("branding_primary_color", "red", "must be a colour of six hexadecimal digits, such as #1d5fae"),
        ("branding_secondary_color", "#1d5fae80", "must be a colour of six hexadecimal digits, such as #1d5fae"),
        ("retry_days", "3, x", "must be days from 1 to 60, such as `3, 5, 7`; 'x' is not one"),
        ("underpayment_tolerance", "lots", "must be a percentage, such as `0.5`"),
        ("underpayment_tolerance", "11", "must be between 0 and 10"),
    ],
)
def test_a_wrong_value_is_refused_in_our_own_words(name: str, text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(f'{name} {sentence}')}$"):
        checked(name, text)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("business_country", "DE", "DE"),
        ("business_country", "XK", "XK"),
        ("business_email", "rechnung@müller.example", "rechnung@müller.example"),
        ("business_email", "", ""),
        ("business_url", "https://example.com/über", "https://example.com/über"),
        ("business_url", "", ""),
        ("locale", "pt-BR", "pt-BR"),
        ("locale", "nl", "nl"),
        ("overdue_days", "5", 5),
        ("mail_enabled", "false", False),
        ("pix_key", "390.533.447-05", "39053344705"),
        ("pix_key", "16.727.230/0001-97", "16727230000197"),
        ("pix_key", "12.ABC.345/01DE-35", "12ABC34501DE35"),
        ("pix_key", "Pagar@Jardim.example", "pagar@jardim.example"),
        ("pix_key", "+55 (11) 91234-5678", "+5511912345678"),
        ("pix_key", "123E4567-E12B-12D1-A456-426655440000", "123e4567-e12b-12d1-a456-426655440000"),
        ("pix_key", "", ""),
        ("paynow_uen", "201403121w", "201403121W"),
        ("paynow_uen", "", ""),
        ("upi_id", "garden.shop@okbank", "garden.shop@okbank"),
        ("upi_id", "", ""),
    ],
)
def test_a_right_value_is_taken(name: str, text: str, value: object) -> None:
    assert checked(name, text) == value


def test_every_default_is_valid() -> None:
    defaults = AccountSettings().model_dump()
    assert faults(defaults) == []
    assert {name: checked(name, printed(value)) for name, value in defaults.items()} == defaults


def test_what_an_older_program_stored_harms_nobody() -> None:
    stored = {
        "business_email": "notanemail",
        "business_url": "javascript:alert(1)",
        "business_country": "UK",
        "locale": "th",
        "overdue_days": 5,
        "default_days_until_due": 30,
    }
    read = from_stored(stored)
    assert (read.business_email, read.business_url) == ("", "")
    assert (read.business_country, read.locale, read.overdue_days) == ("UK", "th", 5)
    assert sorted(faults(stored)) == [
        f"business_country {NOT_A_COUNTRY}",
        f"business_email {NOT_AN_ADDRESS}",
        f"business_url {NOT_A_SITE}",
        "default_days_until_due is unknown and does nothing",
        f"locale {NOT_A_LOCALE}",
    ]
