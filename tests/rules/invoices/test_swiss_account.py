"""Which invoices have a Swiss QR-bill, and to which account."""

from typing import Any

import pytest
from stdnum import iban as ibans
from tests.builders import a_draft

from billhook.account_settings.settings import from_stored
from billhook.documents.swiss_reference import is_qr_iban
from billhook.invoices.rules.swiss_account import swiss_account
from billhook.kernel.replacing import replace

IBAN, QR_IBAN, GERMAN = "CH5800791123000889012", "CH4431999123000889012", "DE89370400440532013000"
SWISS = {
    "business_name": "Robert Schneider AG", "business_country": "CH", "business_line1": "Rue du Lac 1268",
    "business_city": "Biel", "business_postal_code": "2501", "bank_iban": IBAN,
}  # fmt: skip
SENT = {"currency": "chf", "collection_method": "send_invoice", "payment_method_types": None}
BY_TRANSFER = {**SENT, "currency": "eur", "payment_method_types": ["card", "customer_balance"]}


@pytest.mark.parametrize(
    ("settings", "invoice", "has_bill"),
    [
        ({}, SENT, True), ({}, BY_TRANSFER, True), ({"bank_iban": QR_IBAN}, SENT, True),
        ({"business_country": "LI"}, SENT, True), ({"business_line1": ""}, SENT, True),
        ({"bank_iban": ""}, SENT, False), ({"bank_iban": GERMAN}, SENT, False),
        ({"business_country": "DE"}, SENT, False),
        ({"business_name": ""}, SENT, False), ({"business_city": ""}, SENT, False),
        ({"business_postal_code": ""}, SENT, False),
        ({}, {**SENT, "collection_method": "charge_automatically"}, False),
        ({}, {**SENT, "payment_method_types": ["card"]}, False), ({}, {**SENT, "currency": "eur"}, False),
        ({}, {**SENT, "currency": "usd"}, False),
    ],
)  # fmt: skip
def test_which_invoices_have_a_bill(settings: dict[str, str], invoice: dict[str, Any], has_bill: bool) -> None:
    account = from_stored({**SWISS, **settings})
    draft = a_draft(**invoice)
    found = swiss_account(account, draft, livemode=True)
    assert found == (account.bank_iban if has_bill else None)
    assert (swiss_account(account, draft, livemode=False) is not None) is has_bill


@pytest.mark.parametrize("iban", [IBAN, QR_IBAN])
def test_the_account_of_test_mode_is_invented_and_of_the_same_kind(iban: str) -> None:
    account, draft = from_stored({**SWISS, "bank_iban": iban}), a_draft(**SENT)
    found = swiss_account(account, draft, livemode=False) or ""
    assert found != iban
    assert (ibans.is_valid(found), is_qr_iban(found), found[:2]) == (True, is_qr_iban(iban), "CH")
    assert found == swiss_account(account, replace(draft, number="X"), livemode=False)
    assert found != swiss_account(account, replace(draft, customer="cus_other"), livemode=False)
