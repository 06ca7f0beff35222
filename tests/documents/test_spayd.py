"""The Czech code of banking apps, by the format of the Short Payment Descriptor 1.0."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.domestic_readers import read_spayd, scanned

from billhook.documents.spayd import spayd, variable_symbol

IBAN = "CZ6508000000192000145399"
numbers = st.text(st.characters(min_codepoint=32, max_codepoint=0x17F, exclude_categories=["C"]), min_size=1)


@pytest.mark.parametrize(
    ("minor", "reference", "is_test", "expected"),
    [
        (450_000, "2026-0042", False, "AM:4500.00*CC:CZK*MSG:2026-0042*X-VS:20260042"),
        (450_000, "2026-0042", True, "AM:4500.00*CC:CZK*MSG:TEST 2026-0042*X-VS:20260042"),
        (1, "INV-1", False, "AM:0.01*CC:CZK*MSG:INV-1*X-VS:1"),
        (999_999_999, "A", False, "AM:9999999.99*CC:CZK*MSG:A"),
        (100, "12345678901", False, "AM:1.00*CC:CZK*MSG:12345678901"),
        (100, "Žluť 7*5%", False, "AM:1.00*CC:CZK*MSG:Zlut 7%2A5%25*X-VS:75"),
    ],
)
def test_the_text_of_the_code(minor: int, reference: str, is_test: bool, expected: str) -> None:
    assert spayd(IBAN, minor, reference, is_test=is_test) == f"SPD*1.0*ACC:{IBAN}*{expected}"


@pytest.mark.parametrize(("minor", "reference"), [(1_000_000_000, "A"), (100, "x" * 61), (100, "株式会社"), (100, "")])
def test_what_does_not_fit_has_no_code(minor: int, reference: str) -> None:
    """A shorter reference would be another one, and an amount of eleven signs is none."""
    assert spayd(IBAN, minor, reference, is_test=False) is None


@pytest.mark.parametrize(
    ("reference", "symbol"),
    [("2026-0042", "20260042"), ("1234567890", "1234567890"), ("12345678901", ""), ("ABC", ""), ("٣-4", "4")],
)
def test_the_variable_symbol_has_at_most_ten_digits(reference: str, symbol: str) -> None:
    assert variable_symbol(reference) == symbol


@given(st.integers(1, 999_999_999), st.from_regex(r"[A-Z0-9]{1,12}-[0-9]{1,12}", fullmatch=True), st.booleans())
def test_a_phone_reads_amount_and_reference(minor: int, reference: str, is_test: bool) -> None:
    text = spayd(IBAN, minor, reference, is_test=is_test)
    assert text is not None
    read = read_spayd(scanned(text))
    assert (read.account, round(float(read.amount) * 100)) == (IBAN, minor)
    assert read.fields["MSG"].removeprefix("TEST ") == reference
    digits = "".join(filter(str.isdecimal, reference))
    assert read.fields.get("X-VS") == (digits if len(digits) <= 10 else None)


@given(st.integers(1, 10**12), numbers)
def test_no_text_breaks_the_format(minor: int, reference: str) -> None:
    text = spayd(IBAN, minor, reference, is_test=False)
    assert text is None or (text.isascii() and read_spayd(text).account == IBAN)
