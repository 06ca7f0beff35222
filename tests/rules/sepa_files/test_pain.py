"""The files: sums, sequences, the same bytes each time, and the XSD that comes with sepaxml."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sepaxml.validation import ValidationError

from billhook.sepa_files.rules.creditor import (
    Creditor,
    CreditorUnusable,
    checked_creditor,
    creditor_of,
)
from billhook.sepa_files.rules.pain import AMOUNT_MAX, DEBIT, TRANSFER, Line, written
from billhook.sepa_files.rules.sequence import SEQUENCES, sequence_of

OWN = Creditor("DE98ZZZ09999999999", "DE02120300000000202051", "Müller & Söhne")
LINE = Line(
    "call-1", 12_345, "Jenny", "DE89370400440532013000", "NL-1", mandate="ABCD1234", given_on=date(2026, 1, 2),
    sequence="FRST",
)  # fmt: skip
MADE, DAY = datetime(2026, 11, 30, 12, 0, 5, tzinfo=UTC), date(2026, 12, 2)
BATCH = "sepa-18DzzzzzzzzzzzzzzzzzzzzzA"


def of(kind: str, *lines: Line, own: Creditor = OWN) -> bytes:
    return written(kind, BATCH, lines, own, execute_on=DAY, made_at=MADE)


def texts(content: bytes, path: str) -> list[str]:
    root = ElementTree.fromstring(content)
    for each in root.iter():
        each.tag = each.tag.rpartition("}")[2]
    return [each.text or "" for each in root.iterfind(f".//{path}")]


@pytest.mark.parametrize("kind", [DEBIT, TRANSFER])
@pytest.mark.parametrize("bic", [None, "BYLADEM1001"])
def test_the_same_values_give_the_same_bytes(kind: str, bic: str | None) -> None:
    first, second = (of(kind, LINE, own=replace(OWN, bic=bic)) for _ in range(2))
    assert first == second
    assert texts(first, "GrpHdr/MsgId") == [BATCH]
    assert texts(first, "GrpHdr/CreDtTm") == ["2026-11-30T12:00:05"]
    assert texts(first, "EndToEndId") == ["call-1"]
    assert (texts(first, "BICFI") == [bic]) == (bic is not None)


def test_each_sequence_is_a_payment_of_its_own() -> None:
    lines = [replace(LINE, end_to_end_id=f"call-{n}", amount=n + 1, sequence=SEQUENCES[n % 3]) for n in range(7)]
    content = of(DEBIT, *lines)
    assert texts(content, "PmtInf/PmtInfId") == [f"{BATCH}-{one}" for one in SEQUENCES]
    assert texts(content, "PmtInf/NbOfTxs") == ["3", "2", "2"]
    assert texts(content, "PmtInf/CtrlSum") == ["0.12", "0.07", "0.09"]
    assert (texts(content, "GrpHdr/NbOfTxs"), texts(content, "GrpHdr/CtrlSum")) == (["7"], ["0.28"])
    assert texts(content, "ReqdColltnDt") == ["2026-12-02"] * 3
    assert set(texts(content, "DtOfSgntr")) == {"2026-01-02"}
    assert max(len(id) for id in texts(content, "PmtInfId")) <= 35


@settings(max_examples=8, deadline=None)
@given(st.sampled_from([DEBIT, TRANSFER]), st.lists(st.tuples(
    st.integers(1, AMOUNT_MAX), st.text(max_size=100), st.text(max_size=200), st.sampled_from(SEQUENCES),
), min_size=1, max_size=5))  # fmt: skip
def test_any_names_and_sums_are_valid(kind: str, orders: list[tuple[int, str, str, str]]) -> None:
    content = of(kind, *(
        replace(LINE, end_to_end_id=f"call-{n}", amount=amount, name=name, text=text, sequence=sequence)
        for n, (amount, name, text, sequence) in enumerate(orders)
    ))  # fmt: skip
    whole = sum(amount for amount, *_ in orders)
    assert [Decimal(sum) for sum in texts(content, "GrpHdr/CtrlSum")] == [Decimal(whole).scaleb(-2)]
    assert sum(Decimal(sum) for sum in texts(content, "InstdAmt")) == Decimal(whole).scaleb(-2)


def test_what_the_xsd_refuses_is_not_written() -> None:
    with pytest.raises(ValidationError):
        of(DEBIT, replace(LINE, sequence="NONE"))


@pytest.mark.parametrize(
    ("single_use", "used_before", "wanted"),
    [(True, False, "OOFF"), (True, True, "OOFF"), (False, False, "FRST"), (False, True, "RCUR")],
)
def test_sequences(single_use: bool, used_before: bool, wanted: str) -> None:
    assert sequence_of(single_use=single_use, used_before=used_before) == wanted


def test_a_creditor_is_checked_and_kept() -> None:
    made = checked_creditor("de98 zzz 0999 9999 999", "de02 1203 0000 0000 2020 51", " S ", "byladem1001", 5)
    assert made == Creditor("DE98ZZZ09999999999", "DE02120300000000202051", "S", "BYLADEM1001", 5)
    assert creditor_of(made.stored()) == made
    assert OWN.iban not in repr(OWN)


@pytest.mark.parametrize(
    ("id", "iban", "bic", "days"),
    [
        ("DE97ZZZ09999999999", OWN.iban, None, 2), ("", OWN.iban, None, 2), ("é", OWN.iban, None, 2),
        (OWN.creditor_id, "DE03120300000000202051", None, 2), (OWN.creditor_id, "", None, 2),
        (OWN.creditor_id, "TR330006100519786457841326", None, 2), (OWN.creditor_id, OWN.iban, "BYLADEM", 2),
        (OWN.creditor_id, OWN.iban, None, 0), (OWN.creditor_id, OWN.iban, None, 31),
    ],
)  # fmt: skip
def test_what_is_no_creditor(id: str, iban: str, bic: str | None, days: int) -> None:
    with pytest.raises(CreditorUnusable):
        checked_creditor(id, iban, "S", bic, days)
