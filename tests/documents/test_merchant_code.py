"""The codes of Pix and PayNow, by the format of EMV."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.domestic_readers import crc, read_merchant_code, scanned

from billhook.documents.merchant_code import check_sum, paynow, pix

KEY, UEN = "123e4567-e12b-12d1-a456-426655440000", "201403121W"
numbers = st.from_regex(r"[A-Z0-9]{1,12}[-/][0-9]{1,11}", fullmatch=True)
amounts = st.integers(1, 10**11)
any_text = st.text(st.characters(exclude_categories=["Cs"]))


def test_the_check_sum_is_that_of_the_catalogue() -> None:
    assert check_sum("123456789") == "29B1"


@given(st.text(st.characters(max_codepoint=127)))
def test_the_check_sum_is_worked_out_bit_by_bit(text: str) -> None:
    assert check_sum(text) == f"{crc(text):04X}"


def test_the_check_sum_is_that_of_the_central_bank_of_brazil() -> None:
    """The example of a static code in its manual, without an amount."""
    text = (
        f"00020126580014br.gov.bcb.pix0136{KEY}520400005303986"
        "5802BR5913Fulano de Tal6008BRASILIA62070503***6304"
    )  # fmt: skip
    assert check_sum(text) == "1D3D"


def test_pix_field_by_field() -> None:
    text = pix(KEY, 12_345, "RE-2026/42", name="Fulano de Tal", town="BRASILIA", is_test=False)
    assert text is not None
    assert text.startswith(
        f"00020126720014br.gov.bcb.pix0136{KEY}0210RE-2026/425204000053039865406123.45"
        "5802BR5913Fulano de Tal6008BRASILIA62120508RE2026426304"
    ), text  # fmt: skip


def test_paynow_field_by_field() -> None:
    text = paynow(UEN, 100, "INV-2026-0042", name="Garden Pte. Ltd.", is_test=False)
    assert text is not None
    assert text.startswith(
        f"00020101021226370009SG.PAYNOW010120210{UEN}03010520400005303702540"
        "41.005802SG5916Garden Pte. Ltd.6009Singapore62170113INV-2026-00426304"
    ), text  # fmt: skip


@given(amounts, numbers, any_text, any_text, st.booleans())
def test_pix_is_read_by_a_phone(minor: int, reference: str, name: str, town: str, is_test: bool) -> None:
    text = pix(KEY, minor, reference, name=f"A{name}", town=town, is_test=is_test)
    assert text is not None
    fields = read_merchant_code(scanned(text))
    assert (fields["26-00"], fields["26-01"], fields["53"], fields["58"]) == ("br.gov.bcb.pix", KEY, "986", "BR")
    assert Decimal(fields["54"]) * 100 == minor
    assert fields["62-05"] == re.sub("[^A-Z0-9]", "", reference)
    assert fields["26-02"] == (f"TEST {reference}" if is_test else reference)
    assert fields["59"].startswith("TEST A" if is_test else "A")


@given(amounts, numbers, any_text, st.booleans())
def test_paynow_is_read_by_a_phone(minor: int, reference: str, name: str, is_test: bool) -> None:
    text = paynow(UEN, minor, reference, name=f"A{name}", is_test=is_test)
    assert text is not None
    fields = read_merchant_code(scanned(text))
    assert [fields[f"26-{id}"] for id in ("00", "01", "02", "03")] == ["SG.PAYNOW", "2", UEN, "0"]
    assert (fields["01"], fields["53"], fields["58"], fields["60"]) == ("12", "702", "SG", "Singapore")
    assert (Decimal(fields["54"]) * 100, fields["62-01"]) == (minor, reference)
    assert fields["59"].startswith("TEST A" if is_test else "A")


class TestLongReferences:
    """A reference is never cut: the payee would look for another one."""

    def test_pix_names_in_the_text_what_is_too_long_for_the_reference(self) -> None:
        long = "A" * 26
        text = pix(KEY, 100, long, name="A", town="", is_test=False)
        assert text is not None
        fields = read_merchant_code(text)
        assert (fields["26-02"], fields["62-05"], fields["60"]) == (long, "***", "BRASIL")

    def test_pix_has_no_text_beside_a_long_key(self) -> None:
        text = pix("a" * 70 + "@b.test", 100, "INV-1", name="A", town="", is_test=False)
        assert text is not None
        fields = read_merchant_code(text)
        assert ("26-02" in fields, fields["62-05"]) == (False, "INV1")

    @pytest.mark.parametrize("reference", ["A" * 38, "", "株式会社"])
    def test_pix_without_a_reference_has_no_code(self, reference: str) -> None:
        assert pix(KEY, 100, reference, name="A", town="", is_test=False) is None

    def test_paynow_leaves_out_the_separators_first(self) -> None:
        text = paynow(UEN, 100, "ABCDEFGHIJKL-123456789-012", name="A", is_test=False)
        assert text is not None
        assert read_merchant_code(text)["62-01"] == "ABCDEFGHIJKL123456789012"

    @pytest.mark.parametrize("reference", ["A" * 26, "", "株式会社"])
    def test_paynow_without_a_reference_has_no_code(self, reference: str) -> None:
        assert paynow(UEN, 100, reference, name="A", is_test=False) is None


@pytest.mark.parametrize("is_test", [True, False])
@pytest.mark.parametrize(("name", "minor"), [("株式会社", 100), ("", 100), ("A", 10**13)])
def test_a_name_or_an_amount_that_cannot_be_written_has_no_code(name: str, minor: int, is_test: bool) -> None:
    assert pix(KEY, minor, "INV-1", name=name, town="Recife", is_test=is_test) is None
    assert paynow(UEN, minor, "INV-1", name=name, is_test=is_test) is None


@given(amounts, any_text, any_text)
def test_no_text_breaks_the_format(minor: int, reference: str, name: str) -> None:
    for text in (
        pix(KEY, minor, reference, name=name, town=name, is_test=False),
        paynow(UEN, minor, reference, name=name, is_test=False),
    ):
        assert text is None or read_merchant_code(text)
