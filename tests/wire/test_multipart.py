"""Bodies with a file in them: what is read, and that nothing hostile comes through (RFC 7578)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rooms.files.pictures import multipart

from billhook.wire.forms import MalformedForm, Upload
from billhook.wire.multipart import FileTooLarge, Reading, boundary_of

BYTES_MAX = 10_000


def read(body: bytes, boundary: bytes = b"b0undary", *, piece: int = 1 << 20) -> dict[str, object]:
    reading = Reading(boundary, file="file", bytes_max=BYTES_MAX)
    for start in range(0, len(body), piece):
        reading.take(body[start : start + piece])
    return reading.end()


@pytest.mark.parametrize("piece", [1, 7, 1_000])
def test_fields_nested_fields_and_the_file(piece: int) -> None:
    content = bytes(range(256)) * 4 + b"\r\n--b0undar\r\n"
    body, _ = multipart(
        ("purpose", None, b"business_logo"), ("file_link_data[metadata][a b]", None, "ü&=%+".encode()),
        ("file", 'm"y lögo.png'.replace('"', "%22"), content),
    )  # fmt: skip
    assert read(body, piece=piece) == {
        "purpose": "business_logo",
        "file_link_data": {"metadata": {"a b": "ü&=%+"}},
        "file": Upload("m%22y lögo.png", content),
    }


@pytest.mark.parametrize(
    "header", [b"multipart/form-data", b"multipart/form-data; boundary=", b'multipart/form-data; boundary=""']
)
def test_a_form_without_boundary(header: bytes) -> None:
    with pytest.raises(MalformedForm, match="boundary"):
        boundary_of(header)


def test_other_bodies_are_not_its_business() -> None:
    assert boundary_of(b"application/x-www-form-urlencoded") is None
    assert boundary_of(b"") is None
    assert boundary_of(b'Multipart/Form-Data; charset=utf-8; boundary="a b"') == b"a b"


TWO_FILES = multipart(("file", "a.png", b"1"), ("file", "b.png", b"2"))[0]
NESTED = multipart(("file", "a.png", b"1"))[0].replace(
    b"\r\n\r\n1", b"\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n1"
)


@pytest.mark.parametrize(
    ("body", "about"),
    [
        (TWO_FILES, "one file"),
        (multipart(("purpose", "a.png", b"1"))[0], "one file"),
        (multipart(("file", None, b"1"))[0], "must be a file"),
        (multipart(("file", "a.png", b"1"))[0][:-12], "breaks off"),
        (b"", "breaks off"),
        (b"file=1&purpose=business_logo", "malformed"),
        (b"--b0undary\r\n\r\n1\r\n--b0undary--\r\n", "must have a name"),
        (b"--b0undary\r\nContent-Disposition: form-data\r\n\r\n1\r\n--b0undary--\r\n", "must have a name"),
        (b"--b0undary\r\nX-Long: " + b"x" * 20_000 + b"\r\n\r\n1", "malformed"),
        (b"--b0undary\r\n" + b"X: y\r\n" * 50 + b"\r\n1", "malformed"),
        (multipart(*[(f"a{n}", None, b"") for n in range(300)])[0], "too many parts"),
        (multipart(("a", None, b"x" * 300_000))[0], "longer than"),
        (multipart(("a[b", None, b"1"))[0], "parameter name"),
        (multipart(("a", None, b"\xff"))[0], "UTF-8"),
        (multipart(("a", None, b"\0"))[0], "NUL"),
    ],
)
def test_what_has_no_single_meaning_is_refused(body: bytes, about: str) -> None:
    with pytest.raises(MalformedForm, match=about):
        read(body)


def test_a_part_within_a_part_is_the_content_of_a_file() -> None:
    assert read(NESTED) == {"file": Upload("a.png", b"1")}


def test_a_file_that_is_too_large_ends_the_reading_at_once() -> None:
    body, _ = multipart(("file", "a.png", b"x" * (BYTES_MAX + 100)))
    reading = Reading(b"b0undary", file="file", bytes_max=BYTES_MAX)
    with pytest.raises(FileTooLarge):
        reading.take(body[:-40])  # long before its end


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 400), st.integers(1, 50))
def test_noise_is_read_or_refused(noise: bytes, at: int, piece: int) -> None:
    """Whatever stands in a body: parameters, or one of the two refusals."""
    body, _ = multipart(("purpose", None, b"business_logo"), ("file", "a.png", b"1"))
    try:
        assert isinstance(read(body[:at] + noise + body[at:], piece=piece), dict)
    except (MalformedForm, FileTooLarge) as refusal:
        assert refusal  # noqa: PT017
