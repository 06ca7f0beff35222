"""Tax ids are called what the country that gave them calls them."""

import pytest

from billhook.documents.tax_id_words import tax_id_label, tax_id_words
from billhook.kernel.tax_number import TaxNumber
from billhook.tax.types import TAX_ID_TYPES


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("eu_vat", "DE123456789", "USt-IdNr. DE123456789"),
        ("eu_vat", "FR12345678901", "N° TVA FR12345678901"),
        ("eu_vat", "IT12345678901", "P. IVA IT12345678901"),
        ("eu_vat", "XX1", "VAT No. XX1"),
        ("gb_vat", "GB123456789", "VAT Reg. No. GB123456789"),
        ("za_vat", "4123456789", "VAT No. 4123456789"),
        ("us_ein", "12-3456789", "EIN 12-3456789"),
        ("in_gst", "12ABCDE3456FGZH", "GSTIN 12ABCDE3456FGZH"),
        ("br_cnpj", "01.234.456/5432-10", "CNPJ 01.234.456/5432-10"),
        ("ca_pst_bc", "PST-1234-5678", "PST/BC PST-1234-5678"),
        ("", "HRB 1234", "HRB 1234"),
    ],
)
def test_it_is_called_as_at_home(kind: str, value: str, words: str) -> None:
    assert tax_id_words(TaxNumber(kind, value)) == words


def test_every_type_has_a_name() -> None:
    assert [kind for kind in TAX_ID_TYPES if not tax_id_label(TaxNumber(kind, "1")).strip()] == []
