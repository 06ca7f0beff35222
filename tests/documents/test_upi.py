"""The code of India's payment apps, by the linking specification of UPI."""

import re
from decimal import Decimal
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.documents.domestic_readers import scanned

from billhook.documents.upi import upi

ADDRESS = "garden.shop@okbank"
any_text = st.text(st.characters(exclude_categories=["Cs"]))


def read(text: str) -> dict[str, str]:
    """The fields of the address. A blank is `%20`: apps do not read a plus sign as one."""
    parts = urlsplit(text)
    assert (parts.scheme, parts.netloc, parts.path) == ("upi", "pay", "")
    assert "+" not in parts.query
    found = {name: values[0] for name, values in parse_qs(parts.query, strict_parsing=True).items()}
    assert found == {name: unquote(value) for name, value in (one.split("=") for one in parts.query.split("&"))}
    return found


def test_the_address() -> None:
    assert upi(ADDRESS, 12_345, "INV-2026-0042", name="Garden & Sons", is_test=False) == (
        f"upi://pay?pa={ADDRESS}&pn=Garden%20%26%20Sons&tr=INV20260042&tn=INV-2026-0042&am=123.45&cu=INR"
    )


@given(
    st.integers(1, 10**11), st.from_regex(r"[A-Z0-9]{1,12}[-/&][0-9]{1,12}", fullmatch=True), any_text, st.booleans()
)  # fmt: skip
def test_a_phone_reads_amount_and_reference(minor: int, reference: str, name: str, is_test: bool) -> None:
    text = upi(ADDRESS, minor, reference, name=f"A{name}", is_test=is_test)
    assert text is not None
    fields = read(scanned(text))
    assert (fields["pa"], fields["cu"], Decimal(fields["am"]) * 100) == (ADDRESS, "INR", minor)
    assert fields["tr"] == re.sub("[^A-Z0-9]", "", reference)
    assert fields["tn"] == (f"TEST {reference}" if is_test else reference)
    assert len(fields["pn"]) <= 50


@pytest.mark.parametrize(
    ("reference", "expected"), [("A" * 36, (None, "A" * 36)), ("A-" * 30, ("A" * 30, None)), ("7", ("7", "7"))]
)
def test_a_reference_stands_whole_where_it_has_room(reference: str, expected: tuple[str | None, str | None]) -> None:
    text = upi(ADDRESS, 100, reference, name="A", is_test=False)
    assert text is not None
    assert (read(text).get("tr"), read(text).get("tn")) == expected


@pytest.mark.parametrize(("reference", "name"), [("A" * 51, "A"), ("", "A"), ("株", "A"), ("1", "शर्मा"), ("1", "")])
def test_without_a_reference_or_a_name_there_is_no_code(reference: str, name: str) -> None:
    assert upi(ADDRESS, 100, reference, name=name, is_test=False) is None


@given(any_text, any_text)
def test_no_text_breaks_the_format(reference: str, name: str) -> None:
    text = upi(ADDRESS, 100, reference, name=name, is_test=False)
    assert text is None or read(text)["pa"] == ADDRESS
