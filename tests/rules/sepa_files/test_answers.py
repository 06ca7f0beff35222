"""What banks answer (pain.002), and what their reasons mean (live-money.md §4.5, §5)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billhook.processors.declines import refusal
from billhook.sepa_files.rules.answers import AnswerUnreadable, Told, read_answer, status_of
from billhook.sepa_files.rules.lifecycle import REJECTED, RETURNED, SENT, SEPA_ORDER, SETTLED, STATUSES, WAITING
from billhook.sepa_files.rules.reasons import ENDS_MANDATE, decline_of


def answer(group: str = "", *payments: str, version: str = "10", batch: str = "B") -> bytes:
    status = f"<GrpSts>{group}</GrpSts>" if group else ""
    return (
        f'<?xml version="1.0"?><p:Document xmlns:p="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}">'
        f"<p:CstmrPmtStsRpt><p:OrgnlGrpInfAndSts><p:OrgnlMsgId>{batch}</p:OrgnlMsgId>{status}</p:OrgnlGrpInfAndSts>"
        f"{''.join(payments)}</p:CstmrPmtStsRpt></p:Document>"
    ).encode()


def payment(id: str, status: str = "", *orders: str, reason: str = "") -> str:
    said = f"<PmtInfSts>{status}</PmtInfSts>" if status else ""
    inside = f"<OrgnlPmtInfId>{id}</OrgnlPmtInfId>{said}{why(reason)}{''.join(orders)}"
    return f"<OrgnlPmtInfAndSts>{inside}</OrgnlPmtInfAndSts>"


def order(id: str, status: str, reason: str = "") -> str:
    return f"<TxInfAndSts><OrgnlEndToEndId>{id}</OrgnlEndToEndId><TxSts>{status}</TxSts>{why(reason)}</TxInfAndSts>"


def why(code: str) -> str:
    return f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>" if code else ""


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (answer("RJCT"), ("RJCT", "")), (answer("ACCP"), ("ACCP", "")), (answer(), None),
        (answer("PART", payment("P", "RJCT", reason="FF01")), ("RJCT", "FF01")),
        (answer("PART", payment("Q", "RJCT", reason="FF01")), ("PART", "")),
        (answer("PART", payment("P", "PART", order("O", "RJCT", "AM04"))), ("RJCT", "AM04")),
        (answer("PART", payment("P", "PART", order("X", "RJCT", "AM04"))), ("PART", "")),
        (answer("", payment("P", "", order("O", "RJCT"))), ("RJCT", "")),
        (answer("RJCT", payment("P", "RJCT", order("O", "ACSP"))), ("ACSP", "")),
        (answer("ACTC", payment("Q", "", order("O", "PDNG"))), ("PDNG", "")),
        (answer("RJCT", version="03"), ("RJCT", "")),
    ],
)  # fmt: skip
def test_the_narrowest_word_counts(content: bytes, wanted: tuple[str, str] | None) -> None:
    told = status_of(read_answer(content), "P", "O")
    assert (None if told is None else (told.status, told.reason)) == wanted


NAMELESS_ORDER = order("O", "RJCT", "AM04").replace("<OrgnlEndToEndId>O</OrgnlEndToEndId>", "")
NAMELESS_PAYMENT = payment("P", "RJCT", reason="FF01").replace("<OrgnlPmtInfId>P</OrgnlPmtInfId>", "")


@pytest.mark.parametrize(
    ("content", "wanted", "unnamed"),
    [
        (answer("PART", payment("P", "", NAMELESS_ORDER)), "PART", 1),
        (answer("", payment("P", "ACSP", NAMELESS_ORDER, order("O", "ACSC"))), "ACSC", 1),
        (answer("", payment("P", "", order("NOTPROVIDED", "RJCT"), NAMELESS_ORDER)), None, 2),
        (answer("ACTC", NAMELESS_PAYMENT), "ACTC", 1), (answer("", NAMELESS_PAYMENT), None, 1),
        (answer("", payment("", "RJCT", order("O", "ACSP"))), "ACSP", 1),
        (answer("", payment("", "", order("O", "ACSP"))), "ACSP", 0),
        (answer("", payment("", "RJCT", NAMELESS_ORDER)), None, 2),
    ],
)  # fmt: skip
def test_what_names_nothing_counts_for_nothing(content: bytes, wanted: str | None, unnamed: int) -> None:
    read = read_answer(content)
    told = status_of(read, "P", "O")
    assert (None if told is None else told.status, read.unnamed) == (wanted, unnamed)


@pytest.mark.parametrize(
    ("status", "reason", "duplicate"),
    [
        ("RJCT", "AM05", True), ("RJCT", "DU01", True), ("RJCT", "DU02", True), ("RJCT", "DU03", True),
        ("RJCT", "DU04", True), ("RJCT", "du05", True), ("RJCT", "AM04", False), ("RJCT", "", False),
        ("ACSP", "AM05", False),
    ],
)  # fmt: skip
def test_a_second_copy(status: str, reason: str, duplicate: bool) -> None:
    assert Told(status, reason).is_duplicate is duplicate


def test_reasons_of_the_bank_itself() -> None:
    own = answer("RJCT").replace(b"</GrpSts>", b"</GrpSts><StsRsnInf><Rsn><Prtry>X9</Prtry></Rsn></StsRsnInf>")
    assert read_answer(own).told == (Told("RJCT", "X9"),)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no xml", b"<a/>", b"<Document><CstmrPmtStsRpt/></Document>", answer(batch=""),
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', b'<?xml version="1.0" encoding="nothing"?><a/>',
        b"\xff\xfe", b"<a>&x;</a>",
    ],
)  # fmt: skip
def test_what_is_no_answer(content: bytes) -> None:
    with pytest.raises(AnswerUnreadable):
        read_answer(content)


@given(st.binary(max_size=300))
def test_strangers_get_a_sentence(content: bytes) -> None:
    with pytest.raises(AnswerUnreadable):
        read_answer(content)


@pytest.mark.parametrize(
    ("reason", "code", "again"),
    [
        ("AC01", "no_account", None), ("AC04", "account_closed", None), ("AM04", "insufficient_funds", None),
        ("MD01", "debit_not_authorized", None), ("MD06", "debit_not_authorized", "transaction_not_allowed"),
        ("MD07", "account_closed", "transaction_not_allowed"),
        ("MS02", "debit_not_authorized", "transaction_not_allowed"),
        ("MS03", "generic_could_not_process", "transaction_not_allowed"),
        ("FF01", "generic_could_not_process", None), ("", "generic_could_not_process", None),
        ("am04", "insufficient_funds", None),
    ],
)  # fmt: skip
def test_reasons(reason: str, code: str, again: str | None) -> None:
    decline = decline_of(reason)
    assert (decline.code, decline.decline_code) == (code, again)
    assert refusal(decline).status == 402


def test_reasons_that_end_a_mandate() -> None:
    assert {"AC01", "AC04", "AC06", "AC13", "MD01"} == ENDS_MANDATE


@pytest.mark.parametrize(
    ("verb", "allowed", "after"),
    [
        ("send", {WAITING}, SENT), ("settle", {SENT}, SETTLED), ("reject", {WAITING, SENT}, REJECTED),
        ("return", {SENT, SETTLED}, RETURNED),
    ],
)  # fmt: skip
def test_the_life_of_an_order(verb: str, allowed: set[str], after: str) -> None:
    assert {one for one in STATUSES if SEPA_ORDER.allows(verb, one)} == allowed
    assert {SEPA_ORDER.after(verb, one) for one in allowed} == {after}
