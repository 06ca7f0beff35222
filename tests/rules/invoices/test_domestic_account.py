"""Which invoices name an account of a payment scheme of the issuer's country, and which account."""

from typing import Any

import pytest
from stdnum import iban as ibans
from tests.builders import a_draft

from billhook.account_settings import bank
from billhook.account_settings.settings import from_stored
from billhook.invoices.rules.domestic_account import domestic_account

IBAN, GERMAN = "CZ6508000000192000145399", "DE89370400440532013000"
CZECH = {"business_name": "Zahrada s.r.o.", "business_country": "CZ", "bank_iban": IBAN, "bank_bic": "GIBACZPX"}
ACCOUNTS: dict[str, tuple[dict[str, str], str, str]] = {
    "czk": (CZECH, "iban", IBAN),
    "brl": ({"business_name": "Jardim", "business_country": "BR", "pix_key": "a@b.example"}, "pix", "a@b.example"),
    "sgd": ({"business_name": "Garden", "business_country": "SG", "paynow_uen": "201403121W"}, "paynow", "201403121W"),
    "inr": ({"business_name": "Bagh", "business_country": "IN", "upi_id": "bagh@okbank"}, "upi", "bagh@okbank"),
}


def sent(currency: str, **given: Any) -> Any:
    values = {"currency": currency, "collection_method": "send_invoice", "payment_method_types": None}
    return a_draft(**{**values, **given})


@pytest.mark.parametrize("currency", ACCOUNTS)
def test_what_is_sent_names_the_account(currency: str) -> None:
    settings, kind, number = ACCOUNTS[currency]
    found = domestic_account(from_stored(settings), sent(currency), livemode=True)
    assert found is not None
    assert (found.type, found.details[kind], found.details["account_holder_name"]) == (
        kind, number, settings["business_name"],
    )  # fmt: skip


@pytest.mark.parametrize("livemode", [True, False])
@pytest.mark.parametrize("currency", ACCOUNTS)
@pytest.mark.parametrize(
    "given",
    [{"collection_method": "charge_automatically"}, {"payment_method_types": ["card"]}, {"currency": "usd"}],
)
def test_others_name_none(currency: str, given: dict[str, Any], livemode: bool) -> None:
    settings = from_stored(ACCOUNTS[currency][0])
    assert domestic_account(settings, sent(**{"currency": currency, **given}), livemode=livemode) is None


@pytest.mark.parametrize("livemode", [True, False])
@pytest.mark.parametrize("currency", ACCOUNTS)
def test_a_business_elsewhere_and_one_without_an_account_name_none(currency: str, livemode: bool) -> None:
    settings, _, number = ACCOUNTS[currency]
    without = {name: value for name, value in settings.items() if value != number}
    for account in (without, settings | {"business_country": "DE"}):
        assert domestic_account(from_stored(account), sent(currency), livemode=livemode) is None


@pytest.mark.parametrize("currency", ACCOUNTS)
def test_the_account_of_test_mode_is_invented_and_the_same_for_one_customer(currency: str) -> None:
    settings, kind, number = ACCOUNTS[currency]
    account = from_stored(settings)
    found, again, other = (
        domestic_account(account, sent(currency, **more), livemode=False)
        for more in ({}, {"number": "X"}, {"customer": "cus_other"})
    )
    assert found is not None
    assert other is not None
    assert (found.type, found == again) == (kind, True)
    assert found.details[kind] not in (number, other.details[kind])


def test_a_foreign_iban_is_no_czech_account() -> None:
    assert domestic_account(from_stored(CZECH | {"bank_iban": GERMAN}), sent("czk"), livemode=True) is None


def test_an_invented_iban_belongs_to_no_bank() -> None:
    found = domestic_account(from_stored(CZECH), sent("czk"), livemode=False)
    assert found is not None
    iban = found.details["iban"]
    assert (ibans.is_valid(iban), iban[:2], iban[4:8], found.details["bic"]) == (True, "CZ", "0000", "")


def test_other_invented_accounts_have_the_form_of_real_ones_and_are_nobodys() -> None:
    found = {}
    for currency in ("brl", "sgd", "inr"):
        settings, kind, _ = ACCOUNTS[currency]
        account = domestic_account(from_stored(settings), sent(currency), livemode=False)
        assert account is not None
        found[kind] = account.details[kind]
    assert bank.pix_key(found["pix"]).startswith("00000000-0000-4000-8000-")
    assert bank.paynow_uen(found["paynow"]).startswith("0000")
    assert bank.upi_id(found["upi"]).endswith("@invalid")


def test_a_pix_account_has_the_town_of_its_code() -> None:
    settings = from_stored({**ACCOUNTS["brl"][0], "business_city": "Recife"})
    found = domestic_account(settings, sent("brl"), livemode=True)
    assert found is not None
    assert found.details["city"] == "Recife"
